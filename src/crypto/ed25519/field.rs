//! Arithmetic modulo p = 2^255 - 19, on two field elements at once.
//!
//! **Representation.** An element is the exact sum of twelve binary64 numbers, limb `i` a multiple of
//! `2^EXP[i]` with `EXP[i] = ceil(21.25 i)`: 22 or 21 bits per limb. Limbs carry their weight in the
//! exponent, so a product of limbs `i` and `j` simply lands on the grid of limb `i + j`, and a product of
//! weight 2^255 or more is brought back by the exact factor 19 * 2^-255. (D. J. Bernstein, "Curve25519: new
//! Diffie-Hellman speed records", section 4, computes in floating point like this; balanced limbs and twelve
//! of them instead of ten are what 53 bits of precision ask for.) Why floating point: multiplying and adding
//! two lanes of `f64` are one instruction each on every machine, while the widening integer multiply of
//! WebAssembly costs three on x64.
//!
//! **Bounds.** Call `2^(EXP[i+1] - 1)`, half of the limb's width, one *unit* of limb `i`.
//! - Reduced: every limb is at most 1 + 2^-5 units in absolute value. `mul`, `square` and table loads return
//!   this.
//! - `add` and `sub` do not carry: their result has the sum of the operands' units.
//! - `mul` of `m` units by `n` units is exact if `m * n <= 15`: each column then stays below 2^53 steps of
//!   its grid (49.05 bits for reduced operands, plus log2 15 = 3.91 bits, is 52.96), and so does every
//!   partial sum. The largest use is 12, in the doubling (see `point.rs`).
//!
//! An exact sum of multiples of a grid step below 2^53 steps is what binary64 guarantees, hence nothing is
//! ever rounded except in the carry, where rounding is the purpose. `tests::field` computes these bounds
//! again.

use super::lanes::{Lanes, Words};
use crate::crypto::unroll::unroll;

/// The limb count.
pub(super) const LIMBS: usize = 12;

/// `EXP[i] = ceil(21.25 i)`: the weight of limb `i` is 2 to this power.
pub(super) const EXP: [u32; LIMBS + 1] = [0, 22, 43, 64, 85, 107, 128, 149, 170, 192, 213, 234, 255];

/// 2^e, for a normal exponent.
pub(super) const fn pow2(e: i32) -> f64 {
    f64::from_bits(((1023 + e) as u64) << 52)
}

/// What a carry or product of weight 2^255 is multiplied by to return to weight 1.
const WRAP: f64 = 19.0 * pow2(-255);

/// Adding and subtracting this rounds to a multiple of 2^e: at 1.5 * 2^(52+e) neighbouring doubles are 2^e
/// apart. Right for any |x| below 2^(51+e).
const fn rounder(e: u32) -> f64 {
    1.5 * pow2(52 + e as i32)
}

type Limbs = [Lanes; LIMBS];

/// Two field elements, one in each lane.
#[derive(Clone, Copy)]
pub(super) struct Pair(pub(super) Limbs);

#[inline(always)]
const fn both(x: f64) -> Lanes {
    Lanes::new(x, x)
}

impl Pair {
    /// 0 in both lanes.
    pub(super) const ZERO: Self = Self([both(0.0); LIMBS]);

    /// 1 in both lanes.
    pub(super) const ONE: Self = {
        let mut limbs = [both(0.0); LIMBS];
        limbs[0] = both(1.0);
        Self(limbs)
    };

    /// The sum; units add up.
    #[inline(always)]
    pub(super) fn add(&self, other: &Self) -> Self {
        let mut sum = self.0;
        unroll!(i < LIMBS, { sum[i] = sum[i].add(other.0[i]) });
        Self(sum)
    }

    /// The difference; units add up.
    #[inline(always)]
    pub(super) fn sub(&self, other: &Self) -> Self {
        let mut difference = self.0;
        unroll!(i < LIMBS, { difference[i] = difference[i].sub(other.0[i]) });
        Self(difference)
    }

    /// Each lane negated whose mask has the top bit set, the only bit the masks may have.
    #[inline(always)]
    pub(super) fn flip(mut self, masks: Words) -> Self {
        unroll!(i < LIMBS, { self.0[i] = self.0[i].flip(masks) });
        self
    }

    /// The two elements exchanged.
    pub(super) fn swap(&self) -> Self {
        let mut swapped = self.0;
        for a in &mut swapped {
            *a = a.swap();
        }
        Self(swapped)
    }

    /// The element in lane 0 of `self`, and the one in lane 1 of `second`.
    pub(super) fn with_second_of(&self, second: &Self) -> Self {
        let mut limbs = self.0;
        for (a, b) in limbs.iter_mut().zip(&second.0) {
            *a = Lanes::new(a.get()[0], b.get()[1]);
        }
        Self(limbs)
    }

    /// The product, reduced. The units of the operands multiply to at most 15.
    #[inline(never)]
    pub(super) fn mul(&self, other: &Self) -> Self {
        let mut product = Self::ZERO;
        product.set_mul(self, other);
        product
    }

    /// The square, reduced. At most 3 units.
    pub(super) fn square(&self) -> Self {
        self.mul(self)
    }

