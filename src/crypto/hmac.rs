//! HMAC (RFC 2104, RFC 7518 section 3.2) with the key's midstates kept.
//!
//! A check clones two states and so saves the hashing of the key for every token. Built on
//! [`super::hash`], which everything else that hashes needs as well: the crate `hmac` brings copies
//! of it, 3 KiB (gzip) in all.

use alloc::vec::Vec;
use core::fmt;

use zeroize::Zeroizing;

use super::hash::{Digest, Hash, MAX_BLOCK_BYTES, State};
use crate::secret::{Secret, ct_eq, on_wiped_stack};

/// The secret is shorter than the hash: RFC 7518 section 3.2 forbids it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooShort;

/// An HMAC key, one pair of midstates per hash it may be used with.
pub struct HmacKey(Vec<(Hash, Midstates)>);

/// The hash of the inner and of the outer padded key, to be continued.
struct Midstates {
    inner: State,
    outer: State,
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
        let midstates = |hash| on_wiped_stack(|| Midstates::new(secret.expose(), hash));
        Ok(Self(hashes.iter().map(|hash| (*hash, midstates(*hash))).collect()))
    }

    /// Compares the whole MAC, in constant time; a shorter or longer one never fits.
    pub fn verify(&self, hash: Hash, message: &[u8], mac: &[u8]) -> bool {
        let midstates = self.0.iter().find(|(own, _)| *own == hash);
        midstates.is_some_and(|(_, midstates)| ct_eq(midstates.mac(message).as_ref(), mac))
    }
}

impl Midstates {
    /// RFC 2104 section 2: the key is padded with zeros, or hashed first if it is longer than a block.
    fn new(secret: &[u8], hash: Hash) -> Self {
        const IPAD: u8 = 0x36;
        const OPAD: u8 = 0x5c;
        let mut block = Zeroizing::new([0; MAX_BLOCK_BYTES]);
        let block = &mut block[..hash.block_bytes()];
        let digest;
        let key = if secret.len() > block.len() {
            digest = hash.digest(&[secret]);
            digest.as_ref()
        } else {
            secret
        };
        block.iter_mut().zip(key).for_each(|(to, byte)| *to = *byte);
        let mut padded = |pad| {
            block.iter_mut().for_each(|byte| *byte ^= pad);
            let mut state = State::new(hash);
            state.update(block);
            state
        };
        Self { inner: padded(IPAD), outer: padded(IPAD ^ OPAD) }
    }

    fn mac(&self, message: &[u8]) -> Digest {
        let mut inner = self.inner.clone();
        inner.update(message);
        let mut outer = self.outer.clone();
        outer.update(inner.finish().as_ref());
        outer.finish()
    }
}

impl fmt::Debug for HmacKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HmacKey")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec;
    use hmac::{Hmac, KeyInit, Mac};
    use sha2::{Sha256, Sha384, Sha512};

    fn theirs<M: Mac + KeyInit>(secret: &[u8], message: &[u8]) -> Vec<u8> {
        M::new_from_slice(secret).unwrap().chain_update(message).finalize().into_bytes().to_vec()
    }

    #[test]
    fn agrees_with_the_crate_hmac() {
        // Keys shorter than a block, of its length, and longer, where they are hashed.
        for length in [64, 65, 127, 128, 129, 1000] {
            let secret: Vec<u8> = (0..length).map(|at| at as u8).collect();
            let key = HmacKey::new(&Secret::new(secret.clone()), &[Hash::Sha256, Hash::Sha384, Hash::Sha512]);
            let key = key.unwrap();
            for message in [vec![], vec![7; 1], vec![8; 119], vec![9; 1024]] {
                for (hash, mac) in [
                    (Hash::Sha256, theirs::<Hmac<Sha256>>(&secret, &message)),
                    (Hash::Sha384, theirs::<Hmac<Sha384>>(&secret, &message)),
                    (Hash::Sha512, theirs::<Hmac<Sha512>>(&secret, &message)),
                ] {
                    assert!(key.verify(hash, &message, &mac), "{length} bytes, {hash:?}");
                    assert!(!key.verify(hash, &message, &mac[1..]));
                    assert!(!key.verify(hash, &[&message[..], b"x"].concat(), &mac));
                }
            }
        }
    }

    #[test]
    fn has_only_the_hashes_it_was_made_for() {
        let secret = Secret::new(vec![7; 48]);
        let key = HmacKey::new(&secret, &[Hash::Sha256]).unwrap();
        let mac = theirs::<Hmac<Sha384>>(secret.expose(), b"message");
        assert!(!key.verify(Hash::Sha384, b"message", &mac));
        assert_eq!(HmacKey::new(&secret, &[Hash::Sha256, Hash::Sha512]).unwrap_err(), TooShort);
    }
}
