//! Division modulo an odd prime, in variable time.
//!
//! The 2-adic greatest common divisor of D. Bernstein and B.-Y. Yang, "Fast constant-time gcd
//! computation and modular inversion" (TCHES 2019), section 8, with 30 division steps at a time on
//! single words and, as only public data comes here, runs of steps taken at once.
//!
//! One step maps (delta, f, g), f odd, to (1 - delta, g, (g - f) / 2) if delta > 0 and g is odd,
//! and to (1 + delta, f, (g + (g mod 2) f) / 2) otherwise. From (1, m, x) it ends in (_, +-1, 0),
//! after at most (49 bits + 57) / 17 steps (theorem 11.2). 30 steps are a matrix over 2^30, which
//! depends on the low 30 bits of f and g only. The same matrices are applied to (d, e), which keep
//! d = f * c, e = g * c (mod m) for c = numerator / x.
//!
//! # Bounds
//! Numbers are signed, of 30-bit limbs in [0, 2^30), the top limb signed. The entries of a matrix
//! row sum to at most 2^30 in magnitude, so f and g stay within (-m, m] and a row times two limbs
//! is at most 2^60. For d and e at most 2^29 times m is added before the division by 2^30, so they
//! grow by m / 2 each of the at most 52 rounds, stay below 27 m, and fit: 9, 13 and 18 limbs have
//! 14, 6 and 19 bits to spare, and a top limb 2 more.

use core::hint::black_box;

use super::words::{Words, join, less_than, limbs, shl, sub};

const LIMBS: usize = 18;
const WIDTH: usize = 30;
const MASK: i64 = (1 << WIDTH) - 1;

type Signed = [i32; LIMBS];

/// An odd prime.
pub(super) struct Modulus {
    value: Words,
    limbs: Signed,
    len: usize,
    rounds: usize,
    /// -1/m mod 2^30.
    negative_inverse: i32,
}

/// What 30 steps do: (f, g) becomes (uf + vg, qf + rg) / 2^30.
struct Steps {
    u: i64,
    v: i64,
    q: i64,
    r: i64,
}

impl Modulus {
    pub const fn new(bits: usize, value: Words) -> Self {
        Self {
            value,
            limbs: limbs(&value, WIDTH),
            len: bits / WIDTH + 1,
            rounds: (49 * bits + 57) / 17 / WIDTH + 1,
            negative_inverse: (inverse_u32(value[0]).wrapping_neg() & MASK as u32) as i32,
        }
    }

    /// `numerator / denominator` mod m; both are below m, and 0 is returned for a denominator of 0.
    pub fn divide(&self, numerator: &Words, denominator: &Words) -> Words {
        // The black box keeps the compiler from making one copy of the code per modulus.
        black_box(self).divide_generic(numerator, denominator)
    }

    #[inline(never)]
    fn divide_generic(&self, numerator: &Words, denominator: &Words) -> Words {
        let len = self.len;
        let (mut f, mut g): (Signed, Signed) = (self.limbs, limbs(denominator, WIDTH));
        let (mut d, mut e): (Signed, Signed) = ([0; LIMBS], limbs(numerator, WIDTH));
        let mut delta = 1;
        let mut active = len;
        for _ in 0..self.rounds {
            if g[..active].iter().all(|limb| *limb == 0) {
                break;
            }
            let steps = Steps::take(&mut delta, f[0] | f[1] << WIDTH, g[0] | g[1] << WIDTH);
            steps.apply(&mut f[..active], &mut g[..active]);
            steps.apply_modulo(&mut d[..len], &mut e[..len], self);
            // Drop the top limbs while both are mere signs.
            while active > 2 && f[active - 1] == f[active - 1] >> 31 && g[active - 1] == g[active - 1] >> 31 {
                f[active - 2] |= f[active - 1] << WIDTH;
                g[active - 2] |= g[active - 1] << WIDTH;
                (f[active - 1], g[active - 1]) = (0, 0);
                active -= 1;
            }
        }
        // f is 1 or -1, and d = f * numerator / denominator.
        self.canonical(&d, f[active - 1] < 0)
    }

    /// `d` or `-d` as a number in [0, m).
    fn canonical(&self, d: &Signed, negate: bool) -> Words {
        // A multiple of m, at least 27 m, makes it positive.
        let mut carry = 0;
        let mut limbs = [0; LIMBS];
        for at in 0..self.len {
            let limb = i64::from(d[at]);
            carry += (i64::from(self.limbs[at]) << 5) + if negate { -limb } else { limb };
            limbs[at] = if at + 1 < self.len { carry & MASK } else { carry } as u32;
            carry >>= WIDTH;
        }
        let mut value = join(limbs.into_iter(), WIDTH);
        let mut shift = 6;
        while shift > 0 {
            shift -= 1;
            let multiple = shl(&self.value, shift);
            if !less_than(&value, &multiple) {
                value = sub(&value, &multiple);
            }
        }
        value
    }
}

