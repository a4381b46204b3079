//! Takes credentials out of text that is going to be logged.
//!
//! One pass from left to right; no byte is looked at more than a small, fixed number of times,
//! whatever the text holds. What is taken out, and what stands there instead:
//!
//! | in the text | becomes |
//! |---|---|
//! | a JWT or JWE, also one cut off after its first dot (RFC 7515, RFC 7516) | `[redacted jwt]` |
//! | an API key of ours, see [`crate::api_key`], or of a vendor, see `vendors.rs` | `[redacted api key]` |
//! | `-----BEGIN … PRIVATE KEY-----` to its end, or the text's (RFC 7468) | `[redacted private key]` |
//! | `Bearer`, `DPoP`, `Basic` or `Token` with credentials | `Bearer [redacted]` |
//! | `Authorization:`, `Cookie:`, `Set-Cookie:` to the end of the line | `Cookie: [redacted]` |
//! | `name=value`, `name: value`, `"name":"value"` under a [secret name](is_secret_name) | `name=[redacted]` |
//! | `--name value` under a secret name, and `?code=value` (RFC 6749 section 4.1.2) | `--name [redacted]` |
//! | `scheme://user:password@host` (RFC 3986 section 3.2.1) | `scheme://user:[redacted]@host` |
//! | a webhook's URL, see `vendors.rs` | `https://hooks.slack.com/services/[redacted]` |
//!
//! A value ends where its notation says: at its closing quote, at its closing bracket after a
//! colon, else at white space, a quote, `&`, `;`, `,` or `}`. JSON may be escaped in JSON to any
//! depth. In prose, `Bearer` and `DPoP` keep a short plain word after them ("a bearer of news"),
//! `Basic` counts only before base64 of `user:password`, and `Token` before something long with
//! digits. In doubt a word too many is hidden.

mod ends;
mod members;
mod names;
mod patterns;
mod scanner;
mod vendors;

use alloc::borrow::Cow;

pub use scanner::REDACTED;
use scanner::Scanner;

/// `text` without its credentials; borrowed when there are none.
///
/// Redacting the result again shows nothing, and hides nothing more in text as logs have it. Time
/// is linear in the length of the text.
///
/// ```
/// use tokenward::redact::redact;
///
/// assert_eq!(redact("GET /?access_token=abc&page=2"), "GET /?access_token=[redacted]&page=2");
/// assert_eq!(redact("Authorization: Bearer abc"), "Authorization: Bearer [redacted]");
/// assert_eq!(redact("nothing to hide"), "nothing to hide");
/// ```
pub fn redact(text: &str) -> Cow<'_, str> {
    Scanner::new(text).run()
}

/// Whether what goes by this name is a secret: a password, a token, a key, a cookie.
///
/// Case, `-`, `_` and camelCase are alike, and the end of the name decides, but for numbers and
/// for words such as `hash` or `value` after it.
///
/// ```
/// use tokenward::redact::is_secret_name;
///
/// assert!(is_secret_name("dbPassword"));
/// assert!(is_secret_name("X-Api-Key"));
/// assert!(is_secret_name("AWS_SECRET_ACCESS_KEY"));
/// assert!(!is_secret_name("token_type"));
/// assert!(!is_secret_name("passwordChangedAt"));
/// ```
pub fn is_secret_name(name: &str) -> bool {
    names::kind(name.as_bytes()).is_some()
}
