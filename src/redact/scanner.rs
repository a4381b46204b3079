//! The pass over the text: where words start and end, and what they announce.

use alloc::borrow::Cow;
use alloc::string::String;

/// Length of the shortest key of a vendor.
pub const SHORTEST_KEY: usize = 20;

/// What stands for a value that was taken out.
pub const REDACTED: &str = "[redacted]";

/// Classes of bytes, as bits.
pub const ALNUM: u8 = 1;
pub const DOT: u8 = 2;
/// `-` and `_`
pub const DASH: u8 = 4;
/// What a word is made of: base64url and dots.
pub const WORD: u8 = ALNUM | DOT | DASH;
/// Upper-case letters and digits
pub const UPPER: u8 = 8;
pub const HEX: u8 = 16;
/// What base64 has and base64url has not
pub const BASE64: u8 = 32;
/// What a word must have in it for a JWT.
pub const LETTER_J: u8 = 64;

const CLASSES: [u8; 256] = {
    let mut classes = [0; 256];
    let mut at = 0;
    while at < 128 {
        let byte = at as u8;
        let mut class = match byte {
            b'.' => DOT,
            b'-' | b'_' => DASH,
            b'+' | b'/' | b'=' => BASE64,
            b'J' => LETTER_J,
            _ => 0,
        };
        if byte.is_ascii_alphanumeric() {
            class |= ALNUM;
        }
        if byte.is_ascii_uppercase() || byte.is_ascii_digit() {
            class |= UPPER;
        }
        if byte.is_ascii_hexdigit() {
            class |= HEX;
        }
        classes[at] = class;
        at += 1;
    }
    classes
};

pub fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | 0x0b | 0x0c)
}

pub fn is_quote(byte: u8) -> bool {
    matches!(byte, b'"' | b'\'' | b'`')
}

/// A value found ahead, to be taken out when the pass gets there.
struct Ahead {
    start: usize,
    end: usize,
    /// It is JSON without quotes, and gets some with so many backslashes.
    quotes: Option<usize>,
}

pub struct Scanner<'a> {
    pub text: &'a str,
    out: String,
    /// What stands before this is in `out`.
    copied: usize,
    /// No look goes back behind this: what stands there is not in the result, and a second
    /// redaction has to decide alike.
    pub fresh: usize,
    /// Whether a double quote is open in this line.
    pub in_quotes: bool,
    ahead: Option<Ahead>,
    /// The word before, for names such as `api key`.
    pub previous: (usize, usize),
    /// No `@` of a URL stands between the pass and this.
    pub no_at_until: usize,
    #[cfg(test)]
    steps: core::cell::Cell<usize>,
}

impl<'a> Scanner<'a> {
    pub fn new(text: &'a str) -> Self {
        Scanner {
            text,
            out: String::new(),
            copied: 0,
            fresh: 0,
            in_quotes: false,
            ahead: None,
            previous: (0, 0),
            no_at_until: 0,
            #[cfg(test)]
            steps: core::cell::Cell::new(0),
        }
    }

