//! Scalars modulo the group order L = 2^252 + c (RFC 8032 section 5.1), and their signed digits.

use crate::crypto::unroll::unroll;

/// A 256-bit integer in limbs of 32 bits, least significant first.
pub(super) type Scalar = [u32; 8];

/// L.
const L: Scalar = [0x5cf5_d3ed, 0x5812_631a, 0xa2f7_9cd6, 0x14de_f9de, 0, 0, 0, 0x1000_0000];

/// The low 28 bits, what limb 7 has below 2^252.
const BELOW_252: u32 = 0x0fff_ffff;

fn less(a: &Scalar, b: &Scalar) -> bool {
    a.iter().rev().lt(b.iter().rev())
}

/// The scalar of 32 little-endian bytes, if it is below L.
pub(super) fn from_canonical_bytes(bytes: &[u8; 32]) -> Option<Scalar> {
    let mut scalar = [0; 8];
    for (limb, chunk) in scalar.iter_mut().zip(bytes.as_chunks::<4>().0) {
        *limb = u32::from_le_bytes(*chunk);
    }
    less(&scalar, &L).then_some(scalar)
}

/// `x = low + 2^252 high`: leaves `low` in `x` and returns `high`, for `x` below 2^512 and so `high` below
/// 2^260.
fn split(x: &[u32; 16]) -> (Scalar, [u32; 9]) {
    let mut low = [0; 8];
    low.copy_from_slice(&x[..8]);
    low[7] &= BELOW_252;
    let mut high = [0; 9];
    for (i, limb) in high.iter_mut().enumerate() {
        let above = if i < 8 { x[8 + i] << 4 } else { 0 };
        *limb = above | x[7 + i] >> 28;
    }
    (low, high)
}

/// `c x`, where c = L - 2^252 has 125 bits: below 2^385 for `x` below 2^260.
fn times_c(x: &[u32; 9]) -> [u32; 16] {
    let mut product = [0; 16];
    unroll!(i < 4, {
        let c = L[i];
        let mut carry = 0;
        unroll!(j < 9, {
            // At most (2^32 - 1)^2 + 2 (2^32 - 1) = 2^64 - 1.
            let t = u64::from(c) * u64::from(x[j]) + u64::from(product[i + j]) + carry;
            product[i + j] = t as u32;
            carry = t >> 32;
        });
        product[i + x.len()] = carry as u32;
    });
    product
}

/// A 512-bit little-endian integer modulo L.
///
/// 2^252 = -c modulo L, used three times: `x = l0 + 2^252 h0 = l0 - c h0`, `c h0 = l1 + 2^252 h1` with `h1`
/// below 2^133, and `c h1 = l2 + 2^252 h2` with `h2` below 2^6. So `x = l0 - l1 + l2 - c h2`, above -2^252 -
/// 2^131 and below 2^253; adding 2 L makes it positive and below 5 L.
pub(super) fn reduce(bytes: &[u8; 64]) -> Scalar {
    let mut x = [0; 16];
    for (limb, chunk) in x.iter_mut().zip(bytes.as_chunks::<4>().0) {
        *limb = u32::from_le_bytes(*chunk);
    }
    let (l0, h0) = split(&x);
    let (l1, h1) = split(&times_c(&h0));
    let (l2, h2) = split(&times_c(&h1));
    let last = times_c(&h2);
    let mut sum = [0; 8];
    let mut carry = 0i64;
    for (i, limb) in sum.iter_mut().enumerate() {
        carry +=
            i64::from(l0[i]) - i64::from(l1[i]) + i64::from(l2[i]) - i64::from(last[i]) + 2 * i64::from(L[i]);
        *limb = carry as u32;
        carry >>= 32;
    }
    while !less(&sum, &L) {
        let mut borrow = 0i64;
        for (limb, l) in sum.iter_mut().zip(&L) {
            borrow += i64::from(*limb) - i64::from(*l);
            *limb = borrow as u32;
            borrow >>= 32;
        }
    }
    sum
}

/// The most digits a scalar is cut into: 253 bits by 4.
pub(super) const MAX_DIGITS: usize = 64;

/// The signed digits of a scalar below L to the radix `2^width`, `width` from 4 to 8, each from `1 -
/// 2^(width-1)` to `2^(width-1)`, least significant first. `ceil(253 / width)` of them are enough: `L - 1`
/// has bit 252 set but bits 126 to 251 clear, so no carry passes the top digit.
pub(super) fn digits(scalar: &Scalar, width: u32) -> [i16; MAX_DIGITS] {
    let mut digits = [0; MAX_DIGITS];
    let mut carry = 0;
    for (i, digit) in digits.iter_mut().enumerate().take(253usize.div_ceil(width as usize)) {
        let bit = i * width as usize;
        let low = u64::from(scalar[bit / 32]);
        let high = scalar.get(bit / 32 + 1).map_or(0, |&limb| u64::from(limb));
        let window = ((low | high << 32) >> (bit % 32)) as i16 & ((1 << width) - 1);
        let value = window + carry;
        carry = i16::from(value > 1 << (width - 1));
        *digit = value - (carry << width);
    }
    digits
}
