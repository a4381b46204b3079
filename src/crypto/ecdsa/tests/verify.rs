//! Whole verifications against theirs: random, mutated, and built around chosen u1 and u2.
//!
//! For any u1, u2 != 0 and key Q with R = u1 G + u2 Q, the signature r = x(R) mod n, s = r / u2 of
//! the digest e = u1 s is valid. So signatures can be made that lead a verification to any pair of
//! scalars.

use ecdsa::hazmat;
use primeorder::elliptic_curve::ops::MulByGeneratorVartime;
use primeorder::elliptic_curve::point::DecompressPoint;
use primeorder::elliptic_curve::sec1::ToSec1Point;
use primeorder::elliptic_curve::{Group, NonZeroScalar};
use primeorder::{AffinePoint, Field, PrimeCurveParams, PrimeField, ProjectivePoint};

use super::super::curve::{P256, P384, P521, Params};
use super::super::verify::Key;
use super::super::words::{self, WORDS, Words};
use super::super::{Curve, InvalidKey, VerifyingKey};
use super::{Random, theirs, to_bytes, words_of};
use crate::crypto::budget::set_table_limit;
use crate::crypto::testing::deep;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

pub(super) fn small(value: u32) -> Words {
    let mut words = [0; WORDS];
    words[0] = value;
    words
}

/// Our key with its table built, and one that will have none for three more verifications.
pub(super) fn keys<C: Params, K: PrimeCurveParams, const L: usize>(
    point: ProjectivePoint<K>,
) -> [Key<C, L>; 2] {
    set_table_limit(usize::MAX);
    let width = C::BITS.div_ceil(8);
    let [with, without] = [0, 1].map(|_| fresh(point));
    for _ in 0..4 {
        with.verify(&[1], &[&to_bytes(&small(1), width)[..], &to_bytes(&small(1), width)].concat());
    }
    assert!(with.table_bytes() > 20_000);
    [with, without]
}

/// Our key, which will have no table for three verifications.
pub(super) fn fresh<C: Params, K: PrimeCurveParams, const L: usize>(point: ProjectivePoint<K>) -> Key<C, L> {
    let encoded = point.to_affine().to_sec1_point(false);
    let (x, y) = encoded.as_bytes()[1..].split_at(C::BITS.div_ceil(8));
    Key::new(x, y).unwrap()
}

/// A multiple of the generator, by their tables.
pub(super) fn multiple<K: PrimeCurveParams>(scalar: K::Scalar) -> ProjectivePoint<K> {
    ProjectivePoint::<K>::mul_by_generator_vartime(&scalar)
}

/// x(R) mod n.
pub(super) fn x_mod_n<C: Params, K: PrimeCurveParams>(point: &ProjectivePoint<K>) -> Words {
    let encoded = point.to_affine().to_sec1_point(false);
    let x = words::from_be_bytes(&encoded.as_bytes()[1..=C::BITS.div_ceil(8)]);
    if words::less_than(&x, C::ORDER.value()) { x } else { words::sub(&x, C::ORDER.value()) }
}

/// The digest and signature that lead to u1 and u2 and claim r.
pub(super) fn signature<C: Params, K: PrimeCurveParams>(
    r: &Words,
    u1: K::Scalar,
    u2: K::Scalar,
) -> (Vec<u8>, Vec<u8>) {
    let width = C::BITS.div_ceil(8);
    let s = theirs::<K::Scalar>(r) * u2.invert().unwrap();
    let mut e = words_of(u1 * s);
    // A digest of whole bytes whose leftmost bits are e.
    if C::BITS % 8 != 0 {
        e = words::shl(&e, (8 * width - C::BITS) as u32);
    }
    (to_bytes(&e, width), [to_bytes(r, width), to_bytes(&words_of(s), width)].concat())
}

