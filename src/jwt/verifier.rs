//! The verifier: bound, parse, algorithm, key, signature, claims. In this order, always.
//!
//! Nothing is read from the claims before the signature holds, so that nothing unsigned is
//! ever reported on (CVE-2024-51744).

use alloc::format;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::cache::{Cache, Entry};
use super::claims::{Claims, Times};
use super::options;
use super::policy::Policy;
use crate::base64url;
use crate::error::{ConfigError, TokenError};
use crate::json;
use crate::jwk::KeySet;
use crate::jws::header::{self, Header};
use crate::jws::{Algorithm, compact};
use crate::limits::DEFAULT_MAX_TOKEN_BYTES;
use crate::time::UnixSeconds;
use crate::value::Value;

/// Verifies tokens under one policy and one set of keys, both prepared once.
///
/// ```
/// use tokenward::jwt::Verifier;
/// use tokenward::time::UnixSeconds;
/// use tokenward::value::Value;
///
/// // RFC 7515 appendix A.1
/// let options = Value::from_json(br#"{
///   "algorithms": ["HS256"],
///   "issuer": "joe",
///   "keys": {"kty": "oct", "k": "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"}
/// }"#).unwrap();
/// let verifier = Verifier::from_value(&options).unwrap();
/// let token = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.\
///   eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.\
///   dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
/// let at = |seconds| UnixSeconds::new(seconds).unwrap();
/// assert_eq!(verifier.verify(token.as_bytes(), at(1_300_819_379.0)).unwrap().expires_in, Some(1.0));
/// assert_eq!(verifier.verify(token.as_bytes(), at(1_300_819_380.0)).unwrap_err().code(), "token_expired");
/// ```
#[derive(Debug)]
pub struct Verifier {
    policy: Policy,
    keys: KeySet,
    cache: Mutex<Cache>,
}

/// A token that passed. The texts are JSON as it stood in the token, checked to mean the
/// same to every parser.
#[derive(Clone, Debug, PartialEq)]
pub struct VerifiedToken {
    /// The header, as JSON text.
    pub header: String,
    /// The claims, as JSON text.
    pub claims: String,
    /// Seconds until `exp`, if the token has one; up to `clockTolerance` below zero.
    pub expires_in: Option<f64>,
}

/// A token that was only decoded: nothing in it is to be trusted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecodedToken {
    /// The header, as JSON text.
    pub header: String,
    /// The claims, as JSON text.
    pub claims: String,
}

impl Verifier {
    /// Makes a verifier of a policy and its keys.
    pub fn new(policy: Policy, keys: KeySet) -> Self {
        let cache = Mutex::new(Cache::new(policy.cache));
        Self { policy, keys, cache }
    }

    /// Makes a verifier of options as JavaScript gives them: see the package's documentation
    /// of `createVerifier` for the names.
    ///
    /// # Errors
    /// [`ConfigError`] for an option or a key that is wrong.
    pub fn from_value(options: &Value) -> Result<Self, ConfigError> {
        let Value::Object(options) = options else {
            return Err(crate::error::OptionError::new(format!(
                "the options must be an object, not {}",
                options.kind()
            ))
            .into());
        };
        let (policy, keys) = options::read(options)?;
        let keys = KeySet::load(keys, policy.algorithms)?;
        Ok(Self::new(policy, keys))
    }

    /// The policy.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// The keys.
    pub fn keys(&self) -> &KeySet {
        &self.keys
    }

    /// Verifies `token` at `now`.
    ///
    /// # Errors
    /// [`TokenError`], the first fault in the order of the module.
    pub fn verify(&self, token: &[u8], now: UnixSeconds) -> Result<VerifiedToken, TokenError> {
        bound(token, self.policy.max_token_bytes)?;
        if self.policy.cache == 0 {
            return self.check(token, now).map(|(verified, _)| verified);
        }
        if let Some(entry) = self.cached(token) {
            entry.times.check(&self.policy, now)?;
            return Ok(VerifiedToken {
                header: entry.header.clone(),
                claims: entry.claims.clone(),
                expires_in: entry.times.exp.map(|exp| exp.since(now)),
            });
        }
        let (verified, times) = self.check(token, now)?;
        let entry = Entry { header: verified.header.clone(), claims: verified.claims.clone(), times };
        self.lock().insert(token, entry);
        Ok(verified)
    }

