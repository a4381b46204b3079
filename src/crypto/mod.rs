//! Signature checks over prepared keys.
//!
//! A verifier's keys are fixed, so everything that depends on the key alone is computed
//! once, when the key is prepared: HMAC midstates, parsed and checked points, moduli.
//! HMACs are compared in constant time; the other checks handle public data only.

pub mod ecdsa;
pub mod ed25519;
pub mod hmac;
pub mod jwt_verifier;
pub mod rsa;

use alloc::boxed::Box;

use jsonwebtoken::AlgorithmFamily;

use crate::error::KeyError;
use crate::jwk::Material;
use crate::jws::{Algorithm, AlgorithmSet};

/// A key, ready to check signatures with.
#[derive(Debug)]
pub enum PreparedKey {
    /// For HS256, HS384 and HS512
    Hmac(Box<hmac::HmacKey>),
    /// For RS* and PS*
    Rsa(rsa::RsaKey),
    /// For ES256, ES384 or ES512
    Ecdsa(ecdsa::EcdsaKey),
    /// For EdDSA and Ed25519
    Ed25519(ed25519::Ed25519Key),
}

impl PreparedKey {
    /// Prepares `material` for `algorithms`, which must fit its type.
    ///
    /// # Errors
    /// [`KeyError`] when the numbers make no key or a weak one.
    pub fn new(material: &Material, algorithms: AlgorithmSet) -> Result<Self, KeyError> {
        match material {
            Material::Secret(secret) => hmac::HmacKey::new(secret, algorithms).map(Box::new).map(Self::Hmac),
            Material::Rsa { n, e } => rsa::RsaKey::new(n, e).map(Self::Rsa),
            Material::Ec { curve, x, y } => ecdsa::EcdsaKey::new(curve, x, y).map(Self::Ecdsa),
            Material::Ed25519 { x } => ed25519::Ed25519Key::new(x).map(Self::Ed25519),
        }
    }

    /// Whether `signature` is `algorithm`'s signature of `message` under this key.
    ///
    /// False also when the algorithm does not belong to the key: there is no way to ask
    /// for an HMAC with an RSA key.
    pub fn verify(&self, algorithm: Algorithm, message: &[u8], signature: &[u8]) -> bool {
        match (self, algorithm.family()) {
            (Self::Hmac(key), AlgorithmFamily::Hmac) => key.verify(algorithm.hash(), message, signature),
            (Self::Rsa(key), AlgorithmFamily::Rsa) => key.verify(algorithm, message, signature),
            (Self::Ecdsa(key), AlgorithmFamily::Ec) => key.verify(algorithm, message, signature),
            (Self::Ed25519(key), AlgorithmFamily::Ed) => key.verify(message, signature),
            _ => false,
        }
    }
}
