//! The field of p elements, two elements at a time.
//!
//! # Representation
//! An element stands for x * R mod p (Montgomery form, R = 2^(WIDTH * STEPS)), cut into
//! `LIMBS` signed limbs of weight 2^(WIDTH * i). A *reduced* element (what [`Fe::mul`] and its
//! relatives return) has all limbs in [0, 2^WIDTH) but the top one, which carries the sign.
//! Sums and differences are taken limb by limb and not carried at all.
//!
//! # Reduction
//! Every p here is -1 + T with T a few powers of two, each at least 2^32 (`Params::TERMS`). So -1/p
//! mod 2^WIDTH is 1, and Montgomery's multiplier for a column is the column's own low bits m:
//! adding m * p = m * T - m clears them, and m * T is a few shifts and additions (P. Montgomery,
//! "Modular multiplication without trial division", 1985). The product is scanned row by row; each
//! row adds one limb's products and then retires one column.
//!
//! # Bounds
//! Per curve: P-256, P-384, P-521, with WIDTH 29, 28, 28 and LIMBS 9, 14, 19.
//! * *Factors* have limbs of magnitude at most 2^WIDTH: they are reduced, or the difference of two
//!   reduced elements. A column then sums at most LIMBS products, below 2^61.2, 2^59.9 and 2^60.3
//!   in magnitude; the shifted multipliers add less than 2^58, the carry less than 2^36, the
//!   subtrahend at most 2^31. Columns are held as unsigned numbers offset by 2^63, so all of this
//!   must stay below 2^63: there is a factor of 3, 8 and 6 to spare.
//! * *Subtrahends* may have any limbs of 32 bits: up to three reduced elements added up.
//! * *Values.* The result is (product + M * p) / R - subtrahend with 0 <= M < R: without a
//!   subtrahend it is in (-e, p + e) for e = |product| / R. R / p is 2^34, 2^8 and 2^11, so
//!   products below 128 p^2 give e < p / 2, and a reduced element is in (-p/2, 3p/2), less the
//!   subtrahend if there was one. `point` says how large its values get; the largest product there
//!   is 6.1p * 6.1p.
//! * *Top limbs.* p has 24, 20 and 17 bits in its top limb, so values below 11p in magnitude
//!   (`point`: 7p) keep the top limb below 2^28 in magnitude, no larger than the other limbs.
//! * *The offset.* 2^63 is added to every column before it is carried and 2^(63 - WIDTH), its share
//!   in the carry, is taken from the next one: the value stays the same. Only the top column of the
//!   result is not carried from; it is signed and has no offset.

use core::marker::PhantomData;

use super::curve::{MAX_LIMBS, Params, Term};
use super::lanes::{Limbs, Wide};
use super::words::{self, Words};
use crate::crypto::unroll::unroll;

/// Two field elements, one per lane. `L` is `LIMBS / 2`, rounded up.
#[derive(Clone, Copy)]
pub(super) struct Fe<C, const L: usize> {
    limbs: [Limbs; L],
    curve: PhantomData<C>,
}

impl<C: Params, const L: usize> Fe<C, L> {
    const MASK: u64 = (1 << C::WIDTH) - 1;
    const OFFSET: u64 = 1 << 63;
    const OFFSET_CARRIED: u64 = Self::OFFSET >> C::WIDTH;
    const CHECKED: () = assert!(L == C::LIMBS.div_ceil(2) && C::LIMBS <= C::STEPS && C::STEPS <= MAX_LIMBS);

    #[inline(never)]
    fn from_limbs(limbs: &[i32; MAX_LIMBS]) -> Self {
        Self::from_fn(|at| {
            let word = u64::from(limbs[2 * at] as u32) | u64::from(limbs[2 * at + 1] as u32) << 32;
            Limbs::from_lanes(word, word)
        })
    }

    #[inline(always)]
    fn from_fn(f: impl FnMut(usize) -> Limbs) -> Self {
        Self { limbs: core::array::from_fn(f), curve: PhantomData }
    }

    /// Zero in both lanes.
    const ZERO: Self = Self { limbs: [Limbs::ZERO; L], curve: PhantomData };

    /// One in both lanes.
    #[inline(never)]
    pub fn one() -> Self {
        Self::from_limbs(&C::R1)
    }

