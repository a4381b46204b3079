//! RSA public keys and the two verifications.
//!
//! A key is checked when it is made and prepared when it is first used: a set of hundreds that are never used
//! costs next to nothing. Its modulus has 2048 to 8192 bits: RFC 7518 sections 3.3 and 3.5
//! forbid fewer, and the time of a verification grows with the square. Its exponent is odd, at least 3 and
//! below 2^33, the bounds of common practice: NIST SP 800-56B asks for odd exponents from 2^16 + 1 on, but 3
//! and 17 are in use, and nobody needs one that makes verifying as slow as signing.
//!
//! A prepared key of 2048 bits takes about 5 KiB, one of 8192 bits about 18 KiB.

use alloc::vec::Vec;
use std::sync::OnceLock;

use super::emsa::{is_pkcs1_v15, is_pss};
use super::montgomery::{Modulus, bit_length};
use super::roca;
use crate::crypto::hash::Hash;
use crate::limits::{MAX_RSA_BITS, MAX_RSA_EXPONENT_BITS, MIN_RSA_BITS};

/// Why a key is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvalidKey {
    /// The modulus is shorter than 2048 bits.
    TooSmall,
    /// The modulus is longer than 8192 bits.
    TooLarge,
    /// The modulus is empty or even, or one of the two numbers starts with a zero octet.
    Malformed,
    /// The exponent is even, less than 3, or not below 2^33.
    Exponent,
    /// The private key can be computed from the modulus (ROCA, CVE-2017-15361).
    Roca,
}

/// An RSA public key, prepared for verification.
pub struct VerifyingKey {
    octets: Vec<u8>,
    modulus: OnceLock<Modulus>,
    exponent: u64,
}

impl core::fmt::Debug for VerifyingKey {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("VerifyingKey")
    }
}

impl VerifyingKey {
    /// A key of a modulus and an exponent, both big-endian and without leading zero octets.
    ///
    /// # Errors
    /// [`InvalidKey`].
    pub fn from_components(n: &[u8], e: &[u8]) -> Result<Self, InvalidKey> {
        // Zero is one zero octet (RFC 7518 section 2): well-formed, and too small below.
        if matches!(n, [] | [0, _, ..]) || matches!(e, [] | [0, _, ..]) {
            return Err(InvalidKey::Malformed);
        }
        let bits = bit_length(n);
        if bits < MIN_RSA_BITS {
            return Err(InvalidKey::TooSmall);
        }
        if bits > MAX_RSA_BITS {
            return Err(InvalidKey::TooLarge);
        }
        if n.last().is_none_or(|octet| octet % 2 == 0) {
            return Err(InvalidKey::Malformed);
        }
        if bit_length(e) > MAX_RSA_EXPONENT_BITS {
            return Err(InvalidKey::Exponent);
        }
        let exponent = e.iter().fold(0, |value, &octet| value << 8 | u64::from(octet));
        if exponent < 3 || exponent % 2 == 0 {
            return Err(InvalidKey::Exponent);
        }
        if roca::has_fingerprint(n) {
            return Err(InvalidKey::Roca);
        }
        Ok(Self { octets: n.to_vec(), modulus: OnceLock::new(), exponent })
    }

    /// The modulus, big-endian.
    pub fn modulus(&self) -> &[u8] {
        &self.octets
    }

    /// The public exponent.
    pub fn exponent(&self) -> u64 {
        self.exponent
    }

    /// RSASSA-PKCS1-v1_5 (RFC 8017 section 8.2.2) of a message with this digest.
    pub fn verify_pkcs1_v15(&self, hash: Hash, digest: &[u8], signature: &[u8]) -> bool {
        self.open(signature).is_some_and(|message| is_pkcs1_v15(hash, digest, &message))
    }

    /// RSASSA-PSS (RFC 8017 section 8.1.2) of a message with this digest.
    pub fn verify_pss(&self, hash: Hash, digest: &[u8], signature: &[u8]) -> bool {
        let bits = bit_length(&self.octets);
        self.open(signature).is_some_and(|message| is_pss(hash, digest, &message, bits))
    }

    /// RSAVP1 (RFC 8017 section 5.2.2): the encoded message, as long as the modulus. A signature of another
    /// length or not below the modulus is refused.
    fn open(&self, signature: &[u8]) -> Option<Vec<u8>> {
        // Of equally long big-endian numbers the lexicographic order is the numeric one.
        let in_range = signature.len() == self.octets.len() && signature < self.octets.as_slice();
        in_range
            .then(|| self.modulus.get_or_init(|| Modulus::new(&self.octets)).power(signature, self.exponent))
    }
}
