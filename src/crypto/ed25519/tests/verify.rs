use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey as Dalek};

use super::super::{InvalidKey, LARGE_TABLE_BYTES, VerifyingKey};
use super::Random;
use crate::crypto::budget::set_table_limit;
use crate::crypto::testing::cases;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

/// A key that will keep its small table, and one that has its large one.
pub(super) fn both_paths(public: &[u8]) -> Result<[VerifyingKey; 2], InvalidKey> {
    set_table_limit(usize::MAX);
    let small = VerifyingKey::with_patience(public, u32::MAX)?;
    let large = VerifyingKey::from_bytes(public)?;
    let mut signature = [0; 64];
    signature[0] = 7;
    for _ in 0..40 {
        assert!(!large.verify(b"", &signature));
        assert!(!small.verify(b"", &signature));
    }
    assert_eq!(small.table_bytes(), 3072);
    assert_eq!(large.table_bytes(), 3072 + LARGE_TABLE_BYTES);
    Ok([small, large])
}

/// L as bytes.
const ORDER: [u8; 32] = [
    0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
];

fn plus_order(signature: &mut [u8; 64]) {
    let mut carry = 0;
    for (s, l) in signature[32..].iter_mut().zip(ORDER) {
        carry += u16::from(*s) + u16::from(l);
        *s = carry as u8;
        carry >>= 8;
    }
}

#[test]
fn verdicts_are_dalek_s() {
    let mut random = Random(9);
    let (mut valid, mut invalid) = (0, 0);
    for _ in 0..cases(60) {
        let signing = SigningKey::from_bytes(&random.bytes());
        let public = signing.verifying_key().to_bytes();
        let dalek = Dalek::from_bytes(&public).unwrap();
        let keys = both_paths(&public).unwrap();
        for turn in 0..400 {
            let message: Vec<u8> = (0..random.below(600)).map(|_| random.next() as u8).collect();
            let good = signing.sign(&message).to_bytes();
            let (mut changed, mut signature) = (message.clone(), good);
            match turn % 8 {
                0 | 1 => {}
                2 => signature[random.below(32)] ^= 1 << random.below(8),
                3 => signature[32 + random.below(32)] ^= 1 << random.below(8),
                4 => changed.push(0),
                5 => plus_order(&mut signature),
                6 => signature[..32].copy_from_slice(&random.bytes::<32>()),
                _ => {
                    if let Some(byte) = changed.first_mut() {
                        *byte ^= 1 << random.below(8);
                    }
                }
            }
            let expected = dalek.verify_strict(&changed, &Signature::from_bytes(&signature)).is_ok();
            for key in &keys {
                assert_eq!(key.verify(&changed, &signature), expected);
            }
            if expected { valid += 1 } else { invalid += 1 }
        }
    }
    assert!(valid >= cases(6_000) && invalid >= cases(15_000), "{valid} {invalid}");
}

#[test]
fn every_bit_matters() {
    let signing = SigningKey::from_bytes(&[3; 32]);
    let keys = both_paths(&signing.verifying_key().to_bytes()).unwrap();
    let message = b"every bit of the signature and of the message";
    let signature = signing.sign(message).to_bytes();
    for key in &keys {
        assert!(key.verify(message, &signature));
        for bit in 0..512 {
            let mut signature = signature;
            signature[bit / 8] ^= 1 << (bit % 8);
            assert!(!key.verify(message, &signature));
        }
        for bit in 0..8 * message.len() {
            let mut message = *message;
            message[bit / 8] ^= 1 << (bit % 8);
            assert!(!key.verify(&message, &signature));
        }
    }
}

#[test]
fn lengths() {
    let signing = SigningKey::from_bytes(&[3; 32]);
    let public = signing.verifying_key().to_bytes();
    for length in (0..100).filter(|&l| l != 32) {
        assert!(VerifyingKey::from_bytes(&vec![public[0]; length]).is_err());
    }
    let key = VerifyingKey::from_bytes(&public).unwrap();
    let mut signature = signing.sign(b"m").to_bytes().to_vec();
    assert!(key.verify(b"m", &signature));
    signature.push(0);
    assert!(!key.verify(b"m", &signature));
    for length in 0..64 {
        assert!(!key.verify(b"m", &signature[..length]));
    }
}

#[cfg(not(target_arch = "wasm32"))]
#[test]
fn keys_are_shared_between_threads() {
    fn shared<T: Send + Sync>(_: &T) {}
    let signing = SigningKey::from_bytes(&[5; 32]);
    let key = VerifyingKey::from_bytes(&signing.verifying_key().to_bytes()).unwrap();
    shared(&key);
    let signature = signing.sign(b"m").to_bytes();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| (0..60).for_each(|_| assert!(key.verify(b"m", &signature))));
        }
    });
}
