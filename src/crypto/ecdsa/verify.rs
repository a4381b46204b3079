//! The verification of FIPS 186-5 section 6.4.2 over one curve, with tables built as a key proves
//! worth it.
//!
//! With e the digest's leftmost bits, w = 1/s, u1 = e w and u2 = r w (mod n), a signature (r, s) is
//! valid if the x coordinate of u1 G + u2 Q, as a number below p, is r modulo n. As n < p < 2n for
//! these curves, x is r or r + n, and neither needs an inversion: X = r Z^2 or X = (r + n) Z^2 (mod
//! p).

use alloc::sync::Arc;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use super::curve::Params;
use super::field::Fe;
use super::generator::Generator;
use super::point::{Affine, Jacobian};
use super::table::{Shape, Table};
use super::words::{self, Words};
use crate::crypto::budget::{Budgeted, Use};

/// Verifications before a key's full table is built.
const USES_BEFORE_TABLE: u32 = 3;

/// A public key: a point of the curve, not infinity, in both lanes.
pub(super) struct Key<C, const L: usize> {
    point: Affine<C, L>,
    uses: AtomicU32,
    small: OnceLock<Table>,
    full: Budgeted<Table>,
}

impl<C: Params, const L: usize> Key<C, L> {
    /// From big-endian coordinates of exactly the field's width, below p, on the curve.
    ///
    /// Not inlined, as `verify`: the first use of one curve need not compile the other two.
    #[inline(never)]
    pub fn new(x: &[u8], y: &[u8]) -> Option<Self> {
        let width = C::BITS.div_ceil(8);
        if x.len() != width || y.len() != width {
            return None;
        }
        let (x, y) = (words::from_be_bytes(x), words::from_be_bytes(y));
        if !words::less_than(&x, &C::P) || !words::less_than(&y, &C::P) {
            return None;
        }
        let point = Affine::<C, L> { x: Fe::from_words(&x, &x), y: Fe::from_words(&y, &y) };
        point.is_on_curve()[0].then(|| Self {
            point,
            uses: AtomicU32::new(0),
            small: OnceLock::new(),
            full: Budgeted::new(),
        })
    }

    /// Memory of this key's tables.
    pub fn table_bytes(&self) -> usize {
        self.small.get().map_or(0, Table::bytes) + self.full.peek().map_or(0, |table| table.bytes())
    }

    /// Whether `signature`, r and s in the width of n, is valid for a message with this digest.
    #[inline(never)]
    pub fn verify(&self, digest: &[u8], signature: &[u8]) -> bool {
        let order = &C::ORDER;
        let width = C::BITS.div_ceil(8);
        if signature.len() != 2 * width {
            return false;
        }
        let (r, s) = signature.split_at(width);
        let (Some(r), Some(s)) = (order.read_nonzero(r), order.read_nonzero(s)) else {
            return false;
        };
        let [u1, u2] = order.quotients(&order.read_digest(digest), &r, &s);
        let Some((x, zz)) = self.sum(&u1, &u2) else {
            return false;
        };

        let wrapped = words::add(&r, order.value());
        let wrapped = if words::less_than(&wrapped, &C::P) { wrapped } else { r };
        Fe::from_words(&r, &wrapped).mul_minus(&zz, &x).is_zero().contains(&true)
    }

    /// X and Z^2 of u1 G + u2 Q in both lanes, or nothing if that is infinity.
    fn sum(&self, u1: &Words, u2: &Words) -> Option<(Fe<C, L>, Fe<C, L>)> {
        let (generator, own) = self.tables();
        let (x, zz) = Table::multiply::<C, L>([generator, &own], [u1, u2])?.sum_of_lanes();
        if zz.is_zero()[0] { self.sum_complete(u1, u2) } else { Some((x, zz)) }
    }

    /// Multiplies and adds bit by bit, for all cases. Only scalars chosen for it come here.
    #[cold]
    fn sum_complete(&self, u1: &Words, u2: &Words) -> Option<(Fe<C, L>, Fe<C, L>)> {
        let generator = generator::<C, L>();
        let mut sum: Option<Jacobian<C, L>> = None;
        for bit in (0..C::BITS).rev() {
            sum = sum.map(|sum| sum.double());
            for (scalar, point) in [(u1, &generator), (u2, &self.point)] {
                if words::bits(scalar, bit, 1) == 1 {
                    sum = Jacobian::add_complete(sum, point);
                }
            }
        }
        sum.map(|sum| (sum.x, sum.z.square()))
    }

    /// The tables to use now, of one shape: the generator's and the key's.
    fn tables(&self) -> (&'static Table, Use<'_, Table>) {
        let shared = Generator::of::<C>();
        if let Some(full) = self.full() {
            let generator =
                shared.full.get_or_init(|| Table::build(&generator::<C, L>(), Shape::full::<C>()));
            return (generator, Use::Shared(full));
        }
        let shape = Shape::small::<C>();
        (
            shared.small.get_or_init(|| Table::build(&generator::<C, L>(), shape)),
            Use::Own(self.small.get_or_init(|| Table::build(&self.point, shape))),
        )
    }

    /// The full table, if there is one or it is time and there is room for it.
    fn full(&self) -> Option<Arc<Table>> {
        if let Some(full) = self.full.get() {
            return Some(full);
        }
        if self.uses.fetch_add(1, Ordering::Relaxed) < USES_BEFORE_TABLE {
            return None;
        }
        self.uses.store(USES_BEFORE_TABLE, Ordering::Relaxed);
        let shape = Shape::full::<C>();
        self.full.get_or_build(shape.bytes(L), || Table::build(&self.point, shape))
    }
}

#[inline(never)]
fn generator<C: Params, const L: usize>() -> Affine<C, L> {
    Affine { x: Fe::from_words(&C::GX, &C::GX), y: Fe::from_words(&C::GY, &C::GY) }
}
