//! The one table of algorithms: everything that knows an algorithm by name reads it here.
//!
//! What comes from the `jsonwebtoken` crate, and what does not:
//!
//! | part | used | why |
//! |---|---|---|
//! | `AlgorithmFamily`, `jwk::EllipticCurve` | yes | the field's names, as types |
//! | `Algorithm` | at the seam | has no ES512 and no `Ed25519`; [`Algorithm::to_jsonwebtoken`] maps the rest |
//! | `crypto::JwtVerifier`, `signature::Verifier` | yes | [`PreparedKey`](crate::jwk::PreparedKey) binds to them, so that Rust programs can plug our prepared keys in |
//! | `jwk::Jwk`, `jwk::JwkSet` | no | one odd member fails the whole set; unknown `alg` names and duplicate members are lost |
//! | PEM | no | takes the first bit string of any ASN.1 it finds; `src/jwk/spki.rs` is strict |
//! | `decode`, `Validation`, `verify` | no | parse twice, prepare the key at each call, let absent claims pass, ignore `crit`, take no clock |
//! | its crypto providers | tests only | the AWS-LC one is the second opinion our verdicts are compared with |

use jsonwebtoken::AlgorithmFamily;
use jsonwebtoken::jwk::EllipticCurve;

use crate::crypto::hash::Hash;

/// A JWS signature algorithm (RFC 7518 section 3, RFC 8037, RFC 9864).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Algorithm {
    /// HMAC with SHA-256
    HS256,
    /// HMAC with SHA-384
    HS384,
    /// HMAC with SHA-512
    HS512,
    /// RSASSA-PKCS1-v1_5 with SHA-256
    RS256,
    /// RSASSA-PKCS1-v1_5 with SHA-384
    RS384,
    /// RSASSA-PKCS1-v1_5 with SHA-512
    RS512,
    /// RSASSA-PSS with SHA-256, MGF1 and a salt of 32 bytes
    PS256,
    /// RSASSA-PSS with SHA-384, MGF1 and a salt of 48 bytes
    PS384,
    /// RSASSA-PSS with SHA-512, MGF1 and a salt of 64 bytes
    PS512,
    /// ECDSA on P-256 with SHA-256
    ES256,
    /// ECDSA on P-384 with SHA-384
    ES384,
    /// ECDSA on P-521 with SHA-512
    ES512,
    /// Ed25519 under its first name (RFC 8037)
    EdDSA,
    /// Ed25519 under its fully specified name (RFC 9864)
    Ed25519,
}

struct Row {
    algorithm: Algorithm,
    name: &'static str,
    family: AlgorithmFamily,
    hash: Hash,
    curve: Option<EllipticCurve>,
    jsonwebtoken: Option<jsonwebtoken::Algorithm>,
}

const fn row(
    algorithm: Algorithm,
    name: &'static str,
    family: AlgorithmFamily,
    hash: Hash,
    curve: Option<EllipticCurve>,
    jsonwebtoken: Option<jsonwebtoken::Algorithm>,
) -> Row {
    Row { algorithm, name, family, hash, curve, jsonwebtoken }
}

#[rustfmt::skip]
const TABLE: [Row; 14] = {
    use AlgorithmFamily::{Ec, Ed, Hmac, Rsa};
    use EllipticCurve as Curve;
    use Hash::{Sha256, Sha384, Sha512};
    use jsonwebtoken::Algorithm as Theirs;
    [
        row(Algorithm::HS256,   "HS256",   Hmac, Sha256, None,                 Some(Theirs::HS256)),
        row(Algorithm::HS384,   "HS384",   Hmac, Sha384, None,                 Some(Theirs::HS384)),
        row(Algorithm::HS512,   "HS512",   Hmac, Sha512, None,                 Some(Theirs::HS512)),
        row(Algorithm::RS256,   "RS256",   Rsa,  Sha256, None,                 Some(Theirs::RS256)),
        row(Algorithm::RS384,   "RS384",   Rsa,  Sha384, None,                 Some(Theirs::RS384)),
        row(Algorithm::RS512,   "RS512",   Rsa,  Sha512, None,                 Some(Theirs::RS512)),
        row(Algorithm::PS256,   "PS256",   Rsa,  Sha256, None,                 Some(Theirs::PS256)),
        row(Algorithm::PS384,   "PS384",   Rsa,  Sha384, None,                 Some(Theirs::PS384)),
        row(Algorithm::PS512,   "PS512",   Rsa,  Sha512, None,                 Some(Theirs::PS512)),
        row(Algorithm::ES256,   "ES256",   Ec,   Sha256, Some(Curve::P256),    Some(Theirs::ES256)),
        row(Algorithm::ES384,   "ES384",   Ec,   Sha384, Some(Curve::P384),    Some(Theirs::ES384)),
        row(Algorithm::ES512,   "ES512",   Ec,   Sha512, Some(Curve::P521),    None),
        row(Algorithm::EdDSA,   "EdDSA",   Ed,   Sha512, Some(Curve::Ed25519), Some(Theirs::EdDSA)),
        row(Algorithm::Ed25519, "Ed25519", Ed,   Sha512, Some(Curve::Ed25519), Some(Theirs::EdDSA)),
    ]
};