    pub fn run(mut self) -> Cow<'a, str> {
        self.pass();
        if self.out.is_empty() && self.copied == 0 {
            return Cow::Borrowed(self.text);
        }
        self.out.push_str(self.text.get(self.copied..).unwrap_or_default());
        Cow::Owned(self.out)
    }

    fn pass(&mut self) {
        let mut i = 0;
        while i < self.len() {
            if let Some(ahead) = self.ahead.take_if(|ahead| ahead.start <= i) {
                i = match ahead.quotes {
                    None => self.replace(ahead.start, ahead.end, REDACTED),
                    Some(slashes) => self.replace_quoted(ahead.start, ahead.end, slashes),
                };
                continue;
            }
            let byte = self.at(i);
            i = match byte {
                b'"' => {
                    self.in_quotes = !self.in_quotes;
                    i + 1
                }
                b'\n' => {
                    self.in_quotes = false;
                    i + 1
                }
                b'\\' if matches!(self.at(i + 1), b'"' | b'\\') => i + 2,
                b':' => {
                    if !self.is_announced()
                        && let Some((start, end)) = self.url_password(i)
                    {
                        self.announce(start, end, None);
                    }
                    i + 1
                }
                _ if class(byte) & WORD != 0 => self.word(i),
                _ => i + 1,
            }
        }
    }

    /// Deals with a word and whatever it announces; returns where the pass goes on.
    fn word(&mut self, start: usize) -> usize {
        let limit = self.ahead.as_ref().map_or(self.len(), |ahead| ahead.start);
        let mut end = start;
        let mut classes = 0;
        while end < limit {
            let class = class(self.at(end));
            if class & WORD == 0 {
                break;
            }
            classes |= class;
            end += 1;
        }
        let jwt = if classes & DOT != 0 && classes & LETTER_J != 0 { self.jwt(start, end) } else { None };
        let mut start = start;
        let separators = classes & (DOT | DASH) != 0;
        // Base64 goes on behind a word.
        if end - start >= SHORTEST_KEY || separators && class(self.at(end)) & BASE64 != 0 {
            let (last, limit) = jwt.map_or((end, limit), |(from, _)| (from, from));
            start = self.api_keys(start, last, limit, separators);
        }
        if let Some((from, to)) = jwt {
            return self.replace(from, to, "[redacted jwt]");
        }
        let end = end.max(start);
        if self.private_key_starts(end) {
            let to = self.private_key_end(end);
            return self.replace(end - b"-----BEGIN".len(), to, "[redacted private key]");
        }
        if start < end {
            if classes & DOT != 0
                && matches!(self.at(end), b'/' | b'\\' | b'%' | b':')
                && !self.is_announced()
                && let Some((from, to)) = self.secret_path(start, end)
            {
                self.announce(from, to, None);
            }
            if self.at(end) == b' '
                && !self.is_announced()
                && let Some((from, to)) = self.credentials(start, end)
            {
                self.announce(from, to, None);
            }
            self.name(start, end);
        }
        self.previous = (start, end);
        end
    }

    /// Takes out the API keys of a word; returns where the rest of it starts.
    #[inline(never)]
    fn api_keys(&mut self, start: usize, end: usize, limit: usize, separators: bool) -> usize {
        let mut start = start;
        while let Some((key, key_end)) = self.api_key(start, end, limit, separators) {
            start = self.replace(key, key_end, "[redacted api key]");
        }
        start
    }

    /// Whether a value was found ahead: until the pass gets there no other is looked for, since to look
    /// to the end of a line at every `://cookie:a@` of it would be work that is thrown away.
    pub fn is_announced(&self) -> bool {
        self.ahead.is_some()
    }

    pub fn announce(&mut self, start: usize, end: usize, quotes: Option<usize>) {
        if start < end && !self.is_announced() {
            self.ahead = Some(Ahead { start, end, quotes });
        }
    }

    /// Puts `marker` for `start..end`; returns `end`.
    fn replace(&mut self, start: usize, end: usize, marker: &str) -> usize {
        if self.text.get(start..end) != Some(marker) {
            if self.out.capacity() == 0 {
                self.out.reserve(self.len() + 64);
            }
            self.out.push_str(self.text.get(self.copied..start).unwrap_or_default());
            self.out.push_str(marker);
            self.copied = end;
        }
        self.fresh = end;
        end
    }

    fn replace_quoted(&mut self, start: usize, end: usize, slashes: usize) -> usize {
        self.replace(start, end, "");
        for part in ["\"", "[redacted]", "\""] {
            if part == "\"" {
                self.out.extend(core::iter::repeat_n('\\', slashes));
            }
            self.out.push_str(part);
        }
        end
    }

    pub fn len(&self) -> usize {
        self.text.len()
    }

    /// The byte there, or 0 behind the end. Every look at the text goes through here.
    pub fn at(&self, i: usize) -> u8 {
        self.count(1);
        self.text.as_bytes().get(i).copied().unwrap_or(0)
    }

    /// Whether `word` stands there, in any case.
    pub fn matches(&self, from: usize, word: &[u8]) -> bool {
        (from..).zip(word).all(|(i, byte)| self.at(i).eq_ignore_ascii_case(byte))
    }

    #[cfg(not(test))]
    pub fn count(&self, _steps: usize) {}

    #[cfg(test)]
    pub fn count(&self, steps: usize) {
        self.steps.set(self.steps.get() + steps);
    }
}

