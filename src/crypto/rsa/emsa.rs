//! The two encodings of a digest that an RSA signature may carry.
//!
//! EMSA-PKCS1-v1_5 (RFC 8017 section 9.2): there is exactly one encoding, so the expected one is built, with
//! the NULL parameter that appendix B.1 asks for, and compared in full. Nothing in the message is ever
//! parsed, which is what Bleichenbacher's 2006 forgery and its many successors lived on.
//!
//! EMSA-PSS (RFC 8017 section 9.1.2), with the one choice RFC 7518 section 3.5 leaves: MGF1 with the hash of
//! the message, and a salt as long as the hash.
//!
//! All lengths are checked before use; a message too short for its hash does not verify.

use alloc::vec::Vec;

use crate::crypto::hash::Hash;

/// The last octet of the hash's object identifier 2.16.840.1.101.3.4.2.x.
const fn identifier(hash: Hash) -> u8 {
    match hash {
        Hash::Sha256 => 1,
        Hash::Sha384 => 2,
        Hash::Sha512 => 3,
    }
}

/// Whether `message`, as long as the modulus, is `0x00 0x01 0xff.. 0x00 DigestInfo`.
pub fn is_pkcs1_v15(hash: Hash, digest: &[u8], message: &[u8]) -> bool {
    let length = hash.bytes() as u8;
    // SEQUENCE { SEQUENCE { OBJECT IDENTIFIER, NULL }, OCTET STRING }
    let info = [
        0x30,
        17 + length,
        0x30,
        13,
        0x06,
        9,
        0x60,
        0x86,
        0x48,
        0x01,
        0x65,
        0x03,
        0x04,
        0x02,
        identifier(hash),
        0x05,
        0,
        0x04,
        length,
    ];
    // Eight octets of padding at least, and three around it.
    let tail = info.len() + hash.bytes();
    if digest.len() != hash.bytes() || message.len() < tail + 11 {
        return false;
    }
    let mut expected = Vec::with_capacity(message.len());
    expected.extend_from_slice(&[0, 1]);
    expected.resize(message.len() - tail - 1, 0xff);
    expected.push(0);
    expected.extend_from_slice(&info);
    expected.extend_from_slice(digest);
    expected == message
}

/// Whether `message`, as long as the modulus of `bits` bits, is a PSS encoding of `digest`.
pub fn is_pss(hash: Hash, digest: &[u8], message: &[u8], bits: usize) -> bool {
    let length = hash.bytes();
    // The encoding has one bit less than the modulus, and so, for a modulus of 8 k + 1 bits, one octet less.
    let unused = message.len() * 8 - (bits - 1).min(message.len() * 8);
    let (leading, encoded) = message.split_at(unused / 8);
    let unused = unused % 8;
    if digest.len() != length || leading.iter().any(|&octet| octet != 0) {
        return false;
    }
    let Some((&0xbc, encoded)) = encoded.split_last() else {
        return false;
    };
    // The masked block ends in 0x01 and the salt.
    let Some(masked) = encoded.len().checked_sub(length).filter(|&masked| masked > length) else {
        return false;
    };
    let (masked, seed) = encoded.split_at(masked);
    if masked.first().is_none_or(|&octet| octet.leading_zeros() < unused as u32) {
        return false;
    }
    let mut block = Vec::with_capacity(masked.len() + length);
    let mut counter = 0u32;
    while block.len() < masked.len() {
        block.extend_from_slice(hash.digest(&[seed, &counter.to_be_bytes()]).as_ref());
        counter += 1;
    }
    block.truncate(masked.len());
    block.iter_mut().zip(masked).for_each(|(octet, masked)| *octet ^= masked);
    if let Some(octet) = block.first_mut() {
        *octet &= 0xff >> unused;
    }
    let (padding, salt) = block.split_at(masked.len() - length);
    let Some((&0x01, zeros)) = padding.split_last() else {
        return false;
    };
    zeros.iter().all(|&octet| octet == 0) && hash.digest(&[&[0; 8], digest, salt]).as_ref() == seed
}
