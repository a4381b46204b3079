//! Strict base64url (RFC 7515 section 2, RFC 4648 section 5): unpadded and canonical.
//!
//! No padding, no white space, no character of another alphabet, and the unused bits
//! of the last character are zero, so that every byte string has exactly one encoding.
//!
//! Own code: it decodes every part of every token, and wants to be short and fast. The tests compare it with the
//! crate `base64`.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use zeroize::Zeroizing;

const CHARACTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// What [`VALUES`] has for a byte that is no character of the alphabet: more than six bits.
const NONE: u8 = 0xFF;

/// The value of each character, by its byte.
const VALUES: [u8; 256] = {
    let mut values = [NONE; 256];
    let mut at = 0;
    while at < CHARACTERS.len() {
        values[CHARACTERS[at] as usize] = at as u8;
        at += 1;
    }
    values
};

/// The text was not canonical, unpadded base64url.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidBase64Url;

/// Decodes `text`.
///
/// # Errors
/// [`InvalidBase64Url`] for anything but the one canonical encoding.
///
/// ```
/// use tokenward::base64url;
///
/// assert_eq!(base64url::decode(b"AQAB").unwrap(), [1, 0, 1]);
/// assert!(base64url::decode(b"AQAB=").is_err());
/// assert!(base64url::decode(b"AR").is_err()); // unused bits are not zero
/// ```
pub fn decode(text: &[u8]) -> Result<Vec<u8>, InvalidBase64Url> {
    let mut out = Vec::new();
    decode_into(text, &mut out)?;
    Ok(out)
}

/// Decodes `text` to the end of `out`, which keeps its capacity between tokens.
///
/// # Errors
/// [`InvalidBase64Url`]; `out` may then hold undefined bytes past its old length.
pub fn decode_into(text: &[u8], out: &mut Vec<u8>) -> Result<(), InvalidBase64Url> {
    if decode_bits(text, out)? == 0 { Ok(()) } else { Err(InvalidBase64Url) }
}

/// Decodes text of either alphabet (RFC 4648 section 4 or 5), without padding, whatever the unused
/// bits of its last character say: to see what a text may be, never to read a token.
///
/// # Errors
/// [`InvalidBase64Url`] for any other character, and for a single one at the end.
pub fn decode_either(text: &[u8]) -> Result<Zeroizing<Vec<u8>>, InvalidBase64Url> {
    let mut out = Zeroizing::new(Vec::new());
    decode_bits(&in_url_alphabet(text), &mut out)?;
    Ok(out)
}

/// Decodes base64 as keys are written: in the alphabet of RFC 4648 section 4 or of section 5, with all of its padding
/// or none, and with white space anywhere. Each of these has one meaning.
///
/// # Errors
/// [`InvalidBase64Url`] for both alphabets in one text, for padding that does not fit, for unused bits that are
/// not zero and for any other character.
pub fn decode_lenient(text: &[u8]) -> Result<Zeroizing<Vec<u8>>, InvalidBase64Url> {
    let mut characters = Zeroizing::new(Vec::with_capacity(text.len()));
    characters.extend(text.iter().copied().filter(|byte| !byte.is_ascii_whitespace()));
    let padding = characters.iter().rev().take_while(|byte| **byte == b'=').count();
    let holds = |pair: [u8; 2]| characters.iter().any(|byte| pair.contains(byte));
    if padding > 2
        || (padding > 0 && characters.len() % 4 != 0)
        || (holds([b'+', b'/']) && holds([b'-', b'_']))
    {
        return Err(InvalidBase64Url);
    }
    let length = characters.len() - padding;
    characters.truncate(length);
    let mut out = Zeroizing::new(Vec::new());
    decode_into(&in_url_alphabet(&characters), &mut out)?;
    Ok(out)
}

/// The text in the URL's alphabet. Wiped: it may be a key.
fn in_url_alphabet(text: &[u8]) -> Zeroizing<Vec<u8>> {
    Zeroizing::new(text.iter().copied().map(to_url_alphabet).collect())
}

fn to_url_alphabet(byte: u8) -> u8 {
    match byte {
        b'+' => b'-',
        b'/' => b'_',
        other => other,
    }
}

/// Decodes to the end of `out`, and returns the bits of the last character that stand for nothing.
fn decode_bits(text: &[u8], out: &mut Vec<u8>) -> Result<u8, InvalidBase64Url> {
    let start = out.len();
    let (quads, rest) = text.as_chunks::<4>();
    out.resize(start + text.len() / 4 * 3 + rest.len().saturating_sub(1), 0);
    let (triples, last) = out[start..].as_chunks_mut::<3>();
    // All bits of all values: one look at the end tells whether each was a character.
    let mut seen = 0;
    for (quad, triple) in quads.iter().zip(triples) {
        let [a, b, c, d] = quad.map(|byte| VALUES[usize::from(byte)]);
        seen |= a | b | c | d;
        *triple = [a << 2 | b >> 4, b << 4 | c >> 2, c << 6 | d];
    }
    let [a, b, c] = core::array::from_fn(|at| rest.get(at).map_or(0, |byte| VALUES[usize::from(*byte)]));
    seen |= a | b | c;
    let unused = match last {
        [] => 0,
        [first] => {
            *first = a << 2 | b >> 4;
            b & 0b1111
        }
        [first, second, ..] => {
            (*first, *second) = (a << 2 | b >> 4, b << 4 | c >> 2);
            c & 0b11
        }
    };
    if rest.len() == 1 || seen > 63 { Err(InvalidBase64Url) } else { Ok(unused) }
}

