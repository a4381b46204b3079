//! The keys of one verifier: loaded, checked and prepared once, then chosen by `kid`.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;

use jsonwebtoken::AlgorithmFamily;

use super::parse::{self, Jwk};
use super::{Material, confusion, pem};
use crate::crypto::PreparedKey;
use crate::error::{ConfigError, KeyError, OptionError, TokenError};
use crate::jws::{Algorithm, AlgorithmSet};
use crate::limits::{MAX_KEY_CANDIDATES, MAX_KEY_TEXT_BYTES, MAX_KEYS, MAX_SECRET_BYTES};
use crate::secret::Secret;
use crate::value::Value;

/// One key and the algorithms it may be used with here.
#[derive(Debug)]
struct Key {
    algorithms: AlgorithmSet,
    prepared: Arc<PreparedKey>,
}

/// The keys of one verifier.
#[derive(Debug, Default)]
pub struct KeySet {
    keys: Vec<Key>,
    /// Positions of the keys of each `kid`; RFC 7517 section 4.5 lets several share one.
    by_kid: BTreeMap<String, Vec<usize>>,
    /// Positions of the keys without a `kid`.
    unnamed: Vec<usize>,
}

impl KeySet {
    /// Loads the `keys` option: a PEM string, a JWK, a JWKS, `{ secret, kid?, alg? }`, or an
    /// array of these. `allowed` is the `algorithms` option; each key is bound to those of
    /// them that fit its type, its curve and its own `alg`.
    ///
    /// In a JWKS, members that cannot be used are skipped (RFC 7517 section 5), as long as
    /// one is left. Everywhere else each key must be good: it was written down by hand.
    ///
    /// # Errors
    /// [`ConfigError`].
    pub fn load(keys: &Value, allowed: AlgorithmSet) -> Result<Self, ConfigError> {
        let mut set = Self::default();
        match keys {
            Value::Array(items) if items.is_empty() => {
                return Err(OptionError::new("`keys` must not be an empty array").into());
            }
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    set.add(item, allowed).map_err(|error| match error {
                        ConfigError::Key(error) => ConfigError::Key(error.at(index)),
                        other => other,
                    })?;
                }
            }
            single => set.add(single, allowed)?,
        }
        Ok(set)
    }

    fn add(&mut self, item: &Value, allowed: AlgorithmSet) -> Result<(), ConfigError> {
        match item {
            Value::String(text) => {
                if text.len() > MAX_KEY_TEXT_BYTES {
                    return Err(KeyError::invalid("the text is too long for a key").into());
                }
                let material = pem::parse(item.as_str().unwrap_or_default())?;
                let algorithms = material.algorithms();
                self.insert(Jwk { material, kid: None, algorithms }, allowed)?;
            }
            Value::Object(members) if members.iter().any(|(name, _)| name == "secret") => {
                self.insert(secret(members, item)?, allowed)?;
            }
            Value::Object(_) if item.get("keys").is_some() => self.add_set(item, allowed)?,
            Value::Object(_) if item.get("kty").is_some() => self.insert(parse::parse(item)?, allowed)?,
            Value::Object(_) => {
                return Err(KeyError::invalid(
                    "an object must be a JWK (with `kty`), a JWKS (with `keys`) or { secret }",
                )
                .into());
            }
            other => {
                return Err(OptionError::new(format!(
                    "`keys` must be a PEM string, a JWK, a JWKS, {{ secret }} or an array of these, not {}",
                    other.kind()
                ))
                .into());
            }
        }
        Ok(())
    }

    fn add_set(&mut self, set: &Value, allowed: AlgorithmSet) -> Result<(), KeyError> {
        let Some(Value::Array(members)) = set.get("keys") else {
            return Err(KeyError::invalid("the `keys` member of a JWKS must be an array"));
        };
        let mut first_error = None;
        let before = self.keys.len();
        for (index, member) in members.iter().enumerate() {
            if let Err(error) = parse::parse(member).and_then(|jwk| self.insert(jwk, allowed)) {
                if self.keys.len() >= MAX_KEYS {
                    return Err(error);
                }
                first_error = first_error.or(Some(error.at(index)));
            }
        }
        if self.keys.len() > before {
            return Ok(());
        }
        Err(first_error.unwrap_or(KeyError::invalid("the JWKS holds no key")))
    }

    fn insert(&mut self, jwk: Jwk, allowed: AlgorithmSet) -> Result<(), KeyError> {
        if self.keys.len() >= MAX_KEYS {
            return Err(KeyError::invalid("more than 1024 keys"));
        }
        if let Material::Secret(secret) = &jwk.material {
            if confusion::is_asymmetric_key(secret.expose()) {
                return Err(KeyError::mismatch(
                    "the secret is an asymmetric key: give a PEM string or a JWK as it is, not as { secret }; \
                     everyone who knows a public key could sign with it",
                ));
            }
            if secret.len() > MAX_SECRET_BYTES {
                return Err(KeyError::invalid("the secret is too long"));
            }
        }
        let algorithms = jwk.algorithms.and(allowed);
        if algorithms.is_empty() {
            return Err(KeyError::mismatch("none of the `algorithms` option fits this key"));
        }
        let prepared = Arc::new(PreparedKey::new(&jwk.material, algorithms)?);
        let position = self.keys.len();
        match jwk.kid {
            Some(kid) => self.by_kid.entry(kid).or_default().push(position),
            None => self.unnamed.push(position),
        }
        self.keys.push(Key { algorithms, prepared });
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
        let fits =
            |position: &usize| self.keys.get(*position).is_some_and(|key| key.algorithms.contains(algorithm));
        let most = MAX_KEY_CANDIDATES + 1;
        let found: Vec<usize> = match kid {
            Some(kid) => {
                let named = self.by_kid.get(kid).unwrap_or(&self.unnamed);
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

    /// The key at a position.
    pub fn get(&self, position: usize) -> Option<&PreparedKey> {
        self.keys.get(position).map(|key| &*key.prepared)
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

/// Reads `{ secret, kid?, alg? }`.
fn secret(members: &[(String, Value)], object: &Value) -> Result<Jwk, ConfigError> {
    for (name, _) in members {
        if !matches!(name.as_str(), "secret" | "kid" | "alg") {
            return Err(OptionError::new(format!(
                "`keys`: unknown property `{}` beside `secret`; known are `kid` and `alg`",
                name.chars().take(40).collect::<String>()
            ))
            .into());
        }
    }
    let text = |name: &str| match object.get(name) {
        None => Ok(None),
        Some(value) => value.as_str().map(Some).ok_or_else(|| {
            OptionError::new(format!("`keys`: `{name}` must be a string, not {}", value.kind()))
        }),
    };
    let kid = text("kid")?.map(String::from);
    let alg = text("alg")?;
    let secret = match object.get("secret").unwrap_or(&Value::Null) {
        Value::String(secret) | Value::Bytes(secret) => secret.clone(),
        other => {
            return Err(OptionError::new(format!(
                "`keys`: `secret` must be a string or a Uint8Array, not {} (is an environment variable unset?)",
                other.kind()
            ))
            .into());
        }
    };
    let algorithms = secret_algorithms(&secret, alg)?;
    Ok(Jwk { material: Material::Secret(secret), kid, algorithms })
}

fn secret_algorithms(secret: &Secret, alg: Option<&str>) -> Result<AlgorithmSet, KeyError> {
    let all = Material::Secret(secret.clone()).algorithms();
    match alg.map(Algorithm::from_name) {
        None => Ok(all),
        Some(Some(named)) if named.family() == AlgorithmFamily::Hmac => Ok(all.and(named.synonyms())),
        Some(_) => Err(KeyError::mismatch("the `alg` beside a `secret` must be HS256, HS384 or HS512")),
    }
}
