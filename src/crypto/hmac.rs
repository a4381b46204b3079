//! HMAC (RFC 2104, RFC 7518 section 3.2) with the key's midstates kept.
//!
//! `hmac` 0.13 hashes the key into the inner and outer state when it is made; a check
//! clones the two states and so saves the key's own blocks for every token.

use core::fmt;

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Sha256, Sha384, Sha512};

use super::hash::Hash;
use crate::secret::Secret;

/// The secret is shorter than the hash: RFC 7518 section 3.2 forbids it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooShort;

/// An HMAC key, one pair of midstates per hash it may be used with.
pub struct HmacKey {
    sha256: Option<Hmac<Sha256>>,
    sha384: Option<Hmac<Sha384>>,
    sha512: Option<Hmac<Sha512>>,
}

impl HmacKey {
    /// Prepares `secret` for these hashes.
    ///
    /// # Errors
    /// [`TooShort`] when the secret is shorter than one of them.
    pub fn new(secret: &Secret, hashes: &[Hash]) -> Result<Self, TooShort> {
        if hashes.iter().any(|hash| secret.len() < hash.bytes()) {
            return Err(TooShort);
        }
        let wants = |hash| hashes.contains(&hash);
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
