//! Points of the curve, two at a time.
//!
//! Jacobian coordinates (X : Y : Z) stand for x = X / Z^2, y = Y / Z^3. Source of the
//! formulas: the Explicit-Formulas Database, short Weierstrass curves, "jacobian-3":
//! `madd-2004-hmv` and `dbl-2001-b`, with products regrouped to share reductions.
//!
//! # Exceptional cases
//! Neither formula tests for one. Both have the property that Z3 is a multiple of Z1, and that of
//! addition that Z3 is 0 if the points are equal or opposite. So once a step was not entitled to
//! its formula, Z is 0 mod p for the rest of the computation, and a result with Z not 0 was
//! computed by valid steps only (a doubling is always valid: n is odd, so no point has y = 0). The
//! caller tests Z once, at the end, and takes [`Jacobian::add_complete`] if it is 0.
//!
//! # Bounds
//! In multiples of p, for points held between the steps: X in (-5, 2), Y in (-4, 3), Z in (-1, 3).
//! The worst case is R = 2^8 p (P-384), where the product of values below f and g lies in [0, 1]
//! and f * g / 256 to either side. All of it holds at the start: table entries and one are in
//! (-1/2, 3/2).
//! * Addition: zz in [0, 1.1), h = U2 - X in (-2.1, 6.1), r = S2 - Y in (-3.1, 5.1), hh in [0,
//!   1.2), hhh and v in (-0.1, 1.1), X3 = r^2 - hhh - 2v in (-3.3, 1.5), Y3 = r (v - X3) - Y hhh in
//!   (-1.2, 1.2), Z3 = Z h in (-0.1, 1.1).
//! * Doubling: delta in [0, 1.1), 2 gamma in [0, 2.2), 4 beta in (-0.2, 2.2), alpha in (-0.6, 3.6),
//!   X3 = alpha^2 - 8 beta in (-4.4, 1.6), Y3 = alpha (4 beta - X3) - 8 gamma^2 in (-2.3, 1.3),
//!   Z3 = 2 Y Z in (-0.2, 2.2).
//!
//! The largest product is h * h, below 6.1^2 = 37.3. Every factor is reduced or a difference of two
//! reduced elements, as `field` asks; sums go through [`Fe::times`] first.

use super::curve::Params;
use super::field::Fe;

/// Affine points, never infinity.
#[derive(Clone, Copy)]
pub(super) struct Affine<C, const L: usize> {
    pub x: Fe<C, L>,
    pub y: Fe<C, L>,
}

/// Jacobian points; Z = 0 is infinity, or the mark of an exceptional case.
#[derive(Clone, Copy)]
pub(super) struct Jacobian<C, const L: usize> {
    pub x: Fe<C, L>,
    pub y: Fe<C, L>,
    pub z: Fe<C, L>,
}

impl<C: Params, const L: usize> Jacobian<C, L> {
    pub fn from_affine(point: &Affine<C, L>) -> Self {
        Self { x: point.x, y: point.y, z: Fe::one() }
    }

    /// One lane of `a` as lane 0, one lane of `b` as lane 1.
    pub fn gather(a: &Self, lane_a: usize, b: &Self, lane_b: usize) -> Self {
        let gather = |a, b| Fe::gather(a, lane_a, b, lane_b);
        Self { x: gather(&a.x, &b.x), y: gather(&a.y, &b.y), z: gather(&a.z, &b.z) }
    }

    /// Twice the point.
    #[inline(never)]
    pub fn double(&self) -> Self {
        let delta = self.z.square();
        let gamma2 = self.y.square().times(2);
        let beta4 = self.x.mul(&gamma2).times(2);
        let alpha = self.x.add(&delta).times(1).mul(&self.x.sub(&delta)).times(3);
        let x = alpha.square_minus(&beta4.add(&beta4));
        let gamma_square4 = gamma2.square();
        let y = alpha.mul_minus(&beta4.sub(&x), &gamma_square4.add(&gamma_square4));
        let z = self.y.mul(&self.z).times(2);
        Self { x, y, z }
    }

    /// The sum with an affine point, unless they are equal, opposite, or `self` is infinity: then Z
    /// = 0.
    pub fn add(&self, rhs: &Affine<C, L>) -> Self {
        let zz = self.z.square();
        let h = rhs.x.mul_minus(&zz, &self.x);
        let r = rhs.y.mul_minus(&self.z.mul(&zz), &self.y);
        self.finish_add(&h, &r)
    }

    /// The common end of addition: `h` and `r` are the differences of the scaled coordinates.
    #[inline(never)]
    fn finish_add(&self, h: &Fe<C, L>, r: &Fe<C, L>) -> Self {
        let hh = h.square();
        let hhh = hh.mul(h);
        let v = self.x.mul(&hh);
        let x = r.square_minus(&hhh.add(&v).add(&v));
        let y = r.mul_minus(&v.sub(&x), &self.y.mul(&hhh));
        let z = self.z.mul(h);
        Self { x, y, z }
    }

    /// The sum with an affine point in all cases. Both lanes must hold the same two points.
    #[inline(never)]
    pub fn add_complete(accumulator: Option<Self>, rhs: &Affine<C, L>) -> Option<Self> {
        let Some(point) = accumulator else {
            return Some(Self::from_affine(rhs));
        };
        let zz = point.z.square();
        let h = rhs.x.mul_minus(&zz, &point.x);
        let r = rhs.y.mul_minus(&point.z.mul(&zz), &point.y);
        match (h.is_zero()[0], r.is_zero()[0]) {
            (false, _) => Some(point.finish_add(&h, &r)),
            (true, true) => Some(point.double()),
            (true, false) => None,
        }
    }

    /// X and Z^2 of the sum of lane 0 and lane 1, in both lanes (Z of either sign, so squared).
    /// Z^2 is 0 if the sum or one of the two is exceptional.
    pub fn sum_of_lanes(&self) -> (Fe<C, L>, Fe<C, L>) {
        // Each lane adds the other lane's point to its own.
        let zz = self.z.square();
        let u = self.x.mul(&zz.swap());
        let s = self.y.mul(&self.z.mul(&zz).swap());
        let (h, r) = (u.swap().sub(&u), s.swap().sub(&s));
        let hh = h.square();
        let v = u.mul(&hh);
        let x = r.square_minus(&hh.mul(&h).add(&v).add(&v));
        (x, zz.mul(&zz.swap()).mul(&hh))
    }
}

impl<C: Params, const L: usize> Affine<C, L> {
    /// One lane of `a` as lane 0, one lane of `b` as lane 1.
    pub fn gather(a: &Self, lane_a: usize, b: &Self, lane_b: usize) -> Self {
        let gather = |a, b| Fe::gather(a, lane_a, b, lane_b);
        Self { x: gather(&a.x, &b.x), y: gather(&a.y, &b.y) }
    }

    /// Whether each lane satisfies y^2 = x^3 - 3x + b.
    pub fn is_on_curve(&self) -> [bool; 2] {
        let b = Fe::from_words(&C::B, &C::B);
        let right = self.x.square().mul_minus(&self.x, &self.x.times(3)).add(&b);
        self.y.square_minus(&right).is_zero()
    }
}
