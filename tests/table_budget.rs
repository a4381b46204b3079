//! The bound on the tables' memory, alone in its process: the limit is the process's.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

use tokenward::crypto::budget::{set_table_limit, total_table_bytes};
use tokenward::crypto::ecdsa::{Curve, VerifyingKey};

fn bytes(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
}

#[test]
fn tables_fit_the_limit_and_are_given_back() {
    // The key is G, and digest and signature are r = s = x(2 G): u1 = u2 = 1.
    let x = bytes("6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296");
    let y = bytes("4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5");
    let r = bytes("7cf27b188d034f7e8a52380304b51ac3c08969e277f21b35a60b48fc47669978");
    let signature = [&r[..], &r[..]].concat();
    let key = || VerifyingKey::from_affine(Curve::P256, &x, &y).unwrap();
    let use_often = |key: &VerifyingKey| (0..10).for_each(|_| assert!(key.verify_prehash(&r, &signature)));
    let (small, full) = (640, 110_080);

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
