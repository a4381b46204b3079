//! JSON Web Signature in its compact form (RFC 7515): algorithms, header, parts.

pub mod algorithm;
pub mod compact;
pub mod header;

pub use algorithm::{Algorithm, AlgorithmSet};
