//! When to fetch keys.

use tokenward::error::KeyError;
use tokenward::json;
use tokenward::jwk::KeySet;
use tokenward::jwk::key_set::KeyRules;
use tokenward::jwk::schedule::{History, Plan, Schedule};
use tokenward::jws::Algorithm;
use tokenward::limits::MAX_SKIPPED_KEYS;
use tokenward::options;
use tokenward::text::{decimal, joined};
use tokenward::value::Value;
use tokenward_bridge::args::{self, answer_to};
use tokenward_bridge::buffer;
use tokenward_bridge::codes::{
    DONE, PLAN_FETCH, PLAN_FETCH_OR_USE, PLAN_REFUSE, PLAN_USE, PLAN_USE_AND_FETCH,
};
use wasm_bindgen::prelude::wasm_bindgen;

/// Input: the options of `remoteJwks`, or of `discoverJwks`, that are numbers. Writes [`Schedule`]'s members, as doubles.
#[wasm_bindgen(js_name = readSchedule)]
pub fn read_schedule(discovers: bool) -> u32 {
    let caller = if discovers { "discoverJwks" } else { "remoteJwks" };
    buffer::run_on_value(&mut |options, out, _| {
        let Schedule { ttl, refresh_ahead, max_stale, cooldown, timeout, max_bytes } =
            Schedule::read(caller, options)?;
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

/// Input: `[text, environment]`. Returns whether it is a set of keys that every verifier of that environment can take, and
/// writes which of its members are not used, as JSON text: `[{ index, code, message }]`.
#[wasm_bindgen(js_name = isJwks)]
pub fn is_jwks() -> u32 {
    buffer::run_on_value(&mut |arguments, out, _| {
        let [text, environment] = args::pair(arguments).map(Value::as_str);
        let rules = KeyRules { algorithms: Algorithm::all().collect(), environment };
        let mut skipped = Vec::new();
        let mut tell = |error| {
            if skipped.len() < MAX_SKIPPED_KEYS {
                skipped.push(error);
            }
        };
        let read = KeySet::from_remote(text.unwrap_or_default().as_bytes(), rules, &mut tell);
        write_skipped(&skipped, out);
        Ok(answer_to(read.is_ok()))
    })
}

/// Writes what is wrong with members of a set, as JSON text: `[{ index, code, message }]`.
pub fn write_skipped(skipped: &[KeyError], out: &mut Vec<u8>) {
    let skipped: Vec<String> = skipped.iter().map(skipped_key).collect();
    buffer::write(out, joined(&["[", &joined(&skipped, ","), "]"], "").as_bytes());
}

/// A JSON object that says what is wrong with a member of a set.
fn skipped_key(error: &KeyError) -> String {
    let mut message = String::new();
    json::write_string(&error.message(), &mut message);
    let index = decimal(error.index().unwrap_or_default());
    joined(&["{\"index\":", &index, ",\"code\":\"", error.code(), "\",\"message\":", &message, "}"], "")
}

/// Input: an `environment` option. Refuses a wrong one.
#[wasm_bindgen(js_name = readEnvironment)]
pub fn read_environment() -> u32 {
    buffer::run_on_value(&mut |environment, _, _| {
        options::label("environment", environment)?;
        Ok(DONE)
    })
}
