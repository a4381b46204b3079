//! Expiry maths for JavaScript.

use tokenward::error::OptionError;
use tokenward::options::Reader;
use tokenward::text::joined;
use tokenward::value::Value;
use tokenward::{expiry, time};
use tokenward_bridge::args::{answer_seconds, answer_to, clock, pair};
use tokenward_bridge::buffer;
use tokenward_bridge::codes::DONE;
use wasm_bindgen::prelude::wasm_bindgen;

/// Input: `[exp, options]`. Answers in seconds.
#[wasm_bindgen(js_name = expiresIn)]
pub fn expires_in(now: f64) -> u32 {
    buffer::run_on_value(&mut |arguments, _, answer| {
        let [exp, options] = pair(arguments);
        Reader::new("expiresIn", options, &[], &["clock"])?;
        answer_seconds(answer, expiry::expires_in(time::instant("exp", exp)?, clock(now)?))
    })
}

/// Input: `[exp, options]`. Returns `YES` or `NO`.
#[wasm_bindgen(js_name = shouldRefresh)]
pub fn should_refresh(now: f64) -> u32 {
    buffer::run_on_value(&mut |arguments, _, _| {
        let [exp, options] = pair(arguments);
        let read = Reader::new("shouldRefresh", options, &["margin"], &["clock"])?;
        let margin = read.seconds("margin")?.unwrap_or(expiry::DEFAULT_MARGIN);
        let exp = time::instant("exp", exp)?;
        Ok(answer_to(expiry::should_refresh(exp, clock(now)?, margin)))
    })
}

/// Input: a duration, as a string. Answers in seconds.
#[wasm_bindgen(js_name = parseDuration)]
pub fn parse_duration() -> u32 {
    buffer::run_on_value(&mut |duration, _, answer| {
        answer_seconds(answer, time::parse_duration(duration.as_str().unwrap_or_default())?)
    })
}

/// Input: a timestamp, as a string. Answers in unix seconds.
#[wasm_bindgen(js_name = parseTimestamp)]
pub fn parse_timestamp() -> u32 {
    buffer::run_on_value(&mut |timestamp, _, answer| {
        answer_seconds(answer, time::parse_timestamp(timestamp.as_str().unwrap_or_default())?.get())
    })
}

/// Input: what a `clock` returned.
#[wasm_bindgen(js_name = checkClock)]
pub fn check_clock() -> u32 {
    buffer::run_on_value(&mut |now, _, _| match now {
        Value::Number(seconds) => clock(*seconds).map(|_| DONE),
        other => {
            Err(OptionError::new(joined(&["`clock` must return unix seconds, not ", other.kind()], ""))
                .into())
        }
    })
}
