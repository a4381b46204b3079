//! Reads the options of a verifier: every name known, every type right, or a message that
//! names the option and says what it must be.

use alloc::collections::BinaryHeap;
use alloc::string::String;
use alloc::vec::Vec;

use super::grants::{Requirement, Sources, places};
use super::policy::{Audience, Engine, Policy, Preset};
use super::required_claims::RequiredValue;
use crate::error::OptionError;
use crate::jws::header::REGISTERED_NAMES;
use crate::jws::{Algorithm, AlgorithmSet};
use crate::limits::{MAX_CACHE_ENTRIES, MAX_REQUIRED_CLAIMS, MAX_TOKEN_BYTES_CEILING};
use crate::options::{Reader, strings, wrong};
use crate::text::{decimal, joined, text};
use crate::value::Value;

/// The options [`read`] knows.
const KNOWN: [&str; 22] = [
    "keys",
    "algorithms",
    "issuer",
    "audience",
    "subject",
    "type",
    "typ",
    "scopes",
    "roles",
    "scopesFrom",
    "rolesFrom",
    "requiredClaims",
    "claims",
    "maxAge",
    "clockTolerance",
    "crit",
    "maxTokenBytes",
    "cache",
    "engine",
    "preset",
    "maxAuthAge",
    "environment",
];

/// Options that JavaScript reads.
const ELSEWHERE: [&str; 4] = ["issuers", "clock", "revocation", "schema"];

/// Reads the options into a policy and hands back the `keys`.
///
/// # Errors
/// [`OptionError`] that names the option.
pub fn read(options: &Value) -> Result<(Policy, &Value), OptionError> {
    let read = Reader::new("createVerifier", options, &KNOWN, &ELSEWHERE)?;
    let get = |name: &str| read.get(name);

    let algorithms = algorithms(get("algorithms"))?;
    let mut policy = Policy::new(algorithms);
    policy.issuer = read.strings("issuer")?;
    policy.subject = read.strings("subject")?;
    policy.audience = match get("audience") {
        None => Audience::Unnamed,
        Some(Value::Bool(false)) => Audience::Ignored,
        Some(value @ (Value::String(_) | Value::Array(_))) => Audience::AnyOf(strings("audience", value)?),
        Some(other) => return Err(wrong("audience", "a string, an array of strings, or false", other)),
    };
    policy.token_type = read.string("type")?;
    policy.typ = read.string("typ")?;
    policy.scopes = Requirement::read("scopes", get("scopes"))?;
    policy.roles = Requirement::read("roles", get("roles"))?;
    let Sources { scopes, roles } = policy.sources;
    policy.sources = Sources {
        scopes: places("scopesFrom", get("scopesFrom"))?.unwrap_or(scopes),
        roles: places("rolesFrom", get("rolesFrom"))?.unwrap_or(roles),
    };
    policy.required_values = RequiredValue::read(get("claims"))?;
    if let Some(required) = get("requiredClaims") {
        policy.required_claims = match required {
            Value::Array(items) if items.is_empty() => Vec::new(),
            Value::Array(items) if items.len() > MAX_REQUIRED_CLAIMS => {
                return Err(OptionError::new(text!(
                    "`requiredClaims` may hold at most ",
                    decimal(MAX_REQUIRED_CLAIMS),
                    " names"
                )));
            }
            Value::Array(_) => {
                let names = strings("requiredClaims", required)?;
                // A heap's way of sorting takes a tenth of the code of a slice's.
                let mut names = BinaryHeap::from(names).into_sorted_vec();
                names.dedup();
                names
            }
            other => return Err(wrong("requiredClaims", "an array of strings", other)),
        };
    }
    policy.max_age = read.seconds("maxAge")?;
    if let Some(tolerance) = read.seconds("clockTolerance")? {
        (policy.clock_tolerance, policy.iat_tolerance) = (tolerance, tolerance);
    }
    policy.crit = crit(get("crit"))?;
    policy.max_token_bytes =
        read.whole("maxTokenBytes", 1, MAX_TOKEN_BYTES_CEILING)?.unwrap_or(policy.max_token_bytes);
    policy.cache = read.whole("cache", 0, MAX_CACHE_ENTRIES)?.unwrap_or(policy.cache);
    policy.engine = match get("engine").map(|engine| (engine, engine.as_str())) {
        None | Some((_, Some("auto"))) => Engine::Auto,
        Some((_, Some("wasm"))) => Engine::Wasm,
        Some((other, _)) => return Err(wrong("engine", "'auto' or 'wasm'", other)),
    };
    policy.environment = read.label("environment")?;
    policy.preset = match get("preset").map(|preset| (preset, preset.as_str().and_then(Preset::from_name))) {
        None => None,
        Some((_, Some(preset))) => Some(preset),
        Some((other, None)) => return Err(wrong("preset", "'id_token' or 'access_token'", other)),
    };
    policy.max_auth_age = read.seconds("maxAuthAge")?;
    if policy.max_auth_age.is_some() && policy.preset != Some(Preset::IdToken) {
        return Err(OptionError::new("`maxAuthAge` goes with `preset: 'id_token'`"));
    }
    if let Some(preset) = policy.preset {
        preset.apply(&mut policy)?;
    }
    let keys = get("keys").ok_or_else(|| {
        OptionError::new("`keys` is required: a PEM string, a JWK, a JWKS, { secret } or an array of these")
    })?;
    Ok((policy, keys))
}

fn algorithms(value: Option<&Value>) -> Result<AlgorithmSet, OptionError> {
    let names = || joined(&Algorithm::all().map(Algorithm::name).collect::<Vec<_>>(), ", ");
    let Some(value) = value else {
        return Err(OptionError::new(
            "`algorithms` is required, such as ['ES256']: a token never chooses its own (RFC 8725 section 3.1)",
        ));
    };
    let Value::Array(items) = value else {
        return Err(wrong("algorithms", "a non-empty array of algorithm names", value));
    };
    if items.is_empty() {
        return Err(wrong("algorithms", "a non-empty array of algorithm names", value));
    }
    items
        .iter()
        .map(|item| {
            item.as_str()
                .and_then(Algorithm::from_name)
                .ok_or_else(|| OptionError::new(text!("`algorithms` may hold only: ", names())))
        })
        .collect()
}

fn crit(value: Option<&Value>) -> Result<Vec<String>, OptionError> {
    if let Some(single @ Value::String(_)) = value {
        return Err(wrong("crit", "an array of strings", single));
    }
    let names = value.map_or(Ok(Vec::new()), |value| strings("crit", value))?;
    if names.iter().any(|name| name == "b64" || REGISTERED_NAMES.contains(&name.as_str())) {
        return Err(OptionError::new(
            "`crit` may list only extensions: no name of RFC 7515 or RFC 7518, and never `b64`",
        ));
    }
    Ok(names)
}