    fn cached(&self, token: &[u8]) -> Option<Arc<Entry>> {
        self.lock().get(token)
    }

    /// The cache is whole after every call, so a panic elsewhere is no reason to give it up.
    fn lock(&self) -> MutexGuard<'_, Cache> {
        self.cache.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Everything but the cache.
    fn check(&self, token: &[u8], now: UnixSeconds) -> Result<(VerifiedToken, Times), TokenError> {
        let parts = compact::split(token)?;
        let header_json = decode(parts.header)?;
        let header = header::parse(&header_json, &self.policy.crit)?;
        let payload = decode(parts.payload)?;
        let signature = base64url::decode(parts.signature)
            .map_err(|_| TokenError::Malformed("expected the signature to be canonical base64url"))?;

        let algorithm = self.algorithm(&header)?;
        let candidates = self.keys.candidates(header.kid.as_deref(), algorithm)?;
        if !candidates.iter().any(|key| key.verify(algorithm, parts.signing_input, &signature)) {
            return Err(TokenError::SignatureInvalid);
        }

        let claims = Claims::parse(&payload, &self.policy)?;
        let times = claims.check(&self.policy, header.typ.as_deref(), now)?;
        drop(header);
        let expires_in = times.exp.map(|exp| exp.since(now));
        Ok((VerifiedToken { expires_in, header: text(header_json)?, claims: text(payload)? }, times))
    }

    /// The header's algorithm, if it is allowed and every critical extension is understood.
    fn algorithm(&self, header: &Header<'_>) -> Result<Algorithm, TokenError> {
        let algorithm = Algorithm::from_name(&header.alg)
            .filter(|algorithm| self.policy.algorithms.contains(*algorithm))
            .ok_or(TokenError::AlgorithmNotAllowed)?;
        if header.critical_understood { Ok(algorithm) } else { Err(TokenError::CriticalHeaderUnsupported) }
    }
}

/// Decodes a token without verifying it, as strictly as [`Verifier::verify`] parses.
///
/// For looking at a token, never for trusting it.
///
/// # Errors
/// [`TokenError::Missing`], [`TokenError::TooLarge`] or [`TokenError::Malformed`].
pub fn decode_unverified(token: &[u8]) -> Result<DecodedToken, TokenError> {
    bound(token, DEFAULT_MAX_TOKEN_BYTES)?;
    let parts = compact::split(token)?;
    let header = decode(parts.header)?;
    header::parse(&header, &[])?;
    let claims = decode(parts.payload)?;
    json::parse_object(&claims, |_, _| ())
        .map_err(|_| TokenError::Malformed("expected the claims to be one JSON object without duplicates"))?;
    base64url::decode(parts.signature)
        .map_err(|_| TokenError::Malformed("expected the signature to be canonical base64url"))?;
    Ok(DecodedToken { header: text(header)?, claims: text(claims)? })
}

fn bound(token: &[u8], max_bytes: usize) -> Result<(), TokenError> {
    match token.len() {
        0 => Err(TokenError::Missing),
        length if length > max_bytes => Err(TokenError::TooLarge { max_bytes }),
        _ => Ok(()),
    }
}

fn decode(part: &[u8]) -> Result<Vec<u8>, TokenError> {
    base64url::decode(part)
        .map_err(|_| TokenError::Malformed("expected header and payload to be canonical base64url"))
}

/// The parser has checked the text to be UTF-8.
fn text(json: Vec<u8>) -> Result<String, TokenError> {
    String::from_utf8(json).map_err(|_| TokenError::Malformed("expected UTF-8"))
}