/// Random and mutated signatures: `CASES` valid ones, and as many mutated ones judged by theirs.
fn random<C: Params, K: PrimeCurveParams, const L: usize>(cases: usize, per_key: usize) {
    let mut random = Random::new(5);
    let n = C::ORDER.value();
    let width = C::BITS.div_ceil(8);
    let (mut accepted, mut rejected) = (0, 0);
    for _ in 0..deep(cases).div_ceil(per_key) {
        let d: K::Scalar = theirs(&random.number(n, C::BITS));
        if bool::from(d.is_zero()) {
            continue;
        }
        let q = multiple::<K>(d);
        let [with, _] = keys::<C, K, L>(q);
        for _ in 0..per_key {
            // u1 = e / s and u2 = r / s for a nonce k: R = k G, as in signing.
            let (k, u2): (K::Scalar, K::Scalar) =
                (theirs(&random.number(n, C::BITS)), theirs(&random.number(n, C::BITS)));
            if bool::from(k.is_zero() | u2.is_zero()) {
                continue;
            }
            let r = x_mod_n::<C, K>(&multiple::<K>(k));
            let (mut digest, mut sig) = signature::<C, K>(&r, k - u2 * d, u2);
            for key in [&with, &fresh(q)] {
                assert!(key.verify(&digest, &sig));
            }
            accepted += 1;
            let at = random.below(2 * width as u64) as usize;
            match random.below(4) {
                0 => sig[at] ^= 1 << random.below(8),
                1 => sig[at] = random.next() as u8,
                2 => {
                    let side = random.below(2) as usize;
                    let number = random.number(n, C::BITS);
                    sig[side * width..][..width].copy_from_slice(&to_bytes(&number, width));
                }
                _ => digest[at / 2] ^= 1 << random.below(8),
            }
            let expected = verdict::<K>(&q, &digest, &sig);
            for key in [&with, &fresh(q)] {
                assert_eq!(key.verify(&digest, &sig), expected);
            }
            rejected += 1;
            // s may be negated (the low bits of a P-521 digest do not count): as theirs says.
            let s: K::Scalar =
                theirs(&words::from_be_bytes(&signature::<C, K>(&r, k - u2 * d, u2).1[width..]));
            let (digest, mut sig) = signature::<C, K>(&r, k - u2 * d, u2);
            sig[width..].copy_from_slice(&to_bytes(&words_of(-s), width));
            assert!(with.verify(&digest, &sig));
        }
    }
    println!("{} bits: {accepted} valid, {rejected} mutated, {accepted} with s negated", C::BITS);
}

/// Their verdict, by their `ecdsa::hazmat` where it takes the numbers, else false.
pub(super) fn verdict<K: PrimeCurveParams>(q: &ProjectivePoint<K>, digest: &[u8], sig: &[u8]) -> bool {
    let width = sig.len() / 2;
    let scalar = |bytes: &[u8]| {
        let mut repr = primeorder::FieldBytes::<K>::default();
        repr.copy_from_slice(bytes);
        Option::<K::Scalar>::from(K::Scalar::from_repr(repr)).filter(|value| !bool::from(value.is_zero()))
    };
    let (Some(r), Some(s)) = (scalar(&sig[..width]), scalar(&sig[width..])) else {
        return false;
    };
    let mut e = words::from_be_bytes(digest);
    // P-521 reads 521 of 528 bits; SHA-512 has fewer.
    if digest.len() == 66 {
        e = words::shr(&e, 7);
    }
    let n = words::add(&words_of(-K::Scalar::from(1u64)), &small(1));
    if !words::less_than(&e, &n) {
        e = words::sub(&e, &n);
    }
    let w = s.invert().unwrap();
    let sum = multiple::<K>(theirs::<K::Scalar>(&e) * w) + q.mul_vartime(&(r * w));
    if bool::from(Group::is_identity(&sum)) {
        return false;
    }
    let encoded = sum.to_affine().to_sec1_point(false);
    let x = words::from_be_bytes(&encoded.as_bytes()[1..=width]);
    let x = if words::less_than(&x, &n) { x } else { words::sub(&x, &n) };
    x == words_of(r)
}

/// Chosen scalars: small, near n, powers of two, u1 = 0, u1 G = +-u2 Q, and keys that are small
/// multiples of G.
fn chosen<C: Params, K: PrimeCurveParams, const L: usize>() {
    let mut scalars: Vec<K::Scalar> = (0..20u64).map(K::Scalar::from).collect();
    scalars.extend((1..20u64).map(|value| -K::Scalar::from(value)));
    let half = K::Scalar::from(2u64).invert().unwrap();
    let mut power = K::Scalar::from(1u64);
    for bit in 0..C::BITS {
        power = power.double();
        if bit % 5 == 0 || bit % C::WINDOW == 0 || bit + 8 > C::BITS {
            scalars.extend([power, -power, power - K::Scalar::from(1u64)]);
        }
    }
    scalars.extend([half, -half]);
    let (mut valid, mut infinite) = (0, 0);
    let some_d: K::Scalar = theirs(&Random::new(6).number(C::ORDER.value(), C::BITS));
    for d in [1u64, 2, 33].map(K::Scalar::from).into_iter().chain([
        -K::Scalar::from(1u64),
        -K::Scalar::from(2u64),
        half,
        some_d,
    ]) {
        let [with, _] = keys::<C, K, L>(multiple::<K>(d));
        let small_table = || fresh::<C, K, L>(multiple::<K>(d));
        let mut check = |u1: K::Scalar, u2: K::Scalar| {
            if bool::from(u2.is_zero()) {
                return;
            }
            let k = u1 + u2 * d;
            if bool::from(k.is_zero()) {
                // The sum is infinity: no r is right.
                let (digest, sig) = signature::<C, K>(&small(1), u1, u2);
                assert!(!with.verify(&digest, &sig) && !small_table().verify(&digest, &sig));
                infinite += 1;
                return;
            }
            let r = x_mod_n::<C, K>(&multiple::<K>(k));
            let (digest, sig) = signature::<C, K>(&r, u1, u2);
            assert!(with.verify(&digest, &sig), "table {:?} {:?}", words_of(u1), words_of(u2));
            assert!(small_table().verify(&digest, &sig), "small table {:?} {:?}", words_of(u1), words_of(u2));
            // The next u1 leads to (k + 1) G, which has the same x only if that is -k G.
            let one = K::Scalar::from(1u64);
            let (digest, sig) = signature::<C, K>(&r, u1 + one, u2);
            assert_eq!(with.verify(&digest, &sig), k + one == -k);
            valid += 1;
        };
        let stride = scalars.len() / deep(scalars.len()).max(1);
        for (at, u2) in scalars.iter().enumerate().step_by(stride) {
            check(*u2 * d, *u2);
            check(-(*u2 * d), *u2);
            check(K::Scalar::from(0u64), *u2);
            check(*u2, K::Scalar::from(1u64));
            check(*u2, scalars[(at * 7 + 3) % scalars.len()]);
            check(scalars[at % 40], scalars[(at / 3) % 40]);
        }
    }
    println!("{} bits: {valid} chosen pairs, {infinite} with sum infinity", C::BITS);
    assert!(infinite > 0 && valid > 0);
}

