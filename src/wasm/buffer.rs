//! The memory that a token and its answer pass through.

use core::cell::RefCell;

use wasm_bindgen::prelude::wasm_bindgen;
use zeroize::Zeroize;

use crate::error::TokenError;

#[derive(Default)]
pub struct Buffers {
    /// Where JavaScript writes a token. Wiped after each use.
    pub input: Vec<u8>,
    /// Where JavaScript reads the answer; valid until the next call.
    pub output: Vec<u8>,
    /// Why the last call failed.
    pub error: Option<TokenError>,
}

thread_local! {
    pub static BUFFERS: RefCell<Buffers> = RefCell::default();
}

/// Makes room for `capacity` bytes of input and returns their address.
#[wasm_bindgen(js_name = inputBuffer)]
pub fn input_buffer(capacity: usize) -> usize {
    BUFFERS.with_borrow_mut(|buffers| {
        if buffers.input.len() < capacity {
            buffers.input.zeroize();
            buffers.input.resize(capacity, 0);
        }
        buffers.input.as_ptr() as usize
    })
}

/// The address of the answer of the last call that returned its length.
#[wasm_bindgen(js_name = outputPointer)]
pub fn output_pointer() -> usize {
    BUFFERS.with_borrow(|buffers| buffers.output.as_ptr() as usize)
}

/// Runs `work` on the first `length` bytes of the input, then wipes them. Returns the length
/// of the output, or 0 after an error, which [`BUFFERS`] keeps.
pub fn run(length: usize, work: impl FnOnce(&[u8], &mut Vec<u8>) -> Result<(), TokenError>) -> usize {
    BUFFERS.with_borrow_mut(|buffers| {
        let Buffers { input, output, error } = buffers;
        output.clear();
        *error = None;
        let end = length.min(input.len());
        let result = work(&input[..end], output);
        input[..end].fill(0);
        match result {
            Ok(()) => output.len(),
            Err(refusal) => {
                *error = Some(refusal);
                0
            }
        }
    })
}
