//! Keys that were fetched: what of a JWKS is taken, and what is not.

use tokenward::jwk::KeySet;
use tokenward::jwk::key_set::KeyRules;
use tokenward::jws::Algorithm;

const EC: &str = r#""kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0""#;

fn taken(jwks: &str, environment: Option<&str>) -> Option<usize> {
    let rules = KeyRules { algorithms: Algorithm::all().collect(), environment };
    KeySet::from_remote(jwks.as_bytes(), rules, &mut |_| {}).ok().map(|set| set.len())
}

#[test]
fn unusable_members_are_skipped_and_none_may_be_left() {
    assert_eq!(taken(&format!(r#"{{"keys":[{{{EC}}},{{"kty":"AKP"}},7,null]}}"#), None), Some(1));
    assert_eq!(taken(r#"{"keys":[]}"#, None), Some(0));
    // RFC 7517 section 4.2: not for signatures.
    assert_eq!(taken(&format!(r#"{{"keys":[{{{EC},"use":"enc"}}]}}"#), None), Some(0));
    for no_jwks in
        ["", "[]", "{}", "null", r#"{"keys":{}}"#, r#"{"keys":[],"keys":[]}"#, "<html>", r#"{"keys":[]} x"#]
    {
        assert_eq!(taken(no_jwks, None), None, "{no_jwks}");
    }
}

#[test]
fn secrets_are_never_fetched() {
    let k = "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow";
    assert_eq!(taken(&format!(r#"{{"keys":[{{"kty":"oct","k":"{k}"}},{{{EC}}}]}}"#), None), Some(1));
}

#[test]
fn what_is_skipped_is_told() {
    let told = |jwks: &str, environment| {
        let rules = KeyRules { algorithms: Algorithm::all().collect(), environment };
        let mut told = Vec::new();
        KeySet::from_remote(jwks.as_bytes(), rules, &mut |error| told.push((error.index(), error.code())))
            .unwrap();
        told
    };
    let weak = r#"{"kty":"RSA","n":"AQAB","e":"AQAB"}"#;
    let off = EC.replace("x_FEzRu9", "x_FEzRu8");
    let jwks = format!(
        r#"{{"keys":[{{{EC}}},{{{EC},"d":"AA"}},7,{{"kty":"oct","k":"AAAA"}},{weak},{{{EC},"use":"enc"}},{{{off}}}]}}"#
    );
    assert_eq!(
        told(&jwks, None),
        [
            (Some(1), "key_invalid"),
            (Some(2), "key_invalid"),
            (Some(3), "key_algorithm_mismatch"),
            (Some(4), "key_too_weak"),
            (Some(5), "key_algorithm_mismatch"),
        ]
    );
    // Whether a point is on its curve shows when the key is used: then it is not there.
    let set = KeySet::from_remote(
        jwks.as_bytes(),
        KeyRules { algorithms: Algorithm::all().collect(), environment: None },
        &mut |_| {},
    )
    .unwrap();
    assert_eq!(set.len(), 2);
    assert!(set.get(0).is_some() && set.get(1).is_none());
    assert_eq!(set.candidates(None, Algorithm::ES256).unwrap(), [0]);
    // Keys of another environment are no fault.
    assert_eq!(told(&format!(r#"{{"keys":[{{{EC},"environment":"staging"}}]}}"#), Some("production")), []);
}

#[test]
fn points_that_are_on_no_curve_are_never_used() {
    let zero = "A".repeat(43);
    for (algorithm, members) in [
        (Algorithm::ES256, EC.replace("x_FEzRu9", "x_FEzRu8")),
        // Of small order, and no point
        (Algorithm::EdDSA, format!(r#""kty":"OKP","crv":"Ed25519","x":"{zero}""#)),
        (Algorithm::EdDSA, format!(r#""kty":"OKP","crv":"Ed25519","x":"{}8""#, "_".repeat(42))),
    ] {
        let rules = KeyRules { algorithms: [algorithm].into_iter().collect(), environment: None };
        let jwks = format!(r#"{{"keys":[{{{members}}},{{{members},"kid":"a"}}]}}"#);
        let set = KeySet::from_remote(jwks.as_bytes(), rules, &mut |error| panic!("{error}")).unwrap();
        for kid in [None, Some("a"), Some("b")] {
            assert_eq!(set.candidates(kid, algorithm).unwrap_err().code(), "key_not_found", "{members}");
        }
    }
    let zeros = format!(r#"{{"keys":[{{"kty":"EC","crv":"P-256","x":"{zero}","y":"{zero}"}}]}}"#);
    assert_eq!(taken(&zeros, None), Some(0));
}

#[test]
fn keys_of_another_environment_are_strangers() {
    let jwks = |of_all: &str, of_one: &str| format!(r#"{{{of_all}"keys":[{{{EC}{of_one}}}]}}"#);
    let (production, staging) = (r#""environment":"production","#, r#""environment":"staging","#);
    let (one_production, one_staging) = (r#","environment":"production""#, r#","environment":"staging""#);
    for (of_all, of_one, environment, expected) in [
        ("", "", None, 1),
        ("", "", Some("production"), 1),
        (production, "", Some("production"), 1),
        (staging, "", Some("production"), 0),
        (staging, "", None, 0),
        ("", one_staging, Some("production"), 0),
        ("", one_production, Some("production"), 1),
        ("", one_production, None, 0),
        (staging, one_production, Some("production"), 1),
    ] {
        assert_eq!(
            taken(&jwks(of_all, of_one), environment),
            Some(expected),
            "{of_all} {of_one} {environment:?}"
        );
    }
}

#[test]
fn key_ops_are_bounded() {
    let ops = |count: usize| {
        let names: Vec<String> =
            (1..count).map(|n| format!(r#""op{n}""#)).chain([r#""verify""#.into()]).collect();
        format!(r#"{{"keys":[{{{EC},"key_ops":[{}]}}]}}"#, names.join(","))
    };
    assert_eq!(taken(&ops(16), None), Some(1));
    assert_eq!(taken(&ops(17), None), Some(0));
}
