//! API keys: made from 256 random bits, stored as a hash, compared in constant time.
//!
//! A key of full entropy needs no slow password hash: nobody guesses 2^256 values, and a
//! check that runs on every request has to be cheap. SHA-256 also reads every byte, where
//! bcrypt stops at 72 (CVE-2025-22228) and at a NUL.

use alloc::string::String;

use zeroize::Zeroizing;

use crate::crypto::hash::{Digest, Hash};
use crate::error::OptionError;
use crate::limits::MAX_API_KEY_BYTES;
use crate::options::check_label;
use crate::secret::{Secret, ct_eq, on_wiped_stack};
use crate::text::{decimal, text};

/// Random characters in a key: 43 of 62 are 256.03 bits.
const RANDOM_CHARS: usize = 43;
const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// A new API key and the hash to store for it.
#[derive(Debug)]
pub struct ApiKey {
    /// `<prefix>_<environment>_<43 characters>`: shown to its owner once, never stored.
    pub key: Secret,
    /// What [`verify`] compares with: lower-case hexadecimal SHA-256.
    pub hash: String,
}

/// Makes a key. `fill` fills a buffer with random bytes from the system.
///
/// # Errors
/// [`OptionError`] when `prefix` or `environment` is not 1 to 20 lower-case letters and digits;
/// whatever `fill` fails with.
pub fn generate<E: From<OptionError>>(
    prefix: &str,
    environment: &str,
    mut fill: impl FnMut(&mut [u8]) -> Result<(), E>,
) -> Result<ApiKey, E> {
    for (name, label) in [("prefix", prefix), ("environment", environment)] {
        check_label(name, label)?;
    }
    let start = prefix.len() + environment.len() + 2;
    let mut key = alloc::vec::Vec::with_capacity(start + RANDOM_CHARS);
    key.extend_from_slice(prefix.as_bytes());
    key.push(b'_');
    key.extend_from_slice(environment.as_bytes());
    key.push(b'_');
    let mut random = Zeroizing::new([0_u8; 64]);
    while key.len() < start + RANDOM_CHARS {
        fill(&mut random[..])?;
        // Six bits at a time; values past the alphabet are dropped, so that none is favoured.
        let chars = random.iter().filter_map(|byte| ALPHABET.get(usize::from(byte & 63)));
        let missing = start + RANDOM_CHARS - key.len();
        key.extend(chars.take(missing));
    }
    let hash = hex(&digest(&key));
    Ok(ApiKey { key: Secret::new(key), hash })
}

/// Hashes a key for storage: lower-case hexadecimal SHA-256 of its bytes, 64 characters.
///
/// # Errors
/// [`OptionError`] when the key is empty or longer than 4096 bytes.
///
/// ```
/// use tokenward::api_key;
///
/// let hash = api_key::hash(b"acme_live_abc").unwrap();
/// assert_eq!(hash.len(), 64);
/// assert!(api_key::verify(b"acme_live_abc", hash.as_bytes()));
/// assert!(!api_key::verify(b"acme_live_abd", hash.as_bytes()));
/// ```
pub fn hash(key: &[u8]) -> Result<String, OptionError> {
    if key.is_empty() || key.len() > MAX_API_KEY_BYTES {
        return Err(OptionError::new(text!(
            "an API key must have 1 to ",
            decimal(MAX_API_KEY_BYTES),
            " bytes"
        )));
    }
    Ok(hex(&digest(key)))
}

/// Whether `key` has this `hash`, compared in constant time. A hash of another form fits no key.
pub fn verify(key: &[u8], hash: &[u8]) -> bool {
    self::hash(key).is_ok_and(|computed| ct_eq(computed.as_bytes(), hash))
}

fn digest(key: &[u8]) -> Digest {
    on_wiped_stack(|| Hash::Sha256.digest(&[key]))
}

fn hex(digest: &Digest) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    digest
        .as_ref()
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .map(|nibble| char::from(DIGITS[usize::from(nibble)]))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec;

    fn counter() -> impl FnMut(&mut [u8]) -> Result<(), OptionError> {
        let mut next = 0_u8;
        move |bytes| {
            for byte in bytes {
                next = next.wrapping_mul(5).wrapping_add(113);
                *byte = next;
            }
            Ok(())
        }
    }

    #[test]
    fn a_new_key_fits_its_hash() {
        let made = generate("acme", "live", counter()).unwrap();
        let text = core::str::from_utf8(made.key.expose()).unwrap();
        let random = text.strip_prefix("acme_live_").unwrap();
        assert_eq!(random.len(), RANDOM_CHARS);
        assert!(random.bytes().all(|byte| ALPHABET.contains(&byte)));
        assert!(verify(made.key.expose(), made.hash.as_bytes()));
        assert!(generate("Acme", "live", counter()).is_err());
        assert!(generate("acme", "", counter()).is_err());
        assert!(generate("a_b", "live", counter()).is_err());
    }

    #[test]
    fn every_byte_of_the_key_counts() {
        // CVE-2025-22228: after byte 72, and after a NUL.
        let long = vec![b'k'; 73];
        let mut other = long.clone();
        other[72] = b'j';
        assert!(!verify(&other, hash(&long).unwrap().as_bytes()));
        assert!(!verify(b"key\0one", hash(b"key\0two").unwrap().as_bytes()));
        // CVE-2022-31142, CVE-2025-59425: other lengths, equal prefixes.
        let stored = hash(b"acme_live_1234").unwrap();
        for key in ["", "acme_live_123", "acme_live_12345", "acme_live_1235"] {
            assert!(!verify(key.as_bytes(), stored.as_bytes()), "{key}");
        }
    }

    #[test]
    fn odd_hashes_fit_nothing() {
        // RUSTSEC-2026-0199: multi-byte characters inside a stored hash.
        let good = hash(b"key").unwrap();
        for at in [0, 3, 6, 28, 63] {
            let mut odd: vec::Vec<char> = good.chars().collect();
            odd[at] = 'é';
            let odd: String = odd.into_iter().collect();
            assert!(!verify(b"key", odd.as_bytes()));
        }
        assert!(!verify(b"key", b""));
        assert!(!verify(b"key", &good.as_bytes()[..63]));
        assert!(!verify(b"key", good.to_uppercase().as_bytes()));
    }

    #[test]
    fn the_hash_is_sha_256() {
        // FIPS 180-4 example
        assert_eq!(hash(b"abc").unwrap(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
