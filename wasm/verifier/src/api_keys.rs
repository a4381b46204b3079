//! API keys for JavaScript.

use js_sys::Array;
use tokenward::api_key;
use tokenward::error::OptionError;
use tokenward::options::{self, Reader};
use tokenward::value::Value;
use tokenward_bridge::args::{answer_to, pair};
use tokenward_bridge::buffer;
use tokenward_bridge::codes::DONE;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

/// Input: the options. Returns the key and its hash, or nothing after a refusal.
#[wasm_bindgen(js_name = generateApiKey)]
pub fn generate_api_key() -> Option<Array> {
    let mut made = None;
    buffer::run_on_value(&mut |given, _, _| {
        let read = Reader::new("generateApiKey", given, &["prefix", "environment"], &[])?;
        let label = |name| options::label(name, read.get(name).unwrap_or(&Value::Null));
        let key = api_key::generate(&label("prefix")?, &label("environment")?, fill)?;
        // An array: for the names of an object serde-wasm-bindgen would bring a table of them.
        let shown = (core::str::from_utf8(key.key.expose()).unwrap_or_default(), &*key.hash);
        made = serde_wasm_bindgen::to_value(&shown).ok().map(JsValue::unchecked_into);
        Ok(DONE)
    });
    made
}

fn fill(bytes: &mut [u8]) -> Result<(), OptionError> {
    let none = |_| OptionError::new("this runtime gives no random bytes here (crypto.getRandomValues)");
    getrandom::fill(bytes).map_err(none)
}

/// Input: a key, as a string. Writes its hash.
#[wasm_bindgen(js_name = hashApiKey)]
pub fn hash_api_key() -> u32 {
    buffer::run_on_value(&mut |key, out, _| {
        let hash = api_key::hash(key.as_str().unwrap_or_default().as_bytes())?;
        buffer::write(out, hash.as_bytes());
        Ok(DONE)
    })
}

/// Input: `[key, hash]`. Returns `YES` or `NO`.
#[wasm_bindgen(js_name = verifyApiKey)]
pub fn verify_api_key() -> u32 {
    buffer::run_on_value(&mut |arguments, _, _| {
        let [key, hash] = pair(arguments).map(Value::as_str);
        Ok(answer_to(
            key.zip(hash).is_some_and(|(key, hash)| api_key::verify(key.as_bytes(), hash.as_bytes())),
        ))
    })
}
