//! The boundary to JavaScript: convert in, call the core, convert out. No decisions here.
//!
//! A token crosses once: JavaScript encodes it into a kept buffer ([`buffer`]), one call
//! verifies it, and one JSON text comes back from the same memory. Options and keys cross as
//! bytes, too ([`source`]), and errors as JSON text ([`refusal`]): only numbers are passed, so
//! that there is next to no glue to load and compile when a program starts.

// wasm-bindgen's macros expand to unsafe code; none is written here by hand.
#![allow(unsafe_code)]
// Exported to JavaScript, not to Rust; documented in pkg-template/src, where users read it.
#![allow(missing_docs)]

mod buffer;
mod functions;
mod grants;
mod holder;
mod host;
mod ip;
mod redact;
mod refusal;
mod remote;
mod revocation;
mod source;
mod verifier;

#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();
