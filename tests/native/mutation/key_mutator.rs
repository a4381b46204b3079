//! What is done to keys: JWKs, sets of them, PEMs and secrets.

use super::mutator::{Kind, Mutator, value_end};
use crate::support::encoding::{b64, unb64, unpem};

impl Mutator {
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
