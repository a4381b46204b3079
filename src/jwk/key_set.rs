//! The keys of one verifier: loaded, checked and prepared once, then chosen by `kid`.

use alloc::string::String;
use alloc::vec::Vec;
use std::sync::OnceLock;

use jsonwebtoken::AlgorithmFamily;

use super::PreparedKey;
use super::members::KeyDocument;
use super::{Jwk, parse};
use super::{Material, PRIVATE, annotated, confusion, pem};
use crate::error::{ConfigError, KeyError, OptionError, TokenError};
use crate::jws::{Algorithm, AlgorithmSet};
use crate::limits::{MAX_KEY_CANDIDATES, MAX_KEYS, MAX_SECRET_BYTES, MAX_SKIPPED_KEYS};
use crate::text::text;
use crate::value::Value;

/// One key and the algorithms it may be used with here.
#[derive(Debug)]
struct Key {
    kid: Option<String>,
    /// The issuer that its set names.
    issuer: Option<String>,
    algorithms: AlgorithmSet,
    prepared: Prepared,
}

/// A key that is prepared already, or will be when it is first used.
#[derive(Debug)]
enum Prepared {
    Now(PreparedKey),
    /// Nothing once its numbers turn out to make no key.
    AtFirstUse(Material, OnceLock<Option<PreparedKey>>),
}

/// What a verifier asks of all its keys.
#[derive(Clone, Copy, Debug)]
pub struct KeyRules<'a> {
    /// The `algorithms` option; each key is bound to those of them that fit its type, its curve
    /// and its own `alg`.
    pub algorithms: AlgorithmSet,
    /// The `environment` option.
    pub environment: Option<&'a str>,
}

/// The keys of one verifier.
#[derive(Debug, Default)]
pub struct KeySet {
    keys: Vec<Key>,
    /// Positions of the keys with a `kid`, sorted by it; RFC 7517 section 4.5 lets several share one.
    by_kid: Vec<usize>,
    /// Positions of the keys without a `kid`.
    unnamed: Vec<usize>,
    /// The members of sets that were written down and are not used.
    skipped: Vec<KeyError>,
}

