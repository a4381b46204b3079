//! API keys and expiry maths for JavaScript.

use js_sys::Object;
use serde::Serialize;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use zeroize::Zeroizing;

use super::buffer::{self, Answer, DONE};
use super::refusal::Refusal;
use crate::error::OptionError;
use crate::time::UnixSeconds;
use crate::value::Value;
use crate::{api_key, backoff, expiry, pkce, time};

/// What a question answers that is answered by yes or no.
const NO: u32 = 1;
const YES: u32 = 2;

pub fn answer_to(question: bool) -> u32 {
    if question { YES } else { NO }
}

/// A key that was made.
#[derive(Serialize)]
struct GeneratedKey<'a> {
    key: &'a str,
    hash: &'a str,
}

/// Of the options; nothing after a refusal.
#[wasm_bindgen(js_name = generateApiKey)]
pub fn generate_api_key() -> Option<Object> {
    let mut made = None;
    buffer::run_on_value(&mut |options, _, _| {
        known("generateApiKey", options, &["prefix", "environment"])?;
        let key = api_key::generate(text("prefix", options)?, text("environment", options)?, fill)?;
        let shown =
            GeneratedKey { key: core::str::from_utf8(key.key.expose()).unwrap_or_default(), hash: &key.hash };
        made = serde_wasm_bindgen::to_value(&shown).ok().map(JsValue::unchecked_into);
        Ok(DONE)
    });
    made
}

/// Writes what a login with OAuth 2.0 needs; see [`pkce::proof`].
#[wasm_bindgen(js_name = newProof)]
pub fn new_proof() -> u32 {
    buffer::run_alone(&mut |out, _| {
        let mut random = Zeroizing::new([0; 99]);
        fill(&mut random[..])?;
        buffer::write(out, pkce::proof(&random).expose());
        Ok(DONE)
    })
}

fn fill(bytes: &mut [u8]) -> Result<(), OptionError> {
    let none = |_| OptionError::new("this runtime gives no random bytes here (crypto.getRandomValues)");
    getrandom::fill(bytes).map_err(none)
}

/// Of a string; writes the hash.
#[wasm_bindgen(js_name = hashApiKey)]
pub fn hash_api_key() -> u32 {
    buffer::run_on_value(&mut |key, out, _| {
        let hash = api_key::hash(key.as_str().unwrap_or_default().as_bytes())?;
        buffer::write(out, hash.as_bytes());
        Ok(DONE)
    })
}

/// Of `[key, hash]`; answers yes or no.
#[wasm_bindgen(js_name = verifyApiKey)]
pub fn verify_api_key() -> u32 {
    buffer::run_on_value(&mut |arguments, _, _| {
        let [key, hash] = pair(arguments).map(Value::as_str);
        Ok(answer_to(
            key.zip(hash).is_some_and(|(key, hash)| api_key::verify(key.as_bytes(), hash.as_bytes())),
        ))
    })
}

/// Of `[exp, options]`; answers in seconds.
#[wasm_bindgen(js_name = expiresIn)]
pub fn expires_in(now: f64) -> u32 {
    buffer::run_on_value(&mut |arguments, _, answer| {
        let [exp, options] = pair(arguments);
        known("expiresIn", options, &[])?;
        seconds(answer, expiry::expires_in(time::instant("exp", exp)?, clock(now)?))
    })
}

/// Of `[exp, options]`; answers yes or no.
#[wasm_bindgen(js_name = shouldRefresh)]
pub fn should_refresh(now: f64) -> u32 {
    buffer::run_on_value(&mut |arguments, _, _| {
        let [exp, options] = pair(arguments);
        known("shouldRefresh", options, &["margin"])?;
        let exp = time::instant("exp", exp)?;
        Ok(answer_to(expiry::should_refresh(exp, clock(now)?, margin(options)?)))
    })
}

/// Of a string; answers in seconds.
#[wasm_bindgen(js_name = parseDuration)]
pub fn parse_duration() -> u32 {
    buffer::run_on_value(&mut |duration, _, answer| {
        seconds(answer, time::parse_duration(duration.as_str().unwrap_or_default())?)
    })
}

/// Of a string; answers in unix seconds.
#[wasm_bindgen(js_name = parseTimestamp)]
pub fn parse_timestamp() -> u32 {
    buffer::run_on_value(&mut |timestamp, _, answer| {
        seconds(answer, time::parse_timestamp(timestamp.as_str().unwrap_or_default())?.get())
    })
}

/// Of what a `clock` returned.
#[wasm_bindgen(js_name = checkClock)]
pub fn check_clock() -> u32 {
    buffer::run_on_value(&mut |now, _, _| match now {
        Value::Number(seconds) => clock(*seconds).map(|_| DONE),
        other => {
            Err(OptionError::new(format!("`clock` must return unix seconds, not {}", other.kind())).into())
        }
    })
}

fn seconds(answer: &mut Answer, seconds: f64) -> Result<u32, Refusal> {
    answer.seconds = seconds;
    Ok(DONE)
}

/// The time of a call.
pub fn clock(seconds: f64) -> Result<UnixSeconds, Refusal> {
    UnixSeconds::new(seconds)
        .ok_or_else(|| OptionError::new("`clock` must return a finite number of unix seconds").into())
}

/// Two arguments that have crossed as one value.
pub fn pair(arguments: &Value) -> [&Value; 2] {
    match arguments {
        Value::Array(items) => [0, 1].map(|at| items.get(at).unwrap_or(&Value::Null)),
        _ => [&Value::Null; 2],
    }
}

/// The `margin` option, in seconds; absent is the default.
pub fn margin(options: &Value) -> Result<f64, OptionError> {
    Ok(seconds_option("margin", options)?.unwrap_or(expiry::DEFAULT_MARGIN))
}

/// An option that is a number of seconds, if it is given.
pub fn seconds_option(name: &str, options: &Value) -> Result<Option<f64>, OptionError> {
    match options.member(name) {
        None => Ok(None),
        Some(Value::Number(seconds)) if seconds.is_finite() && *seconds >= 0.0 => Ok(Some(*seconds)),
        Some(other) => Err(OptionError::new(format!(
            "`{name}` must be a finite number of seconds, 0 or more, not {}",
            other.kind()
        ))),
    }
}

/// Seconds before a request is sent again; see [`backoff::delay`]. `retry_after` is NaN if the server
/// did not say.
#[wasm_bindgen]
pub fn backoff(failures: u32, base: f64, cap: f64, random: f64, retry_after: f64) -> f64 {
    backoff::delay(failures, base, cap, random, Some(retry_after).filter(|seconds| seconds.is_finite()))
}

/// Refuses options that `function` does not know.
pub fn known(function: &str, options: &Value, names: &[&str]) -> Result<(), OptionError> {
    let Value::Object(members) = options else {
        return Err(OptionError::new(format!(
            "{function}: the options must be an object, not {}",
            options.kind()
        )));
    };
    match members.iter().find(|(name, _)| !names.contains(&name.as_str())) {
        None => Ok(()),
        Some((name, _)) => Err(OptionError::new(format!(
            "{function}: unknown option `{}`; known are {}",
            name.chars().take(40).collect::<String>(),
            names.join(", ")
        ))),
    }
}

fn text<'a>(name: &str, options: &'a Value) -> Result<&'a str, OptionError> {
    let value = options.get(name).unwrap_or(&Value::Null);
    value.as_str().ok_or_else(|| OptionError::new(format!("`{name}` must be a string, not {}", value.kind())))
}
