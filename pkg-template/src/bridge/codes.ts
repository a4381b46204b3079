/**
 * Every number, name and order that JavaScript and Rust agree on.
 *
 * wasm/bridge/src/codes.rs and src/limits.rs have the other side: the same names, the same values.
 * A native test (tests/native/codes.rs) reads the files and compares them.
 * @internal
 */

// --- what a call returns --------------------
/** The call was refused: the refusal is in the output, as JSON text. */
export const REFUSED = 0;
/** The call was done. */
export const DONE = 1;
/** The answer to a question is no. */
export const NO = 1;
/** The answer to a question is yes. */
export const YES = 2;
/** The token is good, and its claims are in the output. */
export const PASSED = 1;
/** The token is good, and JavaScript has its claims under the answer's slot. */
export const CACHED = 2;

// --- the answer: doubles in a row, read after a call --------------------
/** The address of the output. */
export const ANSWER_OUTPUT_AT = 0;
/** The length of the output, in bytes. */
export const ANSWER_OUTPUT_LENGTH = 1;
/** A number of seconds, such as those until the token expires; NaN for none. */
export const ANSWER_SECONDS = 2;
/** The number of the token's header. */
export const ANSWER_HEADER = 3;
/** The slot of the token in the cache, or -1. */
export const ANSWER_SLOT = 4;
/** The serial number of what is in the slot. */
export const ANSWER_SERIAL = 5;
/** The position of the key that the token's signature fits. */
export const ANSWER_KEY = 6;
/** 1 if the claims grant what the caller needs, or else 0. */
export const ANSWER_GRANTED = 7;
/** How many doubles there are. */
export const ANSWER_LENGTH = 8;

// --- values: the tag before each --------------------
/** `null` or `undefined`. */
export const VALUE_NULL = 0;
/** What has no place in options: a function, a BigInt, something nested too deep. */
export const VALUE_OTHER = 1;
/** One byte, 0 or 1. */
export const VALUE_BOOLEAN = 2;
/** A double, little-endian. */
export const VALUE_NUMBER = 3;
/** A length in four bytes, then UTF-8. */
export const VALUE_STRING = 4;
/** A length in four bytes, then bytes. */
export const VALUE_BYTES = 5;
/** A count in four bytes, then values. */
export const VALUE_ARRAY = 6;
/** A count in four bytes, then names (each as a string without its tag) and values. */
export const VALUE_OBJECT = 7;

// --- the host's cryptography --------------------
/** The signature does not fit. */
export const HOST_REFUTED = 0;
/** The signature fits. */
export const HOST_VERIFIED = 1;
/** The host does not take this key or algorithm: the core computes. */
export const HOST_CANNOT_TELL = 2;

// --- remote keys --------------------
/** The members of a schedule, in the order in which they cross. */
export const SCHEDULE = ['ttl', 'refreshAhead', 'maxStale', 'cooldown', 'timeout', 'maxBytes'] as const;
/** The members of a history of fetches, in the order in which they cross. */
export const HISTORY = ['loadedAt', 'failedAt', 'failures', 'fruitlessAt'] as const;
/** Use the keys that are there. */
export const PLAN_USE = 1;
/** Use them, and fetch in the background. */
export const PLAN_USE_AND_FETCH = 2;
/** Fetch first; use those that are there if that fails. */
export const PLAN_FETCH_OR_USE = 3;
/** Fetch first; refuse the token if that fails. */
export const PLAN_FETCH = 4;
/** There are no keys, and it is too early to ask for them again. */
export const PLAN_REFUSE = 5;

// --- revocation --------------------
/** No entry of the store concerns the token. */
export const ENTRY_NONE = 1;
/** An entry revokes the token. */
export const ENTRY_REVOKED = 2;
/** An entry says that the token exists. */
export const ENTRY_EXISTS = 3;

// --- tokens that are held --------------------
/** Write a token as it is. */
export const WRITE_PLAIN = 0;
/** Write a token as a JSON string. */
export const WRITE_JSON = 1;
/** Write a token as a value of a form. */
export const WRITE_FORM = 2;
/** The times of an exchange with a token endpoint, and the generation it is for, in the order in which they cross. */
export const EXCHANGE = ['askedAt', 'answeredAt', 'date', 'generation'] as const;

// --- refusals that JavaScript finds --------------------
/** The names of refusals that JavaScript asks for; any other becomes `token_malformed`. */
export const REFUSALS = [
  'token_missing',
  'token_malformed',
  'token_too_large',
  'misplaced',
  'key_not_found',
  'claim_invalid',
  'claim_missing',
  'token_revoked',
  'keys_unavailable',
  'store_unavailable',
] as const;

// --- limits of src/limits.rs that are checked before a text crosses -------------------

/** Longest API key, in bytes. */
export const MAX_API_KEY_BYTES = 4_096;
/** Most entries of an IP allow-list. */
export const MAX_ALLOW_LIST_ENTRIES = 32_768;
/** Longest text of a time or a duration, in bytes. */
export const MAX_TIME_TEXT_BYTES = 64;
/** Headers that a verifier remembers at a time. */
export const MAX_KNOWN_HEADERS = 32;
/** Largest token accepted by default, in bytes. */
export const DEFAULT_MAX_TOKEN_BYTES = 16_384;
/** Deepest nesting of a token's claims. */
export const MAX_JSON_DEPTH = 64;
/** Largest value of `maxTokenBytes`, in bytes. */
export const MAX_TOKEN_BYTES_CEILING = 16_777_216;

// --- words of the core that JavaScript writes or reads ----------------------------------

/** A store's entry that says that a token exists; of src/revocation.rs. */
export const EXISTS = 'exists';
/** The member that marks keys which are fetched; of src/jwk/key_set.rs. */
export const REMOTE = 'remoteJwks';
/** What takes a credential's place; of src/redact/scanner.rs. */
export const REDACTED = '[redacted]';
/** The claims that grant scopes by custom; of src/jwt/grants.rs. */
export const SCOPE_CLAIMS = ['scope', 'scopes', 'scp'] as const;
/** The claims that grant roles by custom; of src/jwt/grants.rs. */
export const ROLE_CLAIMS = ['roles', 'role'] as const;
