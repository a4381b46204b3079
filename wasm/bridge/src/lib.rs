//! What every wasm module of tokenward shares: how JavaScript and the core talk to each other.
//!
//! JavaScript encodes a token into a kept buffer ([`buffer`]), one call works on it, and one text
//! comes back from the same memory. Options and keys cross as bytes, too ([`value`]), and errors as
//! JSON text ([`refusal`]): only numbers are passed, so that there is next to no glue to load and
//! compile when a program starts. Every number that both sides must agree on is in [`codes`].
//!
//! A module gets the exports and the allocator of this crate by naming it once. No decisions here.

// wasm-bindgen's macros expand to unsafe code; none is written here by hand.
#![allow(unsafe_code)]
// Exported to JavaScript, not to Rust users; documented in pkg-template/src, where users read it.
#![allow(missing_docs)]

pub mod args;
pub mod buffer;
pub mod codes;
pub mod refusal;
pub mod value;

#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();
