//! A token pair held in memory: never serialized, wiped when it goes.

use alloc::format;
use alloc::vec::Vec;

use zeroize::Zeroizing;

use crate::clock_skew::Exchange;
use crate::error::{OptionError, TokenError};
use crate::expiry::{self, Freshness};
use crate::json;
use crate::jwt::decode_unverified;
use crate::secret::Secret;
use crate::time::{UnixSeconds, instant};
use crate::value::Value;

/// Holds an access token and, apart from it, a refresh token.
///
/// ```
/// use tokenward::secret::Secret;
/// use tokenward::time::UnixSeconds;
/// use tokenward::token_holder::{Pair, State, TokenHolder};
///
/// let at = |seconds| UnixSeconds::new(seconds).unwrap();
/// let mut holder = TokenHolder::new(300.0, 0.0).unwrap();
/// assert_eq!(holder.state(at(0.0)), State::Empty);
/// let pair = Pair { access: Secret::new(b"abc".to_vec()), refresh: None, exp: at(3600.0) };
/// holder.set(pair, at(0.0)).unwrap();
/// assert_eq!(holder.state(at(0.0)), State::Fresh);
/// assert_eq!(holder.state(at(3300.0)), State::Refresh);
/// assert_eq!(holder.state(at(3600.0)), State::Expired);
/// ```
#[derive(Debug)]
pub struct TokenHolder {
    margin: f64,
    leeway: f64,
    /// Counts the changes: what was begun with one pair must not end on another.
    generation: u64,
    /// The generation that the server has refused before its time.
    rejected: Option<u64>,
    held: Option<Held>,
}

/// What a token response comes to.
#[derive(Debug)]
pub struct Pair {
    /// The access token.
    pub access: Secret,
    /// The refresh token, if there is one.
    pub refresh: Option<Secret>,
    /// When the access token expires, by our clock.
    pub exp: UnixSeconds,
}

/// On what terms a response replaces the tokens held.
#[derive(Clone, Copy, Debug, Default)]
pub struct Swap {
    /// The [`TokenHolder::generation`] when the response was asked for: if the tokens have been
    /// replaced or cleared since, it is too late and changes nothing.
    pub expected: Option<u64>,
    /// The refresh token held stays if the response has none (RFC 6749 section 6).
    pub keep_refresh: bool,
}

#[derive(Debug)]
struct Held {
    pair: Pair,
    /// The margin and the leeway, shortened for a short-lived token.
    margin: f64,
    leeway: f64,
    /// Until when a refusal of this token is not blamed on it, since the one before was refused too.
    blameless_until: Option<UnixSeconds>,
}

/// What a holder can do for a caller now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// There is no token.
    Empty,
    /// The access token is good.
    Fresh,
    /// The access token is good, but should be refreshed.
    Refresh,
    /// The access token has expired.
    Expired,
}

impl State {
    /// The name, as JavaScript sees it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Fresh => "fresh",
            Self::Refresh => "refresh",
            Self::Expired => "expired",
        }
    }
}

/// How a token is written into a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Writing {
    /// As it is.
    Plain,
    /// As a JSON string.
    Json,
    /// As a value of `application/x-www-form-urlencoded` (RFC 6749 appendix B).
    Form,
}

impl Writing {
    /// Appends `token`, which is visible ASCII.
    pub fn write(self, token: &Secret, out: &mut Vec<u8>) {
        // At once, so that no copy is left behind where it has grown from.
        out.reserve_exact(3 * token.len() + 2);
        let quote: &[u8] = if self == Self::Json { b"\"" } else { b"" };
        out.extend_from_slice(quote);
        for &byte in token.expose() {
            match self {
                Self::Json if matches!(byte, b'"' | b'\\') => out.extend([b'\\', byte]),
                Self::Form if !(byte.is_ascii_alphanumeric() || b"-._*".contains(&byte)) => {
                    let digit = |nibble: u8| b"0123456789ABCDEF"[usize::from(nibble & 15)];
                    out.extend([b'%', digit(byte >> 4), digit(byte)]);
                }
                Self::Plain | Self::Json | Self::Form => out.push(byte),
            }
        }
        out.extend_from_slice(quote);
    }
}

