use curve25519_dalek::scalar::Scalar as Dalek;

use super::super::scalar::{Scalar, digits, from_canonical_bytes, reduce};
use super::Random;
use crate::crypto::testing::cases;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

fn bytes(scalar: &Scalar) -> [u8; 32] {
    let mut out = [0; 32];
    for (chunk, limb) in out.chunks_exact_mut(4).zip(scalar) {
        chunk.copy_from_slice(&limb.to_le_bytes());
    }
    out
}

/// L - 1 as bytes, from dalek.
fn minus_one() -> [u8; 32] {
    (-Dalek::ONE).to_bytes()
}

#[test]
fn reduction_of_512_bits() {
    let mut random = Random(4);
    let mut inputs: Vec<[u8; 64]> = vec![[0; 64], [0xff; 64]];
    // Multiples of L and their neighbours, at every height.
    for shift in 0..32 {
        for change in [0u8, 1, 2] {
            let mut input = [0; 64];
            input[shift..shift + 32].copy_from_slice(&minus_one());
            input[shift] = input[shift].wrapping_add(change);
            inputs.push(input);
        }
    }
    for turn in 0..cases(300_000) {
        let input = inputs
            .get(turn)
            .copied()
            .unwrap_or_else(|| if turn % 3 == 0 { random.runs() } else { random.bytes() });
        assert_eq!(bytes(&reduce(&input)), Dalek::from_bytes_mod_order_wide(&input).to_bytes());
    }
}

#[test]
fn canonical_means_below_the_order() {
    let mut last = minus_one();
    assert!(from_canonical_bytes(&last).is_some());
    last[0] += 1;
    assert!(from_canonical_bytes(&last).is_none());
    assert!(from_canonical_bytes(&[0xff; 32]).is_none());
    let mut random = Random(5);
    for _ in 0..cases(100_000) {
        let mut input: [u8; 32] = random.runs();
        input[31] &= 0x1f;
        let expected = Option::<Dalek>::from(Dalek::from_canonical_bytes(input));
        assert_eq!(from_canonical_bytes(&input).map(|s| bytes(&s)), expected.map(|s| s.to_bytes()));
    }
}

#[test]
fn digits_add_up() {
    let mut random = Random(6);
    for turn in 0..cases(60_000) {
        let mut input = match turn {
            0 => [0; 64],
            1 => {
                let mut input = [0; 64];
                input[..32].copy_from_slice(&minus_one());
                input
            }
            _ => random.runs(),
        };
        if turn % 2 == 0 {
            input[32..].fill(0);
        }
        let scalar = reduce(&input);
        for width in [4, 6, 8] {
            let count = 253usize.div_ceil(width as usize);
            let digits = digits(&scalar, width);
            let half = 1i16 << (width - 1);
            assert!(digits.iter().all(|&d| -half < d && d <= half));
            assert!(digits[count..].iter().all(|&d| d == 0));
            let top = 252 - (count as u32 - 1) * width;
            assert!((0..=1 << top).contains(&digits[count - 1]));
            let radix = Dalek::from(1u64 << width);
            let sum = digits.iter().rev().fold(Dalek::ZERO, |sum, &d| {
                let digit = Dalek::from(u64::from(d.unsigned_abs()));
                sum * radix + if d < 0 { -digit } else { digit }
            });
            assert_eq!(sum.to_bytes(), bytes(&scalar));
        }
    }
}
