//! Ed25519 verdicts against dalek for points with a part of small order: keys and R of order 8,
//! of mixed order, in encodings that are not canonical, and S beyond the order.
//!
//! A is a B + T and R is r B + T', with T and T' of small order. S = r + k a fits with the
//! cofactor, and without it if T' + k T is 0, which a suffix of the message brings about.
#![no_main]

use curve25519_dalek::constants::{ED25519_BASEPOINT_POINT, EIGHT_TORSION};
use curve25519_dalek::edwards::CompressedEdwardsY;
use curve25519_dalek::{EdwardsPoint, Scalar};
use ed25519_dalek::{Signature, VerifyingKey as Dalek};
use libfuzzer_sys::arbitrary::{self, Arbitrary};
use libfuzzer_sys::fuzz_target;
use sha2::{Digest, Sha512};
use tokenward::crypto::ed25519::VerifyingKey;

/// A point and the bytes that stand for it.
#[derive(Arbitrary, Clone, Copy, Debug)]
struct Point {
    scalar: [u8; 32],
    /// The scalar is 0: the point has small order.
    small: bool,
    torsion: u8,
    encoding: Encoding,
}

#[derive(Arbitrary, Clone, Copy, Debug)]
enum Encoding {
    Canonical,
    /// y + p, where it fits into 255 bits.
    Larger,
    /// The other sign of x, which is none if x is 0.
    OtherSign,
    LargerAndOtherSign,
    Bytes([u8; 32]),
}

#[derive(Arbitrary, Debug)]
struct Case<'a> {
    key: Point,
    r: Point,
    /// How often the order is added to S.
    orders: u8,
    /// A bit of S or R to flip, from 512 on none.
    flip: u16,
    /// Whether the message is tried until the equation without the cofactor holds.
    search: bool,
    message: &'a [u8],
}

fn scalar(point: &Point) -> Scalar {
    if point.small { Scalar::ZERO } else { Scalar::from_bytes_mod_order(point.scalar) }
}

fn encode(point: &Point) -> [u8; 32] {
    let sum: EdwardsPoint =
        ED25519_BASEPOINT_POINT * scalar(point) + EIGHT_TORSION[usize::from(point.torsion % 8)];
    let mut bytes = sum.compress().to_bytes();
    let larger = |bytes: &mut [u8; 32]| {
        // p = 2^255 - 19: y + p is below 2^255 for y below 19.
        let sign = bytes[31] & 0x80;
        if bytes[0] < 19 && bytes[1..31].iter().all(|byte| *byte == 0) && bytes[31] & 0x7f == 0 {
            let y = bytes[0];
            *bytes = [0xff; 32];
            bytes[0] = 0xed + y;
            bytes[31] = 0x7f | sign;
        }
    };
    match point.encoding {
        Encoding::Canonical => {}
        Encoding::Larger => larger(&mut bytes),
        Encoding::OtherSign => bytes[31] ^= 0x80,
        Encoding::LargerAndOtherSign => {
            larger(&mut bytes);
            bytes[31] ^= 0x80;
        }
        Encoding::Bytes(other) => bytes = other,
    }
    bytes
}

/// S + `times` L, where it fits into 32 bytes.
fn add_orders(s: &mut [u8; 32], times: u8) {
    const L: [u8; 32] = [
        0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
    ];
    for _ in 0..times % 16 {
        let before = *s;
        let mut carry = 0;
        for (byte, order) in s.iter_mut().zip(L) {
            let sum = u16::from(*byte) + u16::from(order) + carry;
            *byte = sum as u8;
            carry = sum >> 8;
        }
        if carry != 0 {
            *s = before;
        }
    }
}

fuzz_target!(|case: Case<'_>| {
    let key = encode(&case.key);
    let ours = VerifyingKey::from_bytes(&key);
    let point = CompressedEdwardsY(key).decompress();
    // A key of ours: a point, canonical, not of small order.
    let good = point.is_some_and(|point| point.compress().to_bytes() == key && !point.is_small_order());
    assert_eq!(ours.is_ok(), good);
    let (Ok(ours), Ok(theirs)) = (ours, Dalek::from_bytes(&key)) else { return };

    let r = encode(&case.r);
    let mut message = case.message.get(..256).unwrap_or(case.message).to_vec();
    let (a, b) = (scalar(&case.key), scalar(&case.r));
    let mut signature = [0; 64];
    for attempt in 0..32u8 {
        if attempt > 0 {
            message.push(attempt);
        }
        let hash = Sha512::new().chain_update(r).chain_update(key).chain_update(&message).finalize();
        let k = Scalar::from_bytes_mod_order_wide(&hash.into());
        signature[..32].copy_from_slice(&r);
        signature[32..].copy_from_slice((b + k * a).as_bytes());
        let holds = point.is_some_and(|point| {
            (ED25519_BASEPOINT_POINT * (b + k * a) - point * k).compress().to_bytes() == r
        });
        if holds || !case.search {
            break;
        }
    }
    if let Some(s) = signature.last_chunk_mut::<32>() {
        add_orders(s, case.orders);
    }
    if case.flip < 512 {
        signature[usize::from(case.flip / 8)] ^= 1 << (case.flip % 8);
    }
    let verdict = theirs.verify_strict(&message, &Signature::from_bytes(&signature)).is_ok();
    // With the small tables, then with the large ones.
    for _ in 0..18 {
        assert_eq!(ours.verify(&message, &signature), verdict);
    }
});
