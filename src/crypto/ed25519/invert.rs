//! The inverse modulo p, in variable time, for public values.
//!
//! Bernstein and Yang, "Fast constant-time gcd computation and modular inversion" (2019): division steps
//! `(delta, f, g) -> delta > 0 and g odd: (1 - delta, g, (g - f) / 2), otherwise (1 + delta, f, (g + (g mod
//! 2) f) / 2)` starting at `(1, p, x)` reach `g = 0`, `f = +-gcd` within 741 steps for 255-bit inputs (their
//! theorem 11.2). Thirty steps depend only on the low 30 bits, so they are done on machine words, collected
//! in a 2x2 matrix and applied to the long numbers at once. The variable-time part: runs of zero bits of `g`
//! are one shift, and a multiple of `f` clears up to six bits of `g` together.
//!
//! **Bounds.** Long numbers are nine limbs of 30 bits, the last one signed. Matrix entries satisfy `|u| + |v|
//! <= 2^30`, so a sum of two products is below 2^61. `d` and `e` grow by at most p/2 in each of the at most
//! 25 rounds, so they stay below 14p < 2^259, far below the 2^270 of nine limbs.

use super::canonical::{Integer, add, reduce_once};

const LIMBS: usize = 9;
const BITS: u32 = 30;
const MASK: i64 = (1 << BITS) - 1;
/// More rounds of thirty steps than any input needs.
const ROUNDS: usize = 25;
/// 1/p mod 2^30: p is -19 there.
const P_INVERSE: i64 = inverse_of_odd(-19) & MASK;

type Long = [i64; LIMBS];

/// Newton's iteration for `1/x mod 2^64`; each turn doubles the correct bits, from 3.
const fn inverse_of_odd(x: i64) -> i64 {
    let mut inverse = x;
    let mut turn = 0;
    while turn < 5 {
        inverse = inverse.wrapping_mul(2i64.wrapping_sub(x.wrapping_mul(inverse)));
        turn += 1;
    }
    inverse
}

/// `2^30` times the matrix of thirty division steps.
struct Steps {
    u: i64,
    v: i64,
    q: i64,
    r: i64,
}

/// Thirty division steps on the low bits; `delta` is carried along.
#[inline(always)]
fn thirty_steps(delta: &mut i64, f_low: i64, g_low: i64) -> Steps {
    let (mut f, mut g) = (f_low, g_low);
    let (mut u, mut v, mut q, mut r) = (1i64, 0i64, 0i64, 1i64);
    let mut left = BITS;
    loop {
        // The bit at `left` ends the run of zeros with the steps that are left.
        let zeros = (g | (1 << left)).trailing_zeros();
        g >>= zeros;
        u <<= zeros;
        v <<= zeros;
        *delta += i64::from(zeros);
        left -= zeros;
        if left == 0 {
            return Steps { u, v, q, r };
        }
        if *delta > 0 {
            *delta = -*delta;
            (f, g) = (g, -f);
            (u, q) = (q, -u);
            (v, r) = (r, -v);
        }
        // For the next 1 - delta steps f stays in place, so each odd g just gets f added: choose w with
        // g + w f = 0 in that many low bits. f (f^2 - 2) is -1/f mod 2^6 for odd f.
        let bits = (1 - *delta).min(i64::from(left)).min(6);
        let w = f.wrapping_mul(g).wrapping_mul(f.wrapping_mul(f).wrapping_sub(2)) & ((1 << bits) - 1);
        g = g.wrapping_add(f.wrapping_mul(w));
        q += u * w;
        r += v * w;
    }
}

/// `(a x + b y) / 2^30`, exact by the choice of the matrix.
#[inline(always)]
fn combine(a: i64, x: &Long, b: i64, y: &Long) -> Long {
    let mut out = [0; LIMBS];
    let mut carry = (a * x[0] + b * y[0]) >> BITS;
    for i in 1..LIMBS {
        carry += a * x[i] + b * y[i];
        out[i - 1] = carry & MASK;
        carry >>= BITS;
    }
    out[LIMBS - 1] = carry;
    out
}

/// `(a x + b y) / 2^30 mod p`, with the multiple of p, from -2^29 to 2^29, that makes the division exact.
#[inline(always)]
fn combine_mod_p(a: i64, x: &Long, b: i64, y: &Long) -> Long {
    let low = a * x[0] + b * y[0];
    let multiple = -(low.wrapping_mul(P_INVERSE) & MASK);
    let multiple = if multiple < -(1 << (BITS - 1)) { multiple + (1 << BITS) } else { multiple };
    let mut out = [0; LIMBS];
    // p is -19 in limb 0 and 2^15 in limb 8.
    let mut carry = (low - 19 * multiple) >> BITS;
    for i in 1..LIMBS {
        carry += a * x[i] + b * y[i];
        if i == LIMBS - 1 {
            carry += multiple << 15;
        }
        out[i - 1] = carry & MASK;
        carry >>= BITS;
    }
    out[LIMBS - 1] = carry;
    out
}

fn to_long(x: &Integer) -> Long {
    let mut out = [0; LIMBS];
    for (i, limb) in out.iter_mut().enumerate() {
        let (word, shift) = (i * 30 / 64, i * 30 % 64);
        let mut bits = x[word] >> shift;
        if shift > 34 && word < 3 {
            bits |= x[word + 1] << (64 - shift);
        }
        *limb = bits.cast_signed() & MASK;
    }
    out
}

/// The residue below p of a number between -16p and 16p.
fn from_long(mut x: Long) -> Integer {
    // Adding 16p makes it positive, and below 2^260.
    x[0] -= 16 * 19;
    x[LIMBS - 1] += 16 << 15;
    for i in 0..LIMBS - 1 {
        x[i + 1] += x[i] >> BITS;
        x[i] &= MASK;
    }
    let top = (x[LIMBS - 1] >> 15).cast_unsigned();
    x[LIMBS - 1] &= (1 << 15) - 1;
    let mut words = [0; 4];
    for (i, limb) in x.iter().enumerate() {
        let (word, shift) = (i * 30 / 64, i * 30 % 64);
        words[word] |= limb.cast_unsigned() << shift;
        if shift > 34 && word < 3 {
            words[word + 1] |= limb.cast_unsigned() >> (64 - shift);
        }
    }
    reduce_once(add(&words, &[19 * top, 0, 0, 0]))
}

/// `1/x mod p`, for `x` below p; 0 for 0.
#[inline(never)]
pub(super) fn invert(x: &Integer) -> Integer {
    let mut f: Long = [0; LIMBS];
    // p itself, limbs kept non-negative.
    f[0] = (1 << BITS) - 19;
    for limb in &mut f[1..LIMBS - 1] {
        *limb = MASK;
    }
    f[LIMBS - 1] = (1 << 15) - 1;
    let mut g = to_long(x);
    let mut d: Long = [0; LIMBS];
    let mut e: Long = [1, 0, 0, 0, 0, 0, 0, 0, 0];
    let mut delta = 1;
    for _ in 0..ROUNDS {
        if g == [0; LIMBS] {
            break;
        }
        let t = thirty_steps(&mut delta, f[0], g[0]);
        (f, g) = (combine(t.u, &f, t.v, &g), combine(t.q, &f, t.r, &g));
        (d, e) = (combine_mod_p(t.u, &d, t.v, &e), combine_mod_p(t.q, &d, t.r, &e));
    }
    // f is 1 or -1, and d / f the inverse.
    if f[LIMBS - 1] < 0 {
        for limb in &mut d {
            *limb = -*limb;
        }
    }
    from_long(d)
}
