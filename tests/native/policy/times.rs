//! `exp`, `nbf`, `iat` and `maxAge`, to the second.

use super::*;

#[test]
fn exp_is_good_strictly_before() {
    // RFC 7519 section 4.1.4
    let token = r#"{"exp":1000}"#;
    for (options, now, expected) in [
        ("", 999.0, "ok"),
        ("", 999.999, "ok"),
        ("", 1000.0, "token_expired exp"),
        ("", 1000.001, "token_expired exp"),
        (r#""clockTolerance":5"#, 1004.999, "ok"),
        (r#""clockTolerance":5"#, 1005.0, "token_expired exp"),
        (r#""clockTolerance":0.5"#, 1000.25, "ok"),
        (r#""clockTolerance":0.5"#, 1000.5, "token_expired exp"),
    ] {
        assert_eq!(claims_at(options, token, now), expected, "{options} at {now}");
    }
    // Fractions and exponents are numbers like others (NumericDate may have a fraction).
    assert_eq!(claims_at("", r#"{"exp":1000.5}"#, 1000.25), "ok");
    assert_eq!(claims_at("", r#"{"exp":1000.5}"#, 1000.5), "token_expired exp");
    assert_eq!(claims_at("", r#"{"exp":1e3}"#, 999.0), "ok");
    assert_eq!(claims_at("", r#"{"exp":-1}"#, -2.0), "ok");
}

#[test]
fn nbf_is_good_from_then_on() {
    // RFC 7519 section 4.1.5
    let token = r#"{"exp":9000,"nbf":1000}"#;
    for (options, now, expected) in [
        ("", 999.0, "token_not_yet_valid nbf"),
        ("", 999.999, "token_not_yet_valid nbf"),
        ("", 1000.0, "ok"),
        (r#""clockTolerance":5"#, 994.999, "token_not_yet_valid nbf"),
        (r#""clockTolerance":5"#, 995.0, "ok"),
    ] {
        assert_eq!(claims_at(options, token, now), expected, "{options} at {now}");
    }
}

#[test]
fn iat_is_not_in_the_future() {
    // RFC 7519 section 4.1.6
    let token = r#"{"exp":9000,"iat":1000}"#;
    for (options, now, expected) in [
        // A minute by default: machines differ.
        ("", 939.999, "token_issued_in_future iat"),
        ("", 940.0, "ok"),
        (r#""clockTolerance":0"#, 999.999, "token_issued_in_future iat"),
        (r#""clockTolerance":0"#, 1000.0, "ok"),
        (r#""clockTolerance":5"#, 994.0, "token_issued_in_future iat"),
        (r#""clockTolerance":5"#, 995.0, "ok"),
    ] {
        assert_eq!(claims_at(options, token, now), expected, "{options} at {now}");
    }
}

#[test]
fn milliseconds_are_no_expiry() {
    for (exp, expected) in [
        ("95617584000", "ok"),
        ("95617584001", "claim_invalid exp"),
        ("1700000000000", "claim_invalid exp"),
        ("1e300", "claim_invalid exp"),
    ] {
        assert_eq!(claims_at("", &format!(r#"{{"exp":{exp}}}"#), 1000.0), expected, "{exp}");
    }
    let error = verifier(HS256, "").verify(token(HS256, r#"{"exp":1700000000000}"#).as_bytes(), at(1000.0));
    assert!(error.unwrap_err().message().contains("milliseconds?"));
}

#[test]
fn max_age_counts_from_iat() {
    let token = r#"{"exp":9000,"iat":1000}"#;
    for (options, now, expected) in [
        (r#""maxAge":60"#, 1060.0, "ok"),
        (r#""maxAge":60"#, 1060.001, "token_too_old iat"),
        (r#""maxAge":0"#, 1000.0, "ok"),
        (r#""maxAge":0"#, 1001.0, "token_too_old iat"),
        (r#""maxAge":60,"clockTolerance":5"#, 1065.0, "ok"),
        (r#""maxAge":60,"clockTolerance":5"#, 1065.001, "token_too_old iat"),
    ] {
        assert_eq!(claims_at(options, token, now), expected, "{options} at {now}");
    }
    assert_eq!(claims(r#""maxAge":60"#, r#"{"exp":9000}"#), "claim_missing iat");
}

#[test]
fn expires_in_is_counted_from_now() {
    let verified = |claims: &str, now: f64| {
        let verifier = verifier(HS256, r#""requiredClaims":[],"clockTolerance":5"#);
        verifier.verify(token(HS256, claims).as_bytes(), at(now)).unwrap().expires_in
    };
    assert_eq!(verified(r#"{"exp":1000}"#, 400.0), Some(600.0));
    assert_eq!(verified(r#"{"exp":1000}"#, 1004.0), Some(-4.0));
    assert_eq!(verified("{}", 400.0), None);
}