/// What to do about a token that the server has refused (401) though it had time left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rejection {
    /// It is no longer the one held: send the request again.
    Replaced,
    /// Refresh, then send the request again.
    Refresh,
    /// It is new, and the one before it was refused too: another would not help.
    Final,
}

impl Rejection {
    /// The name, as JavaScript sees it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Replaced => "replaced",
            Self::Refresh => "refresh",
            Self::Final => "final",
        }
    }
}

impl TokenHolder {
    /// An empty holder that asks for a refresh `margin` seconds before expiry, though never before
    /// half of the lifetime is over, and takes a token for expired `leeway` seconds early, though
    /// never more than a quarter of the lifetime: a request needs time to arrive.
    ///
    /// # Errors
    /// [`OptionError`] unless both are finite and not negative.
    pub fn new(margin: f64, leeway: f64) -> Result<Self, OptionError> {
        for (name, seconds) in [("margin", margin), ("leeway", leeway)] {
            if !(seconds.is_finite() && seconds >= 0.0) {
                return Err(OptionError::new(format!(
                    "`{name}` must be a finite number of seconds, 0 or more"
                )));
            }
        }
        Ok(Self { margin, leeway, generation: 0, rejected: None, held: None })
    }

    /// Replaces both tokens at once; the old ones are wiped.
    ///
    /// # Errors
    /// [`OptionError`] when a token could not stand in a header (RFC 6750 section 2.1); the
    /// tokens held before are kept.
    pub fn set(&mut self, pair: Pair, now: UnixSeconds) -> Result<(), OptionError> {
        for (name, token) in [("access_token", Some(&pair.access)), ("refresh_token", pair.refresh.as_ref())]
        {
            let is_visible = |token: &Secret| token.expose().iter().all(u8::is_ascii_graphic);
            if token.is_some_and(|token| token.is_empty() || !is_visible(token)) {
                return Err(OptionError::new(format!(
                    "`{name}` must be a non-empty string of visible ASCII characters"
                )));
            }
        }
        let lifetime = pair.exp.since(now);
        let is_replacement = self.held.is_some() && self.rejected == Some(self.generation);
        let blameless = expiry::effective_margin(REJECTION_PAUSE, lifetime);
        self.held = Some(Held {
            margin: expiry::effective_margin(self.margin, lifetime),
            leeway: (lifetime / 4.0).min(self.leeway).max(0.0),
            blameless_until: is_replacement.then(|| UnixSeconds::new(now.get() + blameless)).flatten(),
            pair,
        });
        self.generation += 1;
        Ok(())
    }

    /// Replaces both tokens by those of a token response (RFC 6749 section 5.1): an object with
    /// `access_token`, perhaps `refresh_token`, and the expiry as `access_expires_at` (RFC 3339
    /// or unix seconds), `expires_in` (seconds) or the access token's own `exp`, the first that
    /// is given. Other members are ignored. Times of the server are corrected by its clock.
    ///
    /// Says whether it did: not if the response came too late, see [`Swap::expected`].
    ///
    /// # Errors
    /// [`OptionError`] that names the member; the tokens held before are kept.
    pub fn set_response(
        &mut self,
        response: &Value,
        exchange: Exchange,
        swap: Swap,
    ) -> Result<bool, OptionError> {
        if swap.expected.is_some_and(|expected| expected != self.generation) {
            return Ok(false);
        }
        let token = |name: &str| match response.get(name) {
            None => Ok(None),
            Some(Value::String(token)) => Ok(Some(token.clone())),
            Some(other) => Err(OptionError::new(format!("`{name}` must be a string, not {}", other.kind()))),
        };
        let access = token("access_token")?
            .ok_or_else(|| OptionError::new("`access_token` is required and must be a string"))?;
        let refresh = token("refresh_token")?;
        let refresh = refresh.or_else(|| self.refresh_token().filter(|_| swap.keep_refresh).cloned());
        let exp = expiry_of(response, &access, exchange)?;
        self.set(Pair { access, refresh, exp }, exchange.answered)?;
        Ok(true)
    }

