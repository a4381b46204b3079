//! When to fetch keys.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::convert;
use crate::jwk::KeySet;
use crate::jwk::key_set::Terms;
use crate::jwk::remote::{History, Schedule};
use crate::jws::Algorithm;
use crate::jwt::options;

/// Reads the options of `remoteJwks` that are numbers: in the order of [`Schedule`]'s members.
#[wasm_bindgen(js_name = readRemoteOptions)]
pub fn read_remote_options(options: JsValue) -> Result<Vec<f64>, JsValue> {
    let read = Schedule::read(&convert::value(&options)).map_err(|error| convert::option_error(&error))?;
    let Schedule { ttl, refresh_ahead, max_stale, cooldown, timeout, max_bytes } = read;
    Ok(Vec::from([ttl, refresh_ahead, max_stale, cooldown, timeout, max_bytes]))
}

/// What to do now, as the number of a [`crate::jwk::remote::Plan`]. Times that are NaN have not been.
#[wasm_bindgen(js_name = planFetch)]
pub fn plan_fetch(
    schedule: &[f64],
    loaded_at: f64,
    failed_at: f64,
    failures: u32,
    fruitless_at: f64,
    now: f64,
    unknown_key: bool,
) -> u32 {
    let time = |time: f64| (!time.is_nan()).then_some(time);
    let &[ttl, refresh_ahead, max_stale, cooldown, timeout, max_bytes] = schedule else {
        return crate::jwk::remote::Plan::Refuse as u32;
    };
    let history = History {
        loaded_at: time(loaded_at),
        failed_at: time(failed_at),
        failures,
        fruitless_at: time(fruitless_at),
    };
    let schedule = Schedule { ttl, refresh_ahead, max_stale, cooldown, timeout, max_bytes };
    schedule.plan(&history, now, unknown_key) as u32
}

/// Whether this text is a JWKS at all.
#[wasm_bindgen(js_name = isJwks)]
pub fn is_jwks(text: &str) -> bool {
    let terms = Terms { algorithms: Algorithm::all().collect(), environment: None };
    KeySet::from_remote(text.as_bytes(), terms).is_ok()
}

/// Reads an `environment` option.
#[wasm_bindgen(js_name = readEnvironment)]
pub fn read_environment(environment: JsValue) -> Result<(), JsValue> {
    options::environment(Some(&convert::value(&environment)))
        .map(|_| ())
        .map_err(|error| convert::option_error(&error))
}
