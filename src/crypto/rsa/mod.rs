//! RSA signature verification over prepared keys: RSASSA-PKCS1-v1_5 and RSASSA-PSS (RFC 8017 section 8),
//! as RFC 7518 sections 3.3 and 3.5 use them.
//!
//! Everything here is public: key, signature and digest. The arithmetic is therefore free to take a time that
//! depends on them, and must never be given a private exponent.
//!
//! | module | subject |
//! |---|---|
//! | `key` | which keys are accepted; the two verifications |
//! | `emsa` | the encodings of a digest, byte for byte |
//! | `montgomery` | s^e mod n |
//! | `product` | sums of products of digits, and why they do not overflow |
//! | `roca` | keys whose private half is public |
//! | `digits` | octets to digits and back |
//! | `lanes` | the vector type, in its three spellings |

mod digits;
mod emsa;
mod key;
mod lanes;
mod montgomery;
mod product;
mod roca;

pub use key::{InvalidKey, VerifyingKey};
