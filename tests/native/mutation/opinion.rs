//! A second reading of a token: `serde_json` on the texts, AWS-LC on the signature.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value as Json};
use tokenward::jws::Algorithm;
use tokenward::limits::{DEFAULT_MAX_TOKEN_BYTES, MAX_JSON_DEPTH};

use crate::support::encoding::unb64;
use crate::support::reference::PublicKey;

/// What is to be thought of a token.
#[derive(Debug, PartialEq, Eq)]
pub enum Says {
    /// It has to be accepted.
    Accept,
    /// It has to be refused, and why.
    Refuse(&'static str),
    /// Its signature is good; whether its claims are, is not known here.
    SignatureOnly,
    /// Nothing is known.
    Unknown,
}

/// A text, read.
enum Read {
    Object(Map<String, Json>),
    /// No strict JSON object.
    Bad,
    /// Beyond what `serde_json` reads, or deeper than we do: no opinion.
    Unknown,
}

/// The keys and algorithms of one verifier.
pub struct Judge {
    algorithms: Vec<&'static str>,
    keys: Vec<(Option<String>, PublicKey)>,
}

impl Judge {
    pub fn new(algorithms: &[Algorithm], keys: Vec<(Option<String>, PublicKey)>) -> Self {
        Self { algorithms: algorithms.iter().map(|algorithm| algorithm.name()).collect(), keys }
    }

    /// The opinion on `token` at `now`, for a verifier that asks for one of two issuers.
    pub fn token(&self, token: &[u8], now: f64) -> Says {
        if token.len() > DEFAULT_MAX_TOKEN_BYTES {
            return Says::Refuse("it is too long");
        }
        let parts: Vec<&[u8]> = token.split(|byte| *byte == b'.').collect();
        let [header, payload, signature] = parts[..] else {
            return Says::Refuse("it has not three parts");
        };
        let input = &token[..header.len() + 1 + payload.len()];
        let (Some(header), Some(payload), Some(signature)) =
            (unb64(header), unb64(payload), unb64(signature))
        else {
            return Says::Refuse("a part is not base64url");
        };
        let header = match read(&header) {
            Read::Object(header) => header,
            Read::Bad => return Says::Refuse("the header is no object"),
            Read::Unknown => {
                let good = self.algorithms.iter().any(|name| self.signature(name, None, input, &signature));
                return if good { Says::Unknown } else { Says::Refuse("no key made the signature") };
            }
        };
        let text = |name: &str| header.get(name).map(Json::as_str);
        let Some(Some(alg)) = text("alg") else {
            return Says::Refuse("alg is no string");
        };
        if !self.algorithms.contains(&alg) {
            return Says::Refuse("alg is not allowed");
        }
        if matches!(text("kid"), Some(None)) || matches!(text("typ"), Some(None)) {
            return Says::Refuse("kid or typ is no string");
        }
        if header.contains_key("crit") || header.contains_key("b64") {
            return Says::Refuse("it has critical headers");
        }
        if !self.signature(alg, text("kid").flatten(), input, &signature) {
            return Says::Refuse("no key made the signature");
        }
        match read(&payload) {
            Read::Object(claims) => match refused(&claims, now) {
                Some(why) => Says::Refuse(why),
                None => Says::Accept,
            },
            Read::Bad => Says::Refuse("the payload is no object"),
            Read::Unknown => Says::SignatureOnly,
        }
    }

    fn signature(&self, alg: &str, kid: Option<&str>, input: &[u8], signature: &[u8]) -> bool {
        self.keys
            .iter()
            .filter(|(name, _)| name.is_none() || kid.is_none() || name.as_deref() == kid)
            .any(|(_, key)| key.verify(alg, input, signature))
    }
}

/// Why these claims are not good, read as naively as can be.
fn refused(claims: &Map<String, Json>, now: f64) -> Option<&'static str> {
    for name in ["exp", "nbf", "iat"] {
        if claims.get(name).is_some_and(|value| !value.is_number()) {
            return Some("a time is no number");
        }
    }
    for name in ["iss", "sub", "jti"] {
        if claims.get(name).is_some_and(|value| !value.is_string()) {
            return Some("a name is no string");
        }
    }
    let number = |name: &str| claims.get(name).and_then(Json::as_f64);
    if number("exp").is_none_or(|exp| now >= exp) {
        return Some("it has expired");
    }
    if number("exp").is_some_and(|exp| exp > 95_617_584_000.0) {
        return Some("it is in milliseconds");
    }
    if number("nbf").is_some_and(|nbf| now < nbf) || number("iat").is_some_and(|iat| now + 60.0 < iat) {
        return Some("it is of the future");
    }
    if !matches!(claims.get("iss").and_then(Json::as_str), Some("issuer" | "other")) {
        return Some("it has another issuer");
    }
    claims.contains_key("aud").then_some("it names an audience")
}

fn read(text: &[u8]) -> Read {
    match serde_json::from_slice::<Strict>(text) {
        Ok(Strict { depth, .. }) if depth > MAX_JSON_DEPTH => Read::Unknown,
        Ok(Strict { value: Json::Object(members), .. }) => Read::Object(members),
        Ok(_) => Read::Bad,
        // RFC 8259 section 6 lets numbers be of any size; a reader without that is no judge.
        Err(error) if error.to_string().contains("number out of range") => Read::Unknown,
        Err(_) => Read::Bad,
    }
}

/// JSON without duplicate members, and how deep it is.
struct Strict {
    value: Json,
    depth: usize,
}

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(StrictVisitor)
    }
}

struct StrictVisitor;

fn scalar<E>(value: impl Into<Json>) -> Result<Strict, E> {
    Ok(Strict { value: value.into(), depth: 0 })
}

impl<'de> Visitor<'de> for StrictVisitor {
    type Value = Strict;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Strict, E> {
        scalar(Json::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Strict, E> {
        scalar(value)
    }

    fn visit_u64<E>(self, value: u64) -> Result<Strict, E> {
        scalar(value)
    }

    fn visit_i64<E>(self, value: i64) -> Result<Strict, E> {
        scalar(value)
    }

    fn visit_f64<E>(self, value: f64) -> Result<Strict, E> {
        scalar(value)
    }

    fn visit_str<E>(self, value: &str) -> Result<Strict, E> {
        scalar(value)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Strict, A::Error> {
        let (mut values, mut depth) = (Vec::new(), 0);
        while let Some(element) = elements.next_element::<Strict>()? {
            depth = depth.max(element.depth);
            values.push(element.value);
        }
        Ok(Strict { value: Json::Array(values), depth: depth + 1 })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Strict, A::Error> {
        let (mut members, mut depth) = (Map::new(), 0);
        while let Some((name, member)) = entries.next_entry::<String, Strict>()? {
            depth = depth.max(member.depth);
            if members.insert(name, member.value).is_some() {
                return Err(A::Error::custom("duplicate member"));
            }
        }
        Ok(Strict { value: Json::Object(members), depth: depth + 1 })
    }
}
