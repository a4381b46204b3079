//! Proof Key for Code Exchange (RFC 7636): what a client of OAuth 2.0 makes up for one login.

use alloc::string::String;

use sha2::{Digest, Sha256};

use crate::base64url;

/// Random bytes of each value, as RFC 7636 section 4.1 recommends: 256 bits, 43 characters.
pub const RANDOM_BYTES: usize = 32;

/// The verifier of these random bytes (RFC 7636 section 4.1). A `state` (RFC 6749 section 10.12)
/// and a `nonce` (OpenID Connect Core section 3.1.2.1) are made the same way.
///
/// ```
/// let verifier = tokenward::pkce::verifier(&[0; 32]);
/// assert_eq!(verifier.len(), 43);
/// ```
pub fn verifier(random: &[u8; RANDOM_BYTES]) -> String {
    base64url::encode(random)
}

/// The `S256` challenge of a verifier (RFC 7636 section 4.2).
///
/// ```
/// use tokenward::pkce;
///
/// let challenge = pkce::challenge(b"dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
/// assert_eq!(challenge, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
/// ```
pub fn challenge(verifier: &[u8]) -> String {
    base64url::encode(&Sha256::digest(verifier))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rfc7636_appendix_b() {
        let random = [
            116, 24, 223, 180, 151, 153, 224, 37, 79, 250, 96, 125, 216, 173, 187, 186, 22, 212, 37, 77, 105,
            214, 191, 240, 91, 88, 5, 88, 83, 132, 141, 121,
        ];
        let made = verifier(&random);
        assert_eq!(made, "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
        assert_eq!(challenge(made.as_bytes()), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }

    #[test]
    fn a_verifier_has_the_form_of_section_4_1() {
        for byte in 0..=255 {
            let made = verifier(&[byte; RANDOM_BYTES]);
            assert_eq!(made.len(), 43);
            assert!(made.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'-' || c == b'_'));
        }
    }
}
