//! What a token response holds (RFC 6749 section 5.1), and when its access token expires.

use alloc::vec::Vec;

use zeroize::Zeroizing;

use super::Pair;
use crate::base64url;
use crate::clock_skew::TokenExchangeTimes;
use crate::error::OptionError;
use crate::json;
use crate::jws::compact;
use crate::limits::DEFAULT_MAX_TOKEN_BYTES;
use crate::options::wrong;
use crate::secret::Secret;
use crate::text::text;
use crate::time::{UnixSeconds, YEAR_5000, instant, unix_seconds};
use crate::value::Value;

/// The body of a server's answer: JSON, perhaps behind a byte order mark (RFC 8259 section 8.1 allows to ignore one).
pub fn parse(body: &[u8]) -> Result<Value, OptionError> {
    Value::from_json(body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body))
        .map_err(|_| OptionError::new("the body of a token response must be a JSON object"))
}

/// The tokens of a response, see [`super::TokenHolder::set_response`]. `lifetime` is in seconds.
pub fn read(
    response: &Value,
    exchange: TokenExchangeTimes,
    is_answer: bool,
    lifetime: Option<f64>,
) -> Result<Pair, OptionError> {
    refuse_other_types(response)?;
    let access = token(response, "access_token")?
        .or_else(|| session_of(response).filter(|_| is_answer).cloned())
        .ok_or_else(|| OptionError::new("`access_token` is required and must be a string"))?;
    // Empty is what some servers say for none.
    let refresh = token(response, "refresh_token")?.filter(|token| !(is_answer && token.is_empty()));
    let exp = expiry_of(response, &access, exchange, is_answer, lifetime)?;
    // A date such as 9999-12-31 says never.
    Ok(Pair { access, refresh, exp: exp.filter(|exp| *exp < YEAR_5000) })
}

#[inline(never)]
fn token(response: &Value, name: &str) -> Result<Option<Secret>, OptionError> {
    match response.get(name) {
        None => Ok(None),
        Some(Value::String(token)) => Ok(Some(token.clone())),
        Some(other) => Err(wrong(name, "a string", other)),
    }
}

/// The one token of an answer that calls it `token` or `session`, as servers of sessions do.
fn session_of(response: &Value) -> Option<&Secret> {
    match (response.get("token"), response.get("session")) {
        (Some(Value::String(token)), other) | (other, Some(Value::String(token))) => {
            Some(token).filter(|_| !matches!(other, Some(Value::String(_))))
        }
        _ => None,
    }
}

/// Whether a body that came as a good answer is a refusal: it has an `error` and no token. Some
/// servers send all that RFC 6749 section 5.2 gives a status of 400 with one of 200.
pub fn is_refusal(body: &[u8]) -> bool {
    let Ok(response) = parse(body) else { return false };
    let is_token = |name| response.get(name).is_some_and(|value| matches!(value, Value::String(_)));
    let is_error = match response.get("error") {
        // RFC 6749 section 4.1.2.1: these say to ask again.
        Some(Value::String(code)) => {
            !matches!(code.expose(), b"server_error" | b"temporarily_unavailable" | b"")
        }
        Some(Value::Object(_)) => true,
        _ => false,
    };
    is_error && !["access_token", "token", "session"].into_iter().any(is_token)
}

/// A token is sent as a bearer token (RFC 6750), or not at all: a client must not use one whose type it
/// does not know (RFC 6749 section 7.1). The type may be missing; its case does not count (section 5.1).
fn refuse_other_types(response: &Value) -> Result<(), OptionError> {
    match response.member("token_type") {
        None => Ok(()),
        Some(Value::String(name)) if name.expose().eq_ignore_ascii_case(b"bearer") => Ok(()),
        Some(_) => Err(OptionError::new(
            "`token_type` must be `Bearer`: tokens of other types cannot be used (RFC 6749 section 7.1)",
        )),
    }
}

/// How much later than the token's own `exp` an `expires_in` may seem to end for want of
/// precision (issuers cut fractions off both), in seconds. More is another clock.
pub const ROUNDING: f64 = 2.0;

/// How long a token is used that would have expired on arrival by a clock that may be wrong, in
/// seconds. A server that disagrees refuses it, and it is refreshed.
const UNKNOWN_LIFETIME: f64 = 60.0;

