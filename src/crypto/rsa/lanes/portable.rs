//! [`super::Lanes`] as an array, for every other machine, and what the vectors are compared with.

use core::array::from_fn;

#[derive(Clone, Copy)]
pub struct Lanes([i32; 4]);

/// The digits in the low and the high half of a 32-bit lane.
#[inline(always)]
fn halves(word: i32) -> [i32; 2] {
    [(word << 16) >> 16, word >> 16]
}

#[inline(always)]
fn pack(low: i32, high: i32) -> i32 {
    (low & 0xffff) | (high << 16)
}

impl Lanes {
    pub const ZERO: Self = Self([0; 4]);

    #[inline(always)]
    pub fn new(lanes: [i32; 4]) -> Self {
        Self(lanes)
    }

    #[inline(always)]
    pub fn splat(word: i32) -> Self {
        Self([word; 4])
    }

    #[inline(always)]
    pub fn load(from: &[i32; 4]) -> Self {
        Self(*from)
    }

    /// One word in every lane.
    #[inline(always)]
    pub fn load_splat(from: &i32) -> Self {
        Self::splat(*from)
    }

    #[inline(always)]
    pub fn store(self, to: &mut [i32; 4]) {
        *to = self.0;
    }

    /// Four columns, each the sum of two products of digits.
    #[inline(always)]
    pub fn dot(self, other: Self) -> Self {
        Self(from_fn(|i| {
            let ([a, b], [c, d]) = (halves(self.0[i]), halves(other.0[i]));
            a * c + b * d
        }))
    }

    #[inline(always)]
    pub fn add(self, other: Self) -> Self {
        Self(from_fn(|i| self.0[i] + other.0[i]))
    }

    #[inline(always)]
    pub fn sub(self, other: Self) -> Self {
        Self(from_fn(|i| self.0[i] - other.0[i]))
    }

    #[inline(always)]
    pub fn and(self, other: Self) -> Self {
        Self(from_fn(|i| self.0[i] & other.0[i]))
    }

    /// Arithmetic: rounds towards minus infinity.
    #[inline(always)]
    pub fn shift_right<const N: u32>(self) -> Self {
        Self(from_fn(|i| self.0[i] >> N))
    }

    #[inline(always)]
    pub fn shift_left<const N: u32>(self) -> Self {
        Self(from_fn(|i| self.0[i] << N))
    }

    /// Eight digits out of two vectors of four columns.
    #[inline(always)]
    pub fn narrow(self, above: Self) -> Self {
        let (a, b) = (self.0, above.0);
        debug_assert!(a.iter().chain(&b).all(|&x| i16::try_from(x).is_ok()));
        Self([pack(a[0], a[1]), pack(a[2], a[3]), pack(b[0], b[1]), pack(b[2], b[3])])
    }

    /// These digits moved up by one, the gap filled with the topmost digit of `below`.
    #[inline(always)]
    pub fn after_i16(self, below: Self) -> Self {
        let words = [below.0[3], self.0[0], self.0[1], self.0[2], self.0[3]];
        Self(from_fn(|i| pack(halves(words[i])[1], halves(words[i + 1])[0])))
    }

    /// These columns moved up by one, the gap filled from the top of `below`.
    #[inline(always)]
    pub fn after_i32(self, below: Self) -> Self {
        Self([below.0[3], self.0[0], self.0[1], self.0[2]])
    }

    /// These columns moved up by two.
    #[inline(always)]
    pub fn after_i64(self, below: Self) -> Self {
        Self([below.0[2], below.0[3], self.0[0], self.0[1]])
    }

    /// Digits of both, alternating; `self` first.
    #[inline(always)]
    pub fn interleave_i16(self, other: Self) -> [Self; 2] {
        let pair = |i: usize| [0, 1].map(|h| pack(halves(self.0[i])[h], halves(other.0[i])[h]));
        let ([a, b], [c, d], [e, f], [g, h]) = (pair(0), pair(1), pair(2), pair(3));
        [Self([a, b, c, d]), Self([e, f, g, h])]
    }
}
