//! Bearer credentials in a request's `Authorization` header (RFC 6750 section 2.1).

use crate::error::TokenError;

/// Takes the token out of an `Authorization` value.
///
/// The scheme is case-insensitive (RFC 9110 section 11.1) and followed by spaces and exactly
/// one `b64token`. Two credentials joined by a comma, as HTTP joins repeated headers, are none.
///
/// # Errors
/// [`TokenError::Missing`] when there is no Bearer credential at all,
/// [`TokenError::Malformed`] when there is one that breaks the syntax.
///
/// ```
/// use tokenward::bearer;
///
/// assert_eq!(bearer::parse(b"Bearer abc.def.ghi").unwrap(), b"abc.def.ghi");
/// assert!(bearer::parse(b"Basic dXNlcjpwYXNz").is_err());
/// assert!(bearer::parse(b"Bearer one, Bearer two").is_err());
/// ```
pub fn parse(authorization: &[u8]) -> Result<&[u8], TokenError> {
    const SCHEME: &[u8] = b"Bearer";
    let value = trim(authorization, b" \t"); // RFC 9110 section 5.5: what is around a field's value
    let (scheme, rest) = match value.iter().position(|byte| *byte == b' ') {
        Some(space) => value.split_at(space),
        None => (value, &[][..]),
    };
    if !scheme.eq_ignore_ascii_case(SCHEME) {
        return Err(TokenError::Missing);
    }
    let token = trim(rest, b" ");
    if token.is_empty() {
        return Err(TokenError::Missing);
    }
    let padding = token.iter().rev().take_while(|byte| **byte == b'=').count();
    let (body, _) = token.split_at(token.len() - padding);
    let is_b64token = !body.is_empty()
        && body
            .iter()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_' | b'~' | b'+' | b'/'));
    if is_b64token {
        Ok(token)
    } else {
        Err(TokenError::Malformed("expected exactly one token after `Bearer` (RFC 6750 section 2.1)"))
    }
}

fn trim<'a>(mut bytes: &'a [u8], blanks: &[u8]) -> &'a [u8] {
    while let [first, rest @ ..] = bytes
        && blanks.contains(first)
    {
        bytes = rest;
    }
    while let [rest @ .., last] = bytes
        && blanks.contains(last)
    {
        bytes = rest;
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepts_one_token() {
        for value in ["Bearer a.b.c", "bearer a.b.c", "BEARER   a.b.c", " \tBearer a.b.c\t "] {
            assert_eq!(parse(value.as_bytes()).unwrap(), b"a.b.c", "{value:?}");
        }
    }

    #[test]
    fn refuses_the_rest() {
        for value in [
            "",
            " ",
            "Basic abc",
            "Bearer",
            "Bearer ",
            "Bearera.b.c",
            "Token a.b.c",
            "a.b.c",
            "Bearer\ta.b.c",
        ] {
            assert_eq!(parse(value.as_bytes()), Err(TokenError::Missing), "{value:?}");
        }
        for value in [
            "Bearer a.b.c, Bearer d.e.f",
            "Bearer a.b.c,d.e.f",
            "Bearer a b",
            "Bearer a.b.c d",
            "Bearer \"a.b.c\"",
            "Bearer \ta.b.c",
            "Bearer a.b.c\n",
            "Bearer =",
            "Bearer a=b",
            "Bearer a\u{0}b",
            "Bearer é",
            "Bearer Bearer a.b.c",
        ] {
            assert!(matches!(parse(value.as_bytes()), Err(TokenError::Malformed(_))), "{value:?}");
        }
    }
}
