//! Every number, name and order that Rust and JavaScript agree on.
//!
//! pkg-template/src/bridge/codes.ts has the other side: the same names, the same values. A native
//! test (tests/native/codes.rs) reads both files and compares them.

// --- what a call returns -------------------------------------------------------------------

/// The call was refused: the refusal is in the output, as JSON text.
pub const REFUSED: u32 = 0;
/// The call was done.
pub const DONE: u32 = 1;
/// The answer to a question is no.
pub const NO: u32 = 1;
/// The answer to a question is yes.
pub const YES: u32 = 2;
/// The token is good, and its claims are in the output.
pub const PASSED: u32 = 1;
/// The token is good, and JavaScript has its claims under the answer's slot.
pub const CACHED: u32 = 2;

// --- the answer: doubles in a row, read after a call ---------------------------------------

/// The address of the output.
pub const ANSWER_OUTPUT_AT: usize = 0;
/// The length of the output, in bytes.
pub const ANSWER_OUTPUT_LENGTH: usize = 1;
/// A number of seconds, such as those until the token expires; NaN for none.
pub const ANSWER_SECONDS: usize = 2;
/// The number of the token's header.
pub const ANSWER_HEADER: usize = 3;
/// The slot of the token in the cache, or -1.
pub const ANSWER_SLOT: usize = 4;
/// The serial number of what is in the slot.
pub const ANSWER_SERIAL: usize = 5;
/// The position of the key that the token's signature fits.
pub const ANSWER_KEY: usize = 6;
/// 1 if the claims grant what the caller needs, or else 0.
pub const ANSWER_GRANTED: usize = 7;
/// How many doubles there are.
pub const ANSWER_LENGTH: usize = 8;

// --- values: the tag before each -----------------------------------------------------------

/// `null` or `undefined`.
pub const VALUE_NULL: u8 = 0;
/// What has no place in options: a function, a BigInt, something nested too deep.
pub const VALUE_OTHER: u8 = 1;
/// One byte, 0 or 1.
pub const VALUE_BOOLEAN: u8 = 2;
/// A double, little-endian.
pub const VALUE_NUMBER: u8 = 3;
/// A length in four bytes, then UTF-8.
pub const VALUE_STRING: u8 = 4;
/// A length in four bytes, then bytes.
pub const VALUE_BYTES: u8 = 5;
/// A count in four bytes, then values.
pub const VALUE_ARRAY: u8 = 6;
/// A count in four bytes, then names (each as a string without its tag) and values.
pub const VALUE_OBJECT: u8 = 7;

// --- the host's cryptography ---------------------------------------------------------------

/// The signature does not fit.
pub const HOST_REFUTED: u32 = 0;
/// The signature fits.
pub const HOST_VERIFIED: u32 = 1;
/// The host does not take this key or algorithm: the core computes.
pub const HOST_CANNOT_TELL: u32 = 2;

// --- remote keys ---------------------------------------------------------------------------

/// The members of a schedule, in the order in which they cross.
pub const SCHEDULE: [&str; 6] = ["ttl", "refreshAhead", "maxStale", "cooldown", "timeout", "maxBytes"];
/// The members of a history of fetches, in the order in which they cross.
pub const HISTORY: [&str; 4] = ["loadedAt", "failedAt", "failures", "fruitlessAt"];
/// Use the keys that are there.
pub const PLAN_USE: u32 = 1;
/// Use them, and fetch in the background.
pub const PLAN_USE_AND_FETCH: u32 = 2;
/// Fetch first; use those that are there if that fails.
pub const PLAN_FETCH_OR_USE: u32 = 3;
/// Fetch first; refuse the token if that fails.
pub const PLAN_FETCH: u32 = 4;
/// There are no keys, and it is too early to ask for them again.
pub const PLAN_REFUSE: u32 = 5;

// --- revocation ----------------------------------------------------------------------------

/// No entry of the store concerns the token.
pub const ENTRY_NONE: u32 = 1;
/// An entry revokes the token.
pub const ENTRY_REVOKED: u32 = 2;
/// An entry says that the token exists.
pub const ENTRY_EXISTS: u32 = 3;

// --- tokens that are held ------------------------------------------------------------------

/// Write a token as it is.
pub const WRITE_PLAIN: u32 = 0;
/// Write a token as a JSON string.
pub const WRITE_JSON: u32 = 1;
/// Write a token as a value of a form.
pub const WRITE_FORM: u32 = 2;
/// The times of an exchange with a token endpoint, and the generation it is for, in the order in
/// which they cross.
pub const EXCHANGE: [&str; 4] = ["askedAt", "answeredAt", "date", "generation"];

// --- refusals that JavaScript finds --------------------------------------------------------

/// The names of refusals that JavaScript asks for; any other becomes `token_malformed`.
pub const REFUSALS: [&str; 10] = [
    "token_missing",
    "token_malformed",
    "token_too_large",
    "misplaced",
    "key_not_found",
    "claim_invalid",
    "claim_missing",
    "token_revoked",
    "keys_unavailable",
    "store_unavailable",
];
