//! What a verifier asks of a token besides a good signature.

use alloc::string::String;
use alloc::vec::Vec;

use super::grants::{Requirement, Sources};
use super::required_claims::RequiredValue;
use crate::jws::AlgorithmSet;
use crate::limits::{DEFAULT_IAT_TOLERANCE, DEFAULT_MAX_TOKEN_BYTES};

/// A policy with a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Preset {
    /// An ID token (OpenID Connect Core 1.0 section 2).
    IdToken,
    /// A JWT access token (RFC 9068).
    AccessToken,
}

/// How the `aud` claim is treated (RFC 7519 section 4.1.3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Audience {
    /// Nothing is configured: a token that names an audience is not for us.
    Unnamed,
    /// One of these must be among the token's.
    AnyOf(Vec<String>),
    /// The caller said not to look.
    Ignored,
}

/// Who computes signatures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// The host where it is faster, this crate elsewhere.
    Auto,
    /// Always this crate.
    Wasm,
}

/// The checks a verifier makes. What is configured is required.
#[derive(Clone, Debug, PartialEq)]
pub struct Policy {
    /// The algorithms a token may name. Never taken from the token.
    pub algorithms: AlgorithmSet,
    /// Accepted values of `iss`; empty means not checked.
    pub issuer: Vec<String>,
    /// How `aud` is treated.
    pub audience: Audience,
    /// Accepted values of `sub`; empty means not checked.
    pub subject: Vec<String>,
    /// The required value of the `type` claim.
    pub token_type: Option<String>,
    /// The required `typ` of the header.
    pub typ: Option<String>,
    /// Scopes that must be granted.
    pub scopes: Requirement,
    /// Roles that must be granted.
    pub roles: Requirement,
    /// Where scopes and roles stand.
    pub sources: Sources,
    /// Claims that must be there.
    pub required_claims: Vec<String>,
    /// Claims that must have one of some values.
    pub required_values: Vec<RequiredValue>,
    /// Longest time since `iat`, in seconds.
    pub max_age: Option<f64>,
    /// Allowance for clocks that differ, in seconds; finite and not negative.
    pub clock_tolerance: f64,
    /// How far `iat` may lie in the future, in seconds; finite and not negative.
    pub iat_tolerance: f64,
    /// Critical header extensions the caller understands.
    pub crit: Vec<String>,
    /// Longest token, in bytes.
    pub max_token_bytes: usize,
    /// Entries of the verified-token cache; 0 is off.
    pub cache: usize,
    /// Who computes signatures.
    pub engine: Engine,
    /// The specification whose checks are made as well.
    pub preset: Option<Preset>,
    /// Longest time since the user was authenticated, in seconds: of ID tokens.
    pub max_auth_age: Option<f64>,
    /// The environment that verifier, keys and revocation lists must share.
    pub environment: Option<String>,
}

impl Policy {
    /// The defaults: these algorithms, `exp` required, no audience, no tolerance but for `iat`.
    pub fn new(algorithms: AlgorithmSet) -> Self {
        Self {
            algorithms,
            issuer: Vec::new(),
            audience: Audience::Unnamed,
            subject: Vec::new(),
            token_type: None,
            typ: None,
            scopes: Requirement::default(),
            roles: Requirement::default(),
            sources: Sources::default(),
            required_claims: Vec::from([String::from("exp")]),
            required_values: Vec::new(),
            max_age: None,
            clock_tolerance: 0.0,
            iat_tolerance: DEFAULT_IAT_TOLERANCE,
            crit: Vec::new(),
            max_token_bytes: DEFAULT_MAX_TOKEN_BYTES,
            cache: 0,
            engine: Engine::Auto,
            preset: None,
            max_auth_age: None,
            environment: None,
        }
    }
}
