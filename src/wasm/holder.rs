//! `TokenHolder` for JavaScript.

use wasm_bindgen::prelude::wasm_bindgen;

use super::buffer::{self, DONE};
use super::functions::{self, clock};
use crate::token_holder;

#[wasm_bindgen(js_name = WasmTokenHolder)]
pub struct TokenHolder(token_holder::TokenHolder);

#[wasm_bindgen(js_class = WasmTokenHolder)]
impl TokenHolder {
    /// Of the options; nothing after a refusal.
    pub fn make() -> Option<TokenHolder> {
        let mut made = None;
        buffer::run_on_value(&mut |options, _, _| {
            functions::known("TokenHolder", options, &["margin"])?;
            let margin = functions::margin(options)?;
            made = Some(TokenHolder(token_holder::TokenHolder::new(margin)?));
            Ok(DONE)
        });
        made
    }

    /// Of a token response.
    pub fn set(&mut self, now: f64) -> u32 {
        buffer::run_on_value(&mut |response, _, _| {
            self.0.set_response(response, clock(now)?)?;
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

    /// Writes the refresh token, if there is one; JavaScript wipes it when it has read it.
    #[wasm_bindgen(js_name = refreshToken)]
    pub fn refresh_token(&self) -> bool {
        let token = self.0.refresh_token();
        token.is_some_and(|token| {
            buffer::run_alone(&mut |out, _| {
                buffer::write(out, token.expose());
                Ok(DONE)
            }) == DONE
        })
    }

    pub fn clear(&mut self) {
        self.0.clear();
    }
}
