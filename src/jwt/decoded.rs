//! A token's parts, decoded: by the verifier before it decides, and for looking at a token.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use crate::base64url;
use crate::error::TokenError;
use crate::json;
use crate::jws::compact::{self, Compact};
use crate::jws::header;

/// A token that was only decoded: nothing in it is to be trusted.
#[derive(Clone, PartialEq, Eq)]
pub struct DecodedToken {
    /// The header, as JSON text.
    pub header: String,
    /// The claims, as JSON text.
    pub claims: String,
}

impl fmt::Debug for DecodedToken {
    /// The lengths alone.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DecodedToken({} + {} bytes)", self.header.len(), self.claims.len())
    }
}

/// Decodes a token without verifying it, as strictly as a verifier parses.
///
/// For looking at a token, never for trusting it.
///
/// # Errors
/// [`TokenError::Missing`], [`TokenError::TooLarge`] or [`TokenError::Malformed`].
pub fn decode_unverified(token: &[u8], max_bytes: usize) -> Result<DecodedToken, TokenError> {
    bound(token, max_bytes)?;
    let parts = compact::split(token)?;
    let header = base64url::decode(parts.header).map_err(|_| TokenError::Malformed(BASE64URL))?;
    header::parse(&header, &[])?;
    let mut claims = Vec::new();
    decode_parts(&parts, &mut claims)?;
    json::parse_object(&claims, |_, _| ()).map_err(|_| TokenError::Malformed(CLAIMS))?;
    Ok(DecodedToken { header: text(header)?, claims: text(claims)? })
}

/// The `iss` of a token that is not verified, to find the verifier whose `issuer` it is.
///
/// # Errors
/// [`TokenError::Missing`], [`TokenError::TooLarge`] or [`TokenError::Malformed`].
pub fn unverified_issuer(token: &[u8], max_bytes: usize) -> Result<Option<String>, TokenError> {
    bound(token, max_bytes)?;
    let parts = compact::split(token)?;
    let mut claims = Vec::new();
    decode_parts(&parts, &mut claims)?;
    let mut issuer = None;
    json::parse_object(&claims, |name, value| {
        if name == "iss" {
            issuer = value.as_str().map(String::from);
        }
    })
    .map_err(|_| TokenError::Malformed(CLAIMS))?;
    Ok(issuer)
}

pub(super) const CLAIMS: &str = "expected the claims to be one JSON object without duplicates";
pub(super) const BASE64URL: &str = "expected every part to be canonical base64url";

/// Decodes the payload into `claims`, and returns the signature.
pub(super) fn decode_parts(parts: &Compact<'_>, claims: &mut Vec<u8>) -> Result<Vec<u8>, TokenError> {
    base64url::decode_into(parts.payload, claims)
        .and_then(|()| base64url::decode(parts.signature))
        .map_err(|_| TokenError::Malformed(BASE64URL))
}

/// Refuses what is no token, and what is longer than a token may be, before anything looks at it.
pub(super) fn bound(token: &[u8], max_bytes: usize) -> Result<(), TokenError> {
    match token.len() {
        0 => Err(TokenError::Missing),
        length if length > max_bytes => Err(TokenError::TooLarge { max_bytes }),
        _ => Ok(()),
    }
}

/// The parser has checked the text to be UTF-8.
pub(super) fn text(json: Vec<u8>) -> Result<String, TokenError> {
    String::from_utf8(json).map_err(|_| TokenError::Malformed("expected UTF-8"))
}
