//! Claims (RFC 7519 section 4): read in one pass, checked against the policy.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

use super::grants::{Grants, Sources};
use super::issuer;
use super::policy::{Audience, Policy};
use super::read::{expiry, invalid, numeric_date, one_of, string};
use crate::error::TokenError;
use crate::json::{self, Kind, RawValue};
use crate::time::UnixSeconds;

/// The claims a policy decides on, as they stand in the payload.
#[derive(Debug, Default)]
pub struct Claims<'a> {
    exp: Option<RawValue<'a>>,
    nbf: Option<RawValue<'a>>,
    iat: Option<RawValue<'a>>,
    iss: Option<RawValue<'a>>,
    tid: Option<RawValue<'a>>,
    sub: Option<RawValue<'a>>,
    aud: Option<RawValue<'a>>,
    jti: Option<RawValue<'a>>,
    token_type: Option<RawValue<'a>>,
    cnf: Option<RawValue<'a>>,
    grants: Grants<'a>,
    /// Which of the policy's required claims are there, a bit each.
    present: u64,
    /// Those of the policy's required values that are there, by their positions.
    valued: Vec<(usize, RawValue<'a>)>,
}

/// The times of a token that passed, all a later look at it has to re-check.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Times {
    /// `exp`, if the token has one.
    pub exp: Option<UnixSeconds>,
    /// `nbf`, if the token has one.
    pub nbf: Option<UnixSeconds>,
    /// `iat`, if the token has one.
    pub iat: Option<UnixSeconds>,
}

impl<'a> Claims<'a> {
    /// Reads a decoded payload.
    ///
    /// # Errors
    /// [`TokenError::Malformed`] unless it is one JSON object without duplicates. An array
    /// is none (fast-jwt #638).
    pub fn parse(payload: &'a [u8], policy: &Policy) -> Result<Self, TokenError> {
        let mut claims = Self::default();
        let wants_grants = !(policy.scopes.is_empty() && policy.roles.is_empty());
        json::parse_object(payload, |name, value| {
            let slot = match name {
                "exp" => Some(&mut claims.exp),
                "nbf" => Some(&mut claims.nbf),
                "iat" => Some(&mut claims.iat),
                "iss" => Some(&mut claims.iss),
                "tid" => Some(&mut claims.tid),
                "sub" => Some(&mut claims.sub),
                "aud" => Some(&mut claims.aud),
                "jti" => Some(&mut claims.jti),
                "type" => Some(&mut claims.token_type),
                "cnf" => Some(&mut claims.cnf),
                _ => None,
            };
            if let Some(slot) = slot {
                *slot = Some(value);
            }
            if value.kind() != Kind::Null
                && let Some(bit) = policy.required_claims.iter().position(|required| required == name)
            {
                claims.present |= 1 << bit;
            }
            if wants_grants {
                claims.grants.note(name, value, [&policy.sources.scopes, &policy.sources.roles]);
            }
            if let Some(at) = policy.required_values.iter().position(|required| required.name == name) {
                claims.valued.push((at, value));
            }
        })
        .map_err(|_| TokenError::Malformed("expected the claims to be one JSON object without duplicates"))?;
        Ok(claims)
    }

    /// Checks the claims at `now`; `typ` is the header's, and `of_key` the issuer that the key's set names.
    ///
    /// # Errors
    /// The first fault, in the order: types, presence, times, names, values, type,
    /// confirmation, scopes, roles.
    pub fn check(
        &self,
        policy: &Policy,
        typ: Option<&str>,
        of_key: Option<&str>,
        now: UnixSeconds,
    ) -> Result<Times, TokenError> {
        let times = Times {
            exp: expiry(self.exp, now)?,
            nbf: numeric_date("nbf", self.nbf)?,
            iat: numeric_date("iat", self.iat)?,
        };
        let iss = string("iss", self.iss)?;
        let sub = string("sub", self.sub)?;
        audience_is_well_formed(self.aud)?;
        string("jti", self.jti)?;

        let absent = |(bit, _): &(usize, &String)| self.present & 1 << bit == 0;
        if let Some((_, name)) = policy.required_claims.iter().enumerate().find(absent) {
            return Err(TokenError::ClaimMissing(Cow::Owned(name.clone())));
        }
        times.check(policy, now)?;
        issuer::check(iss.as_deref(), self.tid, &policy.issuer, of_key)?;
        check_audience(self.aud, &policy.audience)?;
        one_of("sub", sub.as_deref(), &policy.subject)?;
        for (at, required) in policy.required_values.iter().enumerate() {
            let found = self.valued.iter().find(|(place, _)| *place == at);
            required.check(found.map(|(_, value)| *value))?;
        }
        self.check_type(policy, typ)?;
        // A stolen token must not pass as a plain Bearer token (RFC 9449 section 7.2, RFC 8705 section 3).
        // No confirmation is checked here, so whatever `cnf` holds, `null` included, asks for too much.
        if self.cnf.is_some() {
            return Err(TokenError::ConfirmationMissing);
        }
        if !(policy.scopes.is_empty() && policy.roles.is_empty()) {
            let Sources { scopes, roles } = &policy.sources;
            self.grants.check([&policy.scopes, &policy.roles], [scopes, roles])?;
        }
        Ok(times)
    }

