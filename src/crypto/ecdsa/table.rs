//! Tables of multiples of a point, and sums of two scalar multiples read from them.
//!
//! A scalar is m * `rounds` odd signed digits of `width` bits (`scalar::Digits`). Window j of a
//! table holds the odd multiples d * 2^(width * rounds * j) * P, d = 1, 3, ..., 2^width - 1. Digit
//! j * `rounds` + c is looked up in window j during round c, and between rounds the sum is doubled
//! `width` times (the comb of C. Lim and P. Lee, "More flexible exponentiation with
//! precomputation", 1994, with windows for its teeth). `rounds` = 1 needs no doublings at all; one
//! window is the plain windowed method, whose table costs next to nothing.
//!
//! The sum u1 G + u2 Q is computed as two sums in lockstep, G's in lane 0 and Q's in lane 1.
//!
//! # Exceptional cases
//! In building there are none: P has prime order n, all multiples taken are below n and not 0, and
//! d P is never +-2 P for odd d < n - 2. In summing they are left to the caller: see `point`.

use super::curve::Params;
use super::field::Fe;
use super::point::{Affine, Jacobian};
use super::scalar::Digits;
use super::words::{self, Words};

/// Multiples of one point.
pub(super) struct Table {
    shape: Shape,
    /// Window by window, the coordinates x and y of the odd multiples, as `Fe::to_stored` leaves
    /// them.
    entries: Vec<u64>,
}

/// How a table is cut.
#[derive(Clone, Copy)]
pub(super) struct Shape {
    width: usize,
    rounds: usize,
    windows: usize,
}

impl Shape {
    /// One window only: little memory, all doublings.
    pub const fn small<C: Params>() -> Self {
        Self { width: 4, rounds: C::BITS.div_ceil(4), windows: 1 }
    }

    /// The shape of the curve's full tables.
    pub const fn full<C: Params>() -> Self {
        let windows = C::BITS.div_ceil(C::WINDOW).div_ceil(C::ROUNDS);
        Self { width: C::WINDOW, rounds: C::ROUNDS, windows }
    }

    /// Memory of a table of field elements of `stored` words.
    pub const fn bytes(self, stored: usize) -> usize {
        self.windows * self.per_window() * 2 * stored * 8
    }

    const fn per_window(self) -> usize {
        1 << (self.width - 1)
    }

    /// The digits this shape wants of a scalar below n.
    fn digits<C: Params>(self, scalar: &Words) -> Digits {
        C::ORDER.digits(scalar, self.width, self.windows * self.rounds)
    }
}

impl Table {
    pub fn bytes(&self) -> usize {
        self.entries.len() * 8
    }

    /// The table of a point given in both lanes.
    pub fn build<C: Params, const L: usize>(point: &Affine<C, L>, shape: Shape) -> Self {
        // Lane 0: the first entry of each window; lane 1: twice that.
        let mut firsts = Vec::with_capacity(shape.windows);
        let mut next = Jacobian::from_affine(point);
        for window in 0..shape.windows {
            let base = next;
            next = base.double();
            firsts.push(Jacobian::gather(&base, 0, &next, 1));
            if window + 1 < shape.windows {
                for _ in 1..shape.width * shape.rounds {
                    next = next.double();
                }
            }
        }
        let firsts = normalize(&firsts);

        // From here on two windows at a time; an odd last window goes with itself.
        let (mut sums, steps): (Vec<_>, Vec<_>) = firsts
            .chunks(2)
            .map(|pair| {
                let (a, b) = (&pair[0], &pair[pair.len() - 1]);
                (Affine::gather(a, 0, b, 0), Affine::gather(a, 1, b, 1))
            })
            .unzip();
        let mut entries = vec![0; shape.bytes(L) / 8];
        let (coordinates, _) = entries.as_chunks_mut::<L>();
        for index in 0..shape.per_window() {
            if index > 0 {
                add_all::<C, L>(&mut sums, &steps);
            }
            for (pair, sum) in sums.iter().enumerate() {
                let (x, y) = (sum.x.to_stored(), sum.y.to_stored());
                for lane in (0..2).filter(|lane| 2 * pair + lane < shape.windows) {
                    let at = 2 * ((2 * pair + lane) * shape.per_window() + index);
                    coordinates[at] = x[lane];
                    coordinates[at + 1] = y[lane];
                }
            }
        }
        Self { shape, entries }
    }

