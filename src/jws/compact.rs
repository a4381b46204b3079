//! The compact serialization (RFC 7515 section 7.1): three parts and two dots.

use crate::error::TokenError;

/// The parts of a compact JWS, as they stand in the token: still base64url.
#[derive(Clone, Copy)]
pub struct Compact<'a> {
    /// The protected header.
    pub header: &'a [u8],
    /// The payload.
    pub payload: &'a [u8],
    /// The signature.
    pub signature: &'a [u8],
    /// What is signed: header, dot, payload (RFC 7515 section 5.1).
    pub signing_input: &'a [u8],
}

impl core::fmt::Debug for Compact<'_> {
    /// The length alone: the parts are a credential.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Compact({} bytes)", self.signing_input.len() + 1 + self.signature.len())
    }
}

/// Splits `token` at its dots, without allocation and in one pass: one of 100,000 dots
/// (CVE-2025-30204, CVE-2025-27144) costs no more than one without any.
///
/// # Errors
/// [`TokenError::Malformed`] unless there are exactly two dots. Five parts are a JWE, and a
/// brace is the JSON serialization; neither is a compact JWS.
pub fn split(token: &[u8]) -> Result<Compact<'_>, TokenError> {
    const PARTS: TokenError =
        TokenError::Malformed("expected three base64url parts with two dots between them");

    let dot = |from: usize| {
        let rest = token.get(from..)?;
        rest.iter().position(|byte| *byte == b'.').map(|at| from + at)
    };
    let first = dot(0).ok_or(PARTS)?;
    let second = dot(first + 1).ok_or(PARTS)?;
    if dot(second + 1).is_some() {
        return Err(PARTS);
    }
    Ok(Compact {
        header: &token[..first],
        payload: &token[first + 1..second],
        signature: &token[second + 1..],
        signing_input: &token[..second],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_three_parts() {
        let parts = split(b"aa.bbb.c").unwrap();
        assert_eq!((parts.header, parts.payload), (&b"aa"[..], &b"bbb"[..]));
        assert_eq!((parts.signature, parts.signing_input), (&b"c"[..], &b"aa.bbb"[..]));
        assert_eq!(split(b"..").unwrap().signature, b"");
    }

    #[test]
    fn refuses_any_other_number() {
        for token in ["", "a", "a.b", "a.b.c.d", "a.b.c.d.e", "...", ".".repeat(100_000).as_str()] {
            assert!(split(token.as_bytes()).is_err());
        }
    }
}
