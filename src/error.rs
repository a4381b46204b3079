//! What can be wrong: with a token, with a key, with an option.
//!
//! Three closed types, because they have three readers: the client that sent a token
//! ([`TokenError`], an HTTP answer), the operator who configured a key ([`KeyError`])
//! and the programmer who wrote an option ([`OptionError`]). Every variant has a stable
//! code or a name. None carries a token, key bytes or a claim's value.

use alloc::borrow::Cow;
use alloc::string::String;
use core::fmt;

use crate::text::{decimal, text};

/// Why a token was refused. The order is about that of the checks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TokenError {
    /// There was no token.
    Missing,
    /// Longer than the configured maximum.
    TooLarge {
        /// The maximum, in bytes.
        max_bytes: usize,
    },
    /// Not a compact JWS of canonical base64url parts and duplicate-free JSON objects.
    Malformed(
        /// What was expected, in the words of the specification.
        &'static str,
    ),
    /// The header's `alg` is not one of the configured algorithms (RFC 8725 section 3.1).
    AlgorithmNotAllowed,
    /// `crit` is malformed or names an extension the caller did not list
    /// (RFC 7515 section 4.1.11), or the header carries `b64` (RFC 7797).
    CriticalHeaderUnsupported,
    /// No configured key fits the token's `kid` and `alg`.
    KeyNotFound,
    /// More keys fit than are tried, and no `kid` chooses between them.
    KeyAmbiguous,
    /// The signature does not fit the key: wrong value, length or encoding.
    SignatureInvalid,
    /// A claim has the wrong JSON type, or a value that a specification rules out.
    ClaimInvalid(
        /// Its name.
        ClaimName,
        /// What it must be, in words that go on after the name.
        &'static str,
    ),
    /// A required claim is absent.
    ClaimMissing(ClaimName),
    /// `exp` has passed (RFC 7519 section 4.1.4).
    Expired,
    /// `nbf` has not come yet (RFC 7519 section 4.1.5).
    NotYetValid,
    /// `iat` lies in the future (RFC 7519 section 4.1.6).
    IssuedInFuture,
    /// Issued (`iat`), or its user authenticated (`auth_time`), longer ago than the configured maximum age.
    TooOld(&'static str),
    /// A claim has another value than the configured one.
    ClaimMismatch(
        /// Its name.
        ClaimName,
        /// What to do about it, in words that go on after "another value than the configured one"; or nothing.
        &'static str,
    ),
    /// The `type` claim or the header's `typ` is not the configured one (RFC 8725 section 3.11).
    TypeMismatch(
        /// `type` or `typ`.
        &'static str,
    ),
    /// The token is bound to a key of its holder (`cnf`, RFC 7800), and nobody has checked that
    /// whoever sent it has the key (RFC 9449 section 7.2, RFC 8705 section 3).
    ConfirmationMissing,
    /// A configured scope is not granted (RFC 6750 section 3.1).
    ScopeMissing {
        /// The configured scopes, space-separated: what the client would have to ask for.
        required: String,
    },
    /// A configured role is not granted (RFC 9068 section 2.2.3.1).
    RoleMissing,
    /// The revocation check refused the token.
    Revoked,
    /// The keys could not be fetched, so that nothing can be said of the token.
    KeysUnavailable,
    /// The store of revocations could not be asked, so that nothing can be said of the token.
    StoreUnavailable,
}

/// The name of a claim: registered, or configured by the caller. Never a value.
pub type ClaimName = Cow<'static, str>;

