//! Which words of a store concern a token, and what they say.

use js_sys::Array;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::revocation::{self, Kind, Token};
use crate::time::UnixSeconds;

/// The key of a word; undefined for a kind that is none.
#[wasm_bindgen(js_name = storeKey)]
pub fn store_key(
    environment: Option<String>,
    kind: &str,
    issuer: Option<String>,
    name: &str,
) -> Option<String> {
    let kind = Kind::from_name(kind)?;
    Some(revocation::store_key(environment.as_deref(), kind, issuer.as_deref(), name))
}

/// The keys of the words that may concern a token.
#[wasm_bindgen(js_name = storeKeys)]
pub fn store_keys(
    environment: Option<String>,
    issuer: Option<String>,
    id: Option<String>,
    subject: Option<String>,
    key: Option<String>,
) -> Vec<String> {
    let token = Token {
        issuer: issuer.as_deref(),
        id: id.as_deref(),
        subject: subject.as_deref(),
        key: key.as_deref(),
    };
    revocation::lookups(environment.as_deref(), &token).into_iter().map(|(_, key)| key).collect()
}

/// Reads the words that a store has under these keys, of a token with this `iat` (or NaN):
/// 1 for revoked, 2 for known to exist, 0 for neither.
#[wasm_bindgen(js_name = readWords)]
pub fn read_words(keys: Vec<String>, words: &Array, issued_at: f64) -> u32 {
    let texts: Vec<Option<String>> = words
        .iter()
        .map(|word| if word.is_undefined() || word.is_null() { None } else { Some(text(&word)) })
        .collect();
    // A word without a kind or of another type than a string is nobody's, and counts as said.
    let pairs = keys
        .iter()
        .enumerate()
        .map(|(at, key)| (Kind::of_key(key).unwrap_or(Kind::Key), texts.get(at).and_then(Option::as_deref)));
    let verdict = revocation::read(pairs, UnixSeconds::new(issued_at));
    if verdict.revoked {
        1
    } else if verdict.exists {
        2
    } else {
        0
    }
}

fn text(word: &JsValue) -> String {
    word.as_string().unwrap_or_default()
}