    /// Counts the changes of what is held, [`TokenHolder::clear`] included.
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// What the holder can do at `now`.
    pub fn state(&self, now: UnixSeconds) -> State {
        let Some(held) = &self.held else { return State::Empty };
        if expiry::expires_in(held.pair.exp, now) <= held.leeway {
            return State::Expired;
        }
        match expiry::freshness(held.pair.exp, now, held.margin) {
            Freshness::Fresh => State::Fresh,
            Freshness::Refresh => State::Refresh,
            Freshness::Expired => State::Expired,
        }
    }

    /// What to do when the server has refused the token of this generation at `now`.
    pub fn reject(&mut self, generation: u64, now: UnixSeconds) -> Rejection {
        let Some(held) = self.held.as_ref().filter(|_| generation == self.generation) else {
            return Rejection::Replaced;
        };
        if held.blameless_until.is_some_and(|until| until.since(now) > 0.0) {
            return Rejection::Final;
        }
        self.rejected = Some(generation);
        Rejection::Refresh
    }

    /// Seconds until the access token expires, negative when it has; `None` when empty.
    pub fn expires_in(&self, now: UnixSeconds) -> Option<f64> {
        self.held.as_ref().map(|held| expiry::expires_in(held.pair.exp, now))
    }

    /// The access token, if it is still good.
    ///
    /// # Errors
    /// [`TokenError::Missing`] when empty, [`TokenError::Expired`] when it is too late.
    pub fn access_token(&self, now: UnixSeconds) -> Result<&Secret, TokenError> {
        let held = self.held.as_ref().ok_or(TokenError::Missing)?;
        match self.state(now) {
            State::Empty | State::Expired => Err(TokenError::Expired),
            State::Fresh | State::Refresh => Ok(&held.pair.access),
        }
    }

    /// The refresh token, for the refresh request's body and nothing else.
    pub fn refresh_token(&self) -> Option<&Secret> {
        self.held.as_ref().and_then(|held| held.pair.refresh.as_ref())
    }

    /// Writes both tokens as members of a JSON object, each with a comma after it: for whoever
    /// seals them, and nothing else.
    pub fn write_members(&self, out: &mut Vec<u8>) {
        let Some(Held { pair, .. }) = &self.held else { return };
        // At once, so that no copy is left behind where it has grown from.
        out.reserve_exact(64 + 3 * (pair.access.len() + pair.refresh.as_ref().map_or(0, Secret::len)));
        for (name, token) in [("access_token", Some(&pair.access)), ("refresh_token", pair.refresh.as_ref())]
        {
            if let Some(token) = token {
                out.extend_from_slice(b"\"");
                out.extend_from_slice(name.as_bytes());
                out.extend_from_slice(b"\":");
                Writing::Json.write(token, out);
                out.extend_from_slice(b",");
            }
        }
    }

    /// Wipes both tokens.
    pub fn clear(&mut self) {
        self.held = None;
        self.generation += 1;
    }
}

/// How long a token that replaces a refused one is not itself blamed for a refusal, in seconds
/// (at most half its lifetime): a server that refuses whatever it is sent would otherwise have
/// each request begin with a refresh.
const REJECTION_PAUSE: f64 = 60.0;

/// How much later than the token's own `exp` an `expires_in` may seem to end for want of
/// precision (issuers cut fractions off both), in seconds. More is another clock.
const ROUNDING: f64 = 2.0;

/// When the access token of a response expires, by our clock.
fn expiry_of(response: &Value, access: &Secret, exchange: Exchange) -> Result<UnixSeconds, OptionError> {
    let own = Times::of(access);
    let here = |name: &str, there: UnixSeconds| {
        UnixSeconds::new(there.get() - own.skew(there, exchange)).ok_or_else(|| out_of_range(name))
    };
    match (response.get("access_expires_at"), response.get("expires_in")) {
        (Some(at), _) => here("access_expires_at", instant("access_expires_at", at)?),
        (None, Some(Value::Number(seconds))) => {
            let exp =
                UnixSeconds::new(exchange.asked.get() + seconds).ok_or_else(|| out_of_range("expires_in"))?;
            let own = own.exp.and_then(|own| here("exp", own).ok());
            Ok(own.filter(|own| (0.0..ROUNDING).contains(&exp.since(*own))).unwrap_or(exp))
        }
        (None, Some(other)) => {
            Err(OptionError::new(format!("`expires_in` must be a number of seconds, not {}", other.kind())))
        }
        (None, None) => {
            let exp = own.exp.ok_or_else(|| {
                OptionError::new(
                    "the expiry is unknown: give `access_expires_at` or `expires_in`, or a JWT that has `exp`",
                )
            })?;
            here("exp", exp)
        }
    }
}

