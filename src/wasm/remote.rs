//! When to fetch keys.

use wasm_bindgen::prelude::wasm_bindgen;

use super::buffer::{self, DONE};
use super::functions::{self, answer_to};
use crate::error::KeyError;
use crate::json;
use crate::jwk::KeySet;
use crate::jwk::key_set::Terms;
use crate::jwk::remote::{History, Schedule};
use crate::jws::Algorithm;
use crate::jwt::options;
use crate::limits::MAX_SKIPPED_KEYS;
use crate::value::Value;

/// Of the options of `remoteJwks` that are numbers; writes [`Schedule`]'s members, as doubles.
#[wasm_bindgen(js_name = readSchedule)]
pub fn read_schedule() -> u32 {
    buffer::run_on_value(&mut |options, out, _| {
        let Schedule { ttl, refresh_ahead, max_stale, cooldown, timeout, max_bytes } =
            Schedule::read(options)?;
        out.clear();
        for number in [ttl, refresh_ahead, max_stale, cooldown, timeout, max_bytes] {
            out.extend(number.to_le_bytes());
        }
        Ok(DONE)
    })
}

/// Of `[schedule, history]`, two arrays of numbers: [`Schedule`]'s members, and those of
/// [`History`], of which NaN is a time that has not been. Answers with the number of a
/// [`Plan`](crate::jwk::remote::Plan), one higher.
#[wasm_bindgen(js_name = planFetch)]
pub fn plan_fetch(now: f64, unknown_key: u32) -> u32 {
    buffer::run_on_value(&mut |arguments, _, _| {
        let [schedule, history] = functions::pair(arguments).map(numbers);
        let [ttl, refresh_ahead, max_stale, cooldown, timeout, max_bytes] = schedule;
        let time = |time: f64| (!time.is_nan()).then_some(time);
        let [loaded_at, failed_at, failures, fruitless_at, ..] = history;
        let history = History {
            loaded_at: time(loaded_at),
            failed_at: time(failed_at),
            failures: failures as u32,
            fruitless_at: time(fruitless_at),
        };
        let schedule = Schedule { ttl, refresh_ahead, max_stale, cooldown, timeout, max_bytes };
        Ok(1 + schedule.plan(&history, now, unknown_key != 0) as u32)
    })
}

/// Up to six numbers; NaN for what is missing.
fn numbers(value: &Value) -> [f64; 6] {
    core::array::from_fn(|at| match value {
        Value::Array(items) => match items.get(at) {
            Some(Value::Number(number)) => *number,
            _ => f64::NAN,
        },
        _ => f64::NAN,
    })
}

/// Of `[text, environment]`: answers whether it is a JWKS that every verifier of that environment can take, and
/// writes which of its members are not used, as JSON text: `[{ index, code, message }]`.
#[wasm_bindgen(js_name = isJwks)]
pub fn is_jwks() -> u32 {
    buffer::run_on_value(&mut |arguments, out, _| {
        let [text, environment] = functions::pair(arguments).map(Value::as_str);
        let terms = Terms { algorithms: Algorithm::all().collect(), environment };
        let mut skipped = Vec::new();
        let mut tell = |error| {
            if skipped.len() < MAX_SKIPPED_KEYS {
                skipped.push(error);
            }
        };
        let read = KeySet::from_remote(text.unwrap_or_default().as_bytes(), terms, &mut tell);
        let skipped: Vec<String> = skipped.iter().map(skipped_key).collect();
        buffer::write(out, format!("[{}]", skipped.join(",")).as_bytes());
        Ok(answer_to(read.is_ok()))
    })
}

fn skipped_key(error: &KeyError) -> String {
    let mut message = String::new();
    json::write_string(&error.to_string(), &mut message);
    format!(
        r#"{{"index":{},"code":"{}","message":{message}}}"#,
        error.index().unwrap_or_default(),
        error.code()
    )
}

/// Of an `environment` option.
#[wasm_bindgen(js_name = readEnvironment)]
pub fn read_environment() -> u32 {
    buffer::run_on_value(&mut |environment, _, _| {
        options::environment(Some(environment))?;
        Ok(DONE)
    })
}
