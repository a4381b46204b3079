//! ECDSA signature checks over prepared public keys, on P-256, P-384 and P-521.
//!
//! Public data only: everything here runs in variable time and must not be given a secret.
//!
//! | module | computes |
//! |---|---|
//! | `lanes` | the SIMD types: two computations in lockstep |
//! | `words` | plain integers, for constants and range checks |
//! | `curve` | the published parameters |
//! | `field` | arithmetic modulo p |
//! | `inverse` | division modulo a prime |
//! | `scalar` | arithmetic modulo n, signed digits |
//! | `point` | additions and doublings |
//! | `table` | multiples of a point, sums read from them |
//! | `generator` | the tables that all keys of a curve share |
//! | `verify` | FIPS 186-5 section 6.4.2 |

mod curve;
mod field;
mod generator;
mod inverse;
mod lanes;
mod point;
mod scalar;
mod table;
mod verify;
mod words;

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

use curve::{P256, P384, P521};
use verify::Key;

/// A curve of FIPS 186-5.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Curve {
    /// secp256r1
    P256,
    /// secp384r1
    P384,
    /// secp521r1
    P521,
}

/// The coordinates are not a public key of the curve. Says no more than that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidKey;

/// A public key, prepared: after a few verifications it holds a table of its multiples.
pub struct VerifyingKey(Inner);

enum Inner {
    P256(Box<Key<P256, 5>>),
    P384(Box<Key<P384, 7>>),
    P521(Box<Key<P521, 10>>),
}

impl VerifyingKey {
    /// The curve of the key.
    pub fn curve(&self) -> Curve {
        match &self.0 {
            Inner::P256(_) => Curve::P256,
            Inner::P384(_) => Curve::P384,
            Inner::P521(_) => Curve::P521,
        }
    }

    /// From affine coordinates, big-endian, of exactly 32, 48 or 66 bytes each.
    ///
    /// # Errors
    /// [`InvalidKey`] for another length, a coordinate not below p, or a point not on the curve.
    pub fn from_affine(curve: Curve, x: &[u8], y: &[u8]) -> Result<Self, InvalidKey> {
        let inner = match curve {
            Curve::P256 => Key::new(x, y).map(|key| Inner::P256(Box::new(key))),
            Curve::P384 => Key::new(x, y).map(|key| Inner::P384(Box::new(key))),
            Curve::P521 => Key::new(x, y).map(|key| Inner::P521(Box::new(key))),
        };
        inner.map(Self).ok_or(InvalidKey)
    }

    /// Whether `signature` is valid: r and s, big-endian, of exactly 32, 48 or 66 bytes each
    /// (RFC 7518 section 3.4). The digest may have any length; its leftmost bits count.
    pub fn verify_prehash(&self, digest: &[u8], signature: &[u8]) -> bool {
        match &self.0 {
            Inner::P256(key) => key.verify(digest, signature),
            Inner::P384(key) => key.verify(digest, signature),
            Inner::P521(key) => key.verify(digest, signature),
        }
    }

    /// Memory this key's tables hold now, in bytes.
    pub fn table_bytes(&self) -> usize {
        match &self.0 {
            Inner::P256(key) => key.table_bytes(),
            Inner::P384(key) => key.table_bytes(),
            Inner::P521(key) => key.table_bytes(),
        }
    }
}

impl core::fmt::Debug for VerifyingKey {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("VerifyingKey")
    }
}
