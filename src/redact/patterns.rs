//! Credentials that are known by their own form, wherever they stand.

use super::scanner::{DASH, DOT, Scanner, WORD, class, is_quote, is_space};

/// The random part of an API key; see [`crate::api_key`].
const KEY_CHARS: usize = 43;
const MAX_LABEL: usize = 20;
/// Longest label of a PEM block that is looked at (RFC 7468 section 3).
const MAX_PEM_LABEL: usize = 64;
/// Shortest JOSE header that counts within a word: `{"alg":"x"}` in base64url.
const SHORTEST_HEADER: usize = 15;

impl Scanner<'_> {
    /// A JWT or JWE within a word of base64url and dots: `eyJ`, which is `{"`, and after a dot
    /// one part more at least. In the middle of a word only what is long enough for a header.
    pub fn jwt(&self, start: usize, end: usize) -> Option<(usize, usize)> {
        let mut last = end;
        while last > start && self.at(last - 1) == b'.' {
            last -= 1;
        }
        let unescaped = self.after_escape(start, end);
        // The first place of the part at hand where one could start, and the first at a border.
        let (mut inner, mut border) = (None, None);
        for i in start..last {
            match self.at(i) {
                b'.' => {
                    let found = inner.filter(|from| i - from >= SHORTEST_HEADER).or(border);
                    if let Some(from) = found {
                        return Some((from, self.jwt_end(last)));
                    }
                    (inner, border) = (None, None);
                }
                b'J' if i >= start + 2 && self.at(i - 1) == b'y' && self.at(i - 2) == b'e' => {
                    let from = i - 2;
                    inner = inner.or(Some(from));
                    let borders =
                        from == start || from == unescaped || matches!(self.at(from - 1), b'.' | b'-' | b'_');
                    border = border.or(borders.then_some(from));
                }
                _ => {}
            }
        }
        None
    }

    /// Behind padding that some encoders leave, and the disclosures of an SD-JWT (RFC 9901).
    fn jwt_end(&self, word_end: usize) -> usize {
        let mut end = word_end;
        loop {
            let mut next = end;
            while self.at(next) == b'=' && next < end + 2 {
                next += 1;
            }
            match self.at(next) {
                b'.' if next > end => next += 1,
                b'~' => next += 1,
                _ => return end,
            }
            while class(self.at(next)) & WORD != 0 {
                next += 1;
            }
            end = next;
        }
    }

    /// The first API key in a word or a part of it: ours, or a vendor's, which may go on behind the
    /// word, up to `limit`. `inner` says that the word has separators.
    pub fn api_key(&self, start: usize, end: usize, limit: usize, inner: bool) -> Option<(usize, usize)> {
        let vendors = |from: usize| self.vendor_key(from, limit).map(|to| (from, to));
        let unescaped = self.after_escape(start, end);
        let first = vendors(start).or_else(|| if unescaped > start { vendors(unescaped) } else { None });
        if first.is_some() || !inner {
            return first;
        }
        for i in start..end {
            let byte = self.at(i);
            if class(byte) & (DOT | DASH) == 0 {
                continue;
            }
            if byte == b'_'
                && let Some(own) = self.own_key(start, i, end)
            {
                return Some(own);
            }
            if let Some(key) = vendors(i + 1) {
                return Some(key);
            }
        }
        None
    }

    /// A key of ours whose last underscore is this one.
    fn own_key(&self, start: usize, underscore: usize, end: usize) -> Option<(usize, usize)> {
        let environment = self.label(start, underscore);
        if environment == underscore || environment == start || self.at(environment - 1) != b'_' {
            return None;
        }
        let prefix = self.label(start, environment - 1);
        if prefix == environment - 1 {
            return None;
        }
        let mut after = underscore + 1;
        while after < end && self.at(after).is_ascii_alphanumeric() {
            after += 1;
        }
        (after - underscore > KEY_CHARS).then(|| (self.after_escape(prefix, environment - 1), after))
    }

    /// Where the lower-case letters and digits before `end` start, at most twenty.
    fn label(&self, start: usize, end: usize) -> usize {
        let mut i = end;
        let least = start.max(end.saturating_sub(MAX_LABEL));
        while i > least && (self.at(i - 1).is_ascii_lowercase() || self.at(i - 1).is_ascii_digit()) {
            i -= 1;
        }
        i
    }

    /// Whether the word that ends here begins the PEM block of a private key.
    pub fn private_key_starts(&self, end: usize) -> bool {
        self.at(end) == b' '
            && self.at(end - 1) == b'N'
            && end >= self.fresh + b"-----BEGIN".len()
            && self.starts_private_key(end - b"-----BEGIN".len())
    }

    /// Whether the PEM block of a private key starts here.
    pub fn starts_private_key(&self, from: usize) -> bool {
        const BEGIN: &[u8] = b"-----BEGIN ";
        if !self.matches(from, BEGIN) {
            return false;
        }
        let label = from + BEGIN.len();
        (label..label + MAX_PEM_LABEL)
            .take_while(|i| self.at(*i) == b' ' || self.at(*i).is_ascii_alphanumeric())
            .any(|i| self.at(i) == b'P' && self.matches(i, b"PRIVATE KEY"))
    }

    /// Behind the private key that starts here; here if none does.
    pub fn private_key(&self, from: usize) -> usize {
        if self.starts_private_key(from) { self.private_key_end(from) } else { from }
    }

    /// Behind the END line of a PEM block, or the end of the text.
    pub fn private_key_end(&self, from: usize) -> usize {
        let mut i = from;
        while i < self.len() {
            if self.at(i) == b'-' && self.matches(i, b"-----END ") {
                let mut end = i + b"-----END ".len();
                let most = end + MAX_PEM_LABEL;
                while end < most && (self.at(end) == b' ' || self.at(end).is_ascii_alphanumeric()) {
                    end += 1;
                }
                while self.at(end) == b'-' {
                    end += 1;
                }
                return end;
            }
            i += 1;
        }
        self.len()
    }

    /// Credentials after a word that is a scheme (RFC 9110 section 11.4).
    pub fn credentials(&self, start: usize, end: usize) -> Option<(usize, usize)> {
        let scheme = self.scheme(start, end).or_else(|| {
            let after = self.after_escape(start, end);
            (after > start).then(|| self.scheme(after, end))?
        })?;
        let mut from = end;
        while self.at(from) == b' ' {
            from += 1;
        }
        let mut to = from;
        while class(self.at(to)) & WORD != 0 || matches!(self.at(to), b'~' | b'+' | b'/') {
            to += 1;
        }
        let body = to;
        while self.at(to) == b'=' {
            to += 1;
        }
        // Some have `=` within.
        to = to.max(self.vendor_key(from, self.len()).unwrap_or(to));
        // A parameter: `Bearer realm="api"` (RFC 9110 section 11.2).
        let named = body - from <= MAX_LABEL
            && !self.any(from, body, |byte| class(*byte) & WORD == 0 || byte.is_ascii_digit());
        if named && body < to && self.value_starts(to) {
            return None;
        }
        while to > from && self.at(to - 1) == b'.' {
            to -= 1;
        }
        let secret = match scheme {
            b"basic" => self.decodes_to_colon(from, to),
            b"token" => {
                to - from >= 16
                    && self.any(from, to, u8::is_ascii_digit)
                    && self.any(from, to, u8::is_ascii_alphabetic)
            }
            _ => to > from && !self.is_prose(from, to),
        };
        secret.then_some((from, to))
    }

    /// Whether a parameter's value starts here, rather than padding having come to its end.
    fn value_starts(&self, from: usize) -> bool {
        let quote = from + self.slashes(from);
        let first = if is_quote(self.at(quote)) { quote + 1 } else { from };
        class(self.at(first)) & WORD != 0 || self.at(first) == b'['
    }

    /// The scheme that this word is, if it is one of ours.
    fn scheme(&self, start: usize, end: usize) -> Option<&'static [u8]> {
        if !(4..=6).contains(&(end - start)) {
            return None;
        }
        let schemes: [&[u8]; 4] = [b"bearer", b"dpop", b"basic", b"token"];
        schemes.into_iter().find(|scheme| scheme.len() == end - start && self.matches(start, scheme))
    }

    /// Where the credentials start in a value that starts with a scheme.
    pub fn scheme_end(&self, from: usize) -> Option<usize> {
        let schemes: [&[u8]; 6] = [b"Bearer ", b"Basic ", b"DPoP ", b"Token ", b"Digest ", b"Negotiate "];
        let mut end =
            schemes.into_iter().find(|scheme| self.matches(from, scheme)).map(|it| from + it.len())?;
        while self.at(end) == b' ' {
            end += 1;
        }
        Some(end)
    }

    /// Whether this goes on as a sentence: a short word and something after it, or a word that is
    /// about credentials.
    fn is_prose(&self, from: usize, to: usize) -> bool {
        const ABOUT: [&[u8]; 5] = [b"auth", b"token", b"credential", b"scheme", b"header"];
        let lower =
            self.at(from).is_ascii_alphabetic() && (from + 1..to).all(|i| self.at(i).is_ascii_lowercase());
        let goes_on = self.at(to) == b' ' && self.at(to + 1) > b' ';
        lower && (goes_on && to - from <= 7 || ABOUT.iter().any(|word| self.matches(from, word)))
    }

    fn any(&self, from: usize, to: usize, is: impl Fn(&u8) -> bool) -> bool {
        (from..to).any(|i| is(&self.at(i)))
    }

    /// Whether this is base64 of something with a colon: `user:password` (RFC 7617 section 2).
    fn decodes_to_colon(&self, from: usize, to: usize) -> bool {
        let (mut bits, mut count) = (0_u32, 0);
        for i in from..to {
            let value = match self.at(i) {
                byte @ b'A'..=b'Z' => byte - b'A',
                byte @ b'a'..=b'z' => byte - b'a' + 26,
                byte @ b'0'..=b'9' => byte - b'0' + 52,
                b'+' | b'-' => 62,
                b'/' | b'_' => 63,
                _ => return false,
            };
            bits = bits << 6 | u32::from(value);
            count += 6;
            if count >= 8 {
                count -= 8;
                if bits >> count & 0xff == u32::from(b':') {
                    return true;
                }
            }
        }
        false
    }

    /// The password of a URL whose scheme ends at this colon (RFC 3986 section 3.2.1). One with a
    /// `/`, `?` or `#` in it, which ought to be encoded, is taken out as well.
    pub fn url_password(&mut self, colon: usize) -> Option<(usize, usize)> {
        let start = match () {
            () if self.matches(colon + 1, b"//") => colon + 3,
            () if self.matches(colon + 1, b"\\/\\/") => colon + 5,
            () => return None,
        };
        if start < self.no_at_until || self.at(start) == b'[' {
            return None;
        }
        let (mut password, mut at, mut port) = (None, None, true);
        let mut i = start;
        while i < self.len() {
            match self.at(i) {
                b'@' => at = Some(i),
                b'/' | b'?' | b'#' if at.is_some() || password.is_none() || port => break,
                // A query rather than a user, also when encoded.
                b'=' if password.is_none() => break,
                b'%' if password.is_none() && (self.matches(i, b"%3D") || self.matches(i, b"%3A")) => break,
                b':' if password.is_none() => password = Some(i + 1),
                byte if is_space(byte) || is_quote(byte) || matches!(byte, b'<' | b'>') => break,
                byte => port &= password.is_none() || byte.is_ascii_digit(),
            }
            i += 1;
        }
        if at.is_none() {
            self.no_at_until = i;
        }
        password.zip(at).filter(|(from, to)| from < to)
    }
}
