//! Mutated tokens and keys: no panic, and no acceptance of what a second implementation
//! refuses, nor the other way round.
//!
//! The second opinion is AWS-LC on the raw signature and `serde_json` on the texts. The seed
//! is new in each run and printed; `TOKENWARD_SEED` repeats a run and `TOKENWARD_MUTANTS`
//! sets its length. (ECDSA and PSS signatures are random, so a repeated run has the same
//! mutations of other signatures: a failure prints its whole case.)

mod key_mutator;
mod mutator;
mod opinion;
use std::collections::BTreeMap;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use crate::support::encoding::{unb64, unpem};
use crate::support::mint::{CLAIMS, signed};
use crate::support::reference::{PublicKey, encoded};
use crate::support::rng::Rng;
use crate::support::verifiers::{at, with_keys};
use crate::support::{NOW, keys, report};
use mutator::{Kind, Mutator};
use opinion::{Judge, Says};
use tokenward::jwk::KeySet;
use tokenward::jwk::key_set::KeyRules;
use tokenward::jws::{Algorithm, AlgorithmSet};
use tokenward::jwt::{Policy, Verifier};
use tokenward::secret::Secret;
use tokenward::value::Value;

/// Mutants of one run, tokens and keys together.
const MUTANTS: usize = 200_000;

/// How often each algorithm's turn comes. The dear ones come less often.
fn share(algorithm: Algorithm) -> usize {
    match algorithm.name() {
        "HS256" | "HS384" | "HS512" => 8,
        "ES256" | "EdDSA" | "Ed25519" => 6,
        "ES512" => 2,
        _ => 3,
    }
}

fn setting(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().unwrap_or_else(|_| panic!("{name} must be a number")))
}

/// The seed and the number of mutants of a run; prints the seed.
fn begin(what: &str, percent: usize) -> (Rng, usize) {
    let fresh = || SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_nanos() as u64;
    let seed = setting("TOKENWARD_SEED").unwrap_or_else(fresh);
    let count = setting("TOKENWARD_MUTANTS").map_or(MUTANTS, |count| count as usize) * percent / 100;
    report(&format!("mutation of {what}: {count} mutants, TOKENWARD_SEED={seed}"));
    (Rng::new(seed), count)
}

/// Prints the case if the test fails or the code under test panics.
struct Case<'a> {
    what: &'a str,
    kind: Kind,
    text: &'a [u8],
}

impl Drop for Case<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let text = String::from_utf8_lossy(self.text);
            report(&format!("failed on {} ({:?}): {text}\nas bytes: {:?}", self.what, self.kind, self.text));
        }
    }
}

/// Outcomes per algorithm and per kind of mutation.
#[derive(Default)]
struct Tally {
    by_lane: BTreeMap<String, BTreeMap<&'static str, usize>>,
    by_kind: BTreeMap<String, (usize, usize)>,
}

impl Tally {
    fn count(&mut self, lane: &str, kind: Kind, code: &'static str) {
        *self.by_lane.entry(lane.into()).or_default().entry(code).or_default() += 1;
        let (accepted, all) = self.by_kind.entry(format!("{kind:?}")).or_default();
        *accepted += usize::from(code == "ok");
        *all += 1;
    }

    /// Prints the distribution; every lane and every kind must have been through both ways.
    fn finish(self, what: &str, started: Instant) {
        for (lane, codes) in &self.by_lane {
            let codes: Vec<String> = codes.iter().map(|(code, count)| format!("{code} {count}")).collect();
            report(&format!("  {lane}: {}", codes.join(", ")));
        }
        let kinds: Vec<String> =
            self.by_kind.iter().map(|(kind, (ok, all))| format!("{kind} {ok}/{all}")).collect();
        report(&format!("  accepted of all, by kind: {}", kinds.join(", ")));
        report(&format!("  {what}: {:.1} s", started.elapsed().as_secs_f64()));
    }

    fn of(&self, lane: &str, code: &str) -> usize {
        self.by_lane.get(lane).and_then(|codes| codes.get(code)).copied().unwrap_or(0)
    }
}

