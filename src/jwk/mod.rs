//! Keys as they are configured: PEM, certificates, JWK, JWKS and raw secrets, made into one [`KeySet`].

mod annotated;
mod certificate;
pub mod confusion;
mod der;
mod disguise;
pub mod host;
pub mod jwt_verifier;
pub mod key_set;
mod members;
pub mod parse;
pub mod pem;
mod prepared;
pub mod schedule;
mod spki;

use alloc::string::String;
use alloc::vec::Vec;

use jsonwebtoken::AlgorithmFamily;
use jsonwebtoken::jwk::EllipticCurve;

use crate::error::KeyError;
use crate::jws::{Algorithm, AlgorithmSet};
use crate::secret::Secret;

pub use key_set::{KeySet, REMOTE};
pub use prepared::PreparedKey;
pub(crate) use prepared::ecdsa_key;

/// The numbers of a key, before it is prepared.
#[derive(Clone, Debug)]
pub enum Material {
    /// An HMAC secret (`kty` `oct`).
    Secret(Secret),
    /// An RSA modulus and exponent, big-endian and without leading zeros.
    Rsa {
        /// The modulus.
        n: Vec<u8>,
        /// The public exponent.
        e: Vec<u8>,
    },
    /// A point on P-256, P-384 or P-521; coordinates big-endian, of the field's length.
    Ec {
        /// The curve.
        curve: EllipticCurve,
        /// The x coordinate.
        x: Vec<u8>,
        /// The y coordinate.
        y: Vec<u8>,
    },
    /// An encoded Ed25519 point (`kty` `OKP`).
    Ed25519 {
        /// The 32 bytes of RFC 8032 section 5.1.5.
        x: Vec<u8>,
    },
}

impl Material {
    /// The algorithms this type of key and this curve can serve at all.
    pub fn algorithms(&self) -> AlgorithmSet {
        Algorithm::all()
            .filter(|algorithm| match self {
                Self::Secret(_) => algorithm.family() == AlgorithmFamily::Hmac,
                Self::Rsa { .. } => algorithm.family() == AlgorithmFamily::Rsa,
                Self::Ec { curve, .. } => {
                    algorithm.family() == AlgorithmFamily::Ec && algorithm.curve() == Some(curve)
                }
                Self::Ed25519 { .. } => algorithm.family() == AlgorithmFamily::Ed,
            })
            .collect()
    }

    /// Whether it is this public key.
    fn is(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Rsa { n, e }, Self::Rsa { n: other_n, e: other_e }) => n == other_n && e == other_e,
            (Self::Ec { curve, x, y }, Self::Ec { curve: other_curve, x: other_x, y: other_y }) => {
                curve == other_curve && x == other_x && y == other_y
            }
            (Self::Ed25519 { x }, Self::Ed25519 { x: other_x }) => x == other_x,
            _ => false,
        }
    }
}

/// A key that was read: its numbers, its name and what it may be used for.
#[derive(Debug)]
pub struct Jwk {
    /// The key itself.
    pub material: Material,
    /// `kid` (RFC 7517 section 4.5).
    pub kid: Option<String>,
    /// The algorithms that its type, its curve and what it says of itself leave open.
    pub algorithms: AlgorithmSet,
    /// The issuer it belongs to: a member of Microsoft Entra ID's.
    pub issuer: Option<String>,
    /// The environment it belongs to: a member of our own.
    pub environment: Option<String>,
}

impl From<Material> for Jwk {
    /// A key that says nothing of itself.
    fn from(material: Material) -> Self {
        Self { algorithms: material.algorithms(), material, kid: None, issuer: None, environment: None }
    }
}

/// What is said of a private key, whatever carries it.
pub(crate) const PRIVATE: KeyError = KeyError::invalid(
    "a private key (a JWK's `d`, `k` or the like, a `PRIVATE KEY` in PEM): a verifier needs only the public key. Leave \
     those members out, or run openssl pkey -pubout, or call createPublicKey of node:crypto; and replace the key if \
     others may have seen it",
);

/// Length in bytes of a coordinate on `curve` (RFC 7518 section 6.2.1.2, RFC 8037 section 2).
pub(crate) fn coordinate_bytes(curve: &EllipticCurve) -> usize {
    match curve {
        EllipticCurve::P384 => 48,
        EllipticCurve::P521 => 66,
        _ => 32,
    }
}
