//! Field elements as integers: four 64-bit words, little-endian, and the way to and from limbs.
//!
//! Limb boundaries 0, 64, 128 and 192 are word boundaries (see `field::EXP`), so a word is exactly three
//! limbs. `Packed` is the form table entries are stored in, 32 bytes: the residue of `x + OFFSET`, where
//! `OFFSET` has half of the limb's range in each limb. Unpacking subtracts that half again, so the limbs come
//! out balanced, at most 1 unit, without any carry. The bits of a limb become a double by being put into the
//! mantissa of a power of two (2^(52 + 64 t) for the lower two limbs of word `t`, whose place in the mantissa
//! is already right), which is then subtracted together with the half.

use super::field::{EXP, LIMBS, Pair, pow2};
use super::lanes::{Lanes, Words};
use crate::crypto::unroll::unroll;

/// A 256-bit integer, least significant word first.
pub(super) type Integer = [u64; 4];

/// p = 2^255 - 19.
pub(super) const P: Integer = [0xffff_ffff_ffff_ffed, u64::MAX, u64::MAX, 0x7fff_ffff_ffff_ffff];

const fn width(limb: usize) -> u32 {
    EXP[limb + 1] - EXP[limb]
}

/// The sum over all limbs of half the limb's range.
const OFFSET: Integer = {
    let mut words = [0; 4];
    let mut limb = 0;
    while limb < LIMBS {
        let bit = EXP[limb + 1] - 1;
        words[(bit / 64) as usize] |= 1 << (bit % 64);
        limb += 1;
    }
    words
};

/// The integer of 32 little-endian bytes.
pub(super) fn from_bytes(bytes: &[u8; 32]) -> Integer {
    let mut words = [0; 4];
    for (word, chunk) in words.iter_mut().zip(bytes.as_chunks::<8>().0) {
        *word = u64::from_le_bytes(*chunk);
    }
    words
}

/// 32 little-endian bytes of the integer.
pub(super) fn to_bytes(words: &Integer) -> [u8; 32] {
    let mut bytes = [0; 32];
    for (chunk, word) in bytes.as_chunks_mut::<8>().0.iter_mut().zip(words) {
        *chunk = word.to_le_bytes();
    }
    bytes
}

/// Whether `a < b`.
pub(super) fn less(a: &Integer, b: &Integer) -> bool {
    a.iter().rev().lt(b.iter().rev())
}

/// `a + b`, dropping a carry out of 256 bits.
pub(super) fn add(a: &Integer, b: &Integer) -> Integer {
    let mut sum = [0; 4];
    let mut carry = false;
    for (s, (a, b)) in sum.iter_mut().zip(a.iter().zip(b)) {
        let (t, c1) = a.overflowing_add(*b);
        let (t, c2) = t.overflowing_add(u64::from(carry));
        *s = t;
        carry = c1 | c2;
    }
    sum
}

/// `a - b`, dropping a borrow out of 256 bits.
pub(super) fn sub(a: &Integer, b: &Integer) -> Integer {
    let mut difference = [0; 4];
    let mut borrow = false;
    for (d, (a, b)) in difference.iter_mut().zip(a.iter().zip(b)) {
        let (t, b1) = a.overflowing_sub(*b);
        let (t, b2) = t.overflowing_sub(u64::from(borrow));
        *d = t;
        borrow = b1 | b2;
    }
    difference
}

/// `x mod p` of an `x` below 2p.
pub(super) fn reduce_once(x: Integer) -> Integer {
    if less(&x, &P) { x } else { sub(&x, &P) }
}

/// A field element as tables store it.
#[derive(Clone, Copy)]
pub(super) struct Packed([Words; 2]);

impl Packed {
    /// Packs an integer below p.
    #[inline(never)]
    pub(super) fn new(x: &Integer) -> Self {
        let [a, b, c, d] = reduce_once(add(x, &OFFSET));
        Self([Words::new(a, b), Words::new(c, d)])
    }
}

const fn both(x: u64) -> Words {
    Words::new(x, x)
}

/// The mask of limb `limb`'s bits within its word.
const fn mask(limb: usize) -> Words {
    both(((1 << width(limb)) - 1) << (EXP[limb] % 64))
}

/// Limb `LIMB` out of a word whose mantissa base is `2^(52 + BASE)`.
#[inline(always)]
fn limb<const LIMB: usize, const BASE: u32>(bits: Words) -> Lanes {
    let base = const { pow2(52 + BASE as i32) };
    let with_half = const { pow2(52 + BASE as i32) + pow2(EXP[LIMB + 1] as i32 - 1) };
    bits.or(both(base.to_bits())).as_lanes().sub(Lanes::new(with_half, with_half))
}

macro_rules! unpack_word {
    ($limbs:ident, $word:expr, $first:literal, $second:literal, $third:literal, $base:literal) => {{
        let word = $word;
        $limbs[$first] = limb::<$first, $base>(word.and(const { mask($first) }));
        $limbs[$second] = limb::<$second, $base>(word.and(const { mask($second) }));
        $limbs[$third] = limb::<$third, { EXP[$third] }>(word.shr(EXP[$third] % 64));
    }};
}

impl Pair {
    /// The two packed elements, reduced (1 unit).
    #[inline(always)]
    pub(super) fn unpack(first: &Packed, second: &Packed) -> Self {
        let mut limbs = Pair::ZERO.0;
        unpack_word!(limbs, first.0[0].low(second.0[0]), 0, 1, 2, 0);
        unpack_word!(limbs, first.0[0].high(second.0[0]), 3, 4, 5, 64);
        unpack_word!(limbs, first.0[1].low(second.0[1]), 6, 7, 8, 128);
        unpack_word!(limbs, first.0[1].high(second.0[1]), 9, 10, 11, 192);
        Self(limbs)
    }

    /// The two integers, each below p, reduced (1 unit).
    #[inline(never)]
    pub(super) fn from_integers(first: &Integer, second: &Integer) -> Self {
        Self::unpack(&Packed::new(first), &Packed::new(second))
    }

    /// The two residues, below p. Any limbs below 2^53 steps will do.
    ///
    /// Not inlined, like `freeze`: a table is built by one call, during which V8 replaces the code of what
    /// that calls.
    #[inline(never)]
    pub(super) fn to_integers(self) -> [Integer; 2] {
        let mut limbs = [[0; LIMBS]; 2];
        unroll!(i < LIMBS, {
            let [a, b] = self.0[i].get();
            let scale = pow2(-(EXP[i] as i32));
            limbs[0][i] = (a * scale) as i64;
            limbs[1][i] = (b * scale) as i64;
        });
        limbs.map(freeze)
    }
}

/// The residue below p of limbs below 2^53 in absolute value.
#[inline(never)]
fn freeze(mut limbs: [i64; LIMBS]) -> Integer {
    // The first pass leaves a carry below 2^33, the second one in -1..=1; after the third there is none.
    let mut carry = 0;
    for _ in 0..3 {
        carry *= 19;
        unroll!(i < LIMBS, {
            let t = limbs[i] + carry;
            limbs[i] = t & ((1 << width(i)) - 1);
            carry = t >> width(i);
        });
    }
    let mut words = [0; 4];
    for (i, limb) in limbs.iter().enumerate() {
        words[(EXP[i] / 64) as usize] |= limb.cast_unsigned() << (EXP[i] % 64);
    }
    reduce_once(words)
}
