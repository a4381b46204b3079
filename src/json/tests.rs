//! The scanner against hand-made texts and against `serde_json`.

use super::*;
use alloc::format;
use alloc::string::ToString;

fn members(text: &str) -> Result<Vec<(String, Kind)>, InvalidJson> {
    let mut found = Vec::new();
    parse_object(text.as_bytes(), |name, value| found.push((name.to_string(), value.kind())))?;
    Ok(found)
}

#[test]
fn hands_out_the_members_in_order() {
    let found = members(r#" {"a":1,"b":[1,{"c":null}],"d":{"a":2},"e":"x","f":true} "#).unwrap();
    let names: Vec<_> = found.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["a", "b", "d", "e", "f"]);
    assert_eq!(found[1].1, Kind::Array);
}

#[test]
fn refuses_duplicates_at_any_depth_and_in_any_spelling() {
    for text in [
        r#"{"alg":"HS256","alg":"none"}"#, // jwx #2234
        r#"{"alg":"HS256","\u0061lg":"none"}"#,
        r#"{"a":{"b":1,"b":2}}"#,
        r#"{"a":[{"b":1,"\u0062":2}]}"#,
        r#"{"/":1,"\/":2}"#,
    ] {
        assert_eq!(members(text), Err(InvalidJson), "{text}");
    }
    let many: Vec<_> = (0..100).map(|i| format!("\"k{i}\":0")).collect();
    assert!(members(&format!("{{{}}}", many.join(","))).is_ok());
    assert!(members(&format!("{{{},\"k7\":1}}", many.join(","))).is_err());
    assert!(members(r#"{"a":{"x":1},"b":{"x":1}}"#).is_ok());
}

#[test]
fn refuses_what_is_not_json() {
    for text in [
        "",
        " ",
        "null",
        "[]",
        "\"x\"",
        "1",
        "{",
        "}",
        "{}}",
        "{}x",
        "{} {}",
        "{,}",
        r#"{"a"}"#,
        r#"{"a":}"#,
        r#"{"a":1,}"#,
        r#"{"a":1 "b":2}"#,
        r#"{a:1}"#,
        r#"{'a':1}"#,
        r#"{"a":01}"#,
        r#"{"a":+1}"#,
        r#"{"a":.5}"#,
        r#"{"a":5.}"#,
        r#"{"a":1e}"#,
        r#"{"a":-}"#,
        r#"{"a":NaN}"#,
        r#"{"a":Infinity}"#,
        r#"{"a":undefined}"#,
        r#"{"a":tru}"#,
        r#"{"a":truee}"#,
        r#"{"a":[1,]}"#,
        r#"{"a":[1 2]}"#,
        r#"{"a":[}"#,
        r#"{"a":"\x41"}"#,
        r#"{"a":"\u12"}"#,
        r#"{"a":"\u12g4"}"#,
        r#"{"a":"\ud800"}"#,
        r#"{"a":"\ud800\u0041"}"#,
        r#"{"a":"\udc00"}"#,
        r#"{"a":"\ud800x"}"#,
        "{\"a\":\"\n\"}",
        "{\"a\":\"\u{0}\"}",
        "\u{feff}{}",
        "{\"a\":1}\u{0}",
        "/**/{}",
        r#"{"a":"#,
        r#"{"a":"b"#,
        r#"{"a":"\"#,
        r#"{"a":0x1}"#,
        "{\u{a0}}",
    ] {
        assert_eq!(members(text), Err(InvalidJson), "{text:?}");
    }
    assert!(parse_object(b"{\"a\":\"\xff\"}", |_, _| ()).is_err());
    assert!(parse_object(b"{\"\xc0\x80\":1}", |_, _| ()).is_err());
}

#[test]
fn depth_is_bounded() {
    // CVE-2025-53864
    let nested = |depth: usize| format!("{{\"a\":{}{}}}", "[".repeat(depth), "]".repeat(depth));
    assert!(members(&nested(MAX_JSON_DEPTH - 1)).is_ok());
    assert!(members(&nested(MAX_JSON_DEPTH)).is_err());
    assert!(members(&nested(100_000)).is_err());
    let objects = |depth: usize| format!("{}1{}", "{\"a\":".repeat(depth), "}".repeat(depth));
    assert!(members(&objects(MAX_JSON_DEPTH)).is_ok());
    assert!(members(&objects(MAX_JSON_DEPTH + 1)).is_err());
    assert!(members(&"{\"a\":".repeat(100_000)).is_err());
}

#[test]
fn values_read_as_they_should() {
    let mut seen = Vec::new();
    let text = r#"{"s":"a\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00z","n":-1.5e3,"i":1300819380,
                   "big":1e400,"arr":[ 1 , "x", [2], {} ],"empty":[ ]}"#;
    parse_object(text.as_bytes(), |_, value| seen.push(value)).unwrap();
    assert_eq!(seen[0].as_str().unwrap(), "a\"\\/\u{8}\u{c}\n\r\té😀z");
    assert_eq!(seen[1].as_f64(), Some(-1500.0));
    assert_eq!(seen[2].as_f64(), Some(1_300_819_380.0));
    assert_eq!(seen[3].as_f64(), Some(f64::INFINITY));
    let kinds: Vec<_> = seen[4].elements().unwrap().map(RawValue::kind).collect();
    assert_eq!(kinds, [Kind::Number, Kind::String, Kind::Array, Kind::Object]);
    assert_eq!(seen[5].elements().unwrap().count(), 0);
    assert_eq!(seen[0].as_f64(), None);
    assert!(seen[1].as_str().is_none());
}

#[test]
fn numbers_read_as_the_standard_library_reads_them() {
    let read = |text: &str| {
        let mut found = None;
        let json = format!("{{\"n\":{text}}}");
        parse_object(json.as_bytes(), |_, value| found = value.as_f64()).unwrap();
        found.unwrap()
    };
    for text in [
        "0",
        "-0",
        "1",
        "-1",
        "0.5",
        "1800000000",
        "1800000000.5",
        "1800000000.1",
        "1700000000.123456",
        "1.8e9",
        "18E8",
        "1800000000000e-3",
        "9007199254740991",
        "-9007199254740991",
        "0.1",
        "1e22",
        "123e-20",
        "0.000001",
        "1e+3",
        "9.5e-7",
        "1300819380.000",
        "0e999999999999999999999",
        "0e-999999999999999999999",
    ] {
        assert_eq!(read(text).to_bits(), text.parse::<f64>().unwrap().to_bits(), "{text}");
    }
    for text in [
        "9223372036854775808",
        "18446744073709551616",
        "123456789012345678901234567890",
        "1e300",
        "1e-300",
        "0.1234567890123456789012345",
        "1234567890.12345678901234567890",
        "9007199254740993",
    ] {
        let (ours, theirs) = (read(text), text.parse::<f64>().unwrap());
        assert!((ours - theirs).abs() <= theirs.abs() * 1e-14, "{text}: {ours} {theirs}");
    }
    for text in ["1e400", "1e99999999999999999999", &"9".repeat(400), "1e309"] {
        assert_eq!(read(text), f64::INFINITY, "{text}");
    }
    assert_eq!(read("-1e400"), f64::NEG_INFINITY);
    assert_eq!(read("1e-400"), 0.0);
    assert_eq!(read("1e-99999999999999999999"), 0.0);
}

/// What we accept, `serde_json` accepts with the same meaning; what it refuses, so do we.
#[test]
#[cfg(not(target_arch = "wasm32"))]
fn agrees_with_serde_json_on_mutated_texts() {
    let seed = r#"{"iss":"joe","exp":1300819380,"http://x/":true,"n":[1,-2.5e-3,null,{"a":"\u00e9\n"}],"o":{"k":"v"}}"#;
    let pieces = [
        "\"", "\\", "{", "}", "[", "]", ",", ":", "0", "1", "e", "-", ".", "\\u00", "\\ud83d", " ", "n", "é",
    ];
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut random = |bound: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % bound as u64) as usize
    };
    let mut accepted = 0;
    for _ in 0..100_000 {
        let mut text = seed.to_string();
        for _ in 0..=random(3) {
            let mut at = random(text.len());
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            match random(3) {
                0 => text.insert_str(at, pieces[random(pieces.len())]),
                1 => drop(text.remove(at)),
                _ => {
                    text.remove(at);
                    text.insert_str(at, pieces[random(pieces.len())]);
                }
            }
        }
        let theirs = serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(&text);
        let mut ours = Vec::new();
        match parse_object(text.as_bytes(), |name, value| ours.push((name.to_string(), value))) {
            Ok(()) => {
                // serde_json refuses numbers beyond a double; we leave them to the claim's check.
                let Ok(theirs) = theirs else {
                    assert!(text.contains('e'), "accepted what serde_json refuses: {text}");
                    continue;
                };
                accepted += 1;
                assert_eq!(ours.len(), theirs.len(), "{text}");
                for (name, value) in ours {
                    let their = &theirs[&name];
                    assert_eq!(value.as_str().as_deref(), their.as_str(), "{text}");
                    match (value.as_f64(), their.as_f64()) {
                        (Some(ours), Some(theirs)) => {
                            assert!((ours - theirs).abs() <= theirs.abs() * 1e-14, "{text}: {ours} {theirs}");
                        }
                        (ours, theirs) => assert_eq!(ours, theirs, "{text}"),
                    }
                }
            }
            Err(InvalidJson) => {
                // The one thing it lets pass: duplicates (the last one wins there).
                if let Ok(theirs) = theirs {
                    let strict = serde_json::to_string(&theirs).unwrap();
                    assert!(strict.len() < text.len(), "refused without a reason: {text}");
                }
            }
        }
    }
    assert!(accepted > 10_000, "{accepted}");
}
