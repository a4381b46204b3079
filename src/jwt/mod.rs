//! JSON Web Tokens (RFC 7519): the policy, the claims, and the verifier that applies them.

mod access_token;
mod authentication;
pub mod cache;
pub mod claims;
pub mod decoded;
pub mod grants;
mod issuer;
pub mod known_headers;
pub mod options;
pub mod policy;
pub mod preset;
mod read;
pub mod required_claims;
pub mod verifier;

pub use decoded::{DecodedToken, decode_unverified, unverified_issuer};
pub use policy::Policy;
pub use verifier::{Call, Verified, VerifiedToken, Verifier};
