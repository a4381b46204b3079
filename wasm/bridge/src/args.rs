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

/// An option that is a number of seconds, if it is given.
pub fn seconds(name: &str, options: &Value) -> Result<Option<f64>, OptionError> {
    match options.member(name) {
        None => Ok(None),
        Some(Value::Number(seconds)) if seconds.is_finite() && *seconds >= 0.0 => Ok(Some(*seconds)),
        Some(other) => Err(OptionError::new(
            ["`", name, "` must be a finite number of seconds, 0 or more, not ", other.kind()].concat(),
        )),
    }
}

/// An option that is a string.
pub fn text<'a>(name: &str, options: &'a Value) -> Result<&'a str, OptionError> {
    let value = options.get(name).unwrap_or(&Value::Null);
    value
        .as_str()
        .ok_or_else(|| OptionError::new(["`", name, "` must be a string, not ", value.kind()].concat()))
}

/// Refuses options that `function` does not know.
pub fn known(function: &str, options: &Value, names: &[&str]) -> Result<(), OptionError> {
    let Value::Object(members) = options else {
        return Err(OptionError::new(
            [function, ": the options must be an object, not ", options.kind()].concat(),
        ));
    };
    match members.iter().find(|(name, _)| !names.contains(&name.as_str())) {
        None => Ok(()),
        Some((name, _)) => {
            let shown: String = name.chars().take(40).collect();
            let known = names.join(", ");
            Err(OptionError::new([function, ": unknown option `", &shown, "`; known are ", &known].concat()))
        }
    }
}
