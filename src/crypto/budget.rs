//! How much memory the tables of all keys may take together.
//!
//! A key that has been used a few times asks for room for its full table and gives it back when it is
//! dropped. Where there is none, the table that was used least recently makes room, but only if it lay idle
//! while the asking key was used [`USES_TO_REPLACE`] times: so a set of keys that nobody uses any more does
//! not slow those that come later, and keys that take turns do not build tables over and over. A key without
//! a table verifies on a slower path, with a small one. The tables of the generators, one per curve in use,
//! are not counted.

use alloc::collections::BinaryHeap;
use alloc::sync::{Arc, Weak};
use alloc::vec::Vec;
use core::ops::Deref;
use core::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use crate::limits::DEFAULT_TABLE_BYTES;

/// Verifications that a key without a full table does while another key's lies idle, before it takes its room.
/// Building a table costs what some forty verifications with it save; fewer would let keys that take turns
/// spend more on tables than they gain.
const USES_TO_REPLACE: u32 = 16;

static LIMIT: AtomicUsize = AtomicUsize::new(DEFAULT_TABLE_BYTES);
/// Counts the uses of all keys that have or want a full table: the clock of "least recently".
static NOW: AtomicU64 = AtomicU64::new(0);
static TABLES: Mutex<Tables> = Mutex::new(Tables { bytes: 0, held: Vec::new() });

/// Bounds the memory of the full tables of all keys together, in bytes. Tables that exist are kept.
pub fn set_table_limit(bytes: usize) {
    LIMIT.store(bytes, Ordering::Relaxed);
}

/// Memory of the full tables of all keys, in bytes.
pub fn total_table_bytes() -> usize {
    tables().bytes
}

/// What is locked here is whole after every call.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn tables() -> MutexGuard<'static, Tables> {
    lock(&TABLES)
}

fn tick() -> u64 {
    NOW.fetch_add(1, Ordering::Relaxed)
}

/// The full tables of all keys.
struct Tables {
    bytes: usize,
    held: Vec<Held>,
}

/// The room of one table.
struct Held {
    bytes: usize,
    place: Weak<dyn Replaceable>,
}

/// The place of a table that can be taken from its key.
trait Replaceable: Send + Sync {
    fn last_use(&self) -> u64;
    fn take(&self);
}

impl Tables {
    /// Makes room for `bytes`, if need be in place of tables that were last used before `idle_since`.
    fn reserve(&mut self, bytes: usize, idle_since: Option<u64>) -> bool {
        let limit = LIMIT.load(Ordering::Relaxed);
        let fits = |used: usize| used.checked_add(bytes).is_some_and(|sum| sum <= limit);
        let mut idle = BinaryHeap::new();
        let mut used = self.bytes;
        while !fits(used) {
            let candidates =
                self.held.iter().enumerate().filter(|(at, _)| idle.iter().all(|idle| idle != at));
            let last_uses =
                candidates.map(|(at, held)| (held.place.upgrade().map(|place| place.last_use()), at));
            let (Some(since), Some((last_use, at))) = (idle_since, last_uses.min()) else { return false };
            if last_use.is_some_and(|last_use| last_use >= since) {
                return false;
            }
            used -= self.held.get(at).map_or(0, |held| held.bytes);
            idle.push(at);
        }
        // From the back, so that the other positions stay.
        while let Some(at) = idle.pop() {
            if let Some(place) = self.held.swap_remove(at).place.upgrade() {
                place.take();
            }
        }
        self.bytes = used + bytes;
        true
    }

    fn position(&self, place: *const ()) -> Option<usize> {
        self.held.iter().position(|held| held.place.as_ptr().cast() == place)
    }

    fn release(&mut self, place: *const ()) {
        if let Some(at) = self.position(place) {
            self.bytes -= self.held.swap_remove(at).bytes;
        }
    }
}

/// The place for one key's full table.
#[derive(Debug)]
pub(super) struct Budgeted<T: Send + Sync + 'static>(OnceLock<Arc<Place<T>>>);

#[derive(Debug)]
struct Place<T> {
    table: Mutex<Option<Arc<T>>>,
    last_use: AtomicU64,
    waiting: Mutex<Waiting>,
}

/// How long a key has been waiting for room.
#[derive(Debug, Default)]
struct Waiting {
    since: u64,
    uses: u32,
}

impl<T: Send + Sync> Replaceable for Place<T> {
    fn last_use(&self) -> u64 {
        self.last_use.load(Ordering::Relaxed)
    }

    fn take(&self) {
        *lock(&self.table) = None;
    }
}

impl<T: Send + Sync + 'static> Budgeted<T> {
    pub(super) const fn new() -> Self {
        Self(OnceLock::new())
    }

    /// The table, if there is one, for looking at it only.
    pub(super) fn peek(&self) -> Option<Arc<T>> {
        lock(&self.0.get()?.table).clone()
    }

    /// The table, if there is one; the use counts.
    pub(super) fn get(&self) -> Option<Arc<T>> {
        let place = self.0.get()?;
        let table = lock(&place.table).clone()?;
        place.last_use.store(tick(), Ordering::Relaxed);
        Some(table)
    }

    /// The table, built now if there is room for its `bytes`; the use counts.
    pub(super) fn get_or_build(&self, bytes: usize, build: impl FnOnce() -> T) -> Option<Arc<T>> {
        let place = self.0.get_or_init(|| {
            let waiting = Mutex::new(Waiting { since: tick(), uses: 0 });
            Arc::new(Place { table: Mutex::new(None), last_use: AtomicU64::new(0), waiting })
        });
        // Somebody else is at it.
        let mut waiting = place.waiting.try_lock().ok()?;
        let now = tick();
        waiting.uses += 1;
        let idle_since = (waiting.uses >= USES_TO_REPLACE).then_some(waiting.since);
        if idle_since.is_some() {
            *waiting = Waiting { since: now, uses: 0 };
        }
        {
            let mut tables = tables();
            if !tables.reserve(bytes, idle_since) {
                return None;
            }
            place.last_use.store(now, Ordering::Relaxed);
            let replaceable: Arc<dyn Replaceable> = place.clone();
            tables.held.push(Held { bytes, place: Arc::downgrade(&replaceable) });
        }
        let table = Arc::new(build());
        // Another thread may have taken the room in the meantime.
        let tables = tables();
        if tables.position(Arc::as_ptr(place).cast()).is_some() {
            *lock(&place.table) = Some(table.clone());
        }
        drop(tables);
        *waiting = Waiting { since: tick(), uses: 0 };
        Some(table)
    }
}

impl<T: Send + Sync> Drop for Budgeted<T> {
    fn drop(&mut self) {
        if let Some(place) = self.0.get() {
            tables().release(Arc::as_ptr(place).cast());
        }
    }
}

/// A table that is borrowed, or one that its key may lose in the meantime.
pub(super) enum Use<'a, T> {
    Own(&'a T),
    Shared(Arc<T>),
}

impl<T> Deref for Use<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        match self {
            Self::Own(table) => table,
            Self::Shared(table) => table,
        }
    }
}
