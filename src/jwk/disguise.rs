//! The bytes that a text may stand for: base64, hexadecimal, UTF-16, Latin-1.
//!
//! A guess for [`super::confusion`], not a parser: every reading that is possible is given, in time and
//! memory linear in the length of the text.

use alloc::vec::Vec;

use zeroize::Zeroizing;

use crate::base64url;

/// Bytes that are wiped: the text may be a good secret.
pub type Bytes = Zeroizing<Vec<u8>>;

/// Shorter runs of characters encode no key.
const SHORTEST: usize = 32;

/// Every reading of `text`.
pub fn readings(text: &[u8]) -> Vec<Bytes> {
    let mut found = Vec::new();
    BASE64.read(text, &mut found);
    HEXADECIMAL.read(text, &mut found);
    // UTF-16: every second byte is zero.
    if text.iter().filter(|byte| **byte == 0).count() * 3 > text.len() {
        found.push(without(text, |byte| byte == 0));
    }
    // Bytes that were read as Latin-1, and written as UTF-8.
    if !text.is_ascii()
        && let Ok(text) = core::str::from_utf8(text)
    {
        let mut bytes = Zeroizing::new(Vec::with_capacity(text.len()));
        bytes.extend(text.chars().map_while(|char| u8::try_from(u32::from(char)).ok()));
        found.push(bytes);
    }
    found
}

/// A way to write bytes as characters.
struct Encoding {
    /// Whether a character stands for bits.
    encodes: fn(u8) -> bool,
    /// Whether it stands between others for layout, as the end of a line does.
    separates: fn(u8) -> bool,
    /// Characters that encode a whole number of bytes. What stands before a key may be made of the
    /// same characters: one of as many beginnings is the right one.
    group: usize,
    decode: fn(&[u8]) -> Option<Bytes>,
}

const BASE64: Encoding =
    Encoding { encodes: is_base64, separates: |byte| byte.is_ascii_whitespace(), group: 4, decode: base64 };

const HEXADECIMAL: Encoding = Encoding {
    encodes: |byte| byte.is_ascii_hexdigit(),
    separates: |byte| byte.is_ascii_whitespace() || matches!(byte, b':' | b'-' | b','),
    group: 2,
    decode: hexadecimal,
};

impl Encoding {
    /// Decodes each run of its characters: those of the text without layout, and those that stand
    /// by themselves with something else around them.
    #[inline(never)]
    fn read(&self, text: &[u8], found: &mut Vec<Bytes>) {
        let joined = without(text, self.separates);
        for (text, beginnings) in [(&joined[..], self.group), (text, 1)] {
            for run in text.split(|byte| !(self.encodes)(*byte)).filter(|run| run.len() >= SHORTEST) {
                for start in 0..beginnings {
                    found.extend(run.get(start..).and_then(self.decode));
                }
            }
        }
    }
}

#[inline(never)]
fn without(text: &[u8], drop: fn(u8) -> bool) -> Bytes {
    let mut kept = Zeroizing::new(Vec::with_capacity(text.len()));
    kept.extend(text.iter().copied().filter(|byte| !drop(*byte)));
    kept
}

fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_')
}

/// Decodes characters of both alphabets. One that is left over at the end says nothing.
fn base64(run: &[u8]) -> Option<Bytes> {
    let run = if run.len() % 4 == 1 { run.split_last()?.1 } else { run };
    base64url::decode_either(run).ok()
}

fn hexadecimal(run: &[u8]) -> Option<Bytes> {
    let digit = |digit: u8| char::from(digit).to_digit(16).unwrap_or_default() as u8;
    let mut bytes = Zeroizing::new(Vec::with_capacity(run.len() / 2));
    for pair in run.chunks_exact(2) {
        bytes.push(pair.iter().fold(0, |byte, next| byte << 4 | digit(*next)));
    }
    Some(bytes)
}
