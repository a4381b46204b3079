//! The JSON scanner against `serde_json`: never laxer, and the same reading of strings.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tokenward::json::parse_object;

fuzz_target!(|data: &[u8]| {
    let mut ours = Vec::new();
    if parse_object(data, |name, value| ours.push((name.to_string(), value))).is_err() {
        return;
    }
    match serde_json::from_slice::<serde_json::Map<String, serde_json::Value>>(data) {
        Ok(theirs) => {
            assert_eq!(ours.len(), theirs.len());
            for (name, value) in ours {
                assert_eq!(value.as_str().as_deref(), theirs[&name].as_str());
            }
        }
        // The one thing it refuses and we leave to the claims' checks.
        Err(error) => assert!(error.to_string().contains("number out of range"), "{error}"),
    }
});
