//! Against RustCrypto (`p256`, `p384`, `p521`), AWS-LC, the Wycheproof vectors, and cases made by
//! hand.
//!
//! Every test is generic over a curve of ours and the same curve of theirs, and runs natively on
//! the portable lanes, which the SIMD lanes are checked against in Node.

#[cfg(not(target_arch = "wasm32"))]
mod aws_lc;
mod exceptional;
mod extreme;
mod field;
mod scalar;
mod verify;
mod wycheproof;

use primeorder::{PrimeCurveParams, PrimeField};

use super::curve::{P256, P384, P521, Params};
use super::words::{WORDS, Words};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

/// SplitMix64: the tests repeat exactly.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }

    /// Mostly random, often at an edge: runs of ones and zeros, near 0, near `modulus`, near a
    /// power of two.
    pub fn number(&mut self, modulus: &Words, bits: usize) -> Words {
        use super::words::{less_than, sub};
        let mut value = [0; WORDS];
        let kind = self.below(8);
        match kind {
            0 => value[0] = self.below(4) as u32,
            1 => {
                value[0] = 1 + self.below(4) as u32;
                value = sub(modulus, &value);
            }
            2 | 3 => {
                let bit = self.below(bits as u64) as usize;
                value[bit / 32] = 1 << (bit % 32);
                let small = {
                    let mut s = [0; WORDS];
                    s[0] = self.below(3) as u32;
                    s
                };
                value = if kind == 2 {
                    sub(modulus, &value)
                } else if less_than(&value, &small) {
                    small
                } else {
                    sub(&value, &small)
                };
            }
            4 => {
                for word in value.iter_mut().take(bits / 32 + 1) {
                    *word = [0, u32::MAX, 1, 1 << 31][self.below(4) as usize];
                }
            }
            _ => {
                for word in value.iter_mut().take(bits / 32 + 1) {
                    *word = self.next() as u32;
                }
            }
        }
        if !bits.is_multiple_of(32) {
            value[bits / 32] &= (1 << (bits % 32)) - 1;
        } else {
            value[bits / 32] = 0;
        }
        while !less_than(&value, modulus) {
            value = sub(&value, modulus);
        }
        value
    }
}

pub fn to_bytes(value: &Words, len: usize) -> Vec<u8> {
    (0..len).rev().map(|at| (value[at / 4] >> (8 * (at % 4))) as u8).collect()
}

/// An element of one of their prime fields.
pub fn theirs<F: PrimeField>(value: &Words) -> F {
    let mut repr = F::Repr::default();
    let bytes = to_bytes(value, repr.as_ref().len());
    repr.as_mut().copy_from_slice(&bytes);
    F::from_repr(repr).unwrap()
}

pub fn words_of<F: PrimeField>(element: F) -> Words {
    super::words::from_be_bytes(element.to_repr().as_ref())
}

/// Every parameter against theirs.
fn parameters<C: Params, K: PrimeCurveParams>() {
    assert_eq!(words_of(K::EQUATION_B), C::B);
    assert_eq!(words_of(K::GENERATOR.0), C::GX);
    assert_eq!(words_of(K::GENERATOR.1), C::GY);
    let minus_3 = -(K::FieldElement::from(3u64));
    assert_eq!(words_of(K::EQUATION_A), words_of(minus_3));
    let one = {
        let mut one = [0; WORDS];
        one[0] = 1;
        one
    };
    assert_eq!(super::words::add(&words_of(-K::FieldElement::from(1u64)), &one), C::P);
    assert_eq!(super::words::add(&words_of(-K::Scalar::from(1u64)), &one), *C::ORDER.value());
    // p = -1 + the terms.
    let mut sum = [0; WORDS];
    let mut minus = one;
    for term in C::TERMS {
        let (super::curve::Term::Plus(bit) | super::curve::Term::Minus(bit)) = *term;
        let mut power = [0; WORDS];
        power[bit / 32] = 1 << (bit % 32);
        let side = if matches!(term, super::curve::Term::Plus(_)) { &mut sum } else { &mut minus };
        *side = super::words::add(side, &power);
    }
    assert_eq!(super::words::sub(&sum, &minus), C::P);
    assert!(super::words::less_than(C::ORDER.value(), &C::P));
}

#[test]
fn parameters_are_theirs() {
    parameters::<P256, p256::NistP256>();
    parameters::<P384, p384::NistP384>();
    parameters::<P521, p521::NistP521>();
}