impl KeySet {
    /// Loads the `keys` option: a PEM string, the bytes of a PEM or of DER, a JWK, a JWKS, a map of `kid` to PEM,
    /// `{ secret, kid?, alg? }`, `{ pem, kid?, alg? }`, or an array of these.
    ///
    /// In a JWKS and in a map, members that cannot be used are skipped (RFC 7517 section 5), as long as
    /// one is left and none is a private key. Everywhere else each key must be good: it was written down by hand.
    ///
    /// # Errors
    /// [`ConfigError`].
    pub fn load(keys: &Value, rules: KeyRules<'_>) -> Result<Self, ConfigError> {
        let mut set = Self::default();
        match keys {
            Value::Array(items) if items.is_empty() => {
                return Err(OptionError::new("`keys` must not be an empty array").into());
            }
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    set.add(item, rules).map_err(|error| match error {
                        ConfigError::Key(error) => ConfigError::Key(error.at(index)),
                        other => other,
                    })?;
                }
            }
            // Keys that are fetched: only their environment is known yet.
            remote if remote.member(REMOTE).is_some() => {
                same_environment(remote.member("environment").and_then(Value::as_str), rules.environment)?;
                if rules.algorithms.iter().any(|algorithm| algorithm.family() == AlgorithmFamily::Hmac) {
                    return Err(FETCHED_SECRET.into());
                }
            }
            single => set.add(single, rules)?,
        }
        Ok(set)
    }

    /// Loads the text of a JWKS, or of a map of `kid` to PEM, that was fetched. Members that cannot be used are skipped, and
    /// if none is left, that is what the issuer says: no key is good. Private keys are never taken,
    /// since whoever published one has lost it, nor symmetric ones, since whoever can fetch one can
    /// sign with it. `skipped` is told of each member that is not used, but for those of another
    /// environment.
    ///
    /// Only the form is checked here: a set may hold a thousand keys, of which few are ever used. Whether a
    /// point is on its curve is checked when the key is first used.
    ///
    /// # Errors
    /// [`KeyError`] unless it is a JSON object with an array of `keys`, or with PEMs alone, and not too many.
    pub fn from_remote(
        text: &[u8],
        rules: KeyRules<'_>,
        skipped: &mut dyn FnMut(KeyError),
    ) -> Result<Self, KeyError> {
        const SHAPE: KeyError = KeyError::invalid(
            "the fetched text is no JWKS (one JSON object with an array of `keys`), and no map of `kid` to PEM",
        );
        let object = Value::from_json(text).map_err(|_| SHAPE)?;
        let document = KeyDocument::of(&object).ok_or(SHAPE)?;
        let of_all = document.environment()?;
        let mut set = Self::default();
        for (index, read) in document.keys().enumerate() {
            let jwk = match read {
                Ok(Jwk { material: Material::Secret(_), .. }) => Err(FETCHED_SECRET),
                parsed => parsed,
            };
            let jwk = match jwk {
                Ok(jwk) => jwk,
                Err(error) => {
                    skipped(error.at(index));
                    continue;
                }
            };
            // The keys' environment is that of their URL, unless they name another one.
            let named = jwk.environment.as_ref().or(of_all.as_ref());
            if named.is_some_and(|named| Some(named.as_str()) != rules.environment) {
                continue;
            }
            if set.keys.len() >= MAX_KEYS {
                return Err(TOO_MANY);
            }
            let jwk = Jwk { environment: rules.environment.map(String::from), ..jwk };
            if let Err(ConfigError::Key(error)) = set.insert_as(jwk, rules, prepare_when_needed) {
                skipped(error.at(index));
            }
        }
        Ok(set)
    }

    fn add(&mut self, item: &Value, rules: KeyRules<'_>) -> Result<(), ConfigError> {
        match item {
            Value::String(text) => self.insert_each(pem::parse(text.expose())?, rules),
            Value::Bytes(bytes) => self.insert_each(pem::parse_bytes(bytes.expose())?, rules),
            Value::Object(_) if item.member("secret").is_some() => self.insert(annotated::secret(item)?, rules),
            Value::Object(_) if item.member("pem").is_some() => self.insert(annotated::pem(item)?, rules),
            Value::Object(_) if item.get("kty").is_some() => self.insert(parse::parse(item)?, rules),
            Value::Object(_) => match KeyDocument::of(item) {
                Some(document) => self.add_set(document, rules),
                None if item.get("keys").is_some() => {
                    Err(KeyError::invalid("the `keys` member of a JWKS must be an array").into())
                }
                // RFC 7517 section 4.1 asks for `kty`; the certificate says the type as well.
                None if item.get("x5c").is_some() => self.insert(parse::parse(item)?, rules),
                None => Err(KeyError::invalid(
                    "an object must be a JWK (with `kty`), a JWKS (with `keys`), a map of `kid` to PEM, { secret } or \
                     { pem }",
                )
                .into()),
            },
            other => Err(OptionError::new(text!(
                "`keys` must be a PEM string, a JWK, a JWKS, a map of `kid` to PEM, { secret }, { pem }, a KeyObject, \
                 remoteJwks() or an array of these, not ",
                other.kind()
            ))
            .into()),
        }
    }

    fn add_set(&mut self, document: KeyDocument<'_>, rules: KeyRules<'_>) -> Result<(), ConfigError> {
        let of_all = document.environment()?;
        let before = self.keys.len();
        let skipped_before = self.skipped.len();
        for (index, read) in document.keys().enumerate() {
            let added = read.map_err(ConfigError::Key).and_then(|mut jwk| {
                jwk.environment = jwk.environment.or_else(|| of_all.clone());
                self.insert(jwk, rules)
            });
            match added {
                Ok(()) => {}
                // Whoever wrote a private key down here has to know it, whatever else is in the set.
                Err(ConfigError::Key(error)) if error != PRIVATE && self.keys.len() < MAX_KEYS => {
                    self.skipped.push(error.at(index));
                }
                Err(ConfigError::Key(error)) => return Err(error.at(index).into()),
                Err(error) => return Err(error),
            }
        }
        if self.keys.len() > before {
            return Ok(());
        }
        let first = self.skipped.get(skipped_before).cloned();
        Err(first.unwrap_or(KeyError::invalid("the JWKS holds no key")).into())
    }

    fn insert_each(&mut self, keys: Vec<Jwk>, rules: KeyRules<'_>) -> Result<(), ConfigError> {
        keys.into_iter().try_for_each(|key| self.insert(key, rules))
    }

    fn insert(&mut self, jwk: Jwk, rules: KeyRules<'_>) -> Result<(), ConfigError> {
        self.insert_as(jwk, rules, prepare)
    }

    fn insert_as(
        &mut self,
        jwk: Jwk,
        rules: KeyRules<'_>,
        prepare: fn(Material, AlgorithmSet) -> Result<Prepared, KeyError>,
    ) -> Result<(), ConfigError> {
        if self.keys.len() >= MAX_KEYS {
            return Err(TOO_MANY.into());
        }
        same_environment(jwk.environment.as_deref(), rules.environment)?;
        if let Material::Secret(secret) = &jwk.material {
            if secret.len() > MAX_SECRET_BYTES {
                return Err(KeyError::invalid("the secret is too long").into());
            }
            if confusion::is_asymmetric_key(secret.expose()) {
                return Err(KeyError::mismatch(
                    "the secret is an asymmetric key, or an encoding of one: give a PEM string or a JWK as it is, \
                     not as { secret }; everyone who knows a public key could sign with it",
                )
                .into());
            }
            if confusion::is_one_byte_repeated(secret.expose()) {
                return Err(KeyError::too_weak(
                    "the secret is one byte, repeated: use random bytes (is it a buffer that nobody has filled?)",
                )
                .into());
            }
        }
        let algorithms = jwk.algorithms.and(rules.algorithms);
        if algorithms.is_empty() {
            return Err(KeyError::mismatch(
                "none of the `algorithms` fits this key's type, its curve and its own `alg`: name the one that its \
                 tokens are signed with",
            )
            .into());
        }
        let prepared = prepare(jwk.material, algorithms)?;
        let position = self.keys.len();
        match &jwk.kid {
            Some(kid) => {
                let after = self.by_kid.partition_point(|at| self.kid(*at) <= Some(kid));
                self.by_kid.insert(after, position);
            }
            None => self.unnamed.push(position),
        }
        self.keys.push(Key { kid: jwk.kid, issuer: jwk.issuer, algorithms, prepared });
        Ok(())
    }

    /// The positions of the keys to try for a token of this `kid` and `alg`, at most eight.
    ///
    /// With a `kid`: the keys of that name, and if there is none, the keys without a name
    /// (a PEM has nowhere to carry one). Without: every key that fits.
    ///
    /// # Errors
    /// [`TokenError::KeyNotFound`] when none fits, [`TokenError::KeyAmbiguous`] when too many do.
    pub fn candidates(&self, kid: Option<&str>, algorithm: Algorithm) -> Result<Vec<usize>, TokenError> {
        let fits = |position: &usize| {
            self.keys.get(*position).is_some_and(|key| key.algorithms.contains(algorithm))
                && self.get(*position).is_some()
        };
        let most = MAX_KEY_CANDIDATES + 1;
        let found: Vec<usize> = match kid {
            Some(_) => {
                let start = self.by_kid.partition_point(|at| self.kid(*at) < kid);
                let rest = self.by_kid.get(start..).unwrap_or_default();
                let named = rest.iter().position(|at| self.kid(*at) != kid).map_or(rest, |end| &rest[..end]);
                let named = if named.is_empty() { &self.unnamed } else { named };
                named.iter().copied().filter(fits).take(most).collect()
            }
            None => (0..self.keys.len()).filter(fits).take(most).collect(),
        };
        match found.len() {
            0 => Err(TokenError::KeyNotFound),
            1..=MAX_KEY_CANDIDATES => Ok(found),
            _ => Err(TokenError::KeyAmbiguous),
        }
    }

    /// The key at a position, prepared now if it has not been used before; nothing if its numbers make no key.
    pub fn get(&self, position: usize) -> Option<&PreparedKey> {
        let key = self.keys.get(position)?;
        match &key.prepared {
            Prepared::Now(prepared) => Some(prepared),
            Prepared::AtFirstUse(material, prepared) => {
                prepared.get_or_init(|| PreparedKey::new(material, key.algorithms).ok()).as_ref()
            }
        }
    }

    /// The issuer of the key at a position, if its set names one.
    pub fn issuer(&self, position: usize) -> Option<&str> {
        self.keys.get(position)?.issuer.as_deref()
    }

    /// The `kid` of the key at a position, if it has one.
    pub fn kid(&self, position: usize) -> Option<&str> {
        self.keys.get(position)?.kid.as_deref()
    }

    /// The members of sets that were written down and are not used, and why: at most so many as are for people to read.
    pub fn skipped(&self) -> &[KeyError] {
        self.skipped.get(..MAX_SKIPPED_KEYS).unwrap_or(&self.skipped)
    }

    /// Number of keys.
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether there is no key.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }
}

