//! Verifiers from JSON options, and their answers in short.

use tokenward::error::{ConfigError, TokenError};
use tokenward::jws::Algorithm;
use tokenward::jwt::Verifier;
use tokenward::time::UnixSeconds;
use tokenward::value::Value;

use super::NOW;
use super::keys;

/// `seconds` as an instant.
pub fn at(seconds: f64) -> UnixSeconds {
    UnixSeconds::new(seconds).unwrap()
}

/// The verifier of these options, or what is wrong with them.
pub fn try_options(json: &str) -> Result<Verifier, ConfigError> {
    Verifier::from_value(&Value::from_json(json.as_bytes()).expect("the options of a test are JSON"))
}

/// The verifier of these options.
pub fn options(json: &str) -> Verifier {
    try_options(json).unwrap()
}

/// A verifier for one algorithm with its test key; `more` are further options, such as
/// `"issuer":"me"`.
pub fn verifier(algorithm: Algorithm, more: &str) -> Verifier {
    with_keys(&[algorithm], &keys::jwk(algorithm), more)
}

/// A verifier with this `keys` option, as JSON.
pub fn with_keys(algorithms: &[Algorithm], keys: &str, more: &str) -> Verifier {
    try_keys(algorithms, keys, more).unwrap()
}

/// A verifier of these algorithms, keys and further options, or what is wrong with them.
pub fn try_keys(algorithms: &[Algorithm], keys: &str, more: &str) -> Result<Verifier, ConfigError> {
    let names: Vec<String> = algorithms.iter().map(|algorithm| format!("{:?}", algorithm.name())).collect();
    let comma = if more.is_empty() { "" } else { "," };
    try_options(&format!(r#"{{"algorithms":[{}],"keys":{keys}{comma}{more}}}"#, names.join(",")))
}

/// The code of the refusal, or `"ok"`.
pub fn code(verifier: &Verifier, token: impl AsRef<[u8]>) -> &'static str {
    code_at(verifier, token, NOW)
}

/// The code of the verdict at this time, or "ok".
pub fn code_at(verifier: &Verifier, token: impl AsRef<[u8]>, now: f64) -> &'static str {
    verifier.verify(token.as_ref(), at(now)).map_or_else(|error| error.code(), |_| "ok")
}

/// The code and the claim of the refusal, such as `claim_missing exp`, or `"ok"`.
pub fn verdict_at(verifier: &Verifier, token: impl AsRef<[u8]>, now: f64) -> String {
    match verifier.verify(token.as_ref(), at(now)) {
        Ok(_) => "ok".into(),
        Err(error) => match error.claim() {
            Some(claim) => format!("{} {claim}", error.code()),
            None => error.code().into(),
        },
    }
}

/// The code of a refused configuration: a key's code, or `option`.
pub fn config_code(result: &Result<Verifier, ConfigError>) -> &'static str {
    match result {
        Ok(_) => "ok",
        Err(ConfigError::Key(error)) => error.code(),
        Err(ConfigError::Option(_)) => "option",
    }
}

/// One of each kind of [`TokenError`].
pub fn every_token_error() -> Vec<TokenError> {
    vec![
        TokenError::Missing,
        TokenError::TooLarge { max_bytes: 8192 },
        TokenError::Malformed("expected something"),
        TokenError::AlgorithmNotAllowed,
        TokenError::CriticalHeaderUnsupported,
        TokenError::KeyNotFound,
        TokenError::KeyAmbiguous,
        TokenError::SignatureInvalid,
        TokenError::ClaimInvalid("exp".into(), "a number"),
        TokenError::ClaimMissing("exp".into()),
        TokenError::Expired,
        TokenError::NotYetValid,
        TokenError::IssuedInFuture,
        TokenError::TooOld("iat"),
        TokenError::ClaimMismatch("iss".into(), ""),
        TokenError::TypeMismatch("typ"),
        TokenError::ConfirmationMissing,
        TokenError::ScopeMissing { required: "read write".into() },
        TokenError::RoleMissing,
        TokenError::Revoked,
        TokenError::KeysUnavailable,
        TokenError::StoreUnavailable,
    ]
}
