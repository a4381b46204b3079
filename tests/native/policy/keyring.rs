//! Which keys load, which serve a token, and how many are tried.

use super::*;

#[test]
fn key_errors() {
    let members = |algorithm: Algorithm, more: &str| format!("{{{},{more}}}", keys::jwk_members(algorithm));
    let x = b64([1; 32]);
    let cases: Vec<(&[Algorithm], String, &str)> = vec![
        // Form
        (&[RS256], r#""""#.into(), "key_invalid"),
        (&[RS256], json_string("no PEM"), "key_invalid"),
        (&[RS256], json_string(keys::SECRET), "key_invalid"),
        (&[RS256], json_string(&keys::RSA.replace("END PUBLIC", "END")), "key_invalid"),
        (&[RS256], json_string(&keys::RSA.replace("MIIB", "MIIC")), "key_invalid"),
        (&[RS256], json_string(&keys::RSA[..200]), "key_invalid"),
        (&[RS256], json_string(keys::RSA_PRIVATE), "key_invalid"),
        (&[ES256], json_string(keys::P256_PRIVATE), "key_invalid"),
        (&[RS256], json_string(&"x".repeat(limits::MAX_KEY_TEXT_BYTES + 1)), "key_invalid"),
        (&[ES256], json_string(keys::P256_COMPRESSED), "key_invalid"),
        (&[ES256], json_string(keys::SECP256K1), "key_algorithm_mismatch"),
        (&[RS256], "{}".into(), "key_invalid"),
        (&[RS256], r#"{"keys":{}}"#.into(), "key_invalid"),
        (&[RS256], r#"{"keys":[]}"#.into(), "key_invalid"),
        (&[RS256], r#"{"keys":[7]}"#.into(), "key_invalid"),
        (&[RS256], r#"{"kty":7}"#.into(), "key_invalid"),
        (&[RS256], r#"{"kty":"RSA"}"#.into(), "key_invalid"),
        (&[RS256], r#"{"kty":"RSA","n":"AQAB="}"#.into(), "key_invalid"),
        (&[RS256], r#"{"kty":"rsa","n":"AQAB","e":"AQAB"}"#.into(), "key_algorithm_mismatch"),
        (&[RS256], r#"{"kty":"AKP"}"#.into(), "key_algorithm_mismatch"),
        (&[ES256], r#"{"kty":"EC","crv":"P-256","x":"AQAB","y":"AQAB"}"#.into(), "key_invalid"),
        (&[ES256], format!(r#"{{"kty":"EC","crv":"P-256","x":"{x}","y":"{x}"}}"#), "key_invalid"),
        (
            &[ES256],
            format!(r#"{{"kty":"EC","crv":"secp256k1","x":"{x}","y":"{x}"}}"#),
            "key_algorithm_mismatch",
        ),
        (&[ES256], format!(r#"{{"kty":"EC","x":"{x}","y":"{x}"}}"#), "key_invalid"),
        (&[ES256], keys::jwk(ES384).replace("P-384", "P-256"), "key_invalid"),
        (&[EdDSA], r#"{"kty":"OKP","crv":"Ed25519","x":"AQAB"}"#.into(), "key_invalid"),
        (&[EdDSA], format!(r#"{{"kty":"OKP","crv":"X25519","x":"{x}"}}"#), "key_algorithm_mismatch"),
        (&[EdDSA], format!(r#"{{"kty":"OKP","crv":"Ed448","x":"{x}"}}"#), "key_algorithm_mismatch"),
        // Small order and no point at all
        (&[EdDSA], format!(r#"{{"kty":"OKP","crv":"Ed25519","x":"{}"}}"#, b64([0; 32])), "key_invalid"),
        (&[EdDSA], format!(r#"{{"kty":"OKP","crv":"Ed25519","x":"{}"}}"#, b64([0xff; 32])), "key_invalid"),
        // Strength
        (&[RS256], json_string(keys::RSA_1024), "key_too_weak"),
        (&[HS256], r#"{"secret":"0123456789abcdef0123456789abcde"}"#.into(), "key_too_weak"),
        (&[HS256, HS384], r#"{"secret":"0123456789abcdef0123456789abcdef"}"#.into(), "key_too_weak"),
        (&[HS512], format!(r#"{{"kty":"oct","k":"{}"}}"#, b64([7; 63])), "key_too_weak"),
        (&[HS256], format!(r#"{{"secret":"{}"}}"#, "x".repeat(limits::MAX_SECRET_BYTES + 1)), "key_invalid"),
        // Use
        (&[HS256], json_string(keys::RSA), "key_algorithm_mismatch"),
        (&[RS256], keys::jwk(HS256), "key_algorithm_mismatch"),
        (&[ES256], keys::jwk(ES384), "key_algorithm_mismatch"),
        (&[ES256], json_string(keys::P384), "key_algorithm_mismatch"),
        (&[RS256], members(RS256, r#""alg":"PS256""#), "key_algorithm_mismatch"),
        (&[RS256], members(RS256, r#""alg":"RSA-OAEP""#), "key_algorithm_mismatch"),
        (&[RS256], members(RS256, r#""alg":"ES256""#), "key_algorithm_mismatch"),
        (&[RS256], members(RS256, r#""alg":7"#), "key_invalid"),
        (&[RS256], members(RS256, r#""use":"enc""#), "key_algorithm_mismatch"),
        (&[RS256], members(RS256, r#""use":7"#), "key_invalid"),
        (&[RS256], members(RS256, r#""kid":7"#), "key_invalid"),
        (&[RS256], members(RS256, r#""key_ops":["sign"]"#), "key_algorithm_mismatch"),
        (&[RS256], members(RS256, r#""key_ops":[]"#), "key_algorithm_mismatch"),
        (&[RS256], members(RS256, r#""key_ops":["verify","verify"]"#), "key_invalid"),
        (&[RS256], members(RS256, r#""key_ops":"verify""#), "key_invalid"),
        (
            &[HS256],
            format!(r#"{{"secret":{},"alg":"RS256"}}"#, json_string(keys::SECRET)),
            "key_algorithm_mismatch",
        ),
        (
            &[HS256],
            format!(r#"{{"secret":{},"alg":"HS512"}}"#, json_string(keys::SECRET)),
            "key_algorithm_mismatch",
        ),
        (
            &[HS256],
            format!(r#"{{"secret":{},"alg":"foo"}}"#, json_string(keys::SECRET)),
            "key_algorithm_mismatch",
        ),
    ];
    for (algorithms, keys, expected) in cases {
        let result = try_keys(algorithms, &keys, "");
        let shown = keys.chars().take(120).collect::<String>();
        assert_eq!(config_code(&result), expected, "{shown}");
        let message = result.unwrap_err().to_string();
        assert!(message.starts_with("`keys"), "{message}");
        assert!(message.len() < 300, "{message}");
    }
}

#[test]
fn keys_that_are_good() {
    let members = |algorithm: Algorithm, more: &str| format!("{{{},{more}}}", keys::jwk_members(algorithm));
    let cases: Vec<(Algorithm, String)> = vec![
        (RS256, json_string(keys::RSA)),
        (RS256, json_string(keys::RSA_PKCS1)),
        (PS256, json_string(keys::RSA)),
        (RS256, json_string(&format!("\n  {}\n\n", keys::RSA.replace('\n', "\r\n")))),
        (ES256, json_string(keys::P256)),
        (ES384, json_string(keys::P384)),
        (ES512, json_string(keys::P521)),
        (EdDSA, json_string(keys::ED25519)),
        (Ed25519, json_string(keys::ED25519)),
        (RS256, members(RS256, r#""alg":"RS256","use":"sig","key_ops":["verify"],"kid":"a","x5c":["!"]"#)),
        (RS256, members(RS256, r#""key_ops":["sign","verify"],"ext":true"#)),
        (RS256, members(RS256, r#""d":null,"p":null,"q":null,"dp":null,"dq":null,"qi":null,"oth":null"#)),
        (RS256, members(RS256, r#""alg":null,"use":null,"kid":null"#)),
        // RFC 9864: either name of Ed25519 fits both.
        (EdDSA, members(EdDSA, r#""alg":"Ed25519""#)),
        (Ed25519, members(EdDSA, r#""alg":"EdDSA""#)),
        (HS256, format!(r#"{{"secret":{}}}"#, json_string(keys::SECRET))),
        (HS256, format!(r#"{{"secret":{},"kid":"a","alg":"HS256"}}"#, json_string(keys::SECRET))),
        (HS512, format!("[{}]", keys::jwk(HS512))),
        (RS256, format!("[{},{}]", json_string(keys::RSA_PKCS1), keys::jwk(RS256))),
        (RS256, format!(r#"[{{"keys":[{}]}},{}]"#, keys::jwk(RS256), json_string(keys::RSA))),
    ];
    for (algorithm, keys) in cases {
        let verifier = with_keys(&[algorithm], &keys, "");
        assert_eq!(code(&verifier, token(algorithm, CLAIMS)), "ok", "{algorithm:?} {keys}");
    }
}

#[test]
fn a_secret_is_only_measured_against_what_it_is_for() {
    // 32 bytes are enough for HS256; its own `alg` keeps the others away from it.
    let secret = "0123456789abcdef0123456789abcdef";
    let verifier =
        with_keys(&[HS256, HS384, HS512], &format!(r#"{{"secret":"{secret}","alg":"HS256"}}"#), "");
    let token = |algorithm: Algorithm| {
        let header = format!(r#"{{"alg":"{}"}}"#, algorithm.name());
        compact(header, CLAIMS, |input| mac(algorithm, secret.as_bytes(), input))
    };
    assert_eq!(code(&verifier, token(HS256)), "ok");
    assert_eq!(code(&verifier, token(HS384)), "key_not_found");
    // Exactly the hash's length is enough.
    for (algorithm, bytes) in [(HS256, 32), (HS384, 48), (HS512, 64)] {
        let jwk = |bytes: usize| format!(r#"{{"kty":"oct","k":"{}"}}"#, b64(&keys::SECRET[..bytes]));
        assert_eq!(config_code(&try_keys(&[algorithm], &jwk(bytes), "")), "ok");
        assert_eq!(config_code(&try_keys(&[algorithm], &jwk(bytes - 1), "")), "key_too_weak");
    }
}

#[test]
fn an_alg_narrows_a_key() {
    let jwk = format!(r#"{{{},"alg":"PS256"}}"#, keys::jwk_members(PS256));
    let verifier = with_keys(&[RS256, PS256], &jwk, "");
    assert_eq!(code(&verifier, token(PS256, CLAIMS)), "ok");
    assert_eq!(code(&verifier, token(RS256, CLAIMS)), "key_not_found");
    // The header's name of Ed25519 has to be listed as it is written.
    let verifier = self::verifier(EdDSA, "");
    assert_eq!(code(&verifier, token(EdDSA, CLAIMS)), "ok");
    assert_eq!(code(&verifier, token(Ed25519, CLAIMS)), "algorithm_not_allowed");
}

#[test]
fn a_jwks_skips_what_it_cannot_use() {
    // RFC 7517 section 5
    let good = keys::jwk(RS256);
    let odd = [
        "7",
        "null",
        "{}",
        r#"{"kty":"AKP","alg":"ML-DSA-44"}"#,
        r#"{"kty":"RSA","n":"AQAB","e":"AQAB"}"#,
        r#"{"kty":"EC","crv":"secp256k1","x":"AA","y":"AA"}"#,
        r#"{"kty":"OKP","crv":"X25519","x":"AA"}"#,
        r#"{"kty":"oct","k":"AA"}"#,
        &format!(r#"{{{},"use":"enc"}}"#, keys::jwk_members(RS256)),
        &format!(r#"{{{},"alg":"RSA-OAEP-256"}}"#, keys::jwk_members(RS256)),
    ];
    let set = |members: &[&str]| format!(r#"{{"keys":[{}]}}"#, members.join(","));
    let mut members = odd.to_vec();
    members.insert(5, &good);
    let verifier = with_keys(&[RS256, HS256], &set(&members), "");
    assert_eq!(verifier.keys().len(), 1);
    assert_eq!(code(&verifier, token(RS256, CLAIMS)), "ok");
    // With none left, the first one's fault is told, and where it is.
    for (members, expected, place) in [
        (&[r#"{"kty":"RSA","n":"AQAB","e":"AQAB"}"#, "7"][..], "key_too_weak", "`keys[0]`"),
        (&["7", r#"{"kty":"RSA","n":"AQAB","e":"AQAB"}"#], "key_invalid", "`keys[0]`"),
        (&[odd[8], "7"], "key_algorithm_mismatch", "`keys[0]`"),
    ] {
        let result = try_keys(&[RS256], &set(members), "");
        assert_eq!(config_code(&result), expected, "{members:?}");
        assert!(result.unwrap_err().to_string().contains(place));
    }
    // A plain array was written by hand: each one must be good.
    for odd in odd {
        let result = try_keys(&[RS256, HS256], &format!("[{good},{odd}]"), "");
        assert_ne!(config_code(&result), "ok", "{odd}");
        if let Err(ConfigError::Key(error)) = result {
            assert_eq!(error.index(), Some(1), "{odd}");
        }
    }
}

#[test]
fn kid_chooses() {
    let own = keys::jwk_members(ES256);
    let other = r#""kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0""#;
    let token = |kid: &str| {
        let header = if kid.is_empty() {
            r#"{"alg":"ES256"}"#.into()
        } else {
            format!(r#"{{"alg":"ES256","kid":{kid}}}"#)
        };
        signed(ES256, header, CLAIMS)
    };
    let keys = |named: &[(&str, &str)]| {
        let jwks: Vec<String> = named
            .iter()
            .map(|(kid, members)| match *kid {
                "" => format!("{{{members}}}"),
                kid => format!(r#"{{"kid":"{kid}",{members}}}"#),
            })
            .collect();
        with_keys(&[ES256, ES384], &format!("[{}]", jwks.join(",")), "")
    };
    let two = keys(&[("a", other), ("b", &own)]);
    assert_eq!(code(&two, token(r#""b""#)), "ok");
    assert_eq!(code(&two, token(r#""a""#)), "signature_invalid", "the right key under another name");
    assert_eq!(code(&two, token(r#""c""#)), "key_not_found");
    assert_eq!(code(&two, token(r#""B""#)), "key_not_found");
    assert_eq!(code(&two, token(r#""""#)), "key_not_found");
    assert_eq!(code(&two, token(r#""\u0062""#)), "ok");
    assert_eq!(code(&two, token("")), "ok", "without a kid, every key that fits is tried");
    // Without the name in the set, the keys that have none are tried; with it, they are not.
    let mixed = keys(&[("a", other), ("", &own)]);
    assert_eq!(code(&mixed, token(r#""z""#)), "ok");
    assert_eq!(code(&mixed, token(r#""a""#)), "signature_invalid");
    assert_eq!(code(&mixed, token("")), "ok");
    // RFC 7517 section 4.5: several may share a name.
    let shared = keys(&[("a", other), ("a", &own)]);
    assert_eq!(code(&shared, token(r#""a""#)), "ok");
    // The name is there, but for another algorithm.
    let crossed = keys(&[("a", &keys::jwk_members(ES384)), ("b", &own), ("", &own)]);
    assert_eq!(code(&crossed, token(r#""a""#)), "key_not_found");
}

#[test]
fn eight_keys_are_tried_and_nine_are_too_many() {
    let bytes = |n: usize| core::array::from_fn::<u8, 32, _>(|at| (n + at) as u8);
    let secret = |n: usize| format!(r#"{{"kty":"oct","k":"{}"}}"#, b64(bytes(n)));
    let token = compact(r#"{"alg":"HS256"}"#, CLAIMS, |input| mac(HS256, &bytes(7), input));
    let named = compact(r#"{"alg":"HS256","kid":"z"}"#, CLAIMS, |input| mac(HS256, &bytes(7), input));
    let set = |count: usize| {
        let members: Vec<String> = (0..count).map(secret).collect();
        with_keys(&[HS256, RS256], &format!("[{},{}]", json_string(keys::RSA), members.join(",")), "")
    };
    for (count, expected) in
        [(7, "signature_invalid"), (8, "ok"), (9, "key_ambiguous"), (30, "key_ambiguous")]
    {
        assert_eq!(code(&set(count), &token), expected, "{count}");
        assert_eq!(code(&set(count), &named), expected, "{count}");
        // Only those that fit count: there is one RSA key.
        assert_eq!(code(&set(count), self::token(RS256, CLAIMS)), "ok");
    }
    assert_eq!(limits::MAX_KEY_CANDIDATES, 8);
}

#[test]
fn a_thousand_keys_and_no_more() {
    let set = |count: usize| {
        let members: Vec<String> =
            (0..count).map(|n| format!(r#"{{"kid":"{n}",{}}}"#, keys::jwk_members(HS256))).collect();
        try_keys(&[HS256], &format!(r#"{{"keys":[{}]}}"#, members.join(",")), "")
    };
    let most = set(limits::MAX_KEYS).unwrap();
    assert_eq!(code(&most, signed(HS256, r#"{"alg":"HS256","kid":"1023"}"#, CLAIMS)), "ok");
    assert_eq!(code(&most, token(HS256, CLAIMS)), "key_ambiguous");
    assert_eq!(config_code(&set(limits::MAX_KEYS + 1)), "key_invalid");
}

#[test]
fn every_algorithm_together() {
    let all: Vec<Algorithm> = Algorithm::all().collect();
    let members: Vec<String> = [HS256, RS256, ES256, ES384, ES512, EdDSA]
        .map(|algorithm| format!(r#"{{"kid":"{:?}",{}}}"#, algorithm.family(), keys::jwk_members(algorithm)))
        .into();
    let verifier = with_keys(&all, &format!(r#"{{"keys":[{}]}}"#, members.join(",")), "");
    for algorithm in Algorithm::all() {
        let named = format!(r#"{{"alg":"{}","kid":"{:?}"}}"#, algorithm.name(), algorithm.family());
        assert_eq!(code(&verifier, signed(algorithm, named, CLAIMS)), "ok", "{algorithm:?}");
        assert_eq!(code(&verifier, token(algorithm, CLAIMS)), "ok", "{algorithm:?}");
    }
}

#[test]
fn the_claims_come_back_as_they_were() {
    let claims = "{ \"exp\" : 2000,\n\t\"name\":\"Zo\u{eb} \\u2028 \\/ \\\"\",\"n\":1E+2,\"deep\":[[{}]] }";
    let header = r#"{"typ":"JWT", "alg":"HS256","x":null}"#;
    let token = signed(HS256, header, claims);
    let verified = options(&format!(r#"{{"algorithms":["HS256"],"keys":{}}}"#, keys::jwk(HS256)))
        .verify(token.as_bytes(), at(1000.0))
        .unwrap();
    assert_eq!((verified.header.as_str(), verified.claims.as_str()), (header, claims));
    let decoded = decode_unverified(token.as_bytes(), 16_384).unwrap();
    assert_eq!((decoded.header.as_str(), decoded.claims.as_str()), (header, claims));
}
