//! Project Wycheproof's files about whole tokens and keys: json_web_signature, json_web_key and
//! json_web_crypto, each key and token through a verifier, as an application would have it.
//!
//! Most of their payloads are not JSON. A verifier reads the claims last, after the signature, so
//! "the claims are not JSON" is the answer to a token that is otherwise good.

use std::collections::{BTreeMap, BTreeSet};

use crate::support::encoding::b64;
use crate::support::keys::SECRET;
use crate::support::mint::mac;
use crate::support::report;
use crate::support::verifiers::{at, config_code, try_keys};
use serde_json::Value as Json;
use tokenward::error::TokenError;
use tokenward::jws::Algorithm;
use wycheproof_ng_kdf_jose::json_web::{Test, TestFlag, TestGroup, TestName, TestSet};

/// Where our verdict differs from the vector's, with the reason. Reviewed by hand; one that is not
/// needed any more fails its test.
///
/// (file, test id, our verdict, why)
const EXCEPTIONS: &[(&str, usize, &str, &str)] = &[
    ("signature", 346, "algorithm_not_allowed", "the key says PS256, the token PS384: RFC 7517 section 4.4"),
    (
        "signature",
        347,
        "key_algorithm_mismatch",
        "the key says ES521, which is no algorithm: RFC 7518 section 3.1",
    ),
    ("signature", 350, "algorithm_not_allowed", "as 346"),
    ("signature", 351, "key_algorithm_mismatch", "as 347"),
    (
        "signature",
        367,
        "ok",
        "the padding it speaks of is not in the vector: the token is whole and its MAC is right",
    ),
    ("signature", 370, "ok", "as 367"),
    (
        "key",
        1,
        "ok",
        "secrets beside public keys: each serves the algorithms of its own type, so that none is confused",
    ),
    ("crypto", 47, "ok", "as key 1"),
    (
        "key",
        4,
        "ok",
        "two keys of one `kid`: both are tried; RFC 7517 section 4.5 says that they should differ, not must",
    ),
    ("signature", 372, "token_malformed", "a character outside base64url: RFC 7515 section 2 and appendix C"),
    ("signature", 373, "token_malformed", "as 372"),
];

/// What a verifier says of a token that is good up to its claims.
const CLAIMS: &str = "expected the claims to be one JSON object without duplicates";

/// Verdicts of one file.
struct Run {
    file: &'static str,
    codes: BTreeMap<&'static str, usize>,
    used: BTreeSet<usize>,
    wrong: Vec<String>,
}

impl Run {
    fn new(file: &'static str) -> Self {
        Self { file, codes: BTreeMap::new(), used: BTreeSet::new(), wrong: Vec::new() }
    }

    fn set(&mut self, name: TestName) {
        for group in TestSet::load(name).unwrap().test_groups {
            for test in &group.tests {
                self.test(&group, test);
            }
        }
    }

    fn test(&mut self, group: &TestGroup, test: &Test) {
        let code = verdict(group, test);
        *self.codes.entry(code).or_default() += 1;
        // An encrypted token is none of ours, whether its recipient could decrypt it or not.
        let valid = test.jws.is_some() && !test.result.must_fail();
        let expected = EXCEPTIONS.iter().find(|(file, id, ..)| (*file, *id) == (self.file, test.tc_id));
        let right = match expected {
            Some((_, id, expected, _)) => {
                self.used.insert(*id);
                // Only what differs from the vector is an exception.
                valid != (code == "ok") && code == *expected
            }
            None => match must_say(test) {
                Some(expected) => !valid && code == expected,
                None => valid == (code == "ok"),
            },
        };
        if !right {
            self.wrong.push(format!(
                "{} {} ({}, {}): {code}, and the vector says valid = {valid}",
                self.file,
                test.tc_id,
                test.comment,
                group.group_comment.as_str(),
            ));
        }
    }

    /// Compares with the number of vectors, and with the number of those that are accepted.
    fn done(self, accepted: usize, total: usize) {
        report(&format!("wycheproof json_web_{}: {:?}", self.file, self.codes));
        assert!(self.wrong.is_empty(), "{}", self.wrong.join("\n"));
        for (file, id, _, why) in EXCEPTIONS {
            assert!(
                *file != self.file || self.used.contains(id),
                "{file} {id} is not among the vectors ({why})"
            );
        }
        assert_eq!(self.codes.values().sum::<usize>(), total);
        assert_eq!(self.codes.get("ok"), Some(&accepted));
    }
}

