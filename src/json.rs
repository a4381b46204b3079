//! Strict JSON for tokens and keys (RFC 8259, RFC 7493 I-JSON): one pass, no tree.
//!
//! [`parse_object`] checks the whole text once and hands out the top-level members as
//! spans of it. What it refuses is what makes two parsers disagree: duplicate members at
//! any depth (also when one is spelled with escapes), lone surrogates, invalid UTF-8,
//! nesting beyond [`MAX_JSON_DEPTH`]. What it accepts, `JSON.parse` reads the same way,
//! so the checked text itself is what JavaScript receives.

mod number;

use alloc::borrow::Cow;
use alloc::collections::BinaryHeap;
use alloc::string::String;
use alloc::vec::Vec;

use crate::limits::MAX_JSON_DEPTH;

/// The text is not one strict JSON object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidJson;

/// The JSON type of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `null`
    Null,
    /// `true` or `false`
    Bool,
    /// A number of any size
    Number,
    /// A string
    String,
    /// An array
    Array,
    /// An object
    Object,
}

/// A checked value: its type and its text.
#[derive(Clone, Copy, Debug)]
pub struct RawValue<'a> {
    kind: Kind,
    text: &'a str,
}

/// Parses `text` as one JSON object and calls `member` for each of its members, in order.
///
/// The calls happen while the rest of the text is still unchecked: use what they gave
/// only after `Ok`.
///
/// # Errors
/// [`InvalidJson`] as the module says.
pub fn parse_object<'a>(
    text: &'a [u8],
    mut member: impl FnMut(&str, RawValue<'a>),
) -> Result<(), InvalidJson> {
    let text = core::str::from_utf8(text).map_err(|_| InvalidJson)?;
    let mut scanner = Scanner { text, bytes: text.as_bytes(), at: 0 };
    scanner.space();
    if scanner.peek() != Some(b'{') {
        return Err(InvalidJson);
    }
    scanner.object(1, &mut member)?;
    scanner.space();
    if scanner.at == scanner.bytes.len() { Ok(()) } else { Err(InvalidJson) }
}

/// The number that a whole text is, by the grammar of RFC 8259 section 6; see [`RawValue::as_f64`].
pub fn parse_number(text: &str) -> Option<f64> {
    let mut scanner = Scanner { text, bytes: text.as_bytes(), at: 0 };
    scanner.number().ok()?;
    (scanner.at == text.len()).then(|| number::value(text))
}

/// Appends `text` as a JSON string.
///
/// ```
/// let mut json = String::new();
/// tokenward::json::write_string("a \"name\"\n", &mut json);
/// assert_eq!(json, r#""a \"name\"\u000a""#);
/// ```
pub fn write_string(text: &str, out: &mut String) {
    const DIGITS: [char; 16] =
        ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];
    out.push('"');
    for char in text.chars() {
        match char {
            '"' | '\\' => out.extend(['\\', char]),
            '\0'..'\x20' => {
                out.push_str("\\u00");
                out.extend([DIGITS[char as usize >> 4], DIGITS[char as usize & 15]]);
            }
            _ => out.push(char),
        }
    }
    out.push('"');
}

impl<'a> RawValue<'a> {
    /// The JSON type.
    pub fn kind(self) -> Kind {
        self.kind
    }

    /// The string, escapes resolved, if it is one.
    pub fn as_str(self) -> Option<Cow<'a, str>> {
        match self.kind {
            Kind::String => Some(unescape(self.text)),
            _ => None,
        }
    }

    /// The number, if it is one; infinite if it is beyond the range of a double.
    ///
    /// Numbers of up to 2^53 and 22 decimal places, so all real times, are read exactly as
    /// `JSON.parse` reads them; others to within a few units in the last place.
    pub fn as_f64(self) -> Option<f64> {
        match self.kind {
            Kind::Number => Some(number::value(self.text)),
            _ => None,
        }
    }

    /// The elements, if it is an array.
    pub fn elements(self) -> Option<Elements<'a>> {
        match self.kind {
            // Past the opening bracket.
            Kind::Array => Some(Elements(Scanner { text: self.text, bytes: self.text.as_bytes(), at: 1 })),
            _ => None,
        }
    }

    /// The members, if it is an object.
    pub fn members(self) -> Option<Vec<(String, RawValue<'a>)>> {
        if self.kind != Kind::Object {
            return None;
        }
        let mut members = Vec::new();
        parse_object(self.text.as_bytes(), |name, value| members.push((name.into(), value))).ok()?;
        Some(members)
    }

    /// Whether it is `true`.
    pub fn is_true(self) -> bool {
        self.text == "true"
    }
}

