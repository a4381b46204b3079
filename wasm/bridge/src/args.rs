//! Arguments and options as the exports of every module read them.

use tokenward::error::OptionError;
use tokenward::time::UnixSeconds;
use tokenward::value::Value;

use crate::buffer::Answer;
use crate::codes::{DONE, NO, YES};
use crate::refusal::Refusal;

/// The code of a question that is answered by yes or no.
pub fn answer_to(question: bool) -> u32 {
    if question { YES } else { NO }
}

/// Answers with a number of seconds.
pub fn answer_seconds(answer: &mut Answer, seconds: f64) -> Result<u32, Refusal> {
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
