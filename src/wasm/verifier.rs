//! `Verifier` for JavaScript.

use core::cell::RefCell;

use wasm_bindgen::prelude::wasm_bindgen;

use super::buffer::{self, Answer};
use super::host::{self, Host, JsHost};
use super::refusal::Refusal;
use crate::base64url;
use crate::bearer;
use crate::crypto::PreparedKey;
use crate::error::TokenError;
use crate::jwt;
use crate::secret::Secret;

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
    /// Of `createVerifier`'s options, or of what `sourcePointer` and `sourceLength` showed of
    /// another verifier; nothing after a refusal.
    pub fn make(host: Option<Host>) -> Option<Verifier> {
        let mut made = None;
        let source = buffer::value_as_written();
        buffer::run_on_value(&mut |options, _, _| {
            made = Some(jwt::Verifier::from_value(options)?);
            Ok(PASSED)
        });
        Some(Verifier { inner: made?, source, host: JsHost(host) })
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
        buffer::run(length, &mut |token, out, answer| self.check(token, now, anew, out, answer))
    }

    /// The same for the value of an `Authorization` header.
    #[wasm_bindgen(js_name = verifyAuthorization)]
    pub fn verify_authorization(&self, length: usize, now: f64, anew: bool) -> u32 {
        buffer::run(length, &mut |value, out, answer| {
            self.check(bearer::parse(value)?, now, anew, out, answer)
        })
    }

    fn check(
        &self,
        token: &[u8],
        now: f64,
        anew: bool,
        claims: &mut Vec<u8>,
        answer: &mut Answer,
    ) -> Result<u32, Refusal> {
        // JavaScript has checked the clock: see `checkClock`.
        let now = crate::time::UnixSeconds::new(now).ok_or(TokenError::NotYetValid)?;
        let outcome = if anew {
            self.inner.verify_anew(token, now, &self.host, claims)?
        } else {
            self.inner.verify_into(token, now, &self.host, claims)?
        };
        answer.seconds = outcome.expires_in.unwrap_or(f64::NAN);
        answer.header = outcome.header.id;
        answer.slot = outcome.place.map_or(-1.0, |place| place.slot as f64);
        answer.serial = outcome.place.map_or(0, |place| place.serial);
        Ok(if outcome.hit { CACHED } else { PASSED })
    }

    /// Writes the JSON text of a header that [`Verifier::verify`] has just named.
    #[wasm_bindgen(js_name = headerText)]
    pub fn header_text(&self, id: f64) -> bool {
        self.inner.known_header(id as u64).is_some_and(|header| {
            buffer::run_alone(&mut |out, _| {
                buffer::write(out, header.json.as_bytes());
                Ok(PASSED)
            }) == PASSED
        })
    }

    /// Shows what the host needs to know of a `use` (see [`host`]), if it is RSA: a JWK with
    /// `alg`. Called in the midst of a verify.
    #[wasm_bindgen(js_name = rsaKey)]
    pub fn rsa_key(&self, number: usize) -> bool {
        let (algorithm, position) = host::algorithm_and_position(number);
        let (Some(algorithm), Some(PreparedKey::Rsa(key))) = (algorithm, self.inner.keys().get(position))
        else {
            return false;
        };
        let exponent = key.exponent().to_be_bytes();
        let zeros = exponent.iter().take_while(|byte| **byte == 0).count();
        let (n, e) = (base64url::encode(key.modulus()), base64url::encode(&exponent[zeros..]));
        let alg = algorithm.name();
        RSA_KEY.with_borrow_mut(|text| {
            *text = [r#"{"kty":"RSA","alg":""#, alg, r#"","n":""#, &n, r#"","e":""#, &e, r#""}"#].concat();
            buffer::show(text);
        });
        true
    }
}

thread_local! {
    /// What [`Verifier::rsa_key`] shows.
    static RSA_KEY: RefCell<String> = RefCell::default();
}

/// Decodes the token in the input buffer without verifying it; the answer is one JSON text.
#[wasm_bindgen(js_name = decodeUnverified)]
pub fn decode_unverified(length: usize) -> u32 {
    buffer::run(length, &mut |token, out, _| {
        let token = jwt::decode_unverified(token)?;
        out.clear();
        for part in ["{\"header\":", &token.header, ",\"claims\":", &token.claims, "}"] {
            out.extend_from_slice(part.as_bytes());
        }
        Ok(PASSED)
    })
}

/// The refusals that JavaScript finds before there are bytes to pass.
#[wasm_bindgen(js_name = refuse)]
pub fn refuse(kind: u32, max_bytes: usize) {
    buffer::run_alone(&mut |_, _| {
        Err(match kind {
            0 => TokenError::Missing,
            1 => TokenError::TooLarge { max_bytes },
            _ => TokenError::Malformed("expected a string of ASCII characters"),
        }
        .into())
    });
}