impl Algorithm {
    /// Every algorithm, in the table's order.
    pub fn all() -> impl Iterator<Item = Self> {
        TABLE.iter().map(|row| row.algorithm)
    }

    fn row(self) -> &'static Row {
        &TABLE[self as usize]
    }

    /// The algorithm of this exact name; names are case-sensitive (RFC 7515 section 4.1.1).
    ///
    /// ```
    /// use tokenward::jws::Algorithm;
    ///
    /// assert_eq!(Algorithm::from_name("ES256"), Some(Algorithm::ES256));
    /// assert_eq!(Algorithm::from_name("es256"), None);
    /// assert_eq!(Algorithm::from_name("none"), None);
    /// ```
    pub fn from_name(name: &str) -> Option<Self> {
        TABLE.iter().find(|row| row.name == name).map(|row| row.algorithm)
    }

    /// The registered name.
    pub fn name(self) -> &'static str {
        self.row().name
    }

    /// The kind of key it takes.
    pub fn family(self) -> AlgorithmFamily {
        self.row().family
    }

    /// Its hash function.
    pub fn hash(self) -> Hash {
        self.row().hash
    }

    /// Whether it is an RSASSA-PSS algorithm.
    pub fn is_pss(self) -> bool {
        matches!(self, Self::PS256 | Self::PS384 | Self::PS512)
    }

    /// Its curve, for elliptic-curve algorithms.
    pub fn curve(self) -> Option<&'static EllipticCurve> {
        self.row().curve.as_ref()
    }

    /// This algorithm in the `jsonwebtoken` crate, which has no ES512.
    pub fn to_jsonwebtoken(self) -> Option<jsonwebtoken::Algorithm> {
        self.row().jsonwebtoken
    }

    /// All names of the same algorithm: itself, and for Ed25519 both of its names.
    pub fn synonyms(self) -> AlgorithmSet {
        match self {
            Self::EdDSA | Self::Ed25519 => AlgorithmSet::EMPTY.with(Self::EdDSA).with(Self::Ed25519),
            _ => AlgorithmSet::EMPTY.with(self),
        }
    }
}

/// A set of algorithms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AlgorithmSet(u16);

impl AlgorithmSet {
    /// No algorithm.
    pub const EMPTY: Self = Self(0);

    /// The set with `algorithm` added.
    #[must_use]
    pub const fn with(self, algorithm: Algorithm) -> Self {
        Self(self.0 | 1 << algorithm as u8)
    }

    /// Whether `algorithm` is in the set.
    pub const fn contains(self, algorithm: Algorithm) -> bool {
        self.0 & (1 << algorithm as u8) != 0
    }

    /// What is in both sets.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Whether there is no algorithm in it.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The members, in the table's order.
    pub fn iter(self) -> impl Iterator<Item = Algorithm> {
        Algorithm::all().filter(move |algorithm| self.contains(*algorithm))
    }
}

impl FromIterator<Algorithm> for AlgorithmSet {
    fn from_iter<I: IntoIterator<Item = Algorithm>>(algorithms: I) -> Self {
        algorithms.into_iter().fold(Self::EMPTY, Self::with)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_the_order_of_the_enum() {
        for (index, algorithm) in Algorithm::all().enumerate() {
            assert_eq!(algorithm as usize, index);
            assert_eq!(Algorithm::from_name(algorithm.name()), Some(algorithm));
            if let Some(theirs) = algorithm.to_jsonwebtoken() {
                assert_eq!(theirs.family(), algorithm.family());
            }
        }
    }

    #[test]
    fn none_is_no_algorithm_in_any_case() {
        // CVE-2018-1000531, CVE-2026-23993
        for name in ["none", "None", "NONE", "nOnE", "", "foo", "hs256", "HS256 ", "HS1"] {
            assert_eq!(Algorithm::from_name(name), None, "{name:?}");
        }
    }
}
