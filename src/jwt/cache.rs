//! The verified-token cache: for the token that comes back a thousand times.
//!
//! An entry is found by the whole token, byte for byte, so there is nothing to collide
//! (CVE-2026-35039, CVE-2026-35030 keyed theirs by parts of it). Only tokens that passed get
//! in, their times are checked again at every hit, a verifier's policy never changes, and when
//! its keys do the cache is emptied, so that an entry cannot outlive what it was checked against. Tokens are wiped
//! when they go.
//!
//! Entries live in numbered slots. When there is no room, the clock hand passes over those
//! used since it last came by and takes the first other one (F. J. Corbató, "A paging
//! experiment with the Multics system", 1968): nearly the least recently used, at no cost
//! to a hit.

use alloc::sync::Arc;
use alloc::vec::Vec;
use core::hash::{BuildHasherDefault, Hasher};
use std::collections::HashMap;

use super::claims::Times;
use super::known_headers::KnownHeader;
use crate::limits::MAX_CACHE_BYTES;
use crate::secret::Secret;

/// What is remembered of a token that passed.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its header.
    pub header: Arc<KnownHeader>,
    /// Its times, to be checked again.
    pub times: Times,
    /// The position of the key that its signature fits.
    pub key: usize,
}

/// Verified tokens, at most so many and at most [`MAX_CACHE_BYTES`].
#[derive(Debug)]
pub struct Cache {
    capacity: usize,
    slots: Vec<Option<Slot>>,
    free: Vec<usize>,
    /// From [`tail`] to a slot. Two tokens of one tail take turns.
    index: HashMap<u64, usize, BuildHasherDefault<Tail>>,
    hand: usize,
    bytes: usize,
    next_serial: u64,
}

/// Where an entry is: a slot is used again and again, a serial number never.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The slot.
    pub slot: usize,
    /// The serial number of what is in it.
    pub serial: u64,
}

#[derive(Debug)]
struct Slot {
    token: Secret,
    entry: Entry,
    serial: u64,
    used: bool,
}

impl Cache {
    /// An empty cache for at most `capacity` tokens; 0 switches it off.
    pub fn new(capacity: usize) -> Self {
        Self {
            capacity,
            slots: Vec::new(),
            free: Vec::new(),
            index: HashMap::default(),
            hand: 0,
            bytes: 0,
            next_serial: 0,
        }
    }

    /// The place and the entry of exactly this token.
    pub fn get(&mut self, token: &[u8]) -> Option<(Place, &Entry)> {
        let position = *self.index.get(&tail(token))?;
        let slot = self.slots.get_mut(position)?.as_mut()?;
        // An early exit tells nothing that can be used: whoever gets here brought the
        // signature's last characters already.
        if !same(slot.token.expose(), token) {
            return None;
        }
        slot.used = true;
        Some((Place { slot: position, serial: slot.serial }, &slot.entry))
    }

    /// Remembers a token that passed; says where.
    pub fn insert(&mut self, token: &[u8], entry: Entry) -> Option<Place> {
        if self.capacity == 0 || token.len() > MAX_CACHE_BYTES {
            return None;
        }
        if let Some(position) = self.index.get(&tail(token)) {
            self.evict(*position);
        }
        while self.len() >= self.capacity || self.bytes + token.len() > MAX_CACHE_BYTES {
            self.advance();
        }
        let position = self.free.pop().unwrap_or_else(|| {
            self.slots.push(None);
            self.slots.len() - 1
        });
        self.index.insert(tail(token), position);
        self.bytes += token.len();
        let serial = self.next_serial;
        self.next_serial += 1;
        self.slots[position] = Some(Slot { token: Secret::from(token), entry, serial, used: false });
        Some(Place { slot: position, serial })
    }

    /// One step of the hand.
    fn advance(&mut self) {
        self.hand = (self.hand + 1) % self.slots.len().max(1);
        match self.slots.get_mut(self.hand) {
            Some(Some(slot)) if slot.used => slot.used = false,
            _ => self.evict(self.hand),
        }
    }

    fn evict(&mut self, position: usize) {
        if let Some(slot) = self.slots.get_mut(position).and_then(Option::take) {
            self.index.remove(&tail(slot.token.expose()));
            self.bytes -= slot.token.len();
            self.free.push(position);
        }
    }

    /// Number of entries.
    pub fn len(&self) -> usize {
        self.slots.len() - self.free.len()
    }

