//! A value from outside, as a tree: an option or a key, from JavaScript or from JSON.
//!
//! Only set-up code uses it. Tokens are never turned into trees; see [`crate::json`].

use alloc::string::String;
use alloc::vec::Vec;

use crate::json::{self, InvalidJson, Kind, RawValue};
use crate::secret::Secret;

/// A value of unknown shape. Strings and bytes are treated as secret: keys are among them.
#[derive(Clone, Debug)]
pub enum Value {
    /// `null` or `undefined`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// Any number, also one that is not finite
    Number(f64),
    /// A string, as UTF-8
    String(Secret),
    /// A `Uint8Array`
    Bytes(Secret),
    /// An array
    Array(Vec<Value>),
    /// A plain object's own members, in order
    Object(Vec<(String, Value)>),
    /// Anything else: a function, a BigInt, something too deep
    Other,
}

impl Value {
    /// Reads strict JSON text (see [`crate::json`]), which must be an object.
    ///
    /// # Errors
    /// [`InvalidJson`].
    pub fn from_json(text: &[u8]) -> Result<Self, InvalidJson> {
        let mut members = Vec::new();
        json::parse_object(text, |name, value| members.push((String::from(name), Self::from_raw(value))))?;
        Ok(Self::Object(members))
    }

    fn from_raw(value: RawValue<'_>) -> Self {
        match value.kind() {
            Kind::Null => Self::Null,
            Kind::Bool => Self::Bool(value.is_true()),
            Kind::Number => Self::Number(value.as_f64().unwrap_or(f64::NAN)),
            Kind::String => {
                Self::String(Secret::new(value.as_str().unwrap_or_default().into_owned().into_bytes()))
            }
            Kind::Array => Self::Array(value.elements().into_iter().flatten().map(Self::from_raw).collect()),
            Kind::Object => Self::Object(
                value
                    .members()
                    .into_iter()
                    .flatten()
                    .map(|(name, value)| (name, Self::from_raw(value)))
                    .collect(),
            ),
        }
    }

    /// The string, if it is one.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => core::str::from_utf8(text.expose()).ok(),
            _ => None,
        }
    }

    /// The member of this name, if it is an object that has it.
    pub fn member(&self, name: &str) -> Option<&Value> {
        match self {
            Self::Object(members) => members.iter().find(|(key, _)| key == name).map(|(_, value)| value),
            _ => None,
        }
    }

    /// A member of JSON from elsewhere, where `null` is a way to say absent.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.member(name).filter(|value| !matches!(value, Self::Null))
    }

    /// What kind of thing it is, for a message: never the value itself.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null or undefined",
            Self::Bool(_) => "a boolean",
            Self::Number(n) if n.is_nan() => "NaN",
            Self::Number(n) if n.is_infinite() => "Infinity",
            Self::Number(n) if *n < 0.0 => "a negative number",
            Self::Number(_) => "a number",
            Self::String(text) if text.is_empty() => "an empty string",
            Self::String(_) => "a string",
            Self::Bytes(_) => "bytes",
            Self::Array(items) if items.is_empty() => "an empty array",
            Self::Array(_) => "an array",
            Self::Object(_) => "an object",
            Self::Other => "something else",
        }
    }
}
