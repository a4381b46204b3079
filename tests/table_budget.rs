//! The bound on the tables' memory, alone in its process: the limit is the process's.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

use tokenward::crypto::budget::{set_table_limit, total_table_bytes};
use tokenward::crypto::ecdsa::{Curve, VerifyingKey};

fn bytes(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
}

struct Fixture {
    x: Vec<u8>,
    y: Vec<u8>,
    /// The digest, and both halves of the signature.
    r: Vec<u8>,
}

impl Fixture {
    /// The key is G, and digest and signature are r = s = x(2 G): u1 = u2 = 1.
    fn new() -> Self {
        Self {
            x: bytes("6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"),
            y: bytes("4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5"),
            r: bytes("7cf27b188d034f7e8a52380304b51ac3c08969e277f21b35a60b48fc47669978"),
        }
    }

    fn key(&self) -> VerifyingKey {
        VerifyingKey::from_affine(Curve::P256, &self.x, &self.y).unwrap()
    }

    fn verify(&self, key: &VerifyingKey) {
        assert!(key.verify_prehash(&self.r, &[&self.r[..], &self.r[..]].concat()));
    }
}

/// The bytes of a key's small table and of its full one.
const SMALL: usize = 640;
const FULL: usize = 110_080;

fn has_full_table(key: &VerifyingKey) -> bool {
    key.table_bytes() == SMALL + FULL
}

/// One test, since the limit is one.
#[test]
fn tables_share_the_limit() {
    tables_fit_the_limit_and_are_given_back();
    idle_tables_make_room_for_keys_that_come_later();
    keys_that_take_turns_keep_what_they_have();
    a_key_that_is_used_much_more_gets_a_table();
}

/// A tenant with thirty keys that lie idle does not slow those that come later.
fn idle_tables_make_room_for_keys_that_come_later() {
    let fixture = Fixture::new();
    set_table_limit(19 * FULL);
    let tenant: Vec<VerifyingKey> = (0..30).map(|_| fixture.key()).collect();
    for _ in 0..50 {
        tenant.iter().for_each(|key| fixture.verify(key));
    }
    assert_eq!(total_table_bytes(), 19 * FULL);
    let later: Vec<VerifyingKey> = (0..10).map(|_| fixture.key()).collect();
    for key in &later {
        (0..50).for_each(|_| fixture.verify(key));
        assert!(has_full_table(key));
    }
    assert!(later.iter().all(has_full_table));
    assert_eq!(total_table_bytes(), 19 * FULL);
    assert_eq!(tenant.iter().filter(|key| has_full_table(key)).count(), 9);
    // Those that lost theirs still verify, and get one back when the others are idle.
    for key in tenant.iter().filter(|key| !has_full_table(key)).collect::<Vec<_>>() {
        (0..50).for_each(|_| fixture.verify(key));
        assert!(has_full_table(key));
    }
    drop((tenant, later));
    assert_eq!(total_table_bytes(), 0);
}

/// Building tables over and over would cost more than it gains.
fn keys_that_take_turns_keep_what_they_have() {
    let fixture = Fixture::new();
    set_table_limit(4 * FULL);
    let keys: Vec<VerifyingKey> = (0..8).map(|_| fixture.key()).collect();
    let holders = || keys.iter().map(has_full_table).collect::<Vec<_>>();
    (0..10).for_each(|_| keys.iter().for_each(|key| fixture.verify(key)));
    let first = holders();
    assert_eq!(first.iter().filter(|has| **has).count(), 4);
    for _ in 0..200 {
        keys.iter().for_each(|key| fixture.verify(key));
        assert_eq!(holders(), first);
    }
}

/// Also when the others are not quite idle.
fn a_key_that_is_used_much_more_gets_a_table() {
    let fixture = Fixture::new();
    set_table_limit(19 * FULL);
    let tenant: Vec<VerifyingKey> = (0..30).map(|_| fixture.key()).collect();
    (0..10).for_each(|_| tenant.iter().for_each(|key| fixture.verify(key)));
    let later = fixture.key();
    for _ in 0..4 {
        for key in &tenant {
            fixture.verify(key);
            fixture.verify(&later);
        }
    }
    assert!(has_full_table(&later));
    assert_eq!(total_table_bytes(), 19 * FULL);
}

fn tables_fit_the_limit_and_are_given_back() {
    let fixture = Fixture::new();
    let key = || fixture.key();
    let use_often = |key: &VerifyingKey| (0..10).for_each(|_| fixture.verify(key));
    let (small, full) = (SMALL, FULL);

    set_table_limit(0);
    let first = key();
    assert_eq!(first.table_bytes(), 0);
    use_often(&first);
    assert_eq!((first.table_bytes(), total_table_bytes()), (small, 0));

    set_table_limit(full + full / 2);
    use_often(&first);
    assert_eq!((first.table_bytes(), total_table_bytes()), (small + full, full));
    let second = key();
    use_often(&second);
    assert_eq!((second.table_bytes(), total_table_bytes()), (small, full));

    drop(first);
    assert_eq!(total_table_bytes(), 0);
    use_often(&second);
    assert_eq!((second.table_bytes(), total_table_bytes()), (small + full, full));
    drop(second);
    assert_eq!(total_table_bytes(), 0);
}
