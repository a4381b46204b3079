//! Tokens, signed by AWS-LC.

use aws_lc_rs::hmac;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    EcdsaKeyPair, RSA_PKCS1_SHA256, RSA_PKCS1_SHA384, RSA_PKCS1_SHA512, RSA_PSS_SHA256, RSA_PSS_SHA384,
    RSA_PSS_SHA512,
};
use tokenward::jws::Algorithm;

use super::encoding::b64;
use super::keys::{PAIRS, SECRET};

/// Claims that every default policy accepts at [`NOW`](super::NOW).
pub const CLAIMS: &str = r#"{"iss":"issuer","sub":"me","iat":1699999000,"exp":1700000600}"#;

/// The HMAC of `input` under any key.
pub fn mac(algorithm: Algorithm, key: &[u8], input: &[u8]) -> Vec<u8> {
    let hash = match algorithm {
        Algorithm::HS256 => hmac::HMAC_SHA256,
        Algorithm::HS384 => hmac::HMAC_SHA384,
        Algorithm::HS512 => hmac::HMAC_SHA512,
        other => panic!("{other:?} is no HMAC"),
    };
    hmac::sign(&hmac::Key::new(hash, key), input).as_ref().to_vec()
}

/// The signature of `input` under the test key of `algorithm`.
pub fn sign(algorithm: Algorithm, input: &[u8]) -> Vec<u8> {
    let random = SystemRandom::new();
    let rsa = |encoding: &'static dyn aws_lc_rs::signature::RsaEncoding| {
        let mut signature = vec![0; PAIRS.rsa.public_modulus_len()];
        PAIRS.rsa.sign(encoding, &random, input, &mut signature).unwrap();
        signature
    };
    let ec = |pair: &EcdsaKeyPair| pair.sign(&random, input).unwrap().as_ref().to_vec();
    match algorithm {
        Algorithm::HS256 | Algorithm::HS384 | Algorithm::HS512 => mac(algorithm, SECRET.as_bytes(), input),
        Algorithm::RS256 => rsa(&RSA_PKCS1_SHA256),
        Algorithm::RS384 => rsa(&RSA_PKCS1_SHA384),
        Algorithm::RS512 => rsa(&RSA_PKCS1_SHA512),
        Algorithm::PS256 => rsa(&RSA_PSS_SHA256),
        Algorithm::PS384 => rsa(&RSA_PSS_SHA384),
        Algorithm::PS512 => rsa(&RSA_PSS_SHA512),
        Algorithm::ES256 => ec(&PAIRS.p256),
        Algorithm::ES384 => ec(&PAIRS.p384),
        Algorithm::ES512 => ec(&PAIRS.p521),
        Algorithm::EdDSA | Algorithm::Ed25519 => PAIRS.ed25519.sign(input).as_ref().to_vec(),
    }
}

/// A token of these texts with whatever signature `sign` makes of its signing input.
pub fn compact(
    header: impl AsRef<[u8]>,
    payload: impl AsRef<[u8]>,
    sign: impl FnOnce(&[u8]) -> Vec<u8>,
) -> String {
    let input = format!("{}.{}", b64(header), b64(payload));
    let signature = b64(sign(input.as_bytes()));
    format!("{input}.{signature}")
}

/// A token of these texts, well signed.
pub fn signed(algorithm: Algorithm, header: impl AsRef<[u8]>, payload: impl AsRef<[u8]>) -> String {
    compact(header, payload, |input| sign(algorithm, input))
}

/// A token with an ordinary header, well signed.
pub fn token(algorithm: Algorithm, payload: impl AsRef<[u8]>) -> String {
    signed(algorithm, format!(r#"{{"alg":"{}","typ":"JWT"}}"#, algorithm.name()), payload)
}

/// `token` with another signature.
pub fn with_signature(token: &str, signature: impl AsRef<[u8]>) -> String {
    let (input, _) = token.rsplit_once('.').unwrap();
    format!("{input}.{}", b64(signature))
}
