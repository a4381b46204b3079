//! Which names are those of secrets.

/// How far the value of a secret name reaches in plain text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Plain,
    /// To the end of the line as a header (RFC 9110 section 11.6.2); a scheme before it is kept.
    Authorization,
    /// To the end of the line: cookies are separated by `; ` (RFC 6265 section 4.2.1).
    Cookie,
}

/// Bytes of a name that are looked at: its last ones.
const LOOKED_AT: usize = 64;
/// No secret name is shorter; a text may be full of names that are.
const SHORTEST: usize = 3;

/// Words by their last letter, letters only, in lower case; what most names end in has none.
struct Words {
    last: u8,
    /// A name is secret that ends in one of these.
    endings: &'static str,
    /// Names that are secret only as a word of their own: `userPin` and not `spin`.
    whole: &'static str,
    /// A word that may follow: a hashed or repeated secret is one.
    tail: &'static str,
}

#[rustfmt::skip]
const WORDS: [Words; 13] = [
    Words { last: b'd', endings: "password passwd sessionid sessid", whole: "pwd sid", tail: "old" },
    Words {
        last: b'e', endings: "passphrase passcode cookie authcode authorizationcode devicecode", whole: "signature", tail: "value",
    },
    Words { last: b'g', endings: "", whole: "sig", tail: "" },
    Words { last: b'h', endings: "", whole: "", tail: "hash" },
    Words { last: b'l', endings: "credential", whole: "", tail: "" },
    Words { last: b'm', endings: "", whole: "", tail: "confirm" },
    Words { last: b'n', endings: "token authorization assertion", whole: "pin", tail: "confirmation" },
    Words { last: b'p', endings: "", whole: "otp totp dpop", tail: "" },
    Words { last: b'r', endings: "codeverifier", whole: "bearer", tail: "header" },
    Words { last: b's', endings: "passwords secrets apikeys cookies credentials", whole: "pass creds", tail: "" },
    Words { last: b't', endings: "secret", whole: "", tail: "repeat" },
    Words { last: b'w', endings: "", whole: "", tail: "new" },
    Words {
        last: b'y', whole: "", tail: "",
        endings: "apikey privatekey secretkey accesskey accountkey signingkey encryptionkey sessionkey authkey",
    },
];

#[inline(never)]
fn words(last: u8) -> Option<&'static Words> {
    let last = last.to_ascii_lowercase();
    WORDS.iter().find(|words| words.last == last)
}

/// What kind of secret goes by this name, if any.
pub fn kind(name: &[u8]) -> Option<Kind> {
    if name.len() < SHORTEST {
        return None;
    }
    // Most names are done with here.
    words(*name.iter().rev().take(LOOKED_AT).find(|byte| byte.is_ascii_alphabetic())?)?;
    let mut flat = Flat::new(name);
    for _ in 0..2 {
        let tail = flat.ending(words(flat.last()?)?.tail, true);
        flat.cut(tail);
    }
    let &Words { endings, whole, .. } = words(flat.last()?)?;
    if flat.ending(endings, false) == 0 && flat.ending(whole, true) == 0 {
        return None;
    }
    let letters = flat.letters();
    Some(if letters.ends_with(b"cookie") || letters.ends_with(b"cookies") {
        Kind::Cookie
    } else if letters.ends_with(b"authorization") {
        Kind::Authorization
    } else {
        Kind::Plain
    })
}

/// The letters and digits of a name in lower case, and where its words start.
struct Flat {
    bytes: [u8; LOOKED_AT],
    length: usize,
    starts: u64,
}

impl Flat {
    fn new(name: &[u8]) -> Self {
        let (_, name) = name.split_at(name.len().saturating_sub(LOOKED_AT));
        let mut flat = Flat { bytes: [0; LOOKED_AT], length: 0, starts: 0 };
        let mut before = 0_u8;
        let mut bytes = name.iter().copied().peekable();
        while let Some(byte) = bytes.next() {
            let next_is_lower = bytes.peek().is_some_and(u8::is_ascii_lowercase);
            // `dbPass`, `DBPass`, `db_pass`.
            let starts = !before.is_ascii_alphanumeric()
                || byte.is_ascii_uppercase() && (!before.is_ascii_uppercase() || next_is_lower);
            before = byte;
            if !byte.is_ascii_alphanumeric() {
                continue;
            }
            if let Some(place) = flat.bytes.get_mut(flat.length) {
                *place = byte.to_ascii_lowercase();
                flat.starts |= u64::from(starts) << flat.length;
                flat.length += 1;
            }
        }
        flat.cut(0);
        flat
    }

    fn letters(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or_default()
    }

    fn last(&self) -> Option<u8> {
        self.letters().last().copied()
    }

    /// The length of the one of `words` that it ends in, 0 if there is none. `whole` says that it
    /// must be a word of the name, too.
    #[inline(never)]
    fn ending(&self, words: &str, whole: bool) -> usize {
        let letters = self.letters();
        for word in words.as_bytes().split(|byte| *byte == b' ') {
            if letters.ends_with(word)
                && (!whole || self.starts.unbounded_shr((letters.len() - word.len()) as u32) & 1 == 1)
            {
                return word.len();
            }
        }
        0
    }

    /// Takes `count` letters off the end, and the digits before them: `password2`.
    fn cut(&mut self, count: usize) {
        self.length -= count;
        while self.letters().last().is_some_and(u8::is_ascii_digit) {
            self.length -= 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_secrets() {
        for name in
            "password passwd pwd passphrase PASSWORD dbPassword user_password smtp_pass DBPass userPin pin \
             secret client_secret clientSecret AWS_SECRET_ACCESS_KEY apiKey api_key apikey X-Api-Key \
             access_token refreshToken id_token token session_token X-Amz-Security-Token csrftoken \
             private_key privateKey code_verifier client_assertion assertion credential credentials otp \
             sid connect.sid sessionid session_id JSESSIONID PHPSESSID AccountKey sig X-Amz-Signature DPoP \
             password2 passwordHash password_confirmation tokenValue newPassword user.password"
                .split_whitespace()
        {
            assert_eq!(kind(name.as_bytes()), Some(Kind::Plain), "{name}");
        }
        for name in ["Cookie", "set-cookie", "Set-Cookie", "cookies", "HTTP_COOKIE"] {
            assert_eq!(kind(name.as_bytes()), Some(Kind::Cookie), "{name}");
        }
        for name in ["authorization", "Proxy-Authorization", "authorizationHeader", "HTTP_AUTHORIZATION"] {
            assert_eq!(kind(name.as_bytes()), Some(Kind::Authorization), "{name}");
        }
        let long = [&[b'x'; 1000][..], b"_password"].concat();
        assert_eq!(kind(&long), Some(Kind::Plain));
    }

    #[test]
    fn names_of_other_things() {
        for name in
            "token_type tokenType expires_in passwordChangedAt client_assertion_type max_tokens totalTokens \
             token_endpoint api_key_id accessKeyId spin mapping compass reside design sigma signature_algorithm code \
              bypass SPIN secretary author_id \
             hash value new key id name 1 _ __ - é passwordé? jwt"
                .split_whitespace()
        {
            let expected = name.ends_with("é?").then_some(Kind::Plain);
            assert_eq!(kind(name.as_bytes()), expected, "{name}");
        }
        assert_eq!(kind(b""), None);
    }
}
