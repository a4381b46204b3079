//! A token pair held in memory: never serialized, wiped when it goes.

use alloc::format;

use zeroize::Zeroizing;

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
/// use tokenward::token_holder::{State, TokenHolder};
///
/// let at = |seconds| UnixSeconds::new(seconds).unwrap();
/// let mut holder = TokenHolder::new(300.0).unwrap();
/// assert_eq!(holder.state(at(0.0)), State::Empty);
/// holder.set(Secret::new(b"abc".to_vec()), None, at(3600.0), at(0.0)).unwrap();
/// assert_eq!(holder.state(at(0.0)), State::Fresh);
/// assert_eq!(holder.state(at(3300.0)), State::Refresh);
/// assert_eq!(holder.state(at(3600.0)), State::Expired);
/// ```
#[derive(Debug)]
pub struct TokenHolder {
    margin: f64,
    held: Option<Held>,
}

#[derive(Debug)]
struct Held {
    access: Secret,
    refresh: Option<Secret>,
    exp: UnixSeconds,
    /// The margin, shortened for a short-lived token.
    margin: f64,
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

impl TokenHolder {
    /// An empty holder that asks for a refresh `margin` seconds before expiry.
    ///
    /// # Errors
    /// [`OptionError`] unless `margin` is finite and not negative.
    pub fn new(margin: f64) -> Result<Self, OptionError> {
        if margin.is_finite() && margin >= 0.0 {
            Ok(Self { margin, held: None })
        } else {
            Err(OptionError::new("`margin` must be a finite number of seconds, 0 or more"))
        }
    }

    /// Replaces both tokens at once; the old ones are wiped.
    ///
    /// # Errors
    /// [`OptionError`] when a token could not stand in a header (RFC 6750 section 2.1); the
    /// tokens held before are kept.
    pub fn set(
        &mut self,
        access: Secret,
        refresh: Option<Secret>,
        exp: UnixSeconds,
        now: UnixSeconds,
    ) -> Result<(), OptionError> {
        for (name, token) in [("access_token", Some(&access)), ("refresh_token", refresh.as_ref())] {
            let is_visible = |token: &Secret| token.expose().iter().all(u8::is_ascii_graphic);
            if token.is_some_and(|token| token.is_empty() || !is_visible(token)) {
                return Err(OptionError::new(format!(
                    "`{name}` must be a non-empty string of visible ASCII characters"
                )));
            }
        }
        let margin = expiry::effective_margin(self.margin, exp.since(now));
        self.held = Some(Held { access, refresh, exp, margin });
        Ok(())
    }

    /// Replaces both tokens by those of a token response (RFC 6749 section 5.1): an object with
    /// `access_token`, perhaps `refresh_token`, and the expiry as `access_expires_at` (RFC 3339
    /// or unix seconds), `expires_in` (seconds) or the access token's own `exp`, the first that
    /// is given. Other members are ignored.
    ///
    /// # Errors
    /// [`OptionError`] that names the member; the tokens held before are kept.
    pub fn set_response(&mut self, response: &Value, now: UnixSeconds) -> Result<(), OptionError> {
        let token = |name: &str| match response.get(name) {
            None => Ok(None),
            Some(Value::String(token)) => Ok(Some(token.clone())),
            Some(other) => Err(OptionError::new(format!("`{name}` must be a string, not {}", other.kind()))),
        };
        let access = token("access_token")?
            .ok_or_else(|| OptionError::new("`access_token` is required and must be a string"))?;
        let refresh = token("refresh_token")?;
        let exp = match (response.get("access_expires_at"), response.get("expires_in")) {
            (Some(at), _) => instant("access_expires_at", at)?,
            (None, Some(Value::Number(seconds))) => UnixSeconds::new(now.get() + seconds)
                .ok_or_else(|| OptionError::new("`expires_in` must be a finite number of seconds"))?,
            (None, Some(other)) => {
                return Err(OptionError::new(format!(
                    "`expires_in` must be a number of seconds, not {}",
                    other.kind()
                )));
            }
            (None, None) => unverified_exp(&access).ok_or_else(|| {
                OptionError::new(
                    "the expiry is unknown: give `access_expires_at` or `expires_in`, or a JWT that has `exp`",
                )
            })?,
        };
        self.set(access, refresh, exp, now)
    }

