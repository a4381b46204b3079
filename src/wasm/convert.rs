//! JavaScript values to [`Value`] trees, and errors to plain objects.

use js_sys::{Array, JsString, Reflect, Uint8Array};
use serde::Serialize;
use wasm_bindgen::{JsCast, JsValue};

use crate::base64url;
use crate::error::{ConfigError, KeyError, OptionError, TokenError};
use crate::jws::Algorithm;
use crate::secret::Secret;
use crate::time::UnixSeconds;
use crate::value::Value;

/// Deepest nesting of options: `keys` is an array of JWKS of JWKs with `key_ops`.
const MAX_DEPTH: u8 = 8;
/// Most values in options: a JWKS of 1,024 keys has some twenty thousand.
const MAX_VALUES: usize = 1 << 16;

/// Reads a JavaScript value. What has no place in a [`Value`] (functions, symbols, BigInts,
/// lone surrogates, what a getter throws, what is nested too deep or without end) becomes
/// [`Value::Other`], so that the core can name the option it stands in.
pub fn value(js: &JsValue) -> Value {
    at_depth(js, MAX_DEPTH, &mut { MAX_VALUES })
}

/// `left` is how many values may still be read: objects that refer to each other would
/// otherwise unfold without end.
fn at_depth(js: &JsValue, depth: u8, left: &mut usize) -> Value {
    if *left == 0 {
        return Value::Other;
    }
    *left -= 1;
    if js.is_undefined() || js.is_null() {
        Value::Null
    } else if let Some(flag) = js.as_bool() {
        Value::Bool(flag)
    } else if let Some(number) = js.as_f64() {
        Value::Number(number)
    } else if let Some(text) = js.dyn_ref::<JsString>() {
        // A lone surrogate would become U+FFFD, and two different secrets one.
        if text.is_valid_utf16() {
            Value::String(Secret::new(String::from(text).into_bytes()))
        } else {
            Value::Other
        }
    } else if let Some(bytes) = js.dyn_ref::<Uint8Array>() {
        Value::Bytes(Secret::new(bytes.to_vec()))
    } else if depth == 0 || js.is_function() || !js.is_object() {
        Value::Other
    } else if let Some(items) = js.dyn_ref::<Array>() {
        elements(items, depth - 1, left)
    } else {
        members(js, depth - 1, left)
    }
}

fn elements(items: &Array, depth: u8, left: &mut usize) -> Value {
    if items.length() as usize > *left {
        return Value::Other;
    }
    let mut read =
        |index: u32| Reflect::get_u32(items, index).map_or(Value::Other, |item| at_depth(&item, depth, left));
    Value::Array((0..items.length()).map(&mut read).collect())
}

/// An object's own members.
fn members(js: &JsValue, depth: u8, left: &mut usize) -> Value {
    let Ok(names) = Reflect::own_keys(js) else {
        return Value::Other;
    };
    if names.length() as usize > *left {
        return Value::Other;
    }
    let mut read = |name: JsValue| {
        let value = Reflect::get(js, &name).map_or(Value::Other, |value| at_depth(&value, depth, left));
        (name.as_string().unwrap_or_default(), value)
    };
    Value::Object(names.iter().map(&mut read).collect())
}

/// The time of a call.
pub fn now(seconds: f64) -> Result<UnixSeconds, OptionError> {
    UnixSeconds::new(seconds)
        .ok_or_else(|| OptionError::new("`clock` must return a finite number of unix seconds"))
}

#[derive(Serialize)]
struct RsaJwk {
    kty: &'static str,
    alg: &'static str,
    n: String,
    e: String,
}

/// An RSA public key for the host.
pub fn rsa_jwk(algorithm: Algorithm, modulus: &[u8], exponent: u64) -> JsValue {
    let exponent = exponent.to_be_bytes();
    let zeros = exponent.iter().take_while(|byte| **byte == 0).count();
    to_js(&RsaJwk {
        kty: "RSA",
        alg: algorithm.name(),
        n: base64url::encode(modulus),
        e: base64url::encode(exponent.get(zeros..).unwrap_or_default()),
    })
}

/// A refusal of a token, as the constructor of `TokenError` takes it.
#[derive(Serialize)]
struct TokenErrorFields<'a> {
    code: &'static str,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    claim: Option<&'a str>,
    status: u16,
    challenge: String,
    description: &'static str,
}

/// A refusal of a configuration: with a code it becomes a `KeyError`, without a `TypeError`.
#[derive(Serialize)]
struct ConfigErrorFields {
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'static str>,
    message: String,
}

pub fn token_error(error: &TokenError) -> JsValue {
    to_js(&TokenErrorFields {
        code: error.code(),
        message: error.to_string(),
        claim: error.claim(),
        status: error.status(),
        challenge: error.challenge(),
        description: error.description(),
    })
}

pub fn option_error(error: &OptionError) -> JsValue {
    to_js(&ConfigErrorFields { code: None, message: error.to_string() })
}

fn key_error(error: &KeyError) -> JsValue {
    to_js(&ConfigErrorFields { code: Some(error.code()), message: error.to_string() })
}

pub fn config_error(error: &ConfigError) -> JsValue {
    match error {
        ConfigError::Option(error) => option_error(error),
        ConfigError::Key(error) => key_error(error),
    }
}

fn to_js(fields: &impl Serialize) -> JsValue {
    serde_wasm_bindgen::to_value(fields).unwrap_or(JsValue::NULL)
}
