use curve25519_dalek::constants::{ED25519_BASEPOINT_POINT, EIGHT_TORSION};
use curve25519_dalek::edwards::{CompressedEdwardsY, EdwardsPoint};
use curve25519_dalek::scalar::Scalar as Dalek;

use super::super::canonical::{P, add, less, to_bytes};
use super::super::encoding::{decode, encode, has_small_order};
use super::super::scalar::reduce;
use super::super::table::{Comb, Shape, difference};
use super::Random;
use crate::crypto::testing::cases;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

const SHAPES: [Shape; 3] = [Shape::SMALL, Shape::LARGE, Shape::GENERATOR];

fn comb(shape: Shape, point: &EdwardsPoint) -> Comb {
    let (x, y) = decode(point.compress().as_bytes()).unwrap();
    Comb::new(shape, &x, &y)
}

/// A scalar for both sides: random, of long runs, or one of the smallest and largest.
fn scalar(random: &mut Random) -> ([u8; 64], Dalek) {
    let mut wide = if random.next() & 1 == 0 { random.bytes() } else { random.runs() };
    match random.below(8) {
        0 => wide[1..].fill(0),
        1 => {
            wide.fill(0);
            wide[..32].copy_from_slice(&(-Dalek::from(random.next() & 3)).to_bytes());
        }
        _ => {}
    }
    (wide, Dalek::from_bytes_mod_order_wide(&wide))
}

#[test]
fn differences_of_multiples() {
    let mut random = Random(7);
    let mut points = vec![ED25519_BASEPOINT_POINT];
    points.extend(EIGHT_TORSION);
    // Points with a part of small order, and without.
    points.extend(EIGHT_TORSION.map(|small| ED25519_BASEPOINT_POINT * scalar(&mut random).1 + small));
    let combs: Vec<_> = points.iter().flat_map(|p| SHAPES.map(|shape| (p, comb(shape, p)))).collect();
    for _ in 0..cases(40_000) {
        let ((p, comb_p), (q, comb_q)) =
            (&combs[random.below(combs.len())], &combs[random.below(combs.len())]);
        let ((a, a_dalek), (b, b_dalek)) = (scalar(&mut random), scalar(&mut random));
        let expected = *p * a_dalek - *q * b_dalek;
        assert_eq!(encode(&difference(&reduce(&a), comb_p, &reduce(&b), comb_q)), expected.compress().0);
    }
}

#[test]
fn decoding_is_dalek_s_where_canonical() {
    let mut random = Random(8);
    let mut inputs: Vec<[u8; 32]> = Vec::new();
    // Every encoding with y from p to 2^255 - 1, and around 0 and p, with both signs.
    for small in 0..40u64 {
        let high = add(&P, &[small, 0, 0, 0]);
        let low = super::super::canonical::sub(&P, &[small, 0, 0, 0]);
        for y in [high, low, [small, 0, 0, 0]] {
            for sign in [0, 0x80] {
                let mut bytes = to_bytes(&y);
                bytes[31] ^= sign;
                inputs.push(bytes);
            }
        }
    }
    for point in EIGHT_TORSION {
        inputs.push(point.compress().0);
    }
    let mut points = 0;
    for turn in 0..cases(30_000) {
        let bytes = inputs.get(turn).copied().unwrap_or_else(|| random.bytes());
        let mut y = super::super::canonical::from_bytes(&bytes);
        y[3] &= u64::MAX >> 1;
        // dalek takes y of p and more, and a signed zero; then it encodes to something else.
        let expected = CompressedEdwardsY(bytes).decompress().filter(|p| p.compress().0 == bytes);
        let got = decode(&bytes);
        assert_eq!(got.is_some(), expected.is_some(), "{bytes:x?}");
        if let (Some((x, got_y)), Some(expected)) = (got, expected) {
            assert!(less(&x, &P) && got_y == y);
            let mut encoded = to_bytes(&got_y);
            encoded[31] |= (x[0] as u8 & 1) << 7;
            assert_eq!(encoded, bytes);
            assert_eq!(has_small_order(&bytes), expected.is_small_order());
            points += 1;
        }
    }
    assert!(points > cases(14_000));
    for point in EIGHT_TORSION {
        assert!(has_small_order(&point.compress().0));
    }
}
