//! The memory that a token and its answer pass through.

use core::cell::{Cell, RefCell};

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
    /// What JavaScript reads after a call, by position; see [`Answer`].
    static ANSWER: Cell<[f64; 7]> = const { Cell::new([0.0; 7]) };
}

/// The numbers of an answer.
#[derive(Default)]
pub struct Answer {
    /// Where the output is, and how long it is.
    pub output: (usize, usize),
    /// Seconds until the token expires; NaN if it has no `exp`.
    pub expires_in: f64,
    /// The number of its header.
    pub header: u64,
    /// Its slot in the cache, or -1, and the serial number of what is in the slot.
    pub slot: f64,
    /// See `slot`.
    pub serial: u64,
    /// The position of the key that its signature fits.
    pub key: usize,
}

impl Answer {
    fn store(&self) {
        let (at, length) = self.output;
        ANSWER.set([
            at as f64,
            length as f64,
            self.expires_in,
            self.header as f64,
            self.slot,
            self.serial as f64,
            self.key as f64,
        ]);
    }
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

/// The address of the answer's seven doubles, which never changes.
#[wasm_bindgen(js_name = answerPointer)]
pub fn answer_pointer() -> usize {
    ANSWER.with(|answer| answer.as_ptr() as usize)
}

/// Runs `work` on the first `length` bytes of the input, then wipes them. Returns what `work`
/// does, or 0 after an error, which [`BUFFERS`] keeps.
pub fn run(
    length: usize,
    work: impl FnOnce(&[u8], &mut Vec<u8>, &mut Answer) -> Result<u32, TokenError>,
) -> u32 {
    BUFFERS.with_borrow_mut(|buffers| {
        let Buffers { input, output, error } = buffers;
        let end = length.min(input.len());
        let mut answer = Answer::default();
        let result = work(&input[..end], output, &mut answer);
        input[..end].fill(0);
        match result {
            Ok(code) => {
                answer.output = (output.as_ptr() as usize, output.len());
                answer.store();
                code
            }
            Err(refusal) => {
                output.zeroize();
                *error = Some(refusal);
                0
            }
        }
    })
}

/// Writes a secret where JavaScript reads it, once: it wipes what it has read.
pub fn write(text: &[u8]) {
    BUFFERS.with_borrow_mut(|buffers| {
        buffers.output.zeroize();
        buffers.output.extend_from_slice(text);
        let output = (buffers.output.as_ptr() as usize, buffers.output.len());
        Answer { output, ..Answer::default() }.store();
    });
}
