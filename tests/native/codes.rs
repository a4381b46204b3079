//! What Rust and JavaScript must agree on stands once on each side; here the two are compared.

use std::collections::BTreeMap;

use tokenward::jwt::grants::{ROLE_CLAIMS, SCOPE_CLAIMS};

const RUST: &str = include_str!("../../wasm/bridge/src/codes.rs");
const LIMITS: &str = include_str!("../../src/limits.rs");
const JAVASCRIPT: &str = include_str!("../../pkg-template/src/bridge/codes.ts");

/// The constants of a page by name, their values as one text without white space.
fn constants(page: &str, keyword: &str) -> BTreeMap<String, String> {
    let declarations = page.split(keyword).skip(1);
    let named = declarations.map(|text| {
        let text = text.split(';').next().unwrap();
        // The length of an array is part of a Rust type: the declaration ends at the `;` behind it.
        let text = if text.contains('=') { text.to_owned() } else { page_from(page, keyword, text) };
        let (name, value) = text.split_once('=').unwrap();
        let name = name.split(':').next().unwrap().trim().to_owned();
        (name, plain(value))
    });
    named.collect()
}

/// A declaration with an array's type, which holds a `;` itself.
fn page_from(page: &str, keyword: &str, start: &str) -> String {
    let at = page.find(&format!("{keyword}{start}")).unwrap() + keyword.len();
    page[at..].splitn(3, ';').take(2).collect::<Vec<_>>().join(";")
}

/// A value as both languages could write it.
fn plain(value: &str) -> String {
    let value = value.replace("as const", "").replace('\'', "\"").replace('_', "");
    value.split_whitespace().collect::<String>().replace(",]", "]")
}

/// The product that a limit of Rust is written as.
fn product(value: &str) -> u64 {
    value.split('*').map(|factor| factor.parse::<u64>().unwrap()).product()
}

/// Words of the core that JavaScript writes or reads as well.
fn words() -> BTreeMap<String, String> {
    let words = [
        ("EXISTS", tokenward::revocation::EXISTS),
        ("REMOTE", tokenward::jwk::REMOTE),
        ("REDACTED", tokenward::redact::REDACTED),
    ];
    let lists = [("SCOPE_CLAIMS", &SCOPE_CLAIMS[..]), ("ROLE_CLAIMS", &ROLE_CLAIMS)];
    let words = words.map(|(name, word)| (name.to_owned(), plain(&format!("\"{word}\""))));
    words
        .into_iter()
        .chain(lists.map(|(name, list)| (name.to_owned(), plain(&format!("{list:?}")))))
        .collect()
}

#[test]
fn both_sides_know_the_same_codes() {
    let (mut rust, mut javascript) = (constants(RUST, "pub const "), constants(JAVASCRIPT, "export const "));
    assert!(rust.len() > 40, "{}", rust.len());
    rust.append(&mut words());
    let limits = constants(LIMITS, "pub const ");
    let mut compared = 0;
    javascript.retain(|name, value| match limits.get(name) {
        None => true,
        Some(limit) => {
            compared += 1;
            assert_eq!(product(limit), product(value), "{name}");
            false
        }
    });
    assert_eq!(compared, 7);
    assert_eq!(rust, javascript);
}
