//! Additions that the formulas of `point` do not cover, met inside one lane: the sum so far and
//! the table's entry are equal (P + P) or opposite (P + -P).
//!
//! A scalar's digits are odd, so that its partial sums are integers other than 0, and until the last
//! addition they are too small to be +-d times an entry's weight modulo n without being it as an
//! integer, which they never are. Only in P-521's full table, between two rounds, they pass n; there
//! they are within 2^520 of 16 n, and being an entry plus 16 n fails because 16 n is even and one of
//! the two is odd. So only the last addition counts: [`candidates`] lists the scalars for which it
//! would be P + P, and [`met`] tells those whose digits are indeed such.

#[cfg(not(target_arch = "wasm32"))]
use primeorder::elliptic_curve::sec1::ToSec1Point;
use primeorder::{Field, PrimeCurveParams, ProjectivePoint};

use super::super::curve::{P256, P384, P521, Params};
use super::super::field::Fe;
use super::super::point::Affine;
use super::super::table::{Shape, Table};
use super::super::verify::Key;
use super::super::words::{self, Words};
#[cfg(not(target_arch = "wasm32"))]
use super::verify::verdict;
use super::verify::{fresh, keys, multiple, signature, small, x_mod_n};
use super::{Random, theirs, to_bytes, words_of};
use crate::crypto::testing::deep;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

/// Width, rounds and windows of a shape.
type Cut = (usize, usize, usize);

fn cuts<C: Params>() -> [(Shape, Cut); 2] {
    let windows = C::BITS.div_ceil(C::WINDOW).div_ceil(C::ROUNDS);
    [
        (Shape::small::<C>(), (4, C::BITS.div_ceil(4), 1)),
        (Shape::full::<C>(), (C::WINDOW, C::ROUNDS, windows)),
    ]
}

/// 2^bits as a scalar.
fn power<K: PrimeCurveParams>(bits: usize) -> K::Scalar {
    (0..bits).fold(K::Scalar::from(1u64), |power, _| power.double())
}

/// How the additions of `scalar` meet an exception: `Some(true)` for P + P, `Some(false)` for
/// P + -P. The points are counted as multiples of the table's point.
fn met<C: Params, K: PrimeCurveParams>(scalar: K::Scalar, (width, rounds, windows): Cut) -> Option<bool> {
    let digits = C::ORDER.digits(&words_of(scalar), width, windows * rounds);
    let step = power::<K>(width * rounds);
    let mut sum: Option<K::Scalar> = None;
    for round in (0..rounds).rev() {
        sum = sum.map(|sum| (0..width).fold(sum, |sum, _| sum.double()));
        let mut weight = K::Scalar::from(1u64);
        for window in 0..windows {
            let (index, sign) = digits.get(window * rounds + round);
            let entry = weight * K::Scalar::from(2 * index as u64 + 1);
            let entry = if sign == 0 { entry } else { -entry };
            weight *= step;
            match sum {
                Some(sum) if sum == entry => return Some(true),
                Some(sum) if sum == -entry => return Some(false),
                _ => sum = Some(sum.unwrap_or(K::Scalar::from(0u64)) + entry),
            }
        }
    }
    assert!(sum == Some(scalar), "the digits are those of the scalar");
    None
}

/// Twice the weight of the last addition's entry, times each digit of either sign: what the sum is
/// if that addition is P + P.
fn candidates<K: PrimeCurveParams>((width, rounds, windows): Cut) -> Vec<K::Scalar> {
    let weight = power::<K>(width * rounds * (windows - 1));
    (1..1u64 << width)
        .step_by(2)
        .map(|digit| weight * K::Scalar::from(2 * digit))
        .flat_map(|scalar| [scalar, -scalar])
        .collect()
}

/// The candidates whose last addition is P + P.
fn exceptional<C: Params, K: PrimeCurveParams>(cut: Cut) -> Vec<K::Scalar> {
    let mut scalars = candidates::<K>(cut);
    scalars.retain(|scalar| met::<C, K>(*scalar, cut) == Some(true));
    scalars
}

/// Both shapes' exceptional scalars, and all candidates of the small one.
fn all<C: Params, K: PrimeCurveParams>() -> Vec<K::Scalar> {
    let [(_, short), (_, full)] = cuts::<C>();
    [exceptional::<C, K>(full), exceptional::<C, K>(short), candidates::<K>(short)].concat()
}

/// Which they are: `low` and its negative in the small table, 30 * 2^`top` and its negative in the
/// full one.
fn which<C: Params, K: PrimeCurveParams>(low: Option<u64>, top: Option<usize>) {
    let [(_, short), (_, full)] = cuts::<C>();
    let both = |scalar: Option<K::Scalar>| scalar.map_or(Vec::new(), |scalar| vec![scalar, -scalar]);
    assert_eq!(exceptional::<C, K>(short), both(low.map(K::Scalar::from)));
    let top = top.map(|top| K::Scalar::from(30u64) * power::<K>(top));
    assert_eq!(exceptional::<C, K>(full), both(top));
    for cut in [short, full] {
        assert_eq!(met::<C, K>(K::Scalar::from(0u64), cut), Some(false));
    }
}

