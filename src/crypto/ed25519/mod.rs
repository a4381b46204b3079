//! Ed25519 signature verification (RFC 8032, PureEdDSA; JWS `EdDSA` of RFC 8037) with prepared keys.
//!
//! Only for verification: keys, messages and signatures are public, so time and memory accesses depend on
//! them. Never use this arithmetic with secrets.
//!
//! # What is accepted
//! The rules are those of `ed25519_dalek::VerifyingKey::verify_strict`, and stricter for keys. With `B` the
//! base point, `L` the order of its group, a signature `R || S` of a message `M` under a key `A` is accepted
//! if and only if
//! 1. the key is 32 bytes and the canonical encoding of a point: y below p = 2^255 - 19, and no sign bit with
//!    x = 0 (RFC 8032 section 5.1.3; dalek takes larger y, of which it then hashes the bytes as they are);
//! 2. the key is not one of the eight points of small order, under which one signature fits many messages;
//! 3. the signature is 64 bytes and S, its second half, is below L (RFC 8032 section 5.1.7; otherwise S + L
//!    would be a second signature);
//! 4. R is not of small order;
//! 5. the bytes of R are the encoding of `S B - k A`, where `k` is SHA-512(R || A || M) modulo L. This is the
//!    equation without the cofactor, which RFC 8032 section 5.1.7 allows ("sufficient, but not required, to
//!    instead check"), and comparing bytes refuses every other encoding of the same R.
//!
//! Keys and R with a part of small order and a part of large order are accepted when the equation holds, as
//! in dalek. Of the twelve cases of Chalkias, Garillot and Nikolaenko, "Taming the many EdDSAs" (2020), only
//! the fourth is accepted (`tests::vectors` lists them). One signature thus never is valid for two messages
//! of a key, and a signature cannot be changed into another of the same message without the private key.
//!
//! # How it is fast
//! `S B - k A` without a doubling: tables hold the multiples of `B` and of `A` for every digit position
//! (`table`), so it is a sum of at most 32 + 43 points. Two of them are added at a time, one in each lane of
//! a vector (`lanes`, `field`, `point`). A key starts with a small table and builds the large one when it has
//! paid off (`prepared`).

mod canonical;
mod encoding;
mod field;
mod invert;
mod lanes;
mod point;
mod prepared;
mod scalar;
mod table;
#[cfg(test)]
mod tests;
mod verify;

pub use verify::{InvalidKey, LARGE_TABLE_BYTES, VerifyingKey};
