//! JSON Web Keys (RFC 7517, RFC 7518 section 6, RFC 8037 section 2).

use alloc::string::String;
use alloc::vec::Vec;

use jsonwebtoken::jwk::EllipticCurve;

use super::{Material, coordinate_bytes};
use crate::base64url;
use crate::error::KeyError;
use crate::jws::{Algorithm, AlgorithmSet};
use crate::limits::MAX_KEY_OPS;
use crate::secret::Secret;
use crate::value::Value;

/// A JWK: its numbers, its name and what it says it may be used for.
#[derive(Debug)]
pub struct Jwk {
    /// The key itself.
    pub material: Material,
    /// `kid` (RFC 7517 section 4.5).
    pub kid: Option<String>,
    /// The algorithms that `kty`, `crv`, `alg`, `use` and `key_ops` leave open.
    pub algorithms: AlgorithmSet,
    /// The environment it belongs to: a member of our own.
    pub environment: Option<String>,
}

/// Reads one JWK.
///
/// # Errors
/// [`KeyError`] `key_invalid` for a missing or malformed member and for a private key, `key_algorithm_mismatch`
/// when `use`, `key_ops`, `kty`, `crv` or `alg` rule signature checks out.
pub fn parse(jwk: &Value) -> Result<Jwk, KeyError> {
    if is_private(jwk) {
        return Err(PRIVATE);
    }
    let kid = string(jwk, "kid", "the JWK's `kid` must be a string")?.map(String::from);
    check_use(jwk)?;
    let material = material(jwk)?;
    let mut algorithms = material.algorithms();
    if let Some(alg) = string(jwk, "alg", "the JWK's `alg` must be a string")? {
        let named = Algorithm::from_name(alg)
            .ok_or(KeyError::mismatch("the JWK's `alg` is no supported signature algorithm"))?;
        algorithms = algorithms.and(named.synonyms());
        if algorithms.is_empty() {
            return Err(KeyError::mismatch("the JWK's `alg` does not fit its `kty` and `crv`"));
        }
    }
    Ok(Jwk { material, kid, algorithms, environment: environment(jwk)? })
}

/// The private members of RFC 7518 sections 6.2.2 and 6.3.2 and RFC 8037 section 2, and `priv` of the type
/// `AKP` (RFC 9964).
const PRIVATE_MEMBERS: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "oth", "priv"];

/// What is said of a private key.
pub const PRIVATE: KeyError = KeyError::invalid(
    "the JWK holds a private key (`d`, `k` or the like); a verifier needs only the public key: leave those \
     members out, and replace the key if others may have seen it",
);

/// Whether a JWK holds private members: any of those that belong to asymmetric keys, whatever its `kty`,
/// or a secret (`k`) beside a `kty` that is asymmetric. A member that is `null` is absent.
pub fn is_private(jwk: &Value) -> bool {
    let asymmetric = matches!(jwk.get("kty").and_then(Value::as_str), Some("RSA" | "EC" | "OKP" | "AKP"));
    PRIVATE_MEMBERS.iter().any(|name| jwk.get(name).is_some()) || (asymmetric && jwk.get("k").is_some())
}

/// The `environment` of a JWK or a JWKS.
///
/// # Errors
/// [`KeyError`] unless it is a string.
pub fn environment(object: &Value) -> Result<Option<String>, KeyError> {
    Ok(string(object, "environment", "the `environment` of a key must be a string")?.map(String::from))
}

