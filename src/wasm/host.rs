//! The host's cryptography, through a JavaScript function.

use js_sys::{Array, Function};
use wasm_bindgen::{JsCast, JsValue};

use crate::crypto::host::Host;
use crate::jws::Algorithm;

/// Calls `(algorithm, position, messageAt, messageLength, signatureAt, signatureLength)`, which
/// answers true, false, or anything else for "I cannot tell".
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
            &position.into(),
            &(message.as_ptr() as usize).into(),
            &message.len().into(),
            &(signature.as_ptr() as usize).into(),
            &signature.len().into(),
        );
        arguments.unshift(&algorithm.name().into());
        function.apply(&JsValue::UNDEFINED, &arguments).ok()?.as_bool()
    }
}
