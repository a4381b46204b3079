//! Every option and every rule about claims and keys, at its boundaries.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use support::encoding::{b64, json_string};
use support::mint::{CLAIMS, compact, mac, signed, token};
use support::verifiers::{
    at, code, config_code, options, try_keys, try_options, verdict_at, verifier, with_keys,
};
use support::{NOW, keys};
use tokenward::error::ConfigError;
use tokenward::jws::Algorithm::{
    self, ES256, ES384, ES512, Ed25519, EdDSA, HS256, HS384, HS512, PS256, RS256,
};
use tokenward::jwt::decode_unverified;
use tokenward::limits;

/// The verdict about signed claims under these options, at a time.
fn claims_at(options: &str, claims: &str, now: f64) -> String {
    verdict_at(&verifier(HS256, options), token(HS256, claims), now)
}

/// The same at 1000.
fn claims(options: &str, claims: &str) -> String {
    claims_at(options, claims, 1000.0)
}

// Times

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
        ("", 999.0, "token_issued_in_future iat"),
        ("", 1000.0, "ok"),
        (r#""clockTolerance":5"#, 994.0, "token_issued_in_future iat"),
        (r#""clockTolerance":5"#, 995.0, "ok"),
    ] {
        assert_eq!(claims_at(options, token, now), expected, "{options} at {now}");
    }
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

// Presence and types

#[test]
fn exp_is_required_by_default() {
    assert_eq!(claims("", "{}"), "claim_missing exp");
    assert_eq!(claims(r#""requiredClaims":[]"#, "{}"), "ok");
    assert_eq!(claims(r#""requiredClaims":["sub"]"#, r#"{"sub":"me"}"#), "ok");
}

#[test]
fn required_claims() {
    let options = r#""requiredClaims":["exp","jti","tenant"]"#;
    for (token, expected) in [
        (r#"{"exp":2000,"jti":"1","tenant":"a"}"#, "ok"),
        (r#"{"exp":2000,"jti":"1","tenant":0}"#, "ok"),
        (r#"{"exp":2000,"jti":"1","tenant":false}"#, "ok"),
        (r#"{"exp":2000,"jti":"1","tenant":{}}"#, "ok"),
        (r#"{"exp":2000,"jti":"1","tenant":null}"#, "claim_missing tenant"),
        (r#"{"exp":2000,"jti":"1"}"#, "claim_missing tenant"),
        (r#"{"exp":2000,"jti":"1","x":{"tenant":1}}"#, "claim_missing tenant"),
        (r#"{"exp":2000,"tenant":"a"}"#, "claim_missing jti"),
        (r#"{"exp":2000,"jti":"1","\u0074enant":"a"}"#, "ok"),
    ] {
        assert_eq!(claims(options, token), expected, "{token}");
    }
    // A name may be any, and is the only thing an error gives away.
    assert_eq!(claims(r#""requiredClaims":["a b","exp"]"#, r#"{"exp":2000}"#), "claim_missing a b");
}

#[test]
fn registered_claims_have_their_types_wherever_they_stand() {
    // RFC 7519 section 4.1; checked also when nothing is configured about them.
    for name in ["iss", "sub", "jti"] {
        for value in ["7", "null", "true", "[]", r#"["a"]"#, "{}"] {
            let token = format!(r#"{{"exp":2000,"{name}":{value}}}"#);
            assert_eq!(claims("", &token), format!("claim_invalid {name}"), "{token}");
        }
        assert_eq!(claims("", &format!(r#"{{"exp":2000,"{name}":""}}"#)), "ok");
    }
    for name in ["nbf", "iat"] {
        for value in [r#""1""#, "null", "true", "[1]", "{}", "1e400"] {
            let token = format!(r#"{{"exp":2000,"{name}":{value}}}"#);
            assert_eq!(claims("", &token), format!("claim_invalid {name}"), "{token}");
        }
    }
    for value in ["7", "null", "[7]", r#"["a",null]"#, "{}"] {
        let token = format!(r#"{{"exp":2000,"aud":{value}}}"#);
        assert_eq!(claims(r#""audience":false"#, &token), "claim_invalid aud", "{token}");
    }
}

#[test]
fn types_come_before_presence_and_presence_before_times() {
    assert_eq!(claims("", r#"{"iss":7}"#), "claim_invalid iss");
    assert_eq!(claims("", r#"{"exp":1,"iss":7}"#), "claim_invalid iss");
    assert_eq!(claims(r#""requiredClaims":["exp","jti"]"#, r#"{"exp":1}"#), "claim_missing jti");
    assert_eq!(claims(r#""issuer":"a""#, r#"{"exp":1,"iss":"b"}"#), "token_expired exp");
    assert_eq!(claims("", r#"{"exp":1,"nbf":9000}"#), "token_expired exp");
    assert_eq!(claims(r#""audience":"b","issuer":"a""#, r#"{"exp":2000}"#), "claim_missing iss");
    assert_eq!(claims(r#""type":"b","subject":"a""#, r#"{"exp":2000}"#), "claim_missing sub");
    assert_eq!(claims(r#""scopes":"b","type":"a""#, r#"{"exp":2000}"#), "type_mismatch type");
}

// Names

#[test]
fn issuer_and_subject_are_required_once_configured() {
    for (option, claim) in [("issuer", "iss"), ("subject", "sub")] {
        let one = format!(r#""{option}":"https://a""#);
        let two = format!(r#""{option}":["https://a","https://b"]"#);
        let token = |value: &str| format!(r#"{{"exp":2000,"{claim}":"{value}"}}"#);
        assert_eq!(claims(&one, &token("https://a")), "ok");
        assert_eq!(claims(&two, &token("https://b")), "ok");
        assert_eq!(claims(&one, &token("https://b")), format!("claim_mismatch {claim}"));
        assert_eq!(claims(&two, &token("https://c")), format!("claim_mismatch {claim}"));
        assert_eq!(claims(&one, &token("https:\\/\\/a")), "ok", "compared as strings, not as spelled");
        assert_eq!(claims(&one, r#"{"exp":2000}"#), format!("claim_missing {claim}"));
        assert_eq!(claims("", &token("anyone")), "ok");
    }
}

#[test]
fn audience() {
    // RFC 7519 section 4.1.3
    let both = r#"{"exp":2000,"aud":["x","api"]}"#;
    for (options, token, expected) in [
        ("", r#"{"exp":2000}"#, "ok"),
        ("", r#"{"exp":2000,"aud":"api"}"#, "claim_mismatch aud"),
        ("", both, "claim_mismatch aud"),
        ("", r#"{"exp":2000,"aud":[]}"#, "claim_mismatch aud"),
        (r#""audience":false"#, both, "ok"),
        (r#""audience":false"#, r#"{"exp":2000}"#, "ok"),
        (r#""audience":"api""#, both, "ok"),
        (r#""audience":"api""#, r#"{"exp":2000,"aud":"api"}"#, "ok"),
        (r#""audience":["web","api"]"#, both, "ok"),
        (r#""audience":["web","app"]"#, both, "claim_mismatch aud"),
        (r#""audience":"api""#, r#"{"exp":2000,"aud":"API"}"#, "claim_mismatch aud"),
        (r#""audience":"api""#, r#"{"exp":2000}"#, "claim_missing aud"),
        (r#""audience":"api""#, r#"{"exp":2000,"aud":[]}"#, "claim_mismatch aud"),
    ] {
        assert_eq!(claims(options, token), expected, "{options} {token}");
    }
}

#[test]
fn the_type_claim() {
    for (token, expected) in [
        (r#"{"exp":2000,"type":"access"}"#, "ok"),
        (r#"{"exp":2000,"type":"refresh"}"#, "type_mismatch type"),
        (r#"{"exp":2000,"type":"Access"}"#, "type_mismatch type"),
        (r#"{"exp":2000,"type":""}"#, "type_mismatch type"),
        (r#"{"exp":2000}"#, "type_mismatch type"),
        (r#"{"exp":2000,"type":["access"]}"#, "claim_invalid type"),
        (r#"{"exp":2000,"type":null}"#, "claim_invalid type"),
    ] {
        assert_eq!(claims(r#""type":"access""#, token), expected, "{token}");
    }
    assert_eq!(claims("", r#"{"exp":2000,"type":7}"#), "ok", "`type` is nobody's until it is configured");
}

#[test]
fn the_typ_header() {
    // RFC 7515 section 4.1.9, RFC 8725 section 3.11
    for (wanted, found, expected) in [
        ("at+jwt", r#","typ":"at+jwt""#, "ok"),
        ("at+jwt", r#","typ":"AT+JWT""#, "ok"),
        ("at+jwt", r#","typ":"application/at+jwt""#, "ok"),
        ("application/at+jwt", r#","typ":"at+jwt""#, "ok"),
        ("at+jwt", r#","typ":"JWT""#, "type_mismatch typ"),
        ("at+jwt", "", "type_mismatch typ"),
        ("JWT", r#","typ":"jwt""#, "ok"),
    ] {
        let token = signed(HS256, format!(r#"{{"alg":"HS256"{found}}}"#), CLAIMS);
        let verifier = verifier(HS256, &format!(r#""typ":"{wanted}""#));
        assert_eq!(verdict_at(&verifier, token, NOW), expected, "{wanted} {found}");
    }
}

#[test]
fn scopes_come_from_three_claims() {
    // RFC 8693 section 4.2 for `scope`
    for (options, token, expected) in [
        (r#""scopes":"read""#, r#""scope":"read write""#, "ok"),
        (r#""scopes":["read","write"]"#, r#""scope":"write x read""#, "ok"),
        (r#""scopes":"read write""#, r#""scope":"read write""#, "ok"),
        (r#""scopes":["read","write"]"#, r#""scopes":["read","write"]"#, "ok"),
        (r#""scopes":["read","write"]"#, r#""scp":["read","write"]"#, "ok"),
        (r#""scopes":["read","write"]"#, r#""scp":"read write""#, "ok"),
        (r#""scopes":["a","b","c"]"#, r#""scope":"a","scopes":["b"],"scp":"c""#, "ok"),
        (r#""scopes":"read""#, r#""scope":"write""#, "scope_missing scope"),
        (r#""scopes":["read","write"]"#, r#""scope":"read""#, "scope_missing scope"),
        (r#""scopes":"read""#, r#""scope":"readwrite""#, "scope_missing scope"),
        (r#""scopes":"read""#, r#""scope":"Read""#, "scope_missing scope"),
        (r#""scopes":"read""#, r#""scope":"read\tx""#, "scope_missing scope"),
        (r#""scopes":"read""#, r#""scopes":["read write"]"#, "scope_missing scope"),
        (r#""scopes":"read""#, r#""scope":"""#, "scope_missing scope"),
        (r#""scopes":"read""#, r#""x":1"#, "scope_missing scope"),
        (r#""scopes":"read""#, r#""scope":["read"]"#, "claim_invalid scope"),
        (r#""scopes":"read""#, r#""scopes":"read""#, "claim_invalid scopes"),
        (r#""scopes":"read""#, r#""scopes":[1]"#, "claim_invalid scopes"),
        (r#""scopes":"read""#, r#""scp":7"#, "claim_invalid scp"),
    ] {
        assert_eq!(claims(options, &format!(r#"{{"exp":2000,{token}}}"#)), expected, "{options} {token}");
    }
}

#[test]
fn what_a_refusal_tells_the_client() {
    // RFC 6750 section 3
    let error = |options: &str, claims: &str| {
        verifier(HS256, options).verify(token(HS256, claims).as_bytes(), at(1000.0)).unwrap_err()
    };
    let scope = error(r#""scopes":["a","b"]"#, r#"{"exp":2000,"scope":"b"}"#);
    assert_eq!(scope.status(), 403);
    assert!(scope.challenge().starts_with(r#"Bearer error="insufficient_scope", error_description=""#));
    assert!(scope.challenge().ends_with(r#", scope="a b""#), "{}", scope.challenge());
    let expired = error("", r#"{"exp":1}"#);
    assert_eq!((expired.status(), expired.claim()), (401, Some("exp")));
    assert!(expired.challenge().starts_with(r#"Bearer error="invalid_token", error_description=""#));
    let missing = verifier(HS256, "").verify(b"", at(0.0)).unwrap_err();
    assert_eq!((missing.status(), missing.challenge().as_str()), (401, "Bearer"));
    for error in support::verifiers::every_token_error() {
        // A quoted string holds no quote and no backslash, and a header value is ASCII.
        let challenge = error.challenge();
        assert!(challenge.is_ascii() && !challenge.contains(['\\', '\n', '\r']), "{challenge}");
        assert_eq!(challenge.matches('"').count() % 2, 0, "{challenge}");
    }
}

// Bounds and form

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
    assert_eq!(decode_unverified(long.as_bytes()).unwrap_err().code(), "token_too_large");
    assert_eq!(decode_unverified(b"").unwrap_err().code(), "token_missing");
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

// Options

#[test]
fn wrong_options_are_named_and_shown_without_their_values() {
    for (name, values) in [
        (
            "algorithms",
            &["\"HS256\"", "[]", "[\"sentinel\"]", "[7]", "7", "{}", "[\"hs256\"]", "[\"none\"]", "true"][..],
        ),
        ("issuer", &["\"\"", "[]", "[\"\"]", "[7]", "7", "true", "false", "{}", "[\"a\",null]"]),
        ("subject", &["\"\"", "[]", "[\"\"]", "[7]", "7", "true", "{}"]),
        ("audience", &["\"\"", "[]", "[\"\"]", "[7]", "7", "true", "{}"]),
        ("type", &["\"\"", "[]", "7", "true", "{}", "[\"access\"]"]),
        ("typ", &["\"\"", "[]", "7", "true", "{}"]),
        (
            "scopes",
            &[
                "\"\"",
                "[]",
                "[\"\"]",
                "[7]",
                "7",
                "true",
                "{}",
                "\"a  b\"",
                "[\"a b\"]",
                "[\"a\\\"b\"]",
                "[\"a\\\\b\"]",
                "[\"\u{e9}\"]",
            ],
        ),
        ("requiredClaims", &["\"exp\"", "[7]", "[\"\"]", "7", "true", "{}", "false"]),
        ("maxAge", &["\"60\"", "-1", "1e400", "-1e400", "true", "[]", "{}"]),
        ("clockTolerance", &["\"60\"", "-1", "-0.001", "1e400", "true", "[]", "{}"]),
        (
            "crit",
            &[
                "\"\"",
                "[]",
                "[\"\"]",
                "[7]",
                "7",
                "true",
                "[\"b64\"]",
                "\"b64\"",
                "[\"alg\"]",
                "[\"x5t#S256\"]",
                "[\"zip\"]",
            ],
        ),
        ("maxTokenBytes", &["\"60\"", "0", "-1", "0.5", "8192.5", "1e400", "1e12", "true", "[]"]),
        ("cache", &["\"60\"", "-1", "0.5", "1e400", "1e12", "true", "[]"]),
        ("engine", &["\"native\"", "\"\"", "\"AUTO\"", "7", "true", "[]"]),
        (
            "keys",
            &[
                "7",
                "true",
                "false",
                "[]",
                "[[]]",
                "[7]",
                "[null]",
                "{\"secret\":null}",
                "{\"secret\":7}",
                "{\"secret\":[]}",
                "{\"secret\":\"sentinel\",\"x\":1}",
                "{\"secret\":\"sentinel\",\"kid\":7}",
                "{\"secret\":\"sentinel\",\"alg\":7}",
            ],
        ),
    ] {
        // A member that is there counts: an environment variable that is not set is no option.
        for value in values.iter().chain(&["null"]) {
            let mut options = vec![("algorithms", r#"["HS256"]"#.to_owned()), ("keys", keys::jwk(HS256))];
            options.retain(|(known, _)| *known != name);
            options.push((name, (*value).to_owned()));
            let json: Vec<String> = options.iter().map(|(name, value)| format!("{name:?}:{value}")).collect();
            match try_options(&format!("{{{}}}", json.join(","))) {
                Err(ConfigError::Option(error)) => {
                    let text = error.to_string();
                    assert!(text.contains(&format!("`{name}`")), "{name} {value}: {text}");
                    assert!(!text.contains("sentinel"), "{name} {value}: {text}");
                    assert!(!format!("{error:?}").contains("sentinel"), "{name} {value}");
                }
                other => panic!("{name} {value}: {:?}", other.map(|_| ())),
            }
        }
    }
}

#[test]
fn good_values_pass() {
    for more in [
        r#""requiredClaims":[]"#,
        r#""clockTolerance":0"#,
        r#""clockTolerance":1.5"#,
        r#""maxTokenBytes":1"#,
        r#""cache":0"#,
        r#""cache":1000000"#,
        r#""engine":"auto""#,
        r#""engine":"wasm""#,
        r#""crit":["x"]"#,
    ] {
        assert_eq!(config_code(&try_keys(&[HS256], &keys::jwk(HS256), more)), "ok", "{more}");
    }
    let most = format!(r#""maxTokenBytes":{}"#, limits::MAX_TOKEN_BYTES_CEILING);
    assert_eq!(config_code(&try_keys(&[HS256], &keys::jwk(HS256), &most)), "ok");
}

#[test]
fn unknown_options_are_refused_with_a_hint() {
    for (name, hint) in [
        ("audiences", "`audience`"),
        ("Issuer", "`issuer`"),
        ("key", "`keys`"),
        ("algorithm", "`algorithms`"),
        ("maxtokenbytes", "`maxTokenBytes`"),
        ("ignoreExpiration", "known are"),
        ("secret", "known are"),
    ] {
        let result = try_keys(&[HS256], &keys::jwk(HS256), &format!(r#""{name}":"sentinel""#));
        let text = result.unwrap_err().to_string();
        assert!(text.contains(name) && text.contains(hint) && !text.contains("sentinel"), "{text}");
    }
    let long = "x".repeat(10_000);
    let text = try_keys(&[HS256], &keys::jwk(HS256), &format!(r#""{long}":1"#)).unwrap_err().to_string();
    assert!(text.len() < 500);
}

// Keys

#[test]
fn key_errors() {
    let members = |algorithm: Algorithm, more: &str| format!("{{{},{more}}}", keys::jwk_members(algorithm));
    let x = b64([1; 32]);
    let cases: Vec<(&[Algorithm], String, &str)> = vec![
        // Form
        (&[RS256], r#""""#.into(), "key_invalid"),
        (&[RS256], json_string("no PEM"), "key_invalid"),
        (&[RS256], json_string(keys::SECRET), "key_invalid"),
        (&[RS256], json_string(&keys::RSA.replace("END PUBLIC", "END")), "key_invalid"),
        (&[RS256], json_string(&keys::RSA.replace("MIIB", "MIIC")), "key_invalid"),
        (&[RS256], json_string(&keys::RSA[..200]), "key_invalid"),
        (&[RS256], json_string(&keys::RSA.replace('\n', "\\n")), "key_invalid"),
        (&[RS256], json_string(keys::RSA_PRIVATE), "key_invalid"),
        (&[ES256], json_string(keys::P256_PRIVATE), "key_invalid"),
        (&[RS256], json_string(keys::RSA_CERTIFICATE), "key_invalid"),
        (&[RS256], json_string(&"x".repeat(limits::MAX_KEY_TEXT_BYTES + 1)), "key_invalid"),
        (&[ES256], json_string(keys::P256_COMPRESSED), "key_invalid"),
        (&[ES256], json_string(keys::SECP256K1), "key_algorithm_mismatch"),
        (&[RS256], "{}".into(), "key_invalid"),
        (&[RS256], r#"{"keys":{}}"#.into(), "key_invalid"),
        (&[RS256], r#"{"keys":[]}"#.into(), "key_invalid"),
        (&[RS256], r#"{"keys":[7]}"#.into(), "key_invalid"),
        (&[RS256], r#"{"kty":7}"#.into(), "key_invalid"),
        (&[RS256], r#"{"kty":"RSA"}"#.into(), "key_invalid"),
        (&[RS256], r#"{"kty":"RSA","n":"AQAB="}"#.into(), "key_invalid"),
        (&[RS256], r#"{"kty":"rsa","n":"AQAB","e":"AQAB"}"#.into(), "key_algorithm_mismatch"),
        (&[RS256], r#"{"kty":"AKP"}"#.into(), "key_algorithm_mismatch"),
        (&[ES256], r#"{"kty":"EC","crv":"P-256","x":"AQAB","y":"AQAB"}"#.into(), "key_invalid"),
        (&[ES256], format!(r#"{{"kty":"EC","crv":"P-256","x":"{x}","y":"{x}"}}"#), "key_invalid"),
        (
            &[ES256],
            format!(r#"{{"kty":"EC","crv":"secp256k1","x":"{x}","y":"{x}"}}"#),
            "key_algorithm_mismatch",
        ),
        (&[ES256], format!(r#"{{"kty":"EC","x":"{x}","y":"{x}"}}"#), "key_invalid"),
        (&[ES256], keys::jwk(ES384).replace("P-384", "P-256"), "key_invalid"),
        (&[EdDSA], r#"{"kty":"OKP","crv":"Ed25519","x":"AQAB"}"#.into(), "key_invalid"),
        (&[EdDSA], format!(r#"{{"kty":"OKP","crv":"X25519","x":"{x}"}}"#), "key_algorithm_mismatch"),
        (&[EdDSA], format!(r#"{{"kty":"OKP","crv":"Ed448","x":"{x}"}}"#), "key_algorithm_mismatch"),
        // Small order and no point at all
        (&[EdDSA], format!(r#"{{"kty":"OKP","crv":"Ed25519","x":"{}"}}"#, b64([0; 32])), "key_invalid"),
        (&[EdDSA], format!(r#"{{"kty":"OKP","crv":"Ed25519","x":"{}"}}"#, b64([0xff; 32])), "key_invalid"),
        // Strength
        (&[RS256], json_string(keys::RSA_1024), "key_too_weak"),
        (&[HS256], r#"{"secret":"0123456789abcdef0123456789abcde"}"#.into(), "key_too_weak"),
        (&[HS256, HS384], r#"{"secret":"0123456789abcdef0123456789abcdef"}"#.into(), "key_too_weak"),
        (&[HS512], format!(r#"{{"kty":"oct","k":"{}"}}"#, b64([7; 63])), "key_too_weak"),
        (&[HS256], format!(r#"{{"secret":"{}"}}"#, "x".repeat(limits::MAX_SECRET_BYTES + 1)), "key_invalid"),
        // Use
        (&[HS256], json_string(keys::RSA), "key_algorithm_mismatch"),
        (&[RS256], keys::jwk(HS256), "key_algorithm_mismatch"),
        (&[ES256], keys::jwk(ES384), "key_algorithm_mismatch"),
        (&[ES256], json_string(keys::P384), "key_algorithm_mismatch"),
        (&[RS256], members(RS256, r#""alg":"PS256""#), "key_algorithm_mismatch"),
        (&[RS256], members(RS256, r#""alg":"RSA-OAEP""#), "key_algorithm_mismatch"),
        (&[RS256], members(RS256, r#""alg":"ES256""#), "key_algorithm_mismatch"),
        (&[RS256], members(RS256, r#""alg":7"#), "key_invalid"),
        (&[RS256], members(RS256, r#""use":"enc""#), "key_algorithm_mismatch"),
        (&[RS256], members(RS256, r#""use":7"#), "key_invalid"),
        (&[RS256], members(RS256, r#""kid":7"#), "key_invalid"),
        (&[RS256], members(RS256, r#""key_ops":["sign"]"#), "key_algorithm_mismatch"),
        (&[RS256], members(RS256, r#""key_ops":[]"#), "key_algorithm_mismatch"),
        (&[RS256], members(RS256, r#""key_ops":["verify","verify"]"#), "key_invalid"),
        (&[RS256], members(RS256, r#""key_ops":"verify""#), "key_invalid"),
        (
            &[HS256],
            format!(r#"{{"secret":{},"alg":"RS256"}}"#, json_string(keys::SECRET)),
            "key_algorithm_mismatch",
        ),
        (
            &[HS256],
            format!(r#"{{"secret":{},"alg":"HS512"}}"#, json_string(keys::SECRET)),
            "key_algorithm_mismatch",
        ),
        (
            &[HS256],
            format!(r#"{{"secret":{},"alg":"foo"}}"#, json_string(keys::SECRET)),
            "key_algorithm_mismatch",
        ),
    ];
    for (algorithms, keys, expected) in cases {
        let result = try_keys(algorithms, &keys, "");
        let shown = keys.chars().take(120).collect::<String>();
        assert_eq!(config_code(&result), expected, "{shown}");
        let message = result.unwrap_err().to_string();
        assert!(message.starts_with("`keys"), "{message}");
        assert!(message.len() < 300, "{message}");
    }
}

#[test]
fn keys_that_are_good() {
    let members = |algorithm: Algorithm, more: &str| format!("{{{},{more}}}", keys::jwk_members(algorithm));
    let cases: Vec<(Algorithm, String)> = vec![
        (RS256, json_string(keys::RSA)),
        (RS256, json_string(keys::RSA_PKCS1)),
        (PS256, json_string(keys::RSA)),
        (RS256, json_string(&format!("\n  {}\n\n", keys::RSA.replace('\n', "\r\n")))),
        (ES256, json_string(keys::P256)),
        (ES384, json_string(keys::P384)),
        (ES512, json_string(keys::P521)),
        (EdDSA, json_string(keys::ED25519)),
        (Ed25519, json_string(keys::ED25519)),
        (RS256, members(RS256, r#""alg":"RS256","use":"sig","key_ops":["verify"],"kid":"a","x5c":["!"]"#)),
        (RS256, members(RS256, r#""key_ops":["sign","verify"],"ext":true"#)),
        (RS256, members(RS256, r#""d":"!","p":7"#)),
        (ES256, members(ES256, r#""d":"AQAB""#)),
        (RS256, members(RS256, r#""alg":null,"use":null,"kid":null"#)),
        // RFC 9864: either name of Ed25519 fits both.
        (EdDSA, members(EdDSA, r#""alg":"Ed25519""#)),
        (Ed25519, members(EdDSA, r#""alg":"EdDSA""#)),
        (HS256, format!(r#"{{"secret":{}}}"#, json_string(keys::SECRET))),
        (HS256, format!(r#"{{"secret":{},"kid":"a","alg":"HS256"}}"#, json_string(keys::SECRET))),
        (HS512, format!("[{}]", keys::jwk(HS512))),
        (RS256, format!("[{},{}]", json_string(keys::RSA_PKCS1), keys::jwk(RS256))),
        (RS256, format!(r#"[{{"keys":[{}]}},{}]"#, keys::jwk(RS256), json_string(keys::RSA))),
    ];
    for (algorithm, keys) in cases {
        let verifier = with_keys(&[algorithm], &keys, "");
        assert_eq!(code(&verifier, token(algorithm, CLAIMS)), "ok", "{algorithm:?} {keys}");
    }
}

#[test]
fn a_secret_is_only_measured_against_what_it_is_for() {
    // 32 bytes are enough for HS256; its own `alg` keeps the others away from it.
    let secret = "0123456789abcdef0123456789abcdef";
    let verifier =
        with_keys(&[HS256, HS384, HS512], &format!(r#"{{"secret":"{secret}","alg":"HS256"}}"#), "");
    let token = |algorithm: Algorithm| {
        let header = format!(r#"{{"alg":"{}"}}"#, algorithm.name());
        compact(header, CLAIMS, |input| mac(algorithm, secret.as_bytes(), input))
    };
    assert_eq!(code(&verifier, token(HS256)), "ok");
    assert_eq!(code(&verifier, token(HS384)), "key_not_found");
    // Exactly the hash's length is enough.
    for (algorithm, bytes) in [(HS256, 32), (HS384, 48), (HS512, 64)] {
        let jwk = |bytes: usize| format!(r#"{{"kty":"oct","k":"{}"}}"#, b64(vec![7; bytes]));
        assert_eq!(config_code(&try_keys(&[algorithm], &jwk(bytes), "")), "ok");
        assert_eq!(config_code(&try_keys(&[algorithm], &jwk(bytes - 1), "")), "key_too_weak");
    }
}

#[test]
fn an_alg_narrows_a_key() {
    let jwk = format!(r#"{{{},"alg":"PS256"}}"#, keys::jwk_members(PS256));
    let verifier = with_keys(&[RS256, PS256], &jwk, "");
    assert_eq!(code(&verifier, token(PS256, CLAIMS)), "ok");
    assert_eq!(code(&verifier, token(RS256, CLAIMS)), "key_not_found");
    // The header's name of Ed25519 has to be listed as it is written.
    let verifier = self::verifier(EdDSA, "");
    assert_eq!(code(&verifier, token(EdDSA, CLAIMS)), "ok");
    assert_eq!(code(&verifier, token(Ed25519, CLAIMS)), "algorithm_not_allowed");
}

#[test]
fn a_jwks_skips_what_it_cannot_use() {
    // RFC 7517 section 5
    let good = keys::jwk(RS256);
    let odd = [
        "7",
        "null",
        "{}",
        r#"{"kty":"AKP","alg":"ML-DSA-44"}"#,
        r#"{"kty":"RSA","n":"AQAB","e":"AQAB"}"#,
        r#"{"kty":"EC","crv":"secp256k1","x":"AA","y":"AA"}"#,
        r#"{"kty":"OKP","crv":"X25519","x":"AA"}"#,
        r#"{"kty":"oct","k":"AA"}"#,
        &format!(r#"{{{},"use":"enc"}}"#, keys::jwk_members(RS256)),
        &format!(r#"{{{},"alg":"RSA-OAEP-256"}}"#, keys::jwk_members(RS256)),
    ];
    let set = |members: &[&str]| format!(r#"{{"keys":[{}]}}"#, members.join(","));
    let mut members = odd.to_vec();
    members.insert(5, &good);
    let verifier = with_keys(&[RS256, HS256], &set(&members), "");
    assert_eq!(verifier.keys().len(), 1);
    assert_eq!(code(&verifier, token(RS256, CLAIMS)), "ok");
    // With none left, the first one's fault is told, and where it is.
    for (members, expected, place) in [
        (&[r#"{"kty":"RSA","n":"AQAB","e":"AQAB"}"#, "7"][..], "key_too_weak", "`keys[0]`"),
        (&["7", r#"{"kty":"RSA","n":"AQAB","e":"AQAB"}"#], "key_invalid", "`keys[0]`"),
        (&[odd[8], "7"], "key_algorithm_mismatch", "`keys[0]`"),
    ] {
        let result = try_keys(&[RS256], &set(members), "");
        assert_eq!(config_code(&result), expected, "{members:?}");
        assert!(result.unwrap_err().to_string().contains(place));
    }
    // A plain array was written by hand: each one must be good.
    for odd in odd {
        let result = try_keys(&[RS256, HS256], &format!("[{good},{odd}]"), "");
        assert_ne!(config_code(&result), "ok", "{odd}");
        if let Err(ConfigError::Key(error)) = result {
            assert_eq!(error.index(), Some(1), "{odd}");
        }
    }
}

#[test]
fn kid_chooses() {
    let own = keys::jwk_members(ES256);
    let other = r#""kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0""#;
    let token = |kid: &str| {
        let header = if kid.is_empty() {
            r#"{"alg":"ES256"}"#.into()
        } else {
            format!(r#"{{"alg":"ES256","kid":{kid}}}"#)
        };
        signed(ES256, header, CLAIMS)
    };
    let keys = |named: &[(&str, &str)]| {
        let jwks: Vec<String> = named
            .iter()
            .map(|(kid, members)| match *kid {
                "" => format!("{{{members}}}"),
                kid => format!(r#"{{"kid":"{kid}",{members}}}"#),
            })
            .collect();
        with_keys(&[ES256, ES384], &format!("[{}]", jwks.join(",")), "")
    };
    let two = keys(&[("a", other), ("b", &own)]);
    assert_eq!(code(&two, token(r#""b""#)), "ok");
    assert_eq!(code(&two, token(r#""a""#)), "signature_invalid", "the right key under another name");
    assert_eq!(code(&two, token(r#""c""#)), "key_not_found");
    assert_eq!(code(&two, token(r#""B""#)), "key_not_found");
    assert_eq!(code(&two, token(r#""""#)), "key_not_found");
    assert_eq!(code(&two, token(r#""\u0062""#)), "ok");
    assert_eq!(code(&two, token("")), "ok", "without a kid, every key that fits is tried");
    // Without the name in the set, the keys that have none are tried; with it, they are not.
    let mixed = keys(&[("a", other), ("", &own)]);
    assert_eq!(code(&mixed, token(r#""z""#)), "ok");
    assert_eq!(code(&mixed, token(r#""a""#)), "signature_invalid");
    assert_eq!(code(&mixed, token("")), "ok");
    // RFC 7517 section 4.5: several may share a name.
    let shared = keys(&[("a", other), ("a", &own)]);
    assert_eq!(code(&shared, token(r#""a""#)), "ok");
    // The name is there, but for another algorithm.
    let crossed = keys(&[("a", &keys::jwk_members(ES384)), ("b", &own), ("", &own)]);
    assert_eq!(code(&crossed, token(r#""a""#)), "key_not_found");
}

#[test]
fn eight_keys_are_tried_and_nine_are_too_many() {
    let secret = |n: usize| format!(r#"{{"kty":"oct","k":"{}"}}"#, b64(vec![n as u8; 32]));
    let token = compact(r#"{"alg":"HS256"}"#, CLAIMS, |input| mac(HS256, &[7; 32], input));
    let named = compact(r#"{"alg":"HS256","kid":"z"}"#, CLAIMS, |input| mac(HS256, &[7; 32], input));
    let set = |count: usize| {
        let members: Vec<String> = (0..count).map(secret).collect();
        with_keys(&[HS256, RS256], &format!("[{},{}]", json_string(keys::RSA), members.join(",")), "")
    };
    for (count, expected) in
        [(7, "signature_invalid"), (8, "ok"), (9, "key_ambiguous"), (30, "key_ambiguous")]
    {
        assert_eq!(code(&set(count), &token), expected, "{count}");
        assert_eq!(code(&set(count), &named), expected, "{count}");
        // Only those that fit count: there is one RSA key.
        assert_eq!(code(&set(count), self::token(RS256, CLAIMS)), "ok");
    }
    assert_eq!(limits::MAX_KEY_CANDIDATES, 8);
}

#[test]
fn a_thousand_keys_and_no_more() {
    let set = |count: usize| {
        let members: Vec<String> =
            (0..count).map(|n| format!(r#"{{"kid":"{n}",{}}}"#, keys::jwk_members(HS256))).collect();
        try_keys(&[HS256], &format!(r#"{{"keys":[{}]}}"#, members.join(",")), "")
    };
    let most = set(limits::MAX_KEYS).unwrap();
    assert_eq!(code(&most, signed(HS256, r#"{"alg":"HS256","kid":"1023"}"#, CLAIMS)), "ok");
    assert_eq!(code(&most, token(HS256, CLAIMS)), "key_ambiguous");
    assert_eq!(config_code(&set(limits::MAX_KEYS + 1)), "key_invalid");
}

#[test]
fn every_algorithm_together() {
    let all: Vec<Algorithm> = Algorithm::all().collect();
    let members: Vec<String> = [HS256, RS256, ES256, ES384, ES512, EdDSA]
        .map(|algorithm| format!(r#"{{"kid":"{:?}",{}}}"#, algorithm.family(), keys::jwk_members(algorithm)))
        .into();
    let verifier = with_keys(&all, &format!(r#"{{"keys":[{}]}}"#, members.join(",")), "");
    for algorithm in Algorithm::all() {
        let named = format!(r#"{{"alg":"{}","kid":"{:?}"}}"#, algorithm.name(), algorithm.family());
        assert_eq!(code(&verifier, signed(algorithm, named, CLAIMS)), "ok", "{algorithm:?}");
        assert_eq!(code(&verifier, token(algorithm, CLAIMS)), "ok", "{algorithm:?}");
    }
}

#[test]
fn the_claims_come_back_as_they_were() {
    let claims = "{ \"exp\" : 2000,\n\t\"name\":\"Zo\u{eb} \\u2028 \\/ \\\"\",\"n\":1E+2,\"deep\":[[{}]] }";
    let header = r#"{"typ":"JWT", "alg":"HS256","x":null}"#;
    let token = signed(HS256, header, claims);
    let verified = options(&format!(r#"{{"algorithms":["HS256"],"keys":{}}}"#, keys::jwk(HS256)))
        .verify(token.as_bytes(), at(1000.0))
        .unwrap();
    assert_eq!((verified.header.as_str(), verified.claims.as_str()), (header, claims));
    let decoded = decode_unverified(token.as_bytes()).unwrap();
    assert_eq!((decoded.header.as_str(), decoded.claims.as_str()), (header, claims));
}
