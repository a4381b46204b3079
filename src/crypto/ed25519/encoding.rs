//! Points and their 32-byte encodings (RFC 8032 sections 5.1.2 and 5.1.3).

use super::canonical::{Integer, P, from_bytes, less, sub, to_bytes};
use super::field::Pair;
use super::invert::invert;
use super::point::Points;

const ONE: Integer = [1, 0, 0, 0];
/// d = -121665/121666.
const D: Integer =
    [0x75eb_4dca_1359_78a3, 0x0070_0a4d_4141_d8ab, 0x8cc7_4079_7779_e898, 0x5203_6cee_2b6f_fe73];
/// A square root of -1: 2^((p-1)/4).
const ROOT_OF_MINUS_ONE: Integer =
    [0xc4ee_1b27_4a0e_a0b0, 0x2f43_1806_ad2f_e478, 0x2b4d_0099_3dfb_d7a7, 0x2b83_2480_4fc1_df0b];
/// The y of two points of order 8; the other two have its negative.
const Y_OF_ORDER_8: Integer =
    [0xb027_b2c2_8f95_e826, 0xf098_eff2_89f4_c345, 0x3933_c6d3_05ac_dfd5, 0x05fc_536d_8802_38b1];

const SIGN: u64 = 1 << 63;

/// The y coordinate and the sign bit of an encoding, canonical or not.
fn y_and_sign(bytes: &[u8; 32]) -> (Integer, bool) {
    let mut y = from_bytes(bytes);
    let sign = y[3] & SIGN != 0;
    y[3] &= !SIGN;
    (y, sign)
}

/// Whether this is the canonical encoding of one of the eight points whose order divides 8 (or would be, had
/// x the other sign). Their y are 0, 1, -1 and the two of order 8; a point with such a y is one of them.
pub(super) fn has_small_order(bytes: &[u8; 32]) -> bool {
    let (y, _) = y_and_sign(bytes);
    let small = [[0; 4], ONE, sub(&P, &ONE), Y_OF_ORDER_8, sub(&P, &Y_OF_ORDER_8)];
    small.contains(&y)
}

/// The affine coordinates of an encoded point, if the encoding is canonical.
///
/// Refused: y of p or more; x = 0 with the sign bit set; y of no point. RFC 8032 section 5.1.3, whose square
/// root of u/v this is: u v^3 (u v^7)^((p-5)/8), times the root of -1 if v x^2 = -u.
pub(super) fn decode(bytes: &[u8; 32]) -> Option<(Integer, Integer)> {
    let (y, sign) = y_and_sign(bytes);
    if !less(&y, &P) {
        return None;
    }
    let pair = |x: &Integer| Pair::from_integers(x, x);
    let first = |x: Pair| x.to_integers()[0];
    let yy = pair(&y).square();
    let u = pair(&first(yy.sub(&Pair::ONE)));
    let v = pair(&first(yy.mul(&pair(&D)).add(&Pair::ONE)));
    let v3 = v.square().mul(&v);
    let v7 = v3.square().mul(&v);
    let mut root = power_p_minus_5_over_8(&u.mul(&v7)).mul(&v3).mul(&u);
    let check = first(root.square().mul(&v));
    if check != first(u) {
        root = root.mul(&pair(&ROOT_OF_MINUS_ONE));
        if check != first(Pair::ZERO.sub(&u)) {
            return None;
        }
    }
    let x = first(root);
    if x == [0; 4] && sign {
        return None;
    }
    let x = if (x[0] & 1 == 1) == sign { x } else { sub(&P, &x) };
    Some((x, y))
}

/// `x^((p-5)/8) = x^(2^252 - 3)`, by the usual chain of 11 multiplications.
fn power_p_minus_5_over_8(x: &Pair) -> Pair {
    // Names say the exponent: `ones_n` is 2^n - 1.
    let two = x.square();
    let nine = two.square_times(2).mul(x);
    let eleven = nine.mul(&two);
    let ones_5 = eleven.square().mul(&nine);
    let ones_10 = ones_5.square_times(5).mul(&ones_5);
    let ones_20 = ones_10.square_times(10).mul(&ones_10);
    let ones_40 = ones_20.square_times(20).mul(&ones_20);
    let ones_50 = ones_40.square_times(10).mul(&ones_10);
    let ones_100 = ones_50.square_times(50).mul(&ones_50);
    let ones_200 = ones_100.square_times(100).mul(&ones_100);
    let ones_250 = ones_200.square_times(50).mul(&ones_50);
    ones_250.square_times(2).mul(x)
}

/// The canonical encoding of the point in lane 0.
pub(super) fn encode(points: &Points) -> [u8; 32] {
    let [z, _] = points.z.to_integers();
    let inverse = invert(&z);
    let inverse = Pair::from_integers(&inverse, &inverse);
    let [x, _] = points.x.mul(&inverse).to_integers();
    let [mut y, _] = points.y.mul(&inverse).to_integers();
    if x[0] & 1 == 1 {
        y[3] |= SIGN;
    }
    to_bytes(&y)
}
