//! The verifier: bound, parse, algorithm, key, signature, claims. In this order, always.
//!
//! Nothing is read from the claims before the signature holds, so that nothing unsigned is
//! ever reported on (CVE-2024-51744).

use alloc::boxed::Box;
use alloc::format;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;
use core::ops::Deref;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::access_token::AccessTokenClaims;
use super::cache::{Cache, Entry, Place};
use super::claims::Claims;
use super::known_headers::{KnownHeader, KnownHeaders};
use super::options;
use super::policy::{Engine, Policy};
use super::preset::{IdTokenClaims, Login, Preset};
use crate::base64url;
use crate::crypto::host::{Host, NoHost, verify_with};
use crate::error::{ConfigError, KeyError, TokenError};
use crate::json;
use crate::jwk::{KeySet, key_set};
use crate::jws::compact::{self, Compact};
use crate::jws::{Algorithm, header};
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
    memory: Mutex<Memory>,
}

/// What a verifier remembers of tokens that passed.
#[derive(Debug)]
struct Memory {
    headers: KnownHeaders,
    cache: Cache,
}

impl Memory {
    fn new(cache: usize) -> Self {
        Self { headers: KnownHeaders::default(), cache: Cache::new(cache) }
    }
}

/// A token that passed. The texts are JSON as it stood in the token, checked to mean the
/// same to every parser.
#[derive(Clone, PartialEq)]
pub struct VerifiedToken {
    /// The header, as JSON text.
    pub header: String,
    /// The claims, as JSON text.
    pub claims: String,
    /// Seconds until `exp`, if the token has one; up to `clockTolerance` below zero.
    pub expires_in: Option<f64>,
}

/// A token that was only decoded: nothing in it is to be trusted.
#[derive(Clone, PartialEq, Eq)]
pub struct DecodedToken {
    /// The header, as JSON text.
    pub header: String,
    /// The claims, as JSON text.
    pub claims: String,
}

/// What [`Verifier::verify_into`] says of a token that passed.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Its header.
    pub header: Arc<KnownHeader>,
    /// Seconds until `exp`, if the token has one; up to `clockTolerance` below zero.
    pub expires_in: Option<f64>,
    /// Its place in the cache, if it has one.
    pub place: Option<Place>,
    /// Whether it was found in the cache; then the claims were not read again.
    pub hit: bool,
    /// The position of the key that its signature fits.
    pub key: usize,
}

impl fmt::Debug for VerifiedToken {
    /// The lengths alone: claims are nobody's but the caller's.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VerifiedToken({} + {} bytes)", self.header.len(), self.claims.len())
    }
}

impl fmt::Debug for DecodedToken {
    /// The lengths alone.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DecodedToken({} + {} bytes)", self.header.len(), self.claims.len())
    }
}

impl Verifier {
    /// Makes a verifier of a policy and its keys.
    pub fn new(policy: Policy, keys: KeySet) -> Self {
        let memory = Mutex::new(Memory::new(policy.cache));
        Self { policy, keys, memory }
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
        let terms =
            key_set::Terms { algorithms: policy.algorithms, environment: policy.environment.as_deref() };
        let keys = KeySet::load(keys, terms)?;
        Ok(Self::new(policy, keys))
    }

    /// The policy.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// Takes other keys from now on: the text of a JWKS that was fetched. What was remembered
    /// of tokens is forgotten. After an error the verifier is as it was.
    ///
    /// # Errors
    /// [`KeyError`] when it is no JWKS.
    pub fn set_remote_keys(&mut self, jwks: &[u8]) -> Result<(), KeyError> {
        let Policy { algorithms, environment, .. } = &self.policy;
        let terms = key_set::Terms { algorithms: *algorithms, environment: environment.as_deref() };
        self.keys = KeySet::from_remote(jwks, terms, &mut |_| {})?;
        self.memory = Mutex::new(Memory::new(self.policy.cache));
        Ok(())
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
        let mut claims = Vec::new();
        let outcome = self.verify_into(token, now, &NoHost, &mut claims)?;
        if outcome.hit {
            base64url::decode_into(compact::split(token)?.payload, &mut claims)
                .map_err(|_| TokenError::Malformed(BASE64URL))?;
        }
        Ok(VerifiedToken {
            header: outcome.header.json.clone(),
            claims: text(claims)?,
            expires_in: outcome.expires_in,
        })
    }

