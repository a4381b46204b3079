//! Public keys in PEM (RFC 7468): SubjectPublicKeyInfo and PKCS#1.

use alloc::string::String;
use alloc::vec::Vec;

use der::Decode;
use der::asn1::{AnyRef, ObjectIdentifier};
use jsonwebtoken::jwk::EllipticCurve;
use pkcs1::RsaPublicKeyRef;
use spki::SubjectPublicKeyInfoRef;

use super::{Material, coordinate_bytes};
use crate::error::KeyError;

/// rsaEncryption (RFC 8017 appendix A.1)
const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
/// id-ecPublicKey (RFC 5480 section 2.1.1)
const EC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
/// id-Ed25519 (RFC 8410 section 3)
const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");
/// secp256r1 (RFC 5480 section 2.1.1.1)
const P256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");
/// secp384r1
const P384: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.132.0.34");
/// secp521r1
const P521: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.132.0.35");

/// Reads one public key: `PUBLIC KEY` (SPKI) or `RSA PUBLIC KEY` (PKCS#1).
///
/// # Errors
/// [`KeyError`] `key_invalid`, with a hint for the usual mistakes: a private key, a
/// certificate, line breaks lost on the way through an environment variable.
pub fn parse(text: &str) -> Result<Material, KeyError> {
    let text = text.trim();
    if !text.starts_with("-----BEGIN ") {
        return Err(KeyError::invalid(
            "a string is read as a PEM public key and must begin with `-----BEGIN`; \
             give a secret as { secret: '...' } and a JWK as an object",
        ));
    }
    if text.contains("\\n") {
        return Err(KeyError::invalid(
            "the PEM holds a literal `\\n`; turn it into line breaks: pem.replaceAll('\\\\n', '\\n')",
        ));
    }
    let (label, der) = decode(text)?;
    match label.as_str() {
        "PUBLIC KEY" => from_spki(&der),
        "RSA PUBLIC KEY" => from_pkcs1(&der),
        "CERTIFICATE" => Err(KeyError::invalid(
            "the PEM holds a certificate; give its public key: openssl x509 -pubkey -noout",
        )),
        label if label.contains("PRIVATE") => Err(KeyError::invalid(
            "the PEM holds a private key; a verifier needs only the public key: openssl pkey -pubout",
        )),
        _ => Err(KeyError::invalid("the PEM must hold a `PUBLIC KEY` or an `RSA PUBLIC KEY`")),
    }
}

fn decode(text: &str) -> Result<(String, Vec<u8>), KeyError> {
    let bad = |_| KeyError::invalid("the PEM does not parse (RFC 7468)");
    let mut decoder = pem_rfc7468::Decoder::new_detect_wrap(text.as_bytes()).map_err(bad)?;
    let label = String::from(decoder.type_label());
    let mut der = Vec::new();
    decoder.decode_to_end(&mut der).map_err(bad)?;
    Ok((label, der))
}

/// Reads a DER SubjectPublicKeyInfo (RFC 5280 section 4.1.2.7).
pub(crate) fn from_spki(der: &[u8]) -> Result<Material, KeyError> {
    let spki = SubjectPublicKeyInfoRef::from_der(der)
        .map_err(|_| KeyError::invalid("the key does not parse as SubjectPublicKeyInfo"))?;
    let bits = spki
        .subject_public_key
        .as_bytes()
        .ok_or(KeyError::invalid("the key's bit string is not whole bytes"))?;
    let parameters = spki.algorithm.parameters;
    match spki.algorithm.oid {
        // RFC 3279 section 2.3.1: the parameters are NULL.
        RSA if parameters == Some(AnyRef::NULL) => from_pkcs1(bits),
        EC => {
            let curve = match parameters.and_then(|curve| curve.decode_as::<ObjectIdentifier>().ok()) {
                Some(P256) => EllipticCurve::P256,
                Some(P384) => EllipticCurve::P384,
                Some(P521) => EllipticCurve::P521,
                _ => return Err(KeyError::mismatch("the curve is none of P-256, P-384 and P-521")),
            };
            from_point(curve, bits)
        }
        // RFC 8410 section 3: no parameters.
        ED25519 if parameters.is_none() => Ok(Material::Ed25519 { x: bits.into() }),
        RSA | ED25519 => Err(KeyError::invalid("the key's algorithm parameters are not the prescribed ones")),
        _ => Err(KeyError::mismatch("no supported algorithm takes a key of this type")),
    }
}

/// Reads a DER RSAPublicKey (RFC 8017 appendix A.1.1).
pub(crate) fn from_pkcs1(der: &[u8]) -> Result<Material, KeyError> {
    let key = RsaPublicKeyRef::from_der(der)
        .map_err(|_| KeyError::invalid("the key does not parse as RSAPublicKey"))?;
    Ok(Material::Rsa { n: key.modulus.as_bytes().into(), e: key.public_exponent.as_bytes().into() })
}

/// Reads an uncompressed point (SEC 1 section 2.3.4).
fn from_point(curve: EllipticCurve, point: &[u8]) -> Result<Material, KeyError> {
    let width = coordinate_bytes(&curve);
    match point.split_first() {
        Some((0x04, xy)) if xy.len() == 2 * width => {
            let (x, y) = xy.split_at(width);
            Ok(Material::Ec { curve, x: x.into(), y: y.into() })
        }
        Some((0x02 | 0x03, x)) if x.len() == width => Err(KeyError::invalid(
            "the point is compressed; export it uncompressed: openssl ec -pubin -conv_form uncompressed",
        )),
        _ => Err(KeyError::invalid("the point has the wrong length for its curve")),
    }
}
