//! Scopes and roles of claims that were verified before.

use tokenward::jwt::grants::{self, Wanted};
use tokenward::value::Value;
use tokenward_bridge::buffer;
use tokenward_bridge::codes::DONE;
use wasm_bindgen::prelude::wasm_bindgen;

/// Of `{ claims, scopes, roles }`; the claims are JSON text.
#[wasm_bindgen(js_name = requireGrants)]
pub fn require_grants() -> u32 {
    buffer::run_on_value(&mut |arguments, _, _| {
        // `member`, not `get`: to want null is a mistake, and not to want nothing.
        let scopes = Wanted::read("scopes", arguments.member("scopes"))?;
        let roles = Wanted::read("roles", arguments.member("roles"))?;
        let claims = arguments.member("claims").and_then(Value::as_str).unwrap_or_default();
        grants::require(claims.as_bytes(), &scopes, &roles)?;
        Ok(DONE)
    })
}