    /// Verifies `token` at `now`, for callers who keep what they have seen: the claims are
    /// written to `claims`, as JSON text, unless the token was found in the cache.
    ///
    /// # Errors
    /// [`TokenError`], the first fault in the order of the module.
    pub fn verify_into(
        &self,
        token: &[u8],
        now: UnixSeconds,
        host: &dyn Host,
        claims: &mut Vec<u8>,
    ) -> Result<Outcome, TokenError> {
        claims.clear();
        bound(token, self.policy.max_token_bytes)?;
        if let Some((place, Entry { header, times, key })) = self.cached(token) {
            times.check(&self.policy, now)?;
            let expires_in = times.expires_in(now);
            return Ok(Outcome { header, expires_in, place: Some(place), hit: true, key });
        }
        self.verify_anew(token, now, host, claims)
    }

    /// The same, whatever is in the cache: for callers who have not kept what they have seen.
    ///
    /// # Errors
    /// [`TokenError`], the first fault in the order of the module.
    pub fn verify_anew(
        &self,
        token: &[u8],
        now: UnixSeconds,
        host: &dyn Host,
        claims: &mut Vec<u8>,
    ) -> Result<Outcome, TokenError> {
        self.verify_login(token, now, host, &Login::default(), claims)
    }

    /// The same for a token that belongs to one login: see [`Preset::IdToken`].
    ///
    /// # Errors
    /// [`TokenError`], the first fault in the order of the module.
    pub fn verify_login(
        &self,
        token: &[u8],
        now: UnixSeconds,
        host: &dyn Host,
        login: &Login<'_>,
        claims: &mut Vec<u8>,
    ) -> Result<Outcome, TokenError> {
        claims.clear();
        bound(token, self.policy.max_token_bytes)?;
        let parts = compact::split(token)?;
        // What is malformed is said before anything is decided.
        let header = self.read_header(parts.header)?;
        let signature = decode_parts(&parts, claims)?;
        let header = header?;
        let key = self.check_signature(&header, parts.signing_input, &signature, host)?;

        let times = Claims::parse(claims, &self.policy)?.check(&self.policy, header.typ.as_deref(), now)?;
        if let (Some(Preset::IdToken), Some(algorithm)) = (self.policy.preset, header.algorithm) {
            let typ = header.typ.as_deref();
            IdTokenClaims::parse(claims)?.check(&self.policy, typ, algorithm, login, now)?;
        }
        if self.policy.preset == Some(Preset::AccessToken) {
            AccessTokenClaims::parse(claims)?.check(&self.policy, now)?;
        }
        let mut memory = self.memory();
        let header = match header {
            Header::Known(header) => header,
            Header::New(header) => memory.headers.insert(*header),
        };
        let place = memory.cache.insert(token, Entry { header: header.clone(), times, key });
        Ok(Outcome { header, expires_in: times.expires_in(now), place, hit: false, key })
    }

    /// The header's number and JSON text, as [`Outcome::header`] gave it, if it is still known.
    pub fn known_header(&self, id: u64) -> Option<Arc<KnownHeader>> {
        self.memory().headers.by_id(id).cloned()
    }

    fn cached(&self, token: &[u8]) -> Option<(Place, Entry)> {
        if self.policy.cache == 0 {
            return None;
        }
        self.memory().cache.get(token).map(|(place, entry)| (place, entry.clone()))
    }

    /// The memory is whole after every call, so a panic elsewhere is no reason to give it up.
    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads a header and decides on it. The outer error is for a malformed one.
    fn read_header(&self, encoded: &[u8]) -> Result<Result<Header, TokenError>, TokenError> {
        if let Some(known) = self.memory().headers.get(encoded) {
            return Ok(Ok(Header::Known(known.clone())));
        }
        let json = base64url::decode(encoded).map_err(|_| TokenError::Malformed(BASE64URL))?;
        let parsed = header::parse(&json, &self.policy.crit)?;
        let decided = self.algorithm(&parsed).and_then(|algorithm| {
            let keys = self.keys.candidates(parsed.kid.as_deref(), algorithm)?;
            Ok((algorithm, keys))
        });
        let typ = parsed.typ.map(String::from);
        Ok(match decided {
            Err(refusal) => Err(refusal),
            Ok((algorithm, keys)) => Ok(Header::New(Box::new(KnownHeader {
                id: 0,
                encoded: encoded.into(),
                json: text(json)?,
                algorithm: Some(algorithm),
                keys,
                typ,
            }))),
        })
    }

