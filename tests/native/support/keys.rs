//! The test keys: made for these tests, used nowhere else.

use std::sync::LazyLock;

use aws_lc_rs::rsa::KeyPair as RsaKeyPair;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, ECDSA_P521_SHA512_FIXED_SIGNING,
    EcdsaKeyPair, Ed25519KeyPair, KeyPair as _,
};
use tokenward::jws::Algorithm;

use super::encoding::{b64, unpem};
use super::reference::PublicKey;

macro_rules! vector {
    ($name:literal) => {
        include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors/keys/", $name))
    };
}

pub const RSA_PRIVATE: &str = vector!("rsa.private.pem");
pub const P256_PRIVATE: &str = vector!("p256.private.pem");
pub const P384_PRIVATE: &str = vector!("p384.private.pem");
pub const P521_PRIVATE: &str = vector!("p521.private.pem");
pub const ED25519_PRIVATE: &str = vector!("ed25519.private.pem");

pub const RSA: &str = vector!("rsa.public.pem");
pub const RSA_PKCS1: &str = vector!("rsa.pkcs1.pem");
pub const RSA_1024: &str = vector!("rsa1024.public.pem");
pub const RSA_CERTIFICATE: &str = vector!("rsa.certificate.pem");
pub const P256: &str = vector!("p256.public.pem");
pub const P256_COMPRESSED: &str = vector!("p256-compressed.public.pem");
pub const P384: &str = vector!("p384.public.pem");
pub const P521: &str = vector!("p521.public.pem");
pub const SECP256K1: &str = vector!("secp256k1.public.pem");
pub const ED25519: &str = vector!("ed25519.public.pem");
pub const RSA_PSS: &str = vector!("rsa-pss.public.pem");
pub const RSA_PSS_SHA384: &str = vector!("rsa-pss-sha384.public.pem");

pub const RSA_ENCIPHERMENT_CERTIFICATE: &str = vector!("rsa-encipherment.certificate.pem");
pub const RSA_PSS_CERTIFICATE: &str = vector!("rsa-pss-sha384.certificate.pem");
pub const P256_CERTIFICATE: &str = vector!("p256.certificate.pem");
pub const P384_V1_CERTIFICATE: &str = vector!("p384-v1.certificate.pem");
pub const P521_CERTIFICATE: &str = vector!("p521.certificate.pem");
pub const ED25519_CERTIFICATE: &str = vector!("ed25519.certificate.pem");

/// Multiples of P-256's generator of which a coordinate begins with zeros, in hexadecimal without these.
pub const P256_SHORT_POINTS: [(&str, &str); 3] = [
    // 43 G
    (
        "986ae2506f1ff104d04230861d8f4b498f4bc4c6d009b30f7544dc129b82d28d",
        "3cccc0a6460e0ae328a4d97d3c7b61d86fc6289c189f2525110c441bb07e97",
    ),
    // 379 G
    (
        "5543894af3d00ed7d740abdbd75c96b06877b787db5f70eea78b90a8d7c00a",
        "bb4c85a3d8ea29efaafa24406912dd84d5b14dc32bf656ef6c6bd58a5d943f92",
    ),
    // 49350 G
    (
        "20624f7db294820c31a21b10a26e8e19053d814747a6f7a0e8916be22999b5",
        "ea27f2f8fa2111d9db738fcd9ce7e927ba512f20fe9f0c5aa4099c1bd85002",
    ),
];

/// Public keys as OpenSSH writes them.
pub const OPENSSH: [&str; 5] = [
    vector!("rsa.openssh.pub"),
    vector!("p256.openssh.pub"),
    vector!("p384.openssh.pub"),
    vector!("p521.openssh.pub"),
    vector!("ed25519.openssh.pub"),
];

/// The HMAC secret: 64 bytes, enough for HS512 (RFC 7518 section 3.2).
pub const SECRET: &str = "sentinel-hmac-secret/0123456789abcdefghijklmnopqrstuvwxyz/ABCDEF";