/// R with x in [n, p): the signature carries x - n.
fn wrapped<C: Params, K: PrimeCurveParams, const L: usize>() {
    let mut found = 0;
    let mut random = Random::new(7);
    for offset in 1..=deep(400) as u32 {
        let r = small(offset);
        let x = words::add(C::ORDER.value(), &r);
        assert!(words::less_than(&x, &C::P));
        let repr = theirs::<K::FieldElement>(&x).to_repr();
        let Some(point) = Option::<AffinePoint<K>>::from(AffinePoint::<K>::decompress(&repr, 0u8.into()))
        else {
            continue;
        };
        let [u1, u2] = [0, 1].map(|_| theirs::<K::Scalar>(&random.number(C::ORDER.value(), C::BITS)));
        let Some(inverse) = Option::<K::Scalar>::from(u2.invert()) else {
            continue;
        };
        let q = (ProjectivePoint::<K>::from(point) - multiple::<K>(u1)) * inverse;
        let [with, without] = keys::<C, K, L>(q);
        let (digest, sig) = signature::<C, K>(&r, u1, u2);
        assert!(with.verify(&digest, &sig) && without.verify(&digest, &sig));
        let (digest, sig) = signature::<C, K>(&small(offset + 1), u1, u2);
        assert!(!with.verify(&digest, &sig) && !without.verify(&digest, &sig));
        found += 1;
    }
    assert!(found > 0);
    println!("{} bits: {found} with x in [n, p)", C::BITS);
}

/// Signatures made by their signer, over digests of every length.
fn signed<K, C: Params, const L: usize>(cases: usize)
where
    K: PrimeCurveParams + ecdsa::EcdsaCurve,
    ecdsa::SignatureSize<K>: primeorder::array::ArraySize,
{
    let mut random = Random::new(8);
    let d: K::Scalar = theirs(&random.number(C::ORDER.value(), C::BITS));
    let [with, without] = keys::<C, K, L>(multiple::<K>(d));
    let width = C::BITS.div_ceil(8);
    for case in 0..cases {
        // Theirs wants at least half the width.
        let digest: Vec<u8> = (0..width / 2 + 1 + case % 60).map(|_| random.next() as u8).collect();
        let k: K::Scalar = theirs(&random.number(C::ORDER.value(), C::BITS));
        if bool::from(k.is_zero()) {
            continue;
        }
        // `sign_prehashed` takes a digest of exactly the width: the leftmost bits, as a number.
        let e = C::ORDER.read_digest(&digest);
        let [d, k] = [d, k].map(|scalar| NonZeroScalar::<K>::new(scalar).unwrap());
        let mut bytes = primeorder::FieldBytes::<K>::default();
        bytes.copy_from_slice(&to_bytes(&e, width));
        let Ok((sig, _)) = hazmat::sign_prehashed::<K>(&d, &k, &bytes) else {
            continue;
        };
        assert!(with.verify(&digest, &sig.to_bytes()), "digest of {}", digest.len());
        assert!(without.verify(&digest, &sig.to_bytes()));
    }
}