#[test]
fn exceptional_scalars_of_each_table() {
    // Small table: n - 2d with the last digit -d, for which n - d is 16 modulo 32. n modulo 32 is
    // 17, 19 and 9, so d is 1, 3 and none. Full table: 15 * 2^252 - n is a sum of the lower digits,
    // and so is 15 * 2^380 - n. In P-521's the last digit of every scalar is -31 at 2^520, and the
    // scalar that would make it P + P, n - 31 (2^521 - n), is even: its digits are those of its
    // negative.
    which::<P256, p256::NistP256>(Some(2), Some(252));
    which::<P384, p384::NistP384>(Some(6), Some(380));
    which::<P521, p521::NistP521>(None, None);
}

/// Z is 0 in the lane that meets an exception, and in no other.
fn marked<C: Params, K: PrimeCurveParams, const L: usize>() {
    let generator = Affine::<C, L> { x: Fe::from_words(&C::GX, &C::GX), y: Fe::from_words(&C::GY, &C::GY) };
    let plain = words_of(plain::<C, K>(&mut Random::new(20)));
    for (shape, cut) in cuts::<C>() {
        let table = Table::build(&generator, shape);
        let zeros = |scalars: [&Words; 2]| Table::multiply::<C, L>([&table; 2], scalars).unwrap().z.is_zero();
        assert_eq!(zeros([&plain, &plain]), [false, false]);
        for scalar in exceptional::<C, K>(cut).into_iter().chain([K::Scalar::from(0u64)]) {
            let scalar = words_of(scalar);
            assert_eq!(zeros([&scalar, &plain]), [true, false]);
            assert_eq!(zeros([&plain, &scalar]), [false, true]);
            assert_eq!(zeros([&scalar, &scalar]), [true, true]);
        }
    }
}

/// A private key, its point, and our public key with its table.
struct Trial<C, K: PrimeCurveParams, const L: usize> {
    d: K::Scalar,
    point: ProjectivePoint<K>,
    tabled: Key<C, L>,
    asked_aws_lc: usize,
}

impl<C: Params, K: PrimeCurveParams, const L: usize> Trial<C, K, L> {
    fn new(d: K::Scalar) -> Self {
        let point = multiple::<K>(d);
        let [tabled, _] = keys(point);
        Self { d, point, tabled, asked_aws_lc: 0 }
    }

    /// Everybody's verdict must be `valid`.
    fn ask(&mut self, digest: &[u8], signature: &[u8], valid: bool) {
        let small = fresh::<C, K, L>(self.point);
        assert_eq!(self.tabled.verify(digest, signature), valid, "full table, {} bits", C::BITS);
        assert_eq!(small.verify(digest, signature), valid, "small table, {} bits", C::BITS);
        // The other implementations say no other thing in wasm.
        #[cfg(not(target_arch = "wasm32"))]
        {
            assert_eq!(verdict::<K>(&self.point, digest, signature), valid, "RustCrypto, {} bits", C::BITS);
            let point = self.point.to_affine().to_sec1_point(false);
            if let Some(theirs) = super::aws_lc::verdict::<C>(point.as_bytes(), digest, signature) {
                assert_eq!(theirs, valid, "AWS-LC, {} bits", C::BITS);
                self.asked_aws_lc += 1;
            }
        }
    }

    /// A signature that leads to u1 and u2, and one that claims a neighbour of its r.
    fn pair(&mut self, u1: K::Scalar, u2: K::Scalar) {
        let k = u1 + u2 * self.d;
        if bool::from(u2.is_zero()) {
            return;
        }
        if bool::from(k.is_zero()) {
            let (digest, sig) = signature::<C, K>(&small(1), u1, u2);
            return self.ask(&digest, &sig, false);
        }
        let r = x_mod_n::<C, K>(&multiple::<K>(k));
        let (digest, sig) = signature::<C, K>(&r, u1, u2);
        self.ask(&digest, &sig, true);
        let other = words_of(theirs::<K::Scalar>(&r) + K::Scalar::from(1u64));
        if !words::is_zero(&other) {
            let (digest, sig) = signature::<C, K>(&other, u1, u2);
            // R is the same, and its x modulo n is not this one.
            self.ask(&digest, &sig, false);
        }
    }
}

/// Exceptional scalars in lane 0, in lane 1 and in both, for keys that are random and for keys
/// that are small multiples of G.
fn pairs<C: Params, K: PrimeCurveParams, const L: usize>() {
    let mut random = Random::new(21);
    let mut number = || plain::<C, K>(&mut random);
    let half = K::Scalar::from(2u64).invert().unwrap();
    let mut scalars = vec![K::Scalar::from(0u64), number(), number()];
    for (_, cut) in cuts::<C>() {
        scalars.extend(exceptional::<C, K>(cut));
    }
    let one = K::Scalar::from(1u64);
    for d in [number(), one, -one, one + one, half] {
        let mut trial = Trial::<C, K, L>::new(d);
        for a in &scalars {
            for b in &scalars {
                trial.pair(*a, *b);
            }
        }
    }
    // All that could be exceptional, and a step to either side.
    let mut trial = Trial::<C, K, L>::new(number());
    for (_, cut) in cuts::<C>() {
        for scalar in candidates::<K>(cut) {
            for scalar in [scalar, scalar + one, scalar - one] {
                trial.pair(scalar, number());
                trial.pair(number(), scalar);
            }
        }
    }
}