/// The elements of a checked array.
#[derive(Clone, Debug)]
pub struct Elements<'a>(Scanner<'a>);

impl<'a> Iterator for Elements<'a> {
    type Item = RawValue<'a>;

    fn next(&mut self) -> Option<RawValue<'a>> {
        self.0.space();
        if self.0.peek() == Some(b',') {
            self.0.at += 1;
            self.0.space();
        }
        if matches!(self.0.peek(), None | Some(b']')) {
            return None;
        }
        self.0.value(1).ok()
    }
}

#[derive(Clone, Debug)]
struct Scanner<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Scanner<'a> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn expect(&mut self, byte: u8) -> Result<(), InvalidJson> {
        if self.peek() == Some(byte) {
            self.at += 1;
            Ok(())
        } else {
            Err(InvalidJson)
        }
    }

    /// One value at nesting `depth`, with its span.
    fn value(&mut self, depth: usize) -> Result<RawValue<'a>, InvalidJson> {
        let start = self.at;
        let kind = match self.peek().ok_or(InvalidJson)? {
            b'"' => {
                self.string()?;
                Kind::String
            }
            b'{' => {
                self.object(depth, &mut |_, _| ())?;
                Kind::Object
            }
            b'[' => {
                self.array(depth)?;
                Kind::Array
            }
            b't' => self.literal("true", Kind::Bool)?,
            b'f' => self.literal("false", Kind::Bool)?,
            b'n' => self.literal("null", Kind::Null)?,
            _ => {
                self.number()?;
                Kind::Number
            }
        };
        let text = self.text.get(start..self.at).ok_or(InvalidJson)?;
        Ok(RawValue { kind, text })
    }

    fn object(
        &mut self,
        depth: usize,
        member: &mut dyn FnMut(&str, RawValue<'a>),
    ) -> Result<(), InvalidJson> {
        if depth > MAX_JSON_DEPTH {
            return Err(InvalidJson);
        }
        self.expect(b'{')?;
        self.space();
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Ok(());
        }
        let mut names = Names::new();
        loop {
            if self.peek() != Some(b'"') {
                return Err(InvalidJson);
            }
            let name = unescape(self.string()?);
            self.space();
            self.expect(b':')?;
            self.space();
            let value = self.value(depth + 1)?;
            member(&name, value);
            names.push(name)?;
            self.space();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b'}') => break,
                _ => return Err(InvalidJson),
            }
            self.space();
        }
        self.at += 1;
        names.distinct()
    }

    fn array(&mut self, depth: usize) -> Result<(), InvalidJson> {
        if depth > MAX_JSON_DEPTH {
            return Err(InvalidJson);
        }
        self.expect(b'[')?;
        self.space();
        if self.peek() == Some(b']') {
            self.at += 1;
            return Ok(());
        }
        loop {
            self.value(depth + 1)?;
            self.space();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b']') => break,
                _ => return Err(InvalidJson),
            }
            self.space();
        }
        self.at += 1;
        Ok(())
    }

    fn literal(&mut self, word: &str, kind: Kind) -> Result<Kind, InvalidJson> {
        let rest = self.bytes.get(self.at..).ok_or(InvalidJson)?;
        if !rest.starts_with(word.as_bytes()) {
            return Err(InvalidJson);
        }
        self.at += word.len();
        Ok(kind)
    }

    /// A number by the grammar of RFC 8259 section 6.
    fn number(&mut self) -> Result<(), InvalidJson> {
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        match self.peek() {
            Some(b'0') => self.at += 1,
            Some(b'1'..=b'9') => self.digits()?,
            _ => return Err(InvalidJson),
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            self.digits()?;
        }
        Ok(())
    }

    fn digits(&mut self) -> Result<(), InvalidJson> {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        if self.at > start { Ok(()) } else { Err(InvalidJson) }
    }

    /// A string, quotes included in the returned span.
    fn string(&mut self) -> Result<&'a str, InvalidJson> {
        let start = self.at;
        self.at += 1;
        loop {
            match self.peek().ok_or(InvalidJson)? {
                b'"' => break,
                b'\\' => self.escape()?,
                0..=0x1f => return Err(InvalidJson),
                _ => self.at += 1,
            }
        }
        self.at += 1;
        self.text.get(start..self.at).ok_or(InvalidJson)
    }

    /// An escape by RFC 8259 section 7; surrogates only in pairs (RFC 7493 section 2.1).
    fn escape(&mut self) -> Result<(), InvalidJson> {
        match self.bytes.get(self.at + 1).ok_or(InvalidJson)? {
            b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => {
                self.at += 2;
                Ok(())
            }
            b'u' => {
                let first = self.code_unit()?;
                match first {
                    0xd800..=0xdbff => match self.code_unit()? {
                        0xdc00..=0xdfff => Ok(()),
                        _ => Err(InvalidJson),
                    },
                    0xdc00..=0xdfff => Err(InvalidJson),
                    _ => Ok(()),
                }
            }
            _ => Err(InvalidJson),
        }
    }

    /// The `\uXXXX` at the current position.
    fn code_unit(&mut self) -> Result<u32, InvalidJson> {
        let escape = self.bytes.get(self.at..self.at + 6).ok_or(InvalidJson)?;
        let digits = escape.strip_prefix(b"\\u").ok_or(InvalidJson)?;
        let mut unit = 0;
        for digit in digits {
            unit = unit << 4 | char::from(*digit).to_digit(16).ok_or(InvalidJson)?;
        }
        self.at += 6;
        Ok(unit)
    }
}

