//! `Verifier` for JavaScript.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::buffer::{self, Answer};
use super::host::{self, JsHost};
use super::{convert, source};
use crate::bearer;
use crate::crypto::PreparedKey;
use crate::error::{OptionError, TokenError};
use crate::jwt;
use crate::jwt::preset::Login;
use crate::secret::Secret;
use crate::value::Value;

/// What [`Verifier::verify`] returns for a token that passed (0 is for one that was refused):
/// its claims were written, or JavaScript has them already under the token's slot.
const PASSED: u32 = 1;
const CACHED: u32 = 2;

#[wasm_bindgen(js_name = WasmVerifier)]
pub struct Verifier {
    inner: jwt::Verifier,
    source: Secret,
    host: JsHost,
}

#[wasm_bindgen(js_class = WasmVerifier)]
impl Verifier {
    /// Makes a verifier of `createVerifier`'s options. `host` is a function as [`JsHost`] calls
    /// it, or undefined.
    #[wasm_bindgen(constructor)]
    pub fn new(options: JsValue, host: JsValue) -> Result<Verifier, JsValue> {
        Self::of(&convert::value(&options), host)
    }

    /// Makes a verifier of what `sourcePointer` and `sourceLength` showed of another one.
    pub fn restore(bytes: Vec<u8>, host: JsValue) -> Result<Verifier, JsValue> {
        let bytes = Secret::new(bytes);
        Self::of(&source::decode(bytes.expose()).unwrap_or(Value::Other), host)
    }

    fn of(options: &Value, host: JsValue) -> Result<Verifier, JsValue> {
        let inner = jwt::Verifier::from_value(options).map_err(|error| convert::config_error(&error))?;
        Ok(Verifier { inner, source: source::encode(options), host: JsHost::new(host) })
    }

    #[wasm_bindgen(getter, js_name = sourcePointer)]
    pub fn source_pointer(&self) -> usize {
        self.source.expose().as_ptr() as usize
    }

    #[wasm_bindgen(getter, js_name = sourceLength)]
    pub fn source_length(&self) -> usize {
        self.source.len()
    }

    #[wasm_bindgen(getter, js_name = maxTokenBytes)]
    pub fn max_token_bytes(&self) -> usize {
        self.inner.policy().max_token_bytes
    }

    /// Verifies the token in the input buffer.
    ///
    /// With `anew`, whatever is in the cache: for when JavaScript has lost what it kept of it.
    pub fn verify(&self, length: usize, now: f64, anew: bool) -> u32 {
        buffer::run(length, |token, out, answer| self.check(token, now, anew, out, answer))
    }

    /// The same for the value of an `Authorization` header.
    #[wasm_bindgen(js_name = verifyAuthorization)]
    pub fn verify_authorization(&self, length: usize, now: f64, anew: bool) -> u32 {
        buffer::run(length, |value, out, answer| self.check(bearer::parse(value)?, now, anew, out, answer))
    }

    /// The same for a token of one login; what is undefined is not known of it.
    #[wasm_bindgen(js_name = verifyLogin)]
    pub fn verify_login(
        &self,
        length: usize,
        now: f64,
        nonce: Option<String>,
        access_token: Option<String>,
        code: Option<String>,
    ) -> u32 {
        let kept = [nonce, access_token, code].map(|text| text.map(|text| Secret::new(text.into_bytes())));
        let [nonce, access_token, code] =
            kept.each_ref().map(|text| core::str::from_utf8(text.as_ref()?.expose()).ok());
        buffer::run(length, |token, out, answer| {
            let now = crate::time::UnixSeconds::new(now).ok_or(TokenError::NotYetValid)?;
            let login = Login { nonce, access_token, code };
            Ok(Self::tell(&self.inner.verify_login(token, now, &self.host, &login, out)?, answer))
        })
    }

    /// Takes the keys of a JWKS that was fetched, and a host that knows nothing of the old ones.
    #[wasm_bindgen(js_name = setRemoteKeys)]
    pub fn set_remote_keys(&mut self, jwks: &str, host: JsValue) -> Result<(), JsValue> {
        self.inner.set_remote_keys(jwks.as_bytes()).map_err(|error| convert::config_error(&error.into()))?;
        self.host = JsHost::new(host);
        Ok(())
    }

    /// The `kid` of a key that [`Verifier::verify`] has just named.
    #[wasm_bindgen(js_name = keyId)]
    pub fn key_id(&self, position: usize) -> Option<String> {
        self.inner.keys().kid(position).map(String::from)
    }