    /// Whether there is no entry.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Bytes of the tokens held.
    pub fn bytes(&self) -> usize {
        self.bytes
    }
}

/// Equality, eight bytes at a time: `==` is a loop over single bytes in WebAssembly.
fn same(a: &[u8], b: &[u8]) -> bool {
    let ((a_words, a_rest), (b_words, b_rest)) = (a.as_chunks::<8>(), b.as_chunks::<8>());
    let differs = |(a, b): (&[u8; 8], &[u8; 8])| u64::from_ne_bytes(*a) != u64::from_ne_bytes(*b);
    a.len() == b.len() && !a_words.iter().zip(b_words).any(differs) && a_rest == b_rest
}

/// A hash of a token: of its last characters but one. They are signature, and every token
/// that gets in was signed by the issuer, so they spread as well as any hash of the whole.
/// (The very last character has few bits.)
fn tail(token: &[u8]) -> u64 {
    let body = token.split_last().map_or(token, |(_, body)| body);
    body.rchunks_exact(8).take(2).fold(0, |hash, word| {
        let word = word.iter().fold(0, |word, byte| word << 8 | u64::from(*byte));
        (hash ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29)
    })
}

/// Takes a [`tail`] as the hash it is.
#[derive(Debug, Default)]
struct Tail(u64);

impl Hasher for Tail {
    fn write(&mut self, _: &[u8]) {}

    fn write_u64(&mut self, tail: u64) {
        self.0 = tail;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;

    fn entry() -> Entry {
        Entry { header: Arc::new(KnownHeader::of("e30")), times: Times::default(), key: 0 }
    }

    fn token(name: usize) -> Vec<u8> {
        format!("header.payload.signature-{name:08}-xx").into_bytes()
    }

    #[test]
    fn finds_exactly_the_token() {
        let mut cache = Cache::new(10);
        let place = cache.insert(&token(1), entry());
        assert_eq!(cache.get(&token(1)).map(|(place, _)| place), place);
        // CVE-2026-35039: same header and payload, another signature; CVE-2026-35030: same start.
        assert!(cache.get(&token(2)).is_none());
        assert!(cache.get(b"header.payload.").is_none());
        assert!(cache.get(b"").is_none());
        // The same end, which is all that is hashed.
        let same_tail = b"xeader.payload.signature-00000001-xx";
        assert!(cache.get(same_tail).is_none());
        // They take turns, and never stand in for each other.
        cache.insert(same_tail, entry());
        assert!(cache.get(&token(1)).is_none());
        assert!(cache.get(same_tail).is_some());
        assert_eq!(cache.len(), 1);
    }

    #[test]
    fn entries_are_bounded_and_what_is_in_use_stays() {
        for capacity in [1, 2, 3, 10, 100] {
            let mut cache = Cache::new(capacity);
            for name in 0..1000 {
                assert!(cache.insert(&token(name), entry()).is_some());
                assert!(cache.len() <= capacity, "{capacity}");
                assert!(capacity < 2 || cache.get(&token(0)).is_some(), "{capacity} {name}");
            }
            assert_eq!(cache.len(), capacity);
            assert_eq!(cache.bytes(), capacity * token(0).len());
        }
        let mut off = Cache::new(0);
        assert_eq!(off.insert(&token(1), entry()), None);
        assert!(off.is_empty());
    }

    #[test]
    fn equality_sees_every_byte() {
        let token = token(1);
        assert!(same(&token, &token));
        for at in 0..token.len() {
            let mut other = token.clone();
            other[at] ^= 1;
            assert!(!same(&token, &other), "{at}");
            assert!(!same(&token, &token[..at]), "{at}");
        }
    }

    #[test]
    fn as_many_as_fit_all_stay() {
        let mut cache = Cache::new(1000);
        for _ in 0..3 {
            for name in 0..1000 {
                if cache.get(&token(name)).is_none() {
                    cache.insert(&token(name), entry());
                }
            }
        }
        assert!((0..1000).all(|name| cache.get(&token(name)).is_some()));
    }

    #[test]
    fn bytes_are_bounded() {
        let mut cache = Cache::new(1_000_000);
        for name in 0..200 {
            let large = format!("{}.signature-{name:08}-xx", "x".repeat(1 << 20));
            cache.insert(large.as_bytes(), entry());
            assert!(cache.bytes() <= MAX_CACHE_BYTES);
        }
        assert!((20..=64).contains(&cache.len()));
    }
}
