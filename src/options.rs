//! The reader of options, one for every function that takes some: each name known, each type
//! right, or a message that names the option and says what it must be.

use alloc::string::String;
use alloc::vec::Vec;
use core::ops::RangeInclusive;

use crate::error::OptionError;
use crate::text::{beginning, decimal, joined, text};
use crate::value::Value;

/// Longest part of an unknown name that is repeated, in characters: it is the programmer's own
/// word, but it might be something else.
const SHOWN: usize = 40;

/// The options of one call.
#[derive(Clone, Copy)]
pub struct Reader<'a> {
    members: &'a [(String, Value)],
}

impl<'a> Reader<'a> {
    /// Reads the options of `function`, an object. `known` are the names it knows, `elsewhere` those
    /// that are read on the caller's side, such as functions.
    ///
    /// # Errors
    /// [`OptionError`] for what is no object, and for an unknown name.
    pub fn new(
        function: &str,
        options: &'a Value,
        known: &[&str],
        elsewhere: &[&str],
    ) -> Result<Self, OptionError> {
        let Value::Object(members) = options else {
            return Err(OptionError::new(text!(
                function,
                ": the options must be an object, not ",
                options.kind()
            )));
        };
        match members.iter().find(|(name, _)| !known.contains(&name.as_str())) {
            None => Ok(Self { members }),
            Some((name, _)) => Err(unknown(function, name, &[known, elsewhere].concat())),
        }
    }

    /// A member that is there counts: `issuer: null` is a mistake, not a missing option.
    ///
    /// Not inlined: twenty copies would be compiled before the first token.
    #[inline(never)]
    pub fn get(&self, name: &str) -> Option<&'a Value> {
        self.members.iter().find(|(key, _)| key == name).map(|(_, value)| value)
    }

    /// A string that is not empty.
    ///
    /// # Errors
    /// [`OptionError`] for anything else, as with all that follow.
    pub fn string(&self, name: &str) -> Result<Option<String>, OptionError> {
        self.get(name)
            .map(|value| one_string(value).ok_or_else(|| wrong(name, "a non-empty string", value)))
            .transpose()
    }

    /// A string or an array of strings, none of them empty; absent is empty.
    pub fn strings(&self, name: &str) -> Result<Vec<String>, OptionError> {
        self.get(name).map_or(Ok(Vec::new()), |value| strings(name, value))
    }

    /// A finite number of seconds, not negative. Infinity and NaN would switch checks off (fast-jwt #640).
    pub fn seconds(&self, name: &str) -> Result<Option<f64>, OptionError> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::Number(seconds)) if seconds.is_finite() && *seconds >= 0.0 => Ok(Some(*seconds)),
            Some(other) => Err(wrong(name, "a finite number of seconds, 0 or more", other)),
        }
    }

    /// A number within `bounds`, which `expected` says in words.
    pub fn number(
        &self,
        name: &str,
        bounds: RangeInclusive<f64>,
        expected: &str,
    ) -> Result<Option<f64>, OptionError> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::Number(number)) if bounds.contains(number) => Ok(Some(*number)),
            Some(other) => Err(wrong(name, expected, other)),
        }
    }

    /// A whole number from `least` to `most`.
    pub fn whole(&self, name: &str, least: usize, most: usize) -> Result<Option<usize>, OptionError> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::Number(number))
                if number.trunc() == *number && (least as f64..=most as f64).contains(number) =>
            {
                Ok(Some(*number as usize))
            }
            Some(other) => {
                Err(wrong(name, &text!("a whole number from ", decimal(least), " to ", decimal(most)), other))
            }
        }
    }

    /// The name of an environment, or a prefix: see [`check_label`].
    pub fn label(&self, name: &str) -> Result<Option<String>, OptionError> {
        self.get(name).map(|value| label(name, value)).transpose()
    }
}

/// A string or an array of strings, none of them empty.
///
/// # Errors
/// [`OptionError`] for anything else.
pub fn strings(name: &str, value: &Value) -> Result<Vec<String>, OptionError> {
    let items = match value {
        Value::Array(items) if !items.is_empty() => items.as_slice(),
        single => core::slice::from_ref(single),
    };
    let expected = "a non-empty string or a non-empty array of such strings";
    items.iter().map(|item| one_string(item).ok_or_else(|| wrong(name, expected, item))).collect()
}

fn one_string(value: &Value) -> Option<String> {
    value.as_str().filter(|text| !text.is_empty()).map(String::from)
}

/// What an environment and the prefix of an API key are called.
///
/// # Errors
/// [`OptionError`] for what is no string, or no label: see [`check_label`].
pub fn label(name: &str, value: &Value) -> Result<String, OptionError> {
    let label = value.as_str().ok_or_else(|| wrong(name, "a string", value))?;
    check_label(name, label)?;
    Ok(label.into())
}

