//! ECDSA on P-256, P-384 and P-521 (RFC 7518 section 3.4, FIPS 186-5).

use jsonwebtoken::jwk::EllipticCurve;
use p256::ecdsa::signature::Verifier as _;

use crate::error::KeyError;
use crate::jws::Algorithm;

/// A checked point on its curve.
#[derive(Debug)]
pub enum EcdsaKey {
    /// For ES256
    P256(p256::ecdsa::VerifyingKey),
    /// For ES384
    P384(p384::ecdsa::VerifyingKey),
    /// For ES512
    P521(p521::ecdsa::VerifyingKey),
}

impl EcdsaKey {
    /// Checks a point given by its coordinates: big-endian, of the field's exact length.
    ///
    /// # Errors
    /// [`KeyError`] `key_invalid` when it is not on the curve.
    pub fn new(curve: &EllipticCurve, x: &[u8], y: &[u8]) -> Result<Self, KeyError> {
        let point = [&[0x04], x, y].concat(); // SEC 1 section 2.3.3, uncompressed
        let invalid = |_| KeyError::invalid("the point is not on the curve");
        match curve {
            EllipticCurve::P256 => {
                p256::ecdsa::VerifyingKey::from_sec1_bytes(&point).map(Self::P256).map_err(invalid)
            }
            EllipticCurve::P384 => {
                p384::ecdsa::VerifyingKey::from_sec1_bytes(&point).map(Self::P384).map_err(invalid)
            }
            EllipticCurve::P521 => {
                p521::ecdsa::VerifyingKey::from_sec1_bytes(&point).map(Self::P521).map_err(invalid)
            }
            _ => Err(KeyError::invalid("not a curve of ECDSA")),
        }
    }

    /// Whether `signature`, which is r and s side by side (RFC 7518 section 3.4), fits.
    pub fn verify(&self, algorithm: Algorithm, message: &[u8], signature: &[u8]) -> bool {
        match (self, algorithm) {
            (Self::P256(key), Algorithm::ES256) => p256::ecdsa::Signature::from_slice(signature)
                .is_ok_and(|signature| key.verify(message, &signature).is_ok()),
            (Self::P384(key), Algorithm::ES384) => p384::ecdsa::Signature::from_slice(signature)
                .is_ok_and(|signature| key.verify(message, &signature).is_ok()),
            (Self::P521(key), Algorithm::ES512) => p521::ecdsa::Signature::from_slice(signature)
                .is_ok_and(|signature| key.verify(message, &signature).is_ok()),
            _ => false,
        }
    }
}
