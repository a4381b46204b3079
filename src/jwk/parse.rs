//! JSON Web Keys (RFC 7517, RFC 7518 section 6, RFC 8037 section 2).

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use jsonwebtoken::jwk::EllipticCurve;
use zeroize::Zeroizing;

use super::{Jwk, Material, PRIVATE, certificate, coordinate_bytes, spki};
use crate::base64url;
use crate::error::KeyError;
use crate::jws::Algorithm;
use crate::limits::MAX_KEY_OPS;
use crate::secret::Secret;
use crate::value::Value;

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
    let Jwk { material, mut algorithms, .. } = key(jwk)?;
    if let Some(alg) = string(jwk, "alg", "the JWK's `alg` must be a string")? {
        let named = Algorithm::from_name(alg)
            .ok_or(KeyError::mismatch("the JWK's `alg` is no supported signature algorithm"))?;
        algorithms = algorithms.and(named.synonyms());
        if algorithms.is_empty() {
            return Err(KeyError::mismatch("the JWK's `alg` does not fit its `kty` and `crv`"));
        }
    }
    let issuer = string(jwk, "issuer", "the `issuer` of a key must be a string")?.map(String::from);
    Ok(Jwk { material, kid, algorithms, issuer, environment: environment(jwk)? })
}

/// The private members of RFC 7518 sections 6.2.2 and 6.3.2 and RFC 8037 section 2, and `priv` of the type
/// `AKP` (RFC 9964).
const PRIVATE_MEMBERS: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "oth", "priv"];

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
        return Err(KeyError::mismatch(
            "the JWK's `use` is not `sig`: give the key that tokens are signed with",
        ));
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
        Err(KeyError::mismatch(
            "the JWK's `key_ops` (a CryptoKey's `usages`) do not include `verify`: give the key that tokens are checked with",
        ))
    }
}

/// The key by its numbers, by its certificate (RFC 7517 section 4.7), or by both, if they agree.
fn key(jwk: &Value) -> Result<Jwk, KeyError> {
    let Some(certificate) = jwk.get("x5c") else {
        return Ok(material(jwk)?.into());
    };
    let der = first_certificate(certificate);
    if !["n", "e", "x", "y", "k"].iter().any(|name| jwk.get(name).is_some()) {
        let der = der.ok_or(KeyError::invalid(
            "the JWK's `x5c` must be an array of certificates, each the base64 of its DER (RFC 7517 section 4.7)",
        ))?;
        let key = spki::from_certificate(&der)?;
        let (kty, crv) = names(&key.material);
        for (name, own) in [("kty", kty), ("crv", crv)] {
            if string(jwk, name, "the JWK's `kty` and `crv` must be strings")?
                .is_some_and(|named| named != own)
            {
                return Err(KeyError::mismatch(DIFFERS));
            }
        }
        return Ok(key);
    }
    let numbers = Jwk::from(material(jwk)?);
    // The numbers are the key. A certificate that cannot be read says nothing against them.
    let Some(read) = der.as_deref().and_then(|der| certificate::read(der)) else {
        return Ok(numbers);
    };
    match spki::from_info(&read.spki) {
        Ok(key) if key.material.is(&numbers.material) => Ok(key),
        _ => Err(KeyError::mismatch(DIFFERS)),
    }
}

const DIFFERS: &str = "the JWK's first certificate (`x5c`) is of another key than its other members say, and they must \
                       agree (RFC 7517 section 4.7): give one of them";

/// The DER of the first certificate of an `x5c`.
fn first_certificate(certificates: &Value) -> Option<Zeroizing<Vec<u8>>> {
    let Value::Array(certificates) = certificates else { return None };
    base64url::decode_lenient(certificates.first()?.as_str()?.as_bytes()).ok()
}

