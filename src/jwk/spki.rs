//! Public keys in DER: SubjectPublicKeyInfo (RFC 5280 section 4.1.2.7), RSAPublicKey, and both in certificates.

use jsonwebtoken::jwk::EllipticCurve;

use super::Jwk;
use super::der::{INTEGER, NULL, OID, SEQUENCE, Spki, next, only, optional};
use super::{Material, PRIVATE, certificate, coordinate_bytes, der};
use crate::crypto::hash::Hash;
use crate::error::KeyError;
use crate::jws::{Algorithm, AlgorithmSet};

// The contents of OBJECT IDENTIFIERs.
/// rsaEncryption, 1.2.840.113549.1.1.1 (RFC 8017 appendix A.1)
const RSA: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01";
/// id-RSASSA-PSS, 1.2.840.113549.1.1.10 (RFC 4055 section 3)
const RSA_PSS: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0a";
/// id-mgf1, 1.2.840.113549.1.1.8 (RFC 4055 section 2.2)
const MGF1: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x08";
/// id-ecPublicKey, 1.2.840.10045.2.1 (RFC 5480 section 2.1.1)
const EC: &[u8] = b"\x2a\x86\x48\xce\x3d\x02\x01";
/// id-Ed25519, 1.3.101.112 (RFC 8410 section 3)
const ED25519: &[u8] = b"\x2b\x65\x70";
/// secp256r1, 1.2.840.10045.3.1.7 (RFC 5480 section 2.1.1.1)
const P256: &[u8] = b"\x2a\x86\x48\xce\x3d\x03\x01\x07";
/// secp384r1, 1.3.132.0.34
const P384: &[u8] = b"\x2b\x81\x04\x00\x22";
/// secp521r1, 1.3.132.0.35
const P521: &[u8] = b"\x2b\x81\x04\x00\x23";
/// id-sha256, -384 and -512, 2.16.840.1.101.3.4.2.{1,2,3} (RFC 4055 section 2.1), but for the last byte
const SHA2: &[u8] = b"\x60\x86\x48\x01\x65\x03\x04\x02";

/// Reads a DER key of whichever of the three forms it is: no bytes are two of them.
///
/// # Errors
/// [`KeyError`].
pub fn from_any(bytes: &[u8]) -> Result<Jwk, KeyError> {
    if der::spki(bytes).is_some() {
        return from_spki(bytes);
    }
    if der::rsa_public_key(bytes).is_some() {
        return from_pkcs1(bytes);
    }
    // RFC 5208, RFC 8017 appendix A.1.2, RFC 5915: a version comes first.
    if let Some([INTEGER, 1, 0 | 1, ..]) = only(SEQUENCE, bytes) {
        return Err(PRIVATE);
    }
    from_certificate(bytes)
}

/// Reads a DER Certificate: its public key, if that is one for signatures.
///
/// # Errors
/// [`KeyError`].
pub fn from_certificate(bytes: &[u8]) -> Result<Jwk, KeyError> {
    let read = certificate::read(bytes).ok_or(KeyError::invalid(
        "the bytes are no public key and no certificate in DER: part of them may be missing, or they were changed on \
         the way",
    ))?;
    if !read.signs {
        return Err(KeyError::mismatch(
            "the certificate's key usage has no digitalSignature: ask for the certificate of the key that signs tokens",
        ));
    }
    from_info(&read.spki)
}

/// Reads a DER SubjectPublicKeyInfo.
///
/// # Errors
/// [`KeyError`].
pub fn from_spki(bytes: &[u8]) -> Result<Jwk, KeyError> {
    from_info(&der::spki(bytes).ok_or(KeyError::invalid(
        "the key does not parse as SubjectPublicKeyInfo: part of it may be missing, or its label is another one's",
    ))?)
}

