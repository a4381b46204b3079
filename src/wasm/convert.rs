//! JavaScript values to [`Value`] trees, and errors to plain objects.

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Serialize};
use wasm_bindgen::JsValue;

use crate::error::{ConfigError, KeyError, OptionError, TokenError};
use crate::secret::Secret;
use crate::time::UnixSeconds;
use crate::value::Value;

/// Deepest nesting of options: `keys` is an array of JWKS of JWKs with `key_ops`.
const MAX_DEPTH: u8 = 8;

/// Reads a JavaScript value. What has no place in a [`Value`] (functions, cycles and other
/// depths, what a getter throws) becomes [`Value::Other`], so that the core can name it.
pub fn value(js: JsValue) -> Value {
    Depth(MAX_DEPTH)
        .deserialize(serde_wasm_bindgen::Deserializer::from(js.clone()))
        .unwrap_or_else(|_| members(&js).unwrap_or(Value::Other))
}

/// An object whose members could not all be read: those that could not become `Other`.
fn members(js: &JsValue) -> Option<Value> {
    if !js.is_object() || js.is_function() || js_sys::Array::is_array(js) {
        return None;
    }
    let entries = js_sys::Reflect::own_keys(js).ok()?;
    let read = |name: &JsValue| {
        let value = js_sys::Reflect::get(js, name).ok()?;
        Depth(MAX_DEPTH).deserialize(serde_wasm_bindgen::Deserializer::from(value)).ok()
    };
    let entries = entries.iter().map(|name| {
        let value = read(&name).unwrap_or(Value::Other);
        (name.as_string().unwrap_or_default(), value)
    });
    Some(Value::Object(entries.collect()))
}

/// The time of a call.
pub fn now(seconds: f64) -> Result<UnixSeconds, OptionError> {
    UnixSeconds::new(seconds)
        .ok_or_else(|| OptionError::new("`clock` must return a finite number of unix seconds"))
}

#[derive(Clone, Copy)]
struct Depth(u8);

impl Depth {
    fn below<E: Error>(self) -> Result<Self, E> {
        self.0.checked_sub(1).map(Self).ok_or_else(|| E::custom("nested too deep"))
    }
}

impl<'de> DeserializeSeed<'de> for Depth {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Depth {
    type Value = Value;

    fn expecting(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("plain data")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value as f64))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value as f64))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Ok(Value::Number(value))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Value, E> {
        Ok(Value::String(Secret::from(text.as_bytes())))
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Value, E> {
        Ok(Value::String(Secret::new(text.into_bytes())))
    }

    fn visit_byte_buf<E: Error>(self, bytes: Vec<u8>) -> Result<Value, E> {
        Ok(Value::Bytes(Secret::new(bytes)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let below = self.below()?;
        let mut items = Vec::new();
        while let Some(item) = seq.next_element_seed(below)? {
            items.push(item);
        }
        Ok(Value::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let below = self.below()?;
        let mut members = Vec::new();
        while let Some(Name(name)) = map.next_key()? {
            members.push((name, map.next_value_seed(below)?));
        }
        Ok(Value::Object(members))
    }
}

#[derive(Deserialize)]
#[serde(transparent)]
struct Name(String);

/// A refusal of a token, as the constructor of `TokenError` takes it.
#[derive(Serialize)]
struct TokenErrorFields<'a> {
    code: &'static str,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    claim: Option<&'a str>,
    status: u16,
    challenge: String,
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