/// Encodes `bytes`.
pub fn encode(bytes: &[u8]) -> String {
    let mut out = vec![0; (bytes.len() * 4).div_ceil(3)];
    for (group, text) in bytes.chunks(3).zip(out.chunks_mut(4)) {
        let [a, b, c] = core::array::from_fn(|at| group.get(at).copied().unwrap_or(0));
        let values = [a >> 2, a << 4 | b >> 4, b << 2 | c >> 6, c];
        for (character, value) in text.iter_mut().zip(values) {
            *character = CHARACTERS[usize::from(value & 63)];
        }
    }
    String::from_utf8(out).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rfc7515_appendix_c() {
        assert_eq!(encode(&[3, 236, 255, 224, 193]), "A-z_4ME");
        assert_eq!(decode(b"A-z_4ME").unwrap(), [3, 236, 255, 224, 193]);
    }

    #[test]
    fn agrees_with_the_crate_base64() {
        use base64::Engine as _;
        use base64::engine::general_purpose::{
            STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD as JUDGE,
        };

        // xorshift64: any bytes will do, and half of the texts are almost right.
        let mut state = 0x2545_F491_4F6C_DD1D_u64;
        let mut next = || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state
        };
        for _ in 0..200_000 {
            let bytes: Vec<u8> = (0..next() % 40).map(|_| next() as u8).collect();
            let mut text = encode(&bytes).into_bytes();
            assert_eq!(text, JUDGE.encode(&bytes).into_bytes());
            assert_eq!(decode(&text).as_deref(), Ok(&bytes[..]));
            if !text.is_empty() {
                let at = next() as usize % text.len();
                text[at] = next() as u8;
            }
            assert_eq!(decode(&text).ok(), JUDGE.decode(&text).ok(), "{text:?}");
            let mut text = STANDARD.encode(&bytes).into_bytes();
            let unpadded = text.split(|byte| *byte == b'=').next().unwrap_or_default();
            assert_eq!(decode_either(unpadded).unwrap().as_slice(), bytes);
            let spellings = [
                STANDARD.encode(&bytes),
                STANDARD_NO_PAD.encode(&bytes),
                URL_SAFE.encode(&bytes),
                JUDGE.encode(&bytes),
            ];
            for spelling in spellings {
                assert_eq!(decode_lenient(spelling.as_bytes()).unwrap().as_slice(), bytes);
            }
            if !text.is_empty() {
                let at = next() as usize % text.len();
                text[at] = next() as u8;
            }
            let solid: Vec<u8> = text.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
            let judges = [
                STANDARD.decode(&solid),
                STANDARD_NO_PAD.decode(&solid),
                URL_SAFE.decode(&solid),
                JUDGE.decode(&solid),
            ];
            let judged = judges.into_iter().find_map(Result::ok);
            assert_eq!(decode_lenient(&text).ok().map(|bytes| bytes.to_vec()), judged, "{text:?}");
        }
    }

    #[test]
    fn decodes_to_the_end_of_what_is_there() {
        let mut out = b"before".to_vec();
        decode_into(b"AQAB", &mut out).unwrap();
        assert_eq!(out, b"before\x01\x00\x01");
    }

    #[test]
    fn refuses_every_second_spelling() {
        for text in [
            "A",
            "AAAAA",
            "AQ=",
            "AQ==",
            "AQAB=",
            "A+z/4ME",
            "A-z_4M E",
            "A-z_4ME\n",
            " A-z_4ME",
            "A-z_\u{200b}4ME",
            "AQ.",
            "AR",
            "AAB",
            "A-z_4MF",
            "*#",
        ] {
            assert_eq!(decode(text.as_bytes()), Err(InvalidBase64Url), "{text:?}");
        }
    }

    #[test]
    fn keys_are_spelt_in_one_way_at_a_time() {
        for text in ["-_-_", "+/+/", "+/ +/\r\n", "-_-\t_", "AQ==", "AQ", "A Q = =", "", " "] {
            assert!(decode_lenient(text.as_bytes()).is_ok(), "{text:?}");
        }
        for text in [
            "+_", "-/AA", "AQ=", "AQ===", "AQAB=", "AQAB====", "=", "==", "A", "AR==", "AR", "AQ==AQ==",
            "A.Q",
        ] {
            assert!(decode_lenient(text.as_bytes()).is_err(), "{text:?}");
        }
    }

    #[test]
    fn every_last_character_has_one_meaning() {
        // tink-java #82, libjwt #284, joserfc #51: non-zero trailing bits.
        let accepted = (0u8..=255).filter(|c| decode(&[b'A', *c]).is_ok()).count();
        assert_eq!(accepted, 4); // A, Q, g, w
        let accepted = (0u8..=255).filter(|c| decode(&[b'A', b'A', *c]).is_ok()).count();
        assert_eq!(accepted, 16);
    }
}
