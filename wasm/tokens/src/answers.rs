//! What the client needs of a holder besides: answers as they came, and tokens on their way to another.

use tokenward::token_holder::Swap;
use tokenward_bridge::args::answer_to;
use tokenward_bridge::buffer;
use tokenward_bridge::codes::DONE;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::holder::{TokenHolder, exchange, generation};

#[wasm_bindgen(js_class = WasmTokenHolder)]
impl TokenHolder {
    /// Input: the body of a server's answer. Otherwise as `set`.
    #[wasm_bindgen(js_name = setBody)]
    pub fn set_body(
        &mut self,
        asked: f64,
        answered: f64,
        date: f64,
        expected: f64,
        keep_refresh: bool,
    ) -> u32 {
        buffer::run_on_bytes(&mut |body, _, _| {
            let swap = Swap { expected: generation(expected), keep_refresh, is_answer: true };
            Ok(answer_to(self.0.set_body(body, exchange(asked, answered, date)?, swap)?))
        })
    }

    /// Writes both tokens as members of a JSON object; JavaScript wipes them when it has read them.
    #[wasm_bindgen(js_name = writeMembers)]
    pub fn write_members(&self) -> u32 {
        buffer::run_alone(&mut |out, _| {
            buffer::write(out, b"");
            self.0.write_members(out);
            Ok(DONE)
        })
    }
}
