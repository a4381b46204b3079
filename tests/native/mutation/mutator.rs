//! What is done to tokens: by bytes, by parts, by members; signed anew or not.

use tokenward::jws::Algorithm;

use crate::support::encoding::{b64, unb64};
use crate::support::mint::sign;
use crate::support::rng::Rng;

/// What was done, for the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Nothing at all.
    Unchanged,
    /// Bytes of the text: bits flipped, cut, repeated, replaced.
    Bytes,
    /// Odd UTF-8, and bytes that are none.
    Utf8,
    /// Parts swapped, doubled, or taken from another token.
    Parts,
    /// The last characters of a part, padding, white space.
    Tail,
    /// Bits of a decoded part.
    Bits,
    /// The header's `alg`, `kid`, `typ`, `crit`, keys and addresses.
    Header,
    /// Claims: values, types, duplicates, numbers.
    Claims,
    /// Nesting.
    Depth,
    /// The signature's length, halves, extremes.
    Signature,
    /// Members of a JWK.
    Members,
    /// The DER inside a PEM.
    Der,
    /// Armour, labels, line ends.
    Armour,
}

pub struct Mutator {
    pub rng: Rng,
    seeds: Vec<(Algorithm, Vec<String>)>,
}

const ODD: [&[u8]; 22] = [
    b"\0",
    b" ",
    b"\n",
    b"\r\n",
    b"\t",
    b"=",
    b"==",
    b".",
    b"+",
    b"/",
    b"%2E",
    "é".as_bytes(),
    "\u{feff}".as_bytes(),
    "\u{200b}".as_bytes(),
    "\u{2028}".as_bytes(),
    "\u{10ffff}".as_bytes(),
    "e\u{301}".as_bytes(),
    b"\xff",
    b"\xc0\xae",
    b"\xed\xa0\x80",
    b"\xf4\x90\x80\x80",
    b"\xe2\x82",
];

const VALUES: [&str; 40] = [
    "null",
    "true",
    "false",
    "0",
    "-0",
    "1",
    "-1",
    "\"\"",
    "\"a\"",
    "[]",
    "{}",
    "[1]",
    "[\"a\"]",
    "[null]",
    "{\"a\":1}",
    "1700000000",
    "1699999999",
    "1700000001",
    "1700000000.0",
    "1.7e9",
    "17000000000e-1",
    "1700000000.000001",
    "9007199254740993",
    "9223372036854775808",
    "18446744073709551616",
    "1e308",
    "1e309",
    "-1e400",
    "1e-400",
    "01",
    "1.",
    ".5",
    "+1",
    "1e",
    "NaN",
    "Infinity",
    "\"1800000000\"",
    "\"issuer\"",
    "[\"issuer\"]",
    "\"\\u0069ssuer\"",
];

const CLAIMS: [&str; 14] = [
    "exp",
    "nbf",
    "iat",
    "iss",
    "sub",
    "aud",
    "jti",
    "type",
    "scope",
    "__proto__",
    "x",
    "",
    "\\u0065xp",
    "EXP",
];

const HEADERS: [&str; 15] = [
    "kid",
    "typ",
    "crit",
    "b64",
    "jwk",
    "jku",
    "x5u",
    "x5c",
    "zip",
    "enc",
    "cty",
    "x",
    "alg",
    "\\u0061lg",
    "Alg",
];

const ALGS: [&str; 22] = [
    "none",
    "None",
    "NONE",
    "",
    "HS256",
    "HS384",
    "HS512",
    "RS256",
    "RS384",
    "RS512",
    "PS256",
    "PS384",
    "PS512",
    "ES256",
    "ES384",
    "ES512",
    "EdDSA",
    "Ed25519",
    "ES256K",
    "dir",
    "hs256",
    "RS256\\u0000",
];

impl Mutator {
    /// `seeds` are the well-signed tokens of each algorithm.
    pub fn new(rng: Rng, seeds: Vec<(Algorithm, Vec<String>)>) -> Self {
        Self { rng, seeds }
    }

    fn seed(&mut self, algorithm: Algorithm) -> String {
        let (_, tokens) = self.seeds.iter().find(|(own, _)| *own == algorithm).unwrap();
        self.rng.pick(tokens).clone()
    }

    fn any_seed(&mut self) -> String {
        let at = self.rng.below(self.seeds.len());
        let tokens = &self.seeds[at].1;
        self.rng.pick(tokens).clone()
    }

    /// A mutant of a token that one of these algorithms signed.
    pub fn token(&mut self, algorithms: &[Algorithm]) -> (Kind, Vec<u8>) {
        let algorithm = *self.rng.pick(algorithms);
        let token = self.seed(algorithm);
        match self.rng.below(24) {
            0 => (Kind::Unchanged, token.into_bytes()),
            1..=3 => (Kind::Bytes, self.bytes(token.into_bytes())),
            4 | 5 => (Kind::Utf8, self.odd(token.into_bytes())),
            6..=8 => (Kind::Parts, self.parts(&token)),
            9 | 10 => (Kind::Tail, self.tail(&token)),
            11 | 12 => (Kind::Bits, self.bits(algorithm, &token)),
            13..=15 => (Kind::Header, self.header(algorithm, &token)),
            16..=19 => (Kind::Claims, self.claims(algorithm, &token)),
            20 => (Kind::Depth, self.depth(algorithm, &token)),
            _ => (Kind::Signature, self.signature(&token)),
        }
    }

