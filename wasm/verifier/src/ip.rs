//! The IP allow-list for JavaScript.

use tokenward::error::OptionError;
use tokenward::ip;
use tokenward::options;
use tokenward::value::Value;
use tokenward_bridge::args::answer_to;
use tokenward_bridge::buffer;
use tokenward_bridge::codes::DONE;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen(js_name = WasmAllowList)]
pub struct AllowList(ip::AllowList);

#[wasm_bindgen(js_class = WasmAllowList)]
impl AllowList {
    /// Input: an array of networks. Returns nothing after a refusal.
    pub fn make() -> Option<AllowList> {
        let mut made = None;
        buffer::run_on_value(&mut |cidrs, _, _| {
            made = Some(AllowList(ip::AllowList::parse(items(cidrs)?)?));
            Ok(DONE)
        });
        made
    }

    /// Input: an address, in the kept buffer. Returns `YES` or `NO`.
    pub fn has(&self, length: usize) -> u32 {
        buffer::run(length, &mut |address, _, _| {
            let address = core::str::from_utf8(address).unwrap_or_default();
            Ok(answer_to(self.0.contains(address)))
        })
    }
}

/// The entries; what is no string is refused as no network is.
fn items(cidrs: &Value) -> Result<impl Iterator<Item = &str>, OptionError> {
    match cidrs {
        Value::Array(items) => Ok(items.iter().map(|item| item.as_str().unwrap_or_default())),
        _ => Err(options::wrong("cidrs", "an array of strings", cidrs)),
    }
}
