//! Reads the options of a verifier: every name known, every type right, or a message that
//! names the option and says what it must be.

use alloc::collections::BinaryHeap;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::grants::Wanted;
use super::policy::{Audience, Engine, Policy};
use super::preset::Preset;
use crate::error::OptionError;
use crate::jws::header::REGISTERED_NAMES;
use crate::jws::{Algorithm, AlgorithmSet};
use crate::limits::{MAX_CACHE_ENTRIES, MAX_REQUIRED_CLAIMS, MAX_TOKEN_BYTES_CEILING};
use crate::value::Value;

/// The options [`read`] knows; `clock` is a function and stays on the caller's side.
const KNOWN: [&str; 19] = [
    "keys",
    "algorithms",
    "issuer",
    "audience",
    "subject",
    "type",
    "typ",
    "scopes",
    "roles",
    "requiredClaims",
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

/// Reads the options into a policy and hands back the `keys`.
///
/// # Errors
/// [`OptionError`] that names the option.
pub fn read(options: &[(String, Value)]) -> Result<(Policy, &Value), OptionError> {
    if let Some((name, _)) = options.iter().find(|(name, _)| !KNOWN.contains(&name.as_str())) {
        return Err(unknown(name));
    }
    let get = |name: &str| member(options, name);

    let algorithms = algorithms(get("algorithms"))?;
    let mut policy = Policy::new(algorithms);
    policy.issuer = strings("issuer", get("issuer"))?;
    policy.subject = strings("subject", get("subject"))?;
    policy.audience = match get("audience") {
        None => Audience::Unnamed,
        Some(Value::Bool(false)) => Audience::Ignored,
        Some(value @ (Value::String(_) | Value::Array(_))) => {
            Audience::AnyOf(strings("audience", Some(value))?)
        }
        Some(other) => return Err(wrong("audience", "a string, an array of strings, or false", other)),
    };
    policy.token_type = string("type", get("type"))?;
    policy.typ = string("typ", get("typ"))?;
    policy.scopes = Wanted::read("scopes", get("scopes"))?;
    policy.roles = Wanted::read("roles", get("roles"))?;
    if let Some(required) = get("requiredClaims") {
        policy.required_claims = match required {
            Value::Array(items) if items.is_empty() => Vec::new(),
            Value::Array(items) if items.len() > MAX_REQUIRED_CLAIMS => {
                return Err(OptionError::new(format!(
                    "`requiredClaims` may hold at most {MAX_REQUIRED_CLAIMS} names"
                )));
            }
            Value::Array(_) => {
                let names = strings("requiredClaims", Some(required))?;
                // A heap's way of sorting takes a tenth of the code of a slice's.
                let mut names = BinaryHeap::from(names).into_sorted_vec();
                names.dedup();
                names
            }
            other => return Err(wrong("requiredClaims", "an array of strings", other)),
        };
    }
    policy.max_age = get("maxAge").map(|value| seconds("maxAge", value)).transpose()?;
    if let Some(tolerance) = get("clockTolerance") {
        policy.clock_tolerance = seconds("clockTolerance", tolerance)?;
    }
    policy.crit = crit(get("crit"))?;
    if let Some(bytes) = get("maxTokenBytes") {
        policy.max_token_bytes = whole("maxTokenBytes", bytes, 1, MAX_TOKEN_BYTES_CEILING)?;
    }
    if let Some(entries) = get("cache") {
        policy.cache = whole("cache", entries, 0, MAX_CACHE_ENTRIES)?;
    }
    policy.engine = match get("engine").map(|engine| (engine, engine.as_str())) {
        None | Some((_, Some("auto"))) => Engine::Auto,
        Some((_, Some("wasm"))) => Engine::Wasm,
        Some((other, _)) => return Err(wrong("engine", "'auto' or 'wasm'", other)),
    };
    policy.environment = environment(get("environment"))?;
    policy.preset = match get("preset").map(|preset| (preset, preset.as_str().and_then(Preset::from_name))) {
        None => None,
        Some((_, Some(preset))) => Some(preset),
        Some((other, None)) => return Err(wrong("preset", "'id_token' or 'access_token'", other)),
    };
    policy.max_auth_age = get("maxAuthAge").map(|value| seconds("maxAuthAge", value)).transpose()?;
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

/// A member that is there counts: `issuer: null` is a mistake, not a missing option.
///
/// Not inlined: twenty copies would be compiled before the first token.
#[inline(never)]
fn member<'a>(options: &'a [(String, Value)], name: &str) -> Option<&'a Value> {
    options.iter().find(|(key, _)| key == name).map(|(_, value)| value)
}

