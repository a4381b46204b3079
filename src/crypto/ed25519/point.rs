//! Points of edwards25519, -x^2 + y^2 = 1 + d x^2 y^2 (RFC 8032 section 5.1), two at once.
//!
//! Formulas for a = -1 from the Explicit-Formulas Database, "extended coordinates with a=-1 for twisted
//! Edwards curves", by Hisil, Wong, Carter and Dawson (2008): madd-2008-hwcd-3 (7 multiplications),
//! add-2008-hwcd-3 and dbl-2008-hwcd. -1 is a square and d is not, so the addition is complete: no
//! exceptional points, the identity and points of small order included.
//!
//! **Units** (see `field.rs`) are in the comments; coordinates always are reduced products, 1 unit.

use super::canonical::Packed;
use super::field::Pair;
use super::lanes::Words;

/// 2 d as an integer: d = -121665/121666.
const TWICE_D: [u64; 4] =
    [0xebd6_9b94_26b2_f159, 0x00e0_149a_8283_b156, 0x198e_80f2_eef3_d130, 0x2406_d9dc_56df_fce7];

/// 2 d in both lanes.
pub(super) fn twice_d() -> Pair {
    Pair::from_integers(&TWICE_D, &TWICE_D)
}

/// An affine point in the form that makes adding it cheapest: y + x, y - x, 2 d x y. 96 bytes.
#[derive(Clone, Copy)]
pub(super) struct Affine {
    pub(super) sum: Packed,
    pub(super) difference: Packed,
    pub(super) product: Packed,
}

impl Affine {
    /// The identity (0, 1).
    pub(super) fn identity() -> Self {
        let one = Packed::new(&[1, 0, 0, 0]);
        Self { sum: one, difference: one, product: Packed::new(&[0; 4]) }
    }
}

/// An affine point to add or, if `negative`, to subtract: -(x, y) = (-x, y).
#[derive(Clone, Copy)]
pub(super) struct Term<'a> {
    pub(super) point: &'a Affine,
    pub(super) negative: bool,
}

impl<'a> Term<'a> {
    #[inline(always)]
    fn sums(self) -> (&'a Packed, &'a Packed) {
        if self.negative {
            (&self.point.difference, &self.point.sum)
        } else {
            (&self.point.sum, &self.point.difference)
        }
    }

    #[inline(always)]
    fn sign(self) -> u64 {
        u64::from(self.negative) << 63
    }
}

/// Two points in extended coordinates: x = X/Z, y = Y/Z, x y = T/Z.
#[derive(Clone, Copy)]
pub(super) struct Points {
    pub(super) x: Pair,
    pub(super) y: Pair,
    pub(super) z: Pair,
    pub(super) t: Pair,
}

/// Two points to be added repeatedly: Y + X, Y - X, 2 Z, 2 d T.
pub(super) struct Cached {
    sum: Pair,
    difference: Pair,
    twice_z: Pair,
    product: Pair,
}

impl Points {
    /// (0, 1) in both lanes.
    pub(super) const IDENTITY: Self = Self { x: Pair::ZERO, y: Pair::ONE, z: Pair::ONE, t: Pair::ZERO };

    /// The points with these affine coordinates.
    pub(super) fn from_affine(x: Pair, y: Pair) -> Self {
        Self { x, y, z: Pair::ONE, t: x.mul(&y) }
    }

    /// Adds one term in each lane: madd-2008-hwcd-3.
    #[inline(never)]
    pub(super) fn add_terms(&mut self, first: Term<'_>, second: Term<'_>) {
        let (sums, differences) = (first.sums(), second.sums());
        // 2 units by 1.
        let b = self.y.add(&self.x).mul(&Pair::unpack(sums.0, differences.0));
        let a = self.y.sub(&self.x).mul(&Pair::unpack(sums.1, differences.1));
        let signs = Words::new(first.sign(), second.sign());
        let c = self.t.mul(&Pair::unpack(&first.point.product, &second.point.product).flip(signs));
        let d = self.z.add(&self.z);
        self.finish(&a, &b, &c, &d);
    }

    /// Adds `other`: add-2008-hwcd-3.
    #[inline(never)]
    pub(super) fn add_cached(&mut self, other: &Cached) {
        // 2 units by 2; 1 by 1; 1 by 2.
        let a = self.y.sub(&self.x).mul(&other.difference);
        let b = self.y.add(&self.x).mul(&other.sum);
        let c = self.t.mul(&other.product);
        let d = self.z.mul(&other.twice_z);
        self.finish(&a, &b, &c, &d);
    }

    /// The common end of both additions. `a`, `b`, `c`: 1 unit; `d`: at most 2.
    #[inline(never)]
    fn finish(&mut self, a: &Pair, b: &Pair, c: &Pair, d: &Pair) {
        let e = b.sub(a); // 2 units
        let f = d.sub(c); // 3
        let g = d.add(c); // 3
        let h = b.add(a); // 2
        self.x.set_mul(&e, &f); // 2 * 3
        self.y.set_mul(&g, &h); // 3 * 2
        self.z.set_mul(&f, &g); // 3 * 3
        self.t.set_mul(&e, &h); // 2 * 2
    }

    /// Doubles both points: dbl-2008-hwcd, all signs of the products' factors flipped.
    #[inline(never)]
    pub(super) fn double(&mut self) {
        let a = self.x.square();
        let b = self.y.square();
        let zz = self.z.square();
        let s = self.x.add(&self.y).square(); // 2 * 2
        let h = a.add(&b); // 2 units
        let e = h.sub(&s); // 3
        let g = a.sub(&b); // 2
        let f = zz.add(&zz).add(&g); // 4
        self.x.set_mul(&e, &f); // 3 * 4
        self.y.set_mul(&g, &h); // 2 * 2
        self.z.set_mul(&f, &g); // 4 * 2
        self.t.set_mul(&e, &h); // 3 * 2
    }

    /// Prepares both points for `add_cached`.
    pub(super) fn cached(&self) -> Cached {
        Cached {
            sum: self.y.add(&self.x),
            difference: self.y.sub(&self.x),
            twice_z: self.z.add(&self.z),
            product: self.t.mul(&twice_d()),
        }
    }

    /// Lane 0 of `self` and lane 1 of `second`.
    pub(super) fn with_second_of(&self, second: &Self) -> Self {
        Self {
            x: self.x.with_second_of(&second.x),
            y: self.y.with_second_of(&second.y),
            z: self.z.with_second_of(&second.z),
            t: self.t.with_second_of(&second.t),
        }
    }

    /// The sum of the two lanes, in both lanes.
    pub(super) fn join(mut self) -> Self {
        let other = Self { x: self.x.swap(), y: self.y.swap(), z: self.z.swap(), t: self.t.swap() };
        self.add_cached(&other.cached());
        self
    }
}