impl TokenError {
    /// The stable code, as JavaScript sees it.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Missing => "token_missing",
            Self::TooLarge { .. } => "token_too_large",
            Self::Malformed(_) => "token_malformed",
            Self::AlgorithmNotAllowed => "algorithm_not_allowed",
            Self::CriticalHeaderUnsupported => "critical_header_unsupported",
            Self::KeyNotFound => "key_not_found",
            Self::KeyAmbiguous => "key_ambiguous",
            Self::SignatureInvalid => "signature_invalid",
            Self::ClaimInvalid(..) => "claim_invalid",
            Self::ClaimMissing(_) => "claim_missing",
            Self::Expired => "token_expired",
            Self::NotYetValid => "token_not_yet_valid",
            Self::IssuedInFuture => "token_issued_in_future",
            Self::TooOld(_) => "token_too_old",
            Self::ClaimMismatch(..) => "claim_mismatch",
            Self::TypeMismatch(_) => "type_mismatch",
            Self::ConfirmationMissing => "confirmation_missing",
            Self::ScopeMissing { .. } => "scope_missing",
            Self::RoleMissing => "role_missing",
            Self::Revoked => "token_revoked",
            Self::KeysUnavailable => "keys_unavailable",
            Self::StoreUnavailable => "store_unavailable",
        }
    }

    /// The claim or header member concerned, if there is one.
    pub fn claim(&self) -> Option<&str> {
        match self {
            Self::ClaimInvalid(name, _) | Self::ClaimMissing(name) | Self::ClaimMismatch(name, _) => {
                Some(name)
            }
            Self::Expired => Some("exp"),
            Self::NotYetValid => Some("nbf"),
            Self::IssuedInFuture => Some("iat"),
            Self::TooOld(name) => Some(name),
            Self::TypeMismatch(name) => Some(name),
            Self::ConfirmationMissing => Some("cnf"),
            Self::ScopeMissing { .. } => Some("scope"),
            Self::RoleMissing => Some("roles"),
            Self::Missing
            | Self::TooLarge { .. }
            | Self::Malformed(_)
            | Self::AlgorithmNotAllowed
            | Self::CriticalHeaderUnsupported
            | Self::KeyNotFound
            | Self::KeyAmbiguous
            | Self::SignatureInvalid
            | Self::Revoked
            | Self::KeysUnavailable
            | Self::StoreUnavailable => None,
        }
    }

    /// The HTTP status to answer with: 403 when the caller is known but may not, 503 when nobody
    /// can tell now, else 401.
    pub fn status(&self) -> u16 {
        match self {
            Self::ScopeMissing { .. } | Self::RoleMissing => 403,
            Self::KeysUnavailable | Self::StoreUnavailable => 503,
            _ => 401,
        }
    }

    /// The `WWW-Authenticate` value to answer with (RFC 6750 section 3).
    ///
    /// A request without a token learns only the scheme, as section 3.1 asks.
    pub fn challenge(&self) -> String {
        match self {
            // Nothing is said of the token where nothing is known of it.
            Self::Missing | Self::KeysUnavailable | Self::StoreUnavailable => "Bearer".into(),
            Self::RoleMissing => {
                text!("Bearer error=\"insufficient_scope\", error_description=\"", self.description(), "\"")
            }
            Self::ScopeMissing { required } => text!(
                "Bearer error=\"insufficient_scope\", \
                 error_description=\"The token does not grant the required scope\", \
                 scope=\"",
                required,
                "\""
            ),
            _ => text!("Bearer error=\"invalid_token\", error_description=\"", self.description(), "\""),
        }
    }

    /// One sentence for the client, fit for a quoted string (RFC 6750 section 3: no `"`, no `\`).
    ///
    /// It says what the client can do. Where the signature does not hold there is nothing, and
    /// why it does not is nobody's business but ours.
    pub fn description(&self) -> &'static str {
        match self {
            Self::Missing => "Send an access token in the Authorization header, with the scheme Bearer",
            Self::TooLarge { .. }
            | Self::Malformed(_)
            | Self::AlgorithmNotAllowed
            | Self::CriticalHeaderUnsupported
            | Self::KeyNotFound
            | Self::KeyAmbiguous
            | Self::SignatureInvalid => "The token is not valid",
            Self::Expired | Self::TooOld(_) => "The token has expired",
            Self::NotYetValid | Self::IssuedInFuture => "The token is not valid yet",
            Self::ClaimInvalid(..)
            | Self::ClaimMissing(_)
            | Self::ClaimMismatch(..)
            | Self::TypeMismatch(_) => "The token is not meant for this service",
            Self::ConfirmationMissing => "The token is bound to a key and cannot be used as a Bearer token",
            Self::ScopeMissing { .. } => "The token does not grant the required scope",
            Self::RoleMissing => "The token does not grant the required role",
            Self::Revoked => "The token was revoked",
            Self::KeysUnavailable | Self::StoreUnavailable => "Tokens cannot be checked now; try again later",
        }
    }
}

