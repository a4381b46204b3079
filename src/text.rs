//! Sentences put together without `core::fmt`, which would make up a tenth of a small module.

use alloc::string::String;
use alloc::vec::Vec;

/// One text of several: `text!("`", name, "` must be a string")`.
macro_rules! text {
    ($($part:expr),+ $(,)?) => { [$(AsRef::<str>::as_ref(&$part)),+].concat() };
}
pub(crate) use text;

/// A number in decimal digits.
pub fn decimal(number: usize) -> String {
    digits(number, 10)
}

/// A number in digits of a base up to 16.
pub fn digits(mut number: usize, base: usize) -> String {
    let mut reversed = Vec::new();
    loop {
        let digit = b"0123456789abcdef".get(number % base).copied().unwrap_or(b'?');
        reversed.push(char::from(digit));
        number /= base;
        if number == 0 {
            return reversed.into_iter().rev().collect();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimal_digits() {
        for number in [0, 7, 10, 909, 1_048_576, usize::MAX] {
            assert_eq!(decimal(number), alloc::format!("{number}"));
            assert_eq!(digits(number, 16), alloc::format!("{number:x}"));
        }
        assert_eq!(text!("a", decimal(1), String::from("b")), "a1b");
    }
}
