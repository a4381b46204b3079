//! Field operations: random and edge values, and limbs at the very bounds that `field` states.

use primeorder::{Field, PrimeCurveParams};

use super::super::curve::{P256, P384, P521, Params};
use super::super::field::Fe;
use super::super::words::Words;
use super::{Random, theirs, words_of};
use crate::crypto::testing::cases;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

const CASES: usize = 1_000_000;

/// Each case computes five results in two lanes.
fn values<C: Params, K: PrimeCurveParams, const L: usize>() {
    let mut random = Random::new(1);
    for _ in 0..cases(CASES) / 2 {
        let mut pick = || {
            let pair: [Words; 2] = core::array::from_fn(|_| random.number(&C::P, C::BITS));
            let their: [K::FieldElement; 2] = [theirs(&pair[0]), theirs(&pair[1])];
            (Fe::<C, L>::from_words(&pair[0], &pair[1]), their)
        };
        let ((a, ta), (b, tb), (c, tc)) = (pick(), pick(), pick());
        let small = 2 + a.to_stored()[0][0] % 3;
        let results = [
            a.mul(&b).to_words(),
            a.add(&b).mul(&b.sub(&c)).to_words(),
            a.square().to_words(),
            a.sub(&c).square().to_words(),
            a.mul_minus(&b, &c).to_words(),
            a.sub(&b).square_minus(&c.add(&c)).to_words(),
            a.times(small as u32).negate_if([u64::MAX, 0]).to_words(),
            a.swap().to_words(),
        ];
        for lane in 0..2 {
            let (a, b, c) = (ta[lane], tb[lane], tc[lane]);
            let scaled = a * K::FieldElement::from(small);
            let expected = [
                a * b,
                (a + b) * (b - c),
                a.square(),
                (a - c).square(),
                a * b - c,
                (a - b).square() - c - c,
                if lane == 0 { -scaled } else { scaled },
                ta[1 - lane],
            ];
            for (at, (result, expected)) in results.iter().zip(expected).enumerate() {
                assert_eq!(result[lane], words_of(expected), "operation {at}");
            }
        }
        assert_eq!(a.is_zero(), ta.map(|a| bool::from(a.is_zero())));
        assert_eq!(a.sub(&a).is_zero(), [true; 2]);
    }
}

/// Limbs of both signs at the bounds: no column may overflow.
fn limbs<C: Params, K: PrimeCurveParams, const L: usize>() {
    let mut random = Random::new(2);
    let full = (1i64 << C::WIDTH) - 1;
    let two = K::FieldElement::from(2u64);
    let radix = two.pow_vartime([C::WIDTH as u64]);
    let r_inverse = two.pow_vartime([(C::WIDTH * C::STEPS) as u64]).invert().unwrap();
    // An element whose limbs are at most `bound` * 2^WIDTH, and its value.
    let mut element = |bound: i64, kind: u64| {
        let limbs: Vec<i64> = (0..2 * L)
            .map(|at| {
                let top = at == C::LIMBS - 1;
                let limit = if top { (1 << 28) - 1 } else { bound * full };
                match kind {
                    _ if at >= C::LIMBS => 0,
                    0 => limit,
                    1 => -limit,
                    2 => [limit, -limit, 0, 1][random.below(4) as usize],
                    _ => random.below(2 * limit as u64 + 1) as i64 - limit,
                }
            })
            .collect();
        let value = limbs[..C::LIMBS].iter().rev().fold(K::FieldElement::from(0u64), |sum, limb| {
            let magnitude = K::FieldElement::from(limb.unsigned_abs());
            sum * radix + if *limb < 0 { -magnitude } else { magnitude }
        });
        let stored = core::array::from_fn(|at| {
            u64::from(limbs[2 * at] as i32 as u32) | u64::from(limbs[2 * at + 1] as i32 as u32) << 32
        });
        (stored, value)
    };
    for case in 0..cases(100_000) as u64 {
        let kinds = if case < 64 { [case & 3, case >> 2 & 3, case >> 4 & 3] } else { [3; 3] };
        // Half as much again as `point` asks for: it multiplies limbs of one bound only.
        for bounds in [[1, 1, 1], [1, 3, 2], [3, 1, 1]] {
            let [(a, va), (b, vb), (c, vc)] = [0, 1, 2].map(|at| element(bounds[at], kinds[at]));
            let (e, ve) = element(1, 3);
            let [fa, fb, fc] = [(a, e), (b, e), (c, e)].map(|(x, y)| Fe::<C, L>::from_stored(&x, &y));
            let product = fa.mul_minus(&fb, &fc);
            let expected = [va * vb * r_inverse - vc, ve * ve * r_inverse - ve];
            assert_eq!(value_of::<C, K, L>(&product, radix), expected.map(words_of));
            if bounds[0] == 1 {
                let square = fa.square_minus(&fb);
                let expected = [va * va * r_inverse - vb, expected[1]];
                assert_eq!(value_of::<C, K, L>(&square, radix), expected.map(words_of));
            }
        }
    }
}

/// The numbers a reduced element's limbs stand for, mod p, after checking that it is reduced.
fn value_of<C: Params, K: PrimeCurveParams, const L: usize>(
    element: &Fe<C, L>,
    radix: K::FieldElement,
) -> [Words; 2] {
    element.to_stored().map(|stored| {
        let limbs: Vec<i32> = stored.iter().flat_map(|pair| [*pair as i32, (*pair >> 32) as i32]).collect();
        assert!(limbs[..C::LIMBS - 1].iter().all(|limb| (0..1 << C::WIDTH).contains(limb)));
        assert!(limbs[C::LIMBS..].iter().all(|limb| *limb == 0));
        words_of(limbs[..C::LIMBS].iter().rev().fold(K::FieldElement::from(0u64), |sum, limb| {
            let magnitude = K::FieldElement::from(u64::from(limb.unsigned_abs()));
            sum * radix + if *limb < 0 { -magnitude } else { magnitude }
        }))
    })
}

#[test]
fn p256_values() {
    values::<P256, p256::NistP256, 5>();
}
#[test]
fn p384_values() {
    values::<P384, p384::NistP384, 7>();
}
#[test]
fn p521_values() {
    values::<P521, p521::NistP521, 10>();
}
#[test]
fn p256_limbs() {
    limbs::<P256, p256::NistP256, 5>();
}
#[test]
fn p384_limbs() {
    limbs::<P384, p384::NistP384, 7>();
}
#[test]
fn p521_limbs() {
    limbs::<P521, p521::NistP521, 10>();
}