/// What a JWK calls the type and the curve; no curve is "".
fn names(material: &Material) -> (&'static str, &'static str) {
    match material {
        Material::Secret(_) => ("oct", ""),
        Material::Rsa { .. } => ("RSA", ""),
        Material::Ec { curve: EllipticCurve::P384, .. } => ("EC", "P-384"),
        Material::Ec { curve: EllipticCurve::P521, .. } => ("EC", "P-521"),
        Material::Ec { .. } => ("EC", "P-256"),
        Material::Ed25519 { .. } => ("OKP", "Ed25519"),
    }
}

fn material(jwk: &Value) -> Result<Material, KeyError> {
    let kty = string(jwk, "kty", "the JWK's `kty` must be a string")?
        .ok_or(KeyError::invalid("the JWK has no `kty`"))?;
    match kty {
        "oct" => Ok(Material::Secret(Secret::new(bytes(jwk, "k", "the JWK's `k` must be base64url")?))),
        "RSA" => Ok(Material::Rsa {
            n: number(jwk, "n", "the JWK's `n` must be the modulus in base64url")?,
            e: number(jwk, "e", "the JWK's `e` must be the exponent in base64url")?,
        }),
        "EC" => {
            let curve = match curve(jwk)? {
                "P-256" => EllipticCurve::P256,
                "P-384" => EllipticCurve::P384,
                "P-521" => EllipticCurve::P521,
                _ => return Err(KeyError::mismatch("the JWK's `crv` is none of P-256, P-384 and P-521")),
            };
            let width = coordinate_bytes(&curve);
            Ok(Material::Ec {
                curve,
                x: coordinate(number(jwk, "x", "the JWK's `x` must be a coordinate in base64url")?, width)?,
                y: coordinate(number(jwk, "y", "the JWK's `y` must be a coordinate in base64url")?, width)?,
            })
        }
        "OKP" => match curve(jwk)? {
            "Ed25519" => {
                let x = bytes(jwk, "x", "the JWK's `x` must be base64url")?;
                // RFC 8032 section 5.1.5: bytes, and no number. There is no telling where one is missing.
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

#[inline(never)]
fn string<'a>(jwk: &'a Value, name: &str, otherwise: &'static str) -> Result<Option<&'a str>, KeyError> {
    match jwk.get(name) {
        None => Ok(None),
        Some(value) => value.as_str().map(Some).ok_or(KeyError::invalid(otherwise)),
    }
}

/// Bytes in base64url (RFC 7518 section 2), or in ordinary base64, as some issuers have it.
#[inline(never)]
fn bytes(jwk: &Value, name: &str, otherwise: &'static str) -> Result<Vec<u8>, KeyError> {
    let text = jwk.get(name).and_then(Value::as_str).ok_or(KeyError::invalid(otherwise))?;
    let mut bytes = base64url::decode_lenient(text.as_bytes()).map_err(|_| KeyError::invalid(otherwise))?;
    Ok(core::mem::take(&mut *bytes))
}

/// A Base64urlUInt (RFC 7518 section 2). Zeros that stand before a number do not change it: Java's `BigInteger` has
/// one where the first bit is set. The last byte stays, so that zero is a number.
#[inline(never)]
fn number(jwk: &Value, name: &str, otherwise: &'static str) -> Result<Vec<u8>, KeyError> {
    let mut number = bytes(jwk, name, otherwise)?;
    let last = number.len().checked_sub(1).ok_or(KeyError::invalid(otherwise))?;
    number.drain(..number.iter().take(last).take_while(|byte| **byte == 0).count());
    Ok(number)
}

/// A coordinate of the full length of its curve (RFC 7518 section 6.2.1.2). Where zeros stood first, some issuers leave
/// them out.
fn coordinate(number: Vec<u8>, width: usize) -> Result<Vec<u8>, KeyError> {
    let missing = width.checked_sub(number.len()).ok_or(KeyError::invalid(
        "the JWK's `x` or `y` is longer than the numbers of its curve: is `crv` another one's?",
    ))?;
    let mut coordinate = vec![0; missing];
    coordinate.extend(number);
    Ok(coordinate)
}
