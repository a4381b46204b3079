//! What a token grants: scopes (RFC 6749 section 3.3) and roles (RFC 9068 section 2.2.3.1).

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

use super::read::string;
use crate::error::{OptionError, TokenError};
use crate::json::{self, Kind, RawValue};
use crate::options::strings;
use crate::text::{joined, text};
use crate::value::Value;

/// Names of which all or any must be granted. None at all is always granted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Requirement {
    /// Every one of these.
    All(Vec<String>),
    /// At least one of these.
    Any(Vec<String>),
}

impl Default for Requirement {
    fn default() -> Self {
        Self::All(Vec::new())
    }
}

impl Requirement {
    /// Reads an option: a string, an array, `{ all: [...] }` or `{ any: [...] }`. In a single
    /// string scopes are separated by spaces, as in the `scope` claim; a role is taken whole.
    ///
    /// # Errors
    /// [`OptionError`] that names the option.
    pub fn read(option: &str, value: Option<&Value>) -> Result<Self, OptionError> {
        let (any, list) = match value {
            Some(Value::Object(members)) => match members.as_slice() {
                [(name, list)] if name == "all" => (false, Some(list)),
                [(name, list)] if name == "any" => (true, Some(list)),
                _ => {
                    return Err(OptionError::new(text!(
                        "`",
                        option,
                        "` as an object must be { all: [...] } or { any: [...] }"
                    )));
                }
            },
            other => (false, other),
        };
        let make = if any { Self::Any } else { Self::All };
        let listed = list.map_or(Ok(Vec::new()), |list| strings(option, list))?;
        if option != "scopes" {
            return Ok(make(listed));
        }
        let scopes: Vec<String> = match list {
            Some(Value::String(_)) => {
                listed.iter().flat_map(|text| text.split(' ')).map(String::from).collect()
            }
            _ => listed,
        };
        // RFC 6749 section 3.3; it also keeps the challenge's quoted string whole.
        let is_scope_token = |scope: &String| {
            !scope.is_empty() && scope.bytes().all(|b| matches!(b, 0x21 | 0x23..=0x5b | 0x5d..=0x7e))
        };
        if scopes.iter().all(is_scope_token) {
            Ok(make(scopes))
        } else {
            Err(OptionError::new(
                "`scopes` must hold scope names without spaces, quotes or backslashes (RFC 6749 section 3.3)",
            ))
        }
    }

    /// Whether nothing is asked for.
    pub fn is_empty(&self) -> bool {
        self.names().is_empty()
    }

    fn names(&self) -> &[String] {
        match self {
            Self::All(names) | Self::Any(names) => names,
        }
    }

    fn hold(&self, granted: impl Fn(&String) -> bool) -> bool {
        match self {
            Self::All(names) => names.iter().all(granted),
            Self::Any(names) => names.is_empty() || names.iter().any(granted),
        }
    }
}

/// What a caller needs of a token's claims, such as a route of an API.
#[derive(Clone, Debug, Default)]
pub struct Needs {
    /// Scopes.
    pub scopes: Requirement,
    /// Roles.
    pub roles: Requirement,
}

impl Needs {
    /// Reads `scopes` and `roles` of an object: see [`Requirement::read`].
    ///
    /// # Errors
    /// [`OptionError`] that names the option.
    pub fn read(given: &Value) -> Result<Self, OptionError> {
        Ok(Self {
            // `member`, not `get`: to need null is a mistake, and not to need nothing.
            scopes: Requirement::read("scopes", given.member("scopes"))?,
            roles: Requirement::read("roles", given.member("roles"))?,
        })
    }

    /// Whether these claims, JSON text that was verified, grant all of it.
    pub fn are_granted_by(&self, claims: &[u8]) -> bool {
        self.require(claims).is_ok()
    }

    /// Refuses claims, JSON text that was verified, that do not grant all of it.
    ///
    /// # Errors
    /// As [`Grants::check`]; [`TokenError::Malformed`] unless it is a JSON object.
    pub fn require(&self, claims: &[u8]) -> Result<(), TokenError> {
        let mut grants = Grants::default();
        json::parse_object(claims, |name, value| {
            if let Some(slot) = grants.slot(name) {
                *slot = Some(value);
            }
        })
        .map_err(|_| TokenError::Malformed("expected the claims to be one JSON object without duplicates"))?;
        grants.check(&self.scopes, &self.roles)
    }
}

/// The claims that grant something, as they stand in the payload.
#[derive(Clone, Copy, Debug, Default)]
pub struct Grants<'a> {
    /// One string of scopes (RFC 8693 section 4.2).
    pub scope: Option<RawValue<'a>>,
    /// An array of scopes, with some issuers.
    pub scopes: Option<RawValue<'a>>,
    /// An array of scopes with some issuers, a string with others.
    pub scp: Option<RawValue<'a>>,
    /// An array of roles, or one role.
    pub roles: Option<RawValue<'a>>,
    /// An array of roles, or one role, with some issuers.
    pub role: Option<RawValue<'a>>,
}

