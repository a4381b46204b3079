//! Exports of the modules that hold tokens: the holder and expiry maths.

// wasm-bindgen's macros expand to unsafe code; none is written here by hand.
#![allow(unsafe_code)]
// Exported to JavaScript, not to Rust users; documented in pkg-template/src, where users read it.
#![allow(missing_docs)]

#[cfg(feature = "answers")]
pub mod answers;
pub mod expiry;
pub mod holder;
