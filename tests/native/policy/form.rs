//! Sizes, the order of refusal, and `crit`.

use super::*;

#[test]
fn max_token_bytes() {
    let token = token(HS256, CLAIMS);
    let exact = verifier(HS256, &format!(r#""maxTokenBytes":{}"#, token.len()));
    let less = verifier(HS256, &format!(r#""maxTokenBytes":{}"#, token.len() - 1));
    assert_eq!((code(&exact, &token), code(&less, &token)), ("ok", "token_too_large"));
    // The default; the size is looked at before anything else.
    let usual = verifier(HS256, "");
    assert_eq!(code(&usual, "x".repeat(limits::DEFAULT_MAX_TOKEN_BYTES)), "token_malformed");
    assert_eq!(code(&usual, "x".repeat(limits::DEFAULT_MAX_TOKEN_BYTES + 1)), "token_too_large");
    let long = "x".repeat(limits::DEFAULT_MAX_TOKEN_BYTES + 1);
    assert_eq!(decode_unverified(long.as_bytes(), 16_384).unwrap_err().code(), "token_too_large");
    assert_eq!(decode_unverified(b"", 16_384).unwrap_err().code(), "token_missing");
}

#[test]
fn the_order_of_refusal() {
    // Each token has all the faults from its own on; the first one is reported.
    let verifier = verifier(HS256, r#""maxTokenBytes":2000"#);
    let bad = |header: &str| compact(header, "[]", |_| vec![1; 32]);
    assert_eq!(code(&verifier, "x".repeat(2001)), "token_too_large");
    assert_eq!(code(&verifier, bad(r#"{"alg":7,"crit":[]}"#)), "token_malformed");
    assert_eq!(code(&verifier, bad(r#"{"alg":"RS256","crit":[],"kid":"x"}"#)), "algorithm_not_allowed");
    assert_eq!(code(&verifier, bad(r#"{"alg":"HS256","crit":[],"kid":"x"}"#)), "critical_header_unsupported");
    assert_eq!(code(&verifier, bad(r#"{"alg":"HS256"}"#)), "signature_invalid");
    assert_eq!(code(&verifier, token(HS256, "[]")), "token_malformed");
    let named = with_keys(&[HS256], &format!(r#"{{"kid":"a",{}}}"#, keys::jwk_members(HS256)), "");
    assert_eq!(code(&named, bad(r#"{"alg":"HS256","kid":"b"}"#)), "key_not_found");
    // Base64url is part of the form: it comes before the signature in all three parts.
    assert_eq!(code(&verifier, "!.e30.AA"), "token_malformed");
    assert_eq!(code(&verifier, format!("{}.!.AA", b64(r#"{"alg":"RS256"}"#))), "token_malformed");
    assert_eq!(code(&verifier, format!("{}.e30.!", b64(r#"{"alg":"RS256"}"#))), "token_malformed");
}

#[test]
fn crit_may_name_what_is_listed_and_there() {
    // RFC 7515 section 4.1.11
    let verifier = verifier(HS256, r#""crit":["x-policy","x-other"]"#);
    for (header, expected) in [
        (r#""x-policy":1,"crit":["x-policy"]"#, "ok"),
        (r#""x-policy":1,"x-other":2,"crit":["x-policy","x-other"]"#, "ok"),
        (r#""x-policy":1"#, "ok"),
        (r#""crit":["x-policy"]"#, "critical_header_unsupported"),
        (r#""x-policy":1,"crit":["x-policy","x-policy"]"#, "critical_header_unsupported"),
        (r#""x-policy":1,"crit":["x-policy","x-third"],"x-third":1"#, "critical_header_unsupported"),
        (r#""x-policy":1,"crit":[]"#, "critical_header_unsupported"),
        (r#""x-policy":1,"crit":"x-policy""#, "critical_header_unsupported"),
        (r#""x-policy":1,"crit":["x-policy"],"b64":false"#, "critical_header_unsupported"),
        (r#""b64":true"#, "critical_header_unsupported"),
    ] {
        let token = signed(HS256, format!(r#"{{"alg":"HS256",{header}}}"#), CLAIMS);
        assert_eq!(code(&verifier, token), expected, "{header}");
    }
}