/// Verifiers for one algorithm, or for all of them together, and the judge of their verdicts.
struct Lane {
    name: String,
    signs: Vec<Algorithm>,
    plain: Verifier,
    cached: Verifier,
    judge: Judge,
}

fn lanes() -> Vec<Lane> {
    let policy = r#""issuer":["issuer","other"]"#;
    let lane = |name: &str, signs: &[Algorithm], keys: &str, judge: Judge| Lane {
        name: name.into(),
        signs: signs.into(),
        plain: with_keys(signs, keys, policy),
        cached: with_keys(signs, keys, &format!(r#"{policy},"cache":16"#)),
        judge,
    };
    let mut lanes: Vec<Lane> = Algorithm::all()
        .flat_map(|algorithm| std::iter::repeat_n(algorithm, share(algorithm)))
        .map(|algorithm| {
            let judge = Judge::new(&[algorithm], vec![(None, keys::public(algorithm))]);
            lane(algorithm.name(), &[algorithm], &keys::jwk(algorithm), judge)
        })
        .collect();
    // All algorithms at once, keys chosen by kid: here splices and swaps meet other keys.
    use Algorithm::{ES256, ES384, ES512, EdDSA, HS256, RS256};
    let all: Vec<Algorithm> = Algorithm::all().collect();
    let named = [("h", HS256), ("r", RS256), ("e", ES256), ("f", ES384), ("g", ES512), ("d", EdDSA)];
    let members = named.map(|(kid, own)| format!(r#"{{"kid":"{kid}",{}}}"#, keys::jwk_members(own)));
    let set = format!(r#"{{"keys":[{}]}}"#, members.join(","));
    for _ in 0..8 {
        let public = named.iter().map(|(kid, own)| (Some((*kid).to_owned()), keys::public(*own))).collect();
        lanes.push(lane("all", &all, &set, Judge::new(&all, public)));
    }
    lanes
}

/// Well-signed tokens to begin with, several for each algorithm.
fn seeds() -> Vec<(Algorithm, Vec<String>)> {
    let kid = |algorithm: Algorithm| match algorithm.name() {
        "ES256" => "e",
        "ES384" => "f",
        "ES512" => "g",
        name => match name.as_bytes()[0] {
            b'H' => "h",
            b'E' => "d",
            _ => "r",
        },
    };
    let payloads = [
        CLAIMS,
        r#"{"iss":"issuer","exp":1700000001}"#,
        r#"{"iss":"issuer","exp":1.7000009e9,"nbf":1700000000,"iat":1.7e9,"jti":"a","x":{"y":[1,"\u00e9",null]}}"#,
        r#"{"iss":"other","sub":"\ud83d\ude00","exp":1700000000.5,"roles":["admin",{"a":{"b":[[]]}}],"n":-0.0}"#,
    ];
    Algorithm::all()
        .map(|algorithm| {
            let name = algorithm.name();
            let headers = [
                format!(r#"{{"alg":"{name}"}}"#),
                format!(r#"{{"typ":"JWT","alg":"{name}","kid":"{}"}}"#, kid(algorithm)),
            ];
            let tokens = headers
                .iter()
                .flat_map(|header| payloads.iter().map(move |payload| signed(algorithm, header, payload)))
                .collect();
            (algorithm, tokens)
        })
        .collect()
}

#[test]
fn tokens() {
    let started = Instant::now();
    let (rng, count) = begin("tokens", 75);
    let lanes = lanes();
    let mut mutator = Mutator::new(rng, seeds());
    let mut tally = Tally::default();
    let mut slowest = Duration::ZERO;
    for n in 0..count {
        let lane = &lanes[mutator.rng.below(lanes.len())];
        let (kind, token) = mutator.token(&lane.signs);
        let _case = Case { what: &lane.name, kind, text: &token };
        let verifier = if mutator.rng.once_in(3) { &lane.cached } else { &lane.plain };
        let before = Instant::now();
        let result = verifier.verify(&token, at(NOW));
        slowest = slowest.max(before.elapsed());
        let code = result.as_ref().map_or_else(|error| error.code(), |_| "ok");
        tally.count(&lane.name, kind, code);
        let says = lane.judge.token(&token, NOW);
        match says {
            Says::Refuse(why) => assert!(code != "ok", "mutant {n}: accepted, but {why}"),
            Says::Accept => assert!(code == "ok", "mutant {n}: {code}, but it is good"),
            Says::SignatureOnly => assert!(
                !matches!(code, "signature_invalid" | "key_not_found" | "key_ambiguous"),
                "mutant {n}: {code}, but the signature is good"
            ),
            Says::Unknown => {}
        }
    }
    assert!(slowest < Duration::from_secs(10), "one mutant took {slowest:?}");
    for name in Algorithm::all().map(Algorithm::name).chain(["all"]) {
        let refused = tally.of(name, "signature_invalid");
        let accepted = tally.of(name, "ok");
        assert!(count < 10_000 || accepted > 20 && refused > 20, "{name}: {accepted} ok, {refused} refused");
        assert!(count < 10_000 || tally.of(name, "token_malformed") > 20, "{name}: nothing malformed");
    }
    tally.finish("tokens", started);
}

/// A verifier of a mutated `keys` value, if it loads.
fn load(keys: &Value, allowed: AlgorithmSet) -> Result<Verifier, &'static str> {
    let keys =
        KeySet::load(keys, KeyRules { algorithms: allowed, environment: None }).map_err(
            |error| match error {
                tokenward::error::ConfigError::Key(error) => error.code(),
                tokenward::error::ConfigError::Option(_) => "option",
            },
        )?;
    Ok(Verifier::new(Policy::new(allowed), keys))
}

/// The signing input and the signature of a token.
fn input_and_signature(token: &str) -> (&[u8], Vec<u8>) {
    let (input, signature) = token.rsplit_once('.').unwrap();
    (input.as_bytes(), unb64(signature.as_bytes()).unwrap())
}

#[test]
fn keys_of_every_form() {
    let started = Instant::now();
    let (rng, count) = begin("keys", 25);
    let seeds = seeds();
    let algorithms: Vec<Algorithm> =
        Algorithm::all().flat_map(|algorithm| std::iter::repeat_n(algorithm, share(algorithm))).collect();
    let pool: Vec<String> = Algorithm::all().map(keys::jwk).collect();
    let pems: Vec<&str> =
        Algorithm::all().filter_map(keys::pem).chain([keys::RSA_PKCS1, keys::SECP256K1]).collect();
    let mut mutator = Mutator::new(rng, seeds.clone());
    let mut tally = Tally::default();
    for n in 0..count {
        let algorithm = *mutator.rng.pick(&algorithms);
        let (_, tokens) = seeds.iter().find(|(other, _)| *other == algorithm).unwrap();
        let token = &tokens[0];
        let (input, signature) = input_and_signature(token);
        let all = mutator.rng.once_in(4);
        let allowed: AlgorithmSet = if all { Algorithm::all().collect() } else { algorithm.synonyms() };
        let form = mutator.rng.below(10);
        let pem = keys::pem(algorithm);
        let (kind, text, value, single) = match (form, pem) {
            // A PEM, or for HMACs a secret.
            (0..=3, Some(pem)) => {
                let (kind, text) = mutator.pem(pem, &pems);
                let value = Value::String(Secret::from(&text[..]));
                (kind, text, Ok(value), true)
            }
            (0..=3, None) => {
                let (kind, text) = mutator.secret(keys::SECRET.as_bytes());
                let value = Value::Object(vec![("secret".into(), Value::Bytes(Secret::from(&text[..])))]);
                (kind, text, Ok(value), true)
            }
            (4..=7, _) => {
                let (kind, text) = mutator.jwk(&keys::jwk(algorithm), &pool);
                let value = Value::from_json(&text);
                (kind, text, value, true)
            }
            _ => {
                let (kind, text) = mutator.jwks(&keys::jwk(algorithm), &pool);
                let value = Value::from_json(&text);
                (kind, text, value, false)
            }
        };
        let _case = Case { what: algorithm.name(), kind, text: &text };
        let code = match value.map_err(|_| "not JSON").and_then(|value| load(&value, allowed)) {
            Err(code) => code,
            Ok(verifier) => {
                verifier.verify(token.as_bytes(), at(NOW)).map_or_else(|error| error.code(), |_| "ok")
            }
        };
        tally.count(
            &format!("{} {}", algorithm.name(), ["pem", "jwk", "set"][(form / 4).min(2)]),
            kind,
            code,
        );

        // Only what loaded is worth a second opinion.
        if !matches!(code, "ok" | "signature_invalid") {
            continue;
        }
        let agreed = match (form, pem) {
            (0..=3, Some(_)) => unpem(&String::from_utf8_lossy(&text))
                .is_some_and(|der| encoded(algorithm.name(), &der, input, &signature)),
            (0..=3, None) => PublicKey::Hmac(text.clone()).verify(algorithm.name(), input, &signature),
            _ => {
                // RFC 8259 section 6 lets numbers be of any size; `serde_json` does not read them all.
                let Some(jwks) = jwks_of(&text) else { continue };
                let verifies = |key: PublicKey| key.verify(algorithm.name(), input, &signature);
                jwks.iter().any(|jwk| PublicKey::from_jwk(jwk).is_some_and(verifies))
            }
        };
        assert!(code != "ok" || agreed, "mutant {n}: accepted under a key that AWS-LC refuses");
        assert!(code == "ok" || !agreed || !single, "mutant {n}: refused under a key that AWS-LC accepts");
    }
    for algorithm in Algorithm::all() {
        for form in ["pem", "jwk", "set"] {
            let name = format!("{} {form}", algorithm.name());
            let accepted = tally.of(&name, "ok");
            assert!(count < 40_000 || accepted > 0, "{name}: {accepted} ok");
            let invalid = tally.of(&name, "key_invalid") + tally.of(&name, "key_too_weak");
            assert!(count < 40_000 || invalid > 0, "{name}: {invalid} invalid keys");
        }
    }
    tally.finish("keys", started);
}

/// The JWKs in a text: itself, or the members of its `keys`; `None` when it holds a number
/// that only `serde_json` does not read.
fn jwks_of(text: &[u8]) -> Option<Vec<serde_json::Value>> {
    match serde_json::from_slice::<serde_json::Value>(text) {
        Ok(value) => match value.get("keys") {
            Some(serde_json::Value::Array(keys)) => Some(keys.clone()),
            _ => Some(vec![value]),
        },
        Err(error) if error.to_string().contains("number out of range") => None,
        Err(_) => Some(vec![]),
    }
}

/// The judge and the mutator are code, too: they have to see what they are for.
#[test]
fn the_judge_can_tell() {
    let judge = Judge::new(&[Algorithm::HS256], vec![(None, keys::public(Algorithm::HS256))]);
    let header = r#"{"alg":"HS256"}"#;
    let says = |payload: &str| judge.token(signed(Algorithm::HS256, header, payload).as_bytes(), NOW);
    assert_eq!(says(CLAIMS), Says::Accept);
    assert!(matches!(says(r#"{"iss":"issuer","exp":1700000000}"#), Says::Refuse(_)));
    assert!(matches!(says(r#"{"iss":"issuer","exp":1800000000,"exp":1800000000}"#), Says::Refuse(_)));
    assert!(matches!(says(r#"{"iss":"issuer","exp":1800000000,"x":{"a":1,"\u0061":2}}"#), Says::Refuse(_)));
    assert!(matches!(says(r#"{"iss":["issuer"],"exp":1800000000}"#), Says::Refuse(_)));
    assert_eq!(says(r#"{"iss":"issuer","exp":1800000000,"x":1e400}"#), Says::SignatureOnly);
    let forged = format!("{}A", signed(Algorithm::HS256, header, CLAIMS));
    assert!(matches!(judge.token(forged.as_bytes(), NOW), Says::Refuse(_)));
}