    /// Two numbers below p.
    #[inline(never)]
    pub fn from_words(lane0: &Words, lane1: &Words) -> Self {
        let [lane0, lane1] = [lane0, lane1].map(|value| Self::from_limbs(&words::limbs_of(value, C::WIDTH)));
        Self::gather(&lane0, 0, &lane1, 1).mul(&Self::from_limbs(&C::R2))
    }

    /// From the stored form of two elements, see [`Fe::to_stored`].
    #[inline(always)]
    pub fn from_stored(lane0: &[u64; L], lane1: &[u64; L]) -> Self {
        Self::from_fn(|at| Limbs::from_lanes(lane0[at], lane1[at]))
    }

    /// The elements of lane 0 and lane 1, two limbs to a word.
    #[inline(never)]
    pub fn to_stored(self) -> [[u64; L]; 2] {
        let mut out = [[0; L]; 2];
        for (at, limbs) in self.limbs.iter().enumerate() {
            [out[0][at], out[1][at]] = limbs.to_lanes();
        }
        out
    }

    #[inline(never)]
    pub fn add(&self, rhs: &Self) -> Self {
        Self::from_fn(|at| self.limbs[at].add(rhs.limbs[at]))
    }

    #[inline(never)]
    pub fn sub(&self, rhs: &Self) -> Self {
        Self::from_fn(|at| self.limbs[at].sub(rhs.limbs[at]))
    }

    /// Negates the lanes whose `mask` is all ones; the other mask is zero.
    #[inline(always)]
    pub fn negate_if(&self, mask: [u64; 2]) -> Self {
        let mask = Limbs::from_lanes(mask[0], mask[1]);
        Self::from_fn(|at| self.limbs[at].xor(mask).sub(mask))
    }

    /// One lane of `a` as lane 0, one lane of `b` as lane 1.
    #[inline(never)]
    pub fn gather(a: &Self, lane_a: usize, b: &Self, lane_b: usize) -> Self {
        Self::from_stored(&a.to_stored()[lane_a], &b.to_stored()[lane_b])
    }

    /// Lane 0 and lane 1 exchanged.
    pub fn swap(&self) -> Self {
        Self::gather(self, 1, self, 0)
    }

    pub fn mul(&self, rhs: &Self) -> Self {
        self.mul_minus(rhs, &Self::ZERO)
    }

    pub fn square(&self) -> Self {
        self.square_minus(&Self::ZERO)
    }

    /// `self * rhs - subtrahend`.
    #[inline(never)]
    pub fn mul_minus(&self, rhs: &Self, subtrahend: &Self) -> Self {
        self.product(rhs, subtrahend)
    }

    /// `self * self - subtrahend`: the same again, where the compiler can see that both factors
    /// are one and computes each mixed product once.
    pub fn square_minus(&self, subtrahend: &Self) -> Self {
        if C::SQUARE { self.square_minus_kernel(subtrahend) } else { self.mul_minus(self, subtrahend) }
    }

    #[inline(never)]
    fn square_minus_kernel(&self, subtrahend: &Self) -> Self {
        self.product(self, subtrahend)
    }

    /// The product times 1/R, less the subtrahend.
    #[inline(always)]
    fn product(&self, rhs: &Self, subtrahend: &Self) -> Self {
        let () = Self::CHECKED;
        let fresh = Wide::splat(Self::OFFSET - Self::OFFSET_CARRIED);
        // Column i of the window is columns[i / 2][i % 2]; retiring a column moves the window.
        let mut columns = [[fresh; 2]; L];
        columns[0][0] = Wide::splat(Self::OFFSET);
        unroll!(row < C::STEPS, {
            if row < C::LIMBS {
                let limbs = rhs.limbs[row / 2];
                self.add_row(&mut columns, [limbs.dup_low(), limbs.dup_high()][row % 2]);
            }
            Self::retire(&mut columns);
            let top = C::LIMBS - 1;
            columns[top / 2][top % 2] =
                if row + 1 < C::STEPS { fresh } else { Wide::splat(Self::OFFSET_CARRIED.wrapping_neg()) };
        });
        unroll!(at < L, {
            let (column, limbs) = (&mut columns[at], &subtrahend.limbs[at]);
            *column = [column[0].sub(limbs.wide_low()), column[1].sub(limbs.wide_high())];
        });
        Self::carry(columns)
    }

