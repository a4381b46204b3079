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
        texts(&cidrs)
            .and_then(|items| ip::AllowList::parse(items))
            .map(AllowList)
            .map_err(|error| convert::option_error(&error))
    }

    pub fn has(&self, address: &str) -> bool {
        self.0.contains(address)
    }
}

fn texts(cidrs: &Value) -> Result<Vec<&str>, OptionError> {
    let Value::Array(items) = cidrs else {
        return Err(OptionError::new(format!("`cidrs` must be an array of strings, not {}", cidrs.kind())));
    };
    let texts = items.iter().enumerate().map(|(index, item)| {
        let not_text = || OptionError::new(format!("`cidrs[{index}]` must be a string, not {}", item.kind()));
        item.as_str().ok_or_else(not_text)
    });
    texts.collect()
}
