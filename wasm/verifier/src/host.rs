//! The host's cryptography, through a JavaScript object.

use tokenward::jwk::host;
use tokenward::jws::Algorithm;
use tokenward_bridge::codes::{HOST_REFUTED, HOST_VERIFIED};
use wasm_bindgen::prelude::wasm_bindgen;

/// More than there are algorithms.
const ALGORITHMS: usize = 16;

/// What the `use` of a call stands for.
pub fn algorithm_and_position(number: usize) -> (Option<Algorithm>, usize) {
    (Algorithm::all().nth(number % ALGORITHMS), number / ALGORITHMS)
}

#[wasm_bindgen]
extern "C" {
    /// See pkg-template/src/verifier/host-rsa.ts.
    pub type Host;

    /// `usage` numbers an algorithm with a key: see [`algorithm_and_position`]. Numbers cross for
    /// nothing, names do not.
    #[wasm_bindgen(method)]
    fn verify(
        this: &Host,
        usage: usize,
        message_at: usize,
        message_length: usize,
        signature_at: usize,
        signature_length: usize,
    ) -> u32;
}

/// A host, if there is one.
pub struct JsHost(pub Option<Host>);

impl host::Host for JsHost {
    fn verify(
        &self,
        position: usize,
        algorithm: Algorithm,
        message: &[u8],
        signature: &[u8],
    ) -> Option<bool> {
        let answer = self.0.as_ref()?.verify(
            position * ALGORITHMS + algorithm as usize,
            message.as_ptr() as usize,
            message.len(),
            signature.as_ptr() as usize,
            signature.len(),
        );
        match answer {
            HOST_REFUTED => Some(false),
            HOST_VERIFIED => Some(true),
            // HOST_CANNOT_TELL, or what no host should say.
            _ => None,
        }
    }
}