/// The member that marks keys which are fetched; `remoteJwks` makes it.
pub const REMOTE: &str = "remoteJwks";

const FETCHED_SECRET: KeyError =
    KeyError::mismatch("HMAC secrets are never fetched: whoever can fetch one can sign with it");

const TOO_MANY: KeyError = KeyError::invalid("more than 1024 keys");

fn prepare(material: Material, algorithms: AlgorithmSet) -> Result<Prepared, KeyError> {
    PreparedKey::new(&material, algorithms).map(Prepared::Now)
}

/// Looks at once at what is cheap, or likely to be wrong.
fn prepare_when_needed(material: Material, algorithms: AlgorithmSet) -> Result<Prepared, KeyError> {
    let is_short = |coordinate: &[u8]| coordinate.first() == Some(&0);
    match &material {
        // Cheap, and finds every fault there can be.
        Material::Rsa { .. } => prepare(material, algorithms),
        // The rest of a coordinate may have been cut off: rare, and worth a look.
        Material::Ec { x, y, .. } if is_short(x) || is_short(y) => prepare(material, algorithms),
        _ => Ok(Prepared::AtFirstUse(material, OnceLock::new())),
    }
}

/// A key of one environment must not serve another, nor one that keeps quiet about its own.
fn same_environment(key: Option<&str>, verifier: Option<&str>) -> Result<(), OptionError> {
    let message = match (key, verifier) {
        (key, verifier) if key == verifier => return Ok(()),
        (None, _) => {
            "`environment` is set, and a key of `keys` does not say its own: write it as \
                      { pem, environment }, { secret, environment }, a JWK or a JWKS with `environment`, or \
                      remoteJwks(url, { environment })"
        }
        (Some(_), None) => "a key of `keys` says its `environment`: set the verifier's too",
        (Some(_), Some(_)) => "a key of `keys` is of another `environment` than the verifier",
    };
    Err(OptionError::new(message))
}