    fn check_type(&self, policy: &Policy, typ: Option<&str>) -> Result<(), TokenError> {
        if let Some(wanted) = &policy.token_type {
            match string("type", self.token_type)? {
                Some(found) if found == *wanted => {}
                _ => return Err(TokenError::TypeMismatch("type")),
            }
        }
        if let Some(wanted) = &policy.typ {
            match typ {
                Some(found) if crate::jws::header::same_media_type(found, wanted) => {}
                _ => return Err(TokenError::TypeMismatch("typ")),
            }
        }
        Ok(())
    }
}

impl Times {
    /// Seconds until `exp`, if there is one.
    pub fn expires_in(&self, now: UnixSeconds) -> Option<f64> {
        self.exp.map(|exp| exp.since(now))
    }

    /// Checks the times at `now`: all that can change about a token that once passed.
    ///
    /// # Errors
    /// [`TokenError::Expired`] and its kin; [`TokenError::ClaimMissing`] when `maxAge` is
    /// configured and `iat` is absent.
    pub fn check(&self, policy: &Policy, now: UnixSeconds) -> Result<(), TokenError> {
        let tolerance = policy.clock_tolerance;
        let now = now.get();
        if self.exp.is_some_and(|exp| now >= exp.get() + tolerance) {
            return Err(TokenError::Expired);
        }
        if self.nbf.is_some_and(|nbf| now < nbf.get() - tolerance) {
            return Err(TokenError::NotYetValid);
        }
        if self.iat.is_some_and(|iat| iat.get() > now + policy.iat_tolerance) {
            return Err(TokenError::IssuedInFuture);
        }
        if let Some(max_age) = policy.max_age {
            let iat = self.iat.ok_or(TokenError::ClaimMissing(Cow::Borrowed("iat")))?;
            if now - iat.get() > max_age + tolerance {
                return Err(TokenError::TooOld("iat"));
            }
        }
        Ok(())
    }
}

/// `aud`: a string or an array of strings (RFC 7519 section 4.1.3).
fn audience_is_well_formed(aud: Option<RawValue<'_>>) -> Result<(), TokenError> {
    let is_string = |value: RawValue<'_>| value.kind() == Kind::String;
    let well_formed = aud.is_none_or(|aud| {
        is_string(aud) || aud.elements().is_some_and(|mut elements| elements.all(is_string))
    });
    if well_formed { Ok(()) } else { Err(invalid("aud", "a string or an array of strings")) }
}

fn check_audience(found: Option<RawValue<'_>>, wanted: &Audience) -> Result<(), TokenError> {
    const NAME: Cow<'static, str> = Cow::Borrowed("aud");
    let ours = |value: RawValue<'_>, wanted: &[String]| {
        value.as_str().is_some_and(|name| wanted.iter().any(|wanted| *wanted == name))
    };
    match (wanted, found) {
        (Audience::Ignored, _) | (Audience::Unnamed, None) => Ok(()),
        (Audience::Unnamed, Some(_)) => Err(TokenError::ClaimMismatch(
            NAME,
            ": none is; set `audience` to the name of this service, as its tokens have it (RFC 7519 section 4.1.3)",
        )),
        (Audience::AnyOf(_), None) => Err(TokenError::ClaimMissing(NAME)),
        (Audience::AnyOf(wanted), Some(found)) => {
            let mut elements = found.elements().into_iter().flatten();
            if ours(found, wanted) || elements.any(|element| ours(element, wanted)) {
                Ok(())
            } else {
                Err(TokenError::ClaimMismatch(
                    NAME,
                    ": the token is for another service, or `audience` is not as the issuer writes it",
                ))
            }
        }
    }
}
