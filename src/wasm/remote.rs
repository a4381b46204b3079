//! When to fetch keys.

use wasm_bindgen::prelude::wasm_bindgen;

use super::buffer::{self, DONE};
use super::functions::{answer_to, pair};
use crate::jwk::KeySet;
use crate::jwk::key_set::Terms;
use crate::jwk::remote::{History, Schedule};
use crate::jws::Algorithm;
use crate::jwt::options;
use crate::value::Value;

/// Of the options of `remoteJwks` that are numbers; writes [`Schedule`]'s members, as doubles.
#[wasm_bindgen(js_name = readSchedule)]
pub fn read_schedule() -> u32 {
    buffer::run_on_value(|options, _, out, _| {
        let Schedule { ttl, refresh_ahead, max_stale, cooldown, timeout, max_bytes } =
            Schedule::read(options)?;
        out.clear();
        for number in [ttl, refresh_ahead, max_stale, cooldown, timeout, max_bytes] {
            out.extend(number.to_le_bytes());
        }
        Ok(DONE)
    })
}

/// What to do now, as the number of a [`crate::jwk::remote::Plan`]. Times that are NaN have not been.
// Numbers cross for nothing, and one by one.
#[allow(clippy::too_many_arguments)]
#[wasm_bindgen(js_name = planFetch)]
pub fn plan_fetch(
    ttl: f64,
    refresh_ahead: f64,
    max_stale: f64,
    cooldown: f64,
    loaded_at: f64,
    failed_at: f64,
    failures: u32,
    fruitless_at: f64,
    now: f64,
    unknown_key: bool,
) -> u32 {
    let time = |time: f64| (!time.is_nan()).then_some(time);
    let history = History {
        loaded_at: time(loaded_at),
        failed_at: time(failed_at),
        failures,
        fruitless_at: time(fruitless_at),
    };
    // How long a fetch may take, and how much it may bring, is not decided here.
    let schedule = Schedule { ttl, refresh_ahead, max_stale, cooldown, timeout: 0.0, max_bytes: 0.0 };
    schedule.plan(&history, now, unknown_key) as u32
}

/// Of `[text, environment]`: answers whether it is a JWKS that every verifier of that environment can take.
#[wasm_bindgen(js_name = isJwks)]
pub fn is_jwks() -> u32 {
    buffer::run_on_value(|arguments, _, _, _| {
        let [text, environment] = pair(arguments).map(Value::as_str);
        let terms = Terms { algorithms: Algorithm::all().collect(), environment };
        Ok(answer_to(KeySet::from_remote(text.unwrap_or_default().as_bytes(), terms).is_ok()))
    })
}

/// Of an `environment` option.
#[wasm_bindgen(js_name = readEnvironment)]
pub fn read_environment() -> u32 {
    buffer::run_on_value(|environment, _, _, _| {
        options::environment(Some(environment))?;
        Ok(DONE)
    })
}
