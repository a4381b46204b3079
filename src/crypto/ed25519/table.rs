//! Tables of multiples of one point, and sums of digits times such multiples.
//!
//! A scalar is `sum d_i 2^(w i)` with signed digits of `w` bits. A comb of `teeth` teeth holds, for every
//! `rows`-th digit position, the multiples 1 to 2^(w-1) of `2^(w rows t) P`; digit `i = rows t + r` uses
//! tooth `t`, and all digits of row `r` share the factor `2^(w r)`, that is the doublings between two rows.
//! (Lim and Lee, "More flexible exponentiation with precomputation", 1994; Pippenger before them.) Two shapes
//! are used, see `Shape`: one row, which takes no doublings at all but a big table, and sixteen rows, whose
//! table is quickly made and small.

use super::canonical::{Integer, Packed};
use super::field::Pair;
use super::invert::invert;
use super::point::{Affine, Points, Term, twice_d};
use super::scalar::{Scalar, digits};
use crate::crypto::unroll::unroll;

/// How a table is cut: digits of `width` bits, and every `rows`-th digit position has its own multiples.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Shape {
    pub(super) width: u32,
    pub(super) rows: usize,
}

impl Shape {
    /// 4 teeth of 8 multiples: 3 KiB. 60 doublings per sum.
    pub(super) const SMALL: Self = Self { width: 4, rows: 16 };
    /// 43 teeth of 32 multiples, the last one of 1: 126.1 KiB. No doublings, at most 43 additions.
    pub(super) const LARGE: Self = Self { width: 6, rows: 1 };
    /// 32 teeth of 128 multiples, the last one of 16: 373.5 KiB. No doublings, at most 32 additions.
    pub(super) const GENERATOR: Self = Self { width: 8, rows: 1 };

    const fn digits(self) -> usize {
        253usize.div_ceil(self.width as usize)
    }

    const fn teeth(self) -> usize {
        self.digits().div_ceil(self.rows)
    }

    const fn multiples(self) -> usize {
        1 << (self.width - 1)
    }

    /// The entries of a table. With one row the last tooth serves the top digit only, and a scalar below
    /// L < 2^252 + 2^125 has a top digit of at most `2^(252 - its position)`.
    const fn entries(self) -> usize {
        if self.rows > 1 {
            return self.teeth() * self.multiples();
        }
        let top = self.teeth() - 1;
        top * self.multiples() + (1 << (252 - self.width as usize * top))
    }

    /// The size of a table.
    pub(super) const fn bytes(self) -> usize {
        self.entries() * size_of::<Affine>()
    }
}

/// The multiples of one point.
pub(super) struct Comb {
    shape: Shape,
    /// Tooth by tooth, each from 1 upwards.
    entries: Vec<Affine>,
}

impl Comb {
    /// The table of the affine point (x, y).
    ///
    /// The lower half of the teeth is made in lane 0 while the upper half is made in lane 1.
    pub(super) fn new(shape: Shape, x: &Integer, y: &Integer) -> Self {
        let half = shape.teeth().div_ceil(2);
        let spacing = shape.width as usize * shape.rows;
        let mut upper = Points::from_affine(Pair::from_integers(x, x), Pair::from_integers(y, y));
        let lower = upper;
        for _ in 0..spacing * half {
            upper.double();
        }
        let mut base = lower.with_second_of(&upper);

        let count = shape.multiples();
        let mut entries = vec![Affine::identity(); 2 * half * count];
        let (low, high) = entries.split_at_mut(half * count);
        let mut multiples = vec![base; count];
        for (low, high) in low.chunks_exact_mut(count).zip(high.chunks_exact_mut(count)) {
            let step = base.cached();
            for multiple in &mut multiples {
                *multiple = base;
                base.add_cached(&step);
            }
            if let Some(last) = multiples.last() {
                base = *last;
            }
            normalise(&multiples, low, high);
            for _ in shape.width as usize - 1..spacing {
                base.double();
            }
        }
        entries.truncate(shape.entries());
        entries.shrink_to_fit();
        Self { shape, entries }
    }

    /// The bytes the table takes.
    pub(super) fn bytes(&self) -> usize {
        self.entries.len() * size_of::<Affine>()
    }

    /// The multiple of tooth `tooth` for a digit, nothing for 0.
    #[inline(always)]
    fn term(&self, tooth: usize, digit: i16, negate: bool) -> Option<Term<'_>> {
        let multiple = usize::from(digit.unsigned_abs()).checked_sub(1)?;
        let point = self.entries.get(tooth * self.shape.multiples() + multiple)?;
        Some(Term { point, negative: (digit < 0) != negate })
    }
}

/// Writes the affine forms of lane 0 to `low` and of lane 1 to `high`, with one inversion for all of them
/// (Montgomery's trick; Z is never 0).
#[inline(never)]
fn normalise(points: &[Points], low: &mut [Affine], high: &mut [Affine]) {
    let mut product = Pair::ONE;
    let mut before = Vec::with_capacity(points.len());
    for point in points {
        before.push(product);
        product = product.mul(&point.z);
    }
    // 1 / (z0 z1) times the other lane's z.
    let swapped = product.swap();
    let [all, _] = product.mul(&swapped).to_integers();
    let inverse = invert(&all);
    let mut inverse = Pair::from_integers(&inverse, &inverse).mul(&swapped);
    let twice_d = twice_d();
    let places = low.iter_mut().zip(high);
    for ((point, before), (low, high)) in points.iter().zip(&before).zip(places).rev() {
        let z = inverse.mul(before);
        inverse = inverse.mul(&point.z);
        let (x, y) = (point.x.mul(&z), point.y.mul(&z));
        let sum = y.add(&x).to_integers();
        let difference = y.sub(&x).to_integers();
        let product = x.mul(&y).mul(&twice_d).to_integers();
        for (lane, place) in [low, high].into_iter().enumerate() {
            *place = Affine {
                sum: Packed::new(&sum[lane]),
                difference: Packed::new(&difference[lane]),
                product: Packed::new(&product[lane]),
            };
        }
    }
}

/// `a A - b B` for the points of two combs; the result is in both lanes.
///
/// Which lane a term is added in does not matter: the lanes are summed at the end. So the terms of each row
/// are dealt to the lanes in turn, and both lanes always have the same work.
pub(super) fn difference(a: &Scalar, comb_a: &Comb, b: &Scalar, comb_b: &Comb) -> Points {
    let digits_a = digits(a, comb_a.shape.width);
    let digits_b = digits(b, comb_b.shape.width);
    let identity = Affine::identity();
    let nothing = Term { point: &identity, negative: false };
    let rows = comb_a.shape.rows.max(comb_b.shape.rows);
    let mut sum = Points::IDENTITY;
    for row in (0..rows).rev() {
        let mut waiting = None;
        unroll!(which < 2, {
            let (comb, digits) = [(comb_a, &digits_a), (comb_b, &digits_b)][which];
            let digits = if row < comb.shape.rows { &digits[row..] } else { &[] };
            for (tooth, &digit) in digits.iter().step_by(comb.shape.rows).enumerate() {
                let Some(term) = comb.term(tooth, digit, which == 1) else { continue };
                match waiting.take() {
                    None => waiting = Some(term),
                    Some(other) => sum.add_terms(other, term),
                }
            }
        });
        if let Some(term) = waiting {
            sum.add_terms(term, nothing);
        }
        if row > 0 {
            // Only the small shape has several rows.
            for _ in 0..Shape::SMALL.width {
                sum.double();
            }
        }
    }
    sum.join()
}
