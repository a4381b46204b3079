//! Real failures of libraries like this one. Each test is named after the advisories it is
//! about, forges what they describe, and asserts the exact code of the refusal.

mod algorithms;
mod caches;
mod claims;
mod form;
mod header;
mod hygiene;
mod signatures;

use std::time::{Duration, Instant};

use crate::support::encoding::{b64, json_string, unb64, unhex, unpem};
use crate::support::mint::{CLAIMS, compact, mac, sign, signed, token, with_signature};
use crate::support::reference::PublicKey;
use crate::support::verifiers::{
    at, code, config_code, every_token_error, try_keys, try_options, verdict_at, verifier, with_keys,
};
use crate::support::{NOW, bignum, keys};
use aws_lc_rs::digest;
use tokenward::api_key;
use tokenward::jws::Algorithm::{self, ES256, ES384, ES512, EdDSA, HS256, HS384, HS512, PS256, RS256, RS512};
use tokenward::jwt::Verifier;
use tokenward::jwt::options;
use tokenward::value::Value;

/// The verdict and claim at the usual time.
fn verdict(verifier: &Verifier, token: impl AsRef<[u8]>) -> String {
    verdict_at(verifier, token, NOW)
}

/// A token with this `alg` and an HMAC under `key`.
fn hmac_token(algorithm: Algorithm, key: &[u8]) -> String {
    compact(format!(r#"{{"alg":"{}"}}"#, algorithm.name()), CLAIMS, |input| mac(algorithm, key, input))
}

/// The good token of `algorithm`, to show that a verifier is not just refusing everything.
fn good(algorithm: Algorithm) -> String {
    token(algorithm, CLAIMS)
}

/// Runs `f`, which has to take next to nothing, even on a busy machine.
fn soon<T>(f: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let result = f();
    assert!(start.elapsed() < Duration::from_secs(5), "took {:?}", start.elapsed());
    result
}

/// Signs `claims` for a verifier with these options and gives its verdict.
fn claims_verdict(options: &str, claims: &str) -> String {
    verdict(&verifier(HS256, options), token(HS256, claims))
}
