//! Bytes that are wiped on drop, redacted in `Debug` and compared in constant time.

use alloc::vec::Vec;
use core::fmt;

use subtle::ConstantTimeEq;
use zeroize::{Zeroize, Zeroizing};

/// Secret bytes: an HMAC secret, a token held in memory, the text of a key.
///
/// The memory is zeroized when the value is dropped. There is no `Display`, no
/// serialization, and `Debug` prints the length only.
///
/// ```
/// use tokenward::secret::Secret;
///
/// let secret = Secret::new(b"correct horse".to_vec());
/// assert!(secret.ct_eq(b"correct horse"));
/// assert_eq!(format!("{secret:?}"), "Secret(13 bytes)");
/// ```
#[derive(Clone, Default)]
pub struct Secret(Zeroizing<Vec<u8>>);

impl Secret {
    /// Takes ownership of `bytes`.
    pub fn new(bytes: Vec<u8>) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// The bytes themselves. Named so that every place that looks is easy to find.
    pub fn expose(&self) -> &[u8] {
        &self.0
    }

    /// Length in bytes; the length of a secret is not treated as secret.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// True when there are no bytes.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Compares in time that depends on the lengths only.
    pub fn ct_eq(&self, other: &[u8]) -> bool {
        ct_eq(&self.0, other)
    }
}

impl From<&[u8]> for Secret {
    fn from(bytes: &[u8]) -> Self {
        Self::new(bytes.to_vec())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secret({} bytes)", self.0.len())
    }
}

/// Compares two byte strings in time that depends on the lengths only.
pub fn ct_eq(a: &[u8], b: &[u8]) -> bool {
    a.ct_eq(b).into()
}

/// More stack than hashing a secret uses, in words: SHA-512 under HMAC takes some 2 KiB.
const STACK_WORDS: usize = 512;

/// Runs `work` and overwrites the part of the stack that it used: hash functions copy the blocks of a
/// secret there, and nothing wipes them.
pub(crate) fn on_wiped_stack<T>(work: impl FnOnce() -> T) -> T {
    // Two calls from one place: the second one's frame lies where the first one's was.
    #[inline(never)]
    fn run<T>(work: impl FnOnce() -> T) -> T {
        work()
    }
    #[inline(never)]
    fn wipe() {
        let mut stack = [0_u64; STACK_WORDS];
        stack.zeroize();
        core::hint::black_box(&stack);
    }
    let made = run(work);
    wipe();
    made
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;

    #[test]
    fn compares_every_byte_and_the_length() {
        let secret = Secret::from(&b"0123456789abcdef"[..]);
        for i in 0..16 {
            let mut other = secret.expose().to_vec();
            other[i] ^= 1;
            assert!(!secret.ct_eq(&other), "GHSA-5vw4-v588-pgv8: byte {i}");
        }
        assert!(!secret.ct_eq(b"0123456789abcde"));
        assert!(!secret.ct_eq(b""));
        assert!(secret.ct_eq(b"0123456789abcdef"));
    }

    #[test]
    fn debug_shows_nothing() {
        assert_eq!(format!("{:?}", Secret::from(&b"hunter2"[..])), "Secret(7 bytes)");
    }
}
