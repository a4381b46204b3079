//! Spellings, sizes, depths and numbers of parts.

use super::*;

#[test]
fn cve_2022_25898_ghsa_3fvg_4v2m_98jf_characters_outside_base64url() {
    let token = good(HS256);
    let verifier = verifier(HS256, "");
    let dots: Vec<usize> = token.match_indices('.').map(|(at, _)| at).collect();
    for odd in
        [" ", "\n", "\r\n", "\t", "\0", "*", "#", "=", "==", "+", "/", "%", "\u{200b}", "\u{feff}", "é"]
    {
        for at in [
            0,
            1,
            dots[0] - 1,
            dots[0],
            dots[0] + 1,
            dots[0] + 9,
            dots[1],
            dots[1] + 1,
            token.len() - 1,
            token.len(),
        ] {
            let mut text = token.clone();
            text.insert_str(at, odd);
            assert_eq!(code(&verifier, &text), "token_malformed", "{odd:?} at {at}");
        }
    }
}

#[test]
fn tink_java_82_libjwt_284_joserfc_51_trailing_bits() {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    for algorithm in Algorithm::all() {
        let verifier = verifier(algorithm, "");
        let good = good(algorithm).into_bytes();
        let signature = good.iter().rev().take_while(|byte| **byte != b'.').count();
        for last in ALPHABET.iter().filter(|letter| **letter != good[good.len() - 1]) {
            let mut other = good.clone();
            *other.last_mut().unwrap() = *last;
            // Another signature, or the same one spelled otherwise; never accepted.
            let code = code(&verifier, &other);
            let canonical = signature % 4 == 0 || unb64(&other[other.len() - signature..]).is_some();
            let expected = if canonical { "signature_invalid" } else { "token_malformed" };
            assert_eq!(code, expected, "{algorithm:?}");
        }
    }
}

