//! API keys and expiry maths for JavaScript.

use serde::Serialize;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::convert;
use crate::error::OptionError;
use crate::secret::Secret;
use crate::value::Value;
use crate::{api_key, expiry, time};

#[derive(Serialize)]
struct GeneratedKey<'a> {
    key: &'a str,
    hash: &'a str,
}

#[wasm_bindgen(js_name = generateApiKey)]
pub fn generate_api_key(options: JsValue) -> Result<JsValue, JsValue> {
    let options = convert::value(&options);
    let made = known("generateApiKey", &options, &["prefix", "environment"])
        .and_then(|()| Ok((text("prefix", &options)?, text("environment", &options)?)))
        .and_then(|(prefix, environment)| {
            api_key::generate(prefix, environment, |bytes| {
                getrandom::fill(bytes).map_err(|_| {
                    OptionError::new("this runtime gives no random bytes here (crypto.getRandomValues)")
                })
            })
        })
        .map_err(|error| convert::option_error(&error))?;
    let key = core::str::from_utf8(made.key.expose()).unwrap_or_default();
    Ok(serde_wasm_bindgen::to_value(&GeneratedKey { key, hash: &made.hash })?)
}

#[wasm_bindgen(js_name = hashApiKey)]
pub fn hash_api_key(key: String) -> Result<String, JsValue> {
    let key = Secret::new(key.into_bytes());
    api_key::hash(key.expose()).map_err(|error| convert::option_error(&error))
}

#[wasm_bindgen(js_name = verifyApiKey)]
pub fn verify_api_key(key: String, hash: &str) -> bool {
    let key = Secret::new(key.into_bytes());
    api_key::verify(key.expose(), hash.as_bytes())
}

#[wasm_bindgen(js_name = expiresIn)]
pub fn expires_in(exp: JsValue, options: JsValue, now: f64) -> Result<f64, JsValue> {
    let seconds = || {
        known("expiresIn", &convert::value(&options), &[])?;
        Ok(expiry::expires_in(time::instant("exp", &convert::value(&exp))?, convert::now(now)?))
    };
    seconds().map_err(|error| convert::option_error(&error))
}

#[wasm_bindgen(js_name = shouldRefresh)]
pub fn should_refresh(exp: JsValue, options: JsValue, now: f64) -> Result<bool, JsValue> {
    let answer = || {
        let options = convert::value(&options);
        known("shouldRefresh", &options, &["margin"])?;
        let exp = time::instant("exp", &convert::value(&exp))?;
        Ok(expiry::should_refresh(exp, convert::now(now)?, margin(&options)?))
    };
    answer().map_err(|error| convert::option_error(&error))
}

#[wasm_bindgen(js_name = parseDuration)]
pub fn parse_duration(duration: &str) -> Result<f64, JsValue> {
    time::parse_duration(duration).map_err(|error| convert::option_error(&error))
}

#[wasm_bindgen(js_name = parseTimestamp)]
pub fn parse_timestamp(timestamp: &str) -> Result<f64, JsValue> {
    time::parse_timestamp(timestamp)
        .map(time::UnixSeconds::get)
        .map_err(|error| convert::option_error(&error))
}

/// The `margin` option, in seconds; absent is the default.
pub fn margin(options: &Value) -> Result<f64, OptionError> {
    match options.member("margin") {
        None => Ok(expiry::DEFAULT_MARGIN),
        Some(Value::Number(seconds)) if seconds.is_finite() && *seconds >= 0.0 => Ok(*seconds),
        Some(other) => Err(OptionError::new(format!(
            "`margin` must be a finite number of seconds, 0 or more, not {}",
            other.kind()
        ))),
    }
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
