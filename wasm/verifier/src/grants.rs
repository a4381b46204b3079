//! Scopes and roles of claims that were verified before.

use tokenward::jwt::grants::{Needs, Sources};
use tokenward::value::Value;
use tokenward_bridge::buffer;
use tokenward_bridge::codes::DONE;
use wasm_bindgen::prelude::wasm_bindgen;

/// Input: `{ claims, scopes, roles, scopesFrom, rolesFrom }`; the claims are JSON text.
#[wasm_bindgen(js_name = requireGrants)]
pub fn require_grants() -> u32 {
    buffer::run_on_value(&mut |arguments, _, _| {
        let needs = Needs::read(arguments)?;
        let claims = arguments.member("claims").and_then(Value::as_str).unwrap_or_default();
        needs.require(claims.as_bytes(), &Sources::default())?;
        Ok(DONE)
    })
}
