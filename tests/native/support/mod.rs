//! What the native suites share: test keys, a minter and a second opinion, both by AWS-LC.
//!
//! Nothing here uses the crate's own encoding, JSON or cryptography, so that a mistake in
//! one of them cannot hide itself.

pub mod bignum;
pub mod encoding;
pub mod keys;
pub mod mint;
pub mod reference;
pub mod rng;
pub mod verifiers;

use std::io::Write as _;

/// The time at which tokens are checked, unless a test is about time.
pub const NOW: f64 = 1_700_000_000.0;

/// Writes a line past the test harness, which would keep it until the test fails: seeds and
/// counts belong into every log.
pub fn report(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}