    /// Adds the products of all limbs with one digit.
    #[inline(always)]
    fn add_row(&self, columns: &mut [[Wide; 2]; L], digit: Limbs) {
        unroll!(at < L, {
            let (column, limbs) = (&mut columns[at], &self.limbs[at]);
            column[0] = column[0].add(limbs.mul_low(digit));
            if 2 * at + 1 < C::LIMBS {
                column[1] = column[1].add(limbs.mul_high(digit));
            }
        });
    }

    /// Clears the lowest column by adding a multiple of p, and moves all columns down by one.
    #[inline(always)]
    fn retire(columns: &mut [[Wide; 2]; L]) {
        let multiplier = columns[0][0].and(Wide::splat(Self::MASK));
        columns[0][1] = columns[0][1].add(columns[0][0].shr(C::WIDTH as u32));
        unroll!(term < C::TERMS.len(), {
            let term = &C::TERMS[term];
            let (Term::Plus(exponent) | Term::Minus(exponent)) = *term;
            let (at, shift) = (exponent / C::WIDTH, exponent % C::WIDTH);
            let column = &mut columns[at / 2][at % 2];
            let shifted = multiplier.shl(shift as u32);
            *column = match term {
                Term::Plus(_) => column.add(shifted),
                Term::Minus(_) => column.sub(shifted),
            };
        });
        unroll!(at < L, {
            let next = if at + 1 < L { columns[at + 1][0] } else { columns[at][1] };
            columns[at] = [columns[at][1], next];
        });
    }

    /// Carries columns that include the offset into a reduced element.
    #[inline(always)]
    fn carry(mut columns: [[Wide; 2]; L]) -> Self {
        let mask = Wide::splat(Self::MASK);
        unroll!(at < C::LIMBS - 1, {
            let (column, next) = (&mut columns[at / 2][at % 2], at + 1);
            let carry = column.shr(C::WIDTH as u32);
            *column = column.and(mask);
            columns[next / 2][next % 2] = columns[next / 2][next % 2].add(carry);
        });
        if C::LIMBS % 2 == 1 {
            columns[L - 1][1] = Wide::splat(0);
        }
        Self::from_fn(|at| Limbs::pack(columns[at][0], columns[at][1]))
    }

    /// `self * factor`, with limbs as small as a reduced element's, for a small factor and an
    /// element that is reduced or the sum of two that are.
    pub fn times(&self, factor: u32) -> Self {
        let mut product = *self;
        scale(&mut product.limbs, C::WIDTH, C::LIMBS, factor);
        product
    }

    /// Both lanes out of Montgomery form, as the numbers in [0, p).
    #[inline(never)]
    pub fn to_words(self) -> [Words; 2] {
        let mut unit = [0; MAX_LIMBS];
        unit[0] = 1;
        // |self| < 7p < R and the product by 1 is an integer in [0, p]: no limb is negative.
        self.mul(&Self::from_limbs(&unit)).to_stored().map(|stored| {
            let value = words::join_pairs(&stored, C::WIDTH);
            if value == C::P { [0; words::WORDS] } else { value }
        })
    }

    /// Whether each lane is zero mod p.
    pub fn is_zero(&self) -> [bool; 2] {
        self.to_words().map(|value| words::is_zero(&value))
    }
}

/// [`Fe::times`] for all curves at once: it is not worth a copy for each.
#[inline(never)]
fn scale(limbs: &mut [Limbs], width: usize, count: usize, factor: u32) {
    let factor = u64::from(factor) | u64::from(factor) << 32;
    let factor = Limbs::from_lanes(factor, factor);
    let mask = Wide::splat((1 << width) - 1);
    // Limbs below the top one are not negative, nor are their products: no offset is needed.
    let mut carry = Wide::splat(0);
    for (at, pair) in limbs.iter_mut().enumerate() {
        let low = pair.mul_low(factor).add(carry);
        if 2 * at + 1 == count {
            *pair = Limbs::pack(low, Wide::splat(0));
            return;
        }
        let high = pair.mul_high(factor).add(low.shr(width as u32));
        let top = 2 * at + 2 == count;
        *pair = Limbs::pack(low.and(mask), if top { high } else { high.and(mask) });
        carry = high.shr(width as u32);
    }
}
