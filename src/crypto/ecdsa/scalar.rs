//! Numbers modulo n, the prime number of points: the few operations a verification needs.
//!
//! Multiplication is Montgomery's, word by word (Koc, Acar, Kaliski, "Analyzing and comparing
//! Montgomery multiplication algorithms", 1996: the coarsely integrated operand scanning). It is
//! called twice per verification, so it is written to be small.
//!
//! [`Digits`] writes a scalar with odd signed digits only, so that every window adds a point and
//! none has to be skipped: for odd s < 2^(wm), B = (s - 1) / 2 + 2^(wm - 1) has m digits b_i of w
//! bits, and s = 2B - (2^(wm) - 1) = sum of (2 b_i - (2^w - 1)) * 2^(wi). As n is odd, one of s and
//! n - s is odd.

use super::inverse::{Modulus, inverse_u32};
use super::words::{self, WORDS, Words};

/// The modulus n and what is derived from it.
pub(super) struct Order {
    bits: usize,
    words: usize,
    value: Words,
    modulus: Modulus,
    /// -1/n mod 2^32.
    negative_inverse: u32,
    /// 2^(32 * words) mod n.
    r1: Words,
}

impl Order {
    pub const fn new(bits: usize, value: Words) -> Self {
        let words = bits.div_ceil(32);
        Self {
            bits,
            words,
            value,
            modulus: Modulus::new(bits, value),
            negative_inverse: inverse_u32(value[0]).wrapping_neg(),
            r1: words::power_of_two(32 * words, &value),
        }
    }

    pub fn value(&self) -> &Words {
        &self.value
    }

    /// A number in [1, n), from as many bytes as n has.
    #[inline(never)]
    pub fn read_nonzero(&self, bytes: &[u8]) -> Option<Words> {
        let value = words::from_be_bytes(bytes);
        (!words::is_zero(&value) && words::less_than(&value, &self.value)).then_some(value)
    }

    /// The leftmost bits of a digest as a number below 2^bits (FIPS 186-5 section 6.4.2, step 2).
    #[inline(never)]
    pub fn read_digest(&self, digest: &[u8]) -> Words {
        let bytes = self.bits.div_ceil(8);
        let value = words::from_be_bytes(digest.get(..bytes).unwrap_or(digest));
        if digest.len() >= bytes { words::shr(&value, (8 * bytes - self.bits) as u32) } else { value }
    }

    /// e / s and r / s mod n; e may be any number below 2^bits.
    #[inline(never)]
    pub fn quotients(&self, e: &Words, r: &Words, s: &Words) -> [Words; 2] {
        let inverse = self.modulus.divide(&self.r1, s);
        [self.montgomery(e, &inverse), self.montgomery(r, &inverse)]
    }

    /// a * b / 2^(32 * words) mod n, for a < 2^(32 * words) and b < n.
    #[inline(never)]
    fn montgomery(&self, a: &Words, b: &Words) -> Words {
        // Before each round t < 2n, so t + a[i] * b + m * n stays below 2^32 * 2n + 2n.
        let mut t = [0; WORDS];
        let mut top = 0;
        for digit in &a[..self.words] {
            let digit = u64::from(*digit);
            let first = u64::from(t[0]) + digit * u64::from(b[0]);
            let m = u64::from((first as u32).wrapping_mul(self.negative_inverse));
            let mut carry = first >> 32;
            let mut carry_m = (u64::from(first as u32) + m * u64::from(self.value[0])) >> 32;
            for at in 1..self.words {
                carry += u64::from(t[at]) + digit * u64::from(b[at]);
                carry_m += u64::from(carry as u32) + m * u64::from(self.value[at]);
                t[at - 1] = carry_m as u32;
                carry >>= 32;
                carry_m >>= 32;
            }
            carry += carry_m + top;
            t[self.words - 1] = carry as u32;
            top = carry >> 32;
        }
        if top != 0 || !words::less_than(&t, &self.value) {
            // With a carry out the difference is right modulo 2^(32 * words).
            t = words::sub(&t, &self.value);
            t[self.words..].fill(0);
        }
        t
    }

    /// Odd signed digits, enough to fill `windows` windows of `width` bits; s < n.
    #[inline(never)]
    pub fn digits(&self, s: &Words, width: usize, windows: usize) -> Digits {
        let negated = s[0] & 1 == 0;
        let odd = if negated { words::sub(&self.value, s) } else { *s };
        let mut halves = words::shr(&odd, 1);
        let top = width * windows - 1;
        if let Some(word) = halves.get_mut(top / 32) {
            *word |= 1 << (top % 32);
        }
        Digits { halves, width, negated }
    }
}

/// A scalar in odd signed digits.
pub(super) struct Digits {
    halves: Words,
    width: usize,
    negated: bool,
}

impl Digits {
    /// Digit `at`: (|digit| - 1) / 2, and all ones if it is negative.
    #[inline]
    pub fn get(&self, at: usize) -> (usize, u64) {
        let digit = words::bits(&self.halves, at * self.width, self.width);
        let positive = digit >> (self.width - 1) != 0;
        let magnitude = if positive { digit } else { !digit };
        let index = magnitude & !(u32::MAX << (self.width - 1));
        (index as usize, if positive == self.negated { u64::MAX } else { 0 })
    }
}
