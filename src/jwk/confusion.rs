//! Public keys offered as HMAC secrets: the oldest attack on JWT libraries.
//!
//! A public key is known to the attacker, so an HMAC under its text or its bytes is a
//! forgery. It happens when one configuration value feeds both kinds of key. Whatever
//! stands before the text (white space, a BOM, control or zero-width characters, comments:
//! CVE-2026-34950, GHSA-ww5h-9m49-7xx4) does not matter here, because the marks are looked
//! for anywhere.

use alloc::vec::Vec;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use jsonwebtoken::jwk::EllipticCurve;
use zeroize::Zeroizing;

use super::der;
use super::ecdsa_key;

/// Texts that only occur in keys: PEM and RFC 4716, OpenSSH, JWK and JWKS.
const MARKS: [&[u8]; 8] = [
    b"-----BEGIN",
    b"---- BEGIN",
    b"ssh-rsa ",
    b"ssh-ed25519 ",
    b"ssh-dss ",
    b"ecdsa-sha2-nistp",
    b"\"kty\"",
    b"PuTTY-User-Key-File",
];

/// Whether `secret` is the text or the bytes of an asymmetric key or a certificate.
pub fn is_asymmetric_key(secret: &[u8]) -> bool {
    MARKS.iter().any(|mark| secret.windows(mark.len()).any(|window| window == *mark))
        || is_key_bytes(secret)
        || decode_base64(secret).is_some_and(|bytes| is_key_bytes(&bytes))
}

fn is_key_bytes(bytes: &[u8]) -> bool {
    is_long_der_sequence(bytes)
        || der::spki(bytes).is_some()
        || der::rsa_public_key(bytes).is_some()
        || is_point(bytes)
}

/// A DER SEQUENCE of 256 bytes or more that ends where the secret ends: a certificate, an
/// RSA key. Random bytes look like this once in 2^32.
fn is_long_der_sequence(bytes: &[u8]) -> bool {
    match bytes {
        [0x30, 0x82, high, low, rest @ ..] => rest.len() == usize::from(*high) << 8 | usize::from(*low),
        _ => false,
    }
}

/// An uncompressed point on one of our curves. Random bytes are one once in 2^256.
fn is_point(bytes: &[u8]) -> bool {
    let curve = match bytes.len() {
        65 => EllipticCurve::P256,
        97 => EllipticCurve::P384,
        133 => EllipticCurve::P521,
        _ => return false,
    };
    match bytes.split_first() {
        Some((0x04, xy)) => {
            let (x, y) = xy.split_at(xy.len() / 2);
            ecdsa_key(&curve, x, y).is_ok()
        }
        _ => false,
    }
}

fn decode_base64(text: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let mut packed = Zeroizing::new(Vec::with_capacity(text.len()));
    packed.extend(text.iter().filter(|byte| !byte.is_ascii_whitespace() && **byte != b'='));
    let decoded = STANDARD_NO_PAD.decode(&*packed).or_else(|_| URL_SAFE_NO_PAD.decode(&*packed));
    decoded.ok().map(Zeroizing::new)
}
