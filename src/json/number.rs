//! The values of numbers whose form was checked (RFC 8259 section 6).

/// The value of a checked number.
pub(super) fn value(text: &str) -> f64 {
    // Times are whole numbers of ten digits.
    if text.len() <= 15 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        text.bytes().fold(0, |value: u64, digit| value * 10 + u64::from(digit - b'0')) as f64
    } else {
        any_number(text)
    }
}

/// A mantissa below 2^53 and a power of ten up to 10^22 are doubles without error, so one
/// product or quotient of them is correctly rounded (W. D. Clinger, "How to read floating
/// point numbers accurately", 1990). The standard library's parser rounds everything else
/// correctly too, at the price of ten kilobytes of tables that no claim needs.
///
/// Apart, because few tokens need it: engines compile a function when it is first called.
#[cold]
#[inline(never)]
fn any_number(text: &str) -> f64 {
    let (text, negative) = match text.strip_prefix('-') {
        Some(rest) => (rest, true),
        None => (text, false),
    };
    let (digits, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let mut mantissa: u64 = 0;
    let mut scale: i64 = 0;
    for (digits, places) in [(whole, 0), (fraction, 1)] {
        for digit in digits.bytes() {
            // Beyond 18 digits only the magnitude counts.
            if mantissa < 100_000_000_000_000_000 {
                mantissa = mantissa * 10 + u64::from(digit - b'0');
                scale -= places;
            } else {
                scale += 1 - places;
            }
        }
    }
    let exponent = exponent.strip_prefix('+').unwrap_or(exponent);
    let power = match exponent.parse::<i64>() {
        Ok(exponent) => scale.saturating_add(exponent).clamp(-400, 400),
        Err(_) if exponent.starts_with('-') => -400,
        Err(_) => 400,
    };
    let mut value = mantissa as f64;
    if mantissa != 0 {
        let mut left = power.unsigned_abs();
        while left > 0 {
            let step = left.min(22);
            let ten = (0..step).fold(1.0, |ten, _| ten * 10.0);
            value = if power < 0 { value / ten } else { value * ten };
            left -= step;
        }
    }
    if negative { -value } else { value }
}
