//! The claims of a JWT access token (RFC 9068 section 2.2).

use super::authentication::{Authentication, not_empty};
use super::policy::Policy;
use super::read::{invalid, string};
use crate::error::TokenError;
use crate::json::{self, Kind, RawValue};
use crate::time::UnixSeconds;

/// The claims of an access token beyond those of every token.
#[derive(Debug, Default)]
pub struct AccessTokenClaims<'a> {
    user: Authentication<'a>,
    client_id: Option<RawValue<'a>>,
    jti: Option<RawValue<'a>>,
    scope: Option<RawValue<'a>>,
    /// `groups`, `roles`, `entitlements`.
    authorizations: [Option<RawValue<'a>>; 3],
}

/// RFC 9068 section 2.2.3.1
const AUTHORIZATIONS: [&str; 3] = ["groups", "roles", "entitlements"];

impl<'a> AccessTokenClaims<'a> {
    /// Reads claims that were parsed before.
    ///
    /// # Errors
    /// [`TokenError::Malformed`] unless they are one JSON object.
    pub fn parse(payload: &'a [u8]) -> Result<Self, TokenError> {
        let mut claims = Self::default();
        json::parse_object(payload, |name, value| {
            let slot = match name {
                "client_id" => Some(&mut claims.client_id),
                "jti" => Some(&mut claims.jti),
                "scope" => Some(&mut claims.scope),
                _ => match AUTHORIZATIONS.iter().position(|known| *known == name) {
                    Some(at) => claims.authorizations.get_mut(at),
                    None => claims.user.slot(name),
                },
            };
            if let Some(slot) = slot {
                *slot = Some(value);
            }
        })
        .map_err(|_| TokenError::Malformed("expected the claims to be one JSON object without duplicates"))?;
        Ok(claims)
    }

    /// Checks types and bounds. What must be there is required like any claim.
    ///
    /// # Errors
    /// [`TokenError::ClaimInvalid`] that names the claim.
    pub fn check(&self, policy: &Policy, now: UnixSeconds) -> Result<(), TokenError> {
        self.user.check(policy, now)?;
        not_empty("client_id", self.client_id)?;
        not_empty("jti", self.jti)?;
        // RFC 8693 section 4.2
        string("scope", self.scope)?;
        for (name, found) in AUTHORIZATIONS.into_iter().zip(self.authorizations) {
            if found.is_some_and(|found| !is_list(found)) {
                return Err(invalid(name, "an array of strings or objects"));
            }
        }
        Ok(())
    }
}

/// The values of a user's attribute: strings, or objects with details (RFC 7643 section 4.1.2). Some issuers
/// write a single one alone.
fn is_list(value: RawValue<'_>) -> bool {
    let is_value = |value: RawValue<'_>| matches!(value.kind(), Kind::String | Kind::Object);
    value.kind() == Kind::String || value.elements().is_some_and(|mut all| all.all(is_value))
}