    /// One to three changes of single bytes or stretches of them.
    pub(super) fn bytes(&mut self, mut text: Vec<u8>) -> Vec<u8> {
        for _ in 0..=self.rng.below(3) {
            if text.is_empty() {
                break;
            }
            let at = self.rng.below(text.len());
            let until = (at + 1 + self.rng.below(8)).min(text.len());
            match self.rng.below(8) {
                0 | 1 => text[at] ^= 1 << self.rng.below(8),
                2 => text[at] = self.rng.byte(),
                3 => text.truncate(at),
                4 => drop(text.drain(at..until)),
                5 => {
                    let again = text[at..until].to_vec();
                    text.splice(at..at, again);
                }
                6 => {
                    let other = self.rng.below(text.len());
                    text.swap(at, other);
                }
                _ => drop(text.drain(..at)),
            }
        }
        text
    }

    pub(super) fn odd(&mut self, mut text: Vec<u8>) -> Vec<u8> {
        for _ in 0..=self.rng.below(2) {
            let at = self.rng.below(text.len() + 1);
            let odd = *self.rng.pick(&ODD);
            let until = if self.rng.once_in(2) { at } else { (at + odd.len()).min(text.len()) };
            text.splice(at..until, odd.iter().copied());
        }
        text
    }

    fn parts(&mut self, token: &str) -> Vec<u8> {
        let other = self.any_seed();
        let mut parts: Vec<&str> = token.split('.').collect();
        let others: Vec<&str> = other.split('.').collect();
        match self.rng.below(8) {
            0 | 1 => {
                let at = self.rng.below(3);
                parts[at] = others[at];
            }
            2 => {
                let (a, b) = (self.rng.below(3), self.rng.below(3));
                parts.swap(a, b);
            }
            3 => {
                let (at, from) = (self.rng.below(4), self.rng.below(3));
                parts.insert(at, others[from]);
            }
            4 => drop(parts.remove(self.rng.below(3))),
            5 => parts[self.rng.below(3)] = "",
            6 => parts.extend(others),
            _ => {
                // Two tokens, cut anywhere and put together.
                let (a, b) = (self.rng.below(token.len()), self.rng.below(other.len()));
                return [&token.as_bytes()[..a], &other.as_bytes()[b..]].concat();
            }
        }
        parts.join(".").into_bytes()
    }

    fn tail(&mut self, token: &str) -> Vec<u8> {
        const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        let mut parts: Vec<Vec<u8>> = token.split('.').map(|part| part.as_bytes().to_vec()).collect();
        let at = self.rng.below(3);
        let part = &mut parts[at];
        match self.rng.below(7) {
            0 | 1 => {
                // The neighbour of the last character differs in the bits that may not be used.
                let last = ALPHABET.iter().position(|letter| Some(letter) == part.last()).unwrap();
                *part.last_mut().unwrap() = ALPHABET[last ^ (1 << self.rng.below(4))];
            }
            2 => *part.last_mut().unwrap() = *self.rng.pick(ALPHABET),
            3 => part.push(*self.rng.pick(ALPHABET)),
            4 => drop(part.pop()),
            5 => part.extend(vec![b'='; 1 + self.rng.below(3)]),
            _ => part.extend(*self.rng.pick(&ODD)),
        }
        parts.join(&b'.')
    }

    /// The decoded texts and signature of a token of ours.
    fn decoded(token: &str) -> [Vec<u8>; 3] {
        let parts: Vec<Vec<u8>> = token.split('.').map(|part| unb64(part.as_bytes()).unwrap()).collect();
        parts.try_into().unwrap()
    }

    /// Puts a token together, signed anew in most cases: what only fails by its signature
    /// tells nothing about the rest. RSA signs slowly and so less often.
    fn assemble(&mut self, algorithm: Algorithm, header: &[u8], payload: &[u8], old: &[u8]) -> Vec<u8> {
        let input = format!("{}.{}", b64(header), b64(payload));
        let dear = algorithm.family() == jsonwebtoken::AlgorithmFamily::Rsa || algorithm == Algorithm::ES512;
        let anew = if dear { self.rng.once_in(3) } else { !self.rng.once_in(5) };
        let signature = if anew { sign(algorithm, input.as_bytes()) } else { old.to_vec() };
        format!("{input}.{}", b64(signature)).into_bytes()
    }

