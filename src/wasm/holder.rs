//! `TokenHolder` for JavaScript.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use zeroize::Zeroizing;

use super::{buffer, convert, functions};
use crate::token_holder;

#[wasm_bindgen(js_name = WasmTokenHolder)]
pub struct TokenHolder(token_holder::TokenHolder);

#[wasm_bindgen(js_class = WasmTokenHolder)]
impl TokenHolder {
    #[wasm_bindgen(constructor)]
    pub fn new(options: JsValue) -> Result<TokenHolder, JsValue> {
        let options = convert::value(&options);
        functions::known("TokenHolder", &options, &["margin"])
            .and_then(|()| functions::margin(&options))
            .and_then(token_holder::TokenHolder::new)
            .map(TokenHolder)
            .map_err(|error| convert::option_error(&error))
    }

    pub fn set(&mut self, response: JsValue, now: f64) -> Result<(), JsValue> {
        let response = convert::value(&response);
        convert::now(now)
            .and_then(|now| self.0.set_response(&response, now))
            .map_err(|error| convert::option_error(&error))
    }

    pub fn state(&self, now: f64) -> Result<String, JsValue> {
        let now = convert::now(now).map_err(|error| convert::option_error(&error))?;
        Ok(self.0.state(now).name().into())
    }

    #[wasm_bindgen(js_name = expiresIn)]
    pub fn expires_in(&self, now: f64) -> Result<Option<f64>, JsValue> {
        let now = convert::now(now).map_err(|error| convert::option_error(&error))?;
        Ok(self.0.expires_in(now))
    }

    /// Writes `Bearer <access token>` to the output, or throws the fields of a `TokenError`.
    pub fn authorization(&self, now: f64) -> Result<(), JsValue> {
        let now = convert::now(now).map_err(|error| convert::option_error(&error))?;
        let token = self.0.access_token(now).map_err(|error| convert::token_error(&error))?;
        let header = Zeroizing::new([b"Bearer ", token.expose()].concat());
        buffer::write(&header);
        Ok(())
    }

    /// Writes the refresh token to the output, if there is one.
    #[wasm_bindgen(js_name = refreshToken)]
    pub fn refresh_token(&self) -> bool {
        let token = self.0.refresh_token();
        token.is_some_and(|token| {
            buffer::write(token.expose());
            true
        })
    }

    pub fn clear(&mut self) {
        self.0.clear();
    }
}
