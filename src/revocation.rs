//! Revocation: which entries of a store concern a token, and what they say of it.
//!
//! A token is named by what its issuer signed: its `jti`, its `sub` and the key that signed it.
//! Never by its text, because ECDSA lets anybody write one token in two ways. A store's key
//! holds a hash of these names, so that it is short, and tells nobody who is meant.

use alloc::string::String;
use alloc::vec::Vec;

use crate::base64url;
use crate::crypto::hash::Hash;
use crate::json;
use crate::text::text;
use crate::time::UnixSeconds;

/// What an entry of the store is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One token, by its `jti` (RFC 7519 section 4.1.7).
    Token,
    /// One token as well: that it exists. Apart from its revocation, so that neither write, whichever
    /// comes last, can undo the other.
    Known,
    /// Every token of a subject issued until a time.
    Subject,
    /// Every token signed with a key, by its `kid`.
    Key,
}

impl Kind {
    /// The kind of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Token, Self::Known, Self::Subject, Self::Key].into_iter().find(|kind| kind.name() == name)
    }

    /// The kind of a [`store_key`].
    pub fn of_key(key: &str) -> Option<Self> {
        key.split(':').nth(2).and_then(Self::from_name)
    }

    fn name(self) -> &'static str {
        match self {
            Self::Token => "jti",
            Self::Known => "known",
            Self::Subject => "sub",
            Self::Key => "kid",
        }
    }
}

/// What is known of a token that passed.
#[derive(Clone, Copy, Debug, Default)]
pub struct Token<'a> {
    /// `iss`
    pub issuer: Option<&'a str>,
    /// `jti`
    pub id: Option<&'a str>,
    /// `sub`
    pub subject: Option<&'a str>,
    /// The `kid` of the key that its signature fits, which the header may leave out; the header's
    /// where the key has none.
    pub key: Option<&'a str>,
}

/// The entry that says that a token exists.
pub const EXISTS: &str = "exists";

/// The key under which a store keeps an entry: printable ASCII, at most 80 bytes.
///
/// With an `issuer` the entry is about that issuer's tokens, without one about everybody's.
/// Environments keep apart even in one store.
///
/// ```
/// use tokenward::revocation::{Kind, store_key};
///
/// let key = store_key(Some("production"), Kind::Token, None, "1");
/// assert!(key.starts_with("tokenward:production:jti:"));
/// assert_ne!(key, store_key(Some("staging"), Kind::Token, None, "1"));
/// ```
pub fn store_key(environment: Option<&str>, kind: Kind, issuer: Option<&str>, name: &str) -> String {
    // The lengths keep ("a", "bc") and ("ab", "c") apart, and no issuer from an empty one.
    let issuer_length = issuer.map_or(-1, |issuer| issuer.len() as i64).to_be_bytes();
    let digest =
        Hash::Sha256.digest(&[&issuer_length, issuer.unwrap_or_default().as_bytes(), name.as_bytes()]);
    let hash = base64url::encode(digest.as_ref());
    text!("tokenward:", environment.unwrap_or("-"), ":", kind.name(), ":", hash)
}

/// The keys of the entries that may concern a token, each with its kind; with `existence` also those
/// that say that it exists.
pub fn entry_keys(environment: Option<&str>, token: &Token<'_>, existence: bool) -> Vec<(Kind, String)> {
    let mut found = Vec::new();
    let known = token.id.filter(|_| existence);
    let names = [
        (Kind::Token, token.id),
        (Kind::Known, known),
        (Kind::Subject, token.subject),
        (Kind::Key, token.key),
    ];
    for (kind, name) in names {
        let Some(name) = name else { continue };
        found.push((kind, store_key(environment, kind, None, name)));
        if token.issuer.is_some() {
            found.push((kind, store_key(environment, kind, token.issuer, name)));
        }
    }
    found
}

/// What a store's entries say of a token.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// It, its subject or its key is revoked.
    pub revoked: bool,
    /// It is known to exist.
    pub exists: bool,
}

