//! Sentences put together without `core::fmt`, which would make up a tenth of a small module.

use alloc::string::String;

/// One text of several: `text!("`", name, "` must be a string")`.
macro_rules! text {
    ($($part:expr),+ $(,)?) => { $crate::text::joined(&[$(AsRef::<str>::as_ref(&$part)),+], "") };
}
pub(crate) use text;

/// The parts with `separator` between them. A slice's `join` is compiled anew for each kind of part.
pub fn joined<T: AsRef<str>>(parts: &[T], separator: &str) -> String {
    let mut text = String::new();
    for (at, part) in parts.iter().enumerate() {
        if at > 0 {
            text.push_str(separator);
        }
        text.push_str(part.as_ref());
    }
    text
}

/// The first characters of a text, at most so many.
pub fn beginning(text: &str, characters: usize) -> &str {
    let end = text.char_indices().nth(characters).map_or(text.len(), |(end, _)| end);
    text.get(..end).unwrap_or_default()
}

/// A number in decimal digits.
pub fn decimal(number: usize) -> String {
    digits(number, 10)
}

/// A number in digits of a base up to 16.
pub fn digits(mut number: usize, base: usize) -> String {
    let mut text = String::new();
    loop {
        let digit = b"0123456789abcdef".get(number % base).copied().unwrap_or(b'?');
        text.insert(0, char::from(digit));
        number /= base;
        if number == 0 {
            return text;
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
        assert_eq!(joined(&["a", "b", ""], ", "), "a, b, ");
        assert_eq!((beginning("häß", 2), beginning("h", 2), beginning("", 2)), ("hä", "h", ""));
    }
}
