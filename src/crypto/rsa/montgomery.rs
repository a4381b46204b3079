//! `s^e mod n` for public values, by Montgomery multiplication over a prepared modulus.
//!
//! Numbers have k digits of 13 bits (`digits`), R = 2^(13 k). A reduction (P. L. Montgomery, "Modular
//! multiplication without trial division", 1985) takes T of 2k digits to (T + q n) / R with
//! q = -T / n mod R. Here q is not found digit by digit but at once, from the lower half of a product with
//! the precomputed -1/n mod R; then only the upper half of q n is formed. Both halves are plain column sums
//! (`product`), without a chain of dependent steps.
//!
//! # What makes it exact
//! - **q** may be any number that is right modulo R, in any spelling: carries out of its top digit are
//!   dropped. Its digits are at most D = 4500, so |q| <= 4500 / 8191 * R < 0.55 R.
//! - **The carry from the lower half.** T + q n is a multiple of R, so the lower k columns of it sum to an
//!   exact multiple of R, and any estimate nearer than 1/2 gives it by rounding. The top three columns give
//!   it: those below, each at most 640 * 4500 * 4096 + 4500 < 2^33.5, add less than 2^33.5 * 2^(-13 * 4) *
//!   1.001 < 2^-18. The sum of three columns, 2^33.5 * 2^26 * 1.001 < 2^60, fits 64 bits.
//! - **The carry from T's own lower half** is what its top column has left to pass on; the digits of the
//!   lower half are settled without it. With the other carry it is below 640 * (4500^2 + 4500 * 4096) / 2^13
//!   and 1000 more.
//! - **Range.** k leaves two digits more than n has, so n < R / 2^27. With |a|, |b| <= n the result is at
//!   most n^2 / R + 0.55 n < 0.56 n in absolute value: any chain of products stays strictly between -n and n, and
//!   neither needs comparison nor subtraction before the end.
//! - **The top digits.** Column 2k - 1 has no products, so nothing is split off it. A number below n is below
//!   2^(13 (k - 2)), and spelled with digits of at most D its topmost digit is 0; the column that digit comes
//!   from is below 2^12, so nothing is carried out of it either.

use super::digits::{self, BITS, BLOCK, join, split};
use super::product::{Carry, Columns, Windows, middle_columns};

/// An odd modulus, prepared.
pub struct Modulus {
    digits: Vec<i32>,
    /// n, and -1/n mod R, and R^2 mod n.
    modulus: Windows,
    inverse: Windows,
    square: Windows,
}

/// Room for one exponentiation.
struct Scratch {
    windows: Windows,
    doubled: Vec<i32>,
    lower: Vec<i32>,
    quotient: Vec<i32>,
    result: Vec<i32>,
}

impl Scratch {
    fn new(digits: usize) -> Self {
        let number = vec![0; digits / 2];
        Self {
            windows: Windows::new(digits),
            doubled: number.clone(),
            lower: number.clone(),
            quotient: number.clone(),
            result: number,
        }
    }
}

impl Modulus {
    /// `octets`: big-endian, odd, first octet not zero.
    pub fn new(octets: &[u8]) -> Self {
        let count = digits::count_for(bit_length(octets));
        let digits = digits::from_octets(octets, count);
        let modulus = Windows::of(&digits);
        let inverse = negative_inverse(&digits, &modulus);
        let mut prepared = Self { digits, modulus, inverse, square: Windows::new(count) };

        // R 2^(13 k / 16), squared four times in the Montgomery sense, is R 2^(13 k) = R^2. (16 divides k.)
        let power = BITS as usize * (count + count / BLOCK);
        let mut square = digits::from_octets(&power_of_two(power, octets), count);
        let mut scratch = Scratch::new(count);
        for _ in 0..BLOCK.ilog2() {
            prepared.multiply(&mut square, None, &mut scratch);
        }
        prepared.square.fill(&square);
        prepared
    }

    /// `base^exponent mod n` in as many octets as n has. `base` is below n; the exponent is odd and at least
    /// 3.
    pub fn power(&self, base: &[u8], exponent: u64) -> Vec<u8> {
        let count = 2 * self.digits.len();
        let mut scratch = Scratch::new(count);
        let plain = digits::from_octets(base, count);
        let mut power = plain.clone();
        self.multiply(&mut power, Some(&self.square), &mut scratch);
        let scaled = power.clone();
        for bit in (0..exponent.checked_ilog2().unwrap_or(0)).rev() {
            self.multiply(&mut power, None, &mut scratch);
            if exponent >> bit & 1 == 1 {
                // The last factor is not scaled by R, which takes R out of the result.
                let factor = Windows::of(if bit == 0 { &plain } else { &scaled });
                self.multiply(&mut power, Some(&factor), &mut scratch);
            }
        }
        let mut octets = vec![0; base.len()];
        digits::to_octets(&power, &self.digits, &mut octets);
        octets
    }

