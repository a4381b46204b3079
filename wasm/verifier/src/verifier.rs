//! `Verifier` for JavaScript.

use core::cell::RefCell;

use tokenward::base64url;
use tokenward::bearer;
use tokenward::error::TokenError;
use tokenward::jwk::PreparedKey;
use tokenward::jwt::grants::Needs;
use tokenward::jwt::preset::Login;
use tokenward::jwt::{self, Call};
use tokenward::options::{Reader, wrong};
use tokenward::secret::Secret;
use tokenward::text::joined;
use tokenward::time::UnixSeconds;
use tokenward_bridge::args;
use tokenward_bridge::buffer::{self, Answer};
use tokenward_bridge::codes::{CACHED, PASSED};
use tokenward_bridge::refusal::Refusal;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::host::{self, Host, JsHost};
use crate::remote::write_skipped;

#[wasm_bindgen(js_name = WasmVerifier)]
pub struct Verifier {
    inner: jwt::Verifier,
    source: Secret,
    host: JsHost,
    /// What guards need, by number less one; see `addNeeds`.
    needs: Vec<Needs>,
}

#[wasm_bindgen(js_class = WasmVerifier)]
impl Verifier {
    /// Input: the options of `createVerifier`, or what `sourcePointer` and `sourceLength` showed of
    /// another verifier; nothing after a refusal.
    pub fn make(host: Option<Host>) -> Option<Verifier> {
        let mut made = None;
        let source = buffer::value_as_written();
        buffer::run_on_value(&mut |options, _, _| {
            made = Some(jwt::Verifier::from_value(options)?);
            Ok(PASSED)
        });
        Some(Verifier { inner: made?, source, host: JsHost(host), needs: Vec::new() })
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

    /// Input: `{ scopes, roles }`. Returns the number by which `verify` knows them.
    #[wasm_bindgen(js_name = addNeeds)]
    pub fn add_needs(&mut self) -> u32 {
        buffer::run_on_value(&mut |given, _, _| {
            self.needs.push(Needs::read(given)?);
            Ok(self.needs.len() as u32)
        })
    }

    /// Verifies the token in the input buffer. `needs` is 0 or a number of `addNeeds`.
    ///
    /// With `anew`, whatever is in the cache: for when JavaScript has lost what it kept of it.
    pub fn verify(&self, length: usize, now: f64, anew: bool, needs: u32) -> u32 {
        buffer::run(length, &mut |token, out, answer| self.check(token, (now, anew, needs), out, answer))
    }

    /// Verifies the token of the `Authorization` value in the input buffer, as `verify` does.
    #[wasm_bindgen(js_name = verifyAuthorization)]
    pub fn verify_authorization(&self, length: usize, now: f64, anew: bool, needs: u32) -> u32 {
        buffer::run(length, &mut |value, out, answer| {
            self.check(bearer::parse(value)?, (now, anew, needs), out, answer)
        })
    }

    /// Input: `[token, { nonce, accessToken, code }]`, a token of one login. What is not there is not
    /// known of it.
    #[wasm_bindgen(js_name = verifyLogin)]
    pub fn verify_login(&self, now: f64) -> u32 {
        buffer::run_on_value(&mut |arguments, out, answer| {
            let [token, login] = args::pair(arguments);
            // What was told and cannot be read (a lone surrogate, say) is not the same as not told.
            let read = Reader::new("verify", login, &["nonce", "accessToken", "code"], &["waitUntil"])?;
            let given = |name| match read.get(name) {
                None => Ok(None),
                Some(value) => value.as_str().map(Some).ok_or_else(|| wrong(name, "a string", value)),
            };
            let login =
                Login { nonce: given("nonce")?, access_token: given("accessToken")?, code: given("code")? };
            let token = token.as_str().unwrap_or_default().as_bytes();
            let call = Call { login, host: &self.host, ..Call::at(instant(now)?) };
            Ok(Self::store_outcome(&self.inner.verify_with(token, &call, out)?, answer))
        })
    }

    /// Takes the keys of a JWKS that was fetched, as text, and a host that knows nothing of the old ones.
    #[wasm_bindgen(js_name = setRemoteKeys)]
    pub fn set_remote_keys(&mut self, host: Option<Host>) -> u32 {
        let done = buffer::run_on_value(&mut |jwks, _, _| {
            self.inner.set_remote_keys(jwks.as_str().unwrap_or_default().as_bytes())?;
            Ok(PASSED)
        });
        if done == PASSED {
            self.host = JsHost(host);
        }
        done
    }

    /// Writes the `kid` of a key that [`Verifier::verify`] has just named; false if it has none.
    #[wasm_bindgen(js_name = keyId)]
    pub fn key_id(&self, position: usize) -> bool {
        self.inner.keys().kid(position).is_some_and(|kid| {
            buffer::run_alone(&mut |out, _| {
                buffer::write(out, kid.as_bytes());
                Ok(PASSED)
            }) == PASSED
        })
    }

    /// Writes the members of written-down sets that are not used: see [`write_skipped`].
    #[wasm_bindgen(js_name = skippedKeys)]
    pub fn skipped_keys(&self) -> bool {
        buffer::run_alone(&mut |out, _| {
            write_skipped(self.inner.keys().skipped(), out);
            Ok(PASSED)
        }) == PASSED
    }

    fn check(
        &self,
        token: &[u8],
        (now, anew, needs): (f64, bool, u32),
        claims: &mut Vec<u8>,
        answer: &mut Answer,
    ) -> Result<u32, Refusal> {
        let call = Call {
            host: &self.host,
            cached: !anew,
            needs: (needs as usize).checked_sub(1).and_then(|at| self.needs.get(at)),
            ..Call::at(instant(now)?)
        };
        Ok(Self::store_outcome(&self.inner.verify_with(token, &call, claims)?, answer))
    }

    fn store_outcome(outcome: &jwt::Verified, answer: &mut Answer) -> u32 {
        answer.seconds = outcome.expires_in.unwrap_or(f64::NAN);
        answer.header = outcome.header.id;
        answer.slot = outcome.place.map_or(-1.0, |place| place.slot as f64);
        answer.serial = outcome.place.map_or(0, |place| place.serial);
        answer.key = outcome.key;
        answer.granted = outcome.granted;
        if outcome.hit { CACHED } else { PASSED }
    }

    /// Writes the JSON text of a header that [`Verifier::verify`] has just named.
    #[wasm_bindgen(js_name = headerText)]
    pub fn header_text(&self, id: f64) -> bool {
        self.inner.known_header(id as u64).is_some_and(|header| {
            buffer::run_alone(&mut |out, _| {
                buffer::write(out, header.decision.json.as_bytes());
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
            *text =
                joined(&[r#"{"kty":"RSA","alg":""#, alg, r#"","n":""#, &n, r#"","e":""#, &e, r#""}"#], "");
            buffer::expose_text(text);
        });
        true
    }
}

/// The time of a call. JavaScript has checked the clock: see `checkClock`.
fn instant(now: f64) -> Result<UnixSeconds, TokenError> {
    UnixSeconds::new(now).ok_or(TokenError::NotYetValid)
}

thread_local! {
    /// What [`Verifier::rsa_key`] shows.
    static RSA_KEY: RefCell<String> = RefCell::default();
}

/// Decodes the token in the input buffer without verifying it; the answer is one JSON text.
#[wasm_bindgen(js_name = decodeUnverified)]
pub fn decode_unverified(length: usize, max_bytes: usize) -> u32 {
    buffer::run(length, &mut |token, out, _| {
        let token = jwt::decode_unverified(token, max_bytes)?;
        out.clear();
        for part in ["{\"header\":", &token.header, ",\"claims\":", &token.claims, "}"] {
            out.extend_from_slice(part.as_bytes());
        }
        Ok(PASSED)
    })
}

/// Writes the token of the `Authorization` value in the input buffer.
#[wasm_bindgen(js_name = bearerToken)]
pub fn bearer_token(length: usize) -> u32 {
    buffer::run(length, &mut |value, out, _| {
        buffer::write(out, bearer::parse(value)?);
        Ok(PASSED)
    })
}

/// Writes the `iss` of the token in the input buffer, which is not verified; nothing if it has none.
/// With `in_header`, of the token of an `Authorization` value.
#[wasm_bindgen(js_name = unverifiedIssuer)]
pub fn unverified_issuer(length: usize, max_bytes: usize, in_header: bool) -> u32 {
    buffer::run(length, &mut |input, out, _| {
        let token = if in_header { bearer::parse(input)? } else { input };
        buffer::write(out, jwt::unverified_issuer(token, max_bytes)?.unwrap_or_default().as_bytes());
        Ok(PASSED)
    })
}

/// Input: `[code, claim]`. Refuses: these are the refusals that JavaScript finds where the core is not asked.
#[wasm_bindgen(js_name = refuse)]
pub fn refuse(max_bytes: usize) -> u32 {
    buffer::run_on_value(&mut |arguments, _, _| {
        let [code, claim] = args::pair(arguments).map(|text| text.as_str().unwrap_or_default());
        Err(match code {
            "token_missing" => TokenError::Missing,
            "token_too_large" => TokenError::TooLarge { max_bytes },
            "key_not_found" => TokenError::KeyNotFound,
            "claim_invalid" => TokenError::ClaimInvalid(
                String::from(claim).into(),
                "of the JSON type that the check asks for",
            ),
            "claim_missing" => TokenError::ClaimMissing(String::from(claim).into()),
            "token_revoked" => TokenError::Revoked,
            "keys_unavailable" => TokenError::KeysUnavailable,
            "store_unavailable" => TokenError::StoreUnavailable,
            "misplaced" => TokenError::Malformed(
                "expected exactly one credential, and none in the URL (RFC 6750 section 2)",
            ),
            _ => TokenError::Malformed("expected a string of ASCII characters"),
        }
        .into())
    })
}
