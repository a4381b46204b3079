//! What a token grants: scopes (RFC 6749 section 3.3) and roles (RFC 9068 section 2.2.3.1).

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

use crate::error::{OptionError, TokenError};
use crate::json::{self, RawValue};
use crate::limits::MAX_GRANTING_PLACES;
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

/// A claim's name, and the names on the way from there to a member of it.
pub type Place = Vec<String>;

/// The claims that grant scopes by custom: one string (RFC 8693 section 4.2) or an array; an array; either.
pub const SCOPE_CLAIMS: [&str; 3] = ["scope", "scopes", "scp"];
/// The claims that grant roles by custom: an array of roles, or one role.
pub const ROLE_CLAIMS: [&str; 2] = ["roles", "role"];

/// Where in the claims scopes and roles stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sources {
    /// Scopes.
    pub scopes: Vec<Place>,
    /// Roles.
    pub roles: Vec<Place>,
}

impl Default for Sources {
    /// Where issuers write them by custom.
    fn default() -> Self {
        let places = |claims: &[&str]| claims.iter().map(|claim| Vec::from([String::from(*claim)])).collect();
        Self { scopes: places(&SCOPE_CLAIMS), roles: places(&ROLE_CLAIMS) }
    }
}

/// Reads the option `scopesFrom` or `rolesFrom`: a claim's name, or an array of names and of arrays,
/// which are the names on the way to a member of a claim.
///
/// # Errors
/// [`OptionError`] that names the option.
pub fn places(option: &str, value: Option<&Value>) -> Result<Option<Vec<Place>>, OptionError> {
    let Some(value) = value else { return Ok(None) };
    let mut places = Vec::new();
    let fits = within(value, |value| {
        let mut place = Vec::new();
        let fits = within(value, |name| {
            let name = name.as_str().unwrap_or_default();
            place.push(String::from(name));
            !name.is_empty()
        });
        places.push(place);
        fits
    });
    if fits {
        return Ok(Some(places));
    }
    Err(OptionError::new(text!(
        "`",
        option,
        "` must be a claim's name, or an array of names and of paths, such as [['realm_access', 'roles'], 'groups']"
    )))
}

/// Whether a single value, or each of an array that is not empty, fits.
fn within(value: &Value, mut fits: impl FnMut(&Value) -> bool) -> bool {
    match value {
        Value::Array(all) => !all.is_empty() && all.len() <= MAX_GRANTING_PLACES && all.iter().all(fits),
        value => fits(value),
    }
}

/// What a caller needs of a token's claims, such as a route of an API.
#[derive(Clone, Debug, Default)]
pub struct Needs {
    /// Scopes.
    pub scopes: Requirement,
    /// Roles.
    pub roles: Requirement,
    /// Where scopes stand, if not where the verifier looks.
    pub scopes_from: Option<Vec<Place>>,
    /// Where roles stand, if not where the verifier looks.
    pub roles_from: Option<Vec<Place>>,
}

impl Needs {
    /// Reads `scopes`, `roles`, `scopesFrom` and `rolesFrom` of an object: see [`Requirement::read`]
    /// and [`places`].
    ///
    /// # Errors
    /// [`OptionError`] that names the option.
    pub fn read(given: &Value) -> Result<Self, OptionError> {
        Ok(Self {
            // `member`, not `get`: to need null is a mistake, and not to need nothing.
            scopes: Requirement::read("scopes", given.member("scopes"))?,
            roles: Requirement::read("roles", given.member("roles"))?,
            scopes_from: places("scopesFrom", given.member("scopesFrom"))?,
            roles_from: places("rolesFrom", given.member("rolesFrom"))?,
        })
    }

    /// Whether these claims, JSON text that was verified, grant all of it; `sources` says where they
    /// stand unless this does.
    pub fn are_granted_by(&self, claims: &[u8], sources: &Sources) -> bool {
        self.require(claims, sources).is_ok()
    }