impl TokenError {
    /// A sentence for the developer who reads the log: what was expected, and what to do.
    pub fn message(&self) -> Cow<'static, str> {
        Cow::Borrowed(match self {
            Self::Missing => "no token: expected `Authorization: Bearer <token>` or a token string",
            Self::TooLarge { max_bytes } => {
                return text!("the token is longer than `maxTokenBytes` (", decimal(*max_bytes), " bytes)")
                    .into();
            }
            Self::Malformed(expected) => return text!("the token is malformed: ", expected).into(),
            Self::AlgorithmNotAllowed => "the header's `alg` is not one of the `algorithms` option",
            Self::CriticalHeaderUnsupported => {
                "the header's `crit` is malformed or names an extension that is not in the `crit` \
                 option (`b64` is never supported)"
            }
            Self::KeyNotFound => "none of the `keys` fits the header's `kid` and `alg`",
            Self::KeyAmbiguous => {
                let most = decimal(crate::limits::MAX_KEY_CANDIDATES);
                return text!("more than ", most, " of the `keys` fit and no `kid` chooses between them")
                    .into();
            }
            Self::SignatureInvalid => "the signature does not fit the key",
            Self::ClaimInvalid(name, expected) => {
                return text!("the claim `", name, "` must be ", expected).into();
            }
            Self::ClaimMissing(name) => return text!("the required claim `", name, "` is absent").into(),
            Self::Expired => "the token has expired (`exp`)",
            Self::NotYetValid => "the token is not valid yet (`nbf`)",
            Self::IssuedInFuture => {
                "the token was issued in the future (`iat`); if clocks differ, raise `clockTolerance`"
            }
            Self::TooOld("auth_time") => {
                "the user was authenticated longer ago than `maxAuthAge` allows (`auth_time`)"
            }
            Self::TooOld(_) => "the token was issued longer ago than `maxAge` allows (`iat`)",
            Self::ClaimMismatch(name, hint) => {
                return text!("the claim `", name, "` has another value than the configured one", hint)
                    .into();
            }
            Self::TypeMismatch(name) => {
                return text!("the token is of another type than the `", name, "` option asks for").into();
            }
            Self::ScopeMissing { required } => {
                return text!("the token does not grant every scope of: ", required).into();
            }
            Self::ConfirmationMissing => {
                "the token is bound to a key of its holder (`cnf`), which is not checked here: have the issuer \
                 send tokens without `cnf` to this service"
            }
            Self::RoleMissing => "the token does not grant what the `roles` option asks for",
            Self::Revoked => "the token was revoked, or is not in the list of tokens that exist",
            Self::KeysUnavailable => {
                "the remote keys are not there: use `verifyAsync`, or await `load()` of the keys first; \
                 if that was done, they could not be fetched"
            }
            Self::StoreUnavailable => {
                "the store of the revocation list did not answer, and `onStoreError` is 'reject'"
            }
        })
    }
}

impl fmt::Display for TokenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message())
    }
}

impl core::error::Error for TokenError {}

/// What is wrong with a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyFault {
    /// It does not parse, or its numbers make no key.
    Invalid,
    /// HMAC shorter than its hash, RSA outside 2048–8192 bits, an even, unit or huge exponent.
    TooWeak,
    /// Its type, `alg`, `use`, `key_ops` or `crv` forbids the configured algorithms,
    /// or a public key is offered as an HMAC secret.
    AlgorithmMismatch,
}

/// A configured key was refused. Raised when a verifier is made, never at a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyError {
    fault: KeyFault,
    detail: &'static str,
    index: Option<usize>,
}

impl KeyError {
    /// A key that does not parse, or whose numbers make no key; `detail` says what was expected.
    pub const fn invalid(detail: &'static str) -> Self {
        Self { fault: KeyFault::Invalid, detail, index: None }
    }

    /// A key that is too weak; `detail` says what is asked.
    pub const fn too_weak(detail: &'static str) -> Self {
        Self { fault: KeyFault::TooWeak, detail, index: None }
    }

    /// A key that forbids the configured algorithms; `detail` says what does.
    pub const fn mismatch(detail: &'static str) -> Self {
        Self { fault: KeyFault::AlgorithmMismatch, detail, index: None }
    }

    /// Says which of several keys it is, counted from 0; the innermost position wins.
    pub(crate) fn at(mut self, index: usize) -> Self {
        self.index = self.index.or(Some(index));
        self
    }

    /// What kind of fault it is.
    pub fn fault(&self) -> KeyFault {
        self.fault
    }

    /// Which of several keys it is, counted from 0.
    pub fn index(&self) -> Option<usize> {
        self.index
    }

    /// The stable code, as JavaScript sees it.
    pub fn code(&self) -> &'static str {
        match self.fault {
            KeyFault::Invalid => "key_invalid",
            KeyFault::TooWeak => "key_too_weak",
            KeyFault::AlgorithmMismatch => "key_algorithm_mismatch",
        }
    }
}

impl KeyError {
    /// A sentence for the operator: which key, and what is wrong with it.
    pub fn message(&self) -> String {
        match self.index {
            Some(index) => text!("`keys[", decimal(index), "]`: ", self.detail),
            None => text!("`keys`: ", self.detail),
        }
    }
}

impl fmt::Display for KeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message())
    }
}

impl core::error::Error for KeyError {}

/// An option or an argument is unknown, missing or of the wrong kind: a programming error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OptionError(String);

impl OptionError {
    /// An error with this message, which names the option and says what was expected, never a value.
    pub fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }

    /// A sentence for the programmer: the option, and what was expected.
    pub fn message(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for OptionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl core::error::Error for OptionError {}

/// Why a verifier could not be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConfigError {
    /// An option is wrong.
    Option(OptionError),
    /// A key is wrong.
    Key(KeyError),
}

impl From<OptionError> for ConfigError {
    fn from(error: OptionError) -> Self {
        Self::Option(error)
    }
}

impl From<KeyError> for ConfigError {
    fn from(error: KeyError) -> Self {
        Self::Key(error)
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Option(error) => error.fmt(f),
            Self::Key(error) => error.fmt(f),
        }
    }
}

impl core::error::Error for ConfigError {}