impl<'a> Grants<'a> {
    /// The place of the claim of this name, if it grants something.
    pub fn slot(&mut self, name: &str) -> Option<&mut Option<RawValue<'a>>> {
        match name {
            "scope" => Some(&mut self.scope),
            "scopes" => Some(&mut self.scopes),
            "scp" => Some(&mut self.scp),
            "roles" => Some(&mut self.roles),
            "role" => Some(&mut self.role),
            _ => None,
        }
    }

    /// Checks scopes, then roles.
    ///
    /// # Errors
    /// [`TokenError::ScopeMissing`], [`TokenError::RoleMissing`], or
    /// [`TokenError::ClaimInvalid`] for a claim of another JSON type.
    // Not inlined: engines compile a function when it is first called, and many never call this.
    #[inline(never)]
    pub fn check(&self, scopes: &Requirement, roles: &Requirement) -> Result<(), TokenError> {
        if !scopes.is_empty() {
            let scope = string("scope", self.scope)?;
            let in_scope = scope.as_deref().unwrap_or_default();
            let listed = names("scopes", self.scopes, false)?;
            let scp = names("scp", self.scp, true)?;
            let granted = |wanted: &String| {
                in_scope.split(' ').any(|name| name == wanted)
                    || listed.iter().chain(&scp).any(|name| name == wanted)
            };
            if !scopes.hold(granted) {
                return Err(TokenError::ScopeMissing { required: joined(scopes.names(), " ") });
            }
        }
        if !roles.is_empty() {
            let listed = [names("roles", self.roles, true)?, names("role", self.role, true)?];
            if !roles.hold(|wanted| listed.iter().flatten().any(|name| name == wanted)) {
                return Err(TokenError::RoleMissing);
            }
        }
        Ok(())
    }
}

/// An array of strings or, where `or_text` says so, one string with spaces between the names.
fn names<'a>(
    claim: &'static str,
    value: Option<RawValue<'a>>,
    or_text: bool,
) -> Result<Vec<Cow<'a, str>>, TokenError> {
    let Some(value) = value else {
        return Ok(Vec::new());
    };
    let invalid = || TokenError::ClaimInvalid(Cow::Borrowed(claim));
    if or_text && value.kind() == Kind::String {
        let text = value.as_str().ok_or_else(invalid)?;
        let whole = claim != "scp";
        return Ok(if whole {
            Vec::from([text])
        } else {
            text.split(' ').map(|name| Cow::Owned(name.into())).collect()
        });
    }
    let elements = value.elements().ok_or_else(invalid)?;
    elements.map(|element| element.as_str().ok_or_else(invalid)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;

    fn wanted(option: &str, json: &str) -> Result<Requirement, OptionError> {
        let value = Value::from_json(format!("{{\"v\":{json}}}").as_bytes()).unwrap();
        Requirement::read(option, value.member("v"))
    }

    fn require(claims: &[u8], scopes: Requirement, roles: Requirement) -> Result<(), TokenError> {
        Needs { scopes, roles }.require(claims)
    }

    #[test]
    fn reads_every_form() {
        let all = |names: &[&str]| Requirement::All(names.iter().map(|name| (*name).into()).collect());
        let any = |names: &[&str]| Requirement::Any(names.iter().map(|name| (*name).into()).collect());
        assert_eq!(wanted("scopes", r#""a b""#), Ok(all(&["a", "b"])));
        assert_eq!(wanted("scopes", r#"["a","b"]"#), Ok(all(&["a", "b"])));
        assert_eq!(wanted("scopes", r#"{"all":"a b"}"#), Ok(all(&["a", "b"])));
        assert_eq!(wanted("scopes", r#"{"any":["a","b"]}"#), Ok(any(&["a", "b"])));
        assert_eq!(wanted("roles", r#""site admin""#), Ok(all(&["site admin"])));
        assert_eq!(Requirement::read("roles", None), Ok(Requirement::default()));
        for wrong in [
            "{}",
            r#"{"any":["a"],"all":["b"]}"#,
            r#"{"some":["a"]}"#,
            r#"{"any":[]}"#,
            "[]",
            "7",
            r#"["a b"]"#,
            "\"\"",
        ] {
            assert!(wanted("scopes", wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn all_and_any() {
        let claims = br#"{"scope":"read write","scp":["list"],"roles":["editor"],"role":"site admin"}"#;
        let check = |scopes: &str, roles: &str| {
            require(claims, wanted("scopes", scopes).unwrap(), wanted("roles", roles).unwrap())
        };
        assert_eq!(check(r#"["read","list"]"#, r#"["editor","site admin"]"#), Ok(()));
        assert_eq!(check(r#"{"any":["admin","list"]}"#, r#"{"any":["owner","editor"]}"#), Ok(()));
        assert_eq!(
            check(r#"{"any":["admin","root"]}"#, r#""editor""#),
            Err(TokenError::ScopeMissing { required: "admin root".into() })
        );
        assert!(matches!(check(r#"["read","admin"]"#, r#""editor""#), Err(TokenError::ScopeMissing { .. })));
        assert_eq!(check(r#""read""#, r#"["editor","owner"]"#), Err(TokenError::RoleMissing));
        // A part of a name is another name.
        assert_eq!(check(r#""read""#, r#""admin""#), Err(TokenError::RoleMissing));
        assert!(matches!(check(r#""rea""#, r#""editor""#), Err(TokenError::ScopeMissing { .. })));
    }

    #[test]
    fn claims_of_another_type_are_none() {
        let roles = wanted("roles", r#""a""#).unwrap();
        for claims in [r#"{"roles":{"a":true}}"#, r#"{"roles":["a",7]}"#, r#"{"role":7}"#] {
            let refused = require(claims.as_bytes(), Requirement::default(), roles.clone());
            assert!(matches!(refused, Err(TokenError::ClaimInvalid(_))), "{claims}");
        }
        assert_eq!(require(b"{}", Requirement::default(), roles), Err(TokenError::RoleMissing));
    }
}
