//! `TokenHolder` for JavaScript.

use tokenward::clock_skew::TokenExchangeTimes;
use tokenward::expiry::DEFAULT_MARGIN;
use tokenward::options::Reader;
use tokenward::time::UnixSeconds;
use tokenward::token_holder::{self, Swap, Writing};
use tokenward_bridge::args::{answer_to, clock};
use tokenward_bridge::buffer;
use tokenward_bridge::codes::{DONE, WRITE_FORM, WRITE_JSON};
use tokenward_bridge::refusal::Refusal;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen(js_name = WasmTokenHolder)]
pub struct TokenHolder(pub(crate) token_holder::TokenHolder);

#[wasm_bindgen(js_class = WasmTokenHolder)]
impl TokenHolder {
    /// Input: the options. Returns nothing after a refusal.
    pub fn make() -> Option<TokenHolder> {
        let mut made = None;
        buffer::run_on_value(&mut |options, _, _| {
            let read = Reader::new("TokenHolder", options, &["margin", "leeway", "lifetime"], &["clock"])?;
            let leeway = read.seconds("leeway")?.unwrap_or(0.0);
            let margin = read.seconds("margin")?.unwrap_or(DEFAULT_MARGIN);
            let expected = "a number of seconds over 0, or Infinity";
            let lifetime = read.number("lifetime", f64::MIN_POSITIVE..=f64::INFINITY, expected)?;
            made = Some(TokenHolder(token_holder::TokenHolder::new(margin, leeway, lifetime)?));
            Ok(DONE)
        });
        made
    }

    /// Input: a token response, as an object. Three times: asked, answered, and the server's, NaN if
    /// unknown. `expected` is a generation, or NaN. Answers yes or no.
    pub fn set(
        &mut self,
        asked: f64,
        answered: f64,
        date: f64,
        expected: f64,
        keep_refresh: bool,
        is_answer: bool,
    ) -> u32 {
        buffer::run_on_value(&mut |response, _, _| {
            let swap = Swap { expected: generation(expected), keep_refresh, is_answer };
            Ok(answer_to(self.0.set_response(response, exchange(asked, answered, date)?, swap)?))
        })
    }

    /// Counts the changes.
    pub fn generation(&self) -> f64 {
        self.0.generation() as f64
    }

    pub fn accept(&mut self, accepted: f64) {
        self.0.accept(generation(accepted).unwrap_or(u64::MAX));
    }

    /// Writes the name of what to do about a token that was refused.
    pub fn reject(&mut self, rejected: f64, now: f64) -> u32 {
        buffer::run_alone(&mut |out, _| {
            let rejected = generation(rejected).unwrap_or(u64::MAX);
            buffer::write(out, self.0.reject(rejected, clock(now)?).name().as_bytes());
            Ok(DONE)
        })
    }

    /// Writes the name of the state.
    pub fn state(&self, now: f64) -> u32 {
        buffer::run_alone(&mut |out, _| {
            buffer::write(out, self.0.state(clock(now)?).name().as_bytes());
            Ok(DONE)
        })
    }

    /// Answers in seconds, NaN when there is no token.
    #[wasm_bindgen(js_name = expiresIn)]
    pub fn expires_in(&self, now: f64) -> u32 {
        buffer::run_alone(&mut |_, answer| {
            answer.seconds = self.0.expires_in(clock(now)?).unwrap_or(f64::NAN);
            Ok(DONE)
        })
    }

    /// Writes `Bearer <access token>`; JavaScript wipes it when it has read it.
    pub fn authorization(&self, now: f64) -> u32 {
        buffer::run_alone(&mut |out, _| {
            let now = clock(now)?;
            let token = self.0.access_token(now)?;
            buffer::write(out, b"");
            // At once, so that no copy is left behind where it has grown from.
            out.reserve_exact(7 + token.len());
            out.extend_from_slice(b"Bearer ");
            out.extend_from_slice(token.expose());
            Ok(DONE)
        })
    }

    /// Writes the refresh token, if there is one, plainly (0), for JSON (1) or a form (2);
    /// JavaScript wipes it when it has read it.
    #[wasm_bindgen(js_name = refreshToken)]
    pub fn refresh_token(&self, writing: u32) -> bool {
        let token = self.0.refresh_token();
        token.is_some_and(|token| {
            buffer::run_alone(&mut |out, _| {
                buffer::write(out, b"");
                match writing {
                    WRITE_JSON => Writing::Json,
                    WRITE_FORM => Writing::Form,
                    _ => Writing::Plain,
                }
                .write(token, out);
                Ok(DONE)
            }) == DONE
        })
    }

    pub fn clear(&mut self) {
        self.0.clear();
    }
}

/// A generation as JavaScript counts it; one of an instance that is gone is negative, and never comes.
pub(crate) fn generation(number: f64) -> Option<u64> {
    (!number.is_nan()).then_some(if number < 0.0 { u64::MAX } else { number as u64 })
}

pub(crate) fn exchange(asked: f64, answered: f64, date: f64) -> Result<TokenExchangeTimes, Refusal> {
    Ok(TokenExchangeTimes { asked: clock(asked)?, answered: clock(answered)?, date: UnixSeconds::new(date) })
}
