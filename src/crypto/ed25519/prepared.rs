//! A point with its tables, made when they are worth their cost.

use core::sync::atomic::{AtomicU32, Ordering};
use std::sync::OnceLock;

use super::canonical::Integer;
use super::table::{Comb, Shape};
use crate::crypto::budget::{Budgeted, Use};

/// A point that is multiplied again and again.
pub(super) struct Prepared {
    x: Integer,
    y: Integer,
    /// The shape of the large table.
    shape: Shape,
    /// Multiplications with the small table before the large one is built.
    patience: u32,
    /// Whether the large table has to fit the budget; the base point's does not.
    budgeted: bool,
    uses: AtomicU32,
    small: OnceLock<Comb>,
    /// The large table where it has to fit the budget, and where it has not.
    large: Budgeted<Comb>,
    large_of_base: OnceLock<Comb>,
}

impl Prepared {
    pub(super) const fn new(x: Integer, y: Integer, shape: Shape, patience: u32, budgeted: bool) -> Self {
        Self {
            x,
            y,
            shape,
            patience,
            budgeted,
            uses: AtomicU32::new(0),
            small: OnceLock::new(),
            large: Budgeted::new(),
            large_of_base: OnceLock::new(),
        }
    }

    /// The best table at hand, after building the one that is due and has room.
    pub(super) fn comb(&self) -> Use<'_, Comb> {
        if let Some(large) = self.large_of_base.get() {
            return Use::Own(large);
        }
        if let Some(large) = self.large.get() {
            return Use::Shared(large);
        }
        if self.uses.fetch_add(1, Ordering::Relaxed) >= self.patience {
            self.uses.store(self.patience, Ordering::Relaxed);
            let build = || Comb::new(self.shape, &self.x, &self.y);
            if !self.budgeted {
                return Use::Own(self.large_of_base.get_or_init(build));
            }
            if let Some(large) = self.large.get_or_build(self.shape.bytes(), build) {
                return Use::Shared(large);
            }
        }
        Use::Own(self.small.get_or_init(|| Comb::new(Shape::SMALL, &self.x, &self.y)))
    }

    /// The bytes of the tables that exist.
    pub(super) fn table_bytes(&self) -> usize {
        self.small.get().map_or(0, Comb::bytes) + self.large.peek().map_or(0, |comb| comb.bytes())
    }
}
