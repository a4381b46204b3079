//! When to fetch keys.

use tokenward::jwk::KeySet;
use tokenward::jwk::key_set::Terms;
use tokenward::jwk::schedule::{History, Plan, Schedule};
use tokenward::jws::Algorithm;
use tokenward::options;
use tokenward::value::Value;
use tokenward_bridge::args::{self, answer_to};
use tokenward_bridge::buffer;
use tokenward_bridge::codes::{
    DONE, PLAN_FETCH, PLAN_FETCH_OR_USE, PLAN_REFUSE, PLAN_USE, PLAN_USE_AND_FETCH,
};
use wasm_bindgen::prelude::wasm_bindgen;

/// Input: the options of `remoteJwks` that are numbers. Writes [`Schedule`]'s members, as doubles.
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

/// Input: `[schedule, history]`, two arrays of numbers: [`Schedule`]'s members, and those of
/// [`History`], of which NaN is a time that has not been. Answers with the number of a
/// [`Plan`](tokenward::jwk::schedule::Plan), one higher.
#[wasm_bindgen(js_name = planFetch)]
pub fn plan_fetch(now: f64, unknown_key: u32) -> u32 {
    buffer::run_on_value(&mut |arguments, _, _| {
        let [schedule, history] = args::pair(arguments).map(numbers);
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
        Ok(match schedule.plan(&history, now, unknown_key != 0) {
            Plan::Use => PLAN_USE,
            Plan::UseAndFetch => PLAN_USE_AND_FETCH,
            Plan::FetchOrUse => PLAN_FETCH_OR_USE,
            Plan::Fetch => PLAN_FETCH,
            Plan::Refuse => PLAN_REFUSE,
        })
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

/// Input: `[text, environment]`. Returns whether it is a JWKS that every verifier of that environment can take.
#[wasm_bindgen(js_name = isJwks)]
pub fn is_jwks() -> u32 {
    buffer::run_on_value(&mut |arguments, _, _| {
        let [text, environment] = args::pair(arguments).map(Value::as_str);
        let terms = Terms { algorithms: Algorithm::all().collect(), environment };
        Ok(answer_to(KeySet::from_remote(text.unwrap_or_default().as_bytes(), terms).is_ok()))
    })
}

/// Input: an `environment` option. Refuses a wrong one.
#[wasm_bindgen(js_name = readEnvironment)]
pub fn read_environment() -> u32 {
    buffer::run_on_value(&mut |environment, _, _| {
        options::label("environment", environment)?;
        Ok(DONE)
    })
}
