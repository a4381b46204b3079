//! Instants and durations: unix seconds in, unix seconds out.
//!
//! JWT times are seconds since 1970-01-01T00:00:00Z, ignoring leap seconds, and may have a
//! fraction (RFC 7519 section 2, NumericDate). A double holds them exactly far beyond any
//! real date, and is what JSON and JavaScript have.

use crate::error::OptionError;
use crate::limits::MAX_TIME_TEXT_BYTES;
use crate::options::wrong;
use crate::text::text;
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
    date_time(text.as_bytes()).map(UnixSeconds).ok_or_else(invalid)
}

/// `date-time` of RFC 3339 section 5.6. (The `time` crate would add 6 KiB to the compressed
/// module; the tests compare with it.)
fn date_time(text: &[u8]) -> Option<f64> {
    let (date, rest) = text.split_at_checked(10)?;
    let [y0, y1, y2, y3, b'-', m0, m1, b'-', d0, d1] = *date else { return None };
    let year = number(&[y0, y1, y2, y3])?;
    let (month, day) = (number(&[m0, m1])?, number(&[d0, d1])?);
    let (time, rest) = rest.split_at_checked(9)?;
    let [b'T' | b't', h0, h1, b':', n0, n1, b':', s0, s1] = *time else { return None };
    let (hour, minute, second) = (number(&[h0, h1])?, number(&[n0, n1])?, number(&[s0, s1])?);

    let (fraction, offset) = match rest.strip_prefix(b".") {
        Some(rest) => {
            let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
            let (fraction, offset) = rest.split_at(digits);
            // Nanoseconds are enough; what is finer is dropped.
            let kept = fraction.get(..9).unwrap_or(fraction);
            (number(kept)? as f64 / 10_f64.powi(kept.len() as i32), offset)
        }
        None => (0.0, rest),
    };
    let offset = match *offset {
        [b'Z' | b'z'] => 0,
        [sign @ (b'+' | b'-'), h0, h1, b':', m0, m1] => {
            let (hours, minutes) = (number(&[h0, h1])?, number(&[m0, m1])?);
            if hours > 23 || minutes > 59 {
                return None;
            }
            let seconds = hours * 3600 + minutes * 60;
            if sign == b'-' { -seconds } else { seconds }
        }
        _ => return None,
    };
    if !(1..=12).contains(&month) || !(1..=days_in(month, year)).contains(&day) || hour > 23 || minute > 59 {
        return None;
    }
    let seconds = days_before(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second - offset;
    // A leap second ends a day in UTC (section 5.7); unix time gives it the number of the next one.
    if second > 60 || (second == 60 && seconds.rem_euclid(86_400) != 0) {
        return None;
    }
    Some(seconds as f64 + fraction)
}

/// Decimal digits, at least one.
fn number(digits: &[u8]) -> Option<i64> {
    if digits.is_empty() {
        return None;
    }
    digits.iter().try_fold(0, |n, byte| byte.is_ascii_digit().then(|| n * 10 + i64::from(byte - b'0')))
}

fn days_in(month: i64, year: i64) -> i64 {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days from 1970-01-01 to a date of the Gregorian calendar: years are counted from March, so
/// that the leap day is the last one.
fn days_before(year: i64, month: i64, day: i64) -> i64 {
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    // Months from March on have 31, 30, 31, 30, 31 days, again and again: 153 in five.
    year * 365 + leap_days + (153 * month + 2) / 5 + day - 1 - 719_468
}

/// The year 5000. A number of seconds beyond it is one of milliseconds since 1973.
pub const YEAR_5000: UnixSeconds = UnixSeconds(95_617_584_000.0);

/// A number as an instant.
///
/// # Errors
/// [`OptionError`] that calls the number `name`, unless it is finite and not beyond the year 5000.
pub fn unix_seconds(name: &str, seconds: f64) -> Result<UnixSeconds, OptionError> {
    let instant = UnixSeconds::new(seconds)
        .ok_or_else(|| OptionError::new(text!("`", name, "` must be a finite number of unix seconds")))?;
    if instant > YEAR_5000 {
        return Err(OptionError::new(text!(
            "`",
            name,
            "` must be unix seconds, and is beyond the year 5000: milliseconds?"
        )));
    }
    Ok(instant)
}

/// An instant as an argument: unix seconds, or an RFC 3339 timestamp.
///
/// # Errors
/// [`OptionError`] that calls the argument `name`.
pub fn instant(name: &str, value: &Value) -> Result<UnixSeconds, OptionError> {
    match value {
        Value::Number(seconds) => unix_seconds(name, *seconds),
        Value::String(_) => parse_timestamp(value.as_str().unwrap_or_default())
            .map_err(|error| OptionError::new(text!("`", name, "`: ", error.message()))),
        other => Err(wrong(name, "unix seconds or an RFC 3339 timestamp", other)),
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
    #[cfg(not(target_arch = "wasm32"))]
    fn timestamps_as_the_time_crate_reads_them() {
        use ::time::OffsetDateTime;
        use ::time::format_description::well_known::Rfc3339;
        let mut state = 7_u64;
        let mut random = |bound: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % bound
        };
        let mut accepted = 0;
        for _ in 0..200_000 {
            let text = format!(
                "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{}{}",
                random(10_000),
                random(14),
                random(33),
                random(25),
                random(61),
                random(60),
                ["", ".5", ".25", ".123456789"][random(4) as usize],
                ["Z", "z", "+00:00", "-00:00", "+01:00", "-08:30", "+23:59", "+24:00", "", "+1:00"]
                    [random(10) as usize],
            );
            let theirs = OffsetDateTime::parse(&text, &Rfc3339)
                .map(|t| t.unix_timestamp() as f64 + f64::from(t.nanosecond()) / 1e9);
            match (parse_timestamp(&text), theirs) {
                (Ok(ours), Ok(theirs)) => {
                    assert_eq!(ours.get(), theirs, "{text}");
                    accepted += 1;
                }
                (ours, theirs) => assert_eq!(ours.is_ok(), theirs.is_ok(), "{text}"),
            }
        }
        assert!(accepted > 50_000, "{accepted}");
    }

    #[test]
    fn milliseconds_are_told() {
        for number in [95_617_584_001.0, 1.8e12] {
            let error = instant("exp", &Value::Number(number)).unwrap_err();
            assert_eq!(
                error.message(),
                "`exp` must be unix seconds, and is beyond the year 5000: milliseconds?"
            );
        }
        for number in [-1.0, 0.0, 1.8e9, 95_617_584_000.0] {
            assert_eq!(instant("exp", &Value::Number(number)).unwrap().get(), number);
        }
        assert_eq!(parse_timestamp("5000-01-01T00:00:00Z").unwrap(), YEAR_5000);
        // What is spelt out is no mistake.
        let never = Value::String(crate::secret::Secret::from(&b"9999-12-31T23:59:59Z"[..]));
        assert_eq!(instant("exp", &never).unwrap().get(), 253_402_300_799.0);
    }

    #[test]
    fn leap_seconds() {
        assert_eq!(
            parse_timestamp("1990-12-31T23:59:60Z").unwrap(),
            parse_timestamp("1991-01-01T00:00:00Z").unwrap()
        );
        assert_eq!(
            parse_timestamp("1990-12-31T15:59:60-08:00").unwrap(),
            parse_timestamp("1991-01-01T00:00:00Z").unwrap()
        );
        assert!(parse_timestamp("1990-12-31T22:59:60Z").is_err());
        assert!(parse_timestamp("1990-12-31T23:59:61Z").is_err());
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
