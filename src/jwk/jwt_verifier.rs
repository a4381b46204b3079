//! Our prepared keys behind the traits of the `jsonwebtoken` crate.

use alloc::sync::Arc;
use alloc::vec::Vec;

use jsonwebtoken::crypto::JwtVerifier;
use jsonwebtoken::signature::{Error, Verifier};

use super::PreparedKey;
use crate::jws::Algorithm;

/// A prepared key bound to one algorithm, usable wherever `jsonwebtoken` takes a verifier.
#[derive(Clone, Debug)]
pub struct BoundKey {
    key: Arc<PreparedKey>,
    algorithm: Algorithm,
    theirs: jsonwebtoken::Algorithm,
}

impl BoundKey {
    /// Binds `key` to `algorithm`; `None` for ES512, which `jsonwebtoken` does not know.
    pub fn new(key: Arc<PreparedKey>, algorithm: Algorithm) -> Option<Self> {
        algorithm.to_jsonwebtoken().map(|theirs| Self { key, algorithm, theirs })
    }
}

impl Verifier<Vec<u8>> for BoundKey {
    fn verify(&self, message: &[u8], signature: &Vec<u8>) -> Result<(), Error> {
        if self.key.verify(self.algorithm, message, signature) { Ok(()) } else { Err(Error::new()) }
    }
}

impl JwtVerifier for BoundKey {
    fn algorithm(&self) -> jsonwebtoken::Algorithm {
        self.theirs
    }
}
