//! Strict base64url (RFC 7515 section 2, RFC 4648 section 5): unpadded and canonical.
//!
//! No padding, no white space, no character of another alphabet, and the unused bits
//! of the last character are zero, so that every byte string has exactly one encoding.

use alloc::string::String;
use alloc::vec::Vec;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

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
    URL_SAFE_NO_PAD.decode(text).map_err(|_| InvalidBase64Url)
}

/// Decodes `text` to the end of `out`, which keeps its capacity between tokens.
///
/// # Errors
/// [`InvalidBase64Url`]; `out` may then hold undefined bytes past its old length.
pub fn decode_into(text: &[u8], out: &mut Vec<u8>) -> Result<(), InvalidBase64Url> {
    URL_SAFE_NO_PAD.decode_vec(text, out).map_err(|_| InvalidBase64Url)
}

/// Encodes `bytes`.
pub fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
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
    fn every_last_character_has_one_meaning() {
        // tink-java #82, libjwt #284, joserfc #51: non-zero trailing bits.
        let accepted = (0u8..=255).filter(|c| decode(&[b'A', *c]).is_ok()).count();
        assert_eq!(accepted, 4); // A, Q, g, w
        let accepted = (0u8..=255).filter(|c| decode(&[b'A', b'A', *c]).is_ok()).count();
        assert_eq!(accepted, 16);
    }
}
