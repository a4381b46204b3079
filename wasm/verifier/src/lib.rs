//! The wasm module that answers who is calling, and whether they may.

// wasm-bindgen's macros expand to unsafe code; none is written here by hand.
#![allow(unsafe_code)]
// Exported to JavaScript, not to Rust users; documented in pkg-template/src, where users read it.
#![allow(missing_docs)]

mod api_keys;
mod grants;
mod host;
mod ip;
mod redact;
mod remote;
mod revocation;
mod verifier;

use tokenward_tokens as _;