fn out_of_range(name: &str) -> OptionError {
    OptionError::new(format!("`{name}` must be a finite number of seconds"))
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
        let Ok(decoded) = decode_unverified(token.expose()) else { return times };
        let (_header, claims) = (Zeroizing::new(decoded.header), Zeroizing::new(decoded.claims));
        let read = json::parse_object(claims.as_bytes(), |name, value| match name {
            "iat" => times.iat = value.as_f64().and_then(UnixSeconds::new),
            "exp" => times.exp = value.as_f64().and_then(UnixSeconds::new),
            _ => {}
        });
        if read.is_ok() { times } else { Self::default() }
    }

    /// By how much the clock is ahead of ours that said `exp`. Without a `Date` (browsers hide it from
    /// other origins) a token says when it was issued: a moment ago. That counts where our clock
    /// cannot be right: it was issued in our future, or it would have expired on arrival.
    fn skew(&self, exp: UnixSeconds, exchange: Exchange) -> f64 {
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
    use alloc::string::String;

    use super::*;

    fn at(seconds: f64) -> UnixSeconds {
        UnixSeconds::new(seconds).unwrap()
    }

    fn token(text: &str) -> Secret {
        Secret::from(text.as_bytes())
    }

    fn pair(access: &str, refresh: Option<&str>, exp: f64) -> Pair {
        Pair { access: token(access), refresh: refresh.map(token), exp: at(exp) }
    }

    fn keeping(keep_refresh: bool) -> Swap {
        Swap { keep_refresh, ..Swap::default() }
    }

    fn json_value(json: &str) -> Value {
        Value::from_json(json.as_bytes()).unwrap()
    }

    #[test]
    fn hands_out_only_a_good_token() {
        let mut holder = TokenHolder::new(300.0, 0.0).unwrap();
        assert_eq!(holder.access_token(at(0.0)).unwrap_err(), TokenError::Missing);
        holder.set(pair("a", Some("r"), 1000.0), at(0.0)).unwrap();
        assert!(holder.access_token(at(999.0)).unwrap().ct_eq(b"a"));
        assert_eq!(holder.access_token(at(1000.0)).unwrap_err(), TokenError::Expired);
        assert!(holder.refresh_token().unwrap().ct_eq(b"r"));
        holder.clear();
        assert_eq!(holder.state(at(0.0)), State::Empty);
        assert!(holder.refresh_token().is_none());
    }

    #[test]
    fn a_bad_pair_changes_nothing() {
        let mut holder = TokenHolder::new(300.0, 0.0).unwrap();
        holder.set(pair("a", Some("r"), 1000.0), at(0.0)).unwrap();
        for (access, refresh) in [("", "r"), ("a\r\nX: y", "r"), ("b", ""), ("b", "r s"), ("é", "r")] {
            assert!(holder.set(pair(access, Some(refresh), 9.0), at(0.0)).is_err());
        }
        assert!(holder.access_token(at(0.0)).unwrap().ct_eq(b"a"));
    }

    #[test]
    fn reads_a_token_response() {
        let mut holder = TokenHolder::new(300.0, 0.0).unwrap();
        let mut set = |json: &str| {
            holder.set_response(&json_value(json), Exchange::at(at(1000.0)), Swap::default())?;
            Ok::<_, OptionError>(holder.expires_in(at(1000.0)).unwrap())
        };
        assert_eq!(set(r#"{"access_token":"a","access_expires_at":"1970-01-01T01:00:00Z"}"#), Ok(2600.0));
        assert_eq!(set(r#"{"access_token":"a","expires_in":900,"token_type":"Bearer"}"#), Ok(900.0));
        // {"alg":"none"} . {"exp":1500}: read for the schedule only
        assert_eq!(set(r#"{"access_token":"eyJhbGciOiJub25lIn0.eyJleHAiOjE1MDB9."}"#), Ok(500.0));
        for json in [
            r#"{}"#,
            r#"{"access_token":"a"}"#,
            r#"{"access_token":1,"expires_in":900}"#,
            r#"{"access_token":"a","expires_in":"900"}"#,
            r#"{"access_token":"a","expires_in":1e400}"#,
            r#"{"access_token":"a","access_expires_at":"tomorrow"}"#,
            r#"{"access_token":"a","refresh_token":7,"expires_in":900}"#,
        ] {
            assert!(set(json).is_err(), "{json}");
        }
    }

    #[test]
    fn margins() {
        assert!(TokenHolder::new(f64::NAN, 0.0).is_err());
        assert!(TokenHolder::new(-1.0, 0.0).is_err());
        let mut holder = TokenHolder::new(300.0, 0.0).unwrap();
        holder.set(pair("a", None, 60.0), at(0.0)).unwrap();
        assert_eq!(holder.state(at(29.0)), State::Fresh);
        assert_eq!(holder.state(at(30.0)), State::Refresh);
    }

    #[test]
    fn leeway() {
        let mut holder = TokenHolder::new(300.0, 5.0).unwrap();
        holder.set(pair("a", None, 1000.0), at(0.0)).unwrap();
        assert_eq!(holder.state(at(994.9)), State::Refresh);
        assert_eq!(holder.state(at(995.0)), State::Expired);
        assert_eq!(holder.access_token(at(995.0)).unwrap_err(), TokenError::Expired);
        assert_eq!(holder.expires_in(at(995.0)), Some(5.0));
        // A quarter of a short life.
        holder.set(pair("a", None, 10.0), at(0.0)).unwrap();
        assert_eq!(holder.state(at(7.4)), State::Refresh);
        assert_eq!(holder.state(at(7.5)), State::Expired);
        // A token that has expired on arrival.
        holder.set(pair("a", None, -10.0), at(0.0)).unwrap();
        assert_eq!(holder.state(at(0.0)), State::Expired);
    }

    #[test]
    fn corrects_by_the_servers_clock() {
        let expiry = |json: &str, date: Option<f64>| {
            let mut holder = TokenHolder::new(300.0, 0.0).unwrap();
            let exchange = Exchange { asked: at(1000.0), answered: at(1002.0), date: date.map(at) };
            holder.set_response(&json_value(json), exchange, Swap::default()).unwrap();
            holder.expires_in(at(0.0)).unwrap()
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
        // {"alg":"none"} . {"iat":1000,"exp":1300}
        let token = "eyJhbGciOiJub25lIn0.eyJpYXQiOjEwMDAsImV4cCI6MTMwMH0.";
        let expiry = |asked: f64, date: Option<f64>| {
            let mut holder = TokenHolder::new(300.0, 0.0).unwrap();
            let exchange = Exchange { asked: at(asked), answered: at(asked + 2.0), date: date.map(at) };
            let response = json_value(&format!(r#"{{"access_token":"{token}"}}"#));
            holder.set_response(&response, exchange, Swap::default()).unwrap();
            holder.expires_in(at(0.0)).unwrap()
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
    fn keeps_the_refresh_token_if_asked() {
        let mut holder = TokenHolder::new(300.0, 0.0).unwrap();
        let response = json_value(r#"{"access_token":"b","expires_in":60}"#);
        for keep in [true, false] {
            holder.set(pair("a", Some("r"), 1000.0), at(0.0)).unwrap();
            holder.set_response(&response, Exchange::at(at(0.0)), keeping(keep)).unwrap();
            assert_eq!(holder.refresh_token().is_some(), keep);
        }
        // A new one wins; a wiped one does not come back.
        let both = json_value(r#"{"access_token":"b","refresh_token":"s","expires_in":60}"#);
        holder.set_response(&both, Exchange::at(at(0.0)), keeping(true)).unwrap();
        assert!(holder.refresh_token().unwrap().ct_eq(b"s"));
        holder.clear();
        holder.set_response(&response, Exchange::at(at(0.0)), keeping(true)).unwrap();
        assert!(holder.refresh_token().is_none());
    }

    #[test]
    fn writes_tokens_into_bodies() {
        let odd = r#"a"b\c+d/e=&f~-._*"#;
        let written = |writing: Writing| {
            let mut out = Vec::new();
            writing.write(&token(odd), &mut out);
            String::from_utf8(out).unwrap()
        };
        assert_eq!(written(Writing::Plain), odd);
        assert_eq!(written(Writing::Json), r#""a\"b\\c+d/e=&f~-._*""#);
        assert_eq!(written(Writing::Form), "a%22b%5Cc%2Bd%2Fe%3D%26f%7E-._*");

        let mut holder = TokenHolder::new(300.0, 0.0).unwrap();
        let mut out = Vec::new();
        holder.write_members(&mut out);
        assert!(out.is_empty());
        holder.set(pair("a\"", Some("r"), 9.0), at(0.0)).unwrap();
        holder.write_members(&mut out);
        assert_eq!(out, br#""access_token":"a\"","refresh_token":"r","#);
    }

    #[test]
    fn every_change_is_a_generation() {
        let mut holder = TokenHolder::new(300.0, 0.0).unwrap();
        assert_eq!(holder.generation(), 0);
        holder.set(pair("a", None, 1000.0), at(0.0)).unwrap();
        assert_eq!(holder.generation(), 1);
        holder.set(pair("", None, 1000.0), at(0.0)).unwrap_err();
        assert_eq!(holder.generation(), 1);
        holder.clear();
        assert_eq!(holder.generation(), 2);
    }

    #[test]
    fn a_late_response_changes_nothing() {
        let mut holder = TokenHolder::new(300.0, 0.0).unwrap();
        let set = |holder: &mut TokenHolder, token: &str, expected| {
            let response = json_value(&format!(r#"{{"access_token":"{token}","expires_in":60}}"#));
            let swap = Swap { expected: Some(expected), ..Swap::default() };
            holder.set_response(&response, Exchange::at(at(0.0)), swap)
        };
        assert_eq!(set(&mut holder, "a", 0), Ok(true));
        assert_eq!(set(&mut holder, "b", 0), Ok(false));
        // Whatever is in it.
        assert_eq!(set(&mut holder, "two words", 0), Ok(false));
        assert!(holder.access_token(at(0.0)).unwrap().ct_eq(b"a"));
        holder.clear();
        assert_eq!(set(&mut holder, "b", 1), Ok(false));
        assert_eq!(holder.state(at(0.0)), State::Empty);
    }

    #[test]
    fn a_refused_token_is_refreshed_once() {
        let mut holder = TokenHolder::new(300.0, 0.0).unwrap();
        assert_eq!(holder.reject(0, at(0.0)), Rejection::Replaced);
        holder.set(pair("a", None, 1000.0), at(0.0)).unwrap();
        // As often as it is refused, until it has been replaced.
        assert_eq!(holder.reject(1, at(1.0)), Rejection::Refresh);
        assert_eq!(holder.reject(1, at(2.0)), Rejection::Refresh);
        holder.set(pair("b", None, 1000.0), at(3.0)).unwrap();
        assert_eq!(holder.reject(1, at(4.0)), Rejection::Replaced);
        // Its successor is not to blame at once.
        assert_eq!(holder.reject(2, at(4.0)), Rejection::Final);
        assert_eq!(holder.reject(2, at(62.9)), Rejection::Final);
        assert_eq!(holder.reject(2, at(63.0)), Rejection::Refresh);
        // One that came in its own time is.
        holder.set(pair("c", None, 1000.0), at(64.0)).unwrap();
        assert_eq!(holder.reject(3, at(64.0)), Rejection::Final);
        holder.set(pair("d", None, 1000.0), at(65.0)).unwrap();
        assert_eq!(holder.reject(4, at(65.0)), Rejection::Refresh);
        // Half of a short life.
        holder.set(pair("e", None, 75.0), at(65.0)).unwrap();
        assert_eq!(holder.reject(5, at(69.9)), Rejection::Final);
        assert_eq!(holder.reject(5, at(70.0)), Rejection::Refresh);
        // A new session owes nothing to the last.
        holder.clear();
        holder.set(pair("f", None, 1000.0), at(71.0)).unwrap();
        assert_eq!(holder.reject(7, at(71.0)), Rejection::Refresh);
    }
}
