//! SHA-2 (FIPS 180-4), by the name an algorithm gives it.

use sha2::{Sha256, Sha384, Sha512};

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

    /// The digest of `parts`, one after the other.
    pub fn digest(self, parts: &[&[u8]]) -> Digest {
        // Not inlined, so that the first digest compiles the one that it needs.
        #[inline(never)]
        fn run<D: sha2::Digest>(parts: &[&[u8]], to: &mut [u8]) {
            let mut hash = D::new();
            parts.iter().for_each(|part| hash.update(part));
            to.iter_mut().zip(hash.finalize()).for_each(|(to, byte)| *to = byte);
        }
        let mut bytes = [0; 64];
        match self {
            Self::Sha256 => run::<Sha256>(parts, &mut bytes),
            Self::Sha384 => run::<Sha384>(parts, &mut bytes),
            Self::Sha512 => run::<Sha512>(parts, &mut bytes),
        }
        Digest { bytes, length: self.bytes() }
    }
}

/// A digest of 32, 48 or 64 bytes.
#[derive(Clone, Copy, Debug)]
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
