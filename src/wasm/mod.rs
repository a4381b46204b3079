//! The boundary to JavaScript: convert in, call the core, convert out. No decisions here.
//!
//! A token crosses once: JavaScript encodes it into a kept buffer ([`buffer`]), one call
//! verifies it, and one JSON text comes back from the same memory. Everything that is not
//! called per request goes through ordinary wasm-bindgen values ([`convert`]).

// wasm-bindgen's macros expand to unsafe code; none is written here by hand.
#![allow(unsafe_code)]
// Exported to JavaScript, not to Rust; documented in pkg-template/src, where users read it.
#![allow(missing_docs)]

mod buffer;
mod convert;
mod functions;
mod holder;
mod host;
mod redact;
mod source;
mod verifier;
