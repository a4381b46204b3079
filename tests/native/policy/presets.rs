//! Presets: ID tokens (OpenID Connect Core 1.0) and access tokens (RFC 9068).

use aws_lc_rs::digest;
use tokenward::jwt::Call;
use tokenward::jwt::Verifier;
use tokenward::jwt::preset::Login;

use super::*;

const TIME: f64 = 1_000.0;

fn id_verifier(algorithm: Algorithm, more: &str) -> Verifier {
    verifier(algorithm, &format!(r#""preset":"id_token","issuer":"op","audience":["me","also-me"]{more}"#))
}

/// The claims of a good ID token and more.
fn id_claims(more: &str) -> String {
    format!(r#"{{"iss":"op","sub":"user","aud":"me","iat":990,"exp":1600{more}}}"#)
}

fn login_verdict(verifier: &Verifier, token: &str, login: &Login<'_>, now: f64) -> String {
    match verifier.verify_with(
        token.as_bytes(),
        &Call { login: *login, ..Call::at(at(now)) },
        &mut Vec::new(),
    ) {
        Ok(_) => "ok".into(),
        Err(error) => format!("{} {}", error.code(), error.claim().unwrap_or_default()).trim_end().into(),
    }
}

/// The verdict about a login with an HS256 ID token that has these claims besides.
fn id_verdict(options: &str, more: &str, login: &Login<'_>) -> String {
    login_verdict(&id_verifier(HS256, options), &token(HS256, id_claims(more)), login, TIME)
}

const NOBODY: Login<'_> = Login { nonce: None, access_token: None, code: None };

#[test]
fn an_id_token_has_what_section_2_requires() {
    assert_eq!(id_verdict("", "", &NOBODY), "ok");
    let verifier = id_verifier(HS256, "");
    for (name, member) in [
        ("iss", r#""iss":"op","#),
        ("sub", r#""sub":"user","#),
        ("aud", r#""aud":"me","#),
        ("exp", r#","exp":1600"#),
        ("iat", r#""iat":990,"#),
    ] {
        let claims = id_claims("").replace(member, "");
        assert!(!claims.contains(name), "{claims}");
        let verdict = login_verdict(&verifier, &token(HS256, claims), &NOBODY, TIME);
        assert_eq!(verdict, format!("claim_missing {name}"));
    }
    // The caller's own list takes none away.
    let empty = id_verifier(HS256, r#","requiredClaims":[]"#);
    let verdict =
        login_verdict(&empty, &token(HS256, id_claims("").replace(r#","exp":1600"#, "")), &NOBODY, TIME);
    assert_eq!(verdict, "claim_missing exp");
    let more = id_verdict(r#","requiredClaims":["acr"]"#, "", &NOBODY);
    assert_eq!(more, "claim_missing acr");
}

#[test]
fn the_nonce_is_the_one_that_was_sent() {
    let sent = Login { nonce: Some("n-0S6_WzA2Mj"), ..NOBODY };
    for (claim, login, expected) in [
        (r#","nonce":"n-0S6_WzA2Mj""#, &sent, "ok"),
        (r#","nonce":"n-0S6_WzA2M""#, &sent, "claim_mismatch nonce"),
        (r#","nonce":"N-0S6_WzA2Mj""#, &sent, "claim_mismatch nonce"),
        (r#","nonce":"""#, &sent, "claim_mismatch nonce"),
        ("", &sent, "claim_missing nonce"),
        (r#","nonce":null"#, &sent, "claim_invalid nonce"),
        (r#","nonce":["n-0S6_WzA2Mj"]"#, &sent, "claim_invalid nonce"),
        // It is of another login than this one, which sent none.
        (r#","nonce":"n-0S6_WzA2Mj""#, &NOBODY, "claim_mismatch nonce"),
        ("", &NOBODY, "ok"),
    ] {
        assert_eq!(id_verdict("", claim, login), expected, "{claim}");
    }
}

#[test]
fn azp_is_a_client_of_ours() {
    let verifier = id_verifier(HS256, "");
    for (aud, azp, expected) in [
        (r#""me""#, "", "ok"),
        (r#"["me"]"#, "", "ok"),
        (r#""me""#, r#","azp":"me""#, "ok"),
        (r#""me""#, r#","azp":"also-me""#, "ok"),
        (r#""me""#, r#","azp":"them""#, "claim_mismatch azp"),
        (r#""me""#, r#","azp":7"#, "claim_invalid azp"),
        (r#""me""#, r#","azp":["me"]"#, "claim_invalid azp"),
        (r#"["me","them"]"#, "", "claim_missing azp"),
        (r#"["me","them"]"#, r#","azp":"them""#, "claim_mismatch azp"),
        (r#"["me","them"]"#, r#","azp":"me""#, "ok"),
        (r#"["them"]"#, r#","azp":"me""#, "claim_mismatch aud"),
        (r#"[]"#, r#","azp":"me""#, "claim_mismatch aud"),
    ] {
        let claims = id_claims(azp).replace(r#""aud":"me""#, &format!(r#""aud":{aud}"#));
        let verdict = login_verdict(&verifier, &token(HS256, claims), &NOBODY, TIME);
        assert_eq!(verdict, expected, "{aud} {azp}");
    }
}

/// The left half of the hash, by AWS-LC.
fn half(algorithm: &'static digest::Algorithm, text: &str) -> String {
    let hash = digest::digest(algorithm, text.as_bytes());
    b64(&hash.as_ref()[..hash.as_ref().len() / 2])
}

#[test]
fn the_hashes_go_with_the_signature() {
    for (algorithm, hash) in [
        (RS256, &digest::SHA256),
        (PS256, &digest::SHA256),
        (HS256, &digest::SHA256),
        (ES384, &digest::SHA384),
        (HS384, &digest::SHA384),
        (ES512, &digest::SHA512),
        // RFC 8032: Ed25519 hashes with SHA-512.
        (EdDSA, &digest::SHA512),
        (Ed25519, &digest::SHA512),
    ] {
        let verifier = id_verifier(algorithm, "");
        for (claim, other, login) in [
            ("at_hash", "c_hash", Login { access_token: Some("an access token"), ..NOBODY }),
            ("c_hash", "at_hash", Login { code: Some("an access token"), ..NOBODY }),
        ] {
            let good = half(hash, "an access token");
            let with =
                |name: &str, value: &str| token(algorithm, id_claims(&format!(r#","{name}":{value}"#)));
            let verdict = |token: &str, login: &Login<'_>| login_verdict(&verifier, token, login, TIME);
            let name = algorithm.name();
            assert_eq!(verdict(&with(claim, &format!("{good:?}")), &login), "ok", "{name} {claim}");
            assert_eq!(verdict(&with(other, &format!("{good:?}")), &login), format!("claim_missing {claim}"));
            let wrong = [
                half(hash, "another token"),
                good[1..].into(),
                format!("{good}="),
                String::new(),
                b64(digest::digest(hash, b"an access token").as_ref()),
            ];
            for value in wrong {
                let token = with(claim, &format!("{value:?}"));
                assert_eq!(verdict(&token, &login), format!("claim_mismatch {claim}"), "{name} {value}");
                // What the caller does not have cannot be compared.
                assert_eq!(verdict(&token, &NOBODY), "ok");
            }
            assert_eq!(verdict(&with(claim, "7"), &login), format!("claim_invalid {claim}"));
            assert_eq!(verdict(&with(claim, "7"), &NOBODY), format!("claim_invalid {claim}"));
        }
    }
    // Another size of hash is another hash.
    let wrong = token(ES384, id_claims(&format!(r#","at_hash":{:?}"#, half(&digest::SHA256, "a"))));
    let login = Login { access_token: Some("a"), ..NOBODY };
    assert_eq!(login_verdict(&id_verifier(ES384, ""), &wrong, &login, TIME), "claim_mismatch at_hash");
}

#[test]
fn auth_time_is_not_too_long_ago() {
    for (options, claim, expected) in [
        ("", "", "ok"),
        ("", r#","auth_time":1"#, "ok"),
        ("", r#","auth_time":"1""#, "claim_invalid auth_time"),
        (r#","maxAuthAge":60"#, "", "claim_missing auth_time"),
        (r#","maxAuthAge":60"#, r#","auth_time":940"#, "ok"),
        (r#","maxAuthAge":60"#, r#","auth_time":939.5"#, "token_too_old auth_time"),
        (r#","maxAuthAge":60,"clockTolerance":5"#, r#","auth_time":935"#, "ok"),
        (r#","maxAuthAge":60,"clockTolerance":5"#, r#","auth_time":934"#, "token_too_old auth_time"),
        (r#","maxAuthAge":0"#, r#","auth_time":1000"#, "ok"),
        (r#","maxAuthAge":0"#, r#","auth_time":999"#, "token_too_old auth_time"),
        (r#","maxAuthAge":60"#, r#","auth_time":null"#, "claim_invalid auth_time"),
    ] {
        assert_eq!(id_verdict(options, claim, &NOBODY), expected, "{options} {claim}");
    }
}

#[test]
fn an_id_token_has_the_types_and_bounds_of_section_2() {
    let longest = "a".repeat(255);
    for (claim, values, expected) in [
        ("sub", vec![json_string(&longest), r#""~ !""#.into()], "ok"),
        (
            "sub",
            vec![
                r#""""#.into(),
                json_string(&format!("{longest}a")),
                r#""\u00e9""#.into(),
                "7".into(),
                "null".into(),
            ],
            "claim_invalid sub",
        ),
        ("auth_time", vec!["0".into(), "1000".into(), "999.5".into()], "ok"),
        // Nobody has logged in before 1970, or will have.
        (
            "auth_time",
            ["-1", "-0.5", "-1e300", "1000.5", "1e300", "1e400", "null", "true", "[]", "{}", r#""990""#]
                .map(String::from)
                .into(),
            "claim_invalid auth_time",
        ),
        ("iat", vec!["-1".into(), "-0.001".into()], "claim_invalid iat"),
        ("acr", vec![r#""0""#.into(), r#""urn:mace:incommon:iap:silver""#.into()], "ok"),
        ("acr", ["0", "null", "true", "[]", r#"["0"]"#, "{}"].map(String::from).into(), "claim_invalid acr"),
        ("amr", vec![r#"["pwd","otp"]"#.into(), "[]".into()], "ok"),
        (
            "amr",
            [r#""pwd""#, "7", "null", "{}", r#"["pwd",7]"#, r#"[["pwd"]]"#, "[null]"]
                .map(String::from)
                .into(),
            "claim_invalid amr",
        ),
        ("azp", [r#""""#, r#""other""#].map(String::from).into(), "claim_mismatch azp"),
        ("azp", ["7", "null", r#"["me"]"#].map(String::from).into(), "claim_invalid azp"),
    ] {
        for value in values {
            let good = id_claims("").replace(r#""sub":"user","#, "").replace(r#""iat":990,"#, "");
            let others = match claim {
                "sub" => r#""iat":990"#,
                "iat" => r#""sub":"user""#,
                _ => r#""sub":"user","iat":990"#,
            };
            let claims = good.replace('{', &format!(r#"{{{others},"{claim}":{value},"#));
            let verdict = login_verdict(&id_verifier(HS256, ""), &token(HS256, claims), &NOBODY, TIME);
            assert_eq!(verdict, expected, "{claim} {value}");
        }
    }
    // Clocks differ.
    assert_eq!(id_verdict(r#","clockTolerance":5"#, r#","auth_time":1005"#, &NOBODY), "ok");
    assert_eq!(
        id_verdict(r#","clockTolerance":5"#, r#","auth_time":1006"#, &NOBODY),
        "claim_invalid auth_time"
    );
}

#[test]
fn an_access_token_has_the_types_and_bounds_of_section_2_2() {
    const GOOD: [(&str, &str); 7] = [
        ("iss", r#""op""#),
        ("exp", "1600"),
        ("aud", r#""me""#),
        ("sub", r#""user""#),
        ("client_id", r#""c""#),
        ("iat", "990"),
        ("jti", r#""1""#),
    ];
    let access = verifier(HS256, r#""preset":"access_token","issuer":"op","audience":"me""#);
    let verdict = |name: &str, value: &str| {
        let others = GOOD.iter().filter(|(other, _)| *other != name);
        let mut members: Vec<String> = others.map(|(name, value)| format!(r#""{name}":{value}"#)).collect();
        members.push(format!(r#""{name}":{value}"#));
        let claims = format!("{{{}}}", members.join(","));
        verdict_at(&access, signed(HS256, r#"{"alg":"HS256","typ":"at+jwt"}"#, claims), TIME)
    };
    let not_a_string = ["7", "null", "true", "[]", r#"["a"]"#, "{}"];
    for name in ["client_id", "sub", "jti"] {
        for value in not_a_string.into_iter().chain([r#""""#]) {
            // A claim that is `null` is absent to the list of those that are required.
            let expected = match (name, value) {
                ("client_id", "null") => "claim_missing",
                _ => "claim_invalid",
            };
            assert_eq!(verdict(name, value), format!("{expected} {name}"), "{value}");
        }
        assert_eq!(verdict(name, &json_string(&"é".repeat(300))), "ok", "no bound but that of the token");
    }
    for name in ["acr", "scope"] {
        for value in not_a_string {
            assert_eq!(verdict(name, value), format!("claim_invalid {name}"), "{value}");
        }
        assert_eq!(verdict(name, r#""a b""#), "ok");
    }
    for value in ["-1", "1001", "null", r#""990""#, "1e400", "[990]"] {
        assert_eq!(verdict("auth_time", value), "claim_invalid auth_time", "{value}");
    }
    assert_eq!(verdict("auth_time", "990"), "ok");
    assert_eq!(verdict("iat", "-1"), "claim_invalid iat");
    for (value, expected) in
        [(r#"["pwd"]"#, "ok"), (r#""pwd""#, "claim_invalid amr"), ("[7]", "claim_invalid amr")]
    {
        assert_eq!(verdict("amr", value), expected, "{value}");
    }
    for name in ["groups", "roles", "entitlements"] {
        for value in [r#"["a","b"]"#, "[]", r#"[{"value":"a","display":"A"}]"#, r#""a""#] {
            assert_eq!(verdict(name, value), "ok", "{name} {value}");
        }
        for value in ["7", "null", "true", "{}", "[7]", r#"["a",null]"#, r#"[["a"]]"#] {
            assert_eq!(verdict(name, value), format!("claim_invalid {name}"), "{value}");
        }
    }
}

#[test]
fn an_id_token_is_no_access_token_and_the_reverse() {
    let id = id_verifier(HS256, "");
    let typed = |typ: &str, claims: &str| signed(HS256, format!(r#"{{"alg":"HS256"{typ}}}"#), claims);
    for (typ, expected) in [
        ("", "ok"),
        (r#","typ":"JWT""#, "ok"),
        (r#","typ":"jwt""#, "ok"),
        (r#","typ":"application/jwt""#, "ok"),
        (r#","typ":"at+jwt""#, "type_mismatch typ"),
        (r#","typ":"AT+JWT""#, "type_mismatch typ"),
        (r#","typ":"application/at+jwt""#, "type_mismatch typ"),
        (r#","typ":"logout+jwt""#, "type_mismatch typ"),
        (r#","typ":"secevent+jwt""#, "type_mismatch typ"),
    ] {
        assert_eq!(login_verdict(&id, &typed(typ, &id_claims("")), &NOBODY, TIME), expected, "{typ}");
    }
    // A `typ` of the caller's own counts, but never makes an access token an ID token.
    for (own, expected) in [("id+jwt", "ok"), ("at+jwt", "type_mismatch typ")] {
        let verifier = id_verifier(HS256, &format!(r#","typ":"{own}""#));
        let token = typed(&format!(r#","typ":"{own}""#), &id_claims(""));
        assert_eq!(login_verdict(&verifier, &token, &NOBODY, TIME), expected, "{own}");
    }

    let access = verifier(HS256, r#""preset":"access_token","issuer":"op","audience":"me""#);
    let claims = id_claims(r#","client_id":"c","jti":"1""#);
    for (typ, expected) in [
        (r#","typ":"at+jwt""#, "ok"),
        (r#","typ":"AT+jwt""#, "ok"),
        (r#","typ":"application/at+jwt""#, "ok"),
        (r#","typ":"Application/At+Jwt""#, "ok"),
        ("", "type_mismatch typ"),
        (r#","typ":"JWT""#, "type_mismatch typ"),
        (r#","typ":"at""#, "type_mismatch typ"),
        (r#","typ":"x/at+jwt""#, "type_mismatch typ"),
        (r#","typ":"application/x/at+jwt""#, "type_mismatch typ"),
    ] {
        assert_eq!(verdict_at(&access, typed(typ, &claims), TIME), expected, "{typ}");
    }
    for (name, member) in [
        ("iss", r#""iss":"op","#),
        ("exp", r#","exp":1600"#),
        ("aud", r#""aud":"me","#),
        ("sub", r#""sub":"user","#),
        ("client_id", r#","client_id":"c""#),
        ("iat", r#""iat":990,"#),
        ("jti", r#","jti":"1""#),
    ] {
        let missing = claims.replace(member, "");
        assert_ne!(missing, claims);
        let token = typed(r#","typ":"at+jwt""#, &missing);
        assert_eq!(verdict_at(&access, token, TIME), format!("claim_missing {name}"));
    }
}

#[test]
fn presets_ask_for_what_only_the_caller_knows() {
    const NAMED: &str = r#""issuer":"op","audience":"me""#;
    for (options, expected) in [
        (format!(r#""preset":"id_token",{NAMED}"#), "ok"),
        (format!(r#""preset":"access_token",{NAMED}"#), "ok"),
        (format!(r#""preset":"access_token","typ":"application/at+jwt",{NAMED}"#), "ok"),
        // RFC 9068 section 4: no other type will do.
        (format!(r#""preset":"access_token","typ":"JWT",{NAMED}"#), "option"),
        (format!(r#""preset":"id_token","cache":1,{NAMED}"#), "option"),
        (format!(r#""preset":"access_token","cache":1,{NAMED}"#), "ok"),
        (format!(r#""preset":"access_token","maxAuthAge":1,{NAMED}"#), "option"),
        (format!(r#""maxAuthAge":1,{NAMED}"#), "option"),
        (format!(r#""preset":"id_token","maxAuthAge":-1,{NAMED}"#), "option"),
        (format!(r#""preset":"id_token","maxAuthAge":"60",{NAMED}"#), "option"),
        (r#""preset":"id_token","audience":"me""#.into(), "option"),
        (r#""preset":"id_token","issuer":"op""#.into(), "option"),
        (r#""preset":"id_token","issuer":"op","audience":false"#.into(), "option"),
        (r#""preset":"access_token","issuer":"op","audience":false"#.into(), "option"),
        (r#""preset":"access_token","issuer":"op""#.into(), "option"),
        (format!(r#""preset":"ID_TOKEN",{NAMED}"#), "option"),
        (format!(r#""preset":"",{NAMED}"#), "option"),
        (format!(r#""preset":null,{NAMED}"#), "option"),
        (format!(r#""preset":["id_token"],{NAMED}"#), "option"),
    ] {
        let made = try_keys(&[HS256], &keys::jwk(HS256), &options);
        assert_eq!(config_code(&made), expected, "{options}");
    }
    let many: Vec<String> = (0..limits::MAX_REQUIRED_CLAIMS).map(|i| format!("\"c{i}\"")).collect();
    let options = format!(r#""preset":"id_token","requiredClaims":[{}],{NAMED}"#, many.join(","));
    assert_eq!(config_code(&try_keys(&[HS256], &keys::jwk(HS256), &options)), "option");
}

/// The tokens and the key of OpenID Connect Core 1.0, appendices A.3, A.6 and A.7.
mod published {
    pub const JWK: &str = r#"{"kty":"RSA","kid":"1e9gdk7","e":"AQAB","n":"w7Zdfmece8iaB0kiTY8pCtiBtzbptJmP28nSWwtdjRu0f2GFpajvWE4VhfJAjEsOcwYzay7XGN0b-X84BfC8hmCTOj2b2eHT7NsZegFPKRUQzJ9wW8ipn_aDJWMGDuB1XyqT1E7DYqjUCEOD1b4FLpy_xPn6oV_TYOfQ9fZdbE5HGxJUzekuGcOKqOQ8M7wfYHhHHLxGpQVgL0apWuP2gDDOdTtpuld4D2LK1MZK99s9gaSjRHE8JDb1Z4IGhEcEyzkxswVdPndUWzfvWBBWXWxtSUvQGBRkuy1BHOa4sP6FKjWEeeF7gm7UMs2Nm2QUgNZw6xvEDGaLk4KASdIxRQ"}"#;
    pub const WITH_TOKEN: &str = "eyJraWQiOiIxZTlnZGs3IiwiYWxnIjoiUlMyNTYifQ.ewogImlzcyI6ICJodHRwOi8vc2VydmVyLmV4YW1wbGUuY29tIiwKICJzdWIiOiAiMjQ4Mjg5NzYxMDAxIiwKICJhdWQiOiAiczZCaGRSa3F0MyIsCiAibm9uY2UiOiAibi0wUzZfV3pBMk1qIiwKICJleHAiOiAxMzExMjgxOTcwLAogImlhdCI6IDEzMTEyODA5NzAsCiAiYXRfaGFzaCI6ICI3N1FtVVB0alBmeld0RjJBbnBLOVJRIgp9.F9gRev0Dt2tKcrBkHy72cmRqnLdzw9FLCCSebV7mWs7o_sv2O5s6zMky2kmhHTVx9HmdvNnx9GaZ8XMYRFeYk8L5NZ7aYlA5W56nsG1iWOou_-gji0ibWIuuf4Owaho3YSoi7EvsTuLFz6tq-dLyz0dKABMDsiCmJ5wqkPUDTE3QTXjzbUmOzUDli-gCh5QPuZAq0cNW3pf_2n4zpvTYtbmj12cVcxGIMZby7TMWESRjQ9_o3jvhVNcCGcE0KAQXejhA1ocJhNEvQNqMFGlBb6_0RxxKjDZ-Oa329eGDidOvvp0h5hoES4a8IuGKS7NOcpp-aFwp0qVMDLI-Xnm-Pg";
    pub const ACCESS_TOKEN: &str = "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y";
    pub const WITH_CODE: &str = "eyJraWQiOiIxZTlnZGs3IiwiYWxnIjoiUlMyNTYifQ.ewogImlzcyI6ICJodHRwOi8vc2VydmVyLmV4YW1wbGUuY29tIiwKICJzdWIiOiAiMjQ4Mjg5NzYxMDAxIiwKICJhdWQiOiAiczZCaGRSa3F0MyIsCiAibm9uY2UiOiAibi0wUzZfV3pBMk1qIiwKICJleHAiOiAxMzExMjgxOTcwLAogImlhdCI6IDEzMTEyODA5NzAsCiAiY19oYXNoIjogIkxEa3RLZG9RYWszUGswY25YeENsdEEiCn0.XW6uhdrkBgcGx6zVIrCiROpWURs-4goO1sKA4m9jhJIImiGg5muPUcNegx6sSv43c5DSn37sxCRrDZZm4ZPBKKgtYASMcE20SDgvYJdJS0cyuFw7Ijp_7WnIjcrl6B5cmoM6ylCvsLMwkoQAxVublMwH10oAxjzD6NEFsu9nipkszWhsPePf_rM4eMpkmCbTzume-fzZIi5VjdWGGEmzTg32h3jiex-r5WTHbj-u5HL7u_KP3rmbdYNzlzd1xWRYTUs4E8nOTgzAUwvwXkIQhOh5TPcSMBYy6X3E7-_gr9Ue6n4ND7hTFhtjYs3cjNKIA08qm5cpVYFMFMG6PkhzLQ";
    pub const CODE: &str = "Qcb0Orv1zh30vL1MPRsbm-diHiMwcLyZvn1arpZv-Jxf_11jnpEX3Tgfvk";
}

#[test]
fn the_published_examples_hold() {
    let options = r#""preset":"id_token","issuer":"http://server.example.com","audience":"s6BhdRkqt3""#;
    let verifier = with_keys(&[RS256], published::JWK, options);
    let nonce = Some("n-0S6_WzA2Mj");
    let now = 1_311_281_000.0;
    let with_token = Login { nonce, access_token: Some(published::ACCESS_TOKEN), code: None };
    let with_code = Login { nonce, access_token: None, code: Some(published::CODE) };
    assert_eq!(login_verdict(&verifier, published::WITH_TOKEN, &with_token, now), "ok");
    assert_eq!(login_verdict(&verifier, published::WITH_CODE, &with_code, now), "ok");
    assert_eq!(login_verdict(&verifier, published::WITH_CODE, &with_token, now), "claim_missing at_hash");
    let swapped = Login { access_token: Some(published::CODE), ..with_token };
    assert_eq!(login_verdict(&verifier, published::WITH_TOKEN, &swapped, now), "claim_mismatch at_hash");
    assert_eq!(
        login_verdict(&verifier, published::WITH_TOKEN, &with_token, 1_311_281_970.0),
        "token_expired exp"
    );
}
