//! Scopes and roles of claims that were verified before.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::convert;
use crate::jwt::grants::{self, Wanted};

/// Checks `claims`, as JSON text.
#[wasm_bindgen(js_name = requireGrants)]
pub fn require_grants(claims: &str, scopes: JsValue, roles: JsValue) -> Result<(), JsValue> {
    let wanted = |option: &str, value: JsValue| {
        let value = (!value.is_undefined()).then(|| convert::value(&value));
        Wanted::read(option, value.as_ref()).map_err(|error| convert::option_error(&error))
    };
    let (scopes, roles) = (wanted("scopes", scopes)?, wanted("roles", roles)?);
    grants::require(claims.as_bytes(), &scopes, &roles).map_err(|error| convert::token_error(&error))
}
