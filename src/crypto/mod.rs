//! Arithmetic of signature checks over prepared keys. It knows neither tokens nor JOSE.
//!
//! A verifier's keys rarely change, so everything that depends on the key alone is computed
//! once: HMAC midstates, Montgomery constants, and for elliptic curves a table of multiples
//! of the public key, built when the key has been used a few times and within a [`budget`].
//!
//! Hashes are RustCrypto's, and MACs are compared in constant time. The other checks handle
//! public data only and are this crate's own arithmetic, because that is where a JWT
//! library's time goes. It is tested against RustCrypto, dalek, `num-bigint`, `fiat-crypto`
//! and AWS-LC, and must never be given a secret.

pub mod budget;
pub mod ecdsa;
pub mod ed25519;
pub mod hash;
pub mod hmac;
pub mod rsa;
#[cfg(test)]
mod testing;
mod unroll;
