//! Every option and every rule about claims and keys, at its boundaries.

mod claims;
mod disguises;
mod environments;
mod form;
mod grants;
mod keyring;
mod presets;
mod private_keys;
mod remote;
mod settings;
mod spellings;
mod times;

use crate::support::encoding::{b64, json_string};
use crate::support::mint::{CLAIMS, compact, mac, signed, token};
use crate::support::verifiers::{
    at, code, config_code, options, try_keys, try_options, verdict_at, verifier, with_keys,
};
use crate::support::{NOW, keys};
use tokenward::error::ConfigError;
use tokenward::jws::Algorithm::{
    self, ES256, ES384, ES512, Ed25519, EdDSA, HS256, HS384, HS512, PS256, PS384, RS256,
};
use tokenward::jwt::decode_unverified;
use tokenward::limits;

/// The verdict about signed claims under these options, at a time.
fn claims_at(options: &str, claims: &str, now: f64) -> String {
    verdict_at(&verifier(HS256, options), token(HS256, claims), now)
}

/// The verdict about signed claims under these options, at the time 1000.
fn claims(options: &str, claims: &str) -> String {
    claims_at(options, claims, 1000.0)
}
