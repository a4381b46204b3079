//! HMAC (RFC 2104, RFC 7518 section 3.2) with the key's midstates kept.
//!
//! `hmac` 0.13 hashes the key into the inner and outer state when it is made; a check
//! clones the two states and so saves the key's own blocks for every token.

use core::fmt;

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Sha256, Sha384, Sha512};

use super::hash::Hash;
use crate::error::KeyError;
use crate::jws::AlgorithmSet;
use crate::secret::Secret;

/// An HMAC key, one pair of midstates per hash it may be used with.
pub struct HmacKey {
    sha256: Option<Hmac<Sha256>>,
    sha384: Option<Hmac<Sha384>>,
    sha512: Option<Hmac<Sha512>>,
}

impl HmacKey {
    /// Prepares `secret` for those of `algorithms` that are HMACs.
    ///
    /// # Errors
    /// [`KeyError`] `key_too_weak` when the secret is shorter than the hash of one of them
    /// (RFC 7518 section 3.2).
    pub fn new(secret: &Secret, algorithms: AlgorithmSet) -> Result<Self, KeyError> {
        let wants = |hash: Hash| {
            algorithms.iter().any(|a| a.family() == jsonwebtoken::AlgorithmFamily::Hmac && a.hash() == hash)
        };
        if [Hash::Sha256, Hash::Sha384, Hash::Sha512]
            .into_iter()
            .any(|h| wants(h) && secret.len() < h.bytes())
        {
            return Err(KeyError::too_weak(
                "the secret is shorter than the hash: HS256 needs 32 bytes, HS384 48, HS512 64 \
                 (RFC 7518 section 3.2); use random bytes, or list fewer `algorithms`",
            ));
        }
        // Not inlined: see `verify`.
        #[inline(never)]
        fn prepare<M: KeyInit>(secret: &[u8]) -> Option<M> {
            // HMAC takes a key of any length: the error is of the trait's making.
            M::new_from_slice(secret).ok()
        }
        let secret = secret.expose();
        Ok(Self {
            sha256: wants(Hash::Sha256).then(|| prepare(secret)).flatten(),
            sha384: wants(Hash::Sha384).then(|| prepare(secret)).flatten(),
            sha512: wants(Hash::Sha512).then(|| prepare(secret)).flatten(),
        })
    }

    /// Compares the whole MAC, in constant time; a shorter or longer one never fits.
    pub fn verify(&self, hash: Hash, message: &[u8], mac: &[u8]) -> bool {
        // Not inlined, so that the first check compiles the one that it needs.
        #[inline(never)]
        fn check<M: Mac + Clone>(state: Option<&M>, message: &[u8], mac: &[u8]) -> bool {
            state.is_some_and(|state| {
                let mut state = state.clone();
                state.update(message);
                state.verify_slice(mac).is_ok()
            })
        }
        match hash {
            Hash::Sha256 => check(self.sha256.as_ref(), message, mac),
            Hash::Sha384 => check(self.sha384.as_ref(), message, mac),
            Hash::Sha512 => check(self.sha512.as_ref(), message, mac),
        }
    }
}

impl fmt::Debug for HmacKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HmacKey")
    }
}
