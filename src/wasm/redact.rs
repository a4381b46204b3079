//! Redaction for JavaScript.

use std::borrow::Cow;

use wasm_bindgen::prelude::wasm_bindgen;
use zeroize::Zeroizing;

use crate::redact;

/// The text without its credentials, or `undefined` if there are none: then nothing crosses back.
#[wasm_bindgen]
pub fn redact(text: String) -> Option<String> {
    let text = Zeroizing::new(text);
    match redact::redact(&text) {
        Cow::Borrowed(_) => None,
        Cow::Owned(redacted) => Some(redacted),
    }
}

#[wasm_bindgen(js_name = isSecretName)]
pub fn is_secret_name(name: &str) -> bool {
    redact::is_secret_name(name)
}
