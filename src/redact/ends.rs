//! Where a value ends, by how it is written.

use super::scanner::{Scanner, is_quote, is_space};

impl Scanner<'_> {
    /// The end of a value that nothing encloses. `encoded` says that it stands in a URL within a
    /// URL, where the separators are percent-encoded.
    pub fn natural_end(&self, from: usize, encoded: bool) -> usize {
        let mut i = from;
        while i < self.len() {
            let byte = self.at(i);
            let ends = is_space(byte)
                || is_quote(byte)
                || matches!(byte, b'&' | b';' | b',' | b'}')
                || encoded && byte == b'%' && (self.matches(i, b"%26") || self.matches(i, b"%22"));
            if ends {
                break;
            }
            i += 1;
        }
        self.before_slashes(from, i)
    }

    /// `end`, or before the backslashes that escape a quote there.
    fn before_slashes(&self, from: usize, end: usize) -> usize {
        let mut end = end;
        if is_quote(self.at(end)) {
            while end > from && self.at(end - 1) == b'\\' {
                end -= 1;
            }
        }
        end
    }

    /// The end of a value behind a `quote` with `slashes` backslashes: before the closing one
    /// with its backslashes, or where what encloses it ends, or the line.
    ///
    /// At depth d of JSON in JSON a quote has `slashes` = 2^d - 1 backslashes, and one backslash
    /// of the text at that depth is written as `slashes` + 1 of them.
    pub fn quoted_end(&self, from: usize, slashes: usize, quote: u8, inside: bool) -> usize {
        let mut i = from;
        while i < self.len() {
            let run = self.slashes(i);
            let byte = self.at(i + run);
            if byte == quote {
                let (escapes, rest) = ((run + 1) / (slashes + 1), (run + 1) % (slashes + 1));
                if rest != 0 {
                    // What encloses us ends here: ours was cut off.
                    return i + run;
                }
                if escapes % 2 == 1 {
                    return i + run - slashes;
                }
            } else if byte == b'"' && run == 0 && (inside || slashes > 0) {
                return i;
            } else if byte == b'\n' || byte == b'\r' {
                return i + run;
            }
            i += run + 1;
        }
        self.len()
    }

    /// The end of an array or an object that starts here, or of the text. `inside` says that all
    /// this stands in a quoted text, with which it ends at the latest.
    pub fn bracket_end(&self, from: usize, inside: bool) -> usize {
        let mut depth = 0_usize;
        let mut i = from;
        while i < self.len() {
            let run = self.slashes(i);
            i += run;
            match self.at(i) {
                b'{' | b'[' => depth += 1,
                b'}' | b']' => depth -= 1,
                b'"' if inside && run == 0 => return i,
                quote if is_quote(quote) => {
                    let end = self.quoted_end(i + 1, run, quote, inside);
                    let closing = end + self.slashes(end);
                    if self.at(closing) != quote || closing - end != run {
                        i = end;
                        if i == self.len() || inside && self.at(i) == b'"' {
                            return i;
                        }
                        // The line's end, or a quote to look at anew.
                        i += usize::from(!is_quote(self.at(i)));
                        continue;
                    }
                    i = closing;
                }
                _ => {}
            }
            i += 1;
            if depth == 0 {
                return i.min(self.len());
            }
        }
        self.len()
    }

    /// The end of a header's value: of the line, or of the quoted text that it stands in.
    pub fn line_end(&self, from: usize, inside: bool, single: bool) -> usize {
        let mut i = from;
        while i < self.len() {
            let run = self.slashes(i);
            match self.at(i + run) {
                b'\n' | b'\r' => return i + run,
                // `Cookie: a="b"; c=d`: RFC 6265 section 4.1.1 lets a value be quoted.
                b'"' if inside && run == 0 => {
                    if self.at(i - 1) != b'=' || !self.at(i + 1).is_ascii_alphanumeric() {
                        return i;
                    }
                    i = self.quoted_end(i + 1, 0, b'"', false);
                    if self.at(i) != b'"' {
                        return i;
                    }
                }
                b'\'' if single && run == 0 => return i,
                b'n' | b'r' if inside && run > 0 => return i,
                _ => {}
            }
            i += run + 1;
        }
        self.len()
    }

    /// How many backslashes stand here.
    pub fn slashes(&self, from: usize) -> usize {
        let mut i = from;
        while self.at(i) == b'\\' {
            i += 1;
        }
        i - from
    }
}
