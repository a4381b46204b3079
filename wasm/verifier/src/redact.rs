//! Redaction for JavaScript.

use std::borrow::Cow;

use tokenward::redact;
use tokenward_bridge::args::answer_to;
use tokenward_bridge::buffer;
use wasm_bindgen::prelude::wasm_bindgen;

/// Input: a text. Writes it without its credentials and returns `YES`, or `NO` if there are none.
#[wasm_bindgen(js_name = redact)]
pub fn redact_text() -> u32 {
    buffer::run_on_value(&mut |text, out, _| {
        let redacted = redact::redact(text.as_str().unwrap_or_default());
        if let Cow::Owned(redacted) = &redacted {
            buffer::write(out, redacted.as_bytes());
        }
        Ok(answer_to(matches!(redacted, Cow::Owned(_))))
    })
}

/// Input: a name. Returns whether what bears it is secret.
#[wasm_bindgen(js_name = isSecretName)]
pub fn is_secret_name() -> u32 {
    buffer::run_on_value(&mut |name, _, _| {
        Ok(answer_to(redact::is_secret_name(name.as_str().unwrap_or_default())))
    })
}