    fn check(
        &self,
        token: &[u8],
        now: f64,
        anew: bool,
        claims: &mut Vec<u8>,
        answer: &mut Answer,
    ) -> Result<u32, TokenError> {
        // JavaScript has checked the clock: see `checkClock`.
        let now = crate::time::UnixSeconds::new(now).ok_or(TokenError::NotYetValid)?;
        let outcome = if anew {
            self.inner.verify_anew(token, now, &self.host, claims)?
        } else {
            self.inner.verify_into(token, now, &self.host, claims)?
        };
        Ok(Self::tell(&outcome, answer))
    }

    fn tell(outcome: &jwt::Outcome, answer: &mut Answer) -> u32 {
        answer.expires_in = outcome.expires_in.unwrap_or(f64::NAN);
        answer.header = outcome.header.id;
        answer.slot = outcome.place.map_or(-1.0, |place| place.slot as f64);
        answer.serial = outcome.place.map_or(0, |place| place.serial);
        answer.key = outcome.key;
        if outcome.hit { CACHED } else { PASSED }
    }

    /// The JSON text of a header that [`Verifier::verify`] has just named.
    #[wasm_bindgen(js_name = headerText)]
    pub fn header_text(&self, id: f64) -> Option<String> {
        self.inner.known_header(id as u64).map(|header| header.json.clone())
    }

    /// What the host needs to know of a `use` (see [`host`]): a JWK with `alg`; undefined unless
    /// it is RSA.
    #[wasm_bindgen(js_name = rsaKey)]
    pub fn rsa_key(&self, number: usize) -> JsValue {
        let (algorithm, position) = host::algorithm_and_position(number);
        match (algorithm, self.inner.keys().get(position)) {
            (Some(algorithm), Some(PreparedKey::Rsa(key))) => {
                convert::rsa_jwk(algorithm, key.modulus(), key.exponent())
            }
            _ => JsValue::UNDEFINED,
        }
    }
}

/// Decodes the token in the input buffer without verifying it; the answer is one JSON text.
#[wasm_bindgen(js_name = decodeUnverified)]
pub fn decode_unverified(length: usize) -> u32 {
    buffer::run(length, |token, out, _| {
        let token = jwt::decode_unverified(token)?;
        out.clear();
        for part in ["{\"header\":", &token.header, ",\"claims\":", &token.claims, "}"] {
            out.extend_from_slice(part.as_bytes());
        }
        Ok(PASSED)
    })
}

/// Why the last call returned 0, as the constructor of `TokenError` takes it.
#[wasm_bindgen(js_name = takeError)]
pub fn take_error() -> JsValue {
    let error = buffer::BUFFERS.with_borrow_mut(|buffers| buffers.error.take());
    convert::token_error(&error.unwrap_or(TokenError::Missing))
}

/// Writes the token of the `Authorization` value in the input buffer.
#[wasm_bindgen(js_name = bearerToken)]
pub fn bearer_token(length: usize) -> u32 {
    buffer::run(length, |value, out, _| {
        out.clear();
        out.extend_from_slice(bearer::parse(value)?);
        Ok(PASSED)
    })
}

/// Writes the `iss` of the token in the input buffer, which is not verified; nothing if it has none.
#[wasm_bindgen(js_name = unverifiedIssuer)]
pub fn unverified_issuer(length: usize, max_bytes: usize) -> u32 {
    buffer::run(length, |token, out, _| {
        let issuer = jwt::unverified_issuer(token, max_bytes)?;
        out.clear();
        out.extend_from_slice(issuer.unwrap_or_default().as_bytes());
        Ok(PASSED)
    })
}

/// The refusals that JavaScript finds where the core is not asked, by their codes.
#[wasm_bindgen(js_name = refusal)]
pub fn refusal(code: &str, max_bytes: usize, claim: Option<String>) -> JsValue {
    let claim = || claim.clone().unwrap_or_default().into();
    convert::token_error(&match code {
        "token_missing" => TokenError::Missing,
        "token_too_large" => TokenError::TooLarge { max_bytes },
        "key_not_found" => TokenError::KeyNotFound,
        "claim_invalid" => TokenError::ClaimInvalid(claim()),
        "claim_missing" => TokenError::ClaimMissing(claim()),
        "token_revoked" => TokenError::Revoked,
        "keys_unavailable" => TokenError::KeysUnavailable,
        "store_unavailable" => TokenError::StoreUnavailable,
        "misplaced" => TokenError::Malformed("expected exactly one credential, and none in the URL (RFC 6750 section 2)"),
        _ => TokenError::Malformed("expected a string of ASCII characters"),
    })
}

/// Checks what a `clock` returned.
#[wasm_bindgen(js_name = checkClock)]
pub fn check_clock(now: JsValue) -> Result<f64, JsValue> {
    match convert::value(&now) {
        Value::Number(seconds) => convert::now(seconds).map(|now| now.get()),
        other => Err(OptionError::new(format!("`clock` must return unix seconds, not {}", other.kind()))),
    }
    .map_err(|error| convert::option_error(&error))
}
