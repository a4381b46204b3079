//! Errors as JSON text, as the classes of pkg-template/src/bridge/errors.ts take them.

use tokenward::error::{ConfigError, KeyError, OptionError, TokenError};
use tokenward::json;

/// A refusal as JSON text. With a `status` it becomes a `TokenError`, with only a `code` a
/// `KeyError`, else a `TypeError`.
pub struct Refusal(String);

impl Refusal {
    pub fn text(&self) -> &str {
        &self.0
    }

    fn new(message: &str, fields: &[(&str, &str)]) -> Self {
        let mut text = String::from("{\"message\":");
        json::write_string(message, &mut text);
        for (name, value) in fields {
            text.push(',');
            json::write_string(name, &mut text);
            text.push(':');
            json::write_string(value, &mut text);
        }
        text.push('}');
        Self(text)
    }
}

impl From<TokenError> for Refusal {
    fn from(error: TokenError) -> Self {
        let status = match error.status() {
            403 => "403",
            503 => "503",
            _ => "401",
        };
        let (message, challenge) = (error.message(), error.challenge());
        let fields = [
            ("code", error.code()),
            ("status", status),
            ("challenge", &challenge),
            ("description", error.description()),
        ];
        match error.claim() {
            None => Self::new(&message, &fields),
            Some(claim) => Self::new(&message, &[&fields[..], &[("claim", claim)]].concat()),
        }
    }
}

impl From<OptionError> for Refusal {
    fn from(error: OptionError) -> Self {
        Self::new(error.message(), &[])
    }
}

impl From<KeyError> for Refusal {
    fn from(error: KeyError) -> Self {
        Self::new(&error.message(), &[("code", error.code())])
    }
}

impl From<ConfigError> for Refusal {
    fn from(error: ConfigError) -> Self {
        match error {
            ConfigError::Option(error) => error.into(),
            ConfigError::Key(error) => error.into(),
        }
    }
}
