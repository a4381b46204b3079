//! Ed25519 (RFC 8032, RFC 8037).

use ed25519_dalek::{Signature, VerifyingKey};

use crate::error::KeyError;

/// A checked point of large order.
#[derive(Debug)]
pub struct Ed25519Key(VerifyingKey);

impl Ed25519Key {
    /// Checks an encoded point of 32 bytes.
    ///
    /// # Errors
    /// [`KeyError`] `key_invalid` for any other length, no point, or a point of small order.
    pub fn new(x: &[u8]) -> Result<Self, KeyError> {
        let bytes = x.try_into().map_err(|_| KeyError::invalid("an Ed25519 key has 32 bytes"))?;
        match VerifyingKey::from_bytes(bytes) {
            Ok(key) if !key.is_weak() => Ok(Self(key)),
            _ => Err(KeyError::invalid("the bytes are no Ed25519 public key")),
        }
    }

    /// Whether `signature` fits: `S` below the group order, `R` canonical, cofactorless.
    pub fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        Signature::from_slice(signature)
            .is_ok_and(|signature| self.0.verify_strict(message, &signature).is_ok())
    }
}
