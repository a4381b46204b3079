//! Private keys have no place in a verifier, whatever carries them.

use tokenward::jwk::KeySet;
use tokenward::jwk::key_set::KeyRules;

use super::*;

/// Each private member beside the public ones of every type that is asymmetric.
fn private_jwks() -> Vec<(Algorithm, String)> {
    let mut made = Vec::new();
    for algorithm in [RS256, PS256, ES256, ES384, ES512, EdDSA] {
        for name in ["d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv"] {
            for value in
                [r#""AQAB""#, r#""""#, "7", "true", "[]", r#"[{"r":"AQAB","d":"AQAB","t":"AQAB"}]"#, "{}"]
            {
                made.push((algorithm, format!(r#"{{{},"{name}":{value}}}"#, keys::jwk_members(algorithm))));
            }
        }
    }
    // RFC 7515 appendix A.3, RFC 8037 appendix A.1
    made.push((ES256, r#"{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0","d":"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"}"#.into()));
    made.push((EdDSA, r#"{"kty":"OKP","crv":"Ed25519","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#.into()));
    made
}

#[test]
fn are_refused_where_they_are_written_down() {
    for (algorithm, jwk) in private_jwks() {
        let good = keys::jwk(algorithm);
        for (keys, index) in [
            (jwk.clone(), None),
            (format!("[{good},{jwk}]"), Some(1)),
            // RFC 7517 section 5 lets members be skipped, but whoever wrote this one has to know.
            (format!(r#"{{"keys":[{good},{good},{jwk}]}}"#), Some(2)),
            (format!(r#"[{{"keys":[{jwk},{good}]}}]"#), Some(0)),
        ] {
            let result = try_keys(&[algorithm], &keys, "");
            assert_eq!(config_code(&result), "key_invalid", "{keys}");
            let Err(ConfigError::Key(error)) = result else { panic!("{keys}") };
            assert_eq!(error.index(), index, "{keys}");
            assert!(error.to_string().contains("private"), "{error}");
        }
    }
    // Also for another use, of another algorithm, or of a type that is not known here.
    for jwk in [
        format!(r#"{{{},"use":"enc","d":"AA"}}"#, keys::jwk_members(RS256)),
        format!(r#"{{{},"d":"AA"}}"#, keys::jwk_members(ES384)),
        r#"{"kty":"AKP","alg":"ML-DSA-44","pub":"AA","priv":"AA"}"#.into(),
        r#"{"kty":"OKP","crv":"X25519","x":"AA","d":"AA"}"#.into(),
        format!(r#"{{{},"d":"AA"}}"#, keys::jwk_members(HS256)),
    ] {
        for keys in [jwk.clone(), format!(r#"{{"keys":[{},{jwk}]}}"#, keys::jwk(RS256))] {
            assert_eq!(config_code(&try_keys(&[RS256, HS256], &keys, "")), "key_invalid", "{keys}");
        }
    }
    for pem in
        [keys::RSA_PRIVATE, keys::P256_PRIVATE, keys::P384_PRIVATE, keys::P521_PRIVATE, keys::ED25519_PRIVATE]
    {
        for keys in [json_string(pem), format!(r#"{{"pem":{}}}"#, json_string(pem))] {
            assert_eq!(
                config_code(&try_keys(&[RS256, ES256, ES384, ES512, EdDSA], &keys, "")),
                "key_invalid"
            );
        }
    }
}

#[test]
fn are_skipped_and_told_where_they_are_fetched() {
    for (algorithm, jwk) in private_jwks() {
        let rules = KeyRules { algorithms: [algorithm].into_iter().collect(), environment: None };
        let jwks = format!(r#"{{"keys":[{jwk},{{{},"kid":"good"}}]}}"#, keys::jwk_members(algorithm));
        let mut told = Vec::new();
        let set = KeySet::from_remote(jwks.as_bytes(), rules, &mut |error| told.push(error)).unwrap();
        assert_eq!((set.len(), set.kid(0)), (1, Some("good")), "{jwk}");
        assert_eq!(told.len(), 1, "{jwk}");
        assert_eq!((told[0].index(), told[0].code()), (Some(0), "key_invalid"), "{jwk}");
    }
}