    fn bits(&mut self, algorithm: Algorithm, token: &str) -> Vec<u8> {
        let [mut header, mut payload, mut signature] = Self::decoded(token);
        match self.rng.below(4) {
            0 => header = self.bytes(header),
            1 => payload = self.bytes(payload),
            2 => payload = self.odd(payload),
            _ => {
                signature = self.bytes(signature);
                return format!("{}.{}.{}", b64(header), b64(payload), b64(signature)).into_bytes();
            }
        }
        self.assemble(algorithm, &header, &payload, &signature)
    }

    /// One more member, or another value for the first of this name.
    pub(super) fn member(&mut self, json: &str, name: &str, value: &str) -> String {
        let known = json.find(&format!("\"{name}\":"));
        match known {
            Some(start) if !self.rng.once_in(4) => {
                let from = start + name.len() + 3;
                let until = value_end(json, from);
                format!("{}{value}{}", &json[..from], &json[until..])
            }
            _ if self.rng.once_in(2) => format!("{{\"{name}\":{value},{}", &json[1..]),
            _ => format!("{},\"{name}\":{value}}}", &json[..json.len() - 1]),
        }
    }

    pub(super) fn value(&mut self) -> String {
        match self.rng.below(12) {
            0 => "9".repeat(1 + self.rng.below(400)),
            1 => format!("0.{}1", "0".repeat(self.rng.below(400))),
            2 => format!("1e{}", self.rng.below(400)),
            3 => format!("{}", 1_699_999_990 + self.rng.below(20)),
            _ => (*self.rng.pick(&VALUES)).into(),
        }
    }

    fn header(&mut self, algorithm: Algorithm, token: &str) -> Vec<u8> {
        let [header, payload, signature] = Self::decoded(token);
        let header = String::from_utf8(header).unwrap();
        let header = match self.rng.below(4) {
            0 => {
                let alg = format!("\"{}\"", self.rng.pick(&ALGS));
                self.member(&header, "alg", &alg)
            }
            1 => {
                let kid = *self.rng.pick(&[
                    "\"h\"",
                    "\"r\"",
                    "\"e\"",
                    "\"d\"",
                    "\"\"",
                    "\"\\u0065\"",
                    "\"../key\"",
                    "7",
                ]);
                self.member(&header, "kid", kid)
            }
            _ => {
                let (name, value) = (*self.rng.pick(&HEADERS), self.value());
                self.member(&header, name, &value)
            }
        };
        self.assemble(algorithm, header.as_bytes(), &payload, &signature)
    }

    fn claims(&mut self, algorithm: Algorithm, token: &str) -> Vec<u8> {
        let [header, payload, signature] = Self::decoded(token);
        let mut payload = String::from_utf8(payload).unwrap();
        for _ in 0..=self.rng.below(2) {
            let (name, value) = (*self.rng.pick(&CLAIMS), self.value());
            payload = self.member(&payload, name, &value);
        }
        self.assemble(algorithm, &header, payload.as_bytes(), &signature)
    }

    fn depth(&mut self, algorithm: Algorithm, token: &str) -> Vec<u8> {
        let [mut header, mut payload, signature] = Self::decoded(token);
        let depth = *self.rng.pick(&[1, 10, 61, 62, 63, 64, 65, 127, 130, 1000, 2500]);
        let (open, close) = *self.rng.pick(&[("[", "]"), ("{\"a\":", "}"), ("[{\"a\":", "}]")]);
        let closes = if self.rng.once_in(4) { depth - 1 } else { depth };
        let value = format!("{}1{}", open.repeat(depth), close.repeat(closes));
        let text = if self.rng.once_in(2) { &mut header } else { &mut payload };
        let json = String::from_utf8(std::mem::take(text)).unwrap();
        *text = format!("{},\"deep\":{value}}}", &json[..json.len() - 1]).into_bytes();
        self.assemble(algorithm, &header, &payload, &signature)
    }

    fn signature(&mut self, token: &str) -> Vec<u8> {
        let [header, payload, mut signature] = Self::decoded(token);
        let length = signature.len();
        let half = length / 2;
        match self.rng.below(10) {
            0 => signature.fill(0),
            1 => signature.fill(0xff),
            2 => signature.truncate(self.rng.below(length)),
            3 => signature.extend(vec![0; 1 + self.rng.below(64)]),
            4 => signature.insert(0, 0),
            5 => signature.rotate_left(half),
            6 => signature[..half].fill(0),
            7 => signature[half..].fill(self.rng.byte()),
            8 => signature.reverse(),
            _ => {
                let at = self.rng.below(length);
                signature[at] ^= 1 << self.rng.below(8);
            }
        }
        format!("{}.{}.{}", b64(header), b64(payload), b64(signature)).into_bytes()
    }
}

/// Where the JSON value that begins at `from` ends.
pub fn value_end(json: &str, from: usize) -> usize {
    let (mut depth, mut quoted, mut escaped) = (0, false, false);
    for (at, byte) in json.bytes().enumerate().skip(from) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'[' | b'{' if !quoted => depth += 1,
            b']' | b'}' if !quoted && depth > 0 => depth -= 1,
            b',' | b'}' | b']' if !quoted && depth == 0 => return at,
            _ => {}
        }
    }
    json.len()
}
