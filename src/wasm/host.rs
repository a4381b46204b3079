//! The host's cryptography, through a JavaScript function.

use js_sys::{Array, Function};
use wasm_bindgen::{JsCast, JsValue};

use crate::crypto::host::Host;
use crate::jws::Algorithm;

/// More than there are algorithms.
const ALGORITHMS: usize = 16;

/// What the `use` of a call stands for.
pub fn algorithm_and_position(number: usize) -> (Option<Algorithm>, usize) {
    (Algorithm::all().nth(number % ALGORITHMS), number / ALGORITHMS)
}

/// Calls `(use, messageAt, messageLength, signatureAt, signatureLength)`, which answers true,
/// false, or anything else for "I cannot tell". `use` numbers an algorithm with a key; numbers
/// cross for nothing, names do not. See [`algorithm_and_position`].
pub struct JsHost(Option<Function>);

impl JsHost {
    pub fn new(function: JsValue) -> Self {
        Self(function.dyn_into().ok())
    }
}

impl Host for JsHost {
    fn verify(
        &self,
        position: usize,
        algorithm: Algorithm,
        message: &[u8],
        signature: &[u8],
    ) -> Option<bool> {
        let function = self.0.as_ref()?;
        let arguments = Array::of5(
            &(position * ALGORITHMS + algorithm as usize).into(),
            &(message.as_ptr() as usize).into(),
            &message.len().into(),
            &(signature.as_ptr() as usize).into(),
            &signature.len().into(),
        );
        function.apply(&JsValue::UNDEFINED, &arguments).ok()?.as_bool()
    }
}
