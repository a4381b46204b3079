//! How long to wait before a request is sent again, for JavaScript.

use tokenward::backoff;
use wasm_bindgen::prelude::wasm_bindgen;

/// Seconds before a request is sent again; see [`backoff::delay`]. `retry_after` is NaN if the server
/// did not say.
#[wasm_bindgen]
pub fn backoff(failures: u32, base: f64, cap: f64, random: f64, retry_after: f64) -> f64 {
    backoff::delay(failures, base, cap, random, Some(retry_after).filter(|seconds| seconds.is_finite()))
}
