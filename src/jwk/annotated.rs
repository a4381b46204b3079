//! Keys that need something said about them: `{ secret, … }` and `{ pem, … }`.

use alloc::string::String;

use jsonwebtoken::AlgorithmFamily;

use super::Material;
use super::{Jwk, parse};
use crate::error::{ConfigError, KeyError, OptionError};
use crate::jws::Algorithm;
use crate::text::{beginning, text};
use crate::value::Value;

/// Reads `{ secret, kid?, alg?, environment? }`.
///
/// # Errors
/// [`ConfigError`].
#[inline(never)]
pub fn secret(object: &Value) -> Result<Jwk, ConfigError> {
    let kid = kid(object, "secret")?;
    let secret = match object.member("secret").unwrap_or(&Value::Null) {
        Value::String(secret) | Value::Bytes(secret) => secret.clone(),
        other => return Err(unset("secret", "a string or a Uint8Array", other).into()),
    };
    let material = Material::Secret(secret);
    let algorithms = match algorithm(object)? {
        None => material.algorithms(),
        Some(named) if named.family() == AlgorithmFamily::Hmac => material.algorithms().and(named.synonyms()),
        Some(_) => {
            return Err(
                KeyError::mismatch("the `alg` beside a `secret` must be HS256, HS384 or HS512").into()
            );
        }
    };
    Ok(Jwk { kid, algorithms, environment: parse::environment(object)?, ..Jwk::from(material) })
}

/// Reads `{ pem, kid?, alg?, environment? }`.
///
/// # Errors
/// [`ConfigError`].
#[inline(never)]
pub fn pem(object: &Value) -> Result<Jwk, ConfigError> {
    let kid = kid(object, "pem")?;
    let pem = object.member("pem").unwrap_or(&Value::Null);
    let key = match pem {
        Value::String(text) => super::pem::parse_one(text.expose())?,
        Value::Bytes(bytes) => super::pem::only(super::pem::parse_bytes(bytes.expose())?)?,
        other => return Err(unset("pem", "a string or a Uint8Array", other).into()),
    };
    let algorithms = algorithm(object)?.map_or(key.algorithms, |named| key.algorithms.and(named.synonyms()));
    if algorithms.is_empty() {
        return Err(KeyError::mismatch("the `alg` beside a `pem` does not fit the key").into());
    }
    Ok(Jwk { kid, algorithms, environment: parse::environment(object)?, ..key })
}

/// Refuses what nobody reads, and reads `kid`.
fn kid(object: &Value, main: &str) -> Result<Option<String>, OptionError> {
    let Value::Object(members) = object else {
        return Ok(None);
    };
    let known = |name: &str| name == main || matches!(name, "kid" | "alg" | "environment");
    if let Some((name, _)) = members.iter().find(|(name, _)| !known(name)) {
        return Err(OptionError::new(text!(
            "`keys`: unknown property `",
            beginning(name, 40),
            "` beside `",
            main,
            "`; known are `kid`, `alg` and `environment`"
        )));
    }
    Ok(text(object, "kid")?.map(String::from))
}

fn algorithm(object: &Value) -> Result<Option<Algorithm>, ConfigError> {
    match text(object, "alg")? {
        None => Ok(None),
        Some(name) => Algorithm::from_name(name)
            .map(Some)
            .ok_or(KeyError::mismatch("the `alg` of a key is no supported signature algorithm").into()),
    }
}

fn text<'a>(object: &'a Value, name: &str) -> Result<Option<&'a str>, OptionError> {
    match object.get(name) {
        None => Ok(None),
        Some(value) => value.as_str().map(Some).ok_or_else(|| {
            OptionError::new(text!("`keys`: `", name, "` must be a string, not ", value.kind()))
        }),
    }
}

fn unset(name: &str, expected: &str, found: &Value) -> OptionError {
    OptionError::new(text!(
        "`keys`: `",
        name,
        "` must be ",
        expected,
        ", not ",
        found.kind(),
        " (is an environment variable unset?)"
    ))
}
