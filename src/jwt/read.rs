//! Claims of one JSON type.

use alloc::borrow::Cow;

use crate::error::TokenError;
use crate::json::RawValue;
use crate::time::UnixSeconds;

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
            .ok_or(TokenError::ClaimInvalid(Cow::Borrowed(name))),
    }
}

/// A string.
pub(super) fn string<'a>(
    name: &'static str,
    value: Option<RawValue<'a>>,
) -> Result<Option<Cow<'a, str>>, TokenError> {
    match value {
        None => Ok(None),
        Some(value) => value.as_str().map(Some).ok_or(TokenError::ClaimInvalid(Cow::Borrowed(name))),
    }
}
