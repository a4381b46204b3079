//! The crate as WebAssembly: the same file runs in Node and in headless browsers.
//!
//! ```text
//! node tools/test.mjs wasm-node
//! node tools/test.mjs wasm-chromium
//! node tools/test.mjs wasm-firefox
//! ```
//!
//! There is no `wasm_bindgen_test_configure!` on purpose: it would bind the file to one of them.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "vectors/rfc.rs"]
mod rfc;

use rfc::{A1, A2, A3, A4, A5, A6, A7, EXP, Example};
use tokenward::api_key;
use tokenward::base64url;
use tokenward::bearer;
use tokenward::clock_skew::TokenExchangeTimes;
use tokenward::error::{ConfigError, OptionError};
use tokenward::expiry::{expires_in, should_refresh};
use tokenward::json;
use tokenward::jwk::PreparedKey;
use tokenward::jwk::parse;
use tokenward::jws::Algorithm;
use tokenward::jwt::{Verifier, decode_unverified};
use tokenward::secret::Secret;
use tokenward::time::{UnixSeconds, parse_duration, parse_timestamp};
use tokenward::token_holder::{State, Swap, TokenHolder};
use tokenward::value::Value;
use wasm_bindgen_test::wasm_bindgen_test;

fn at(seconds: f64) -> UnixSeconds {
    UnixSeconds::new(seconds).unwrap()
}

fn verifier(example: &Example, more: &str) -> Verifier {
    Verifier::from_value(&Value::from_json(example.options(more).as_bytes()).unwrap()).unwrap()
}

fn code(verifier: &Verifier, token: &str, now: f64) -> &'static str {
    verifier.verify(token.as_bytes(), at(now)).map_or_else(|error| error.code(), |_| "ok")
}

/// Checks the signature of an example often enough for tables that are built lazily.
fn signature_fits(example: &Example) {
    let algorithm = Algorithm::from_name(example.algorithm).unwrap();
    let jwk = parse::parse(&Value::from_json(example.jwk.as_bytes()).unwrap()).unwrap();
    let key = PreparedKey::new(&jwk.material, jwk.algorithms).unwrap();
    let (input, signature) = example.token.rsplit_once('.').unwrap();
    let signature = base64url::decode(signature.as_bytes()).unwrap();
    let mut altered = signature.clone();
    altered[5] ^= 1;
    for round in 0..16 {
        assert!(key.verify(algorithm, input.as_bytes(), &signature), "{} round {round}", example.source);
        assert!(!key.verify(algorithm, input.as_bytes(), &altered), "{} round {round}", example.source);
        assert!(!key.verify(algorithm, &input.as_bytes()[1..], &signature), "{}", example.source);
    }
}

