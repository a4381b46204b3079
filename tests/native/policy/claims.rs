//! Presence, types and values of claims, and the order in which they are checked.

use super::*;

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
fn a_token_bound_to_a_key_is_no_bearer_token() {
    // RFC 7800 section 3.1, RFC 9449 section 7.2, RFC 8705 section 3. Nothing checks a confirmation yet.
    const THUMBPRINT: &str = "bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dg2";
    for cnf in [
        &format!(r#"{{"jkt":"{THUMBPRINT}"}}"#),
        &format!(r##"{{"x5t#S256":"{THUMBPRINT}"}}"##),
        &format!(r#"{{"tbh":"{THUMBPRINT}"}}"#),
        r#"{"jwk":{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}}"#,
        r#"{"kid":"a"}"#,
        r#"{"jku":"https://a.example/keys","kid":"a"}"#,
        r#"{"unknown":true}"#,
        "{}",
        "7",
        "0",
        "false",
        "null",
        r#""""#,
        r#""jkt""#,
        "[]",
        r#"[{"jkt":"a"}]"#,
    ] {
        for options in ["", r#""cache":8"#, r#""requiredClaims":["exp","cnf"]"#, r#""scopes":"read""#] {
            // A confirmation that is `null` is also not there for `requiredClaims`.
            let expected = match (options.contains("cnf"), cnf) {
                (true, "null") => "claim_missing cnf",
                _ => "confirmation_missing cnf",
            };
            for name in ["cnf", r"\u0063nf"] {
                let token = format!(r#"{{"exp":2000,"{name}":{cnf}}}"#);
                assert_eq!(claims(options, &token), expected, "{options} {token}");
            }
        }
        let access = r#""preset":"access_token","issuer":"op","audience":"me""#;
        let claims = format!(
            r#"{{"iss":"op","exp":2000,"aud":"me","sub":"a","client_id":"c","iat":1,"jti":"1","cnf":{cnf}}}"#
        );
        let typed = signed(HS256, r#"{"alg":"HS256","typ":"at+jwt"}"#, &claims);
        assert_eq!(verdict_at(&verifier(HS256, access), typed, 1000.0), "confirmation_missing cnf", "{cnf}");
        let id = access.replace("access_token", "id_token");
        let token = token(HS256, &claims);
        assert_eq!(verdict_at(&verifier(HS256, &id), token, 1000.0), "confirmation_missing cnf", "{cnf}");
    }
    // What stands elsewhere, or is called otherwise, binds nothing.
    assert_eq!(claims("", r#"{"exp":2000,"act":{"cnf":{"jkt":"a"}},"CNF":1,"cnf ":1}"#), "ok");
    // It is said of tokens that are good otherwise, and before what they grant.
    assert_eq!(claims("", r#"{"exp":1,"cnf":7}"#), "token_expired exp");
    assert_eq!(claims(r#""issuer":"a""#, r#"{"exp":2000,"iss":"b","cnf":7}"#), "claim_mismatch iss");
    assert_eq!(claims("", r#"{"exp":2000,"cnf":{"jkt":"a"},"cnf":{}}"#), "token_malformed");
    let forged = compact(r#"{"alg":"HS256"}"#, r#"{"exp":2000,"cnf":7}"#, |_| vec![0; 32]);
    assert_eq!(verdict_at(&verifier(HS256, ""), forged, 1000.0), "signature_invalid");

    let error = verifier(HS256, "")
        .verify(token(HS256, r#"{"exp":2000,"cnf":7}"#).as_bytes(), at(1000.0))
        .unwrap_err();
    assert_eq!(error.status(), 401);
    assert!(error.challenge().starts_with(r#"Bearer error="invalid_token", error_description=""#));
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
        (r#""scopes":"read""#, r#""scope":["read"]"#, "ok"),
        (r#""scopes":"read""#, r#""scope":["read",1]"#, "claim_invalid scope"),
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
    for error in crate::support::verifiers::every_token_error() {
        // A quoted string holds no quote and no backslash, and a header value is ASCII.
        let challenge = error.challenge();
        assert!(challenge.is_ascii() && !challenge.contains(['\\', '\n', '\r']), "{challenge}");
        assert_eq!(challenge.matches('"').count() % 2, 0, "{challenge}");
    }
}