    /// The `2^n`-th power, reduced, for `n` at least 1. At most 3 units.
    pub(super) fn square_times(&self, n: u32) -> Self {
        let mut power = self.square();
        for _ in 1..n {
            power = power.square();
        }
        power
    }

    /// `self = a * b`, reduced. The units of the operands multiply to at most 15.
    ///
    /// Three calls, not one body: V8's compiler orders the pure operations of a basic block by its own lights
    /// and only keeps the order of loads and stores. Storing each column where the next call finds it keeps
    /// few values alive at a time, and nearly halves the time of the multiplication.
    #[inline(always)]
    pub(super) fn set_mul(&mut self, a: &Self, b: &Self) {
        let mut wrapped = [both(0.0); LIMBS];
        first_rows(&mut self.0, &mut wrapped, &a.0, &b.0);
        last_rows(&mut self.0, &wrapped, &a.0, &b.0);
        carry(&mut self.0);
    }
}

/// Limb `i` of one factor times the limb of the other that belongs to column `k`: limb `k - i`, or where the
/// weight goes round limb `12 + k - i` of `wrapped`.
macro_rules! term {
    ($i:expr, $k:literal, $wrapped:ident, $a:ident, $b:ident) => {
        $a[$i].mul(if $i <= $k { $b[$k - $i] } else { $wrapped[LIMBS + $k - $i] })
    };
}

/// Rows 0 to 5 of the product, and `wrapped = b * 19 * 2^-255`.
#[inline(never)]
fn first_rows(out: &mut Limbs, wrapped: &mut Limbs, a: &Limbs, b: &Limbs) {
    for i in 0..LIMBS {
        wrapped[i] = b[i].mul(both(WRAP));
    }
    macro_rules! columns {
        ($($k:literal)*) => { $(
            let mut sum = term!(0, $k, wrapped, a, b);
            for i in 1..6 {
                sum = sum.add(term!(i, $k, wrapped, a, b));
            }
            out[$k] = sum;
        )* };
    }
    columns!(0 1 2 3 4 5 6 7 8 9 10 11);
}

/// Rows 6 to 11 of the product, added to the first ones.
#[inline(never)]
fn last_rows(out: &mut Limbs, wrapped: &Limbs, a: &Limbs, b: &Limbs) {
    macro_rules! columns {
        ($($k:literal)*) => { $(
            let mut sum = out[$k];
            for i in 6..LIMBS {
                sum = sum.add(term!(i, $k, wrapped, a, b));
            }
            out[$k] = sum;
        )* };
    }
    columns!(0 1 2 3 4 5 6 7 8 9 10 11);
}

/// `rounder` for the grid above each limb, then `WRAP`. Kept in memory and hidden from the optimiser, because
/// V8 makes each vector constant in three instructions and loads it in one.
static CARRY: [Lanes; LIMBS + 1] = {
    let mut constants = [both(WRAP); LIMBS + 1];
    let mut i = 0;
    while i < LIMBS {
        constants[i] = both(rounder(EXP[i + 1]));
        i += 1;
    }
    constants
};

/// Rounds limb `I` to the grid of the next one and moves the rounded part there.
#[inline(always)]
fn carry_from<const I: usize>(x: &mut Limbs, constants: &[Lanes; LIMBS + 1]) {
    let rounder = constants[I];
    let moved = x[I].add(rounder).sub(rounder);
    x[I] = x[I].sub(moved);
    if I == LIMBS - 1 {
        x[0] = x[0].add(moved.mul(constants[LIMBS]));
    } else {
        x[I + 1] = x[I + 1].add(moved);
    }
}

/// From columns below 2^53 steps to reduced limbs, in four chains that do not wait for each other.
///
/// A chain's carries are at most 2^32 steps of the next limb (36.3 bits where they wrap by 19; the columns,
/// below 2^52.96, have room for that), so after the first twelve moves limbs 0, 3, 6 and 9 hold at most 1
/// unit + 2^36.3 and the others at most 1 unit. The last four moves bring those to 1 unit, and add at most
/// 2^(36.3 - 22) steps, 2^-5.7 units, to limbs 1, 4, 7 and 10.
#[inline(never)]
fn carry(out: &mut Limbs) {
    let mut x = *out;
    let constants = core::hint::black_box(&CARRY);
    carry_from::<0>(&mut x, constants);
    carry_from::<3>(&mut x, constants);
    carry_from::<6>(&mut x, constants);
    carry_from::<9>(&mut x, constants);
    carry_from::<1>(&mut x, constants);
    carry_from::<4>(&mut x, constants);
    carry_from::<7>(&mut x, constants);
    carry_from::<10>(&mut x, constants);
    carry_from::<2>(&mut x, constants);
    carry_from::<5>(&mut x, constants);
    carry_from::<8>(&mut x, constants);
    carry_from::<11>(&mut x, constants);
    carry_from::<3>(&mut x, constants);
    carry_from::<6>(&mut x, constants);
    carry_from::<9>(&mut x, constants);
    carry_from::<0>(&mut x, constants);
    *out = x;
}
