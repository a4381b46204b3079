//! Verify JWTs, check API keys and hold tokens in memory, synchronously, in any runtime.
//!
//! The crate is the core of the npm package `tokenward`. It is pure: no clock, no randomness, no
//! JavaScript and no wasm; time and random bytes are passed in. `wasm/` makes modules of it.
//!
//! Data flows one way: bound, parse, algorithm allowed, key, signature, claims. Start at
//! [`jwt::Verifier`].

extern crate alloc;

pub mod api_key;
pub mod backoff;
pub mod base64url;
pub mod bearer;
pub mod clock_skew;
pub mod crypto;
pub mod error;
pub mod expiry;
pub mod ip;
pub mod json;
pub mod jwk;
pub mod jws;
pub mod jwt;
pub mod limits;
pub mod options;
pub mod redact;
pub mod revocation;
pub mod secret;
pub mod text;
pub mod time;
pub mod token_holder;
pub mod value;
