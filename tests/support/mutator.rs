//! What is done to tokens and keys: by bytes, by parts, by members; signed anew or not.

use tokenward::jws::Algorithm;

use crate::support::encoding::{b64, unb64, unpem};
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
    fn bytes(&mut self, mut text: Vec<u8>) -> Vec<u8> {
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

    fn odd(&mut self, mut text: Vec<u8>) -> Vec<u8> {
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
    fn member(&mut self, json: &str, name: &str, value: &str) -> String {
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

    fn value(&mut self) -> String {
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

    /// A mutant of a JWK.
    pub fn jwk(&mut self, jwk: &str, pool: &[String]) -> (Kind, Vec<u8>) {
        match self.rng.below(12) {
            0 | 1 => (Kind::Unchanged, jwk.into()),
            2 => (Kind::Bytes, self.bytes(jwk.into())),
            3 => (Kind::Utf8, self.odd(jwk.into())),
            4 | 5 => (Kind::Bits, self.number(jwk)),
            6 => (Kind::Depth, self.jwk_depth(jwk)),
            _ => (Kind::Members, self.members(jwk, pool)),
        }
    }

    /// One of the key's numbers, changed in its bytes.
    fn number(&mut self, jwk: &str) -> Vec<u8> {
        let name = *self.rng.pick(&["n", "e", "x", "y", "k"]);
        let Some(start) = jwk.find(&format!("\"{name}\":\"")) else { return jwk.into() };
        let from = start + name.len() + 4;
        let until = value_end(jwk, from - 1) - 1;
        let mut number = unb64(&jwk.as_bytes()[from..until]).unwrap();
        match self.rng.below(6) {
            0 => number.insert(0, 0),
            1 => drop(number.remove(0)),
            2 => number.reverse(),
            3 => number.fill(self.rng.byte()),
            4 => {
                let length = number.len();
                number.extend(vec![1; length]);
            }
            _ => {
                let at = self.rng.below(number.len());
                number[at] ^= 1 << self.rng.below(8);
            }
        }
        format!("{}{}{}", &jwk[..from], b64(number), &jwk[until..]).into_bytes()
    }

    fn jwk_depth(&mut self, jwk: &str) -> Vec<u8> {
        let depth = *self.rng.pick(&[1, 61, 62, 63, 64, 130, 5000]);
        format!("{},\"deep\":{}{}}}", &jwk[..jwk.len() - 1], "[".repeat(depth), "]".repeat(depth))
            .into_bytes()
    }

    fn members(&mut self, jwk: &str, pool: &[String]) -> Vec<u8> {
        const NAMES: [&str; 14] =
            ["kty", "crv", "alg", "use", "key_ops", "kid", "n", "e", "x", "y", "k", "d", "x5c", "oth"];
        const TEXTS: [&str; 24] = [
            "\"RSA\"",
            "\"EC\"",
            "\"OKP\"",
            "\"oct\"",
            "\"P-256\"",
            "\"P-384\"",
            "\"P-521\"",
            "\"Ed25519\"",
            "\"X25519\"",
            "\"sig\"",
            "\"enc\"",
            "[\"verify\"]",
            "[\"sign\"]",
            "[\"verify\",\"verify\"]",
            "\"AQAB\"",
            "\"AQ\"",
            "\"AA\"",
            "\"Aw\"",
            "\"AQAAAAAB\"",
            "\"!\"",
            "\"RS256\"",
            "\"ES256\"",
            "\"EdDSA\"",
            "\"HS256\"",
        ];
        let mut json = jwk.to_owned();
        for _ in 0..=self.rng.below(2) {
            let name = *self.rng.pick(&NAMES);
            let value = match self.rng.below(4) {
                0 => self.value(),
                1 => {
                    // The same member of another key.
                    let other = self.rng.pick(pool);
                    match other.find(&format!("\"{name}\":")) {
                        Some(start) => {
                            let from = start + name.len() + 3;
                            other[from..value_end(other, from)].to_owned()
                        }
                        None => "null".into(),
                    }
                }
                _ => (*self.rng.pick(&TEXTS)).into(),
            };
            json = self.member(&json, name, &value);
        }
        json.into_bytes()
    }

    /// A mutant of a JWKS that holds the key among others.
    pub fn jwks(&mut self, jwk: &str, pool: &[String]) -> (Kind, Vec<u8>) {
        let mut members: Vec<String> = Vec::new();
        let mut worst = Kind::Unchanged;
        for _ in 0..self.rng.below(4) {
            members.push(self.rng.pick(pool).clone());
        }
        if !self.rng.once_in(8) {
            members.push(jwk.into());
        }
        for member in &mut members {
            if self.rng.once_in(2) {
                let (kind, text) = self.jwk(&member.clone(), pool);
                if let Ok(text) = String::from_utf8(text) {
                    (worst, *member) = (kind, text);
                }
            }
        }
        if self.rng.once_in(6) {
            members.push(self.value());
        }
        let set = format!("{{\"keys\":[{}]}}", members.join(",")).into_bytes();
        if self.rng.once_in(8) { (Kind::Bytes, self.bytes(set)) } else { (worst, set) }
    }

    /// A mutant of a PEM.
    pub fn pem(&mut self, pem: &str, pool: &[&str]) -> (Kind, Vec<u8>) {
        match self.rng.below(12) {
            0 => (Kind::Unchanged, pem.into()),
            1 | 2 => (Kind::Bytes, self.bytes(pem.into())),
            3 => (Kind::Utf8, self.odd(pem.into())),
            4..=7 => (Kind::Der, self.der(pem)),
            8 => {
                let other = *self.rng.pick(pool);
                let (a, b) = (self.rng.below(pem.len()), self.rng.below(other.len()));
                (Kind::Parts, [&pem.as_bytes()[..a], &other.as_bytes()[b..]].concat())
            }
            _ => (Kind::Armour, self.armour(pem, pool)),
        }
    }

    fn der(&mut self, pem: &str) -> Vec<u8> {
        let mut der = unpem(pem).unwrap();
        // The numbers at the beginning say what it is: half of the changes are among them.
        if self.rng.once_in(2) {
            let at = self.rng.below(32.min(der.len()));
            der[at] = if self.rng.once_in(2) { self.rng.byte() } else { der[at] ^ 1 << self.rng.below(8) };
        } else {
            der = self.bytes(der);
        }
        let text = b64(&der).replace('-', "+").replace('_', "/");
        let padding = "=".repeat((4 - text.len() % 4) % 4);
        let lines: Vec<String> = format!("{text}{padding}")
            .as_bytes()
            .chunks(64)
            .map(|line| String::from_utf8_lossy(line).into())
            .collect();
        let label = if pem.contains("RSA PUBLIC") { "RSA PUBLIC KEY" } else { "PUBLIC KEY" };
        format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n")).into_bytes()
    }

    fn armour(&mut self, pem: &str, pool: &[&str]) -> Vec<u8> {
        let text = match self.rng.below(12) {
            0 => pem.replace('\n', "\r\n"),
            1 => pem.replace('\n', "\r"),
            2 => pem.replace('\n', ""),
            3 => pem.replace('\n', "\n\n"),
            4 => pem.replace("PUBLIC KEY", "RSA PUBLIC KEY"),
            5 => pem.replace("PUBLIC KEY", "PRIVATE KEY"),
            6 => pem.replace("-----", "----"),
            7 => pem.replacen("PUBLIC", "EC PUBLIC", 1),
            8 => format!("{pem}{}", self.rng.pick(pool)),
            9 => format!("  \n{pem}\n\n"),
            10 => pem.replace('\n', "\\n"),
            _ => pem.replacen('\n', "\nProc-Type: 4,ENCRYPTED\n\n", 1),
        };
        text.into_bytes()
    }

    /// A mutant of a secret.
    pub fn secret(&mut self, secret: &[u8]) -> (Kind, Vec<u8>) {
        match self.rng.below(8) {
            0 | 1 => (Kind::Unchanged, secret.to_vec()),
            2 => (Kind::Utf8, self.odd(secret.to_vec())),
            3 => (Kind::Tail, [secret, &vec![0; 1 + self.rng.below(80)]].concat()),
            4 => (Kind::Tail, secret[..self.rng.below(secret.len())].to_vec()),
            _ => (Kind::Bytes, self.bytes(secret.to_vec())),
        }
    }
}

/// Where the JSON value that begins at `from` ends.
fn value_end(json: &str, from: usize) -> usize {
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
