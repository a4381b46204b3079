//! The `jsonwebtoken` crate and ours: what one mints the other verifies, and they agree on
//! what was tampered with.

use std::sync::Arc;

use crate::support::encoding::unb64;
use crate::support::mint::{CLAIMS, token};
use crate::support::rng::Rng;
use crate::support::verifiers::{at, code, verifier, with_keys};
use crate::support::{NOW, keys};
use jsonwebtoken::crypto::JwtVerifier;
use jsonwebtoken::{DecodingKey, EncodingKey, Header, Validation, decode, encode};
use tokenward::jwk::PreparedKey;
use tokenward::jwk::jwt_verifier::BoundKey;
use tokenward::jwk::{Material, pem};
use tokenward::jws::Algorithm;
use tokenward::secret::Secret;

/// The algorithms both know: all but ES512.
fn shared() -> impl Iterator<Item = (Algorithm, jsonwebtoken::Algorithm)> {
    Algorithm::all().filter_map(|ours| Some((ours, ours.to_jsonwebtoken()?)))
}

fn encoding_key(algorithm: Algorithm) -> EncodingKey {
    match algorithm.name().as_bytes() {
        [b'H', ..] => EncodingKey::from_secret(keys::SECRET.as_bytes()),
        [b'R' | b'P', ..] => EncodingKey::from_rsa_pem(keys::RSA_PRIVATE.as_bytes()).unwrap(),
        b"ES256" => EncodingKey::from_ec_pem(keys::P256_PRIVATE.as_bytes()).unwrap(),
        b"ES384" => EncodingKey::from_ec_pem(keys::P384_PRIVATE.as_bytes()).unwrap(),
        _ => EncodingKey::from_ed_pem(keys::ED25519_PRIVATE.as_bytes()).unwrap(),
    }
}

fn decoding_key(algorithm: Algorithm) -> DecodingKey {
    let pem = keys::pem(algorithm).unwrap_or_default().as_bytes();
    match algorithm.name().as_bytes() {
        [b'H', ..] => DecodingKey::from_secret(keys::SECRET.as_bytes()),
        [b'R' | b'P', ..] => DecodingKey::from_rsa_pem(pem).unwrap(),
        [b'E', b'S', ..] => DecodingKey::from_ec_pem(pem).unwrap(),
        _ => DecodingKey::from_ed_pem(pem).unwrap(),
    }
}

/// Theirs, without their reading of the system clock.
fn theirs_accepts(algorithm: Algorithm, token: &str) -> bool {
    let mut validation = Validation::new(algorithm.to_jsonwebtoken().unwrap());
    validation.validate_exp = false;
    validation.required_spec_claims.clear();
    decode::<serde_json::Value>(token, &decoding_key(algorithm), &validation).is_ok()
}

#[test]
fn what_they_mint_we_verify() {
    let claims: serde_json::Value = serde_json::from_str(CLAIMS).unwrap();
    for (ours, theirs) in shared() {
        let mut header = Header::new(theirs);
        header.kid = Some("a".into());
        let token = encode(&header, &claims, &encoding_key(ours)).unwrap();
        if ours == Algorithm::Ed25519 {
            // They write the name of RFC 8037; it has to be listed by that name.
            assert_eq!(code(&verifier(ours, ""), &token), "algorithm_not_allowed");
            continue;
        }
        for keys in [Some(keys::jwk(ours)), keys::pem(ours).map(crate::support::encoding::json_string)] {
            let Some(keys) = keys else { continue };
            let verified =
                with_keys(&[ours], &keys, r#""issuer":"issuer""#).verify(token.as_bytes(), at(NOW));
            let verified = verified.unwrap_or_else(|error| panic!("{ours:?}: {error}"));
            assert_eq!(serde_json::from_str::<serde_json::Value>(&verified.claims).unwrap(), claims);
            assert_eq!(verified.expires_in, Some(600.0));
        }
    }
}

#[test]
fn what_we_accept_they_accept_and_the_tampered_neither() {
    let mut rng = Rng::new(7519);
    for (ours, _) in shared().filter(|(ours, _)| *ours != Algorithm::Ed25519) {
        let verifier = verifier(ours, "");
        let good = token(ours, CLAIMS);
        assert!(theirs_accepts(ours, &good), "{ours:?}");
        assert_eq!(code(&verifier, &good), "ok", "{ours:?}");
        let mut refused = 0;
        for _ in 0..200 {
            let mut tampered = good.clone().into_bytes();
            let at = rng.below(tampered.len());
            tampered[at] = *rng.pick(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=");
            let tampered = String::from_utf8(tampered).unwrap();
            let (we, they) = (code(&verifier, &tampered) == "ok", theirs_accepts(ours, &tampered));
            assert!(we == they, "{ours:?}: we {we}, they {they}: {tampered}");
            refused += usize::from(!we);
        }
        assert!(refused > 150, "{ours:?}: {refused}");
    }
}

#[test]
fn our_keys_behind_their_trait() {
    for (ours, theirs) in shared() {
        let material = match keys::pem(ours) {
            Some(text) => pem::parse_one(text.as_bytes()).unwrap().material,
            None => Material::Secret(Secret::from(keys::SECRET.as_bytes())),
        };
        let key = Arc::new(PreparedKey::new(&material, ours.synonyms()).unwrap());
        let bound: Box<dyn JwtVerifier> = Box::new(BoundKey::new(Arc::clone(&key), ours).unwrap());
        assert_eq!(bound.algorithm(), theirs);
        let token = token(ours, CLAIMS);
        let (input, signature) = token.rsplit_once('.').unwrap();
        let signature = unb64(signature.as_bytes()).unwrap();
        assert!(bound.verify(input.as_bytes(), &signature).is_ok(), "{ours:?}");
        assert!(bound.verify(&input.as_bytes()[1..], &signature).is_err(), "{ours:?}");
        assert!(bound.verify(input.as_bytes(), &signature[1..].to_vec()).is_err(), "{ours:?}");
        assert!(bound.verify(input.as_bytes(), &Vec::new()).is_err(), "{ours:?}");
        // Theirs, behind the same trait, says the same.
        if ours != Algorithm::Ed25519 {
            let provider = &jsonwebtoken::crypto::aws_lc::DEFAULT_PROVIDER;
            let reference = (provider.verifier_factory)(&theirs, &decoding_key(ours)).unwrap();
            assert!(reference.verify(input.as_bytes(), &signature).is_ok(), "{ours:?}");
        }
    }
    // They have no ES512.
    let key = PreparedKey::new(
        &pem::parse_one(keys::P521.as_bytes()).unwrap().material,
        Algorithm::ES512.synonyms(),
    )
    .unwrap();
    assert!(BoundKey::new(Arc::new(key), Algorithm::ES512).is_none());
}

#[test]
fn a_short_ed25519_key_does_not_panic() {
    // Their Ed25519 verifier slices a key of fewer than 32 bytes; ours refuses it as a key.
    for length in [0, 1, 31, 33, 64] {
        let material = Material::Ed25519 { x: vec![1; length] };
        let error = PreparedKey::new(&material, Algorithm::EdDSA.synonyms()).unwrap_err();
        assert_eq!(error.code(), "key_invalid");
    }
}