pub fn class(byte: u8) -> u8 {
    CLASSES[usize::from(byte)]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Looks at bytes that a text takes.
    fn steps(text: &str) -> usize {
        let mut scanner = Scanner::new(text);
        scanner.pass();
        scanner.steps.get()
    }

    fn filled(piece: &str, length: usize) -> String {
        piece.repeat(length / piece.len() + 1)
    }

    #[test]
    fn the_work_is_linear_in_the_length() {
        let key = alloc::format!("acme_live_{}_", "a".repeat(43));
        let mixed = "eyJ password=Bearer \\\"a.a.-----BEGIN :=://@{['\"token: {";
        for piece in [
            "eyJ",
            "eyJ.",
            "eyJa_",
            "password=",
            "password ",
            "password:\"",
            "password:\\\"",
            "secret:'",
            "Bearer ",
            "Bearer a=",
            "Basic AAAA ",
            "\\\"",
            "\\",
            "a.",
            "a.a.a.",
            "-----BEGIN ",
            "-----BEGIN PRIVATE KEY",
            "-----BEGIN PRIVATE KEY-----\n",
            "-----BEGIN PRIVATE KEY-----\n-----END ",
            ":",
            "=",
            "a=",
            "d=",
            "://",
            "://:a",
            "://a:b@",
            "://a@",
            "://cookie:a@",
            "@://authorization:a",
            "token=a&",
            "\"token\":\"a\",",
            "token:[",
            "token:{\"",
            "token:['",
            "_",
            "a_",
            "aaaaaaaaaaaaaaaaaaaa_",
            "cookie: ",
            "\"cookie: a=\"b\" ",
            "key key ",
            "api key ",
            "token%3D",
            "token%3D%22",
            "eyJ.a~",
            "eyJ.a=.",
            "~",
            "password\n",
            "password:\n",
            "e:",
            "e:x=",
            "?code=",
            "--token ",
            "password\u{a0}",
            "x=\"{\"password\":{",
            "x",
            "é",
            " ",
            "\\u0041",
            "%41",
            "sk-",
            "sk-proj-",
            "sk_live_a",
            "glpat-.",
            "xoxb-a ",
            "fm2_/",
            "fm2_a+",
            "SG.",
            "1:AA",
            "MTAy-",
            "MTAyMTAyMTAyMTAyMTAy.a-",
            "hooks.slack.com/",
            "hooks.slack.com/a/. ",
            "discord.com/api/",
            "maker.ifttt.com/trigger/a/with/",
            &key,
            mixed,
        ] {
            let (short, long) = (steps(&filled(piece, 1 << 16)), steps(&filled(piece, 1 << 20)));
            assert!(long <= short * 17, "{piece:?}: {short} steps, then {long}");
            assert!(long <= 40 << 20, "{piece:?}: {} per byte", long >> 20);
        }
    }

    /// Pieces of every notation, put together at random and repeated, before and behind others: what
    /// is looked at ahead and not taken out must not be looked at again from the next place.
    #[test]
    fn no_mixture_takes_more_than_linear_work() {
        const PIECES: [&str; 58] = [
            "eyJ",
            ".",
            "eyJhbGciOiJub25l",
            "a",
            "A1",
            "_",
            "a_",
            "password",
            "token",
            "bearer",
            "Basic",
            "cookie",
            "authorization",
            "--token",
            "key",
            "api",
            "code",
            "://",
            ":\\/\\/",
            "@",
            "user",
            ":",
            "=",
            ">",
            "\"",
            "'",
            "`",
            "\\",
            "\\\\",
            "\\\"",
            "{",
            "}",
            "[",
            "]",
            " ",
            "\t",
            "\n",
            "\u{a0}",
            "&",
            ";",
            ",",
            "?",
            "/",
            "%3D",
            "%22",
            "-----BEGIN ",
            "PRIVATE KEY-----",
            "-----END ",
            "sk-",
            "ghp_",
            "glpat-",
            "fm2_",
            "SG.",
            "1:AA",
            "MTAy",
            "hooks.slack.com",
            "discord.com/api/webhooks/",
            "a-",
        ];
        let mut state = 7_u64;
        let mut next = |below: usize| {
            // A linear congruence is random enough here (Knuth's MMIX).
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(state >> 33).unwrap() % below
        };
        for _ in 0..2_000 {
            let mut some =
                |most: usize| (0..next(most + 1)).map(|_| PIECES[next(PIECES.len())]).collect::<String>();
            let (before, again, behind) = (some(4), some(5) + "a", some(4));
            let of = |length| before.clone() + &filled(&again, length) + &behind;
            let (short, long) = (steps(&of(1 << 10)), steps(&of(1 << 13)));
            assert!(long <= short * 12, "{before:?} {again:?} {behind:?}: {short} steps, then {long}");
        }
    }
}
