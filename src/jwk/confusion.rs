//! Public keys offered as HMAC secrets: the oldest attack on JWT libraries.
//!
//! A public key is known to the attacker, so an HMAC under its text or its bytes is a
//! forgery. It happens when one configuration value feeds both kinds of key. Whatever
//! stands before the text (white space, a BOM, control or zero-width characters, comments:
//! CVE-2026-34950, GHSA-ww5h-9m49-7xx4) does not matter here, because the marks are looked
//! for anywhere; nor does an encoding, because what it encodes is looked at as well.
//!
//! What looks like random bytes is not told from them: a bare RSA modulus, the 32 bytes of an
//! Ed25519 key, a compressed point.

use jsonwebtoken::jwk::EllipticCurve;

use super::der;
use super::disguise::readings;
use crate::crypto::ecdsa_key;

/// Texts that only occur in keys: PEM and RFC 4716, OpenSSH, XML signatures.
const TEXTS: [&[u8]; 9] = [
    b"-----BEGIN",
    b"---- BEGIN",
    b"BEGIN PUBLIC KEY",
    b"ssh-rsa ",
    b"ssh-ed25519 ",
    b"ssh-dss ",
    b"ecdsa-sha2-nistp",
    b"PuTTY-User-Key-File",
    b"<RSAKeyValue>",
];

/// Bytes that only occur in keys: the names of RFC 4253 section 6.6, each with its length, and the
/// algorithms of a SubjectPublicKeyInfo, as they are and as a lossy reading of UTF-8 leaves them. Random
/// bytes hold one of the shortest once in 2^48.
const BYTES: [&[u8]; 7] = [
    b"\0\0\0\x07ssh-rsa",
    b"\0\0\0\x0bssh-ed25519",
    b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01",
    b"\x06\x09\x2a\xef\xbf\xbd\x48\xef\xbf\xbd\xef\xbf\xbd\x0d\x01\x01",
    b"\x06\x07\x2a\x86\x48\xce\x3d\x02\x01",
    b"\x06\x07\x2a\xef\xbf\xbd\x48\xef\xbf\xbd\x3d\x02\x01",
    b"\x30\x05\x06\x03\x2b\x65",
];

/// Whether `secret` is the text or the bytes of an asymmetric key or a certificate, or encodes one, once or twice.
///
/// Takes time linear in the length.
pub fn is_asymmetric_key(secret: &[u8]) -> bool {
    let is_text =
        |bytes: &[u8]| bytes.iter().all(|byte| byte.is_ascii_graphic() || byte.is_ascii_whitespace());
    is_key(secret)
        || readings(secret)
            .iter()
            .any(|once| is_key(once) || (is_text(once) && readings(once).iter().any(|twice| is_key(twice))))
}

/// Whether `secret` is one byte over and over, or encodes that.
pub fn is_one_byte_repeated(secret: &[u8]) -> bool {
    let repeated = |bytes: &[u8]| bytes.windows(2).all(|pair| pair.first() == pair.last());
    // A reading that leaves much out is not of the whole secret.
    repeated(secret)
        || readings(secret).iter().any(|bytes| bytes.len() * 2 + 2 >= secret.len() && repeated(bytes))
}

fn is_key(bytes: &[u8]) -> bool {
    let holds = |mark: &[u8]| bytes.windows(mark.len()).any(|window| window == mark);
    TEXTS.into_iter().chain(BYTES).any(holds)
        || names_a_key_type(bytes)
        || bytes.windows(9).any(begins_a_number_pair)
        || is_der_of_a_key(bytes)
        || is_point(bytes)
}

/// `kty` as the name of a member: of JSON, of JSON in a string, of YAML, of JavaScript.
fn names_a_key_type(text: &[u8]) -> bool {
    let mut names = text.windows(3).enumerate().filter(|(_, window)| *window == b"kty");
    names.any(|(at, _)| {
        let after = text.get(at + 3..).unwrap_or_default();
        let mut after = after.iter().skip_while(|byte| matches!(byte, b'"' | b'\'' | b'\\' | b' '));
        after.next() == Some(&b':')
    })
}

/// The beginning of an RSAPublicKey (RFC 8017 appendix A.1.1): a SEQUENCE of an INTEGER, both long, the
/// sign bit clear.
fn begins_a_number_pair(window: &[u8]) -> bool {
    matches!(
        window,
        [0x30, 0x82, _, _, 0x02, 0x82, _, _, 0] | [0x30, 0x81, _, 0x02, 0x81, _, 0, 0x80..=0xff, _]
    )
}

/// A DER SEQUENCE that ends where the bytes end, and is long (a certificate, an RSA key), or a public
/// key, or begins with a version as private keys do (RFC 5958, RFC 5915, RFC 8017 appendix A.1.2).
/// Random bytes look like the first once in 2^32.
fn is_der_of_a_key(bytes: &[u8]) -> bool {
    let content = match bytes {
        [0x30, 0x82, high, low, rest @ ..] if rest.len() == usize::from(*high) << 8 | usize::from(*low) => {
            return true;
        }
        [0x30, 0x81, length @ 0x80..=0xff, rest @ ..] | [0x30, length @ 0..=0x7f, rest @ ..]
            if rest.len() == usize::from(*length) =>
        {
            rest
        }
        _ => return false,
    };
    matches!(content, [0x02, 0x01, 0 | 1, 0x02 | 0x04 | 0x30, ..])
        || der::spki(bytes).is_some()
        || der::rsa_public_key(bytes).is_some()
}

/// A point on one of our curves, with the first byte of SEC 1 section 2.3.3 (also of a hybrid one) or
/// without. Random bytes are one once in 2^256.
fn is_point(bytes: &[u8]) -> bool {
    let xy = match bytes {
        [0x04 | 0x06 | 0x07, xy @ ..] if bytes.len() % 2 == 1 => xy,
        xy => xy,
    };
    let curve = match xy.len() {
        64 => EllipticCurve::P256,
        96 => EllipticCurve::P384,
        132 => EllipticCurve::P521,
        _ => return false,
    };
    let (x, y) = xy.split_at(xy.len() / 2);
    ecdsa_key(&curve, x, y).is_ok()
}