/// Refuses a label that would not be one word in an API key or a store's key.
///
/// # Errors
/// [`OptionError`] unless it is 1 to 20 lower-case letters and digits.
pub fn check_label(name: &str, label: &str) -> Result<(), OptionError> {
    let fits = (1..=20).contains(&label.len())
        && label.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    if fits {
        Ok(())
    } else {
        Err(OptionError::new(text!("`", name, "` must be 1 to 20 lower-case letters and digits")))
    }
}

/// The message for a value that is not what an option takes. It says of what kind the value is,
/// never the value: it may be a key.
#[cold]
pub fn wrong(name: &str, expected: &str, got: &Value) -> OptionError {
    OptionError::new(text!("`", name, "` must be ", expected, ", not ", got.kind()))
}

#[cold]
fn unknown(function: &str, name: &str, known: &[&str]) -> OptionError {
    let shown = beginning(name, SHOWN);
    let near = known.iter().find(|known| is_near(shown, known));
    let near = near.map(|known| text!("did you mean `", known, "`? ")).unwrap_or_default();
    OptionError::new(text!(
        function,
        ": unknown option `",
        shown,
        "`; ",
        near,
        "known are ",
        joined(known, ", ")
    ))
}

/// Whether one may have been meant by the other: the case does not count, and two letters may be
/// missing, too many or others.
fn is_near(name: &str, known: &str) -> bool {
    let lower = |text: &str| text.bytes().map(|byte| byte.to_ascii_lowercase()).collect::<Vec<u8>>();
    let (name, known) = (lower(name), lower(known));
    // Levenshtein's distance, a row at a time.
    let mut row: Vec<usize> = (0..=known.len()).collect();
    for (at, byte) in name.iter().enumerate() {
        let mut corner = at;
        let mut left = at + 1;
        for (above, other) in row.iter_mut().skip(1).zip(&known) {
            left = (left + 1).min(*above + 1).min(corner + usize::from(byte != other));
            corner = core::mem::replace(above, left);
        }
        if let Some(first) = row.first_mut() {
            *first = at + 1;
        }
    }
    row.last().is_some_and(|distance| *distance <= 2.min(known.len() / 2))
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    fn options(json: &str) -> Value {
        Value::from_json(json.as_bytes()).unwrap()
    }

    #[test]
    fn names_what_is_unknown_and_what_was_meant() {
        let read =
            |json| Reader::new("make", &options(json), &["audience", "maxAge"], &["clock"]).err().unwrap();
        for (json, message) in [
            (
                r#"{"audiences":1}"#,
                "make: unknown option `audiences`; did you mean `audience`? known are audience, maxAge, clock",
            ),
            (
                r#"{"maxage":1}"#,
                "make: unknown option `maxage`; did you mean `maxAge`? known are audience, maxAge, clock",
            ),
            (
                r#"{"clok":1}"#,
                "make: unknown option `clok`; did you mean `clock`? known are audience, maxAge, clock",
            ),
            (r#"{"x":1}"#, "make: unknown option `x`; known are audience, maxAge, clock"),
        ] {
            assert_eq!(read(json).to_string(), message);
        }
        assert!(Reader::new("make", &Value::Null, &[], &[]).is_err());
        let long = alloc::format!(r#"{{"{}":1}}"#, "y".repeat(100_000));
        assert!(read(&long).to_string().len() < 200);
    }

    #[test]
    fn takes_what_is_right_and_names_what_is_wrong() {
        let value =
            options(r#"{"a":"x","b":["x","y"],"c":1.5,"d":7,"e":"prod1","f":null,"g":"","h":-1,"i":"A"}"#);
        let known = ["a", "b", "c", "d", "e", "f", "g", "h", "i"];
        let read = Reader::new("make", &value, &known, &[]).unwrap();
        assert_eq!(read.string("a").unwrap().as_deref(), Some("x"));
        assert_eq!(read.strings("b").unwrap(), ["x", "y"]);
        assert_eq!(read.strings("a").unwrap(), ["x"]);
        assert_eq!(read.seconds("c").unwrap(), Some(1.5));
        assert_eq!(read.whole("d", 1, 9).unwrap(), Some(7));
        assert_eq!(read.label("e").unwrap().as_deref(), Some("prod1"));
        assert_eq!(read.number("c", 0.0..=2.0, "small").unwrap(), Some(1.5));
        assert!(read.string("z").unwrap().is_none() && read.strings("z").unwrap().is_empty());
        for wrong in [
            read.string("f").err(),
            read.string("g").err(),
            read.strings("c").err(),
            read.seconds("h").err(),
            read.whole("c", 1, 9).err(),
            read.whole("d", 1, 6).err(),
            read.label("i").err(),
            read.number("d", 0.0..=2.0, "small").err(),
        ] {
            assert!(wrong.unwrap().message().contains("must be"));
        }
    }
}
