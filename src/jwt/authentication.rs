//! Whom a token is about, and how they logged in: the same in ID tokens (OpenID Connect Core 1.0 section 2)
//! and in access tokens (RFC 9068 section 2.2.1).

use super::policy::Policy;
use super::read::{invalid, numeric_date, string};
use crate::error::TokenError;
use crate::json::{Kind, RawValue};
use crate::time::UnixSeconds;

/// The claims of a user's authentication, as they stand in the payload.
#[derive(Debug, Default)]
pub struct Authentication<'a> {
    sub: Option<RawValue<'a>>,
    iat: Option<RawValue<'a>>,
    auth_time: Option<RawValue<'a>>,
    acr: Option<RawValue<'a>>,
    amr: Option<RawValue<'a>>,
}

impl<'a> Authentication<'a> {
    /// The place of the claim of this name, if it is one of these.
    pub fn slot(&mut self, name: &str) -> Option<&mut Option<RawValue<'a>>> {
        match name {
            "sub" => Some(&mut self.sub),
            "iat" => Some(&mut self.iat),
            "auth_time" => Some(&mut self.auth_time),
            "acr" => Some(&mut self.acr),
            "amr" => Some(&mut self.amr),
            _ => None,
        }
    }

    /// The subject.
    pub fn sub(&self) -> Option<RawValue<'a>> {
        self.sub
    }

    /// Checks types and bounds, and gives `auth_time`. What must be there is checked elsewhere.
    ///
    /// # Errors
    /// [`TokenError::ClaimInvalid`] for an empty subject, a time before 1970, an `auth_time` in the future,
    /// or a value of the wrong type.
    pub fn check(&self, policy: &Policy, now: UnixSeconds) -> Result<Option<UnixSeconds>, TokenError> {
        not_empty("sub", self.sub)?;
        // RFC 7519 section 2: the seconds since 1970.
        if numeric_date("iat", self.iat)?.is_some_and(|iat| iat.get() < 0.0) {
            return Err(invalid("iat", "a time after 1970"));
        }
        let auth_time = numeric_date("auth_time", self.auth_time)?;
        let possible = 0.0..=now.get() + policy.clock_tolerance;
        if auth_time.is_some_and(|auth_time| !possible.contains(&auth_time.get())) {
            return Err(invalid("auth_time", "a time between 1970 and now"));
        }
        string("acr", self.acr)?;
        let is_string = |value: RawValue<'_>| value.kind() == Kind::String;
        let methods = |amr: RawValue<'_>| amr.elements().is_some_and(|mut all| all.all(is_string));
        if self.amr.is_none_or(methods) { Ok(auth_time) } else { Err(invalid("amr", "an array of strings")) }
    }
}

/// A string that says something, if it is there.
///
/// # Errors
/// [`TokenError::ClaimInvalid`].
pub(super) fn not_empty(name: &'static str, value: Option<RawValue<'_>>) -> Result<(), TokenError> {
    match string(name, value)? {
        Some(text) if text.is_empty() => Err(invalid(name, "a string that is not empty")),
        _ => Ok(()),
    }
}
