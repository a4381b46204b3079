//! Every native test of the public interface, as one crate: `cargo test --test native policy`
//! runs one module, `cargo test --test native policy::times` a part of it.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

mod codes;
mod hygiene;
mod interop;
mod mutation;
mod policy;
mod redact;
mod rfc_examples;
mod rsa;
mod vulnerabilities;
mod wycheproof;
mod wycheproof_jose;
