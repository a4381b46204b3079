//! `Verifier` for JavaScript.

use core::cell::Cell;

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::{buffer, convert, source};
use crate::bearer;
use crate::error::{OptionError, TokenError};
use crate::jwt::{self, VerifiedToken};
use crate::secret::Secret;
use crate::value::Value;

thread_local! {
    /// `expires_in` of the last token that passed; NaN if it has no `exp`.
    static EXPIRES_IN: Cell<f64> = const { Cell::new(f64::NAN) };
}

/// Seconds until the last verified token expires; NaN if it has no `exp`.
#[wasm_bindgen(js_name = lastExpiresIn)]
pub fn last_expires_in() -> f64 {
    EXPIRES_IN.get()
}

#[wasm_bindgen(js_name = WasmVerifier)]
pub struct Verifier {
    inner: jwt::Verifier,
    source: Secret,
}

#[wasm_bindgen(js_class = WasmVerifier)]
impl Verifier {
    /// Makes a verifier of `createVerifier`'s options.
    #[wasm_bindgen(constructor)]
    pub fn new(options: JsValue) -> Result<Verifier, JsValue> {
        Self::of(&convert::value(&options))
    }

    /// Makes a verifier of what `sourcePointer` and `sourceLength` showed of another one.
    pub fn restore(bytes: &[u8]) -> Result<Verifier, JsValue> {
        Self::of(&source::decode(bytes).unwrap_or(Value::Other))
    }

    fn of(options: &Value) -> Result<Verifier, JsValue> {
        let inner = jwt::Verifier::from_value(options).map_err(|error| convert::config_error(&error))?;
        Ok(Verifier { inner, source: source::encode(options) })
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

    /// Verifies the token in the input buffer; returns the length of the answer, or 0.
    pub fn verify(&self, length: usize, now: f64) -> usize {
        buffer::run(length, |token, out| self.check(token, now, out))
    }

    /// The same for the value of an `Authorization` header.
    #[wasm_bindgen(js_name = verifyAuthorization)]
    pub fn verify_authorization(&self, length: usize, now: f64) -> usize {
        buffer::run(length, |value, out| self.check(bearer::parse(value)?, now, out))
    }

    fn check(&self, token: &[u8], now: f64, out: &mut Vec<u8>) -> Result<(), TokenError> {
        // JavaScript has checked the clock: see `checkClock`.
        let now = crate::time::UnixSeconds::new(now).ok_or(TokenError::NotYetValid)?;
        let VerifiedToken { header, claims, expires_in } = self.inner.verify(token, now)?;
        for part in ["{\"header\":", &header, ",\"claims\":", &claims] {
            out.extend_from_slice(part.as_bytes());
        }
        out.push(b'}');
        EXPIRES_IN.set(expires_in.unwrap_or(f64::NAN));
        Ok(())
    }
}

/// Decodes the token in the input buffer without verifying it.
#[wasm_bindgen(js_name = decodeUnverified)]
pub fn decode_unverified(length: usize) -> usize {
    buffer::run(length, |token, out| {
        let token = jwt::decode_unverified(token)?;
        for part in ["{\"header\":", &token.header, ",\"claims\":", &token.claims, "}"] {
            out.extend_from_slice(part.as_bytes());
        }
        Ok(())
    })
}

/// Why the last call returned 0, as the constructor of `TokenError` takes it.
#[wasm_bindgen(js_name = takeError)]
pub fn take_error() -> JsValue {
    let error = buffer::BUFFERS.with_borrow_mut(|buffers| buffers.error.take());
    convert::token_error(&error.unwrap_or(TokenError::Missing))
}

/// The refusals that JavaScript finds before there are bytes to pass.
#[wasm_bindgen(js_name = refusal)]
pub fn refusal(kind: &str, max_bytes: usize) -> JsValue {
    convert::token_error(&match kind {
        "missing" => TokenError::Missing,
        "too_large" => TokenError::TooLarge { max_bytes },
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
