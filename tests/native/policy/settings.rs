//! What options may be, and what a wrong one is told.

use super::*;

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