/// Resolves the escapes of a checked string span, quotes included in `span`.
fn unescape(span: &str) -> Cow<'_, str> {
    let inner = span.get(1..span.len().saturating_sub(1)).unwrap_or_default();
    if inner.as_bytes().contains(&b'\\') {
        Cow::Owned(with_escapes_resolved(inner))
    } else {
        Cow::Borrowed(inner)
    }
}

/// Apart, because few tokens need it: engines compile a function when it is first called.
#[cold]
#[inline(never)]
fn with_escapes_resolved(inner: &str) -> String {
    let mut out = String::with_capacity(inner.len());
    let mut rest = inner;
    while let Some((before, after)) = rest.split_once('\\') {
        out.push_str(before);
        let mut chars = after.chars();
        match chars.next() {
            Some('b') => out.push('\u{8}'),
            Some('f') => out.push('\u{c}'),
            Some('n') => out.push('\n'),
            Some('r') => out.push('\r'),
            Some('t') => out.push('\t'),
            Some('u') => {
                let unit = |hex: Option<&str>| hex.and_then(|hex| u32::from_str_radix(hex, 16).ok());
                let first = unit(after.get(1..5)).unwrap_or(0xfffd);
                let code = if (0xd800..0xdc00).contains(&first) {
                    let second = unit(after.get(7..11)).unwrap_or(0xdc00);
                    chars = after.get(11..).unwrap_or_default().chars();
                    0x10000 + ((first - 0xd800) << 10) + (second & 0x3ff)
                } else {
                    chars = after.get(5..).unwrap_or_default().chars();
                    first
                };
                out.push(char::from_u32(code).unwrap_or('\u{fffd}'));
            }
            Some(other) => out.push(other), // `"`, `\` and `/` stand for themselves
            None => {}
        }
        rest = chars.as_str();
    }
    out.push_str(rest);
    out
}

/// The member names of one object, to find duplicates.
///
/// A few names without escapes, the usual case, are compared pairwise where they stand; more
/// are sorted once, so that an object of thousands of members costs n log n and not its square.
struct Names<'a> {
    few: [&'a str; FEW_NAMES],
    count: usize,
    many: Vec<Cow<'a, str>>,
}

const FEW_NAMES: usize = 16;

impl<'a> Names<'a> {
    fn new() -> Self {
        Self { few: [""; FEW_NAMES], count: 0, many: Vec::new() }
    }

    fn push(&mut self, name: Cow<'a, str>) -> Result<(), InvalidJson> {
        match (name, self.few.get_mut(self.count)) {
            (Cow::Borrowed(name), Some(free)) => {
                *free = name;
                if self.few[..self.count].contains(&name) {
                    return Err(InvalidJson);
                }
                self.count += 1;
            }
            (name, _) => self.many.push(name),
        }
        Ok(())
    }

    fn distinct(mut self) -> Result<(), InvalidJson> {
        if self.many.is_empty() {
            return Ok(());
        }
        self.many.extend(self.few[..self.count].iter().map(|name| Cow::Borrowed(*name)));
        // A heap's way of sorting takes a tenth of the code of a slice's.
        let sorted = BinaryHeap::from(self.many).into_sorted_vec();
        if sorted.windows(2).any(|pair| pair[0] == pair[1]) { Err(InvalidJson) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests;
