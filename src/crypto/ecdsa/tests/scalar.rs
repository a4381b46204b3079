//! Division modulo n and p, the quotients of a verification, and signed digits.

use primeorder::{Field, PrimeCurveParams};

use super::super::curve::{P256, P384, P521, Params};
use super::super::words::{self, WORDS, Words};
use super::{Random, theirs, words_of};
use crate::crypto::testing::cases;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

const CASES: usize = 100_000;

fn division<C: Params, K: PrimeCurveParams>() {
    let mut random = Random::new(3);
    let n = C::ORDER.value();
    for _ in 0..cases(CASES) {
        let [e, r, s] = core::array::from_fn(|_| random.number(n, C::BITS));
        let [te, tr, ts]: [K::Scalar; 3] = [theirs(&e), theirs(&r), theirs(&s)];
        let inverse = ts.invert().unwrap_or(K::Scalar::from(0u64));
        assert_eq!(C::ORDER.quotients(&e, &r, &s), [te * inverse, tr * inverse].map(words_of));
    }
    for _ in 0..cases(CASES) {
        let [a, b] = core::array::from_fn(|_| random.number(&C::P, C::BITS));
        let [ta, tb]: [K::FieldElement; 2] = [theirs(&a), theirs(&b)];
        let inverse = tb.invert().unwrap_or(K::FieldElement::from(0u64));
        assert_eq!(C::MODULUS.divide(&a, &b), words_of(ta * inverse));
    }
    // A digest may exceed n: it is below 2^bits.
    let mut digest: Words = [0; WORDS];
    for bit in 0..C::BITS {
        digest[bit / 32] |= 1 << (bit % 32);
    }
    let one = {
        let mut one = [0; WORDS];
        one[0] = 1;
        one
    };
    let reduced = words::sub(&digest, n);
    assert_eq!(C::ORDER.quotients(&digest, &one, &one), [reduced, one]);
}

fn digits<C: Params, K: PrimeCurveParams>() {
    let mut random = Random::new(4);
    for case in 0..2_000usize {
        let s = random.number(C::ORDER.value(), C::BITS);
        let width = 2 + case % 6;
        let windows = C::BITS.div_ceil(width) + case % 3;
        let digits = C::ORDER.digits(&s, width, windows);
        let radix = K::Scalar::from(1u64 << width);
        let sum = (0..windows).rev().fold(K::Scalar::from(0u64), |sum, at| {
            let (index, sign) = digits.get(at);
            assert!(index < 1 << (width - 1));
            let digit = K::Scalar::from(2 * index as u64 + 1);
            sum * radix + if sign == u64::MAX { -digit } else { digit }
        });
        assert_eq!(words_of(sum), s);
    }
}

#[test]
fn p256_division() {
    division::<P256, p256::NistP256>();
}
#[test]
fn p384_division() {
    division::<P384, p384::NistP384>();
}
#[test]
fn p521_division() {
    division::<P521, p521::NistP521>();
}
#[test]
fn signed_digits() {
    digits::<P256, p256::NistP256>();
    digits::<P384, p384::NistP384>();
    digits::<P521, p521::NistP521>();
}
