//! The second opinion: AWS-LC's verdict on a raw signature.

use aws_lc_rs::hmac;
use aws_lc_rs::rsa::PublicKeyComponents;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P384_SHA384_FIXED, ECDSA_P521_SHA512_FIXED, ED25519,
    RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_2048_8192_SHA384, RSA_PKCS1_2048_8192_SHA512,
    RSA_PSS_2048_8192_SHA256, RSA_PSS_2048_8192_SHA384, RSA_PSS_2048_8192_SHA512, RsaParameters,
    UnparsedPublicKey, VerificationAlgorithm,
};
use serde_json::Value as Json;

use super::encoding::unb64;

/// A key as AWS-LC takes it.
#[derive(Clone, Debug)]
pub enum PublicKey {
    Hmac(Vec<u8>),
    Rsa { n: Vec<u8>, e: Vec<u8> },
    Ec { curve: String, point: Vec<u8> },
    Ed25519(Vec<u8>),
}

impl PublicKey {
    /// A JWK, read without any care.
    pub fn from_jwk(jwk: &Json) -> Option<Self> {
        let bytes = |name: &str| {
            let text = jwk.get(name)?.as_str()?.replace('+', "-").replace('/', "_");
            let letters: String = text.split_ascii_whitespace().collect();
            unb64(letters.trim_end_matches('=').as_bytes())
        };
        let number = |name: &str| {
            let bytes: Vec<u8> = bytes(name)?.into_iter().skip_while(|byte| *byte == 0).collect();
            Some(bytes)
        };
        // As far as it fits: zeros stand before it.
        let coordinate = |name: &str, width: usize| {
            let number = number(name)?;
            Some([vec![0; width.checked_sub(number.len())?], number].concat())
        };
        match jwk.get("kty")?.as_str()? {
            "oct" => Some(Self::Hmac(bytes("k")?)),
            "RSA" => Some(Self::Rsa { n: number("n")?, e: number("e")? }),
            "EC" => {
                let curve = jwk.get("crv")?.as_str()?;
                let width = match curve {
                    "P-384" => 48,
                    "P-521" => 66,
                    _ => 32,
                };
                let point = [vec![4], coordinate("x", width)?, coordinate("y", width)?].concat();
                Some(Self::Ec { curve: curve.into(), point })
            }
            "OKP" => Some(Self::Ed25519(bytes("x")?)),
            _ => None,
        }
    }

    /// Whether the signature is `algorithm`'s, by its name, under this key.
    pub fn verify(&self, algorithm: &str, message: &[u8], signature: &[u8]) -> bool {
        match self {
            Self::Hmac(secret) => {
                let hash = match algorithm {
                    "HS256" => hmac::HMAC_SHA256,
                    "HS384" => hmac::HMAC_SHA384,
                    "HS512" => hmac::HMAC_SHA512,
                    _ => return false,
                };
                hmac::verify(&hmac::Key::new(hash, secret), message, signature).is_ok()
            }
            Self::Rsa { n, e } => rsa(algorithm).is_some_and(|parameters| {
                PublicKeyComponents { n, e }.verify(parameters, message, signature).is_ok()
            }),
            Self::Ec { curve, point } => match (algorithm, curve.as_str()) {
                ("ES256", "P-256") | ("ES384", "P-384") | ("ES512", "P-521") => {
                    encoded(algorithm, point, message, signature)
                }
                _ => false,
            },
            Self::Ed25519(x) => {
                matches!(algorithm, "EdDSA" | "Ed25519") && encoded(algorithm, x, message, signature)
            }
        }
    }
}

fn rsa(algorithm: &str) -> Option<&'static RsaParameters> {
    match algorithm {
        "RS256" => Some(&RSA_PKCS1_2048_8192_SHA256),
        "RS384" => Some(&RSA_PKCS1_2048_8192_SHA384),
        "RS512" => Some(&RSA_PKCS1_2048_8192_SHA512),
        "PS256" => Some(&RSA_PSS_2048_8192_SHA256),
        "PS384" => Some(&RSA_PSS_2048_8192_SHA384),
        "PS512" => Some(&RSA_PSS_2048_8192_SHA512),
        _ => None,
    }
}

/// The verdict under an encoded key: SubjectPublicKeyInfo, PKCS#1, a point, or 32 bytes.
pub fn encoded(algorithm: &str, key: &[u8], message: &[u8], signature: &[u8]) -> bool {
    let check: &'static dyn VerificationAlgorithm = match algorithm {
        "ES256" => &ECDSA_P256_SHA256_FIXED,
        "ES384" => &ECDSA_P384_SHA384_FIXED,
        "ES512" => &ECDSA_P521_SHA512_FIXED,
        "EdDSA" | "Ed25519" => &ED25519,
        other => match rsa(other) {
            Some(parameters) => parameters,
            None => return false,
        },
    };
    UnparsedPublicKey::new(check, key).verify(message, signature).is_ok()
}