fn verifies_until_it_expires(example: &Example) {
    let verifier = verifier(example, r#","issuer":"joe""#);
    let verified = verifier.verify(example.token.as_bytes(), at(EXP - 1.0)).unwrap();
    assert_eq!(verified.claims, rfc::CLAIMS);
    assert_eq!(verified.expires_in, Some(1.0));
    assert_eq!(code(&verifier, example.token, EXP), "token_expired");
    assert_eq!(code(&self::verifier(example, r#","issuer":"jo""#), example.token, 0.0), "claim_mismatch");
}

#[wasm_bindgen_test]
fn hs256_of_rfc7515() {
    signature_fits(&A1);
    verifies_until_it_expires(&A1);
}

#[wasm_bindgen_test]
fn rs256_of_rfc7515() {
    signature_fits(&A2);
    verifies_until_it_expires(&A2);
}

#[wasm_bindgen_test]
fn es256_of_rfc7515() {
    signature_fits(&A3);
    verifies_until_it_expires(&A3);
}

#[wasm_bindgen_test]
fn es512_of_rfc7515() {
    signature_fits(&A4);
}

#[wasm_bindgen_test]
fn ed25519_of_rfc8037() {
    signature_fits(&rfc::ED25519);
}

#[wasm_bindgen_test]
fn rs256_ps384_es512_hs256_of_rfc7520() {
    for example in &rfc::COOKBOOK {
        signature_fits(example);
    }
}

/// RFC 7515 has no example of ES384 and RFC 7518 none of PS256: made with OpenSSL, once.
#[wasm_bindgen_test]
fn es384_and_ps256_of_another_implementation() {
    signature_fits(&ES384);
    signature_fits(&PS256);
}

#[wasm_bindgen_test]
fn texts_are_no_claims() {
    for example in rfc::TEXTS {
        assert_eq!(code(&verifier(example, ""), example.token, 0.0), "token_malformed", "{}", example.source);
    }
}

#[wasm_bindgen_test]
fn none_is_refused() {
    for example in rfc::JWTS {
        assert_eq!(code(&verifier(example, ""), A5, 0.0), "algorithm_not_allowed");
    }
}

#[wasm_bindgen_test]
fn the_json_serializations_are_refused() {
    for json in [A6, A7] {
        assert_eq!(code(&verifier(&A3, ""), json, 0.0), "token_malformed");
    }
}

#[wasm_bindgen_test]
fn b64_false_is_refused() {
    assert_eq!(code(&verifier(&A1, ""), rfc::B64_FALSE_DETACHED, 0.0), "critical_header_unsupported");
}

#[wasm_bindgen_test]
fn altered_tokens_are_refused() {
    for example in rfc::JWTS {
        let verifier = verifier(example, "");
        let (input, signature) = example.token.rsplit_once('.').unwrap();
        let mut bytes = base64url::decode(signature.as_bytes()).unwrap();
        bytes[9] ^= 0x10;
        let forged = format!("{input}.{}", base64url::encode(&bytes));
        assert_eq!(code(&verifier, &forged, 0.0), "signature_invalid");
        assert_eq!(code(&verifier, &format!("{input}."), 0.0), "signature_invalid");
        assert_eq!(code(&verifier, input, 0.0), "token_malformed");
        assert_eq!(code(&verifier, &format!("{} ", example.token), 0.0), "token_malformed");
        assert_eq!(code(&verifier, &format!("{}=", example.token), 0.0), "token_malformed");
        assert_eq!(code(&verifier, "", 0.0), "token_missing");
        assert_eq!(code(&verifier, &"x".repeat(17_000), 0.0), "token_too_large");
    }
}

#[wasm_bindgen_test]
fn an_hmac_under_a_public_key_is_refused() {
    // CVE-2015-9235: the key is RSA, so there is no HMAC to check.
    let json = format!(r#"{{"algorithms":["RS256","HS256"],"keys":{}}}"#, A2.jwk);
    let verifier = Verifier::from_value(&Value::from_json(json.as_bytes()).unwrap()).unwrap();
    assert_eq!(code(&verifier, A1.token, 0.0), "key_not_found");
    assert_eq!(code(&verifier, A2.token, 0.0), "ok");
}

#[wasm_bindgen_test]
fn wrong_configurations_are_refused() {
    let make = |json: &str| Verifier::from_value(&Value::from_json(json.as_bytes()).unwrap());
    for (json, expected) in [
        (r#"{"algorithms":["HS256"],"keys":{"secret":"short"}}"#, "key_too_weak"),
        (r#"{"algorithms":["RS256"],"keys":{"kty":"RSA","n":"AQAB","e":"AQAB"}}"#, "key_too_weak"),
        (r#"{"algorithms":["RS256"],"keys":"-----BEGIN PUBLIC KEY-----"}"#, "key_invalid"),
        (
            r#"{"algorithms":["HS256"],"keys":{"secret":"-----BEGIN PUBLIC KEY-----"}}"#,
            "key_algorithm_mismatch",
        ),
    ] {
        match make(json).unwrap_err() {
            ConfigError::Key(error) => assert_eq!(error.code(), expected),
            ConfigError::Option(error) => panic!("{error}"),
        }
    }
    let error = make(r#"{"algorithms":[],"keys":{}}"#).unwrap_err();
    assert!(error.to_string().contains("`algorithms`"));
}

#[wasm_bindgen_test]
fn a_remembered_token_still_expires() {
    let verifier = verifier(&A3, r#","cache":10"#);
    for _ in 0..4 {
        assert_eq!(code(&verifier, A3.token, EXP - 1.0), "ok");
    }
    assert_eq!(code(&verifier, A3.token, EXP), "token_expired");
}

#[wasm_bindgen_test]
fn decoding_only() {
    assert_eq!(decode_unverified(A1.token.as_bytes(), 16_384).unwrap().claims, rfc::CLAIMS);
    assert_eq!(decode_unverified(A4.token.as_bytes(), 16_384).unwrap_err().code(), "token_malformed");
}

#[wasm_bindgen_test]
fn base64url_has_one_spelling() {
    for length in 0..100_usize {
        let bytes: Vec<u8> = (0..length).map(|n| (n * 37 + length) as u8).collect();
        let text = base64url::encode(&bytes);
        assert_eq!(base64url::decode(text.as_bytes()).unwrap(), bytes);
        assert!(base64url::decode(format!("{text}=").as_bytes()).is_err());
    }
    for text in ["A", "AR", "AAB", "A+z/4ME", "A-z_4M E", "A-z_4ME\n"] {
        assert!(base64url::decode(text.as_bytes()).is_err(), "{text}");
    }
}

#[wasm_bindgen_test]
fn json_is_strict() {
    let parses = |text: &str| json::parse_object(text.as_bytes(), |_, _| ()).is_ok();
    assert!(parses(r#" {"a":[1,-2.5e3,"\ud83d\ude00"],"b":{"c":null}} "#));
    for text in [r#"{"a":1,"\u0061":2}"#, r#"{"a":"\ud83d"}"#, "[]", "{'a':1}", r#"{"a":01}"#, r#"{"a":1}x"#]
    {
        assert!(!parses(text), "{text}");
    }
    // A stack in WebAssembly is small: the depth is bounded long before it ends.
    let nested = |depth: usize| format!(r#"{{"a":{}{}}}"#, "[".repeat(depth), "]".repeat(depth));
    assert!(parses(&nested(60)));
    assert!(!parses(&nested(100_000)));
}

#[wasm_bindgen_test]
fn api_keys_come_from_the_runtimes_random_source() {
    let make = || {
        api_key::generate("acme", "live", |bytes| {
            getrandom::fill(bytes).map_err(|_| "no random source").unwrap();
            Ok::<(), OptionError>(())
        })
        .unwrap()
    };
    let (first, second) = (make(), make());
    assert!(!first.key.ct_eq(second.key.expose()));
    assert!(first.key.expose().starts_with(b"acme_live_"));
    assert!(api_key::verify(first.key.expose(), first.hash.as_bytes()));
    assert!(!api_key::verify(second.key.expose(), first.hash.as_bytes()));
    // FIPS 180-4
    let hash = api_key::hash(b"abc").unwrap();
    assert_eq!(hash, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

#[wasm_bindgen_test]
fn the_token_holder() {
    let mut holder = TokenHolder::new(300.0, 0.0, None).unwrap();
    assert_eq!(holder.state(at(0.0)), State::Empty);
    let response = format!(r#"{{"access_token":"{}","refresh_token":"r"}}"#, A1.token);
    let issued = TokenExchangeTimes::at(at(EXP - 3600.0));
    holder.set_response(&Value::from_json(response.as_bytes()).unwrap(), issued, Swap::default()).unwrap();
    assert_eq!(holder.state(at(EXP - 301.0)), State::Fresh);
    assert_eq!(holder.state(at(EXP - 300.0)), State::Refresh);
    assert_eq!(holder.state(at(EXP)), State::Expired);
    assert!(holder.access_token(at(EXP - 1.0)).unwrap().ct_eq(A1.token.as_bytes()));
    assert!(!format!("{holder:?}").contains(&A1.token[..8]));
    holder.clear();
    assert_eq!(holder.access_token(at(0.0)).unwrap_err().code(), "token_missing");
}

#[wasm_bindgen_test]
fn times() {
    assert_eq!(parse_duration("1h30m").unwrap(), 5400.0);
    assert!(parse_duration("90").is_err());
    let instant = parse_timestamp("2011-03-22T18:43:00Z").unwrap();
    assert_eq!(instant.get(), EXP);
    assert_eq!(expires_in(instant, at(EXP - 60.0)), 60.0);
    assert!(should_refresh(instant, at(EXP - 60.0), 60.0));
    assert!(parse_timestamp("2011-02-30T00:00:00Z").is_err());
}

#[wasm_bindgen_test]
fn bearer_credentials() {
    assert_eq!(bearer::parse(b"Bearer a.b.c").unwrap(), b"a.b.c");
    assert_eq!(bearer::parse(b"Basic a").unwrap_err().code(), "token_missing");
    assert_eq!(bearer::parse(b"Bearer a, Bearer b").unwrap_err().code(), "token_malformed");
    assert_eq!(format!("{:?}", Secret::new(b"hunter2".to_vec())), "Secret(7 bytes)");
}

const ES384: Example = Example {
    source: "OpenSSL, ES384",
    algorithm: "ES384",
    jwk: r#"{"kty":"EC","crv":"P-384","x":"uyREJFw0fRDTCDu8j3xES3CK0YLZKYVMoeDuTfm-C3bu2KD_7zJeov5XReQQyn4f","y":"acZGmLSXItRd_lcEjSSweWWG-Dlg9hypNGO8JQIy1OqcRpy7-hSu3oGVhgK9FhOx"}"#,
    token: "eyJhbGciOiJFUzM4NCJ9.UGF5bG9hZA.18blqTQm6OfTPxkUeZ7X5Hw5VaN28jiw3MFOH6A-FCS6nxWeQw5n4iCFzCR7H9i9t7lgZ29IA6055wHPxeKInuOXkAkExJikwueKktSEPr68jJiOX0dGwbBvWHeJhrNv",
};

const PS256: Example = Example {
    source: "OpenSSL, PS256",
    algorithm: "PS256",
    jwk: r#"{"kty":"RSA","n":"uiLUi01xgGs7agWlN5f7lolQ4yzoi0AX35G2_-VEvzlHU_4y_gO0oyci3MJjkEm4tsonCp_6rbE-f8wFE_ha4zrASiuIhyVtfgp4CkcurUu5ta-TJ7_-J-KRvZQtrM7uZdaTsKB1YVEP0I1NyPrmdwR7oKTvGDxMoFvTp2CZArAB7NqR6vr0g3Z8KNXiuvsVznXQ4Vs3wJ1MmAmfFOXNJq1y3zg695qHT0zxQxkQ-DHQD2c0guymu0jbY93mgBPwU43XltlLdpEggT59WDITUbDTA4qtAUdMC_oYzQAvZEOGRtRLXNomi4tAEpnXjzQJBowfhH6bHE6RGyrk7A5uqQ","e":"AQAB"}"#,
    token: "eyJhbGciOiJQUzI1NiJ9.UGF5bG9hZA.LTzBcDLgL27FgESFQs-v583wvQm4OYCi60fDWCHPhoWB8h8mXxBK4oEV5T5TSYxECN3XqdKL8a2vFSOVGsrzII-qaHdMsqcv5U33DN0giSyUQbYizgMAM9oD0gwRxP0LckmZhsK7pcwq_kGDoE3TogUyfY3MGS4cVhsmT9RZAngDv1yOvzfBye5ScS7Hyz6AyVPbYrbB7pzmHXdXgMoo4FSj-ccC2desMEjYpn-H3ecNSgDhU_1EPVjMSism28y8WXGRSBJh2-eah--TxIrZGF2eI4HTVtIuAbxfzTixnDfnMfrfXHUswyFX_FQF1ocPpWQjYuzYgnqbwHkbH4EcSQ",
};
