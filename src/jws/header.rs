//! The JOSE header (RFC 7515 section 4): what a verifier reads of it, and nothing more.
//!
//! `jku`, `jwk`, `x5u` and `x5c` are deliberately not read: a token never brings its own
//! key (CVE-2018-0114, CVE-2026-27962) nor the address of one (CVE-2026-32301). `zip` is
//! no JWS parameter and nothing is ever inflated (CVE-2024-28176).

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

use crate::error::TokenError;
use crate::json::{self, RawValue};
use crate::limits::MAX_CRIT_NAMES;

/// The header members a verifier decides on.
#[derive(Debug)]
pub struct Header<'a> {
    /// `alg` (RFC 7515 section 4.1.1).
    pub alg: Cow<'a, str>,
    /// `kid` (RFC 7515 section 4.1.4).
    pub kid: Option<Cow<'a, str>>,
    /// `typ` (RFC 7515 section 4.1.9).
    pub typ: Option<Cow<'a, str>>,
    /// Whether every critical extension is understood; see [`parse`].
    pub critical_understood: bool,
}

/// Parses a decoded header.
///
/// `understood` lists the extensions whose names may stand in `crit`. A `crit` that breaks
/// RFC 7515 section 4.1.11 in any way (empty, duplicates, registered names, names absent
/// from the header, no array of strings) counts as not understood; so does any `b64`
/// (RFC 7797), because a payload that is not base64url is no JWT (RFC 7797 section 7).
///
/// # Errors
/// [`TokenError::Malformed`] when it is not a JSON object or a member has the wrong type.
pub fn parse<'a>(json: &'a [u8], understood: &[String]) -> Result<Header<'a>, TokenError> {
    let mut alg = None;
    let mut kid = None;
    let mut typ = None;
    let mut crit = None;
    let mut b64 = false;
    // Which of the understood extensions the header carries; there are at most a few.
    let mut carried = Vec::new();

    json::parse_object(json, |name, value| match name {
        "alg" => alg = Some(value),
        "kid" => kid = Some(value),
        "typ" => typ = Some(value),
        "crit" => crit = Some(value),
        "b64" => b64 = true,
        _ => {
            if let Some(index) = understood.iter().position(|known| known == name) {
                carried.push(index);
            }
        }
    })
    .map_err(|_| TokenError::Malformed("expected the header to be one JSON object without duplicates"))?;

    let alg = alg
        .and_then(RawValue::as_str)
        .ok_or(TokenError::Malformed("expected the header's `alg` to be a string"))?;
    let kid = optional_string(kid, TokenError::Malformed("expected the header's `kid` to be a string"))?;
    let typ = optional_string(typ, TokenError::Malformed("expected the header's `typ` to be a string"))?;
    let critical_understood = !b64
        && crit.is_none_or(|crit| {
            crit_understood(crit, |name| carried.iter().any(|index| understood[*index] == name))
        });
    Ok(Header { alg, kid, typ, critical_understood })
}

fn optional_string(
    value: Option<RawValue<'_>>,
    otherwise: TokenError,
) -> Result<Option<Cow<'_, str>>, TokenError> {
    match value {
        Some(value) => value.as_str().map(Some).ok_or(otherwise),
        None => Ok(None),
    }
}

fn crit_understood(crit: RawValue<'_>, carried: impl Fn(&str) -> bool) -> bool {
    let Some(elements) = crit.elements() else {
        return false;
    };
    let mut names: Vec<Cow<'_, str>> = Vec::new();
    for element in elements {
        match element.as_str() {
            Some(name) if names.len() < MAX_CRIT_NAMES && carried(&name) && !names.contains(&name) => {
                names.push(name);
            }
            _ => return false,
        }
    }
    !names.is_empty()
}

/// Names that RFC 7515 and RFC 7518 register: they may not stand in `crit`
/// (RFC 7515 section 4.1.11), so they cannot be listed as understood either.
pub const REGISTERED_NAMES: [&str; 18] = [
    "alg", "jku", "jwk", "kid", "x5u", "x5c", "x5t", "x5t#S256", "typ", "cty", "crit", "enc", "zip", "epk",
    "apu", "apv", "p2s", "p2c",
];

/// Compares two `typ` values: media types are case-insensitive, and `application/` is
/// left out when no other slash is there (RFC 7515 section 4.1.9).
pub fn same_media_type(a: &str, b: &str) -> bool {
    fn short(typ: &str) -> &str {
        const PREFIX: &str = "application/";
        match (typ.get(..PREFIX.len()), typ.get(PREFIX.len()..)) {
            (Some(prefix), Some(rest)) if prefix.eq_ignore_ascii_case(PREFIX) && !rest.contains('/') => rest,
            _ => typ,
        }
    }
    short(a).eq_ignore_ascii_case(short(b))
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;
    use alloc::vec;

    #[test]
    fn reads_the_members() {
        let header = parse(br#"{"typ":"JWT","alg":"HS256","kid":"1","x5u":"https://evil"}"#, &[]).unwrap();
        assert_eq!(header.alg, "HS256");
        assert_eq!(header.kid.as_deref(), Some("1"));
        assert_eq!(header.typ.as_deref(), Some("JWT"));
        assert!(header.critical_understood);
    }

    #[test]
    fn wrong_types_are_malformed() {
        for json in [
            "[]",
            "null",
            "{}",
            r#"{"alg":null}"#,
            r#"{"alg":["HS256"]}"#,
            r#"{"alg":{}}"#,
            r#"{"alg":1}"#,
            r#"{"alg":"HS256","kid":1}"#,
            r#"{"alg":"HS256","kid":null}"#,
            r#"{"alg":"HS256","typ":[]}"#,
            r#"{"alg":"HS256","alg":"none"}"#,
        ] {
            assert!(matches!(parse(json.as_bytes(), &[]), Err(TokenError::Malformed(_))), "{json}");
        }
    }

    #[test]
    fn crit_is_strict() {
        // CVE-2025-59420, CVE-2026-32597, CVE-2026-35042, jsonwebtoken #1032
        let understood = vec![String::from("x-policy"), String::from("x-other")];
        let ok = |crit: &str| {
            let json = format!(r#"{{"alg":"HS256","x-policy":1,"crit":{crit}}}"#);
            parse(json.as_bytes(), &understood).unwrap().critical_understood
        };
        assert!(ok(r#"["x-policy"]"#));
        for crit in [
            "[]",
            "null",
            "{}",
            "true",
            r#""x-policy""#,
            r#"["bork"]"#,
            r#"["x-policy","bork"]"#,
            r#"["x-policy","x-policy"]"#,
            r#"["x-other"]"#,
            r#"["alg"]"#,
            r#"["x-policy",1]"#,
            r#"[""]"#,
            r#"["b64"]"#,
            r#"["exp"]"#,
        ] {
            assert!(!ok(crit), "{crit}");
        }
        for json in [r#"{"alg":"HS256","b64":true}"#, r#"{"alg":"HS256","b64":false,"crit":["b64"]}"#] {
            assert!(!parse(json.as_bytes(), &understood).unwrap().critical_understood);
        }
    }

    #[test]
    fn media_types() {
        assert!(same_media_type("at+jwt", "application/AT+JWT"));
        assert!(same_media_type("JWT", "jwt"));
        assert!(!same_media_type("vp+jwt", "at+jwt")); // CVE-2026-41164
        assert!(!same_media_type("application/a/b", "a/b"));
        assert!(!same_media_type("", "at+jwt"));
    }
}