/// Reads the store's entries. `issued_at` is the token's `iat`.
///
/// An entry that nobody here has written counts as a revocation.
pub fn verdict<'a>(
    entries: impl Iterator<Item = (Kind, Option<&'a str>)>,
    issued_at: Option<UnixSeconds>,
) -> Verdict {
    let mut verdict = Verdict::default();
    for (kind, entry) in entries {
        match (kind, entry) {
            (_, None) => {}
            (Kind::Known, Some(EXISTS)) => verdict.exists = true,
            (Kind::Subject, Some(entry)) => {
                // Until when the entry is kept may stand behind it.
                let since = entry.split(' ').next().unwrap_or_default();
                let since = json::parse_number(since).and_then(UnixSeconds::new);
                // A token of the very second of the revocation may be older than it.
                let later = issued_at.zip(since).is_some_and(|(issued, since)| issued.get() > since.get());
                verdict.revoked |= !later;
            }
            (Kind::Token | Kind::Known | Kind::Key, Some(_)) => verdict.revoked = true,
        }
    }
    verdict
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: f64) -> Option<UnixSeconds> {
        UnixSeconds::new(seconds)
    }

    #[test]
    fn every_name_has_its_own_key() {
        let mut keys = Vec::new();
        for environment in [None, Some("production"), Some("staging")] {
            for issuer in [None, Some(""), Some("a"), Some("ab")] {
                for name in ["", "a", "b", "bc", "c"] {
                    for kind in [Kind::Token, Kind::Known, Kind::Subject, Kind::Key] {
                        keys.push(store_key(environment, kind, issuer, name));
                    }
                }
            }
        }
        assert!(keys.iter().all(|key| key.len() <= 80 && key.bytes().all(|byte| byte.is_ascii_graphic())));
        let all = keys.len();
        keys.sort();
        keys.dedup();
        assert_eq!(keys.len(), all);
    }

    #[test]
    fn looks_up_what_the_issuer_signed() {
        assert!(entry_keys(None, &Token::default(), true).is_empty());
        let token = Token { issuer: Some("i"), id: Some("1"), subject: Some("s"), key: Some("k") };
        let found = entry_keys(None, &token, false);
        assert_eq!(found.len(), 6);
        assert!(found.iter().all(|(kind, key)| *kind != Kind::Known && Kind::of_key(key) == Some(*kind)));
        let existence = entry_keys(None, &token, true);
        assert_eq!(existence.len(), 8);
        assert!(existence.contains(&(Kind::Known, store_key(None, Kind::Known, Some("i"), "1"))));
        for (kind, name) in [(Kind::Token, "1"), (Kind::Subject, "s"), (Kind::Key, "k")] {
            for issuer in [None, Some("i")] {
                assert!(found.contains(&(kind, store_key(None, kind, issuer, name))), "{kind:?} {issuer:?}");
            }
        }
    }

    #[test]
    fn reads_words() {
        let read_one = |kind, entry, iat| verdict([(kind, entry)].into_iter(), iat);
        assert_eq!(read_one(Kind::Token, None, at(1.0)), Verdict::default());
        assert!(read_one(Kind::Token, Some("0 2000"), at(1.0)).revoked);
        assert!(read_one(Kind::Key, Some("0 2000"), None).revoked);
        assert_eq!(read_one(Kind::Known, Some(EXISTS), None), Verdict { revoked: false, exists: true });
        // Issued until then, or nobody knows when.
        for (iat, revoked) in [(at(99.0), true), (at(100.0), true), (at(100.5), false), (None, true)] {
            for entry in ["100", "100 4000.5"] {
                assert_eq!(read_one(Kind::Subject, Some(entry), iat).revoked, revoked, "{entry} {iat:?}");
            }
        }
        // Entries that nobody has written.
        for entry in ["", " ", " 100", "NaN", "inf", "1e999", "soon", "exist", "Exists"] {
            for kind in [Kind::Token, Kind::Known, Kind::Subject, Kind::Key] {
                assert!(read_one(kind, Some(entry), at(1e12)).revoked, "{kind:?} {entry}");
            }
        }
        for kind in [Kind::Token, Kind::Subject, Kind::Key] {
            assert!(read_one(kind, Some(EXISTS), at(1e12)).revoked, "{kind:?}");
        }
        // One entry is enough, wherever it stands.
        let entries = [(Kind::Known, Some(EXISTS)), (Kind::Subject, None), (Kind::Key, Some("0 2000"))];
        assert_eq!(verdict(entries.into_iter(), at(1.0)), Verdict { revoked: true, exists: true });
    }
}
