//! Claims that must have one of some values: the option `claims`.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

use crate::error::{OptionError, TokenError};
use crate::json::{Kind, RawValue};
use crate::limits::MAX_CLAIM_RULES;
use crate::text::{decimal, text};
use crate::value::Value;

/// The largest number below which a double is each integer.
const MAX_SAFE_INTEGER: f64 = 9_007_199_254_740_991.0;

/// A claim, and the values of which it must have one.
#[derive(Clone, Debug, PartialEq)]
pub struct RequiredValue {
    /// The claim's name, whole: dots and slashes are a part of it.
    pub name: String,
    values: Vec<Plain>,
}

/// A value that is compared as a whole.
#[derive(Clone, Debug, PartialEq)]
enum Plain {
    Text(String),
    Number(f64),
    Bool(bool),
}

impl Plain {
    fn read(value: &Value) -> Option<Self> {
        match value {
            Value::String(_) => value.as_str().map(|text| Self::Text(text.into())),
            // RFC 8259 section 6: beyond that, one number stands for several.
            Value::Number(number) if number.abs() <= MAX_SAFE_INTEGER => Some(Self::Number(*number)),
            Value::Bool(bool) => Some(Self::Bool(*bool)),
            _ => None,
        }
    }

    fn is(&self, found: RawValue<'_>) -> bool {
        match self {
            Self::Text(wanted) => found.as_str().is_some_and(|found| found == *wanted),
            Self::Number(wanted) => found.as_f64() == Some(*wanted),
            Self::Bool(wanted) => found.kind() == Kind::Bool && found.is_true() == *wanted,
        }
    }
}

impl RequiredValue {
    /// Reads the option: an object of names and values, or of names and arrays of values.
    ///
    /// # Errors
    /// [`OptionError`] that names the claim.
    pub fn read(option: Option<&Value>) -> Result<Vec<Self>, OptionError> {
        let members = match option {
            None => return Ok(Vec::new()),
            Some(Value::Object(members)) if members.len() <= MAX_CLAIM_RULES => members,
            Some(_) => {
                return Err(OptionError::new(text!(
                    "`claims` must be an object of at most ",
                    decimal(MAX_CLAIM_RULES),
                    " claims and their values, such as { token_use: 'access' }"
                )));
            }
        };
        members
            .iter()
            .map(|(name, wanted)| {
                let values = match wanted {
                    Value::Array(values) if values.is_empty() || values.len() > MAX_CLAIM_RULES => None,
                    Value::Array(values) => values.iter().map(Plain::read).collect(),
                    value => Plain::read(value).map(|plain| Vec::from([plain])),
                };
                // `undefined` is none: a variable that is not set must not switch a check off.
                let values = values.ok_or_else(|| {
                    OptionError::new(text!(
                        "`claims` must say of `",
                        name,
                        "` a string, a number, a boolean, or a non-empty array of these"
                    ))
                })?;
                Ok(Self { name: name.clone(), values })
            })
            .collect()
    }

    /// Checks the claim: it is one of the values, or an array that holds one of them.
    ///
    /// # Errors
    /// [`TokenError::ClaimMissing`] if it is absent or null, or [`TokenError::ClaimMismatch`].
    pub fn check(&self, found: Option<RawValue<'_>>) -> Result<(), TokenError> {
        let name = || Cow::Owned(self.name.clone());
        let found = found
            .filter(|found| found.kind() != Kind::Null)
            .ok_or_else(|| TokenError::ClaimMissing(name()))?;
        let fits = |found: RawValue<'_>| self.values.iter().any(|wanted| wanted.is(found));
        if fits(found) || found.elements().is_some_and(|mut elements| elements.any(fits)) {
            Ok(())
        } else {
            Err(TokenError::ClaimMismatch(name(), ""))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json;
    use alloc::format;

    fn read(json: &str) -> Result<Vec<RequiredValue>, OptionError> {
        let value = Value::from_json(format!("{{\"claims\":{json}}}").as_bytes()).unwrap();
        RequiredValue::read(value.member("claims"))
    }

    /// The code of the first claim that does not fit, or `ok`.
    fn check(claims: &str, wanted: &str) -> &'static str {
        for required in read(wanted).unwrap() {
            let mut found = None;
            json::parse_object(claims.as_bytes(), |name, value| {
                if name == required.name {
                    found = Some(value);
                }
            })
            .unwrap();
            if let Err(error) = required.check(found) {
                return error.code();
            }
        }
        "ok"
    }

    #[test]
    fn one_of_the_values() {
        let wanted = r#"{"token_use":"access","client_id":["a","b"],"v":2,"mfa":true}"#;
        for (claims, code) in [
            (r#"{"token_use":"access","client_id":"b","v":2,"mfa":true}"#, "ok"),
            (r#"{"token_use":"access","client_id":["x","a"],"v":2.0,"mfa":true}"#, "ok"),
            (r#"{"token_use":"id","client_id":"b","v":2,"mfa":true}"#, "claim_mismatch"),
            (r#"{"token_use":"access","client_id":"ab","v":2,"mfa":true}"#, "claim_mismatch"),
            (r#"{"token_use":"access","client_id":[],"v":2,"mfa":true}"#, "claim_mismatch"),
            (r#"{"token_use":"access","client_id":[["a"]],"v":2,"mfa":true}"#, "claim_mismatch"),
            (r#"{"token_use":"access","client_id":{"a":"a"},"v":2,"mfa":true}"#, "claim_mismatch"),
            (r#"{"token_use":"access","client_id":"b","v":"2","mfa":true}"#, "claim_mismatch"),
            (r#"{"token_use":"access","client_id":"b","v":2,"mfa":"true"}"#, "claim_mismatch"),
            (r#"{"token_use":"access","client_id":"b","v":2,"mfa":false}"#, "claim_mismatch"),
            (r#"{"token_use":"access","client_id":null,"v":2,"mfa":true}"#, "claim_missing"),
            (r#"{"client_id":"b","v":2,"mfa":true}"#, "claim_missing"),
        ] {
            assert_eq!(check(claims, wanted), code, "{claims}");
        }
        // A name is whole.
        assert_eq!(check(r#"{"https://acme.example/a.b":"x"}"#, r#"{"https://acme.example/a.b":"x"}"#), "ok");
        assert_eq!(check(r#"{"a":{"b":"x"}}"#, r#"{"a.b":"x"}"#), "claim_missing");
    }

    #[test]
    fn what_says_nothing_is_refused() {
        for wrong in
            [r#""a""#, "[]", "7", r#"{"a":[]}"#, r#"{"a":null}"#, r#"{"a":{}}"#, r#"{"a":["b",null]}"#]
        {
            assert!(read(wrong).is_err(), "{wrong}");
        }
        assert_eq!(read("{}"), Ok(Vec::new()));
        assert_eq!(RequiredValue::read(None), Ok(Vec::new()));
    }
}