/// When the access token of a response expires, by our clock; `None` if it is good until a server refuses it.
fn expiry_of(
    response: &Value,
    access: &Secret,
    exchange: TokenExchangeTimes,
    is_answer: bool,
    lifetime: Option<f64>,
) -> Result<Option<UnixSeconds>, OptionError> {
    let own = Times::of(access);
    let after = |seconds| UnixSeconds::new(exchange.asked.get() + seconds);
    let to_our_clock = |name: &str, at_server: UnixSeconds| {
        let end = UnixSeconds::new(at_server.get() - own.skew(at_server, exchange))
            .ok_or_else(|| out_of_range(name))?;
        // Our clock is wrong, if a server has just issued it; by how much, nothing says.
        let is_unknown = is_answer && exchange.date.is_none() && own.iat.is_none();
        let assumed = after(UNKNOWN_LIFETIME);
        Ok(assumed.filter(|_| is_unknown && end.since(exchange.answered) <= 0.0).unwrap_or(end))
    };
    let mut given =
        ["access_expires_at", "expires_at"].into_iter().filter_map(|name| Some((name, response.get(name)?)));
    let absolute = given.next();
    let told = response.get("expires_in").filter(|_| absolute.is_none());
    let (name, at) = match (absolute, own.exp) {
        (Some((name, at)), _) => (name, Some(instant(name, at))),
        (None, own) => ("exp", own.map(|exp| unix_seconds("exp", exp.get()))),
    };
    let end = at.map(|at| to_our_clock(name, at?));
    let Some(told) = told else {
        return match (end, lifetime) {
            (Some(end), _) => end.map(Some),
            // Infinity is no instant.
            (None, Some(lifetime)) => Ok(after(lifetime)),
            (None, None) => Err(OptionError::new(
                "the expiry is unknown: give `access_expires_at` or `expires_in`, or a JWT that has `exp`",
            )),
        };
    };
    let told = seconds("expires_in", told, is_answer)?;
    let mut exp = after(told).ok_or_else(|| out_of_range("expires_in"))?;
    let mut longest = ROUNDING;
    if is_answer {
        // The token itself may be good for less, whatever the clocks say.
        let lifetime = own.lifetime().filter(|own| *own < told);
        exp = lifetime.and_then(after).unwrap_or(exp);
        // And it may have been issued a while ago, such as by a cache.
        longest = if own.fits(exchange.date) { f64::INFINITY } else { ROUNDING };
    }
    let own = end.and_then(Result::ok);
    Ok(own.filter(|own| (0.0..longest).contains(&exp.since(*own))).or(Some(exp)))
}

/// A number, or digits as text, which some servers send against RFC 6749 section 5.1.
fn seconds(name: &str, value: &Value, is_answer: bool) -> Result<f64, OptionError> {
    let number = match value {
        Value::Number(number) => Some(*number),
        Value::String(text) if is_answer => {
            str::from_utf8(text.expose()).ok().and_then(|text| text.parse::<u32>().ok()).map(f64::from)
        }
        _ => None,
    };
    number.ok_or_else(|| wrong(name, "a number of seconds", value))
}

fn out_of_range(name: &str) -> OptionError {
    OptionError::new(text!("`", name, "` must be a finite number of seconds"))
}

/// A token's own `iat` and `exp`. They are read unverified, to know when to refresh, not whether to
/// trust.
#[derive(Default)]
struct Times {
    iat: Option<UnixSeconds>,
    exp: Option<UnixSeconds>,
}

impl Times {
    fn of(token: &Secret) -> Self {
        let mut times = Self::default();
        let token = token.expose();
        if token.len() > DEFAULT_MAX_TOKEN_BYTES {
            return times;
        }
        let Ok(parts) = compact::split(token) else { return times };
        let mut claims = Zeroizing::new(Vec::with_capacity(parts.payload.len()));
        if base64url::decode_into(parts.payload, &mut claims).is_err() {
            return times;
        }
        let read = json::parse_object(&claims, |name, value| match name {
            "iat" => times.iat = value.as_f64().and_then(UnixSeconds::new),
            "exp" => times.exp = value.as_f64().and_then(UnixSeconds::new),
            _ => {}
        });
        if read.is_ok() { times } else { Self::default() }
    }

    /// Seconds from issue to expiry.
    fn lifetime(&self) -> Option<f64> {
        Some(self.exp?.since(self.iat?)).filter(|seconds| *seconds > 0.0)
    }

