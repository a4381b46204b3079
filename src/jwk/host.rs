//! The host's own cryptography, where it is faster than any code in WebAssembly can be.
//!
//! That is RSA, and only RSA: OpenSSL and BoringSSL have 64-bit multiplications with
//! carries, WebAssembly has not. Everything around the one modular exponentiation stays
//! here, and a host that cannot answer leaves the answer to this crate.

use super::PreparedKey;
use crate::jws::Algorithm;

/// A host that may check RSA signatures.
pub trait Host {
    /// Whether `signature` is `algorithm`'s signature of `message` under the key at `position`
    /// of the verifier's keys; `None` if the host cannot tell.
    fn verify(&self, position: usize, algorithm: Algorithm, message: &[u8], signature: &[u8])
    -> Option<bool>;
}

/// No host: everything is computed here.
#[derive(Clone, Copy, Debug)]
pub struct NoHost;

impl Host for NoHost {
    fn verify(&self, _: usize, _: Algorithm, _: &[u8], _: &[u8]) -> Option<bool> {
        None
    }
}

/// Asks the host where it may answer, and computes the rest.
///
/// The length of the signature is checked first (RFC 8017 section 8.2.2 step 1), so that no
/// host has a say in it.
pub fn verify(
    host: &dyn Host,
    position: usize,
    key: &PreparedKey,
    algorithm: Algorithm,
    message: &[u8],
    signature: &[u8],
) -> bool {
    let verdict = match key {
        PreparedKey::Rsa(rsa) if signature.len() != rsa.modulus().len() => Some(false),
        PreparedKey::Rsa(_) if algorithm.family() == jsonwebtoken::AlgorithmFamily::Rsa => {
            host.verify(position, algorithm, message, signature)
        }
        _ => None,
    };
    verdict.unwrap_or_else(|| key.verify(algorithm, message, signature))
}
