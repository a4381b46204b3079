//! Plain non-negative integers of up to 544 bits, as little-endian 32-bit words.
//!
//! Only what the constants, the range checks and the conversions need; the hot
//! arithmetic lives in `field` and `scalar`. Most of it is `const`, so that every
//! derived constant is computed by the compiler from the published parameters.

/// Enough words for 521 bits.
pub(super) const WORDS: usize = 17;

/// Little-endian; unused high words are zero.
pub(super) type Words = [u32; WORDS];

/// Reads a hexadecimal literal. Spaces and line ends are skipped.
pub(super) const fn hex(text: &str) -> Words {
    let bytes = text.as_bytes();
    let mut words = [0; WORDS];
    let mut nibble = 0;
    let mut at = bytes.len();
    while at > 0 {
        at -= 1;
        let digit = match bytes[at] {
            b' ' | b'\n' => continue,
            c @ b'0'..=b'9' => c - b'0',
            c => c - b'a' + 10,
        };
        words[nibble / 8] |= (digit as u32) << (4 * (nibble % 8));
        nibble += 1;
    }
    words
}

/// Reads up to 68 big-endian bytes; earlier bytes of a longer input are ignored.
#[inline(never)]
pub(super) fn from_be_bytes(bytes: &[u8]) -> Words {
    let mut words = [0; WORDS];
    for (at, byte) in bytes.iter().rev().take(4 * WORDS).enumerate() {
        words[at / 4] |= u32::from(*byte) << (8 * (at % 4));
    }
    words
}

#[inline(never)]
pub(super) const fn less_than(a: &Words, b: &Words) -> bool {
    let mut at = WORDS;
    while at > 0 {
        at -= 1;
        if a[at] != b[at] {
            return a[at] < b[at];
        }
    }
    false
}

#[inline(never)]
pub(super) fn is_zero(a: &Words) -> bool {
    a.iter().all(|word| *word == 0)
}

/// `a + b`, which must stay below 2^544.
#[inline(never)]
pub(super) const fn add(a: &Words, b: &Words) -> Words {
    let mut sum = [0; WORDS];
    let mut carry = 0;
    let mut at = 0;
    while at < WORDS {
        let t = a[at] as u64 + b[at] as u64 + carry;
        sum[at] = t as u32;
        carry = t >> 32;
        at += 1;
    }
    sum
}

/// `a - b` for `a >= b`.
#[inline(never)]
pub(super) const fn sub(a: &Words, b: &Words) -> Words {
    let mut difference = [0; WORDS];
    let mut borrow = 0;
    let mut at = 0;
    while at < WORDS {
        let t = (a[at] as u64).wrapping_sub(b[at] as u64).wrapping_sub(borrow);
        difference[at] = t as u32;
        borrow = t >> 63;
        at += 1;
    }
    difference
}

/// `a >> bits` for `bits < 32`.
#[inline(never)]
pub(super) fn shr(a: &Words, bits: u32) -> Words {
    core::array::from_fn(|at| {
        let high = if at + 1 < WORDS { a[at + 1] } else { 0 };
        ((u64::from(high) << 32 | u64::from(a[at])) >> bits) as u32
    })
}

/// `a << bits` for `bits < 32`; bits past the end are lost.
#[inline(never)]
pub(super) fn shl(a: &Words, bits: u32) -> Words {
    core::array::from_fn(|at| {
        let low = if at > 0 { a[at - 1] } else { 0 };
        ((u64::from(a[at]) << 32 | u64::from(low)) << bits >> 32) as u32
    })
}

/// `count <= 32` bits of `a` from bit `start` on, bits past the end being zero.
#[inline]
pub(super) const fn bits(a: &Words, start: usize, count: usize) -> u32 {
    let (at, shift) = (start / 32, start % 32);
    let low = if at < WORDS { a[at] as u64 } else { 0 };
    let high = if at + 1 < WORDS { a[at + 1] as u64 } else { 0 };
    ((low | high << 32) >> shift) as u32 & (u32::MAX >> (32 - count))
}

/// 2^exponent mod `modulus`, for a modulus of at most 543 bits.
pub(super) const fn power_of_two(exponent: usize, modulus: &Words) -> Words {
    let mut value = [0; WORDS];
    value[0] = 1;
    let mut done = 0;
    while done < exponent {
        value = add(&value, &value);
        if !less_than(&value, modulus) {
            value = sub(&value, modulus);
        }
        done += 1;
    }
    value
}

/// Cuts `a` into `N` limbs of `width` bits, little-endian.
pub(super) const fn limbs<const N: usize>(a: &Words, width: usize) -> [i32; N] {
    let mut out = [0; N];
    let mut at = 0;
    while at < N {
        out[at] = bits(a, at * width, width) as i32;
        at += 1;
    }
    out
}

/// [`limbs`] for use at run time, as many as the largest field element has.
#[inline(never)]
pub(super) fn limbs_of(a: &Words, width: usize) -> [i32; 20] {
    limbs(a, width)
}

/// The inverse of [`limbs`]: limbs below 2^`width`, the top one below 2^32.
pub(super) fn join(limbs: impl Iterator<Item = u32>, width: usize) -> Words {
    let mut value = [0; WORDS];
    for (at, limb) in limbs.enumerate() {
        let start = at * width;
        let wide = u64::from(limb) << (start % 32);
        for (at, part) in [(start / 32, wide as u32), (start / 32 + 1, (wide >> 32) as u32)] {
            if let Some(word) = value.get_mut(at) {
                *word |= part;
            }
        }
    }
    value
}

/// [`join`] of limbs stored two to a word.
#[inline(never)]
pub(super) fn join_pairs(pairs: &[u64], width: usize) -> Words {
    join(pairs.iter().flat_map(|pair| [*pair as u32, (*pair >> 32) as u32]), width)
}
