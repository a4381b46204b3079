//! Names with values: `name=value`, `name: value`, `"name":"value"`, `--name value` and headers.

use super::names::{self, Kind};
use super::scanner::{Scanner, is_quote, is_space};

impl Scanner<'_> {
    /// If the word is the name of a secret and a value follows, announces the value.
    pub fn name(&mut self, start: usize, end: usize) {
        if self.is_announced() {
            return;
        }
        // What closes the name: a quote, or the bracket of a form field, `user[password]=`.
        let slashes = self.slashes(end);
        let quote = Some(self.at(end + slashes)).filter(|byte| is_quote(*byte));
        let mut i = end;
        if quote.is_some() {
            i += slashes + 1;
        } else if self.at(i) == b']' {
            i += 1;
        } else if self.matches(i, b"%5D") || self.matches(i, b"%22") {
            i += 3;
        }
        let bracket = quote.is_none() && i > end;
        i = self.blanks(i);
        let encoded = self.matches(i, b"%3D") || self.matches(i, b"%3A");
        let colon = self.at(i) == b':';
        if encoded {
            i += 3;
        } else if colon && matches!(self.at(i + 1), b':' | b'/') {
            // `token::Kind`, `token://host`
            return;
        } else if colon || self.at(i) == b'=' {
            // `=`, `:`, `=>`, `:=`
            while matches!(self.at(i), b'=' | b':' | b'>') {
                i += 1;
            }
        } else if !self.option(start, end, i) {
            // Not even `--name value`.
            return;
        }
        let Some(kind) = self.kind(start, end, bracket) else { return };
        let mut value = self.blanks(i);
        if colon && is_space(self.at(value)) {
            // A long text may stand in a line of its own.
            let mut next = value;
            while is_space(self.at(next)) {
                next += 1;
            }
            if is_quote(self.at(next)) {
                value = next;
            }
        }
        // A double quote that closes the name is still to come for the pass.
        let inside = self.in_quotes != (quote == Some(b'"') && slashes == 0);
        let depth = self.slashes(value);
        let opening = self.at(value + depth);
        let start_quote = start > self.fresh && self.at(start - 1) == b'\'';
        let quotes;
        let to;
        if is_quote(opening) && !(inside && opening == b'"' && depth == 0) {
            value += depth + 1;
            quotes = None;
            to = self.quoted_end(self.private_key(value), depth, opening, inside);
        } else {
            quotes = quote.filter(|quote| *quote == b'"').map(|_| slashes);
            if encoded && self.matches(value, b"%22") {
                value += 3;
            }
            let bracket = colon && matches!(opening, b'{' | b'[') && depth == 0;
            let after = if bracket { self.bracket_end(value, inside) } else { self.private_key(value) };
            let line =
                quote.is_none() && !encoded && (kind == Kind::Cookie || kind == Kind::Authorization && colon);
            if line {
                to = self.line_end(after, inside, start_quote);
            } else if bracket && quote.is_some() {
                to = after;
            } else {
                value = self.scheme_end(value).unwrap_or(value);
                to = self.natural_end(after.max(value), encoded);
            }
        }
        let from = self.scheme_end(value).filter(|from| *from < to).unwrap_or(value);
        self.announce(from, to, quotes);
    }

    /// Whether the word is an option of a command, and what stands at `value` not another one.
    fn option(&self, start: usize, end: usize, value: usize) -> bool {
        self.at(end) == b' '
            && self.matches(start, b"--")
            && (self.at(value) != b'-' || self.starts_private_key(value))
    }

    /// What kind of secret the word names, also as the second half of `api key`.
    fn kind(&self, start: usize, end: usize, bracket: bool) -> Option<Kind> {
        let (before, before_end) = self.previous;
        let two = !bracket
            && before >= self.fresh
            && before_end + 1 == start
            && self.at(before_end) == b' '
            && end - start == 3
            && self.matches(start, b"key");
        let from = if two { before } else { start };
        let name = self.text.as_bytes().get(from..end).unwrap_or_default();
        self.count(name.len().min(64));
        // A letter may belong to an escape before it: `\nCookie: `.
        let after = self.after_escape(start, end);
        let unescaped = name.get(after - from..).filter(|_| after > start);
        // Of OAuth (RFC 6749 section 4.1.2); elsewhere a code is seldom one.
        let code =
            self.matches(start, b"code=") && start > self.fresh && matches!(self.at(start - 1), b'?' | b'&');
        unescaped.and_then(names::kind).or_else(|| names::kind(name)).or(code.then_some(Kind::Plain))
    }

    /// Where the word starts if its first characters belong to an escape before it: `\n`, `\u000a`
    /// or `%0A`. One letter at least is left.
    pub fn after_escape(&self, start: usize, end: usize) -> usize {
        if start <= self.fresh {
            return start;
        }
        let hex = |from: usize, count: usize| (from..from + count).all(|i| self.at(i).is_ascii_hexdigit());
        let skip = match self.at(start - 1) {
            b'\\' if self.at(start) == b'u' && hex(start + 1, 4) => 5,
            b'\\' if matches!(self.at(start), b'b' | b'f' | b'n' | b'r' | b't') => 1,
            b'%' if hex(start, 2) => 2,
            _ => 0,
        };
        if start + skip < end { start + skip } else { start }
    }

    fn blanks(&self, from: usize) -> usize {
        let mut i = from;
        loop {
            i += match self.at(i) {
                b' ' | b'\t' => 1,
                // U+00A0, as copied from a page.
                0xc2 if self.at(i + 1) == 0xa0 => 2,
                _ => return i,
            }
        }
    }
}
