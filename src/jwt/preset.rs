//! Policies that a specification writes down: OpenID Connect ID tokens and RFC 9068 access tokens.

use alloc::borrow::Cow;
use alloc::string::String;

use super::authentication::Authentication;
use super::policy::{Audience, Policy, Preset};
use super::read::{invalid, string};
use crate::base64url;
use crate::error::{OptionError, TokenError};
use crate::json::{self, RawValue};
use crate::jws::Algorithm;
use crate::jws::header::same_media_type;
use crate::limits::MAX_REQUIRED_CLAIMS;
use crate::secret::{ct_eq, on_wiped_stack};
use crate::time::UnixSeconds;

/// Claims an ID token must have (OpenID Connect Core section 2).
const ID_TOKEN_CLAIMS: [&str; 5] = ["iss", "sub", "aud", "exp", "iat"];
/// Claims an access token must have (RFC 9068 section 2.2).
const ACCESS_TOKEN_CLAIMS: [&str; 7] = ["iss", "exp", "aud", "sub", "client_id", "iat", "jti"];

/// Longest subject of an ID token (OpenID Connect Core section 2).
const MAX_SUBJECT_CHARS: usize = 255;

/// The `typ` of an access token (RFC 9068 section 2.1).
const ACCESS_TOKEN_TYPE: &str = "at+jwt";

impl Preset {
    /// The preset of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "id_token" => Some(Self::IdToken),
            "access_token" => Some(Self::AccessToken),
            _ => None,
        }
    }

    /// Adds to a policy what the specification asks for; nothing is taken away.
    ///
    /// # Errors
    /// [`OptionError`] when the policy lacks what only the caller can know.
    pub fn apply(self, policy: &mut Policy) -> Result<(), OptionError> {
        let claims: &[&str] = match self {
            Self::IdToken => &ID_TOKEN_CLAIMS,
            Self::AccessToken => &ACCESS_TOKEN_CLAIMS,
        };
        for name in claims {
            if !policy.required_claims.iter().any(|required| required == name) {
                policy.required_claims.push((*name).into());
            }
        }
        if policy.required_claims.len() > MAX_REQUIRED_CLAIMS {
            return Err(OptionError::new("`requiredClaims` holds too many names beside those of `preset`"));
        }
        if policy.issuer.is_empty() || !matches!(policy.audience, Audience::AnyOf(_)) {
            return Err(OptionError::new(match self {
                Self::IdToken => "the preset `id_token` needs `issuer`, and the client's id as `audience`",
                Self::AccessToken => "the preset `access_token` needs `issuer` and `audience`",
            }));
        }
        match self {
            // What is asked of the one login cannot be asked of a remembered token.
            Self::IdToken if policy.cache > 0 => {
                return Err(OptionError::new("`cache` must be 0 with the preset `id_token`"));
            }
            Self::IdToken => {}
            Self::AccessToken => match &policy.typ {
                None => policy.typ = Some(String::from(ACCESS_TOKEN_TYPE)),
                Some(typ) if same_media_type(typ, ACCESS_TOKEN_TYPE) => {}
                // RFC 9068 section 4: any other is to be rejected.
                Some(_) => {
                    return Err(OptionError::new(
                        "`typ` is 'at+jwt' with the preset `access_token`: leave it out",
                    ));
                }
            },
        }
        Ok(())
    }
}

/// The claims of an ID token beyond those of every token.
#[derive(Debug, Default)]
pub struct IdTokenClaims<'a> {
    user: Authentication<'a>,
    azp: Option<RawValue<'a>>,
    nonce: Option<RawValue<'a>>,
    at_hash: Option<RawValue<'a>>,
    c_hash: Option<RawValue<'a>>,
    /// Whether `aud` names more than one.
    several_audiences: bool,
}

/// What is known of the one login that a token is for.
#[derive(Clone, Copy, Default)]
pub struct Login<'a> {
    /// The `nonce` of the authentication request, if one was sent; a token that carries one that was
    /// not is refused.
    pub nonce: Option<&'a str>,
    /// The access token that came with the ID token; then `at_hash` is required.
    pub access_token: Option<&'a str>,
    /// The authorization code that came with the ID token; then `c_hash` is required.
    pub code: Option<&'a str>,
}

impl core::fmt::Debug for Login<'_> {
    /// Nothing of it: all three are credentials.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Login")
    }
}

