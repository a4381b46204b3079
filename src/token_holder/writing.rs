//! Tokens as they stand in the bodies of requests.

use alloc::vec::Vec;

use crate::secret::Secret;

/// How a token is written into a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Writing {
    /// As it is.
    Plain,
    /// As a JSON string.
    Json,
    /// As a value of `application/x-www-form-urlencoded` (RFC 6749 appendix B).
    Form,
}

impl Writing {
    /// Appends `token`, which is visible ASCII.
    pub fn write(self, token: &Secret, out: &mut Vec<u8>) {
        // At once, so that no copy is left behind where it has grown from.
        out.reserve_exact(3 * token.len() + 2);
        let quote: &[u8] = if self == Self::Json { b"\"" } else { b"" };
        out.extend_from_slice(quote);
        for &byte in token.expose() {
            match self {
                Self::Json if matches!(byte, b'"' | b'\\') => out.extend([b'\\', byte]),
                Self::Form if !(byte.is_ascii_alphanumeric() || b"-._*".contains(&byte)) => {
                    let digit = |nibble: u8| b"0123456789ABCDEF"[usize::from(nibble & 15)];
                    out.extend([b'%', digit(byte >> 4), digit(byte)]);
                }
                Self::Plain | Self::Json | Self::Form => out.push(byte),
            }
        }
        out.extend_from_slice(quote);
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::String;

    use super::*;

    #[test]
    fn writes_tokens_into_bodies() {
        let odd = r#"a"b\c+d/e=&f~-._*"#;
        let written = |writing: Writing| {
            let mut out = Vec::new();
            writing.write(&Secret::from(odd.as_bytes()), &mut out);
            String::from_utf8(out).unwrap()
        };
        assert_eq!(written(Writing::Plain), odd);
        assert_eq!(written(Writing::Json), r#""a\"b\\c+d/e=&f~-._*""#);
        assert_eq!(written(Writing::Form), "a%22b%5Cc%2Bd%2Fe%3D%26f%7E-._*");
    }
}