    /// In lane i, `scalars[i]` times the point of `tables[i]`. Z = 0 if that is infinity or an
    /// exceptional case was met. The tables have the same shape.
    pub fn multiply<C: Params, const L: usize>(
        tables: [&Self; 2],
        scalars: [&Words; 2],
    ) -> Option<Jacobian<C, L>> {
        let shape = tables[0].shape;
        let digits = scalars.map(|scalar| shape.digits::<C>(scalar));
        let coordinates = tables.map(|table| table.entries.as_chunks::<L>().0);
        let mut sum: Option<Jacobian<C, L>> = None;
        for round in (0..shape.rounds).rev() {
            if let Some(sum) = &mut sum {
                for _ in 0..shape.width {
                    *sum = sum.double();
                }
            }
            for window in 0..shape.windows {
                let [(index0, sign0), (index1, sign1)] = [0, 1].map(|lane| {
                    let (index, sign) = digits[lane].get(window * shape.rounds + round);
                    (2 * (window * shape.per_window() + index), sign)
                });
                let entry = Affine {
                    x: Fe::from_stored(&coordinates[0][index0], &coordinates[1][index1]),
                    y: Fe::from_stored(&coordinates[0][index0 + 1], &coordinates[1][index1 + 1])
                        .negate_if([sign0, sign1]),
                };
                sum = Some(match sum {
                    None => Jacobian::from_affine(&entry),
                    Some(sum) => sum.add(&entry),
                });
            }
        }
        sum
    }
}

/// Affine coordinates of points, none of which is infinity.
fn normalize<C: Params, const L: usize>(points: &[Jacobian<C, L>]) -> Vec<Affine<C, L>> {
    let mut inverses: Vec<_> = points.iter().map(|point| point.z).collect();
    invert_all(&mut inverses);
    points
        .iter()
        .zip(&inverses)
        .map(|(point, inverse)| {
            let square = inverse.square();
            Affine { x: point.x.mul(&square), y: point.y.mul(&square.mul(inverse)) }
        })
        .collect()
}

/// Adds to each point another one, neither equal nor opposite: the affine formulas with a shared
/// inversion.
fn add_all<C: Params, const L: usize>(sums: &mut [Affine<C, L>], steps: &[Affine<C, L>]) {
    let mut inverses: Vec<_> = sums.iter().zip(steps).map(|(sum, step)| step.x.sub(&sum.x)).collect();
    invert_all(&mut inverses);
    for ((sum, step), inverse) in sums.iter_mut().zip(steps).zip(&inverses) {
        let slope = step.y.sub(&sum.y).mul(inverse);
        // Times one: entries are reduced, else the sums would grow.
        let x = slope.square_minus(&sum.x.add(&step.x)).mul(&Fe::one());
        sum.y = slope.mul_minus(&sum.x.sub(&x), &sum.y).mul(&Fe::one());
        sum.x = x;
    }
}

/// Inverts all elements, both lanes, none of them 0, with one inversion (Montgomery's trick).
fn invert_all<C: Params, const L: usize>(elements: &mut [Fe<C, L>]) {
    let mut total = Fe::one();
    let before: Vec<_> = elements
        .iter()
        .map(|element| {
            let before = total;
            total = total.mul(element);
            before
        })
        .collect();
    let [product, _] = total.mul(&total.swap()).to_words();
    let mut unit: Words = [0; words::WORDS];
    unit[0] = 1;
    let inverse = C::MODULUS.divide(&unit, &product);
    let mut inverse = Fe::from_words(&inverse, &inverse).mul(&total.swap());
    for (element, before) in elements.iter_mut().zip(&before).rev() {
        let next = inverse.mul(element);
        *element = inverse.mul(before);
        inverse = next;
    }
}
