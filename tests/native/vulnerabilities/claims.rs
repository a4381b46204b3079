//! Claims of odd types, values and sizes; and the signature before all of them.

use super::*;

#[test]
fn cve_2025_30144_an_array_of_issuers() {
    for iss in
        [r#"["https://evil","https://issuer"]"#, r#"["https://issuer"]"#, "[]", r#"{"0":"https://issuer"}"#]
    {
        let claims = format!(r#"{{"exp":1800000000,"iss":{iss}}}"#);
        assert_eq!(claims_verdict(r#""issuer":"https://issuer""#, &claims), "claim_invalid iss");
        assert_eq!(claims_verdict("", &claims), "claim_invalid iss");
    }
}

#[test]
fn cve_2024_53861_ghsa_75c5_xw7c_p5pm_a_part_of_the_issuer() {
    let long = "a".repeat(4000);
    for iss in [
        "issuer",
        "https://",
        "",
        "https://issue",
        "https://issuer/",
        "https://issuer ",
        "HTTPS://issuer",
        "https://issuerx",
        "https://issuer\\u0000",
        &long,
    ] {
        let claims = format!(r#"{{"exp":1800000000,"iss":"{iss}"}}"#);
        for options in [r#""issuer":"https://issuer""#, r#""issuer":["https://issuer","https://other"]"#] {
            assert_eq!(claims_verdict(options, &claims), "claim_mismatch iss", "{iss}");
        }
    }
}

#[test]
fn cve_2020_26160_ghsa_w73w_5m7g_f7qc_an_array_of_audiences() {
    for (aud, verdict) in [
        ("[]", "claim_mismatch aud"),
        (r#"[""]"#, "claim_mismatch aud"),
        (r#"["other","another"]"#, "claim_mismatch aud"),
        (r#""""#, "claim_mismatch aud"),
        (r#""ap""#, "claim_mismatch aud"),
        (r#"["api",7]"#, "claim_invalid aud"),
        (r#"[["api"]]"#, "claim_invalid aud"),
        ("null", "claim_invalid aud"),
        ("true", "claim_invalid aud"),
        (r#"{"api":1}"#, "claim_invalid aud"),
        (r#"["other","api"]"#, "ok"),
        (r#""api""#, "ok"),
    ] {
        let claims = format!(r#"{{"exp":1800000000,"aud":{aud}}}"#);
        assert_eq!(claims_verdict(r#""audience":"api""#, &claims), verdict, "{aud}");
    }
}

#[test]
fn cve_2026_25537_ghsa_h395_gr6q_cpjc_times_of_the_wrong_type() {
    for name in ["exp", "nbf", "iat"] {
        for value in [
            r#""99999999999""#,
            r#""never""#,
            r#""""#,
            "null",
            "true",
            "false",
            "[]",
            "[99999999999]",
            "{}",
            "1e400",
            "-1e400",
        ] {
            let claims = match name {
                "exp" => format!(r#"{{"exp":{value}}}"#),
                _ => format!(r#"{{"exp":1800000000,"{name}":{value}}}"#),
            };
            assert_eq!(claims_verdict("", &claims), format!("claim_invalid {name}"), "{value}");
            // Not being required changes nothing.
            let verdict = claims_verdict(r#""requiredClaims":[]"#, &claims);
            assert_eq!(verdict, format!("claim_invalid {name}"), "{value}");
        }
    }
}

#[test]
fn fast_jwt_638_a_payload_that_is_no_object() {
    for payload in [
        r#"[{"exp":1800000000}]"#,
        "[]",
        "null",
        "true",
        "1800000000",
        r#""exp""#,
        "",
        " ",
        "{",
        "{}{}",
        r#"{"exp":1800000000}x"#,
        "\u{feff}{\"exp\":1800000000}",
    ] {
        assert_eq!(claims_verdict(r#""requiredClaims":[]"#, payload), "token_malformed", "{payload}");
    }
}

#[test]
fn fast_jwt_640_infinite_tolerances() {
    for name in ["clockTolerance", "maxAge"] {
        for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -1.0, -0.001] {
            let options = [(name.to_owned(), Value::Number(number))];
            let algorithms = Value::Array(vec![Value::String((&b"HS256"[..]).into())]);
            let options =
                Value::Object([("algorithms".into(), algorithms)].into_iter().chain(options).collect());
            let message = options::read(&options).unwrap_err().to_string();
            assert!(message.contains(&format!("`{name}`")), "{message}");
        }
    }
    // And no instant is one.
    for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        assert!(tokenward::time::UnixSeconds::new(number).is_none());
    }
}

#[test]
fn libjwt_283_times_beyond_every_integer() {
    let digits = "9".repeat(400);
    for (nbf, verdict) in [
        ("9223372036854775807", "token_not_yet_valid nbf"),
        ("9223372036854775808", "token_not_yet_valid nbf"),
        ("18446744073709551616", "token_not_yet_valid nbf"),
        ("1e308", "token_not_yet_valid nbf"),
        ("-9223372036854775809", "ok"),
        ("-1e308", "ok"),
        (&digits, "claim_invalid nbf"),
    ] {
        assert_eq!(claims_verdict("", &format!(r#"{{"exp":95617584000,"nbf":{nbf}}}"#)), verdict, "{nbf}");
    }
    for (exp, verdict) in [
        ("-9223372036854775809", "token_expired exp"),
        ("-1", "token_expired exp"),
        ("0", "token_expired exp"),
        ("-0", "token_expired exp"),
        ("1e-400", "token_expired exp"),
        ("95617584000", "ok"),
        ("18446744073709551616", "claim_invalid exp"),
        (&digits, "claim_invalid exp"),
    ] {
        assert_eq!(claims_verdict("", &format!(r#"{{"exp":{exp}}}"#)), verdict, "{exp}");
    }
    // Duplicates, at the top and below, plain and escaped.
    for claims in [
        r#"{"exp":1,"exp":1800000000}"#,
        r#"{"exp":1800000000,"\u0065xp":1}"#,
        r#"{"exp":1800000000,"a":{"b":1,"b":2}}"#,
        r#"{"exp":1800000000,"a":[{"b":1,"\u0062":2}]}"#,
    ] {
        assert_eq!(claims_verdict("", claims), "token_malformed", "{claims}");
    }
}

#[test]
fn cve_2024_34273_proto_is_a_name_like_any_other() {
    let polluting = r#"{"__proto__":{"exp":9999999999},"constructor":{"prototype":{"exp":1}}}"#;
    assert_eq!(claims_verdict("", polluting), "claim_missing exp");
    let header = r#"{"alg":"HS256","__proto__":{"alg":"none"}}"#;
    let verified = verifier(HS256, "").verify(signed(HS256, header, CLAIMS).as_bytes(), at(NOW)).unwrap();
    assert_eq!(verified.header, header);
    let header = r#"{"__proto__":{"alg":"HS256"}}"#;
    assert_eq!(code(&verifier(HS256, ""), signed(HS256, header, CLAIMS)), "token_malformed");
    let options =
        format!(r#"{{"algorithms":["HS256"],"keys":{},"__proto__":{{"audience":false}}}}"#, keys::jwk(HS256));
    assert_eq!(config_code(&try_options(&options)), "option");
}

#[test]
fn cve_2026_41164_a_presentation_is_no_access_token() {
    let verifier = verifier(HS256, r#""typ":"at+jwt""#);
    for (typ, expected) in [
        (r#","typ":"vp+jwt""#, "type_mismatch typ"),
        (r#","typ":"JWT""#, "type_mismatch typ"),
        (r#","typ":"""#, "type_mismatch typ"),
        (r#","typ":"at+jwt ""#, "type_mismatch typ"),
        ("", "type_mismatch typ"),
        (r#","typ":["at+jwt"]"#, "token_malformed"),
        (r#","typ":"AT+jwt""#, "ok"),
        (r#","typ":"application/at+jwt""#, "ok"),
    ] {
        let token = signed(HS256, format!(r#"{{"alg":"HS256"{typ}}}"#), CLAIMS);
        assert_eq!(verdict(&verifier, token), expected, "{typ}");
    }
}

#[test]
fn cve_2026_35041_ghsa_cjw9_ghj4_fwxf_nothing_backtracks() {
    let long = format!("{}!", "a".repeat(50_000));
    let verifier =
        verifier(HS256, r#""issuer":"(a+)+$","subject":"(a|a)*$","audience":"a","maxTokenBytes":1000000"#);
    let token = token(HS256, format!(r#"{{"exp":1800000000,"iss":"{long}","sub":"{long}","aud":"{long}"}}"#));
    assert_eq!(soon(|| verdict(&verifier, &token)), "claim_mismatch iss");
}

#[test]
fn cve_2024_51744_ghsa_29wx_vh33_7x7r_the_signature_comes_first() {
    // Nothing unsigned is reported on: whatever else is wrong, the signature is what is said.
    let strict = r#""issuer":"i","audience":"a","subject":"s","type":"access","scopes":"x","maxAge":1"#;
    for algorithm in Algorithm::all() {
        let verifier = verifier(algorithm, strict);
        for payload in [r#"{"exp":1}"#, r#"{"nbf":9e99}"#, "{}", r#"{"exp":"x"}"#, "[]", "no JSON", ""] {
            let forged = with_signature(&token(algorithm, payload), [1; 64]);
            assert_eq!(verdict(&verifier, forged), "signature_invalid", "{algorithm:?} {payload}");
        }
    }
}