/// Exceptional scalars over digests that every implementation takes: the key is the unknown. With
/// R = k G and e given, u1 fixes s = e / u1, u2 = r / s and d = (k - u1) / u2; u2 fixes
/// s = r / u2 and u1 = e / s.
fn digests<C: Params, K: PrimeCurveParams, const L: usize>() {
    let mut random = Random::new(22);
    let width = C::BITS.div_ceil(8);
    let scalars = all::<C, K>();
    for scalar in &scalars {
        for lane in 0..2 {
            let digest: Vec<u8> = (0..width.min(64)).map(|_| random.next() as u8).collect();
            let e = C::ORDER.read_digest(&digest);
            let e: K::Scalar = theirs(&below_n::<C>(e));
            let k = plain::<C, K>(&mut random);
            let r = x_mod_n::<C, K>(&multiple::<K>(k));
            let claimed: K::Scalar = theirs(&r);
            let (s, u1, u2) = if lane == 0 {
                let s = e * scalar.invert().unwrap();
                (s, *scalar, claimed * s.invert().unwrap())
            } else {
                let s = claimed * scalar.invert().unwrap();
                (s, e * s.invert().unwrap(), *scalar)
            };
            let mut trial = Trial::<C, K, L>::new((k - u1) * u2.invert().unwrap());
            let mut sig = [to_bytes(&r, width), to_bytes(&words_of(s), width)].concat();
            trial.ask(&digest, &sig, true);
            sig[width - 1] ^= 1;
            trial.ask(&digest, &sig, false);
            if cfg!(not(target_arch = "wasm32")) {
                assert_eq!(trial.asked_aws_lc, 2);
            }
        }
    }
}

/// A scalar that is nowhere near an edge.
fn plain<C: Params, K: PrimeCurveParams>(random: &mut Random) -> K::Scalar {
    let bytes: Vec<u8> = (0..C::BITS.div_ceil(8)).map(|_| random.next() as u8).collect();
    theirs(&below_n::<C>(C::ORDER.read_digest(&bytes)))
}

fn below_n<C: Params>(value: Words) -> Words {
    let n = C::ORDER.value();
    if words::less_than(&value, n) { value } else { words::sub(&value, n) }
}

/// Keys whose tables hold multiples that the generator's table holds too: +-1 ... +-33 times G,
/// their inverses, and 2^k G.
fn related_keys<C: Params, K: PrimeCurveParams, const L: usize>() {
    let mut random = Random::new(23);
    let mut keys: Vec<K::Scalar> = (1..=33u64)
        .map(K::Scalar::from)
        .flat_map(|d| [d, d.invert().unwrap()])
        .flat_map(|d| [d, -d])
        .collect();
    let stride = C::BITS / deep(C::BITS);
    keys.extend((0..C::BITS).step_by(stride.max(1)).map(power::<K>));
    let scalars = all::<C, K>();
    for (at, d) in keys.into_iter().enumerate() {
        let mut trial = Trial::<C, K, L>::new(d);
        let random = plain::<C, K>(&mut random);
        // u1 G = u2 Q, u1 G = -u2 Q, R = +-Q, R = +-G, then scalars that are exceptions.
        let one = K::Scalar::from(1u64);
        for (u1, u2) in [
            (random * d, random),
            (-random * d, random),
            (one, one),
            (K::Scalar::from(0u64), one),
            (d, -one - one),
            (one - random * d, random),
            (-one - random * d, random),
            (scalars[at % scalars.len()], random),
            (random, scalars[at % scalars.len()]),
        ] {
            trial.pair(u1, u2);
        }
    }
}

macro_rules! on_each_curve {
    ($($name:ident: $curve:ty, $theirs:ty, $l:literal;)*) => { $(
        mod $name {
            use super::*;
            #[cfg(target_arch = "wasm32")]
            use wasm_bindgen_test::wasm_bindgen_test as test;
            #[test]
            fn an_exception_is_marked() {
                marked::<$curve, $theirs, $l>();
            }
            #[test]
            fn exceptional_scalars() {
                pairs::<$curve, $theirs, $l>();
            }
            #[test]
            fn exceptional_scalars_of_plain_digests() {
                digests::<$curve, $theirs, $l>();
            }
            #[test]
            fn keys_related_to_the_generator() {
                related_keys::<$curve, $theirs, $l>();
            }
        }
    )* };
}

on_each_curve! {
    on_p256: P256, p256::NistP256, 5;
    on_p384: P384, p384::NistP384, 7;
    on_p521: P521, p521::NistP521, 10;
}
