//! The wasm module of programs that hold tokens. It verifies none.

// wasm-bindgen's macros expand to unsafe code; none is written here by hand.
#![allow(unsafe_code)]
// Exported to JavaScript, not to Rust users; documented in pkg-template/src, where users read it.
#![allow(missing_docs)]

mod backoff;
mod refusal;

use tokenward_tokens as _;
