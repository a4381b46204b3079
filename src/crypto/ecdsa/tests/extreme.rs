//! Points whose x coordinate is extreme, as a number or in Montgomery form: near 0, near p, near n,
//! limbs of all ones or zeros. Each is a key, and the R that a signature claims.

use primeorder::elliptic_curve::ops::MulVartime;
use primeorder::elliptic_curve::point::DecompressPoint;
#[cfg(not(target_arch = "wasm32"))]
use primeorder::elliptic_curve::sec1::ToSec1Point;
use primeorder::{AffinePoint, Field, PrimeCurveParams, PrimeField, ProjectivePoint};

use super::super::curve::{P256, P384, P521, Params};
use super::super::verify::Key;
use super::super::words::{self, WORDS, Words};
#[cfg(not(target_arch = "wasm32"))]
use super::verify::verdict;
use super::verify::{fresh, keys, multiple, signature, small, x_mod_n};
use super::{Random, theirs};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

/// Numbers below p at its edges and at those of the limbs.
fn edges<C: Params>() -> Vec<Words> {
    let mut edges: Vec<Words> = (0..8).map(small).collect();
    edges.extend((1..8).map(|by| words::sub(&C::P, &small(by))));
    edges.extend((0..8).map(|by| words::sub(C::ORDER.value(), &small(by))));
    edges.extend((1..8).map(|by| words::add(C::ORDER.value(), &small(by))));
    let bits = |set: &dyn Fn(usize) -> bool| {
        let mut value = [0; WORDS];
        (0..C::BITS).filter(|bit| set(*bit)).for_each(|bit| value[bit / 32] |= 1 << (bit % 32));
        value
    };
    for limb in 0..C::LIMBS {
        let (from, to) = (limb * C::WIDTH, (limb + 1) * C::WIDTH);
        // 2^from, 2^from - 1, one limb of ones, all but one limb of ones.
        edges.push(bits(&|bit| bit == from));
        edges.push(bits(&|bit| bit < from));
        edges.push(bits(&|bit| (from..to).contains(&bit)));
        edges.push(bits(&|bit| !(from..to).contains(&bit)));
    }
    // Every second limb, every second bit, the highest bit of each limb.
    edges.push(bits(&|bit| (bit / C::WIDTH).is_multiple_of(2)));
    edges.push(bits(&|bit| !(bit / C::WIDTH).is_multiple_of(2)));
    edges.push(bits(&|bit| bit.is_multiple_of(2)));
    edges.push(bits(&|bit| bit % C::WIDTH == C::WIDTH - 1));
    edges.retain(|edge| words::less_than(edge, &C::P));
    edges
}

/// The point whose x is `edge`, divided by R if `montgomery`, or the next such edge that has one.
fn point<C: Params, K: PrimeCurveParams>(edge: &Words, montgomery: bool, odd: u8) -> Option<AffinePoint<K>> {
    let two = K::FieldElement::from(2u64);
    let divisor = if montgomery { two.pow_vartime([(C::WIDTH * C::STEPS) as u64]) } else { 1u64.into() };
    let inverse = divisor.invert().unwrap();
    (0..16u64).find_map(|by| {
        let x = (theirs::<K::FieldElement>(edge) + K::FieldElement::from(by)) * inverse;
        AffinePoint::<K>::decompress(&x.to_repr(), odd.into()).into()
    })
}

fn extreme<C: Params, K: PrimeCurveParams, const L: usize>() {
    let mut random = Random::new(30);
    let mut number = || theirs::<K::Scalar>(&random.number(C::ORDER.value(), C::BITS));
    let check = |q: ProjectivePoint<K>, tabled: &Key<C, L>, r: &Words, u1, u2, valid: bool| {
        let (digest, sig) = signature::<C, K>(r, u1, u2);
        assert_eq!(tabled.verify(&digest, &sig), valid);
        assert_eq!(fresh::<C, K, L>(q).verify(&digest, &sig), valid);
        // The other implementations say no other thing in wasm.
        #[cfg(not(target_arch = "wasm32"))]
        let asked = {
            assert_eq!(verdict::<K>(&q, &digest, &sig), valid);
            let point = q.to_affine().to_sec1_point(false);
            let theirs = super::aws_lc::verdict::<C>(point.as_bytes(), &digest, &sig);
            assert!(theirs.is_none_or(|theirs| theirs == valid));
            usize::from(theirs.is_some())
        };
        #[cfg(target_arch = "wasm32")]
        let asked = 0;
        asked
    };
    let (mut points, mut asked) = (0, 0);
    for (at, edge) in edges::<C>().iter().enumerate() {
        for montgomery in [false, true] {
            let Some(extreme) = point::<C, K>(edge, montgomery, (at % 2) as u8) else { continue };
            let extreme = ProjectivePoint::<K>::from(extreme);
            points += 1;

            // The key.
            let [ours, _] = keys::<C, K, L>(extreme);
            let (u1, u2) = (number(), number() + K::Scalar::from(1u64));
            let zero = K::Scalar::from(0u64);
            for (u1, u2) in [(u1, u2), (zero, K::Scalar::from(1u64))] {
                if bool::from(u2.is_zero()) {
                    continue;
                }
                // With u1 = 0 and u2 = 1, R is the key itself.
                let r = x_mod_n::<C, K>(&(multiple::<K>(u1) + extreme.mul_vartime(&u2)));
                if words::is_zero(&r) {
                    continue;
                }
                asked += check(extreme, &ours, &r, u1, u2, true);
                let other = words::add(&r, &small(1));
                if words::less_than(&other, C::ORDER.value()) {
                    asked += check(extreme, &ours, &other, u1, u2, false);
                }
            }

            // What the signature claims: Q = (R - u1 G) / u2.
            let r = x_mod_n::<C, K>(&extreme);
            if words::is_zero(&r) || bool::from(u2.is_zero()) {
                continue;
            }
            let q = (extreme - multiple::<K>(u1)) * u2.invert().unwrap();
            let [ours, _] = keys::<C, K, L>(q);
            asked += check(q, &ours, &r, u1, u2, true);
            let other = words::add(&r, &small(1));
            if words::less_than(&other, C::ORDER.value()) {
                asked += check(q, &ours, &other, u1, u2, false);
            }
        }
    }
    println!("{} bits: {points} points of extreme x, AWS-LC asked {asked} times", C::BITS);
    assert!(points > 80);
}

#[test]
fn p256_extreme_x() {
    extreme::<P256, p256::NistP256, 5>();
}
#[test]
fn p384_extreme_x() {
    extreme::<P384, p384::NistP384, 7>();
}
#[test]
fn p521_extreme_x() {
    extreme::<P521, p521::NistP521, 10>();
}