    /// Whether the clock that said `date` may be the one that said these: it is between the two.
    fn fits(&self, date: Option<UnixSeconds>) -> bool {
        let (Some(date), Some(iat), Some(exp)) = (date, self.iat, self.exp) else { return false };
        iat.since(date) < ROUNDING && exp.since(date) > 0.0
    }

    /// By how much the clock is ahead of ours that said `exp`. Without a `Date` (browsers hide it from
    /// other origins) a token says when it was issued: a moment ago. That counts where our clock
    /// cannot be right: it was issued in our future, or it would have expired on arrival.
    fn skew(&self, exp: UnixSeconds, exchange: TokenExchangeTimes) -> f64 {
        let Some(iat) = self.iat.filter(|_| exchange.date.is_none()) else { return exchange.skew() };
        if iat.since(exchange.answered) > 0.0 {
            iat.since(exchange.answered)
        } else if exp.since(exchange.answered) <= 0.0 && exp.since(iat) > 0.0 {
            iat.since(exchange.asked)
        } else {
            0.0
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: f64) -> UnixSeconds {
        UnixSeconds::new(seconds).unwrap()
    }

    /// When the token of this response expires.
    fn expiry(json: &str, exchange: TokenExchangeTimes) -> Result<f64, OptionError> {
        expiry_with(None, json, exchange).map(Option::unwrap)
    }

    fn expiry_with(
        lifetime: Option<f64>,
        json: &str,
        exchange: TokenExchangeTimes,
    ) -> Result<Option<f64>, OptionError> {
        let response = Value::from_json(json.as_bytes()).unwrap();
        read(&response, exchange, true, lifetime).map(|pair| pair.exp.map(UnixSeconds::get))
    }

    /// {"alg":"none"} . {"iat":1000,"exp":1300}
    const TOKEN: &str = "eyJhbGciOiJub25lIn0.eyJpYXQiOjEwMDAsImV4cCI6MTMwMH0.";

    #[test]
    fn reads_a_token_response() {
        let expiry = |json| expiry(json, TokenExchangeTimes::at(at(1000.0)));
        assert_eq!(expiry(r#"{"access_token":"a","access_expires_at":"1970-01-01T01:00:00Z"}"#), Ok(3600.0));
        assert_eq!(expiry(r#"{"access_token":"a","expires_in":900,"token_type":"Bearer"}"#), Ok(1900.0));
        assert_eq!(expiry(r#"{"access_token":"a","expires_in":"900","refresh_token":""}"#), Ok(1900.0));
        // {"alg":"none"} . {"exp":1500}: read for the schedule only
        assert_eq!(expiry(r#"{"access_token":"eyJhbGciOiJub25lIn0.eyJleHAiOjE1MDB9."}"#), Ok(1500.0));
        for json in [
            r#"{}"#,
            r#"{"access_token":"a"}"#,
            r#"{"access_token":1,"expires_in":900}"#,
            r#"{"access_token":"a","expires_in":"9e2"}"#,
            r#"{"access_token":"a","expires_in":"soon"}"#,
            r#"{"access_token":"a","expires_in":1e400}"#,
            r#"{"access_token":"a","access_expires_at":"tomorrow"}"#,
            r#"{"access_token":"a","refresh_token":7,"expires_in":900}"#,
        ] {
            assert!(expiry(json).is_err(), "{json}");
        }
    }

    #[test]
    fn an_end_that_nobody_knows() {
        let expiry = |lifetime, json: &str| expiry_with(lifetime, json, TokenExchangeTimes::at(at(1000.0)));
        let opaque = r#"{"access_token":"a"}"#;
        assert!(expiry(None, opaque).is_err());
        assert_eq!(expiry(Some(60.0), opaque), Ok(Some(1060.0)));
        assert_eq!(expiry(Some(f64::INFINITY), opaque), Ok(None));
        // {"alg":"none"} . {"iat":1000}
        let unending = r#"{"access_token":"eyJhbGciOiJub25lIn0.eyJpYXQiOjEwMDB9."}"#;
        assert_eq!(expiry(Some(f64::INFINITY), unending), Ok(None));
        // What is said counts.
        for json in [
            r#"{"access_token":"a","expires_in":900}"#,
            r#"{"access_token":"a","expires_at":1900}"#,
            r#"{"access_token":"a","access_expires_at":1900,"expires_at":5,"expires_in":5}"#,
        ] {
            assert_eq!(expiry(Some(f64::INFINITY), json), Ok(Some(1900.0)), "{json}");
        }
        let never = r#"{"access_token":"a","expires_at":"9999-12-31T23:59:59Z"}"#;
        assert_eq!(expiry(None, never), Ok(None));
    }

    #[test]
    fn milliseconds_are_told() {
        // {"alg":"none"} . {"exp":1800000000000}
        let jwt = "eyJhbGciOiJub25lIn0.eyJleHAiOjE4MDAwMDAwMDAwMDB9.";
        for (name, json) in [
            ("access_expires_at", r#"{"access_token":"a","access_expires_at":1800000000000}"#),
            ("expires_at", r#"{"access_token":"a","expires_at":1800000000000}"#),
            ("exp", &text!(r#"{"access_token":""#, jwt, r#""}"#)),
        ] {
            let error = expiry(json, TokenExchangeTimes::at(at(1000.0))).unwrap_err();
            assert!(error.message().starts_with(&text!("`", name, "`")), "{error}");
            assert!(error.message().ends_with("milliseconds?"), "{error}");
        }
    }

    #[test]
    fn a_session_token_by_another_name() {
        let token = |json: &str, is_answer| {
            let response = Value::from_json(json.as_bytes()).unwrap();
            read(&response, TokenExchangeTimes::at(at(1000.0)), is_answer, Some(f64::INFINITY))
                .ok()
                .map(|pair| pair.access.expose().to_vec())
        };
        for (json, expected) in [
            (r#"{"token":"a"}"#, Some(b"a".to_vec())),
            (r#"{"session":"a","user":{"id":7}}"#, Some(b"a".to_vec())),
            (r#"{"token":"a","session":{"id":7}}"#, Some(b"a".to_vec())),
            (r#"{"access_token":"a","token":"b","session":"c"}"#, Some(b"a".to_vec())),
            (r#"{"token":"a","session":"b"}"#, None),
            (r#"{"token":7}"#, None),
            (r#"{"access_token":7,"token":"b"}"#, None),
            (r#"{"id":"a"}"#, None),
        ] {
            assert_eq!(token(json, true), expected, "{json}");
        }
        assert_eq!(token(r#"{"token":"a"}"#, false), None);
    }

    #[test]
    fn a_refusal_that_looks_like_an_answer() {
        let is_refusal = |json: &str| is_refusal(json.as_bytes());
        for json in [
            r#"{"error":"invalid_grant"}"#,
            r#"{"ok":false,"error":"token_expired"}"#,
            r#"{"error":{"code":7}}"#,
            r#"{"error":"bad_refresh_token","access_token":null}"#,
            "\u{feff}{\"error\":\"invalid_grant\"}",
        ] {
            assert!(is_refusal(json), "{json}");
        }
        for json in [
            r#"{"access_token":"a","error":"invalid_grant"}"#,
            r#"{"token":"a","error":{}}"#,
            r#"{"error":"temporarily_unavailable"}"#,
            r#"{"error":"server_error"}"#,
            r#"{"error":""}"#,
            r#"{"error":null}"#,
            r#"{"error":false}"#,
            r#"{}"#,
            r#"[]"#,
            r#""error""#,
            "error",
            "",
        ] {
            assert!(!is_refusal(json), "{json}");
        }
    }

    #[test]
    fn takes_bearer_tokens_only() {
        let read = |token_type: &str, is_answer: bool| {
            let json = format!(r#"{{"access_token":"a","expires_in":900,"token_type":{token_type}}}"#);
            let response = Value::from_json(json.as_bytes()).unwrap();
            read(&response, TokenExchangeTimes::at(at(1000.0)), is_answer, None)
        };
        for is_answer in [true, false] {
            for token_type in [r#""Bearer""#, r#""bearer""#, r#""BEARER""#] {
                assert!(read(token_type, is_answer).is_ok(), "{token_type}");
            }
            for token_type in [
                r#""mac""#,
                r#""DPoP""#,
                r#""N_A""#,
                r#""Bearer ""#,
                r#""Bearer,mac""#,
                r#""""#,
                "null",
                "7",
                "true",
                r#"["Bearer"]"#,
                r#"{"Bearer":1}"#,
            ] {
                let error = read(token_type, is_answer).unwrap_err();
                assert!(error.to_string().starts_with("`token_type` must be `Bearer`"), "{token_type}");
            }
        }
    }

    #[test]
    fn corrects_by_the_servers_clock() {
        let expiry = |json: &str, date: Option<f64>| {
            expiry(json, TokenExchangeTimes { asked: at(1000.0), answered: at(1002.0), date: date.map(at) })
                .unwrap()
        };
        let absolute = r#"{"access_token":"a","access_expires_at":5000}"#;
        assert_eq!(expiry(absolute, None), 5000.0);
        assert_eq!(expiry(absolute, Some(1001.0)), 5000.0);
        assert_eq!(expiry(absolute, Some(1602.0)), 4399.0);
        assert_eq!(expiry(absolute, Some(400.0)), 5599.0);
        // The lifetime began no earlier than we asked, whatever the clocks say.
        let relative = r#"{"access_token":"a","expires_in":60}"#;
        for date in [None, Some(1602.0), Some(400.0)] {
            assert_eq!(expiry(relative, date), 1060.0);
        }
        // {"alg":"none"} . {"exp":1500}, and its `expires_in` a bit too long, or by another clock
        let with = |seconds: f64| {
            let token = "eyJhbGciOiJub25lIn0.eyJleHAiOjE1MDB9.";
            expiry(&format!(r#"{{"access_token":"{token}","expires_in":{seconds}}}"#), None)
        };
        assert_eq!(with(501.5), 1500.0);
        assert_eq!(with(499.0), 1499.0);
        assert_eq!(with(560.0), 1560.0);
    }

    #[test]
    fn corrects_by_the_tokens_own_times() {
        let expiry = |asked: f64, date: Option<f64>| {
            let exchange =
                TokenExchangeTimes { asked: at(asked), answered: at(asked + 2.0), date: date.map(at) };
            expiry(&format!(r#"{{"access_token":"{TOKEN}"}}"#), exchange).unwrap()
        };
        assert_eq!(expiry(998.0, None), 1300.0);
        // It may have been issued a while ago.
        assert_eq!(expiry(1200.0, None), 1300.0);
        assert_eq!(expiry(1297.9, None), 1300.0);
        // Our clock is behind, or ahead.
        assert_eq!(expiry(500.0, None), 802.0);
        assert_eq!(expiry(5000.0, None), 5300.0);
        // Not when the server has said what time it is.
        assert_eq!(expiry(5000.0, Some(5001.0)), 1300.0);
    }

    #[test]
    fn an_absolute_expiry_without_a_clock_to_compare_is_not_the_end() {
        // {"alg":"none"} . {"exp":1500}
        let jwt = r#"{"access_token":"eyJhbGciOiJub25lIn0.eyJleHAiOjE1MDB9."}"#;
        for json in [r#"{"access_token":"a","access_expires_at":1500}"#, jwt] {
            let expiry = |answered, date: Option<f64>| {
                let exchange = TokenExchangeTimes {
                    asked: at(answered - 1.0),
                    answered: at(answered),
                    date: date.map(at),
                };
                expiry(json, exchange)
            };
            assert_eq!(expiry(1499.0, None), Ok(1500.0));
            assert_eq!(expiry(87_900.0, None), Ok(87_959.0));
            // The server has said what time it is: it has expired.
            assert_eq!(expiry(87_900.0, Some(87_900.0)), Ok(1500.0));
        }
    }

    #[test]
    fn a_token_of_a_cache_is_good_for_what_remains() {
        let expiry = |date: f64| {
            let exchange =
                TokenExchangeTimes { asked: at(5000.0), answered: at(5000.0), date: Some(at(date)) };
            expiry(&format!(r#"{{"access_token":"{TOKEN}","expires_in":300}}"#), exchange)
        };
        assert_eq!(expiry(1000.0), Ok(5299.0));
        assert_eq!(expiry(1200.0), Ok(5099.0));
        // By other clocks than the token's.
        assert_eq!(expiry(997.0), Ok(5300.0));
        assert_eq!(expiry(1300.0), Ok(5300.0));
    }

    #[test]
    fn a_token_is_not_good_for_longer_than_it_says() {
        for (told, expected) in [(3600, 5300.0), (300, 5300.0), (60, 5060.0)] {
            let json = format!(r#"{{"access_token":"{TOKEN}","expires_in":{told}}}"#);
            assert_eq!(expiry(&json, TokenExchangeTimes::at(at(5000.0))), Ok(expected));
        }
    }
}