/// `use` and `key_ops` (RFC 7517 sections 4.2 and 4.3) must leave room for `verify`.
fn check_use(jwk: &Value) -> Result<(), KeyError> {
    if string(jwk, "use", "the JWK's `use` must be a string")?.is_some_and(|usage| usage != "sig") {
        return Err(KeyError::mismatch("the JWK's `use` is not `sig`"));
    }
    let Some(operations) = jwk.get("key_ops") else {
        return Ok(());
    };
    let Value::Array(operations) = operations else {
        return Err(KeyError::invalid("the JWK's `key_ops` must be an array of strings"));
    };
    if operations.len() > MAX_KEY_OPS {
        return Err(KeyError::invalid("the JWK's `key_ops` holds too many names"));
    }
    let mut names: Vec<&str> = Vec::new();
    for operation in operations {
        match operation.as_str() {
            Some(name) if !names.contains(&name) => names.push(name),
            _ => return Err(KeyError::invalid("the JWK's `key_ops` must be distinct strings")),
        }
    }
    if names.contains(&"verify") {
        Ok(())
    } else {
        Err(KeyError::mismatch("the JWK's `key_ops` does not include `verify`"))
    }
}

fn material(jwk: &Value) -> Result<Material, KeyError> {
    let kty = string(jwk, "kty", "the JWK's `kty` must be a string")?
        .ok_or(KeyError::invalid("the JWK has no `kty`"))?;
    match kty {
        "oct" => Ok(Material::Secret(Secret::new(bytes(jwk, "k", "the JWK's `k` must be base64url")?))),
        "RSA" => Ok(Material::Rsa {
            n: uint(jwk, "n", "the JWK's `n` must be base64url without leading zeros")?,
            e: uint(jwk, "e", "the JWK's `e` must be base64url without leading zeros")?,
        }),
        "EC" => {
            let curve = match curve(jwk)? {
                "P-256" => EllipticCurve::P256,
                "P-384" => EllipticCurve::P384,
                "P-521" => EllipticCurve::P521,
                _ => return Err(KeyError::mismatch("the JWK's `crv` is none of P-256, P-384 and P-521")),
            };
            let width = coordinate_bytes(&curve);
            let x = bytes(jwk, "x", "the JWK's `x` must be base64url")?;
            let y = bytes(jwk, "y", "the JWK's `y` must be base64url")?;
            if x.len() != width || y.len() != width {
                // RFC 7518 section 6.2.1.2: the full size of a coordinate.
                return Err(KeyError::invalid(
                    "the JWK's `x` and `y` must have the full length of the curve",
                ));
            }
            Ok(Material::Ec { curve, x, y })
        }
        "OKP" => match curve(jwk)? {
            "Ed25519" => {
                let x = bytes(jwk, "x", "the JWK's `x` must be base64url")?;
                // RFC 8032 section 5.1.5
                if x.len() != 32 {
                    return Err(KeyError::invalid("the JWK's `x` must have 32 bytes"));
                }
                Ok(Material::Ed25519 { x })
            }
            _ => Err(KeyError::mismatch("the JWK's `crv` is not Ed25519")),
        },
        _ => Err(KeyError::mismatch("the JWK's `kty` is none of RSA, EC, OKP and oct")),
    }
}

fn curve(jwk: &Value) -> Result<&str, KeyError> {
    string(jwk, "crv", "the JWK's `crv` must be a string")?.ok_or(KeyError::invalid("the JWK has no `crv`"))
}

fn string<'a>(jwk: &'a Value, name: &str, otherwise: &'static str) -> Result<Option<&'a str>, KeyError> {
    match jwk.get(name) {
        None => Ok(None),
        Some(value) => value.as_str().map(Some).ok_or(KeyError::invalid(otherwise)),
    }
}

fn bytes(jwk: &Value, name: &str, otherwise: &'static str) -> Result<Vec<u8>, KeyError> {
    let text = jwk.get(name).and_then(Value::as_str).ok_or(KeyError::invalid(otherwise))?;
    base64url::decode(text.as_bytes()).map_err(|_| KeyError::invalid(otherwise))
}

/// A Base64urlUInt (RFC 7518 section 2): the minimal octets, and one zero octet for zero.
fn uint(jwk: &Value, name: &str, otherwise: &'static str) -> Result<Vec<u8>, KeyError> {
    let number = bytes(jwk, name, otherwise)?;
    match number.as_slice() {
        [] | [0, _, ..] => Err(KeyError::invalid(otherwise)),
        _ => Ok(number),
    }
}
