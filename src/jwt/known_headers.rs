//! Headers that have been part of a verified token.
//!
//! An issuer's tokens share a handful of headers. What was decided about one, letter for
//! letter, is not decided again: its JSON was checked, its algorithm allowed, its keys
//! chosen. The signature is checked every time. Only headers of tokens that passed get in,
//! so that nobody can fill the table with headers of their own making.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;

use crate::jws::Algorithm;
use crate::limits::MAX_KNOWN_HEADERS;

/// What was decided about a header.
pub struct Decision {
    /// As it stands in the token: base64url.
    pub encoded: Box<[u8]>,
    /// As JSON text.
    pub json: String,
    /// `alg`, which is allowed.
    pub algorithm: Algorithm,
    /// The positions of the keys to try.
    pub keys: Vec<usize>,
    /// `typ`.
    pub typ: Option<String>,
}

/// A header that was part of a verified token.
pub struct KnownHeader {
    /// Its number, never used twice by one verifier.
    pub id: u64,
    /// What was decided about it.
    pub decision: Decision,
}

impl core::fmt::Debug for KnownHeader {
    /// The number alone: the rest stood in somebody's token.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "KnownHeader({})", self.id)
    }
}

const SLOTS: usize = MAX_KNOWN_HEADERS;

/// The table: each header has one slot it can be in.
#[derive(Debug, Default)]
pub struct KnownHeaders {
    slots: [Option<Arc<KnownHeader>>; SLOTS],
    next_id: u64,
}

impl KnownHeaders {
    /// The header with exactly this encoding.
    pub fn get(&self, encoded: &[u8]) -> Option<&Arc<KnownHeader>> {
        self.slots[slot(encoded)].as_ref().filter(|header| *header.decision.encoded == *encoded)
    }

    /// The header of this number, unless another has taken its slot.
    pub fn by_id(&self, id: u64) -> Option<&Arc<KnownHeader>> {
        self.slots.iter().flatten().find(|header| header.id == id)
    }

    /// Adds a header and numbers it.
    pub fn insert(&mut self, decision: Decision) -> Arc<KnownHeader> {
        let slot = slot(&decision.encoded);
        let header = Arc::new(KnownHeader { id: self.next_id, decision });
        self.next_id += 1;
        self.slots[slot] = Some(header.clone());
        header
    }
}

fn slot(encoded: &[u8]) -> usize {
    // The middle and the end differ where `kid`s differ.
    let hash = encoded.rchunks(4).step_by(2).fold(encoded.len(), |hash, bytes| {
        bytes.iter().fold(hash, |hash, byte| hash.wrapping_mul(31).wrapping_add(usize::from(*byte)))
    });
    hash % SLOTS
}

#[cfg(test)]
impl Decision {
    /// What might have been decided about this header.
    pub fn of(encoded: &str) -> Self {
        let algorithm = Algorithm::from_name("HS256").unwrap();
        let (encoded, json) = (encoded.as_bytes().into(), String::new());
        Self { encoded, json, algorithm, keys: Vec::new(), typ: None }
    }
}

#[cfg(test)]
impl KnownHeader {
    /// The header of this encoding, the first of its table.
    pub fn of(encoded: &str) -> Self {
        Self { id: 0, decision: Decision::of(encoded) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;

    #[test]
    fn finds_exactly_the_header() {
        let mut known = KnownHeaders::default();
        let id = known.insert(Decision::of("eyJhbGciOiJIUzI1NiJ9")).id;
        assert_eq!(known.get(b"eyJhbGciOiJIUzI1NiJ9").unwrap().id, id);
        assert_eq!(known.by_id(id).unwrap().id, id);
        assert!(known.get(b"eyJhbGciOiJIUzI1NiJ8").is_none());
        assert!(known.get(b"").is_none());
    }

    #[test]
    fn is_bounded_and_numbers_are_new() {
        let mut known = KnownHeaders::default();
        for n in 0..1000_u64 {
            assert_eq!(known.insert(Decision::of(&format!("header-{n}"))).id, n);
            assert_eq!(known.get(format!("header-{n}").as_bytes()).unwrap().id, n);
        }
        assert!(known.slots.iter().flatten().count() <= SLOTS);
    }
}
