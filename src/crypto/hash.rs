//! SHA-2 (FIPS 180-4), by the name an algorithm gives it.

use sha2::{Digest as _, Sha256, Sha384, Sha512};

/// The longest block of a hash function.
pub(super) const MAX_BLOCK_BYTES: usize = 128;

/// The hash function of an algorithm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hash {
    /// SHA-256
    Sha256,
    /// SHA-384
    Sha384,
    /// SHA-512
    Sha512,
}

impl Hash {
    /// Output length in bytes.
    pub const fn bytes(self) -> usize {
        match self {
            Self::Sha256 => 32,
            Self::Sha384 => 48,
            Self::Sha512 => 64,
        }
    }

    /// Bytes that are hashed at a time.
    pub(super) const fn block_bytes(self) -> usize {
        match self {
            Self::Sha256 => 64,
            Self::Sha384 | Self::Sha512 => MAX_BLOCK_BYTES,
        }
    }

    /// The digest of `parts`, one after the other.
    pub fn digest(self, parts: &[&[u8]]) -> Digest {
        let mut state = State::new(self);
        parts.iter().for_each(|part| state.update(part));
        state.finish()
    }
}

/// A hash that is under way. Wiped on drop.
#[derive(Clone)]
pub(super) enum State {
    Sha256(Sha256),
    Sha384(Sha384),
    Sha512(Sha512),
}

impl State {
    pub(super) fn new(hash: Hash) -> Self {
        match hash {
            Hash::Sha256 => Self::Sha256(Sha256::new()),
            Hash::Sha384 => Self::Sha384(Sha384::new()),
            Hash::Sha512 => Self::Sha512(Sha512::new()),
        }
    }

    pub(super) fn update(&mut self, bytes: &[u8]) {
        // Not inlined: one of each for all who hash, and an engine compiles those that it needs.
        #[inline(never)]
        fn update<D: sha2::Digest>(hash: &mut D, bytes: &[u8]) {
            hash.update(bytes);
        }
        match self {
            Self::Sha256(hash) => update(hash, bytes),
            Self::Sha384(hash) => update(hash, bytes),
            Self::Sha512(hash) => update(hash, bytes),
        }
    }

    pub(super) fn finish(self) -> Digest {
        // Not inlined, for the same reason.
        #[inline(never)]
        fn finish<D: sha2::Digest>(hash: D, to: &mut [u8; 64]) -> usize {
            let digest = hash.finalize();
            to.iter_mut().zip(&digest).for_each(|(to, byte)| *to = *byte);
            digest.len()
        }
        let mut bytes = [0; 64];
        let length = match self {
            Self::Sha256(hash) => finish(hash, &mut bytes),
            Self::Sha384(hash) => finish(hash, &mut bytes),
            Self::Sha512(hash) => finish(hash, &mut bytes),
        };
        Digest { bytes, length }
    }
}

/// A digest of 32, 48 or 64 bytes.
#[derive(Clone, Debug)]
pub struct Digest {
    bytes: [u8; 64],
    length: usize,
}

impl AsRef<[u8]> for Digest {
    fn as_ref(&self) -> &[u8] {
        &self.bytes[..self.length]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fips_180_4_examples() {
        for (hash, start) in
            [(Hash::Sha256, [0xba, 0x78]), (Hash::Sha384, [0xcb, 0x00]), (Hash::Sha512, [0xdd, 0xaf])]
        {
            let digest = hash.digest(&[b"a", b"", b"bc"]);
            assert_eq!(digest.as_ref().len(), hash.bytes());
            assert_eq!(digest.as_ref()[..2], start);
        }
    }
}
