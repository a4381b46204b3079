//! Integers as signed digits in radix 2^13, two to a 32-bit word, and back to octets.
//!
//! An integer is the sum of `d[i] * 2^(13 i)`. Digits made here are *balanced*, -4096 <= d < 4096; digits
//! made by arithmetic may be a little larger (`montgomery` says how much), so one integer has many spellings.
//! Only [`to_octets`] has to bring a result to its one canonical form.
//!
//! Word `i` holds digit `2i` in its low half and digit `2i + 1` in its high half, which is what
//! `i32x4.dot_i16x8_s` wants.

/// Bits to a digit.
pub const BITS: u32 = 13;
/// Half the radix: what is added to round to the nearest multiple.
pub const HALF: i32 = 1 << (BITS - 1);
/// The low bits of a column.
pub const MASK: i32 = (1 << BITS) - 1;

/// Digits handled at a time; every number has a multiple of this many.
pub const BLOCK: usize = 16;

/// How many digits a modulus of `bits` bits works with: at least two more than it has itself (see
/// `montgomery` for why), rounded up to whole blocks. 2048 bits: 160; 8192 bits: 640.
pub const fn count_for(bits: usize) -> usize {
    ((bits + 1).div_ceil(BITS as usize) + 2).next_multiple_of(BLOCK)
}

/// The two digits of a word.
#[inline]
pub fn split(word: i32) -> [i32; 2] {
    [(word << 16) >> 16, word >> 16]
}

/// A word of two digits, each within 16 bits.
#[inline]
pub fn join(low: i32, high: i32) -> i32 {
    (low & 0xffff) | (high << 16)
}

/// result <- 2 a, digit by digit, for digits below 2^14: both halves of a word at once, without a carry
/// between them.
pub fn double(a: &[i32], result: &mut [i32]) {
    for (result, &word) in result.iter_mut().zip(a) {
        *result = (word << 1) & !0x0001_0000;
    }
}

/// `count` balanced digits of a big-endian integer below 2^(13 count - 1).
pub fn from_octets(octets: &[u8], count: usize) -> Vec<i32> {
    let mut rest = octets.iter().rev();
    let (mut bits, mut held, mut carry) = (0u32, 0u32, 0i32);
    let mut next = || {
        while held < BITS {
            bits |= u32::from(rest.next().copied().unwrap_or(0)) << held;
            held += 8;
        }
        let value = (bits as i32 & MASK) + carry;
        bits >>= BITS;
        held -= BITS;
        carry = (value + HALF) >> BITS;
        value - (carry << BITS)
    };
    let mut words = vec![0; count / 2];
    for word in &mut words {
        let low = next();
        *word = join(low, next());
    }
    words
}

/// The big-endian octets of an integer strictly between -modulus and modulus, reduced to 0..modulus. Both are
/// given by digits, and `octets` is as long as the modulus is.
pub fn to_octets(words: &[i32], modulus: &[i32], octets: &mut [u8]) {
    // The sign of the whole is the carry left at the top: 0, or -1 for a negative number.
    let sign = words.iter().flat_map(|&word| split(word)).fold(0, |carry, digit| (digit + carry) >> BITS);
    let mut digits = words.iter().zip(modulus).flat_map(|(&word, &m)| {
        let ([a, b], [c, d]) = (split(word), split(m));
        [a + (c & sign), b + (d & sign)]
    });
    let (mut bits, mut held, mut carry) = (0u32, 0u32, 0i32);
    for octet in octets.iter_mut().rev() {
        if held < 8 {
            let value = digits.next().unwrap_or(0) + carry;
            carry = value >> BITS;
            bits |= ((value & MASK) as u32) << held;
            held += BITS;
        }
        *octet = bits as u8;
        bits >>= 8;
        held -= 8;
    }
}
