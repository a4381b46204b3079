//! Instants and durations: unix seconds in, unix seconds out.
//!
//! JWT times are seconds since 1970-01-01T00:00:00Z, ignoring leap seconds, and may have a
//! fraction (RFC 7519 section 2, NumericDate). A double holds them exactly far beyond any
//! real date, and is what JSON and JavaScript have.

use alloc::format;

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::error::OptionError;
use crate::limits::MAX_TIME_TEXT_BYTES;
use crate::value::Value;

/// An instant: seconds since the epoch, always finite.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct UnixSeconds(f64);

impl UnixSeconds {
    /// `seconds` as an instant, unless it is infinite or not a number.
    ///
    /// ```
    /// use tokenward::time::UnixSeconds;
    ///
    /// assert!(UnixSeconds::new(1_300_819_380.0).is_some());
    /// assert!(UnixSeconds::new(f64::NAN).is_none()); // fast-jwt #640
    /// ```
    pub fn new(seconds: f64) -> Option<Self> {
        seconds.is_finite().then_some(Self(seconds))
    }

    /// The seconds since the epoch.
    pub fn get(self) -> f64 {
        self.0
    }

    /// Seconds from `earlier` to here; negative when it is later.
    pub fn since(self, earlier: Self) -> f64 {
        self.0 - earlier.0
    }
}

/// Reads an RFC 3339 timestamp, such as `2026-01-31T23:59:59.5+01:00`.
///
/// # Errors
/// [`OptionError`] for anything else; a local time without an offset is no instant.
///
/// ```
/// use tokenward::time::parse_timestamp;
///
/// assert_eq!(parse_timestamp("1970-01-01T00:01:00Z").unwrap().get(), 60.0);
/// assert!(parse_timestamp("2026-01-31 23:59").is_err());
/// ```
pub fn parse_timestamp(text: &str) -> Result<UnixSeconds, OptionError> {
    let invalid =
        || OptionError::new("a timestamp must be RFC 3339 with an offset, such as '2026-01-31T23:59:59Z'");
    if text.len() > MAX_TIME_TEXT_BYTES {
        return Err(invalid());
    }
    let instant = OffsetDateTime::parse(text, &Rfc3339).map_err(|_| invalid())?;
    Ok(UnixSeconds(instant.unix_timestamp() as f64 + f64::from(instant.nanosecond()) / 1e9))
}

/// An instant as an argument: unix seconds, or an RFC 3339 timestamp.
///
/// # Errors
/// [`OptionError`] that calls the argument `name`.
pub fn instant(name: &str, value: &Value) -> Result<UnixSeconds, OptionError> {
    match value {
        Value::Number(seconds) => UnixSeconds::new(*seconds)
            .ok_or_else(|| OptionError::new(format!("`{name}` must be a finite number of unix seconds"))),
        Value::String(_) => parse_timestamp(value.as_str().unwrap_or_default())
            .map_err(|error| OptionError::new(format!("`{name}`: {error}"))),
        other => Err(OptionError::new(format!(
            "`{name}` must be unix seconds or an RFC 3339 timestamp, not {}",
            other.kind()
        ))),
    }
}

/// Reads a duration such as `'90s'`, `'15m'`, `'1h30m'`, `'7d'`, `'2w'`; returns seconds.
///
/// Units go from large to small and each is used once. There is no month and no year,
/// whose lengths vary, and no bare number, whose unit one has to guess.
///
/// # Errors
/// [`OptionError`] for anything else, or more than 2^53 seconds.
///
/// ```
/// use tokenward::time::parse_duration;
///
/// assert_eq!(parse_duration("15m").unwrap(), 900.0);
/// assert_eq!(parse_duration("1h30m").unwrap(), 5400.0);
/// assert!(parse_duration("15").is_err());
/// ```
pub fn parse_duration(text: &str) -> Result<f64, OptionError> {
    const UNITS: [(u8, u64); 5] = [(b'w', 604_800), (b'd', 86_400), (b'h', 3_600), (b'm', 60), (b's', 1)];
    const MAX_SECONDS: u64 = 1 << 53;

    let invalid = || {
        OptionError::new(
            "a duration must be whole numbers with the units w, d, h, m, s in this order, such as '15m' or '1h30m'",
        )
    };
    if text.is_empty() || text.len() > MAX_TIME_TEXT_BYTES {
        return Err(invalid());
    }
    let mut units = UNITS.iter();
    let mut total: u64 = 0;
    let mut number: Option<u64> = None;
    for byte in text.bytes() {
        if byte.is_ascii_digit() {
            let digit = u64::from(byte - b'0');
            let next = number.unwrap_or(0).checked_mul(10).and_then(|n| n.checked_add(digit));
            number = Some(next.ok_or_else(invalid)?);
        } else {
            let (_, seconds) = units.find(|(unit, _)| *unit == byte).ok_or_else(invalid)?;
            let part = number.take().and_then(|n| n.checked_mul(*seconds)).ok_or_else(invalid)?;
            total = total.checked_add(part).filter(|total| *total <= MAX_SECONDS).ok_or_else(invalid)?;
        }
    }
    if number.is_some() {
        return Err(invalid());
    }
    Ok(total as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations() {
        for (text, seconds) in [
            ("0s", 0.0),
            ("90s", 90.0),
            ("15m", 900.0),
            ("1h", 3600.0),
            ("7d", 604_800.0),
            ("2w", 1_209_600.0),
            ("1w2d3h4m5s", 788_645.0),
        ] {
            assert_eq!(parse_duration(text).unwrap(), seconds, "{text}");
        }
        for text in [
            "",
            "15",
            "m",
            "15 m",
            " 15m",
            "15m ",
            "-15m",
            "+15m",
            "1.5h",
            "15M",
            "15ms",
            "30m1h",
            "1h1h",
            "1e3s",
            "99999999999999999999s",
            "18446744073709551615w",
            "٣s",
            "1y",
            "PT15M",
        ] {
            assert!(parse_duration(text).is_err(), "{text}");
        }
    }

    #[test]
    fn timestamps() {
        for (text, seconds) in [
            ("1970-01-01T00:00:00Z", 0.0),
            ("2011-03-22T18:43:00Z", 1_300_819_380.0),
            ("2011-03-22T19:43:00+01:00", 1_300_819_380.0),
            ("2024-02-29T12:00:00.25Z", 1_709_208_000.25),
            ("1969-12-31T23:59:59Z", -1.0),
        ] {
            assert_eq!(parse_timestamp(text).unwrap().get(), seconds, "{text}");
        }
        for text in [
            "",
            "2011-03-22",
            "2011-03-22T18:43:00",
            "2011-03-22T18:43Z",
            "2011-02-30T00:00:00Z",
            "2023-02-29T00:00:00Z",
            "2011-13-01T00:00:00Z",
            "2011-03-22T24:00:00Z",
            "2011-03-22T18:43:00+25:00",
            "1300819380",
            "2011-03-22T18:43:00Zjunk",
            " 2011-03-22T18:43:00Z",
        ] {
            assert!(parse_timestamp(text).is_err(), "{text}");
        }
    }
}