    /// Refuses claims, JSON text that was verified, that do not grant all of it.
    ///
    /// # Errors
    /// As [`Grants::check`]; [`TokenError::Malformed`] unless it is a JSON object.
    pub fn require(&self, claims: &[u8], sources: &Sources) -> Result<(), TokenError> {
        let scopes = self.scopes_from.as_deref().unwrap_or(&sources.scopes);
        let roles = self.roles_from.as_deref().unwrap_or(&sources.roles);
        let mut grants = Grants::default();
        json::parse_object(claims, |name, value| grants.note(name, value, [scopes, roles])).map_err(
            |_| TokenError::Malformed("expected the claims to be one JSON object without duplicates"),
        )?;
        grants.check([&self.scopes, &self.roles], [scopes, roles])
    }
}

/// The claims that may grant something, as they stand in the payload.
#[derive(Clone, Debug, Default)]
pub struct Grants<'a>(Vec<(String, RawValue<'a>)>);

impl<'a> Grants<'a> {
    /// Keeps a claim if it may grant something, by its place among those of scopes or of roles.
    pub fn note(&mut self, name: &str, value: RawValue<'a>, places: [&[Place]; 2]) {
        let is_first = |place: &Place| place.first().is_some_and(|claim| claim == name);
        if places.iter().any(|places| places.iter().any(is_first)) {
            self.0.push((name.into(), value));
        }
    }

    /// Checks scopes, then roles, each by the places where they stand.
    ///
    /// # Errors
    /// [`TokenError::ScopeMissing`], [`TokenError::RoleMissing`], or
    /// [`TokenError::ClaimInvalid`] for a claim of another JSON type.
    // Not inlined: engines compile a function when it is first called, and many never call this.
    #[inline(never)]
    pub fn check(&self, required: [&Requirement; 2], places: [&[Place]; 2]) -> Result<(), TokenError> {
        for (required, places, of_scopes) in [(required[0], places[0], true), (required[1], places[1], false)]
        {
            if required.is_empty() {
                continue;
            }
            let mut granted = Vec::new();
            for place in places {
                self.add_names(place, of_scopes, &mut granted)?;
            }
            if !required.hold(|wanted| granted.contains(wanted)) {
                return Err(if of_scopes {
                    TokenError::ScopeMissing { required: joined(required.names(), " ") }
                } else {
                    TokenError::RoleMissing
                });
            }
        }
        Ok(())
    }

    /// What stands in one place: an array of names, or one string, which of scopes holds several.
    fn add_names(
        &self,
        place: &[String],
        of_scopes: bool,
        names: &mut Vec<String>,
    ) -> Result<(), TokenError> {
        let Some((claim, path)) = place.split_first() else { return Ok(()) };
        let Some((_, found)) = self.0.iter().find(|(name, _)| name == claim) else { return Ok(()) };
        let invalid = |expected| TokenError::ClaimInvalid(Cow::Owned(claim.clone()), expected);
        let mut found = *found;
        for name in path {
            let members = found.members().ok_or_else(|| invalid("an object that holds roles or scopes"))?;
            match members.into_iter().find(|(member, _)| member == name) {
                Some((_, member)) => found = member,
                None => return Ok(()),
            }
        }
        if let Some(text) = found.as_str() {
            // By custom `scopes` is an array; a string says that it is another claim of that name.
            if claim == "scopes" && path.is_empty() {
                return Err(invalid("an array of strings"));
            }
            if of_scopes {
                names.extend(text.split(' ').map(String::from));
            } else {
                names.push(text.into_owned());
            }
            return Ok(());
        }
        let expected = || {
            invalid(
                "a string or an array of strings (a member of it is reached by a path, such as [['a', 'b']])",
            )
        };
        for element in found.elements().ok_or_else(expected)? {
            names.push(element.as_str().ok_or_else(expected)?.into_owned());
        }
        Ok(())
    }
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
        Needs { scopes, roles, ..Needs::default() }.require(claims, &Sources::default())
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
            assert!(matches!(refused, Err(TokenError::ClaimInvalid(..))), "{claims}");
        }
        assert_eq!(require(b"{}", Requirement::default(), roles), Err(TokenError::RoleMissing));
    }
}