/// Reads the members of a SubjectPublicKeyInfo.
///
/// # Errors
/// [`KeyError`].
#[inline(never)]
pub fn from_info(spki: &Spki<'_>) -> Result<Jwk, KeyError> {
    match spki.algorithm {
        // RFC 3279 section 2.3.1: the parameters are NULL.
        RSA if spki.parameters == Some((NULL, &[])) => from_pkcs1(spki.key),
        RSA_PSS => {
            let algorithms = pss_algorithms(spki.parameters);
            if algorithms.is_empty() {
                return Err(KeyError::mismatch(
                    "the key's RSASSA-PSS parameters are those of none of PS256, PS384 and PS512 (RFC 4055 section 3)",
                ));
            }
            Ok(Jwk { algorithms, ..from_pkcs1(spki.key)? })
        }
        EC => {
            let curve = match spki.parameters {
                Some((OID, P256)) => EllipticCurve::P256,
                Some((OID, P384)) => EllipticCurve::P384,
                Some((OID, P521)) => EllipticCurve::P521,
                _ => {
                    return Err(KeyError::mismatch(
                        "the curve is none of P-256, P-384 and P-521: no supported algorithm has another",
                    ));
                }
            };
            from_point(curve, spki.key)
        }
        // RFC 8410 section 3: no parameters.
        ED25519 if spki.parameters.is_none() => Ok(Material::Ed25519 { x: spki.key.into() }.into()),
        RSA | ED25519 => Err(KeyError::invalid("the key's algorithm parameters are not the prescribed ones")),
        _ => Err(KeyError::mismatch(
            "no supported algorithm takes a key of this type: it must be RSA, EC (P-256, P-384, P-521) or Ed25519",
        )),
    }
}

/// Reads a DER RSAPublicKey (RFC 8017 appendix A.1.1).
///
/// # Errors
/// [`KeyError`].
pub fn from_pkcs1(bytes: &[u8]) -> Result<Jwk, KeyError> {
    let (n, e) = der::rsa_public_key(bytes)
        .ok_or(KeyError::invalid("the key does not parse as RSAPublicKey: its numbers are not in order"))?;
    Ok(Material::Rsa { n: n.into(), e: e.into() }.into())
}

/// Reads an uncompressed point (SEC 1 section 2.3.4).
fn from_point(curve: EllipticCurve, point: &[u8]) -> Result<Jwk, KeyError> {
    let width = coordinate_bytes(&curve);
    match point.split_first() {
        Some((0x04, xy)) if xy.len() == 2 * width => {
            let (x, y) = xy.split_at(width);
            Ok(Material::Ec { curve, x: x.into(), y: y.into() }.into())
        }
        Some((0x02 | 0x03, x)) if x.len() == width => Err(KeyError::invalid(
            "the point is compressed; export it uncompressed: openssl ec -pubin -conv_form uncompressed",
        )),
        _ => Err(KeyError::invalid("the point has the wrong length for its curve")),
    }
}

/// The algorithms that the parameters of an RSASSA-PSS key leave open: all of them without any, else the one of its
/// hash, unless the key asks for a longer salt than that has (RFC 4055 section 3.3).
fn pss_algorithms(parameters: Option<der::Element<'_>>) -> AlgorithmSet {
    let restriction = match parameters {
        None => None,
        Some((SEQUENCE, content)) => match pss_restriction(content) {
            None => return AlgorithmSet::EMPTY,
            some => some,
        },
        Some(_) => return AlgorithmSet::EMPTY,
    };
    let fits = |algorithm: &Algorithm| {
        let hash = algorithm.hash();
        algorithm.is_pss() && restriction.is_none_or(|(named, salt)| named == hash && salt <= hash.bytes())
    };
    Algorithm::all().filter(fits).collect()
}

/// The hash and the length of the salt of RSASSA-PSS-params (RFC 4055 section 3.1). The hash left out is SHA-1.
fn pss_restriction(mut content: &[u8]) -> Option<(Hash, usize)> {
    let hash = sha2(only(SEQUENCE, next(0xA0, &mut content)?)?)?;
    let mut mask = only(SEQUENCE, next(0xA1, &mut content)?)?;
    let masks_alike = next(OID, &mut mask)? == MGF1 && sha2(only(SEQUENCE, mask)?)? == hash;
    let salt = match optional(0xA2, &mut content)? {
        None => 20,
        Some(salt) => match only(INTEGER, salt)? {
            [salt @ 0..=0x7f] => usize::from(*salt),
            _ => return None,
        },
    };
    // trailerField, which is 1 whether it is said or not.
    let trailer = matches!(content, [] | [0xA3, 3, INTEGER, 1, 1]);
    (masks_alike && trailer).then_some((hash, salt))
}

/// The hash of an AlgorithmIdentifier. Its parameters may be NULL or absent (RFC 4055 section 2.1).
fn sha2(mut identifier: &[u8]) -> Option<Hash> {
    let hash = match next(OID, &mut identifier)?.strip_prefix(SHA2)? {
        [1] => Hash::Sha256,
        [2] => Hash::Sha384,
        [3] => Hash::Sha512,
        _ => return None,
    };
    matches!(identifier, [] | [NULL, 0]).then_some(hash)
}
