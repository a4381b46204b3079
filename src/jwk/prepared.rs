//! A key, prepared, and the one place where an algorithm meets it.

use alloc::boxed::Box;
use alloc::vec::Vec;

use jsonwebtoken::AlgorithmFamily;
use jsonwebtoken::jwk::EllipticCurve;

use super::Material;
use crate::crypto::hash::Hash;
use crate::crypto::hmac::{self, HmacKey};
use crate::crypto::{ecdsa, ed25519, rsa};
use crate::error::KeyError;
use crate::jws::{Algorithm, AlgorithmSet};
use crate::secret::{Secret, on_wiped_stack};

/// A key, ready to check signatures with.
#[derive(Debug)]
pub enum PreparedKey {
    /// For HS256, HS384 and HS512
    Hmac(Box<HmacKey>),
    /// For RS* and PS*
    Rsa(Box<rsa::VerifyingKey>),
    /// For ES256, ES384 or ES512
    Ecdsa(ecdsa::VerifyingKey),
    /// For EdDSA and Ed25519
    Ed25519(Box<ed25519::VerifyingKey>),
}

impl PreparedKey {
    /// Prepares `material` for `algorithms`, which must fit its type.
    ///
    /// # Errors
    /// [`KeyError`] when the numbers make no key or a weak one.
    pub fn new(material: &Material, algorithms: AlgorithmSet) -> Result<Self, KeyError> {
        match material {
            Material::Secret(secret) => {
                on_wiped_stack(|| hmac_key(secret, algorithms).map(Box::new)).map(Self::Hmac)
            }
            Material::Rsa { n, e } => rsa_key(n, e).map(Box::new).map(Self::Rsa),
            Material::Ec { curve, x, y } => ecdsa_key(curve, x, y).map(Self::Ecdsa),
            Material::Ed25519 { x } => ed25519::VerifyingKey::from_bytes(x)
                .map(|key| Self::Ed25519(Box::new(key)))
                .map_err(|_| KeyError::invalid("the bytes are no Ed25519 public key")),
        }
    }

    /// Whether `signature` is `algorithm`'s signature of `message` under this key.
    ///
    /// False also when the algorithm does not belong to the key: there is no way to ask
    /// for an HMAC with an RSA key, nor for ES256 with a P-384 key.
    pub fn verify(&self, algorithm: Algorithm, message: &[u8], signature: &[u8]) -> bool {
        let hash = algorithm.hash();
        match (self, algorithm.family()) {
            (Self::Hmac(key), AlgorithmFamily::Hmac) => key.verify(hash, message, signature),
            (Self::Rsa(key), AlgorithmFamily::Rsa) => {
                let digest = hash.digest(&[message]);
                if algorithm.is_pss() {
                    key.verify_pss(hash, digest.as_ref(), signature)
                } else {
                    key.verify_pkcs1_v15(hash, digest.as_ref(), signature)
                }
            }
            (Self::Ecdsa(key), AlgorithmFamily::Ec) => {
                algorithm.curve().and_then(curve) == Some(key.curve())
                    && key.verify_prehash(hash.digest(&[message]).as_ref(), signature)
            }
            (Self::Ed25519(key), AlgorithmFamily::Ed) => key.verify(message, signature),
            _ => false,
        }
    }

    /// Memory that the key's tables of multiples hold now, in bytes.
    pub fn table_bytes(&self) -> usize {
        match self {
            Self::Hmac(_) | Self::Rsa(_) => 0,
            Self::Ecdsa(key) => key.table_bytes(),
            Self::Ed25519(key) => key.table_bytes(),
        }
    }
}

/// Prepares a secret for the hashes of those of `algorithms` that are HMACs.
fn hmac_key(secret: &Secret, algorithms: AlgorithmSet) -> Result<HmacKey, KeyError> {
    let macs = algorithms.iter().filter(|algorithm| algorithm.family() == AlgorithmFamily::Hmac);
    let hashes: Vec<Hash> = macs.map(Algorithm::hash).collect();
    HmacKey::new(secret, &hashes).map_err(|hmac::TooShort| {
        KeyError::too_weak(
            "the secret is shorter than the hash: HS256 needs 32 bytes, HS384 48, HS512 64 \
             (RFC 7518 section 3.2); use random bytes, or list fewer `algorithms`",
        )
    })
}

fn rsa_key(n: &[u8], e: &[u8]) -> Result<rsa::VerifyingKey, KeyError> {
    rsa::VerifyingKey::from_components(n, e).map_err(|fault| match fault {
        rsa::InvalidKey::TooSmall | rsa::InvalidKey::TooLarge => {
            KeyError::too_weak("an RSA modulus must have 2048 to 8192 bits: make a new key of such a size")
        }
        rsa::InvalidKey::Exponent => KeyError::too_weak(
            "an RSA exponent must be odd, at least 3 and at most 33 bits long; 65537 is the usual one",
        ),
        rsa::InvalidKey::Roca => KeyError::too_weak(
            "the RSA key was made by a faulty library, and its private key can be computed from it (ROCA, \
             CVE-2017-15361): replace it",
        ),
        rsa::InvalidKey::Malformed => KeyError::invalid("the numbers make no RSA public key"),
    })
}

/// A point given by its coordinates: big-endian, of the field's exact length.
pub(crate) fn ecdsa_key(name: &EllipticCurve, x: &[u8], y: &[u8]) -> Result<ecdsa::VerifyingKey, KeyError> {
    let invalid = KeyError::invalid(
        "the point is not on the curve: the curve is another one, or part of the key was lost or changed on the way",
    );
    match curve(name) {
        Some(curve) => ecdsa::VerifyingKey::from_affine(curve, x, y).map_err(|_| invalid),
        None => Err(invalid),
    }
}

fn curve(name: &EllipticCurve) -> Option<ecdsa::Curve> {
    match name {
        EllipticCurve::P256 => Some(ecdsa::Curve::P256),
        EllipticCurve::P384 => Some(ecdsa::Curve::P384),
        EllipticCurve::P521 => Some(ecdsa::Curve::P521),
        _ => None,
    }
}