    /// What the holder can do at `now`.
    pub fn state(&self, now: UnixSeconds) -> State {
        match &self.held {
            None => State::Empty,
            Some(held) => match expiry::freshness(held.exp, now, held.margin) {
                Freshness::Fresh => State::Fresh,
                Freshness::Refresh => State::Refresh,
                Freshness::Expired => State::Expired,
            },
        }
    }

    /// Seconds until the access token expires, negative when it has; `None` when empty.
    pub fn expires_in(&self, now: UnixSeconds) -> Option<f64> {
        self.held.as_ref().map(|held| expiry::expires_in(held.exp, now))
    }

    /// The access token, if it is still good.
    ///
    /// # Errors
    /// [`TokenError::Missing`] when empty, [`TokenError::Expired`] when it is too late.
    pub fn access_token(&self, now: UnixSeconds) -> Result<&Secret, TokenError> {
        let held = self.held.as_ref().ok_or(TokenError::Missing)?;
        match self.state(now) {
            State::Empty | State::Expired => Err(TokenError::Expired),
            State::Fresh | State::Refresh => Ok(&held.access),
        }
    }

    /// The refresh token, for the refresh request's body and nothing else.
    pub fn refresh_token(&self) -> Option<&Secret> {
        self.held.as_ref().and_then(|held| held.refresh.as_ref())
    }

    /// Wipes both tokens.
    pub fn clear(&mut self) {
        self.held = None;
    }
}

/// The token's own `exp`. It is read unverified, to know when to refresh, not whether to trust.
fn unverified_exp(token: &Secret) -> Option<UnixSeconds> {
    let decoded = decode_unverified(token.expose()).ok()?;
    let (_header, claims) = (Zeroizing::new(decoded.header), Zeroizing::new(decoded.claims));
    let mut exp = None;
    json::parse_object(claims.as_bytes(), |name, value| {
        if name == "exp" {
            exp = value.as_f64().and_then(UnixSeconds::new);
        }
    })
    .ok()?;
    exp
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: f64) -> UnixSeconds {
        UnixSeconds::new(seconds).unwrap()
    }

    fn token(text: &str) -> Secret {
        Secret::from(text.as_bytes())
    }

    #[test]
    fn hands_out_only_a_good_token() {
        let mut holder = TokenHolder::new(300.0).unwrap();
        assert_eq!(holder.access_token(at(0.0)).unwrap_err(), TokenError::Missing);
        holder.set(token("a"), Some(token("r")), at(1000.0), at(0.0)).unwrap();
        assert!(holder.access_token(at(999.0)).unwrap().ct_eq(b"a"));
        assert_eq!(holder.access_token(at(1000.0)).unwrap_err(), TokenError::Expired);
        assert!(holder.refresh_token().unwrap().ct_eq(b"r"));
        holder.clear();
        assert_eq!(holder.state(at(0.0)), State::Empty);
        assert!(holder.refresh_token().is_none());
    }

    #[test]
    fn a_bad_pair_changes_nothing() {
        let mut holder = TokenHolder::new(300.0).unwrap();
        holder.set(token("a"), Some(token("r")), at(1000.0), at(0.0)).unwrap();
        for (access, refresh) in [("", "r"), ("a\r\nX: y", "r"), ("b", ""), ("b", "r s"), ("é", "r")] {
            assert!(holder.set(token(access), Some(token(refresh)), at(9.0), at(0.0)).is_err());
        }
        assert!(holder.access_token(at(0.0)).unwrap().ct_eq(b"a"));
    }

    #[test]
    fn reads_a_token_response() {
        let mut holder = TokenHolder::new(300.0).unwrap();
        let mut set = |json: &str| {
            holder.set_response(&Value::from_json(json.as_bytes()).unwrap(), at(1000.0))?;
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
        assert!(TokenHolder::new(f64::NAN).is_err());
        assert!(TokenHolder::new(-1.0).is_err());
        let mut holder = TokenHolder::new(300.0).unwrap();
        holder.set(token("a"), None, at(60.0), at(0.0)).unwrap();
        assert_eq!(holder.state(at(29.0)), State::Fresh);
        assert_eq!(holder.state(at(30.0)), State::Refresh);
    }
}
