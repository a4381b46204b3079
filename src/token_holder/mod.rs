//! A token pair held in memory: never serialized, wiped when it goes.

mod response;
mod writing;

use alloc::vec::Vec;

use crate::clock_skew::TokenExchangeTimes;
use crate::error::{OptionError, TokenError};
use crate::expiry::{self, Freshness};
use crate::secret::Secret;
use crate::text::text;
use crate::time::UnixSeconds;
use crate::value::Value;
use response::ROUNDING;
pub use response::is_refusal;
pub use writing::Writing;

/// Holds an access token and, apart from it, a refresh token.
///
/// ```
/// use tokenward::secret::Secret;
/// use tokenward::time::UnixSeconds;
/// use tokenward::token_holder::{Pair, State, TokenHolder};
///
/// let at = |seconds| UnixSeconds::new(seconds).unwrap();
/// let mut holder = TokenHolder::new(300.0, 0.0, None).unwrap();
/// assert_eq!(holder.state(at(0.0)), State::Empty);
/// let pair = Pair { access: Secret::new(b"abc".to_vec()), refresh: None, exp: Some(at(3600.0)) };
/// holder.set(pair, at(0.0)).unwrap();
/// assert_eq!(holder.state(at(0.0)), State::Fresh);
/// assert_eq!(holder.state(at(3300.0)), State::Refresh);
/// assert_eq!(holder.state(at(3600.0)), State::Expired);
/// ```
#[derive(Debug)]
pub struct TokenHolder {
    margin: f64,
    leeway: f64,
    lifetime: Option<f64>,
    /// Counts the changes: what was begun with one pair must not end on another.
    generation: u64,
    /// The generation that the server has refused before its time.
    rejected: Option<u64>,
    /// How many refused tokens were replaced since when; see [`REJECTION_PAUSE`].
    replaced: Option<(u32, UnixSeconds)>,
    held: Option<Held>,
}

/// What a token response comes to.
#[derive(Debug)]
pub struct Pair {
    /// The access token.
    pub access: Secret,
    /// The refresh token, if there is one.
    pub refresh: Option<Secret>,
    /// When the access token expires, by our clock; `None` if it is good until a server refuses it.
    pub exp: Option<UnixSeconds>,
}

/// On what terms a response replaces the tokens held.
#[derive(Clone, Copy, Debug, Default)]
pub struct Swap {
    /// The [`TokenHolder::generation`] when the response was asked for: if the tokens have been
    /// replaced or cleared since, it is too late and changes nothing.
    pub expected: Option<u64>,
    /// It is the answer to a refresh: the refresh token held stays if the response has none (RFC 6749
    /// section 6), and if it does not put the end off, the session itself ends then. Such a token is
    /// not refreshed ahead of time again, and is not good for longer than the one before it.
    pub keep_refresh: bool,
    /// It is a server's answer, as it came: what servers are known to get wrong is forgiven (digits as
    /// text, an empty refresh token, a token that is called `token` or `session`), and a JWT that says
    /// itself that it lasts less than `expires_in` is believed.
    pub is_answer: bool,
}

