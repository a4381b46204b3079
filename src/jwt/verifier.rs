//! The verifier: bound, parse, algorithm, key, signature, claims. In this order, always.
//!
//! Nothing is read from the claims before the signature holds, so that nothing unsigned is
//! ever reported on (CVE-2024-51744).

use alloc::boxed::Box;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;
use core::ops::Deref;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::access_token::AccessTokenClaims;
use super::cache::{Cache, Entry, Place};
use super::claims::Claims;
use super::decoded::{BASE64URL, bound, decode_parts, text};
use super::grants::Needs;
use super::known_headers::{Decision, KnownHeader, KnownHeaders};
use super::options;
use super::policy::{Engine, Policy, Preset};
use super::preset::{IdTokenClaims, Login};
use crate::base64url;
use crate::error::{ConfigError, KeyError, TokenError};
use crate::jwk::host::{self, Host, NoHost};
use crate::jwk::{KeySet, key_set};
use crate::jws::compact;
use crate::jws::{Algorithm, header};
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

/// What is asked of a token, besides what the policy says.
#[derive(Clone, Copy)]
pub struct Call<'a> {
    /// The time.
    pub now: UnixSeconds,
    /// The host's cryptography, where there is any.
    pub host: &'a dyn Host,
    /// What is known of the login that an ID token is for: see [`Preset::IdToken`].
    pub login: Login<'a>,
    /// Whether a token that is in the cache needs no second look. Not if the caller has lost the
    /// claims it was given of it.
    pub cached: bool,
    /// What the caller needs: [`Verified::granted`] says whether the claims grant it.
    pub needs: Option<&'a Needs>,
}

impl Call<'_> {
    /// A call at `now` and nothing more.
    pub fn at(now: UnixSeconds) -> Self {
        Self { now, host: &NoHost, login: Login::default(), cached: true, needs: None }
    }
}

/// What [`Verifier::verify_with`] says of a token that passed.
#[derive(Clone, Debug)]
pub struct Verified {
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
    /// Whether the claims grant what the caller needs.
    pub granted: bool,
}

impl fmt::Debug for VerifiedToken {
    /// The lengths alone: claims are nobody's but the caller's.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VerifiedToken({} + {} bytes)", self.header.len(), self.claims.len())
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
        let (policy, keys) = options::read(options)?;
        let rules =
            key_set::KeyRules { algorithms: policy.algorithms, environment: policy.environment.as_deref() };
        let keys = KeySet::load(keys, rules)?;
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
        let rules = key_set::KeyRules { algorithms: *algorithms, environment: environment.as_deref() };
        self.keys = KeySet::from_remote(jwks, rules, &mut |_| {})?;
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
        let verified = self.verify_with(token, &Call { cached: false, ..Call::at(now) }, &mut claims)?;
        Ok(VerifiedToken {
            header: verified.header.decision.json.clone(),
            claims: text(claims)?,
            expires_in: verified.expires_in,
        })
    }

    /// Verifies `token` as `call` says. Its claims are written to `claims`, as JSON text, unless it
    /// was found in the cache: for callers who keep what they have seen.
    ///
    /// # Errors
    /// [`TokenError`], the first fault in the order of the module.
    pub fn verify_with(
        &self,
        token: &[u8],
        call: &Call<'_>,
        claims: &mut Vec<u8>,
    ) -> Result<Verified, TokenError> {
        claims.clear();
        bound(token, self.policy.max_token_bytes)?;
        match self.cached(token).filter(|_| call.cached) {
            Some((place, entry)) => self.look_again(token, place, entry, call),
            None => self.verify_anew(token, call, claims),
        }
    }

    /// A token in the cache: its bytes are those that passed, but the time is another.
    fn look_again(
        &self,
        token: &[u8],
        place: Place,
        Entry { header, times, key }: Entry,
        call: &Call<'_>,
    ) -> Result<Verified, TokenError> {
        times.check(&self.policy, call.now)?;
        let granted = match call.needs {
            None => true,
            Some(needs) => {
                let mut claims = Vec::new();
                base64url::decode_into(compact::split(token)?.payload, &mut claims)
                    .map_err(|_| TokenError::Malformed(BASE64URL))?;
                needs.are_granted_by(&claims, &self.policy.sources)
            }
        };
        let expires_in = times.expires_in(call.now);
        Ok(Verified { header, expires_in, place: Some(place), hit: true, key, granted })
    }

    fn verify_anew(
        &self,
        token: &[u8],
        call: &Call<'_>,
        claims: &mut Vec<u8>,
    ) -> Result<Verified, TokenError> {
        let parts = compact::split(token)?;
        // What is malformed is said before anything is decided.
        let header = self.read_header(parts.header)?;
        let signature = decode_parts(&parts, claims)?;
        let header = header?;
        let key = self.check_signature(&header, parts.signing_input, &signature, call.host)?;

        let typ = header.typ.as_deref();
        let times =
            Claims::parse(claims, &self.policy)?.check(&self.policy, typ, self.keys.issuer(key), call.now)?;
        if self.policy.preset == Some(Preset::IdToken) {
            let id_token = IdTokenClaims::parse(claims)?;
            id_token.check(&self.policy, typ, header.algorithm, &call.login, call.now)?;
        }
        if self.policy.preset == Some(Preset::AccessToken) {
            AccessTokenClaims::parse(claims)?.check(&self.policy, call.now)?;
        }
        let granted = call.needs.is_none_or(|needs| needs.are_granted_by(claims, &self.policy.sources));
        let mut memory = self.memory();
        let header = match header {
            Header::Known(header) => header,
            Header::New(decision) => memory.headers.insert(*decision),
        };
        let place = memory.cache.insert(token, Entry { header: header.clone(), times, key });
        Ok(Verified { header, expires_in: times.expires_in(call.now), place, hit: false, key, granted })
    }

    /// The header's number and JSON text, as [`Verified::header`] gave it, if it is still known.
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
            Ok((algorithm, keys)) => {
                let (encoded, json) = (encoded.into(), text(json)?);
                Ok(Header::New(Box::new(Decision { encoded, json, algorithm, keys, typ })))
            }
        })
    }

    /// The position of the key that the signature fits.
    fn check_signature(
        &self,
        header: &Decision,
        signing_input: &[u8],
        signature: &[u8],
        host: &dyn Host,
    ) -> Result<usize, TokenError> {
        let host = match self.policy.engine {
            Engine::Auto => host,
            Engine::Wasm => &NoHost,
        };
        let holds = |position: &usize| {
            self.keys.get(*position).is_some_and(|key| {
                host::verify(host, *position, key, header.algorithm, signing_input, signature)
            })
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
    New(Box<Decision>),
}

impl Deref for Header {
    type Target = Decision;

    fn deref(&self) -> &Decision {
        match self {
            Self::Known(header) => &header.decision,
            Self::New(decision) => decision,
        }
    }
}
