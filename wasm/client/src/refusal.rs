//! Refusals that look like good answers, for JavaScript.

use tokenward::token_holder;
use tokenward_bridge::args::answer_to;
use tokenward_bridge::buffer;
use wasm_bindgen::prelude::wasm_bindgen;

/// Input: the body of a server's answer. Returns `YES` or `NO`.
#[wasm_bindgen(js_name = isRefusal)]
pub fn is_refusal() -> u32 {
    buffer::run_on_bytes(&mut |body, _, _| Ok(answer_to(token_holder::is_refusal(body))))
}
