//! The memory that calls and their answers pass through.

use core::cell::{Cell, RefCell};

use tokenward::secret::Secret;
use tokenward::value::Value;
use wasm_bindgen::prelude::wasm_bindgen;
use zeroize::Zeroize;

use crate::codes::{self, ANSWER_LENGTH, REFUSED};
use crate::refusal::Refusal;
use crate::value;

#[derive(Default)]
struct Buffers {
    /// Where JavaScript writes a token. Wiped after each use.
    input: Vec<u8>,
    /// Where JavaScript writes an encoded [`Value`]. Taken by the call it is for.
    value: Vec<u8>,
    /// Where JavaScript reads the answer; valid until the next call.
    output: Vec<u8>,
}

thread_local! {
    static BUFFERS: RefCell<Buffers> = RefCell::default();
    /// What JavaScript reads after a call, by position; see [`Answer`].
    static ANSWER: Cell<[f64; ANSWER_LENGTH]> = const { Cell::new([0.0; ANSWER_LENGTH]) };
}

/// The numbers of an answer.
#[derive(Default)]
pub struct Answer {
    /// Where the output is, and how long it is.
    output: (usize, usize),
    /// A number of seconds, such as those until the token expires; NaN for none.
    pub seconds: f64,
    /// The number of its header.
    pub header: u64,
    /// Its slot in the cache, or -1, and the serial number of what is in the slot.
    pub slot: f64,
    /// See `slot`.
    pub serial: u64,
    /// The position of the key that its signature fits.
    pub key: usize,
    /// Whether its claims grant what the caller needs.
    pub granted: bool,
}

impl Answer {
    fn store(&self) {
        let (at, length) = self.output;
        let mut doubles = [0.0; ANSWER_LENGTH];
        doubles[codes::ANSWER_OUTPUT_AT] = at as f64;
        doubles[codes::ANSWER_OUTPUT_LENGTH] = length as f64;
        doubles[codes::ANSWER_SECONDS] = self.seconds;
        doubles[codes::ANSWER_HEADER] = self.header as f64;
        doubles[codes::ANSWER_SLOT] = self.slot;
        doubles[codes::ANSWER_SERIAL] = self.serial as f64;
        doubles[codes::ANSWER_KEY] = self.key as f64;
        doubles[codes::ANSWER_GRANTED] = f64::from(u8::from(self.granted));
        ANSWER.set(doubles);
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

/// Makes room for an encoded value of `length` bytes and returns their address.
#[wasm_bindgen(js_name = valueBuffer)]
pub fn value_buffer(length: usize) -> usize {
    BUFFERS.with_borrow_mut(|buffers| {
        buffers.value.zeroize();
        buffers.value = vec![0; length];
        buffers.value.as_ptr() as usize
    })
}

/// The address of the answer's doubles, which never changes.
#[wasm_bindgen(js_name = answerPointer)]
pub fn answer_pointer() -> usize {
    ANSWER.with(|answer| answer.as_ptr() as usize)
}

/// The code that a call returns.
pub type CallResult = Result<u32, Refusal>;
/// What is done with an input.
type Work<'a, T> = &'a mut dyn FnMut(&T, &mut Vec<u8>, &mut Answer) -> CallResult;

// What follows takes `dyn`, so that there is one of each and not one for every export.

/// Runs `work` on the first `length` bytes of the input, then wipes them.
pub fn run(length: usize, work: Work<'_, [u8]>) -> u32 {
    BUFFERS.with_borrow_mut(|Buffers { input, output, .. }| {
        let end = length.min(input.len());
        answered(output, &mut |output, answer| {
            let result = work(&input[..end], output, answer);
            input[..end].fill(0);
            result
        })
    })
}

/// Runs `work` on the value that JavaScript has written, which is gone from the buffer then.
pub fn run_on_value(work: Work<'_, Value>) -> u32 {
    BUFFERS.with_borrow_mut(|Buffers { value, output, .. }| {
        let bytes = Secret::new(core::mem::take(value));
        let value = value::decode(bytes.expose()).unwrap_or(Value::Other);
        answered(output, &mut |output, answer| work(&value, output, answer))
    })
}

/// Runs `work` on bytes that JavaScript has written where values go, and wipes them.
pub fn run_on_bytes(work: Work<'_, [u8]>) -> u32 {
    BUFFERS.with_borrow_mut(|Buffers { value, output, .. }| {
        let bytes = Secret::new(core::mem::take(value));
        answered(output, &mut |output, answer| work(bytes.expose(), output, answer))
    })
}

/// The value that JavaScript has written, as it is: a copy, for the call still takes the value.
pub fn value_as_written() -> Secret {
    BUFFERS.with_borrow(|buffers| Secret::from(&buffers.value[..]))
}

/// Runs `work` without input.
pub fn run_alone(work: &mut dyn FnMut(&mut Vec<u8>, &mut Answer) -> CallResult) -> u32 {
    BUFFERS.with_borrow_mut(|Buffers { output, .. }| answered(output, work))
}

/// Shows JavaScript a text in the midst of a call, when the output is in use.
pub fn expose_text(text: &str) {
    Answer { output: (text.as_ptr() as usize, text.len()), ..Answer::default() }.store();
}

/// Leaves the answer, or the refusal, where JavaScript reads it. Returns what `work` does.
fn answered(output: &mut Vec<u8>, work: &mut dyn FnMut(&mut Vec<u8>, &mut Answer) -> CallResult) -> u32 {
    let mut answer = Answer::default();
    let code = work(output, &mut answer).unwrap_or_else(|refusal| {
        write(output, refusal.text().as_bytes());
        REFUSED
    });
    answer.output = (output.as_ptr() as usize, output.len());
    answer.store();
    code
}

/// Replaces the output, of which nothing is left.
pub fn write(output: &mut Vec<u8>, text: &[u8]) {
    output.zeroize();
    output.extend_from_slice(text);
}
