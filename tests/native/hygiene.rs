//! Nothing we print holds a secret, a token or a claim's value; and the codes are the ones
//! that JavaScript knows.

use std::collections::BTreeSet;

use crate::support::encoding::{b64, json_string};
use crate::support::keys;
use crate::support::mint::{compact, mac, signed, token, with_signature};
use crate::support::verifiers::{at, every_token_error, options, try_options, verifier};
use tokenward::api_key;
use tokenward::bearer;
use tokenward::clock_skew::TokenExchangeTimes;
use tokenward::error::{KeyFault, OptionError};
use tokenward::jwk::PreparedKey;
use tokenward::jwk::key_set::KeyRules;
use tokenward::jwk::{KeySet, Material, parse};
use tokenward::jws::Algorithm::{self, HS256};
use tokenward::jws::AlgorithmSet;
use tokenward::secret::Secret;
use tokenward::token_holder::{Pair, Swap, TokenHolder};
use tokenward::value::Value;

/// What every secret, token and claim of this suite contains.
const SENTINEL: &str = "sentinel";

/// The sentinel as it could also turn up: text, base64url, a list of bytes, hexadecimal.
fn traces() -> Vec<String> {
    let bytes: Vec<String> = SENTINEL.bytes().take(4).map(|byte| byte.to_string()).collect();
    let hex: String = SENTINEL.bytes().map(|byte| format!("{byte:02x}")).collect();
    // The three places a byte can have in base64, without the characters of its neighbours.
    let base64 = (0..3).map(|skip| {
        let text = b64(format!("{}{SENTINEL}", "x".repeat(skip)));
        text[2 * skip..text.len() - 2].to_owned()
    });
    base64.chain([SENTINEL.into(), bytes.join(", "), hex]).collect()
}

fn assert_clean(what: &str, text: &str) {
    for trace in traces() {
        assert!(!text.contains(&trace), "{what} shows {trace}: {text}");
    }
}

fn debug_is_clean(what: &str, value: &impl std::fmt::Debug) {
    assert_clean(what, &format!("{value:?}"));
    assert_clean(what, &format!("{value:#?}"));
}

#[test]
fn the_traces_are_found_where_they_are() {
    for text in [
        b64("sentinel-a"),
        b64("-sentinel-a"),
        b64("--sentinel-a"),
        format!("{:?}", b"a sentinel"),
        "a sentinel".into(),
    ] {
        assert!(traces().iter().any(|trace| text.contains(trace)), "{text}");
    }
    assert!(keys::SECRET.contains(SENTINEL));
}

