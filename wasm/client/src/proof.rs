//! What a login with OAuth 2.0 needs, for JavaScript.

use tokenward::error::OptionError;
use tokenward::pkce;
use tokenward_bridge::buffer;
use tokenward_bridge::codes::DONE;
use wasm_bindgen::prelude::wasm_bindgen;
use zeroize::Zeroizing;

/// Writes what a login with OAuth 2.0 needs; see [`pkce::proof`].
#[wasm_bindgen(js_name = newProof)]
pub fn new_proof() -> u32 {
    buffer::run_alone(&mut |out, _| {
        let mut random = Zeroizing::new([0; 99]);
        fill(&mut random[..])?;
        buffer::write(out, pkce::proof(&random).expose());
        Ok(DONE)
    })
}

fn fill(bytes: &mut [u8]) -> Result<(), OptionError> {
    let none = |_| OptionError::new("this runtime gives no random bytes here (crypto.getRandomValues)");
    getrandom::fill(bytes).map_err(none)
}
