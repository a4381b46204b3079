//! ECDSA verdicts against RustCrypto: any private key, digest, r and s, on every curve, with and
//! without the key's table; and signatures that are valid.
#![no_main]

use libfuzzer_sys::fuzz_target;
use p256::ecdsa::signature::hazmat::{PrehashSigner, PrehashVerifier};
use tokenward::crypto::ecdsa::{Curve, VerifyingKey};

macro_rules! check {
    ($krate:ident, $curve:expr, $width:literal, $data:expr) => {{
        let data: &[u8] = $data;
        let Some((secret, rest)) = data.split_at_checked($width) else { return };
        let Ok(signing) = $krate::ecdsa::SigningKey::from_slice(secret) else { return };
        let theirs = signing.verifying_key();
        let point = theirs.to_sec1_point(false);
        let (x, y) = point.as_bytes()[1..].split_at($width);
        let ours = VerifyingKey::from_affine($curve, x, y).expect("a key of theirs is one of ours");
        let mut digest = [0; 64];
        for (to, from) in digest.iter_mut().zip(rest) {
            *to = *from;
        }
        let good: $krate::ecdsa::Signature = signing.sign_prehash(&digest).expect("they sign");
        let other = rest.get(64..64 + 2 * $width).unwrap_or_default();
        for _ in 0..5 {
            assert!(ours.verify_prehash(&digest, &good.to_bytes()));
            let verdict = $krate::ecdsa::Signature::from_slice(other)
                .is_ok_and(|signature| theirs.verify_prehash(&digest, &signature).is_ok());
            assert_eq!(ours.verify_prehash(&digest, other), verdict);
        }
    }};
}

fuzz_target!(|data: &[u8]| {
    let Some((curve, data)) = data.split_first() else { return };
    match curve % 3 {
        0 => check!(p256, Curve::P256, 32, data),
        1 => check!(p384, Curve::P384, 48, data),
        _ => check!(p521, Curve::P521, 66, data),
    }
});