/// The private halves, for minting.
pub struct Pairs {
    pub rsa: RsaKeyPair,
    pub p256: EcdsaKeyPair,
    pub p384: EcdsaKeyPair,
    pub p521: EcdsaKeyPair,
    pub ed25519: Ed25519KeyPair,
}

pub static PAIRS: LazyLock<Pairs> = LazyLock::new(|| {
    let der = |pem| unpem(pem).unwrap();
    let ec = |algorithm, pem| EcdsaKeyPair::from_pkcs8(algorithm, &der(pem)).unwrap();
    Pairs {
        rsa: RsaKeyPair::from_pkcs8(&der(RSA_PRIVATE)).unwrap(),
        p256: ec(&ECDSA_P256_SHA256_FIXED_SIGNING, P256_PRIVATE),
        p384: ec(&ECDSA_P384_SHA384_FIXED_SIGNING, P384_PRIVATE),
        p521: ec(&ECDSA_P521_SHA512_FIXED_SIGNING, P521_PRIVATE),
        ed25519: Ed25519KeyPair::from_pkcs8(&der(ED25519_PRIVATE)).unwrap(),
    }
});

/// The RSA modulus, big-endian.
pub fn rsa_modulus() -> Vec<u8> {
    PAIRS.rsa.public_key().modulus().big_endian_without_leading_zero().to_vec()
}

/// The public half that checks `algorithm`, as the second implementation takes it.
pub fn public(algorithm: Algorithm) -> PublicKey {
    use Algorithm::{ES256, ES384, ES512, Ed25519, EdDSA, HS256, HS384, HS512};
    let point = |pair: &EcdsaKeyPair| pair.public_key().as_ref().to_vec();
    match algorithm {
        HS256 | HS384 | HS512 => PublicKey::Hmac(SECRET.into()),
        ES256 => PublicKey::Ec { curve: "P-256".into(), point: point(&PAIRS.p256) },
        ES384 => PublicKey::Ec { curve: "P-384".into(), point: point(&PAIRS.p384) },
        ES512 => PublicKey::Ec { curve: "P-521".into(), point: point(&PAIRS.p521) },
        EdDSA | Ed25519 => PublicKey::Ed25519(PAIRS.ed25519.public_key().as_ref().to_vec()),
        _ => PublicKey::Rsa {
            n: rsa_modulus(),
            e: PAIRS.rsa.public_key().exponent().big_endian_without_leading_zero().to_vec(),
        },
    }
}

/// The members of the public JWK for `algorithm`, without `kid`, `alg` and braces.
pub fn jwk_members(algorithm: Algorithm) -> String {
    match public(algorithm) {
        PublicKey::Hmac(secret) => format!(r#""kty":"oct","k":"{}""#, b64(secret)),
        PublicKey::Rsa { n, e } => format!(r#""kty":"RSA","n":"{}","e":"{}""#, b64(n), b64(e)),
        PublicKey::Ec { curve, point } => {
            let (x, y) = point[1..].split_at(point.len() / 2);
            format!(r#""kty":"EC","crv":"{curve}","x":"{}","y":"{}""#, b64(x), b64(y))
        }
        PublicKey::Ed25519(x) => format!(r#""kty":"OKP","crv":"Ed25519","x":"{}""#, b64(x)),
    }
}

/// The public JWK for `algorithm`.
pub fn jwk(algorithm: Algorithm) -> String {
    format!("{{{}}}", jwk_members(algorithm))
}

/// The public PEM for `algorithm`; `None` for HMACs.
pub fn pem(algorithm: Algorithm) -> Option<&'static str> {
    use Algorithm::{ES256, ES384, ES512, Ed25519, EdDSA, HS256, HS384, HS512};
    match algorithm {
        HS256 | HS384 | HS512 => None,
        ES256 => Some(P256),
        ES384 => Some(P384),
        ES512 => Some(P521),
        EdDSA | Ed25519 => Some(ED25519),
        _ => Some(RSA),
    }
}
