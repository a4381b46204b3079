//! The verified-token cache: for the token that comes back a thousand times.
//!
//! An entry is found by the whole token, byte for byte, so there is nothing to collide
//! (CVE-2026-35039, CVE-2026-35030 keyed theirs by parts of it). Only tokens that passed get
//! in, their times are checked again at every hit, and a verifier's keys and policy never
//! change, so that an entry cannot outlive what it was checked against. Tokens are wiped
//! when they go.
//!
//! Two generations bound it: entries go into the young one; when that is half of what is
//! allowed, it becomes the old one and the old one is dropped. A hit in the old one moves
//! the entry to the young one, so what is in use stays.

use alloc::sync::Arc;
use core::borrow::Borrow;
use core::hash::{BuildHasherDefault, Hash, Hasher};
use std::collections::HashMap;

use super::claims::Times;
use crate::limits::MAX_CACHE_BYTES;
use crate::secret::Secret;

/// What is remembered of a token that passed.
#[derive(Debug)]
pub struct Entry {
    /// The header, as JSON text.
    pub header: alloc::string::String,
    /// The claims, as JSON text.
    pub claims: alloc::string::String,
    /// The times, to be checked again.
    pub times: Times,
}

/// Verified tokens, at most so many and at most [`MAX_CACHE_BYTES`].
#[derive(Debug)]
pub struct Cache {
    capacity: usize,
    young: Generation,
    old: Generation,
}

#[derive(Debug, Default)]
struct Generation {
    entries: HashMap<Token, Arc<Entry>, BuildHasherDefault<TailHasher>>,
    bytes: usize,
}

impl Cache {
    /// An empty cache for at most `capacity` tokens; 0 switches it off.
    pub fn new(capacity: usize) -> Self {
        Self { capacity, young: Generation::default(), old: Generation::default() }
    }

    /// The entry of exactly this token.
    pub fn get(&mut self, token: &[u8]) -> Option<Arc<Entry>> {
        if let Some(entry) = self.young.entries.get(token) {
            return Some(entry.clone());
        }
        let (token, entry) = self.old.entries.remove_entry(token)?;
        self.old.bytes -= size(&token, &entry);
        self.add(token, entry.clone());
        Some(entry)
    }

    /// Remembers a token that passed.
    pub fn insert(&mut self, token: &[u8], entry: Entry) {
        if self.capacity > 0 {
            self.add(Token(Secret::from(token)), Arc::new(entry));
        }
    }

    fn add(&mut self, token: Token, entry: Arc<Entry>) {
        let half = self.capacity.div_ceil(2);
        let bytes = size(&token, &entry);
        if self.young.entries.len() >= half || self.young.bytes + bytes > MAX_CACHE_BYTES / 2 {
            self.old = core::mem::take(&mut self.young);
        }
        // Where one entry is allowed, the old generation would be a second.
        if self.capacity == 1 {
            self.old = Generation::default();
        }
        self.young.bytes += bytes;
        self.young.entries.insert(token, entry);
    }

    /// Number of entries.
    pub fn len(&self) -> usize {
        self.young.entries.len() + self.old.entries.len()
    }

    /// Whether there is no entry.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Bytes of the texts held; the table adds some hundred bytes per entry.
    pub fn bytes(&self) -> usize {
        self.young.bytes + self.old.bytes
    }
}

fn size(token: &Token, entry: &Entry) -> usize {
    token.0.len() + entry.header.len() + entry.claims.len()
}

#[derive(Debug)]
struct Token(Secret);

impl Borrow<[u8]> for Token {
    fn borrow(&self) -> &[u8] {
        self.0.expose()
    }
}

impl Hash for Token {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.expose().hash(state);
    }
}

impl PartialEq for Token {
    fn eq(&self, other: &Self) -> bool {
        self.0.expose() == other.0.expose()
    }
}

impl Eq for Token {}

/// Hashes a token by its last bytes: they are signature, and every token that gets in was
/// signed by the issuer, so they spread as well as any hash of the whole.
#[derive(Default)]
struct TailHasher(u64);

impl Hasher for TailHasher {
    fn write(&mut self, token: &[u8]) {
        // Without the last character, which has few bits.
        let body = token.split_last().map_or(token, |(_, body)| body);
        for word in body.rchunks_exact(8).take(2) {
            let word = word.iter().fold(0, |word, byte| word << 8 | u64::from(*byte));
            self.0 = (self.0 ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29);
        }
    }

    fn write_usize(&mut self, _length: usize) {}

    fn finish(&self) -> u64 {
        self.0.wrapping_mul(0x9e37_79b9_7f4a_7c15)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;
    use alloc::string::String;

    fn entry(name: usize) -> Entry {
        Entry { header: String::new(), claims: format!("{name}"), times: Times::default() }
    }

    fn token(name: usize) -> alloc::vec::Vec<u8> {
        format!("header.payload.signature-{name:08}-xx").into_bytes()
    }

    #[test]
    fn finds_exactly_the_token() {
        let mut cache = Cache::new(10);
        cache.insert(&token(1), entry(1));
        assert_eq!(cache.get(&token(1)).unwrap().claims, "1");
        // CVE-2026-35039: same header and payload, another signature; CVE-2026-35030: same start.
        assert!(cache.get(&token(2)).is_none());
        assert!(cache.get(b"header.payload.").is_none());
        // The same end, which is all that is hashed.
        assert!(cache.get(b"xeader.payload.signature-00000001-xx").is_none());
    }

    #[test]
    fn entries_are_bounded_and_what_is_in_use_stays() {
        for capacity in [1, 2, 3, 10, 100] {
            let mut cache = Cache::new(capacity);
            for name in 0..1000 {
                cache.insert(&token(name), entry(name));
                assert!(cache.len() <= capacity.next_multiple_of(2).max(1), "{capacity}");
                assert!(cache.get(&token(name)).is_some());
                assert!(capacity < 3 || name < 1 || cache.get(&token(0)).is_some(), "{capacity} {name}");
            }
        }
        let mut off = Cache::new(0);
        off.insert(&token(1), entry(1));
        assert!(off.is_empty());
    }

    #[test]
    fn bytes_are_bounded() {
        let mut cache = Cache::new(1_000_000);
        let claims = "x".repeat(1 << 20);
        for name in 0..200 {
            cache.insert(
                &token(name),
                Entry { header: String::new(), claims: claims.clone(), times: Times::default() },
            );
            assert!(cache.bytes() <= MAX_CACHE_BYTES);
        }
        assert!(cache.len() > 20);
    }
}
