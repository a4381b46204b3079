//! Expiry maths for JavaScript.

use tokenward::error::OptionError;
use tokenward::value::Value;
use tokenward::{expiry, time};
use tokenward_bridge::args::{self, answer_seconds, answer_to, clock, known, pair};
use tokenward_bridge::buffer;
use tokenward_bridge::codes::DONE;
use wasm_bindgen::prelude::wasm_bindgen;

/// Of `[exp, options]`; answers in seconds.
#[wasm_bindgen(js_name = expiresIn)]
pub fn expires_in(now: f64) -> u32 {
    buffer::run_on_value(&mut |arguments, _, answer| {
        let [exp, options] = pair(arguments);
        known("expiresIn", options, &[])?;
        answer_seconds(answer, expiry::expires_in(time::instant("exp", exp)?, clock(now)?))
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
        answer_seconds(answer, time::parse_duration(duration.as_str().unwrap_or_default())?)
    })
}

/// Of a string; answers in unix seconds.
#[wasm_bindgen(js_name = parseTimestamp)]
pub fn parse_timestamp() -> u32 {
    buffer::run_on_value(&mut |timestamp, _, answer| {
        answer_seconds(answer, time::parse_timestamp(timestamp.as_str().unwrap_or_default())?.get())
    })
}

/// Of what a `clock` returned.
#[wasm_bindgen(js_name = checkClock)]
pub fn check_clock() -> u32 {
    buffer::run_on_value(&mut |now, _, _| match now {
        Value::Number(seconds) => clock(*seconds).map(|_| DONE),
        other => {
            Err(OptionError::new(["`clock` must return unix seconds, not ", other.kind()].concat()).into())
        }
    })
}

/// The `margin` option, in seconds; absent is the default.
pub fn margin(options: &Value) -> Result<f64, OptionError> {
    Ok(args::seconds("margin", options)?.unwrap_or(expiry::DEFAULT_MARGIN))
}