/// The code for which a vector stands: a refusal for another reason would prove nothing.
fn must_say(test: &Test) -> Option<&'static str> {
    match test.comment.as_str() {
        "rejectsKeyWithRocaVulnerability"
        | "rejects1024bitRsaKey"
        | "rejectsPublicExponent1"
        | "key_too_short" => {
            return Some("key_too_weak");
        }
        "rejectsModifiedSignature" | "rejectsModifiedPayload" => return Some("signature_invalid"),
        "rejectWrongUse"
        | "rejectsWrongUse"
        | "rejectWrongKeyOps"
        | "mismatchedAlgAndCurve"
        | "rejectsAesKey" => {
            return Some("key_algorithm_mismatch");
        }
        _ => {}
    }
    let modified = |flag: &TestFlag| matches!(flag, TestFlag::ModifiedPadding | TestFlag::ModifiedSignature);
    if test.flags.iter().any(modified) {
        return Some("signature_invalid");
    }
    test.flags.contains(&TestFlag::AlgIsNone).then_some("algorithm_not_allowed")
}

/// The code of the refusal of the key or the token, or `"ok"`.
fn verdict(group: &TestGroup, test: &Test) -> &'static str {
    let keys = group.public_key.as_ref().or(group.private_key.as_ref()).unwrap();
    let token = match test.jws.as_ref().or(test.jwe.as_ref()).unwrap() {
        Json::String(text) => text.clone(),
        // The JSON serialization.
        other => other.to_string(),
    };
    let (keys, token) = with_a_good_secret(keys, token);
    let verifier = try_keys(&algorithms(&keys), &keys.to_string(), r#""maxTokenBytes":65536"#);
    let Ok(verifier) = verifier else { return config_code(&verifier) };
    match verifier.verify(token.as_bytes(), at(crate::support::NOW)) {
        Ok(_) | Err(TokenError::Malformed(CLAIMS)) => "ok",
        Err(error) => error.code(),
    }
}

/// The group about base64 has 32 zero bytes for a secret, which no verifier takes (a buffer that nobody
/// has filled): another secret stands in for it, and under it every MAC that is right is made anew.
fn with_a_good_secret(keys: &Json, token: String) -> (Json, String) {
    let mut keys = keys.clone();
    if keys["k"] != b64([0; 32]) {
        return (keys, token);
    }
    keys["k"] = b64(SECRET).into();
    let (input, signature) = token.rsplit_once('.').unwrap();
    let made = |secret: &[u8]| b64(mac(Algorithm::HS256, secret, input.as_bytes()));
    let token =
        if signature == made(&[0; 32]) { format!("{input}.{}", made(SECRET.as_bytes())) } else { token };
    (keys, token)
}

/// What an application would allow for these keys: the algorithms they name, or those of their
/// type.
fn algorithms(keys: &Json) -> Vec<Algorithm> {
    let list = match &keys["keys"] {
        Json::Array(list) => list.clone(),
        _ => vec![keys.clone()],
    };
    let mut algorithms = Vec::new();
    for key in list {
        let named = key["alg"].as_str().and_then(Algorithm::from_name);
        let algorithm = named.unwrap_or(match (key["kty"].as_str(), key["crv"].as_str()) {
            (Some("RSA"), _) => Algorithm::RS256,
            (Some("EC"), Some("P-384")) => Algorithm::ES384,
            (Some("EC"), Some("P-521")) => Algorithm::ES512,
            (Some("EC"), _) => Algorithm::ES256,
            _ => Algorithm::HS256,
        });
        if !algorithms.contains(&algorithm) {
            algorithms.push(algorithm);
        }
    }
    algorithms
}

/// RFC 7515: forms, padding, salts, encodings and numbers of signatures.
#[test]
fn json_web_signature() {
    let mut run = Run::new("signature");
    run.set(TestName::JsonWebSignature);
    run.done(42, 401);
}

/// RFC 7517 and RFC 7518 section 6: what makes a key, and a set of keys.
#[test]
fn json_web_key() {
    let mut run = Run::new("key");
    run.set(TestName::JsonWebKey);
    run.done(7, 26);
}

/// Signatures, sets of keys, and encrypted tokens, which are refused.
#[test]
fn json_web_crypto() {
    let mut run = Run::new("crypto");
    run.set(TestName::JsonWebCrypto);
    run.done(5, 83);
}

/// RFC 7516: no encrypted token passes, whoever could decrypt it.
#[test]
fn json_web_encryption_is_refused() {
    for group in TestSet::load(TestName::JsonWebEncryption).unwrap().test_groups {
        for test in &group.tests {
            assert_ne!(verdict(&group, test), "ok", "{}", test.tc_id);
        }
    }
}
