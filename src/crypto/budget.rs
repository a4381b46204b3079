//! How much memory the tables of all keys may take together.
//!
//! A key asks before it builds its full table and gives the room back when it is dropped. A key
//! that is refused still verifies, on the slower path with a small table, and asks again at its
//! next verification. The tables of the generators, one per curve in use, are not counted.

use core::sync::atomic::{AtomicUsize, Ordering};

use crate::limits::DEFAULT_TABLE_BYTES;

static LIMIT: AtomicUsize = AtomicUsize::new(DEFAULT_TABLE_BYTES);
static USED: AtomicUsize = AtomicUsize::new(0);

/// Bounds the memory of the full tables of all keys together, in bytes. Tables that exist are kept.
pub fn set_table_limit(bytes: usize) {
    LIMIT.store(bytes, Ordering::Relaxed);
}

/// Memory of the full tables of all keys, in bytes.
pub fn total_table_bytes() -> usize {
    USED.load(Ordering::Relaxed)
}

/// Room for one table, until dropped.
#[derive(Debug)]
pub(super) struct Room(usize);

impl Room {
    pub(super) fn reserve(bytes: usize) -> Option<Self> {
        let limit = LIMIT.load(Ordering::Relaxed);
        let grow = |used: usize| used.checked_add(bytes).filter(|sum| *sum <= limit);
        USED.fetch_update(Ordering::Relaxed, Ordering::Relaxed, grow).ok().map(|_| Self(bytes))
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        USED.fetch_sub(self.0, Ordering::Relaxed);
    }
}
