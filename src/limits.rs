//! Every limit of the core on untrusted input, and where its number comes from.
//!
//! A limit is checked before any allocation or cryptography depends on the size it bounds.

/// Largest token accepted by default, in bytes.
///
/// Node.js allows 16 KiB for all headers of a request together, so a larger token could not have
/// arrived there in the first place. Smaller would not do: Entra ID writes up to 200 groups into one.
pub const DEFAULT_MAX_TOKEN_BYTES: usize = 16 * 1024;

/// Largest value the `maxTokenBytes` option may take, in bytes.
///
/// Keeps the buffer that the boundary keeps for tokens from growing without bound.
pub const MAX_TOKEN_BYTES_CEILING: usize = 16 * 1024 * 1024;

/// Deepest nesting of arrays and objects in a header, in claims or in a JWK.
///
/// Real claims nest three or four levels; JSON parsers elsewhere overflow their
/// stack at some ten thousand (CVE-2025-53864).
pub const MAX_JSON_DEPTH: usize = 64;

/// Most keys one verifier may hold. Large identity providers publish fewer than twenty;
/// 1,024 leaves room for one key per tenant.
pub const MAX_KEYS: usize = 1024;

/// Most names in a JWK's `key_ops`: twice as many as RFC 7517 section 4.3 knows.
pub const MAX_KEY_OPS: usize = 16;

/// Most keys tried for one token when no `kid` chooses between them.
pub const MAX_KEY_CANDIDATES: usize = 8;

/// Largest PEM text of a key, in bytes: far more than any, and little to read.
pub const MAX_KEY_TEXT_BYTES: usize = 4 * 1024 * 1024;

/// Smallest RSA modulus, in bits (RFC 7518 section 3.3 and 3.5: "2048 bits or larger").
pub const MIN_RSA_BITS: usize = 2048;

/// Largest RSA modulus, in bits. Verification time grows with the square of the size.
pub const MAX_RSA_BITS: usize = 8192;

/// Largest RSA public exponent, in bits: every exponent in use is 3, 17 or 65537, and
/// time grows linearly with the length. 33 bits is what WebPKI verifiers accept.
pub const MAX_RSA_EXPONENT_BITS: usize = 33;

/// Most memory for the keys' full tables of multiples, all keys together, in bytes: some sixteen to
/// nineteen elliptic-curve keys at full speed. Further keys work, more slowly, unless the others lie idle.
pub const DEFAULT_TABLE_BYTES: usize = 2 * 1024 * 1024;

/// Longest HMAC secret, in bytes. RFC 2104 gains nothing beyond the hash's block size.
pub const MAX_SECRET_BYTES: usize = 8 * 1024;

/// Most names in a header's `crit` (RFC 7515 section 4.1.11). Nobody uses more than two.
pub const MAX_CRIT_NAMES: usize = 16;

/// Most names in `requiredClaims`: one bit each of a word.
pub const MAX_REQUIRED_CLAIMS: usize = 64;

/// Most names in `claims`, and most values for one of them.
pub const MAX_CLAIM_RULES: usize = 64;

/// Most places in `scopesFrom` or `rolesFrom`, and most names on the way to one of them: as deep as
/// JSON may nest.
pub const MAX_GRANTING_PLACES: usize = MAX_JSON_DEPTH;

/// Seconds that `iat` may lie in the future unless `clockTolerance` says otherwise: clocks of machines
/// differ, and nothing is gained by a token that says it is younger than it is.
pub const DEFAULT_IAT_TOLERANCE: f64 = 60.0;

/// The latest time at which anything may expire, in seconds since 1970: the year 5000. What lies beyond
/// was meant in milliseconds.
pub const LATEST_TIME: f64 = 95_617_584_000.0;

/// Most entries of the verified-token cache.
pub const MAX_CACHE_ENTRIES: usize = 1_000_000;

/// Most bytes of texts in one verifier's cache: some hundred thousand tokens, and a small part
/// of what a worker may use.
pub const MAX_CACHE_BYTES: usize = 64 * 1024 * 1024;

/// Longest API key that is hashed or compared, in bytes.
pub const MAX_API_KEY_BYTES: usize = 4096;

/// Longest text taken for a duration or a timestamp, in bytes.
pub const MAX_TIME_TEXT_BYTES: usize = 64;

/// Largest JWKS that is fetched, in bytes, whatever the caller asks for: [`MAX_KEYS`] keys of
/// 4096-bit RSA.
pub const MAX_JWKS_BYTES: usize = 1024 * 1024;

/// Most members of a fetched JWKS of which it is told why they are not used. It is for people to read.
pub const MAX_SKIPPED_KEYS: usize = 100;

/// Longest wait between two attempts at fetching keys, in seconds: an issuer that is up again
/// should not have to wait for us longer.
pub const MAX_RETRY_SECONDS: f64 = 60.0;

/// Most entries of an IP allow-list. The longest list that a cloud publishes of its networks has
/// some ten to fifteen thousand; twice that takes a megabyte.
pub const MAX_ALLOW_LIST_ENTRIES: usize = 32 * 1024;

/// Headers that a verifier remembers at a time: as many as an issuer may have keys in rotation,
/// several times over.
pub const MAX_KNOWN_HEADERS: usize = 32;
