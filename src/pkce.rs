//! Proof Key for Code Exchange (RFC 7636): what a client of OAuth 2.0 makes up for one login.

use alloc::string::String;
use alloc::vec::Vec;

use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::base64url;
use crate::secret::{Secret, on_wiped_stack};

/// Random bytes of each value. RFC 7636 section 4.1 recommends 32; base64url leaves no bit of 33 over.
const RANDOM_BYTES: usize = 33;
/// Characters of each.
const CHARS: usize = 44;

/// What one login needs, 44 characters each: the verifier (RFC 7636 section 4.1), a `state` (RFC 6749
/// section 10.12), a `nonce` (OpenID Connect Core section 3.1.2.1), and after these the verifier's
/// [`challenge`], which has 43.
///
/// ```
/// assert_eq!(tokenward::pkce::proof(&[0; 99]).len(), 3 * 44 + 43);
/// ```
pub fn proof(random: &[u8; 3 * RANDOM_BYTES]) -> Secret {
    let mut made = Vec::with_capacity(4 * CHARS);
    let values = Zeroizing::new(base64url::encode(random));
    made.extend_from_slice(values.as_bytes());
    let challenge = challenge(made.get(..CHARS).unwrap_or_default());
    made.extend_from_slice(challenge.as_bytes());
    Secret::new(made)
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
    base64url::encode(&on_wiped_stack(|| Sha256::digest(verifier)))
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
        let verifier = base64url::encode(&random);
        assert_eq!(verifier, "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
        assert_eq!(challenge(verifier.as_bytes()), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }

    #[test]
    fn every_value_is_of_random_bytes_of_its_own() {
        let mut random = [0; 3 * RANDOM_BYTES];
        let parts = |random: &[u8; 3 * RANDOM_BYTES]| {
            let made = proof(random);
            let text = core::str::from_utf8(made.expose()).unwrap();
            assert!(text.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'-' || c == b'_'));
            [0, 44, 88, 132].map(|at| String::from(text.get(at..(at + 44).min(text.len())).unwrap()))
        };
        let zero = parts(&random);
        assert_eq!(zero[3], challenge(zero[0].as_bytes()));
        for at in 0..random.len() {
            random[at] = 1;
            let other = parts(&random);
            random[at] = 0;
            let differs = [0, 1, 2, 3].map(|part| zero[part] != other[part]);
            let own = at / RANDOM_BYTES;
            assert_eq!(differs, [own == 0, own == 1, own == 2, own == 0], "{at}");
        }
    }
}