    /// The position of the key that the signature fits.
    fn check_signature(
        &self,
        header: &KnownHeader,
        signing_input: &[u8],
        signature: &[u8],
        host: &dyn Host,
    ) -> Result<usize, TokenError> {
        let algorithm = header.algorithm.ok_or(TokenError::AlgorithmNotAllowed)?;
        let host = match self.policy.engine {
            Engine::Auto => host,
            Engine::Wasm => &NoHost,
        };
        let holds = |position: &usize| {
            self.keys
                .get(*position)
                .is_some_and(|key| verify_with(host, *position, key, algorithm, signing_input, signature))
        };
        header.keys.iter().copied().find(holds).ok_or(TokenError::SignatureInvalid)
    }

    /// The header's algorithm, if it is allowed and every critical extension is understood.
    fn algorithm(&self, header: &header::Header<'_>) -> Result<Algorithm, TokenError> {
        let algorithm = Algorithm::from_name(&header.alg)
            .filter(|algorithm| self.policy.algorithms.contains(*algorithm))
            .ok_or(TokenError::AlgorithmNotAllowed)?;
        if header.critical_understood { Ok(algorithm) } else { Err(TokenError::CriticalHeaderUnsupported) }
    }
}

/// A header that is known, or one that may become so.
enum Header {
    Known(Arc<KnownHeader>),
    New(Box<KnownHeader>),
}

impl Deref for Header {
    type Target = KnownHeader;

    fn deref(&self) -> &KnownHeader {
        match self {
            Self::Known(header) => header,
            Self::New(header) => header,
        }
    }
}

const CLAIMS: &str = "expected the claims to be one JSON object without duplicates";
const BASE64URL: &str = "expected every part to be canonical base64url";

/// Decodes the payload into `claims`, and returns the signature.
fn decode_parts(parts: &Compact<'_>, claims: &mut Vec<u8>) -> Result<Vec<u8>, TokenError> {
    base64url::decode_into(parts.payload, claims)
        .and_then(|()| base64url::decode(parts.signature))
        .map_err(|_| TokenError::Malformed(BASE64URL))
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
    let header = base64url::decode(parts.header).map_err(|_| TokenError::Malformed(BASE64URL))?;
    header::parse(&header, &[])?;
    let mut claims = Vec::new();
    decode_parts(&parts, &mut claims)?;
    json::parse_object(&claims, |_, _| ()).map_err(|_| TokenError::Malformed(CLAIMS))?;
    Ok(DecodedToken { header: text(header)?, claims: text(claims)? })
}

/// The `iss` of a token that is not verified, to find the verifier whose `issuer` it is.
///
/// # Errors
/// [`TokenError::Missing`], [`TokenError::TooLarge`] or [`TokenError::Malformed`].
pub fn unverified_issuer(token: &[u8], max_bytes: usize) -> Result<Option<String>, TokenError> {
    bound(token, max_bytes)?;
    let parts = compact::split(token)?;
    let mut claims = Vec::new();
    decode_parts(&parts, &mut claims)?;
    let mut issuer = None;
    json::parse_object(&claims, |name, value| {
        if name == "iss" {
            issuer = value.as_str().map(String::from);
        }
    })
    .map_err(|_| TokenError::Malformed(CLAIMS))?;
    Ok(issuer)
}

fn bound(token: &[u8], max_bytes: usize) -> Result<(), TokenError> {
    match token.len() {
        0 => Err(TokenError::Missing),
        length if length > max_bytes => Err(TokenError::TooLarge { max_bytes }),
        _ => Ok(()),
    }
}

/// The parser has checked the text to be UTF-8.
fn text(json: Vec<u8>) -> Result<String, TokenError> {
    String::from_utf8(json).map_err(|_| TokenError::Malformed("expected UTF-8"))
}
