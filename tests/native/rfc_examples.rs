//! The examples of RFC 7515, 7519, 7520, 7797 and 8037, to the letter.

#[path = "../vectors/rfc.rs"]
mod rfc;
use crate::support::encoding::{b64, unb64};
use crate::support::reference::PublicKey;
use crate::support::verifiers::{at, code_at, options, try_options};
use rfc::{A1, A2, A3, A5, A6, A7, EXP, Example};
use tokenward::jwk::PreparedKey;
use tokenward::jwk::parse;
use tokenward::jws::Algorithm;
use tokenward::jwt::decode_unverified;
use tokenward::value::Value;

fn prepared(example: &Example) -> (Algorithm, PreparedKey) {
    let algorithm = Algorithm::from_name(example.algorithm).unwrap();
    let jwk = parse::parse(&Value::from_json(example.jwk.as_bytes()).unwrap()).unwrap();
    (algorithm, PreparedKey::new(&jwk.material, jwk.algorithms).unwrap())
}

fn input_and_signature(token: &str) -> (&str, Vec<u8>) {
    let (input, signature) = token.rsplit_once('.').unwrap();
    (input, unb64(signature.as_bytes()).unwrap())
}

#[test]
fn the_examples_are_copied_right() {
    // An independent implementation accepts each of them, so a test that refuses one means it.
    for example in rfc::JWTS.into_iter().chain(rfc::TEXTS) {
        let key = PublicKey::from_jwk(&serde_json::from_str(example.jwk).unwrap()).unwrap();
        let (input, signature) = input_and_signature(example.token);
        assert!(key.verify(example.algorithm, input.as_bytes(), &signature), "{}", example.source);
    }
    let key = PublicKey::from_jwk(&serde_json::from_str(A1.jwk).unwrap()).unwrap();
    let (_, mac) = input_and_signature(rfc::B64_FALSE_DETACHED);
    assert!(key.verify("HS256", rfc::B64_FALSE_INPUT.as_bytes(), &mac));
}

#[test]
fn every_signature_fits_at_the_level_of_the_key() {
    for example in rfc::JWTS.into_iter().chain(rfc::TEXTS) {
        let (algorithm, key) = prepared(example);
        let (input, signature) = input_and_signature(example.token);
        assert!(key.verify(algorithm, input.as_bytes(), &signature), "{}", example.source);
        for bit in [0, 7, signature.len() * 4 + 3, signature.len() * 8 - 1] {
            let mut altered = signature.clone();
            altered[bit / 8] ^= 1 << (bit % 8);
            assert!(!key.verify(algorithm, input.as_bytes(), &altered), "{} bit {bit}", example.source);
        }
        assert!(!key.verify(algorithm, &input.as_bytes()[1..], &signature), "{}", example.source);
    }
}

#[test]
fn rfc7515_appendix_a_1_to_a_3() {
    for example in rfc::JWTS {
        let verifier = options(&example.options(r#","issuer":"joe""#));
        let verified = verifier.verify(example.token.as_bytes(), at(EXP - 1.0)).unwrap();
        assert_eq!(verified.claims, rfc::CLAIMS, "{}", example.source);
        assert_eq!(verified.expires_in, Some(1.0));
        // RFC 7519 section 4.1.4: "on or after which" it is not accepted.
        assert_eq!(code_at(&verifier, example.token, EXP), "token_expired", "{}", example.source);
        let (input, mut signature) = input_and_signature(example.token);
        signature[5] ^= 1;
        let altered = format!("{input}.{}", b64(signature));
        assert_eq!(code_at(&verifier, altered, EXP - 1.0), "signature_invalid", "{}", example.source);
    }
}

#[test]
fn rfc7519_section_3_1() {
    // The same token as RFC 7515 appendix A.1, header with a line break in it.
    let verified = options(&A1.options("")).verify(A1.token.as_bytes(), at(0.0)).unwrap();
    assert_eq!(verified.header, "{\"typ\":\"JWT\",\r\n \"alg\":\"HS256\"}");
    assert_eq!(verified.claims, rfc::CLAIMS);
    assert_eq!(decode_unverified(A1.token.as_bytes(), 16_384).unwrap().claims, rfc::CLAIMS);
}

#[test]
fn payloads_that_are_no_claims() {
    // RFC 7515 appendix A.4, RFC 7520 section 4, RFC 8037 appendix A.4: good signatures of
    // texts. That the error is not `signature_invalid` shows that the signature did fit.
    for example in rfc::TEXTS {
        let verifier = options(&example.options(""));
        assert_eq!(code_at(&verifier, example.token, 0.0), "token_malformed", "{}", example.source);
    }
}

#[test]
fn rfc8037_appendix_a_4_under_both_names_of_the_algorithm() {
    let (_, key) = prepared(&rfc::ED25519);
    let (input, signature) = input_and_signature(rfc::ED25519.token);
    for algorithm in [Algorithm::EdDSA, Algorithm::Ed25519] {
        assert!(key.verify(algorithm, input.as_bytes(), &signature));
    }
}

#[test]
fn rfc7515_appendix_a_5_is_refused() {
    for example in rfc::JWTS {
        assert_eq!(code_at(&options(&example.options("")), A5, 0.0), "algorithm_not_allowed");
    }
    // `none` cannot even be asked for.
    assert!(try_options(&format!(r#"{{"algorithms":["none"],"keys":{}}}"#, A1.jwk)).is_err());
}

#[test]
fn rfc7515_appendix_a_6_and_a_7_are_refused() {
    for json in [A6, A7] {
        for example in [&A2, &A3] {
            assert_eq!(code_at(&options(&example.options("")), json, 0.0), "token_malformed");
        }
        assert_eq!(decode_unverified(json.as_bytes(), 16_384).unwrap_err().code(), "token_malformed");
    }
}

#[test]
fn rfc7797_section_4_2_is_refused() {
    let verifier = options(&A1.options(""));
    let (header, rest) = rfc::B64_FALSE_DETACHED.split_once("..").unwrap();
    // Detached, with the payload as it is (its dot makes four parts), and encoded.
    for token in [
        (rfc::B64_FALSE_DETACHED.into(), "critical_header_unsupported"),
        (format!("{header}.$.02.{rest}"), "token_malformed"),
        (format!("{header}.{}.{rest}", b64("$.02")), "critical_header_unsupported"),
    ] {
        assert_eq!(code_at(&verifier, &token.0, 0.0), token.1, "{}", token.0);
    }
    // RFC 7797 section 7: no JWT, so `b64` cannot be listed as understood either.
    assert!(try_options(&A1.options(r#","crit":["b64"]"#)).is_err());
}
