//! A point with its tables, made when they are worth their cost.

use core::sync::atomic::{AtomicU32, Ordering};
use std::sync::OnceLock;

use super::canonical::Integer;
use super::table::{Comb, Shape};
use crate::crypto::budget::Room;

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
    large: OnceLock<(Comb, Option<Room>)>,
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
            large: OnceLock::new(),
        }
    }

    /// The best table at hand, after building the one that is due and has room.
    pub(super) fn comb(&self) -> &Comb {
        if let Some((large, _)) = self.large.get() {
            return large;
        }
        if self.uses.fetch_add(1, Ordering::Relaxed) >= self.patience {
            self.uses.store(self.patience, Ordering::Relaxed);
            let room = self.budgeted.then(|| Room::reserve(self.shape.bytes()));
            if !matches!(room, Some(None)) {
                let build = || (Comb::new(self.shape, &self.x, &self.y), room.flatten());
                return &self.large.get_or_init(build).0;
            }
        }
        self.small.get_or_init(|| Comb::new(Shape::SMALL, &self.x, &self.y))
    }

    /// The bytes of the tables that exist.
    pub(super) fn table_bytes(&self) -> usize {
        self.small.get().map_or(0, Comb::bytes) + self.large.get().map_or(0, |(comb, _)| comb.bytes())
    }
}
