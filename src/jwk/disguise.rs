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
    let without = |drop: fn(&u8) -> bool| -> Bytes {
        let mut kept = Zeroizing::new(Vec::with_capacity(text.len()));
        kept.extend(text.iter().filter(|byte| !drop(byte)));
        kept
    };
    // Base64 in lines, and base64 that something stands before or after.
    let joined = without(u8::is_ascii_whitespace);
    for run in joined.split(|byte| !is_base64(*byte)).filter(|run| run.len() >= SHORTEST) {
        // What stands before may be made of the same characters: one of four beginnings is the right one.
        found.extend((0..4).filter_map(|start| base64(run.get(start..)?)));
    }
    let pieces = text.split(|byte| !is_base64(*byte)).filter(|piece| piece.len() >= SHORTEST);
    found.extend(pieces.filter_map(base64));
    // The same for hexadecimal: in lines, with colons between, and with something around it.
    let joined = without(|byte| byte.is_ascii_whitespace() || matches!(byte, b':' | b'-' | b','));
    for run in joined.split(|byte| !byte.is_ascii_hexdigit()).filter(|run| run.len() >= SHORTEST) {
        found.extend((0..2).filter_map(|start| Some(hexadecimal(run.get(start..)?))));
    }
    let pieces = text.split(|byte| !byte.is_ascii_hexdigit()).filter(|piece| piece.len() >= SHORTEST);
    found.extend(pieces.map(hexadecimal));
    // UTF-16: every second byte is zero.
    if text.iter().filter(|byte| **byte == 0).count() * 3 > text.len() {
        found.push(without(|byte| *byte == 0));
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

fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_')
}

/// Decodes characters of both alphabets. One that is left over at the end says nothing.
fn base64(run: &[u8]) -> Option<Bytes> {
    let run = if run.len() % 4 == 1 { run.split_last()?.1 } else { run };
    base64url::decode_either(run).ok()
}

fn hexadecimal(run: &[u8]) -> Bytes {
    let digit = |digit: u8| char::from(digit).to_digit(16).unwrap_or_default() as u8;
    let mut bytes = Zeroizing::new(Vec::with_capacity(run.len() / 2));
    bytes.extend(run.chunks_exact(2).map(|pair| pair.iter().fold(0, |byte, next| byte << 4 | digit(*next))));
    bytes
}