#[test]
fn cve_2022_39227_ghsa_5p8v_58qm_c7fp_polyglots() {
    let good = good(RS256);
    let (input, signature) = good.rsplit_once('.').unwrap();
    let (header, payload) = input.split_once('.').unwrap();
    let evil = b64(r#"{"sub":"admin","exp":1800000000}"#);
    let verifier = verifier(RS256, "");
    for polyglot in [
        format!(
            r#"{{" {header}.{evil}.":"","protected":"{header}","payload":"{payload}","signature":"{signature}"}}"#
        ),
        format!(
            r#"{{"protected":"{header}","payload":"{payload}","signature":"{signature}","x":"{header}.{evil}."}}"#
        ),
        format!("{header}.{evil}.{signature}"),
        format!("{good}.{evil}"),
        format!("{good}\n{header}.{evil}.{signature}"),
    ] {
        let expected =
            if polyglot.split('.').count() == 3 && !polyglot.starts_with('{') && !polyglot.contains('\n') {
                "signature_invalid"
            } else {
                "token_malformed"
            };
        assert_eq!(code(&verifier, &polyglot), expected, "{polyglot}");
    }
}

#[test]
fn jwx_2234_two_algs() {
    let verifier = verifier(HS256, "");
    for header in [
        r#"{"alg":"HS256","alg":"none"}"#,
        r#"{"alg":"none","alg":"HS256"}"#,
        r#"{"alg":"HS256","alg":"HS256"}"#,
        r#"{"alg":"HS256","\u0061lg":"none"}"#,
        r#"{"alg":"HS256","kid":"a","kid":"b"}"#,
        r#"{"alg":"HS256","x":{"y":1,"y":1}}"#,
    ] {
        assert_eq!(code(&verifier, signed(HS256, header, CLAIMS)), "token_malformed", "{header}");
    }
}

#[test]
fn cve_2025_30204_ghsa_mh63_6h87_95cp_cve_2025_27144_a_hundred_thousand_dots() {
    let dots = ".".repeat(100_000);
    assert_eq!(soon(|| code(&verifier(HS256, ""), &dots)), "token_too_large");
    let roomy = verifier(HS256, r#""maxTokenBytes":1048576"#);
    assert_eq!(soon(|| code(&roomy, &dots)), "token_malformed");
    assert_eq!(soon(|| code(&roomy, format!("{}{dots}", good(HS256)))), "token_malformed");
}

#[test]
fn cve_2025_61920_ghsa_pq5p_34cr_23v9_300_kilobytes() {
    let long = "x".repeat(300_000);
    let header = signed(HS256, format!(r#"{{"alg":"HS256","x":"{long}"}}"#), CLAIMS);
    let signature = with_signature(&good(HS256), &long);
    let payload = token(HS256, format!(r#"{{"exp":1800000000,"x":"{long}"}}"#));
    let tight = verifier(HS256, "");
    for token in [&header, &signature, &payload] {
        assert_eq!(soon(|| code(&tight, token)), "token_too_large");
    }
    let roomy = verifier(HS256, r#""maxTokenBytes":1048576"#);
    assert_eq!(soon(|| code(&roomy, signature)), "signature_invalid");
    assert_eq!(soon(|| code(&roomy, header)), "ok");
    assert_eq!(soon(|| code(&roomy, payload)), "ok");
    let beyond = format!(r#""maxTokenBytes":{}"#, tokenward::limits::MAX_TOKEN_BYTES_CEILING + 1);
    assert_eq!(config_code(&try_keys(&[HS256], &keys::jwk(HS256), &beyond)), "option");
}

#[test]
fn cve_2025_53864_deep_nesting() {
    let roomy = verifier(HS256, r#""maxTokenBytes":1048576"#);
    for depth in [20_000, 100_000] {
        for (open, close) in [("[", "]"), (r#"{"a":"#, "}")] {
            let deep = format!("{}1{}", open.repeat(depth), close.repeat(depth));
            let unclosed = open.repeat(depth);
            for value in [&deep, &unclosed] {
                let header = compact(format!(r#"{{"alg":"HS256","x":{value}}}"#), CLAIMS, |_| vec![1; 32]);
                assert!(matches!(soon(|| code(&roomy, header)), "token_malformed" | "token_too_large"));
                let payload = token(HS256, format!(r#"{{"exp":1800000000,"x":{value}}}"#));
                assert!(matches!(soon(|| code(&roomy, payload)), "token_malformed" | "token_too_large"));
            }
            // In a key, too.
            assert!(Value::from_json(format!(r#"{{"kty":"oct","k":{deep}}}"#).as_bytes()).is_err());
        }
    }
    // The limit itself is 64 levels (src/limits.rs): the object is the first.
    for (depth, expected) in [(63, "ok"), (64, "token_malformed")] {
        let value = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert_eq!(claims_verdict("", &format!(r#"{{"exp":1800000000,"x":{value}}}"#)), expected);
    }
}

#[test]
fn cve_2024_28180_cve_2024_28122_cve_2025_63811_cve_2024_28176_nothing_is_inflated() {
    // A deflate stream of stored blocks says 64 KiB each; what it holds does not matter here.
    let bomb = [&[1, 0xff, 0xff, 0, 0][..], &[b'a'; 512]].concat();
    let header = r#"{"alg":"HS256","zip":"DEF"}"#;
    let verifier = verifier(HS256, "");
    assert_eq!(code(&verifier, signed(HS256, header, bomb)), "token_malformed");
    // `zip` means nothing to JWS (RFC 7515 section 4): a payload that is JSON is just that.
    assert_eq!(code(&verifier, signed(HS256, header, CLAIMS)), "ok");
    let encrypted = signed(HS256, r#"{"alg":"dir","enc":"A128CBC-HS256","zip":"DEF"}"#, CLAIMS);
    assert_eq!(code(&verifier, encrypted), "algorithm_not_allowed");
}

#[test]
fn cve_2022_36083_cve_2023_52428_iterations_from_the_token() {
    let header = r#"{"alg":"PBES2-HS256+A128KW","enc":"A128CBC-HS256","p2s":"AAAAAAAAAAA","p2c":2147483647}"#;
    let verifier = verifier(HS256, "");
    assert_eq!(soon(|| code(&verifier, signed(HS256, header, CLAIMS))), "algorithm_not_allowed");
    let five = format!("{}.AAAA.AAAA.AAAA.AAAA", b64(header));
    assert_eq!(soon(|| code(&verifier, five)), "token_malformed");
}

#[test]
fn cve_2026_34986_cve_2024_21664_cve_2020_26521_missing_members_and_odd_parts() {
    let verifier = verifier(HS256, "");
    for header in [
        "{}",
        "[]",
        "null",
        "",
        " ",
        "0",
        r#""alg""#,
        r#"{"alg":null}"#,
        r#"{"alg":1}"#,
        r#"{"alg":["HS256"]}"#,
        r#"{"typ":"JWT"}"#,
        r#"{"alg":"HS256","kid":null}"#,
        r#"{"alg":"HS256","kid":7}"#,
        r#"{"alg":"HS256","typ":{}}"#,
        "{\"alg\":\"HS256\"",
        "{\"alg\":\"HS256\"}}",
        "\u{feff}{\"alg\":\"HS256\"}",
        "{'alg':'HS256'}",
        "{\"alg\":\"HS256\",}",
    ] {
        assert_eq!(code(&verifier, signed(HS256, header, CLAIMS)), "token_malformed", "{header}");
    }
    let good = good(HS256);
    let dots: Vec<&str> = good.split('.').collect();
    let (header, payload, mac) = (dots[0], dots[1], dots[2]);
    for odd in [
        ".",
        "..",
        "...",
        "....",
        "a",
        "a.b",
        "a.b.c",
        header,
        &format!("{header}."),
        &format!("{header}.."),
        &format!(".{payload}.{mac}"),
        &format!("{header}.{payload}"),
        &format!("{good}."),
        &format!(".{good}"),
        &format!("{good}.."),
        &format!("{header}.{payload}.{mac}.{payload}.{mac}"),
        &format!("{header}..{payload}.{mac}"),
    ] {
        let expected = if odd == format!("{header}..") { "signature_invalid" } else { "token_malformed" };
        assert_eq!(code(&verifier, odd), expected, "{odd}");
    }
    assert_eq!(code(&verifier, ""), "token_missing");
    // RFC 7515 section 5.2 step 7: payload and signature are base64url, too.
    assert_eq!(code(&verifier, format!("{header}.*.{mac}")), "token_malformed");
}
