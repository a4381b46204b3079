//! Which entries of a store concern a token, and what they say.

use tokenward::revocation::{self, Kind, Token};
use tokenward::text::joined;
use tokenward::time::UnixSeconds;
use tokenward::value::Value;
use tokenward_bridge::buffer;
use tokenward_bridge::codes::{DONE, ENTRY_EXISTS, ENTRY_NONE, ENTRY_REVOKED};
use wasm_bindgen::prelude::wasm_bindgen;

/// Input: `{ environment, kind, iss, name }`. Writes the key of a store's entry.
#[wasm_bindgen(js_name = storeKey)]
pub fn store_key() -> u32 {
    buffer::run_on_value(&mut |entry, out, _| {
        let text = |name| entry.get(name).and_then(Value::as_str);
        let kind = Kind::from_name(text("kind").unwrap_or_default()).unwrap_or(Kind::Token);
        let key =
            revocation::store_key(text("environment"), kind, text("iss"), text("name").unwrap_or_default());
        buffer::write(out, key.as_bytes());
        Ok(DONE)
    })
}

/// Input: `{ environment, iss, jti, sub, kid }`. Writes the keys of the entries that may concern the
/// token, with spaces between them; with `existence` also those that say that it exists.
#[wasm_bindgen(js_name = storeKeys)]
pub fn store_keys(existence: bool) -> u32 {
    buffer::run_on_value(&mut |named, out, _| {
        let text = |name| named.get(name).and_then(Value::as_str);
        let token = Token { issuer: text("iss"), id: text("jti"), subject: text("sub"), key: text("kid") };
        let keys: Vec<String> = revocation::entry_keys(text("environment"), &token, existence)
            .into_iter()
            .map(|(_, key)| key)
            .collect();
        buffer::write(out, joined(&keys, " ").as_bytes());
        Ok(DONE)
    })
}

/// Input: `{ keys, entries }`, the entries that a store has under these keys. Returns what they say of a
/// token with this `iat` (or NaN).
#[wasm_bindgen(js_name = readEntries)]
pub fn read_entries(issued_at: f64) -> u32 {
    buffer::run_on_value(&mut |asked, _, _| {
        let list = |name| match asked.get(name) {
            Some(Value::Array(items)) => items.as_slice(),
            _ => &[],
        };
        let entries = list("keys").iter().zip(list("entries")).map(|(key, entry)| {
            // An entry that is no string, or under no key of ours, is nobody's, and counts as said.
            let kind = Kind::of_key(key.as_str().unwrap_or_default()).unwrap_or(Kind::Key);
            let said = (!matches!(entry, Value::Null)).then(|| entry.as_str().unwrap_or_default());
            (kind, said)
        });
        let verdict = revocation::verdict(entries, UnixSeconds::new(issued_at));
        Ok(match verdict {
            revocation::Verdict { revoked: true, .. } => ENTRY_REVOKED,
            revocation::Verdict { exists: true, .. } => ENTRY_EXISTS,
            revocation::Verdict { .. } => ENTRY_NONE,
        })
    })
}