#[cold]
fn unknown(name: &str) -> OptionError {
    // The name is the programmer's own word; cut it all the same, in case it is none.
    let shown: String = name.chars().take(40).collect();
    let near = KNOWN.iter().find(|known| {
        known.eq_ignore_ascii_case(name) || known.trim_end_matches('s') == name.trim_end_matches('s')
    });
    match near {
        Some(near) => OptionError::new(format!("unknown option `{shown}`; did you mean `{near}`?")),
        None => OptionError::new(format!("unknown option `{shown}`; known are {}, clock", KNOWN.join(", "))),
    }
}

#[cold]
fn wrong(name: &str, expected: &str, got: &Value) -> OptionError {
    OptionError::new(format!("`{name}` must be {expected}, not {}", got.kind()))
}

fn algorithms(value: Option<&Value>) -> Result<AlgorithmSet, OptionError> {
    let names = || Algorithm::all().map(Algorithm::name).collect::<Vec<_>>().join(", ");
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
                .ok_or_else(|| OptionError::new(format!("`algorithms` may hold only: {}", names())))
        })
        .collect()
}

/// The name of an environment, such as `production`.
///
/// # Errors
/// [`OptionError`] unless it is 1 to 20 lower-case letters and digits, as in an API key.
pub fn environment(value: Option<&Value>) -> Result<Option<String>, OptionError> {
    let fits = |name: &String| {
        name.len() <= 20 && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    };
    match string("environment", value)? {
        Some(name) if !fits(&name) => {
            Err(OptionError::new("`environment` must be 1 to 20 lower-case letters and digits"))
        }
        name => Ok(name),
    }
}

fn string(name: &str, value: Option<&Value>) -> Result<Option<String>, OptionError> {
    match value {
        None => Ok(None),
        Some(value) => match value.as_str() {
            Some(text) if !text.is_empty() => Ok(Some(text.into())),
            _ => Err(wrong(name, "a non-empty string", value)),
        },
    }
}

/// A string or an array of strings, none of them empty; absent is empty.
pub(super) fn strings(name: &str, value: Option<&Value>) -> Result<Vec<String>, OptionError> {
    let Some(value) = value else {
        return Ok(Vec::new());
    };
    let items = match value {
        Value::Array(items) if !items.is_empty() => items.as_slice(),
        single => core::slice::from_ref(single),
    };
    items
        .iter()
        .map(|item| match item.as_str() {
            Some(text) if !text.is_empty() => Ok(text.into()),
            _ => Err(wrong(name, "a non-empty string or a non-empty array of such strings", item)),
        })
        .collect()
}

fn crit(value: Option<&Value>) -> Result<Vec<String>, OptionError> {
    if let Some(single @ Value::String(_)) = value {
        return Err(wrong("crit", "an array of strings", single));
    }
    let names = strings("crit", value)?;
    if names.iter().any(|name| name == "b64" || REGISTERED_NAMES.contains(&name.as_str())) {
        return Err(OptionError::new(
            "`crit` may list only extensions: no name of RFC 7515 or RFC 7518, and never `b64`",
        ));
    }
    Ok(names)
}

/// Seconds: a finite number, not negative. Infinity and NaN would switch checks off (fast-jwt #640).
fn seconds(name: &str, value: &Value) -> Result<f64, OptionError> {
    match value {
        Value::Number(seconds) if seconds.is_finite() && *seconds >= 0.0 => Ok(*seconds),
        other => Err(wrong(name, "a finite number of seconds, 0 or more", other)),
    }
}

fn whole(name: &str, value: &Value, least: usize, most: usize) -> Result<usize, OptionError> {
    let expected = format!("a whole number from {least} to {most}");
    match value {
        Value::Number(number)
            if number.trunc() == *number && (least as f64..=most as f64).contains(number) =>
        {
            Ok(*number as usize)
        }
        Value::Number(_) => Err(OptionError::new(format!("`{name}` must be {expected}; this number is not"))),
        other => Err(wrong(name, &expected, other)),
    }
}