impl Steps {
    /// 30 steps on the low 32 bits of f and g.
    fn take(delta: &mut i32, f: i32, g: i32) -> Self {
        let (mut f, mut g) = (f as u32, g as u32);
        let (mut u, mut v, mut q, mut r) = (1u32, 0u32, 0u32, 1u32);
        let mut left = WIDTH as u32;
        loop {
            // Steps with g even: halve g.
            let zeros = (g | u32::MAX << left).trailing_zeros();
            g >>= zeros;
            u <<= zeros;
            v <<= zeros;
            *delta += zeros as i32;
            left -= zeros;
            if left == 0 {
                break;
            }
            // g is odd: exchange if delta > 0, then take all the steps until delta is 1 at once (at
            // most 10 of them), by adding the multiple of f that clears as many bits of g.
            if *delta > 0 {
                *delta = -*delta;
                (f, g) = (g, f.wrapping_neg());
                (u, q) = (q, u.wrapping_neg());
                (v, r) = (r, v.wrapping_neg());
            }
            let count = left.min(10).min((1 - *delta) as u32);
            let multiple = g.wrapping_mul(inverse_10_bits(f)).wrapping_neg() & !(u32::MAX << count);
            g = g.wrapping_add(f.wrapping_mul(multiple));
            q = q.wrapping_add(u.wrapping_mul(multiple));
            r = r.wrapping_add(v.wrapping_mul(multiple));
        }
        let [u, v, q, r] = [u, v, q, r].map(|entry| i64::from(entry as i32));
        Self { u, v, q, r }
    }

    /// (f, g) becomes (uf + vg, qf + rg) / 2^30, which is exact.
    #[inline]
    fn apply(&self, f: &mut [i32], g: &mut [i32]) {
        let (mut carry_f, mut carry_g) = (0, 0);
        let len = f.len().min(g.len());
        for at in 0..len {
            let (x, y) = (i64::from(f[at]), i64::from(g[at]));
            carry_f += self.u * x + self.v * y;
            carry_g += self.q * x + self.r * y;
            if at > 0 {
                f[at - 1] = (carry_f & MASK) as i32;
                g[at - 1] = (carry_g & MASK) as i32;
            }
            carry_f >>= WIDTH;
            carry_g >>= WIDTH;
        }
        if len > 0 {
            f[len - 1] = carry_f as i32;
            g[len - 1] = carry_g as i32;
        }
    }

    /// Divides modulo m: a multiple of m is added to make the division exact.
    #[inline]
    fn apply_modulo(&self, d: &mut [i32], e: &mut [i32], modulus: &Modulus) {
        let low = |row: i64| {
            // row * (-1/m) mod 2^30, in [-2^29, 2^29).
            let product = (row as i32).wrapping_mul(modulus.negative_inverse);
            i64::from(product << 2 >> 2)
        };
        let (x, y) = (i64::from(d[0]), i64::from(e[0]));
        let multiple_d = low(self.u * x + self.v * y);
        let multiple_e = low(self.q * x + self.r * y);
        let (mut carry_d, mut carry_e) = (0, 0);
        let len = d.len().min(e.len()).min(LIMBS);
        for at in 0..len {
            let (x, y, m) = (i64::from(d[at]), i64::from(e[at]), i64::from(modulus.limbs[at]));
            carry_d += self.u * x + self.v * y + multiple_d * m;
            carry_e += self.q * x + self.r * y + multiple_e * m;
            if at > 0 {
                d[at - 1] = (carry_d & MASK) as i32;
                e[at - 1] = (carry_e & MASK) as i32;
            }
            carry_d >>= WIDTH;
            carry_e >>= WIDTH;
        }
        d[len - 1] = carry_d as i32;
        e[len - 1] = carry_e as i32;
    }
}

/// 1/f mod 2^10 for odd f: right to 5 bits, and one Newton step.
fn inverse_10_bits(f: u32) -> u32 {
    let x = f.wrapping_mul(3) ^ 2;
    x.wrapping_mul(2u32.wrapping_sub(f.wrapping_mul(x)))
}

/// 1/f mod 2^32 for odd f.
pub(super) const fn inverse_u32(f: u32) -> u32 {
    let mut x = f.wrapping_mul(3) ^ 2;
    let mut newton = 0;
    while newton < 3 {
        x = x.wrapping_mul(2u32.wrapping_sub(f.wrapping_mul(x)));
        newton += 1;
    }
    x
}
