//! Claims of one JSON type.

use alloc::borrow::Cow;

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