#[test]
fn refused_keys_and_signatures() {
    for (curve, width, p, gx, gy) in [
        (Curve::P256, 32, P256::P, P256::GX, P256::GY),
        (Curve::P384, 48, P384::P, P384::GX, P384::GY),
        (Curve::P521, 66, P521::P, P521::GX, P521::GY),
    ] {
        let (x, y) = (to_bytes(&gx, width), to_bytes(&gy, width));
        let key = VerifyingKey::from_affine(curve, &x, &y).unwrap();
        assert_eq!(format!("{key:?}"), "VerifyingKey");
        let refused = |x: &[u8], y: &[u8]| {
            assert_eq!(VerifyingKey::from_affine(curve, x, y).err(), Some(InvalidKey));
        };
        refused(&y, &x);
        refused(&x[1..], &y);
        refused(&x, &y[1..]);
        refused(&[&[0], &x[..]].concat(), &y);
        refused(&[], &[]);
        refused(&vec![0; width], &vec![0; width]);
        // y + p and x + p where they fit, p itself, all ones.
        refused(&to_bytes(&p, width), &y);
        refused(&x, &to_bytes(&p, width));
        refused(&vec![0xff; width], &y);
        let sum = words::add(&gx, &p);
        if width == 66 || words::bits(&sum, width * 8, 1) == 0 {
            refused(&to_bytes(&sum, width), &y);
        }
        let mut off = y.clone();
        off[width - 1] ^= 1;
        refused(&x, &off);
        // -G is a key too.
        let minus = to_bytes(&words::sub(&p, &gy), width);
        assert!(VerifyingKey::from_affine(curve, &x, &minus).is_ok());

        for length in [0, 1, width, 2 * width - 1, 2 * width + 1, 4 * width] {
            assert!(!key.verify_prehash(&[7; 32], &vec![1; length]));
        }
        assert!(!key.verify_prehash(&[7; 32], &vec![0; 2 * width]));
        assert!(!key.verify_prehash(&[7; 32], &vec![0xff; 2 * width]));
        assert!(!key.verify_prehash(&[], &vec![1; 2 * width]));
    }
}

/// r and s at 0, n and above, around an otherwise valid signature.
fn ranges<C: Params, K: PrimeCurveParams, const L: usize>() {
    let width = C::BITS.div_ceil(8);
    let n = C::ORDER.value();
    let d = K::Scalar::from(7u64);
    let [with, without] = keys::<C, K, L>(multiple::<K>(d));
    let (u1, u2) = (K::Scalar::from(11u64), K::Scalar::from(13u64));
    let r = x_mod_n::<C, K>(&multiple::<K>(u1 + u2 * d));
    let (digest, sig) = signature::<C, K>(&r, u1, u2);
    for key in [&with, &without] {
        assert!(key.verify(&digest, &sig));
        for bad in [small(0), *n, words::add(n, &small(1)), C::P] {
            for side in [0, width] {
                let mut sig = sig.clone();
                sig[side..side + width].copy_from_slice(&to_bytes(&bad, width));
                assert!(!key.verify(&digest, &sig));
            }
        }
    }
}

#[cfg(not(target_arch = "wasm32"))]
#[test]
fn keys_are_shared_between_threads() {
    fn shared<T: Send + Sync + 'static>() {}
    shared::<VerifyingKey>();
    set_table_limit(usize::MAX);
    let (x, y) = (to_bytes(&P256::GX, 32), to_bytes(&P256::GY, 32));
    let key = VerifyingKey::from_affine(Curve::P256, &x, &y).unwrap();
    assert_eq!(key.table_bytes(), 0);
    // Q = G, u1 = u2 = 1: R = 2G, s = r, e = r.
    let two_g = ProjectivePoint::<p256::NistP256>::generator().double();
    let r = to_bytes(&x_mod_n::<P256, p256::NistP256>(&two_g), 32);
    let signature = [&r[..], &r[..]].concat();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| (0..20).for_each(|_| assert!(key.verify_prehash(&r, &signature))));
        }
    });
    assert_eq!(key.table_bytes(), 110_080 + 640);
}

macro_rules! on_each_curve {
    ($($name:ident: $curve:ty, $theirs:ty, $l:literal, $cases:literal;)*) => { $(
        mod $name {
            use super::*;
            #[cfg(target_arch = "wasm32")]
            use wasm_bindgen_test::wasm_bindgen_test as test;
            #[test]
            fn random_and_mutated() {
                random::<$curve, $theirs, $l>($cases, 50);
            }
            #[test]
            fn chosen_scalars() {
                chosen::<$curve, $theirs, $l>();
            }
            #[test]
            fn wrapped_r() {
                wrapped::<$curve, $theirs, $l>();
            }
            #[test]
            fn signed_by_theirs() {
                signed::<$theirs, $curve, $l>(deep(1000));
            }
            #[test]
            fn out_of_range() {
                ranges::<$curve, $theirs, $l>();
            }
        }
    )* };
}

on_each_curve! {
    on_p256: P256, p256::NistP256, 5, 20_000;
    on_p384: P384, p384::NistP384, 7, 6_000;
    on_p521: P521, p521::NistP521, 10, 4_000;
}