#[test]
fn secrets_and_what_holds_them() {
    let secret = Secret::from(keys::SECRET.as_bytes());
    debug_is_clean("Secret", &secret);
    debug_is_clean("Value", &Value::String(secret.clone()));
    debug_is_clean("Value", &Value::from_json(keys::jwk(HS256).as_bytes()).unwrap());
    debug_is_clean("Material", &Material::Secret(secret.clone()));
    debug_is_clean("Jwk", &parse::parse(&Value::from_json(keys::jwk(HS256).as_bytes()).unwrap()).unwrap());
    let prepared = PreparedKey::new(&Material::Secret(secret), AlgorithmSet::EMPTY.with(HS256)).unwrap();
    debug_is_clean("PreparedKey", &prepared);
    let value =
        Value::from_json(format!(r#"{{"secret":{}}}"#, json_string(keys::SECRET)).as_bytes()).unwrap();
    debug_is_clean(
        "KeySet",
        &KeySet::load(&value, KeyRules { algorithms: AlgorithmSet::EMPTY.with(HS256), environment: None })
            .unwrap(),
    );
    let key = api_key::generate("acme", "live", |bytes| {
        bytes.fill(b's');
        Ok::<(), OptionError>(())
    });
    let key = key.unwrap();
    let text = String::from_utf8(key.key.expose().to_vec()).unwrap();
    assert!(!format!("{key:?}").contains(&text[10..]), "the key is shown to its owner only");
}

#[test]
fn the_token_holder() {
    let mut holder = TokenHolder::new(300.0, 0.0, None).unwrap();
    let access = Secret::from(&b"sentinel.access.token"[..]);
    let refresh = Secret::from(&b"sentinel-refresh-token"[..]);
    holder.set(Pair { access, refresh: Some(refresh), exp: Some(at(2000.0)) }, at(1000.0)).unwrap();
    debug_is_clean("TokenHolder", &holder);
    debug_is_clean("access token", &holder.access_token(at(1000.0)).unwrap());
    for response in [
        r#"{"access_token":"sentinel token","expires_in":1}"#,
        r#"{"access_token":"sentinel"}"#,
        r#"{"access_token":"sentinel","expires_in":"sentinel"}"#,
        r#"{"access_token":"sentinel","access_expires_at":"sentinel"}"#,
        r#"{"access_token":"a","refresh_token":["sentinel"],"expires_in":1}"#,
    ] {
        let value = Value::from_json(response.as_bytes()).unwrap();
        let error =
            holder.set_response(&value, TokenExchangeTimes::at(at(0.0)), Swap::default()).unwrap_err();
        assert_clean(response, &error.to_string());
        debug_is_clean(response, &error);
    }
}

const CLAIMS: &str = r#"{"iss":"sentinel","sub":"sentinel","aud":"sentinel","jti":"sentinel","type":"sentinel","scope":"sentinel","exp":2000}"#;

#[test]
fn verifiers_also_after_use_and_with_a_cache() {
    for algorithm in Algorithm::all() {
        for cache in [0, 100] {
            let verifier = verifier(algorithm, &format!(r#""audience":false,"cache":{cache}"#));
            debug_is_clean("Verifier", &verifier);
            // A header is a part of a token, too, and may be remembered like the rest.
            let header = format!(r#"{{"alg":"{}","kid":"sentinel","x":"sentinel"}}"#, algorithm.name());
            let token = signed(algorithm, header, CLAIMS);
            for _ in 0..20 {
                assert!(verifier.verify(token.as_bytes(), at(1000.0)).is_ok());
            }
            debug_is_clean("Verifier after use", &verifier);
        }
    }
}

#[test]
fn refused_tokens() {
    let good = token(HS256, CLAIMS);
    let forged = with_signature(&good, mac(HS256, b"sentinel", b"sentinel"));
    let header =
        |more: &str| compact(format!(r#"{{"alg":"HS256",{more}}}"#), CLAIMS, |input| mac(HS256, b"x", input));
    let tokens = [
        good.clone(),
        forged,
        "sentinel".into(),
        "sentinel.sentinel.sentinel".into(),
        format!("{good}.sentinel"),
        header(r#""kid":"sentinel""#),
        header(r#""crit":["sentinel"],"sentinel":1"#),
        header(r#""typ":7,"x":"sentinel""#),
        compact(r#"{"alg":"sentinel"}"#, CLAIMS, |_| vec![]),
        token(HS256, r#"{"exp":"sentinel"}"#),
        token(HS256, r#"{"exp":2000,"aud":["sentinel",7]}"#),
        token(HS256, r#"{"sentinel":1,"sentinel":2}"#),
        token(HS256, r#"["sentinel"]"#),
    ];
    let mut codes = BTreeSet::new();
    for options in [
        r#""maxTokenBytes":100"#,
        r#""issuer":"a","audience":false"#,
        r#""subject":"a","audience":false"#,
        r#""audience":"a""#,
        r#""type":"a","audience":false"#,
        r#""typ":"a","audience":false"#,
        r#""scopes":"a","audience":false"#,
        r#""maxAge":1,"audience":false"#,
        r#""requiredClaims":["a"],"audience":false"#,
        "",
    ] {
        for token in &tokens {
            let Err(error) = verifier(HS256, options).verify(token.as_bytes(), at(1000.0)) else { continue };
            assert_clean(error.code(), &error.to_string());
            assert_clean(error.code(), &error.challenge());
            debug_is_clean(error.code(), &error);
            codes.insert(error.code());
        }
    }
    assert!(codes.len() >= 10, "{codes:?}");
    for authorization in
        ["Bearer sentinel sentinel", "Bearer sentinel, sentinel", "sentinel", "Bearer \"sentinel\""]
    {
        let error = bearer::parse(authorization.as_bytes()).unwrap_err();
        assert_clean(authorization, &error.to_string());
        debug_is_clean(authorization, &error);
    }
}

#[test]
fn refused_keys() {
    let sentinel = format!("{}{}", SENTINEL, "x".repeat(56));
    let text = json_string(&sentinel);
    for keys in [
        text.clone(),
        json_string(&format!("-----BEGIN PUBLIC KEY-----\n{sentinel}\n-----END PUBLIC KEY-----")),
        json_string(&format!("-----BEGIN {sentinel}-----\nAAAA\n-----END {sentinel}-----")),
        r#"{"secret":"sentinel"}"#.into(),
        format!(r#"{{"secret":{text},"alg":"RS256"}}"#),
        format!(r#"{{"secret":{text},"kid":7}}"#),
        format!(r#"{{"secret":{text},"password":{text}}}"#),
        format!(r#"{{"kty":"oct","k":{text},"alg":"sentinel"}}"#),
        format!(r#"{{"kty":"oct","k":"{}"}}"#, b64(SENTINEL)),
        format!(r#"{{"kty":"oct","k":{text},"use":"sentinel"}}"#),
        format!(r#"{{"kty":"oct","k":{text},"kid":["sentinel"]}}"#),
        format!(r#"{{"kty":"RSA","n":{text},"e":"AQAB"}}"#),
        format!(r#"{{"kty":"EC","crv":"P-256","x":{text},"y":{text},"d":{text}}}"#),
        format!(r#"{{"kty":"OKP","crv":"sentinel","x":{text}}}"#),
        format!(r#"{{"kty":{text}}}"#),
        format!(r#"{{"keys":[{{"kty":{text}}}]}}"#),
        format!(r#"{{"keys":{text}}}"#),
        format!("[{text}]"),
        r#"{"secret":"-----BEGIN sentinel"}"#.into(),
    ] {
        let options = format!(r#"{{"algorithms":["HS256","RS256","ES256","EdDSA"],"keys":{keys}}}"#);
        let error = try_options(&options).expect_err(&keys);
        assert_clean(&keys, &error.to_string());
        debug_is_clean(&keys, &error);
    }
}

#[test]
fn passed_tokens_are_the_callers() {
    // What a caller asked for is there, by name; see `VerifiedToken`.
    let verifier =
        options(&format!(r#"{{"algorithms":["HS256"],"audience":false,"keys":{}}}"#, keys::jwk(HS256)));
    let verified = verifier.verify(token(HS256, CLAIMS).as_bytes(), at(1000.0)).unwrap();
    assert_eq!(verified.claims, CLAIMS);
}

// Codes

#[test]
fn codes_are_unique_and_every_error_has_its_sentence() {
    let errors = every_token_error();
    let codes: BTreeSet<&str> = errors.iter().map(|error| error.code()).collect();
    assert_eq!(codes.len(), errors.len());
    let sentences: BTreeSet<String> = errors.iter().map(ToString::to_string).collect();
    assert_eq!(sentences.len(), errors.len());
    for error in &errors {
        assert!(
            error.code().bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'),
            "{}",
            error.code()
        );
        let status = match error.code() {
            "scope_missing" | "role_missing" => 403,
            "keys_unavailable" | "store_unavailable" => 503,
            _ => 401,
        };
        assert_eq!(error.status(), status, "{}", error.code());
    }
}

/// The members of a union of string literals in TypeScript.
fn union(source: &str, name: &str) -> BTreeSet<String> {
    let (_, rest) = source.split_once(&format!("type {name} =")).expect("the type is there");
    let (body, _) = rest.split_once(';').unwrap();
    body.split('\'').skip(1).step_by(2).map(String::from).collect()
}

#[test]
fn javascript_knows_exactly_our_codes() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("pkg-template/src/bridge/errors.ts");
    let source = std::fs::read_to_string(path).unwrap();
    let ours: BTreeSet<String> = every_token_error().iter().map(|error| error.code().into()).collect();
    assert_eq!(union(&source, "TokenErrorCode"), ours);

    let key_code = |fault| match fault {
        KeyFault::Invalid => r#"{"kty":"RSA"}"#,
        KeyFault::TooWeak => r#"{"secret":"short"}"#,
        KeyFault::AlgorithmMismatch => r#"{"kty":"AKP"}"#,
    };
    let ours: BTreeSet<String> = [KeyFault::Invalid, KeyFault::TooWeak, KeyFault::AlgorithmMismatch]
        .into_iter()
        .map(|fault| {
            let options = format!(r#"{{"algorithms":["HS256"],"keys":{}}}"#, key_code(fault));
            match try_options(&options).unwrap_err() {
                tokenward::error::ConfigError::Key(error) => {
                    assert_eq!(error.fault(), fault);
                    error.code().into()
                }
                tokenward::error::ConfigError::Option(error) => panic!("{error}"),
            }
        })
        .collect();
    assert_eq!(union(&source, "KeyErrorCode"), ours);
}

/// Fails to compile when a variant is added, so that [`every_token_error`] is looked at.
#[test]
fn every_token_error_is_every_one() {
    use tokenward::error::TokenError as E;
    for (place, error) in every_token_error().iter().enumerate() {
        let expected = match error {
            E::Missing => 0,
            E::TooLarge { .. } => 1,
            E::Malformed(_) => 2,
            E::AlgorithmNotAllowed => 3,
            E::CriticalHeaderUnsupported => 4,
            E::KeyNotFound => 5,
            E::KeyAmbiguous => 6,
            E::SignatureInvalid => 7,
            E::ClaimInvalid(..) => 8,
            E::ClaimMissing(_) => 9,
            E::Expired => 10,
            E::NotYetValid => 11,
            E::IssuedInFuture => 12,
            E::TooOld(_) => 13,
            E::ClaimMismatch(..) => 14,
            E::TypeMismatch(_) => 15,
            E::ConfirmationMissing => 16,
            E::ScopeMissing { .. } => 17,
            E::RoleMissing => 18,
            E::Revoked => 19,
            E::KeysUnavailable => 20,
            E::StoreUnavailable => 21,
        };
        assert_eq!(place, expected);
    }
}
