//! Sentences put together without `core::fmt`, which would make up a tenth of a small module.

use alloc::string::String;

/// One text of several: `text!("`", name, "` must be a string")`.
macro_rules! text {
    ($($part:expr),+ $(,)?) => { [$(AsRef::<str>::as_ref(&$part)),+].concat() };
}
pub(crate) use text;

/// A number in decimal digits.
pub fn decimal(mut number: usize) -> String {
    let mut digits = alloc::vec::Vec::new();
    loop {
        digits.push(char::from(b'0' + (number % 10) as u8));
        number /= 10;
        if number == 0 {
            return digits.into_iter().rev().collect();
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
        }
        assert_eq!(text!("a", decimal(1), String::from("b")), "a1b");
    }
}