impl<'a> IdTokenClaims<'a> {
    /// Reads claims that were parsed before.
    ///
    /// # Errors
    /// [`TokenError::Malformed`] unless they are one JSON object.
    pub fn parse(payload: &'a [u8]) -> Result<Self, TokenError> {
        let mut claims = Self::default();
        json::parse_object(payload, |name, value| match name {
            "azp" => claims.azp = Some(value),
            "nonce" => claims.nonce = Some(value),
            "at_hash" => claims.at_hash = Some(value),
            "c_hash" => claims.c_hash = Some(value),
            "aud" => claims.several_audiences = value.elements().is_some_and(|all| all.count() > 1),
            other => {
                if let Some(slot) = claims.user.slot(other) {
                    *slot = Some(value);
                }
            }
        })
        .map_err(|_| TokenError::Malformed("expected the claims to be one JSON object without duplicates"))?;
        Ok(claims)
    }

    /// Checks types and bounds (OpenID Connect Core section 2), and the values (section 3.1.3.7, steps 4, 5, 11 to 13; sections
    /// 3.2.2.9 and 3.3.2.10 for the hashes). `typ` and `algorithm` are the header's.
    ///
    /// # Errors
    /// The first fault: [`TokenError`] that names the claim.
    pub fn check(
        &self,
        policy: &Policy,
        typ: Option<&str>,
        algorithm: Algorithm,
        login: &Login<'_>,
        now: UnixSeconds,
    ) -> Result<(), TokenError> {
        // A token of another explicit type is none (RFC 8725 section 3.11): an access token (RFC 9068
        // section 5), a logout token. ID tokens have no type of their own; whatever else an issuer
        // writes has to be named by the `typ` option, and never makes an access token one.
        let other = |typ| policy.typ.is_none() && !same_media_type(typ, "JWT");
        if typ.is_some_and(|typ| same_media_type(typ, ACCESS_TOKEN_TYPE) || other(typ)) {
            return Err(TokenError::TypeMismatch("typ"));
        }
        let auth_time = self.user.check(policy, now)?;
        // Section 2: "It MUST NOT exceed 255 ASCII characters in length."
        let sub = string("sub", self.user.sub())?;
        if sub.is_some_and(|sub| sub.len() > MAX_SUBJECT_CHARS || !sub.is_ascii()) {
            return Err(invalid("sub", "at most 255 characters of ASCII"));
        }
        match string("azp", self.azp)? {
            None if self.several_audiences => return Err(missing("azp")),
            None => {}
            Some(azp) => match &policy.audience {
                Audience::AnyOf(ours) if ours.iter().any(|ours| *ours == azp) => {}
                _ => return Err(mismatch("azp")),
            },
        }
        // A nonce we did not send belongs to another login.
        if self.nonce.is_some() && login.nonce.is_none() {
            return Err(mismatch("nonce"));
        }
        same("nonce", self.nonce, login.nonce)?;
        let hash = |text: &str| half_hash(algorithm, text);
        same("at_hash", self.at_hash, login.access_token.map(hash).as_deref())?;
        same("c_hash", self.c_hash, login.code.map(hash).as_deref())?;
        if let Some(max_age) = policy.max_auth_age {
            let auth_time = auth_time.ok_or_else(|| missing("auth_time"))?;
            if now.since(auth_time) > max_age + policy.clock_tolerance {
                return Err(TokenError::TooOld("auth_time"));
            }
        }
        Ok(())
    }
}

fn missing(name: &'static str) -> TokenError {
    TokenError::ClaimMissing(Cow::Borrowed(name))
}

fn mismatch(name: &'static str) -> TokenError {
    TokenError::ClaimMismatch(Cow::Borrowed(name), "")
}

/// What is known must be there and be the same. What is not known is not looked at, but for its type.
fn same(name: &'static str, found: Option<RawValue<'_>>, wanted: Option<&str>) -> Result<(), TokenError> {
    match (string(name, found)?, wanted) {
        (_, None) => Ok(()),
        (None, Some(_)) => Err(missing(name)),
        (Some(found), Some(wanted)) if ct_eq(found.as_bytes(), wanted.as_bytes()) => Ok(()),
        (Some(_), Some(_)) => Err(mismatch(name)),
    }
}

/// The left half of the hash that goes with the signature's algorithm, in base64url.
fn half_hash(algorithm: Algorithm, text: &str) -> String {
    let digest = on_wiped_stack(|| algorithm.hash().digest(&[text.as_bytes()]));
    let bytes = digest.as_ref();
    base64url::encode(bytes.get(..bytes.len() / 2).unwrap_or_default())
}
