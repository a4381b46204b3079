//! RSA verdicts against the encoding computed with `num-bigint`: any odd modulus, exponent and
//! signature. The signature verifies exactly if s^e mod n is the one PKCS#1 v1.5 encoding.
#![no_main]

use libfuzzer_sys::fuzz_target;
use num_bigint::BigUint;
use tokenward::crypto::hash::Hash;
use tokenward::crypto::rsa::VerifyingKey;

fuzz_target!(|data: &[u8]| {
    let Some((&[size, e0, e1, e2], rest)) = data.split_first_chunk::<4>() else { return };
    let length = 256 + usize::from(size) % 260;
    let mut n: Vec<u8> = rest.iter().copied().cycle().take(length).collect();
    if n.len() < length {
        return;
    }
    n[0] |= 0x80;
    n[length - 1] |= 1;
    let e = [e0 | 1, e1, e2 | 1];
    let Ok(key) = VerifyingKey::from_components(&n, &e) else { return };
    let modulus = BigUint::from_bytes_be(&n);

    let mut s: Vec<u8> = rest.iter().rev().copied().cycle().take(length).collect();
    s[0] &= 0x7f;
    let opened = BigUint::from_bytes_be(&s).modpow(&BigUint::from_bytes_be(&e), &modulus);
    let mut encoded = vec![0; length];
    let bytes = opened.to_bytes_be();
    encoded[length - bytes.len()..].copy_from_slice(&bytes);

    let digest = [7; 32];
    let info = [0x30, 0x31, 0x30, 0x0d, 6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1, 5, 0, 4, 0x20];
    let mut expected = vec![0, 1];
    expected.resize(length - 52, 0xff);
    expected.push(0);
    expected.extend_from_slice(&info);
    expected.extend_from_slice(&digest);
    assert_eq!(key.verify_pkcs1_v15(Hash::Sha256, &digest, &s), encoded == expected);
    for hash in [Hash::Sha256, Hash::Sha384, Hash::Sha512] {
        let _ = key.verify_pss(hash, &vec![7; hash.bytes()], &s);
    }
});
