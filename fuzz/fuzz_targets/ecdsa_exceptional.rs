//! ECDSA verdicts against RustCrypto for chosen scalars: the key, u1 and u2 are small multiples
//! and shifts of 1, of the order, of one another, so that sums meet equal and opposite points.
//!
//! For any u1, u2 != 0 and key Q = d G with R = u1 G + u2 Q, the signature r = x(R) mod n,
//! s = r / u2 of the digest e = u1 s is valid.
#![no_main]

use libfuzzer_sys::arbitrary::{self, Arbitrary};
use libfuzzer_sys::fuzz_target;
use tokenward::crypto::ecdsa::{Curve, VerifyingKey};

/// How a scalar is made.
#[derive(Arbitrary, Clone, Copy, Debug)]
struct Recipe {
    base: Base,
    /// The factor of the base: +-1 ... +-128, doubled `doublings` times.
    factor: i8,
    doublings: u16,
    /// What is added.
    more: i8,
    invert: bool,
}

#[derive(Arbitrary, Clone, Copy, Debug)]
enum Base {
    One,
    /// The private key, or one for the key itself.
    Key,
    /// u2 times the private key, which makes u1 G and u2 Q multiples of one another.
    Product,
    Number([u8; 32]),
}

#[derive(Arbitrary, Debug)]
struct Case {
    curve: u8,
    d: Recipe,
    u1: Recipe,
    u2: Recipe,
    /// Whether r is another's, or s the negative.
    r_more: i8,
    negate_s: bool,
}

macro_rules! check {
    ($krate:ident, $curve:expr, $width:literal, $bits:literal, $case:expr) => {{
        use $krate::ecdsa::signature::hazmat::PrehashVerifier;
        use $krate::elliptic_curve::sec1::ToSec1Point;
        use $krate::elliptic_curve::{Field, Group, PrimeField, ops::Reduce};
        use $krate::{FieldBytes, ProjectivePoint, Scalar};

        let case: &Case = $case;
        let integer = |value: i64| {
            let magnitude = Scalar::from(value.unsigned_abs());
            if value < 0 { -magnitude } else { magnitude }
        };
        let make = |recipe: &Recipe, key: Scalar, product: Scalar| {
            let base = match recipe.base {
                Base::One => Scalar::ONE,
                Base::Key => key,
                Base::Product => product,
                Base::Number(bytes) => {
                    let mut wide = [0; $width];
                    wide[$width - 32..].copy_from_slice(&bytes);
                    Scalar::reduce(&FieldBytes::from(wide))
                }
            };
            let scaled = base * integer(i64::from(recipe.factor));
            let shifted = (0..recipe.doublings % ($bits + 1)).fold(scaled, |value, _| value.double());
            let sum = shifted + integer(i64::from(recipe.more));
            if recipe.invert { Option::from(sum.invert()).unwrap_or(sum) } else { sum }
        };
        let d = make(&case.d, Scalar::ONE, Scalar::ONE);
        let u2 = make(&case.u2, d, d);
        let u1 = make(&case.u1, d, u2 * d);
        if bool::from(d.is_zero() | u2.is_zero()) {
            return;
        }

        // Keys, ours and theirs.
        let q = ProjectivePoint::GENERATOR * d;
        let encoded = q.to_affine().to_sec1_point(false);
        let theirs = $krate::ecdsa::VerifyingKey::from_sec1_point(&encoded).expect("a point of theirs");
        let (x, y) = encoded.as_bytes()[1..].split_at($width);
        let ours = VerifyingKey::from_affine($curve, x, y).expect("a key of theirs is one of ours");

        // The signature; r is 1 where the sum is infinity, and none is right.
        let sum = ProjectivePoint::GENERATOR * (u1 + u2 * d);
        let infinite = bool::from(sum.is_identity());
        let r = if infinite {
            Scalar::ONE
        } else {
            let point = sum.to_affine().to_sec1_point(false);
            let mut x = FieldBytes::default();
            x.copy_from_slice(&point.as_bytes()[1..=$width]);
            Scalar::reduce(&x)
        };
        let claimed = r + integer(i64::from(case.r_more));
        // The scalars are those of the claimed r, so that a wrong r meets the same additions.
        let Some(inverse) = Option::<Scalar>::from(u2.invert()) else { return };
        let s = claimed * inverse;
        let e = u1 * s;
        let s = if case.negate_s { -s } else { s };
        let number = e.to_repr().to_vec();
        let mut digest = number.clone();
        // P-521: ours takes the leftmost 521 of 528 bits (FIPS 186-5), theirs the number.
        let shift = 8 * $width - $bits;
        if shift > 0 {
            for at in 0..$width {
                let next = digest.get(at + 1).copied().unwrap_or(0);
                digest[at] = digest[at] << shift | (u16::from(next) >> (8 - shift)) as u8;
            }
        }
        let signature = [claimed.to_repr().to_vec(), s.to_repr().to_vec()].concat();

        // `PrehashVerifier` of theirs adds u1 G + u2 Q with its own complete formulas.
        let verdict = $krate::ecdsa::Signature::from_slice(&signature)
            .is_ok_and(|signature| theirs.verify_prehash(&number, &signature).is_ok());
        if case.r_more == 0 && !bool::from(claimed.is_zero()) {
            assert_eq!(verdict, !infinite, "what was made to be valid is");
        }
        // Three times without the key's table, then with it.
        for _ in 0..5 {
            assert_eq!(ours.verify_prehash(&digest, &signature), verdict);
        }
    }};
}

fuzz_target!(|case: Case| {
    match case.curve % 3 {
        0 => check!(p256, Curve::P256, 32, 256, &case),
        1 => check!(p384, Curve::P384, 48, 384, &case),
        _ => check!(p521, Curve::P521, 66, 521, &case),
    }
});
