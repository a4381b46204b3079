//! Claims of one JSON type.

use alloc::borrow::Cow;
use alloc::string::String;

use crate::error::TokenError;
use crate::json::RawValue;
use crate::limits::LATEST_TIME;
use crate::time::UnixSeconds;

/// A claim that is not what its name stands for; `expected` goes on after "must be".
pub(super) fn invalid(name: &'static str, expected: &'static str) -> TokenError {
    TokenError::ClaimInvalid(Cow::Borrowed(name), expected)
}

/// `exp`: a NumericDate, and no later than the year 5000, beyond which milliseconds were meant; unless
/// the caller's clock is there already.
pub(super) fn expiry(
    value: Option<RawValue<'_>>,
    now: UnixSeconds,
) -> Result<Option<UnixSeconds>, TokenError> {
    match numeric_date("exp", value)? {
        Some(exp) if exp.get() > LATEST_TIME && now.get() <= LATEST_TIME => Err(invalid(
            "exp",
            "in seconds since 1970, and it lies beyond the year 5000: are these milliseconds?",
        )),
        exp => Ok(exp),
    }
}

/// A NumericDate: a JSON number, and one that a double can hold (libjwt #283).
pub(super) fn numeric_date(
    name: &'static str,
    value: Option<RawValue<'_>>,
) -> Result<Option<UnixSeconds>, TokenError> {
    match value {
        None => Ok(None),
        Some(value) => value
            .as_f64()
            .and_then(UnixSeconds::new)
            .map(Some)
            .ok_or(invalid(name, "a number: seconds since 1970")),
    }
}

/// A string.
pub(super) fn string<'a>(
    name: &'static str,
    value: Option<RawValue<'a>>,
) -> Result<Option<Cow<'a, str>>, TokenError> {
    match value {
        None => Ok(None),
        Some(value) => value.as_str().map(Some).ok_or(invalid(name, "a string")),
    }
}

/// Checks that a claim has one of the wanted values, if there are any.
///
/// # Errors
/// [`TokenError::ClaimMissing`] or [`TokenError::ClaimMismatch`].
pub(super) fn one_of(name: &'static str, found: Option<&str>, wanted: &[String]) -> Result<(), TokenError> {
    if wanted.is_empty() {
        return Ok(());
    }
    match found {
        None => Err(TokenError::ClaimMissing(Cow::Borrowed(name))),
        // Whole values: a substring or a prefix is another issuer (CVE-2024-53861).
        Some(found) if wanted.iter().any(|wanted| wanted == found) => Ok(()),
        Some(found) => {
            let by_slash = |wanted: &String| {
                found.strip_suffix('/') == Some(wanted) || wanted.strip_suffix('/') == Some(found)
            };
            // An issuer's name is no secret to the operator, and this is its most frequent misspelling.
            let hint = if wanted.iter().any(by_slash) {
                ": they differ by the slash at the end alone; write it as the issuer does"
            } else {
                ""
            };
            Err(TokenError::ClaimMismatch(Cow::Borrowed(name), hint))
        }
    }
}