#[derive(Debug)]
struct Held {
    pair: Pair,
    since: UnixSeconds,
    /// It ends when the session does, see [`Swap::keep_refresh`].
    is_capped: bool,
    /// The margin and the leeway, shortened for a short-lived token.
    margin: f64,
    leeway: f64,
    /// Until when a refusal of this token is not blamed on it, since the one before was refused too.
    blameless_until: Option<UnixSeconds>,
    /// Whether the server has taken it for good.
    is_accepted: bool,
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

/// What to do about a token that the server has refused (401) though it had time left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rejection {
    /// It is no longer the one held: send the request again.
    Replaced,
    /// Refresh, then send the request again.
    Refresh,
    /// It is new and was never accepted, and the one before it was refused too; or that happens all
    /// the time. Another would not help.
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

impl Held {
    /// Whether a token that replaces this one at `now` ends when this one does, as the session will,
    /// rather than later by the time gone by.
    fn caps(&self, exp: Option<UnixSeconds>, now: UnixSeconds) -> bool {
        let (Some(exp), Some(before)) = (exp, self.pair.exp) else { return false };
        let (elapsed, gained) = (now.since(self.since), exp.since(before));
        let is_late = elapsed - gained > ROUNDING && gained < elapsed / 2.0;
        gained > -ROUNDING && (is_late || self.is_capped && gained < ROUNDING)
    }
}

impl TokenHolder {
    /// An empty holder that asks for a refresh `margin` seconds before expiry, though never before
    /// half of the lifetime is over, and takes a token for expired `leeway` seconds early, though
    /// never more than a quarter of the lifetime: a request needs time to arrive.
    ///
    /// `lifetime` is how many seconds a token is taken to last if nothing says when it ends, and with
    /// infinity until a server refuses it. Without it such a token is refused.
    ///
    /// # Errors
    /// [`OptionError`] unless margin and leeway are finite and not negative.
    pub fn new(margin: f64, leeway: f64, lifetime: Option<f64>) -> Result<Self, OptionError> {
        for (name, seconds) in [("margin", margin), ("leeway", leeway)] {
            if !(seconds.is_finite() && seconds >= 0.0) {
                return Err(OptionError::new(text!(
                    "`",
                    name,
                    "` must be a finite number of seconds, 0 or more"
                )));
            }
        }
        Ok(Self { margin, leeway, lifetime, generation: 0, rejected: None, replaced: None, held: None })
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
                return Err(OptionError::new(text!(
                    "`",
                    name,
                    "` must be a non-empty string of visible ASCII characters"
                )));
            }
        }
        let lifetime = pair.exp.map_or(f64::INFINITY, |exp| exp.since(now));
        let is_replacement = self.held.is_some() && self.rejected == Some(self.generation);
        let blameless = expiry::effective_margin(REJECTION_PAUSE, lifetime);
        if is_replacement {
            let recent = self.replaced.filter(|(_, since)| now.since(*since) < REJECTION_PAUSE);
            self.replaced = Some(recent.map_or((1, now), |(count, since)| (count + 1, since)));
        }
        self.held = Some(Held {
            since: now,
            is_capped: false,
            margin: expiry::effective_margin(self.margin, lifetime),
            leeway: (lifetime / 4.0).min(self.leeway).max(0.0),
            is_accepted: false,
            blameless_until: is_replacement.then(|| UnixSeconds::new(now.get() + blameless)).flatten(),
            pair,
        });
        self.generation += 1;
        Ok(())
    }

    /// Replaces both tokens by those of a token response (RFC 6749 section 5.1): an object with
    /// `access_token`, perhaps `refresh_token`, and the expiry as `access_expires_at` or `expires_at`
    /// (RFC 3339 or unix seconds), `expires_in` (seconds) or the access token's own `exp`, the first that
    /// is given; see also [`TokenHolder::new`]. Other members are ignored. Times of the server
    /// are corrected by its clock.
    ///
    /// Says whether it did: not if the response came too late, see [`Swap::expected`].
    ///
    /// # Errors
    /// [`OptionError`] that names the member; the tokens held before are kept.
    pub fn set_response(
        &mut self,
        response: &Value,
        exchange: TokenExchangeTimes,
        swap: Swap,
    ) -> Result<bool, OptionError> {
        if swap.expected.is_some_and(|expected| expected != self.generation) {
            return Ok(false);
        }
        let Pair { access, refresh, exp } =
            response::read(response, exchange, swap.is_answer, self.lifetime)?;
        let refresh = refresh.or_else(|| self.refresh_token().filter(|_| swap.keep_refresh).cloned());
        let before = self.held.as_ref().filter(|_| swap.keep_refresh);
        let capped = before.filter(|held| held.caps(exp, exchange.answered)).map(|held| held.leeway);
        self.set(Pair { access, refresh, exp }, exchange.answered)?;
        if let (Some(leeway), Some(held)) = (capped, &mut self.held) {
            // Half of what remains, and half of that: there would be no end of it.
            (held.is_capped, held.margin, held.leeway) = (true, 0.0, leeway);
        }
        Ok(true)
    }

    /// Replaces both tokens by those of a server's answer, as its body came: a JSON object.
    ///
    /// # Errors
    /// [`OptionError`]; the tokens held before are kept.
    pub fn set_body(
        &mut self,
        body: &[u8],
        exchange: TokenExchangeTimes,
        swap: Swap,
    ) -> Result<bool, OptionError> {
        self.set_response(&response::parse(body)?, exchange, swap)
    }

    /// Counts the changes of what is held, [`TokenHolder::clear`] included.
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// What the holder can do at `now`.
    pub fn state(&self, now: UnixSeconds) -> State {
        let Some(held) = &self.held else { return State::Empty };
        let Some(exp) = held.pair.exp else { return State::Fresh };
        if expiry::expires_in(exp, now) <= held.leeway {
            return State::Expired;
        }
        match expiry::freshness(exp, now, held.margin) {
            Freshness::Fresh => State::Fresh,
            Freshness::Refresh => State::Refresh,
            Freshness::Expired => State::Expired,
        }
    }

    /// The server has taken the token of this generation for good: if it refuses it later, something
    /// has happened meanwhile.
    pub fn accept(&mut self, generation: u64) {
        if let Some(held) = self.held.as_mut().filter(|_| generation == self.generation) {
            held.is_accepted = true;
        }
    }

    /// What to do when the server has refused the token of this generation at `now`.
    pub fn reject(&mut self, generation: u64, now: UnixSeconds) -> Rejection {
        let Some(held) = self.held.as_ref().filter(|_| generation == self.generation) else {
            return Rejection::Replaced;
        };
        let is_blameless = held.blameless_until.is_some_and(|until| until.since(now) > 0.0);
        let is_odd = held.is_accepted && self.replaced.is_some_and(|(count, _)| count < MAX_REPLACED);
        if is_blameless && !is_odd {
            return Rejection::Final;
        }
        self.rejected = Some(generation);
        Rejection::Refresh
    }

    /// Seconds until the access token expires, negative when it has, infinity if nobody knows; `None` when empty.
    pub fn expires_in(&self, now: UnixSeconds) -> Option<f64> {
        let exp = self.held.as_ref()?.pair.exp;
        Some(exp.map_or(f64::INFINITY, |exp| expiry::expires_in(exp, now)))
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

/// How many refused tokens are replaced in that time even if the server takes the new ones at first: it
/// may be one of several that disagree.
const MAX_REPLACED: u32 = 10;

#[cfg(test)]
mod tests;
