//! Sets of keys: a JWKS (RFC 7517 section 5), and a map of `kid` to PEM, as Google serves its certificates.

use alloc::boxed::Box;
use alloc::string::String;

use super::pem;
use super::{Jwk, parse};
use crate::error::KeyError;
use crate::value::Value;

/// A set of keys, not read yet.
#[derive(Clone, Copy)]
pub enum KeyDocument<'a> {
    /// The JWKs of a JWKS, and the set itself.
    Jwks(&'a [Value], &'a Value),
    /// Names, each with a PEM.
    Pems(&'a [(String, Value)]),
}

impl<'a> KeyDocument<'a> {
    /// What kind of set an object is, if it is one.
    pub fn of(object: &'a Value) -> Option<Self> {
        match (object.get("keys"), object) {
            (Some(Value::Array(members)), _) => Some(Self::Jwks(members, object)),
            (None, Value::Object(members))
                if !members.is_empty() && members.iter().all(|(_, value)| is_pem(value)) =>
            {
                Some(Self::Pems(members))
            }
            _ => None,
        }
    }

    /// The environment that the set says all its keys are of.
    ///
    /// # Errors
    /// [`KeyError`] unless it is a string.
    pub fn environment(self) -> Result<Option<String>, KeyError> {
        match self {
            Self::Jwks(_, set) => parse::environment(set),
            Self::Pems(_) => Ok(None),
        }
    }

    /// Its keys, each read when its turn comes.
    pub fn keys(self) -> Box<dyn Iterator<Item = Result<Jwk, KeyError>> + 'a> {
        match self {
            Self::Jwks(members, _) => Box::new(members.iter().map(parse::parse)),
            Self::Pems(members) => Box::new(members.iter().map(|(kid, pem)| {
                let key = pem::parse_one(pem.as_str().unwrap_or_default().as_bytes())?;
                Ok(Jwk { kid: Some(kid.clone()), ..key })
            })),
        }
    }
}

fn is_pem(value: &Value) -> bool {
    value.as_str().is_some_and(|text| pem::is_framed(text.as_bytes()))
}
