//! The IP allow-list for JavaScript.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::convert;
use crate::error::OptionError;
use crate::ip;
use crate::value::Value;

#[wasm_bindgen(js_name = WasmAllowList)]
pub struct AllowList(ip::AllowList);

#[wasm_bindgen(js_class = WasmAllowList)]
impl AllowList {
    #[wasm_bindgen(constructor)]
    pub fn new(cidrs: JsValue) -> Result<AllowList, JsValue> {
        let cidrs = convert::value(&cidrs);
        items(&cidrs)
            .and_then(ip::AllowList::parse)
            .map(AllowList)
            .map_err(|error| convert::option_error(&error))
    }

    pub fn has(&self, address: &str) -> bool {
        self.0.contains(address)
    }
}

/// The entries; what is no string is refused as no network is.
fn items(cidrs: &Value) -> Result<impl Iterator<Item = &str>, OptionError> {
    match cidrs {
        Value::Array(items) => Ok(items.iter().map(|item| item.as_str().unwrap_or_default())),
        _ => Err(OptionError::new(format!("`cidrs` must be an array of strings, not {}", cidrs.kind()))),
    }
}