    /// a <- a b / R; without b, a <- a^2 / R.
    fn multiply(&self, a: &mut Vec<i32>, b: Option<&Windows>, scratch: &mut Scratch) {
        let Scratch { windows, doubled, lower, quotient, result } = scratch;
        if b.is_none() {
            windows.fill(a);
            digits::double(a, doubled);
        }
        let mut carry = Carry::new(0);
        for (block, digits) in blocks(lower) {
            carry.settle(product(a, b, doubled, windows, block), digits);
        }
        low_product(lower, &self.inverse, quotient);

        let mut carry = Carry::new(carry.out() + self.carry_from_lower(lower, quotient));
        let half = 2 * lower.len() / BLOCK;
        for (block, digits) in blocks(result) {
            let columns = Columns::product(quotient, &self.modulus, half + block);
            carry.settle(columns.add(product(a, b, doubled, windows, half + block)), digits);
        }
        core::mem::swap(a, result);
    }

    /// What the lower halves of a product and of q n, which add up to a multiple of R, carry into the upper
    /// half.
    fn carry_from_lower(&self, lower: &[i32], quotient: &[i32]) -> i32 {
        let [_, third, second, first] = middle_columns(quotient, &self.modulus);
        let mut sum = (first << (2 * BITS)) + (second << BITS) + third;
        if let [.., two, one] = *lower {
            let ([_, third], [second, first]) = (split(two).map(i64::from), split(one).map(i64::from));
            sum += (first << (2 * BITS)) + (second << BITS) + third;
        }
        ((sum + (1 << (3 * BITS - 1))) >> (3 * BITS)) as i32
    }
}

/// The length in bits of a big-endian integer without leading zero octets.
pub fn bit_length(octets: &[u8]) -> usize {
    8 * octets.len() - octets.first().map_or(0, |octet| octet.leading_zeros() as usize)
}

/// The blocks of sixteen digits of a number, numbered.
fn blocks(words: &mut [i32]) -> impl Iterator<Item = (usize, &mut [[i32; 4]])> {
    words.as_chunks_mut::<4>().0.chunks_exact_mut(2).enumerate()
}

/// Columns of a b, or without b of a^2.
#[inline(always)]
fn product(a: &[i32], b: Option<&Windows>, doubled: &[i32], windows: &Windows, block: usize) -> Columns {
    match b {
        Some(b) => Columns::product(a, b, block),
        None => Columns::square(a, doubled, windows, block),
    }
}

/// result <- a b mod R
fn low_product(a: &[i32], b: &Windows, result: &mut [i32]) {
    let mut carry = Carry::new(0);
    for (block, digits) in blocks(result) {
        carry.settle(Columns::low_product(a, b, block), digits);
    }
}

/// -1/n mod R, by Newton's iteration x <- x (2 - n x), which doubles the number of right bits.
fn negative_inverse(digits: &[i32], modulus: &Windows) -> Windows {
    let lowest = digits.first().map_or(1, |&word| split(word)[0]);
    // n * n = 1 mod 8 for odd n: three bits, then six, twelve, twenty-four.
    let start = (0..3).fold(lowest, |x, _| x.wrapping_mul(2i32.wrapping_sub(lowest.wrapping_mul(x))));
    let mut inverse = vec![0; digits.len()];
    let mut product = inverse.clone();
    let mut windows = Windows::new(2 * digits.len());
    if let Some(word) = inverse.first_mut() {
        *word = join((start << (32 - BITS)) >> (32 - BITS), 0);
    }
    let mut right = BITS as usize;
    while right < BITS as usize * 2 * digits.len() {
        low_product(&inverse, modulus, &mut product);
        negate(&mut product);
        if let Some(word) = product.first_mut() {
            let [low, high] = split(*word);
            *word = join(low + 2, high);
        }
        windows.fill(&inverse);
        low_product(&product, &windows, &mut inverse);
        right *= 2;
    }
    negate(&mut inverse);
    windows.fill(&inverse);
    windows
}

fn negate(words: &mut [i32]) {
    for word in words {
        let [low, high] = split(*word);
        *word = join(-low, -high);
    }
}

/// 2^exponent mod n, big-endian, for an exponent of at least the length of n in bits. By doubling; done once
/// a key.
fn power_of_two(exponent: usize, modulus: &[u8]) -> Vec<u8> {
    let start = bit_length(modulus).saturating_sub(1);
    let mut modulus: Vec<u32> = modulus
        .rchunks(4)
        .map(|octets| octets.iter().fold(0, |word, &octet| word << 8 | u32::from(octet)))
        .collect();
    modulus.push(0);
    let mut power = vec![0u32; modulus.len()];
    if let Some(word) = power.get_mut(start / 32) {
        *word = 1 << (start % 32);
    }
    let mut less = power.clone();
    for _ in start..exponent {
        let (mut carry, mut borrow) = (0, false);
        for ((word, less), &modulus) in power.iter_mut().zip(&mut less).zip(&modulus) {
            (*word, carry) = (*word << 1 | carry, *word >> 31);
            let (difference, under) = word.overflowing_sub(modulus);
            let (difference, also) = difference.overflowing_sub(u32::from(borrow));
            (*less, borrow) = (difference, under | also);
        }
        if !borrow {
            core::mem::swap(&mut power, &mut less);
        }
    }
    power.iter().rev().flat_map(|word| word.to_be_bytes()).collect()
}

#[cfg(test)]
pub(super) mod tests;
