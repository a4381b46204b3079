//! Environments: every form of key says its own, and a mix-up is an error at start.

use super::*;

fn made(own: &str, keys: &str) -> &'static str {
    let option = if own.is_empty() { String::new() } else { format!(r#""environment":"{own}""#) };
    config_code(&try_keys(&[HS256, ES256], keys, &option))
}

/// Every form, with `more` beside what it needs.
fn forms(more: &str) -> Vec<String> {
    let jwk = format!("{{{}{more}}}", keys::jwk_members(ES256));
    let pem = format!(r#"{{"pem":{}{more}}}"#, json_string(keys::P256));
    let secret = format!(r#"{{"secret":{}{more}}}"#, json_string(keys::SECRET));
    vec![
        format!(r#"{{"keys":[{}]{more}}}"#, keys::jwk(ES256)),
        format!(r#"{{"keys":[{jwk}]}}"#),
        format!("[{jwk}]"),
        format!("[{pem},{secret}]"),
        jwk,
        pem,
        secret,
    ]
}

#[test]
fn the_same_or_none_on_both_sides() {
    for keys in forms(r#","environment":"production""#) {
        assert_eq!(made("production", &keys), "ok", "{keys}");
        assert_eq!(made("staging", &keys), "option", "{keys}");
        assert_eq!(made("", &keys), "option", "{keys}");
    }
    for keys in forms("") {
        assert_eq!(made("", &keys), "ok", "{keys}");
        assert_eq!(made("production", &keys), "option", "{keys}");
    }
    // A bare PEM cannot say it.
    assert_eq!(made("", &json_string(keys::P256)), "ok");
    assert_eq!(made("production", &json_string(keys::P256)), "option");
}

#[test]
fn one_stranger_among_many_is_enough() {
    let of = |environment: &str| format!(r#"{{{},"environment":"{environment}"}}"#, keys::jwk_members(ES256));
    let (ours, theirs) = (of("production"), of("staging"));
    assert_eq!(made("production", &format!("[{ours},{ours}]")), "ok");
    for keys in [
        format!("[{ours},{theirs}]"),
        format!("[{ours},{}]", keys::jwk(ES256)),
        format!("[{ours},{}]", json_string(keys::P256)),
        // In a JWKS as well, where what cannot be used is skipped: this is a mix-up.
        format!(r#"{{"keys":[{ours},{theirs}]}}"#),
        format!(r#"{{"keys":[{theirs}],"environment":"production"}}"#),
        format!(r#"[{{"keys":[{theirs}],"environment":"production"}}]"#),
    ] {
        assert_eq!(made("production", &keys), "option", "{keys}");
    }
    // A member's own word goes before the set's.
    assert_eq!(made("production", &format!(r#"{{"keys":[{ours}],"environment":"staging"}}"#)), "ok");
}

#[test]
fn names_that_are_none() {
    for name in
        [r#""""#, r#""Prod""#, r#""a b""#, r#""a-b""#, "7", "true", r#"["a"]"#, r#""abcdefghijklmnopqrstu""#]
    {
        let verifier = try_keys(&[ES256], &keys::jwk(ES256), &format!(r#""environment":{name}"#));
        assert_eq!(config_code(&verifier), "option", "{name}");
        let key = format!(r#"{{{},"environment":{name}}}"#, keys::jwk_members(ES256));
        assert_ne!(made("production", &key), "ok", "{name}");
        assert_ne!(made("", &key), "ok", "{name}");
    }
}
