//! Real failures of libraries like this one. Each test is named after the advisories it is
//! about, forges what they describe, and asserts the exact code of the refusal.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::time::{Duration, Instant};

use aws_lc_rs::digest;
use support::encoding::{b64, json_string, unb64, unhex, unpem};
use support::mint::{CLAIMS, compact, mac, sign, signed, token, with_signature};
use support::reference::PublicKey;
use support::verifiers::{
    at, code, config_code, every_token_error, try_keys, try_options, verdict_at, verifier, with_keys,
};
use support::{NOW, bignum, keys};
use tokenward::api_key;
use tokenward::jws::Algorithm::{self, ES256, ES384, ES512, EdDSA, HS256, HS384, HS512, PS256, RS256, RS512};
use tokenward::jwt::Verifier;
use tokenward::jwt::options;
use tokenward::value::Value;

/// The verdict and claim at the usual time.
fn verdict(verifier: &Verifier, token: impl AsRef<[u8]>) -> String {
    verdict_at(verifier, token, NOW)
}

/// A token with this `alg` and an HMAC under `key`.
fn hmac_token(algorithm: Algorithm, key: &[u8]) -> String {
    compact(format!(r#"{{"alg":"{}"}}"#, algorithm.name()), CLAIMS, |input| mac(algorithm, key, input))
}

/// The good token of `algorithm`, to show that a verifier is not just refusing everything.
fn good(algorithm: Algorithm) -> String {
    token(algorithm, CLAIMS)
}

// Algorithms

#[test]
fn cve_2018_1000531_none_in_any_case() {
    let names =
        ["none", "None", "NONE", "nOnE", "nonE", " none", "none ", "ｎｏｎｅ", "n\u{f6}ne", "non\\u0065"];
    for algorithm in Algorithm::all() {
        let verifier = verifier(algorithm, "");
        for name in names {
            for header in [format!(r#"{{"alg":"{name}"}}"#), format!(r#"{{"typ":"JWT","alg":"{name}"}}"#)] {
                let unsigned = compact(&header, CLAIMS, |_| vec![]);
                assert_eq!(code(&verifier, unsigned), "algorithm_not_allowed", "{name}");
                let signed = signed(algorithm, &header, CLAIMS);
                assert_eq!(code(&verifier, signed), "algorithm_not_allowed", "{name}");
            }
        }
        // No signature at all is not even three parts.
        let two = good(algorithm).rsplit_once('.').unwrap().0.to_owned();
        assert_eq!(code(&verifier, two), "token_malformed");
    }
}

#[test]
fn cve_2022_23540_ghsa_qwph_4952_7xr6_no_algorithms_and_a_falsy_key() {
    let secret = json_string(keys::SECRET);
    for options in [
        format!(r#"{{"keys":{{"secret":{secret}}}}}"#),
        format!(r#"{{"keys":{{"secret":{secret}}},"algorithms":[]}}"#),
        format!(r#"{{"keys":{{"secret":{secret}}},"algorithms":null}}"#),
        format!(r#"{{"keys":{{"secret":{secret}}},"algorithms":"HS256"}}"#),
        format!(r#"{{"keys":{{"secret":{secret}}},"algorithms":["none"]}}"#),
        r#"{"algorithms":["HS256"]}"#.into(),
        r#"{"algorithms":["HS256"],"keys":null}"#.into(),
        r#"{"algorithms":["HS256"],"keys":false}"#.into(),
        r#"{"algorithms":["HS256"],"keys":[]}"#.into(),
        r#"{"algorithms":["HS256"],"keys":{"secret":null}}"#.into(),
    ] {
        assert_eq!(config_code(&try_options(&options)), "option", "{options}");
    }
    for (keys, code) in [(r#""""#, "key_invalid"), (r#"{"secret":""}"#, "key_too_weak")] {
        assert_eq!(config_code(&try_keys(&[HS256], keys, "")), code);
    }
}

#[test]
fn cve_2026_23993_unknown_algorithm_with_an_empty_signature() {
    for name in
        ["foo", "", "none", "HS", "hs256", "HS1", "A256GCM", "dir", "ES256K", "EdDSA ", "RS256\\u0000"]
    {
        let unsigned = compact(format!(r#"{{"alg":"{name}"}}"#), CLAIMS, |_| vec![]);
        for algorithm in Algorithm::all() {
            assert_eq!(code(&verifier(algorithm, ""), &unsigned), "algorithm_not_allowed", "{name}");
        }
    }
}

/// Every public form of every asymmetric test key: what an attacker can hash with.
fn public_forms() -> Vec<Vec<u8>> {
    let mut forms = Vec::new();
    for pem in
        [keys::RSA, keys::RSA_PKCS1, keys::P256, keys::P384, keys::P521, keys::ED25519, keys::RSA_CERTIFICATE]
    {
        forms.push(pem.into());
        forms.push(pem.trim_end().into());
        forms.push(pem.replace('\n', "\r\n").into());
        forms.push(pem.replace('\n', "").into());
        forms.push(unpem(pem).unwrap());
        // What is left of a PEM whose armour was cut off.
        forms.push(pem.lines().filter(|line| !line.starts_with('-')).collect::<String>().into());
    }
    forms.extend(keys::OPENSSH.map(Vec::from));
    for algorithm in [RS256, ES256, ES384, ES512, EdDSA] {
        let jwk = keys::jwk(algorithm);
        forms.push(jwk.clone().into());
        forms.push(format!(r#"{{"keys":[{jwk}]}}"#).into());
        forms.push(jwk.replace(':', " : ").replace(',', ",\n  ").into());
        if let PublicKey::Ec { point, .. } = keys::public(algorithm) {
            forms.push(b64(&point).into());
            forms.push(point);
        }
    }
    forms
}

#[test]
fn cve_2015_9235_hs256_keyed_with_the_rsa_pem() {
    for algorithms in [&[RS256][..], &[RS256, HS256], &[HS256, HS384, HS512, RS256]] {
        let verifier = with_keys(algorithms, &json_string(keys::RSA), "");
        assert_eq!(code(&verifier, good(RS256)), "ok");
        let expected = if algorithms.contains(&HS256) { "key_not_found" } else { "algorithm_not_allowed" };
        assert_eq!(code(&verifier, hmac_token(HS256, keys::RSA.as_bytes())), expected);
    }
    assert_eq!(config_code(&try_keys(&[HS256], &json_string(keys::RSA), "")), "key_algorithm_mismatch");
}

#[test]
fn cve_2016_10555_cve_2022_23541_cve_2026_33322_hmac_keyed_with_any_public_form() {
    let all: Vec<Algorithm> = Algorithm::all().collect();
    for algorithm in [RS256, ES256, ES384, ES512, EdDSA] {
        let verifier = with_keys(&all, &json_string(keys::pem(algorithm).unwrap()), "");
        assert_eq!(code(&verifier, good(algorithm)), "ok");
        for form in public_forms() {
            for hmac in [HS256, HS384, HS512] {
                assert_eq!(code(&verifier, hmac_token(hmac, &form)), "key_not_found");
            }
        }
    }
}

#[test]
fn cve_2023_48223_ghsa_c2ff_88x2_x9pg_the_pkcs1_pem() {
    let verifier = with_keys(&[RS256, HS256], &json_string(keys::RSA_PKCS1), "");
    assert_eq!(code(&verifier, good(RS256)), "ok");
    assert_eq!(code(&verifier, hmac_token(HS256, keys::RSA_PKCS1.as_bytes())), "key_not_found");
    let secret = format!(r#"{{"secret":{}}}"#, json_string(keys::RSA_PKCS1));
    assert_eq!(config_code(&try_keys(&[HS256], &secret, "")), "key_algorithm_mismatch");
}

#[test]
fn ghsa_g3jj_5cmm_3hxx_cve_2022_29217_cve_2024_33663_cve_2024_37568_public_keys_as_secrets() {
    // JWK and JWKS texts, OpenSSH and EC texts, bytes: none becomes an HMAC secret.
    for form in public_forms() {
        let options = vec![
            ("algorithms".into(), Value::Array(vec![Value::String((&b"HS256"[..]).into())])),
            ("keys".into(), Value::Object(vec![("secret".into(), Value::Bytes(form.as_slice().into()))])),
        ];
        let result = Verifier::from_value(&Value::Object(options));
        let shown = String::from_utf8_lossy(&form).into_owned();
        assert_eq!(config_code(&result), "key_algorithm_mismatch", "{shown}");
        // Nor as the `k` of an oct JWK.
        let oct = format!(r#"{{"kty":"oct","k":"{}"}}"#, b64(&form));
        assert_eq!(config_code(&try_keys(&[HS256], &oct, "")), "key_algorithm_mismatch", "{shown}");
    }
}

#[test]
fn cve_2026_34950_ghsa_mvf2_f6gm_w987_ghsa_ww5h_9m49_7xx4_something_before_the_pem() {
    let before = [
        "\n",
        "\r\n",
        " ",
        "\t",
        "\u{b}",
        "\u{c}",
        "\u{a0}",
        "\u{feff}",
        "\u{200b}",
        "\u{2060}",
        "\0",
        "\u{1}",
        "\u{1b}[0m",
        "# key\n",
        "// key\n",
        "<!-- -->",
        "Bag Attributes\n    friendlyName: key\n",
        "x",
    ];
    for pem in [keys::RSA, keys::RSA_PKCS1, keys::P256, keys::ED25519] {
        for before in before {
            let text = format!("{before}{pem}");
            let secret = format!(r#"{{"secret":{}}}"#, json_string(&text));
            assert_eq!(config_code(&try_keys(&[HS256], &secret, "")), "key_algorithm_mismatch", "{before:?}");
            // As a key it is read as a public key or not at all, and never as a secret.
            match try_keys(&[RS256, ES256, EdDSA, HS256], &json_string(&text), "") {
                Ok(verifier) => {
                    assert_eq!(code(&verifier, hmac_token(HS256, text.as_bytes())), "key_not_found");
                }
                Err(_) => {
                    let result = try_keys(&[RS256, ES256, EdDSA, HS256], &json_string(&text), "");
                    assert_eq!(config_code(&result), "key_invalid", "{before:?}");
                }
            }
        }
    }
}

#[test]
fn cve_2026_22817_cve_2026_22818_jwk_without_alg_takes_none_from_the_token() {
    // Ghsa-f67f-6cw9-8mq4, ghsa-3vhc-576x-3qv4: the key's type decides, not the header.
    let all: Vec<Algorithm> = Algorithm::all().collect();
    for own in [RS256, ES256, ES384, ES512, EdDSA] {
        let verifier = with_keys(&all, &keys::jwk(own), "");
        assert_eq!(code(&verifier, good(own)), "ok");
        for other in Algorithm::all().filter(|other| other.family() != own.family()) {
            assert_eq!(code(&verifier, good(other)), "key_not_found", "{own:?} {other:?}");
            // The header says one thing, the key made the other.
            let crossed =
                compact(format!(r#"{{"alg":"{}"}}"#, other.name()), CLAIMS, |input| sign(own, input));
            assert_eq!(code(&verifier, crossed), "key_not_found", "{own:?} {other:?}");
        }
    }
    // Within a family the header chooses among what is allowed, and the signature has to be of it.
    let verifier = with_keys(&[RS256, PS256], &keys::jwk(RS256), "");
    let crossed = compact(r#"{"alg":"PS256"}"#, CLAIMS, |input| sign(RS256, input));
    assert_eq!(code(&verifier, crossed), "signature_invalid");
}

#[test]
fn cve_2026_44699_hmac_of_the_empty_key_against_an_rsa_jwk() {
    let verifier = with_keys(&[RS256, HS256], &keys::jwk(RS256), "");
    for key in [&b""[..], &[0; 1], &[0; 32], &[0; 64]] {
        assert_eq!(code(&verifier, hmac_token(HS256, key)), "key_not_found");
    }
}

#[test]
fn ghsa_jc38_x7x8_2xc8_the_unprotected_header() {
    let good = good(HS256);
    let parts: Vec<&str> = good.split('.').collect();
    let (protected, payload, signature) = (parts[0], parts[1], parts[2]);
    let verifier = verifier(HS256, "");
    for json in [
        format!(r#"{{"protected":"{protected}","payload":"{payload}","signature":"{signature}"}}"#),
        format!(r#"{{"header":{{"alg":"HS256"}},"payload":"{payload}","signature":"{signature}"}}"#),
        format!(
            r#"{{"payload":"{payload}","signatures":[{{"header":{{"alg":"none"}},"protected":"{protected}","signature":"{signature}"}}]}}"#
        ),
    ] {
        assert_eq!(code(&verifier, json), "token_malformed");
    }
}

// Keys that tokens bring

#[test]
fn cve_2018_0114_cve_2026_27962_ghsa_wvwj_cvrp_7pv5_a_key_in_the_header() {
    // The attacker's key is the one of ES256; ours is another one on the same curve.
    let ours = r#"{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}"#;
    let verifier = with_keys(&[ES256, RS256, HS256], ours, "");
    for header in [
        format!(r#"{{"alg":"ES256","jwk":{}}}"#, keys::jwk(ES256)),
        format!(r#"{{"alg":"ES256","kid":"x","jwk":{}}}"#, keys::jwk(ES256)),
        format!(r#"{{"alg":"ES256","x5c":["{}"]}}"#, b64(unpem(keys::P256).unwrap())),
    ] {
        assert_eq!(code(&verifier, signed(ES256, header, CLAIMS)), "signature_invalid");
    }
    // A private oct key of the attacker's in the header finds no key at all.
    let header = format!(r#"{{"alg":"HS256","jwk":{}}}"#, keys::jwk(HS256));
    assert_eq!(code(&verifier, signed(HS256, header, CLAIMS)), "key_not_found");
}

#[test]
fn cve_2026_32301_addresses_of_keys_are_not_looked_at() {
    let verifier = verifier(ES256, "");
    for member in ["jku", "x5u"] {
        for address in ["http://169.254.169.254/latest", "file:///etc/passwd", "https://issuer/{{iss}}"] {
            let header = format!(r#"{{"alg":"ES256","{member}":"{address}"}}"#);
            assert_eq!(code(&verifier, signed(ES256, &header, CLAIMS)), "ok");
            let forged = compact(&header, CLAIMS, |_| vec![1; 64]);
            assert_eq!(code(&verifier, forged), "signature_invalid");
        }
    }
}

#[test]
fn cve_2026_49998_one_kid_two_issuers() {
    let tenant = |algorithm: Algorithm, issuer: &str| {
        let jwk = format!(r#"{{"kid":"1",{}}}"#, keys::jwk_members(algorithm));
        with_keys(&[ES256, EdDSA], &jwk, &format!(r#""issuer":"{issuer}""#))
    };
    let (first, second) = (tenant(ES256, "https://a"), tenant(EdDSA, "https://b"));
    let of = |algorithm: Algorithm, issuer: &str| {
        let header = format!(r#"{{"alg":"{}","kid":"1"}}"#, algorithm.name());
        signed(algorithm, header, format!(r#"{{"iss":"{issuer}","exp":1800000000}}"#))
    };
    assert_eq!(verdict(&first, of(ES256, "https://a")), "ok");
    assert_eq!(verdict(&second, of(EdDSA, "https://b")), "ok");
    assert_eq!(verdict(&first, of(EdDSA, "https://a")), "key_not_found");
    assert_eq!(verdict(&second, of(ES256, "https://b")), "key_not_found");
    assert_eq!(verdict(&first, of(ES256, "https://b")), "claim_mismatch iss");
}

// Caches

#[test]
fn cve_2026_35039_ghsa_rp9m_7r4c_75qg_cve_2026_35030_ghsa_jjhc_v7c2_5hh6_nearly_equal_tokens() {
    for algorithm in Algorithm::all() {
        let verifier = verifier(algorithm, r#""cache":1000,"audience":"api""#);
        let of = |sub: &str| {
            token(algorithm, format!(r#"{{"iss":"i","aud":"api","exp":1800000000,"sub":"{sub}"}}"#))
        };
        let tokens: Vec<String> = ["alice", "bobby", "carol"].into_iter().map(of).collect();
        for _ in 0..3 {
            for (token, sub) in tokens.iter().zip(["alice", "bobby", "carol"]) {
                let verified = verifier.verify(token.as_bytes(), at(NOW)).unwrap();
                assert!(verified.claims.contains(sub), "{algorithm:?}");
                // The same header and payload with another signature.
                let mut signature = unb64(token.rsplit_once('.').unwrap().1.as_bytes()).unwrap();
                *signature.last_mut().unwrap() ^= 1;
                assert_eq!(code(&verifier, with_signature(token, &signature)), "signature_invalid");
                // Another token's payload under this signature.
                let other = of("mallory");
                let swapped =
                    with_signature(&other, unb64(token.rsplit_once('.').unwrap().1.as_bytes()).unwrap());
                assert_eq!(code(&verifier, swapped), "signature_invalid");
            }
        }
        // A remembered token still expires.
        assert_eq!(verdict_at(&verifier, &tokens[0], 1_800_000_000.0), "token_expired exp");
    }
}

#[test]
fn cve_2026_35040_ghsa_3j8v_cgw4_2g6q_the_same_token_again_and_again() {
    let verifier = verifier(RS256, r#""issuer":["issuer","other"]"#);
    let token = good(RS256);
    for _ in 0..8 {
        assert_eq!(code(&verifier, &token), "ok");
    }
}

// Claims

/// Signs `claims` for a verifier with these options and gives its verdict.
fn claims_verdict(options: &str, claims: &str) -> String {
    verdict(&verifier(HS256, options), token(HS256, claims))
}

#[test]
fn cve_2025_30144_an_array_of_issuers() {
    for iss in
        [r#"["https://evil","https://issuer"]"#, r#"["https://issuer"]"#, "[]", r#"{"0":"https://issuer"}"#]
    {
        let claims = format!(r#"{{"exp":1800000000,"iss":{iss}}}"#);
        assert_eq!(claims_verdict(r#""issuer":"https://issuer""#, &claims), "claim_invalid iss");
        assert_eq!(claims_verdict("", &claims), "claim_invalid iss");
    }
}

#[test]
fn cve_2024_53861_ghsa_75c5_xw7c_p5pm_a_part_of_the_issuer() {
    let long = "a".repeat(4000);
    for iss in [
        "issuer",
        "https://",
        "",
        "https://issue",
        "https://issuer/",
        "https://issuer ",
        "HTTPS://issuer",
        "https://issuerx",
        "https://issuer\\u0000",
        &long,
    ] {
        let claims = format!(r#"{{"exp":1800000000,"iss":"{iss}"}}"#);
        for options in [r#""issuer":"https://issuer""#, r#""issuer":["https://issuer","https://other"]"#] {
            assert_eq!(claims_verdict(options, &claims), "claim_mismatch iss", "{iss}");
        }
    }
}

#[test]
fn cve_2020_26160_ghsa_w73w_5m7g_f7qc_an_array_of_audiences() {
    for (aud, verdict) in [
        ("[]", "claim_mismatch aud"),
        (r#"[""]"#, "claim_mismatch aud"),
        (r#"["other","another"]"#, "claim_mismatch aud"),
        (r#""""#, "claim_mismatch aud"),
        (r#""ap""#, "claim_mismatch aud"),
        (r#"["api",7]"#, "claim_invalid aud"),
        (r#"[["api"]]"#, "claim_invalid aud"),
        ("null", "claim_invalid aud"),
        ("true", "claim_invalid aud"),
        (r#"{"api":1}"#, "claim_invalid aud"),
        (r#"["other","api"]"#, "ok"),
        (r#""api""#, "ok"),
    ] {
        let claims = format!(r#"{{"exp":1800000000,"aud":{aud}}}"#);
        assert_eq!(claims_verdict(r#""audience":"api""#, &claims), verdict, "{aud}");
    }
}

#[test]
fn cve_2026_25537_ghsa_h395_gr6q_cpjc_times_of_the_wrong_type() {
    for name in ["exp", "nbf", "iat"] {
        for value in [
            r#""99999999999""#,
            r#""never""#,
            r#""""#,
            "null",
            "true",
            "false",
            "[]",
            "[99999999999]",
            "{}",
            "1e400",
            "-1e400",
        ] {
            let claims = match name {
                "exp" => format!(r#"{{"exp":{value}}}"#),
                _ => format!(r#"{{"exp":1800000000,"{name}":{value}}}"#),
            };
            assert_eq!(claims_verdict("", &claims), format!("claim_invalid {name}"), "{value}");
            // Not being required changes nothing.
            let verdict = claims_verdict(r#""requiredClaims":[]"#, &claims);
            assert_eq!(verdict, format!("claim_invalid {name}"), "{value}");
        }
    }
}

#[test]
fn fast_jwt_638_a_payload_that_is_no_object() {
    for payload in [
        r#"[{"exp":1800000000}]"#,
        "[]",
        "null",
        "true",
        "1800000000",
        r#""exp""#,
        "",
        " ",
        "{",
        "{}{}",
        r#"{"exp":1800000000}x"#,
        "\u{feff}{\"exp\":1800000000}",
    ] {
        assert_eq!(claims_verdict(r#""requiredClaims":[]"#, payload), "token_malformed", "{payload}");
    }
}

#[test]
fn fast_jwt_640_infinite_tolerances() {
    for name in ["clockTolerance", "maxAge"] {
        for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -1.0, -0.001] {
            let options = [(name.to_owned(), Value::Number(number))];
            let algorithms = Value::Array(vec![Value::String((&b"HS256"[..]).into())]);
            let options: Vec<_> = [("algorithms".into(), algorithms)].into_iter().chain(options).collect();
            let message = options::read(&options).unwrap_err().to_string();
            assert!(message.contains(&format!("`{name}`")), "{message}");
        }
    }
    // And no instant is one.
    for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        assert!(tokenward::time::UnixSeconds::new(number).is_none());
    }
}

#[test]
fn libjwt_283_times_beyond_every_integer() {
    let digits = "9".repeat(400);
    for (nbf, verdict) in [
        ("9223372036854775807", "token_not_yet_valid nbf"),
        ("9223372036854775808", "token_not_yet_valid nbf"),
        ("18446744073709551616", "token_not_yet_valid nbf"),
        ("1e308", "token_not_yet_valid nbf"),
        ("-9223372036854775809", "ok"),
        ("-1e308", "ok"),
        (&digits, "claim_invalid nbf"),
    ] {
        assert_eq!(claims_verdict("", &format!(r#"{{"exp":1e308,"nbf":{nbf}}}"#)), verdict, "{nbf}");
    }
    for (exp, verdict) in [
        ("-9223372036854775809", "token_expired exp"),
        ("-1", "token_expired exp"),
        ("0", "token_expired exp"),
        ("-0", "token_expired exp"),
        ("1e-400", "token_expired exp"),
        ("18446744073709551616", "ok"),
        (&digits, "claim_invalid exp"),
    ] {
        assert_eq!(claims_verdict("", &format!(r#"{{"exp":{exp}}}"#)), verdict, "{exp}");
    }
    // Duplicates, at the top and below, plain and escaped.
    for claims in [
        r#"{"exp":1,"exp":1800000000}"#,
        r#"{"exp":1800000000,"\u0065xp":1}"#,
        r#"{"exp":1800000000,"a":{"b":1,"b":2}}"#,
        r#"{"exp":1800000000,"a":[{"b":1,"\u0062":2}]}"#,
    ] {
        assert_eq!(claims_verdict("", claims), "token_malformed", "{claims}");
    }
}

#[test]
fn cve_2024_34273_proto_is_a_name_like_any_other() {
    let polluting = r#"{"__proto__":{"exp":9999999999},"constructor":{"prototype":{"exp":1}}}"#;
    assert_eq!(claims_verdict("", polluting), "claim_missing exp");
    let header = r#"{"alg":"HS256","__proto__":{"alg":"none"}}"#;
    let verified = verifier(HS256, "").verify(signed(HS256, header, CLAIMS).as_bytes(), at(NOW)).unwrap();
    assert_eq!(verified.header, header);
    let header = r#"{"__proto__":{"alg":"HS256"}}"#;
    assert_eq!(code(&verifier(HS256, ""), signed(HS256, header, CLAIMS)), "token_malformed");
    let options =
        format!(r#"{{"algorithms":["HS256"],"keys":{},"__proto__":{{"audience":false}}}}"#, keys::jwk(HS256));
    assert_eq!(config_code(&try_options(&options)), "option");
}

#[test]
fn cve_2026_41164_a_presentation_is_no_access_token() {
    let verifier = verifier(HS256, r#""typ":"at+jwt""#);
    for (typ, expected) in [
        (r#","typ":"vp+jwt""#, "type_mismatch typ"),
        (r#","typ":"JWT""#, "type_mismatch typ"),
        (r#","typ":"""#, "type_mismatch typ"),
        (r#","typ":"at+jwt ""#, "type_mismatch typ"),
        ("", "type_mismatch typ"),
        (r#","typ":["at+jwt"]"#, "token_malformed"),
        (r#","typ":"AT+jwt""#, "ok"),
        (r#","typ":"application/at+jwt""#, "ok"),
    ] {
        let token = signed(HS256, format!(r#"{{"alg":"HS256"{typ}}}"#), CLAIMS);
        assert_eq!(verdict(&verifier, token), expected, "{typ}");
    }
}

#[test]
fn cve_2026_35041_ghsa_cjw9_ghj4_fwxf_nothing_backtracks() {
    let long = format!("{}!", "a".repeat(50_000));
    let verifier =
        verifier(HS256, r#""issuer":"(a+)+$","subject":"(a|a)*$","audience":"a","maxTokenBytes":1000000"#);
    let token = token(HS256, format!(r#"{{"exp":1800000000,"iss":"{long}","sub":"{long}","aud":"{long}"}}"#));
    assert_eq!(soon(|| verdict(&verifier, &token)), "claim_mismatch iss");
}

/// Runs `f`, which has to take much less than a second even on a slow machine.
fn soon<T>(f: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let result = f();
    assert!(start.elapsed() < Duration::from_secs(1), "took {:?}", start.elapsed());
    result
}

#[test]
fn cve_2024_51744_ghsa_29wx_vh33_7x7r_the_signature_comes_first() {
    // Nothing unsigned is reported on: whatever else is wrong, the signature is what is said.
    let strict = r#""issuer":"i","audience":"a","subject":"s","type":"access","scopes":"x","maxAge":1"#;
    for algorithm in Algorithm::all() {
        let verifier = verifier(algorithm, strict);
        for payload in [r#"{"exp":1}"#, r#"{"nbf":9e99}"#, "{}", r#"{"exp":"x"}"#, "[]", "no JSON", ""] {
            let forged = with_signature(&token(algorithm, payload), [1; 64]);
            assert_eq!(verdict(&verifier, forged), "signature_invalid", "{algorithm:?} {payload}");
        }
    }
}

// Critical headers

#[test]
fn cve_2025_59420_cve_2026_32597_ghsa_752w_5fwx_jx9f_cve_2026_35042_ghsa_hm7r_c7qw_ghp6_unknown_crit() {
    // Also jsonwebtoken #1032.
    let verifier = verifier(HS256, "");
    for crit in [
        r#"["bork"],"bork":true"#,
        r#"["cnf"],"cnf":{}"#,
        r#"["x"],"x":1"#,
        r#"["x-custom-policy"],"x-custom-policy":"deny""#,
        r#"["bork"]"#,
        "[]",
        "null",
        r#""exp""#,
        r#"["alg"]"#,
        r#"["exp"],"exp":1"#,
        r#"["b64"],"b64":true"#,
        r#"["b64"],"b64":false"#,
        r#"[""],"":1"#,
        "{}",
        "[[]]",
        "[null]",
        "1",
    ] {
        let token = signed(HS256, format!(r#"{{"alg":"HS256","crit":{crit}}}"#), CLAIMS);
        assert_eq!(code(&verifier, token), "critical_header_unsupported", "{crit}");
    }
}

// Signatures

#[test]
fn cve_2022_21449_psychic_signatures() {
    const N256: &str = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";
    for (algorithm, width) in [(ES256, 32), (ES384, 48), (ES512, 66)] {
        let verifier = verifier(algorithm, "");
        let (zero, mut one, all) = (vec![0; width], vec![0; width], vec![0xff; width]);
        one[width - 1] = 1;
        let good = sign(algorithm, good(algorithm).rsplit_once('.').unwrap().0.as_bytes());
        let (r, s) = good.split_at(width);
        for half in [&zero, &one, &all] {
            for (r, s) in
                [(&half[..], &zero[..]), (&zero, half), (half, &one), (&one, half), (half, s), (r, half)]
            {
                let forged = with_signature(&self::good(algorithm), [r, s].concat());
                assert_eq!(code(&verifier, forged), "signature_invalid", "{algorithm:?}");
            }
        }
    }
    // r or s equal to the group's order is zero in disguise.
    let order = unhex(N256);
    let verifier = verifier(ES256, "");
    for (r, s) in [(&order, &order), (&order, &vec![1; 32]), (&vec![1; 32], &order)] {
        assert_eq!(code(&verifier, with_signature(&good(ES256), [&r[..], s].concat())), "signature_invalid");
    }
}

/// DER of an ECDSA signature (RFC 3279 section 2.2.3).
fn der_signature(r: &[u8], s: &[u8]) -> Vec<u8> {
    let integer = |n: &[u8]| {
        let n = &n[n.iter().take_while(|byte| **byte == 0).count()..];
        let sign = if n[0] & 0x80 == 0 { vec![] } else { vec![0] };
        [vec![2, (n.len() + sign.len()) as u8], sign, n.to_vec()].concat()
    };
    let body = [integer(r), integer(s)].concat();
    let length = if body.len() < 128 { vec![body.len() as u8] } else { vec![0x81, body.len() as u8] };
    [vec![0x30], length, body].concat()
}

#[test]
fn cve_2020_13822_cve_2024_42459_cve_2024_42460_cve_2024_42461_other_spellings_of_ecdsa() {
    const N521: &str = "01ff\
        ffffffffffffffffffffffffffffffffffffffffffffffffffffffff\
        fffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409";
    for (algorithm, width) in [(ES256, 32), (ES384, 48), (ES512, 66)] {
        let verifier = verifier(algorithm, "");
        let token = good(algorithm);
        let signature = unb64(token.rsplit_once('.').unwrap().1.as_bytes()).unwrap();
        let (r, s) = signature.split_at(width);
        let zero = [0_u8];
        for forged in [
            der_signature(r, s),
            [&zero, r, &zero, s].concat(),
            [&zero, r, s].concat(),
            [r, s, &zero].concat(),
            [&r[1..], s].concat(),
            [r, &s[1..]].concat(),
            [&r[1..], &s[1..]].concat(),
            [r, s, r, s].concat(),
            [s, r].concat(),
            r.to_vec(),
            vec![],
        ] {
            assert_eq!(code(&verifier, with_signature(&token, forged)), "signature_invalid", "{algorithm:?}");
        }
    }
    // A coordinate of P-521 leaves room for r + n and s + n.
    let order = unhex(N521);
    let token = good(ES512);
    let signature = unb64(token.rsplit_once('.').unwrap().1.as_bytes()).unwrap();
    let (r, s) = signature.split_at(66);
    let (r_n, s_n) = (bignum::add(r, &order), bignum::add(s, &order));
    assert_eq!((r_n.len(), s_n.len()), (66, 66));
    for forged in [[&r_n[..], s].concat(), [r, &s_n].concat(), [&r_n[..], &s_n].concat()] {
        assert_eq!(code(&verifier(ES512, ""), with_signature(&token, forged)), "signature_invalid");
    }
    // The other s is as good a signature: JWS has no low-s rule, so a token is no identity.
    let other = bignum::padded(&bignum::sub(&order, s), 66);
    assert_eq!(code(&verifier(ES512, ""), with_signature(&token, [r, &other].concat())), "ok");
}

#[test]
fn cve_2024_48949_cve_2026_33895_ed25519_s_beyond_the_order() {
    // L of RFC 8032 section 5.1, big-endian.
    let order = unhex("1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3ed");
    let verifier = verifier(EdDSA, "");
    let token = good(EdDSA);
    let signature = unb64(token.rsplit_once('.').unwrap().1.as_bytes()).unwrap();
    let reversed = |bytes: &[u8]| bytes.iter().rev().copied().collect::<Vec<u8>>();
    let (r, s) = signature.split_at(32);
    let mut s = reversed(s);
    for multiple in 1..=7 {
        s = bignum::add(&s, &order);
        assert_eq!(s.len(), 32);
        let forged = with_signature(&token, [r, &reversed(&s)].concat());
        assert_eq!(code(&verifier, forged), "signature_invalid", "S + {multiple} L");
    }
}

const SHA256_INFO: &str = "3031300d060960864801650304020105000420";

/// A verifier whose RSA key has the exponent 3, and the number of bytes of its modulus.
fn cube_verifier() -> (Verifier, usize) {
    let n = keys::rsa_modulus();
    let jwk = format!(r#"{{"kty":"RSA","n":"{}","e":"Aw"}}"#, b64(&n));
    (with_keys(&[RS256], &jwk, ""), n.len())
}

/// A token whose signature, cubed, begins with `block`, which ends in the hash of the token.
fn cube_token(block: impl Fn(&[u8]) -> Vec<u8>) -> String {
    compact(r#"{"alg":"RS256"}"#, CLAIMS, |input| {
        let hash = digest::digest(&digest::SHA256, input);
        let wanted = block(hash.as_ref());
        let width = keys::rsa_modulus().len();
        // The largest cube that begins so: the rest is garbage that a lax parser skips.
        let root = bignum::cube_root(&[wanted.clone(), vec![0xff; width - wanted.len()]].concat());
        let cube = bignum::mul(&bignum::mul(&root, &root), &root);
        assert!(bignum::padded(&cube, width).starts_with(&wanted), "the forgery is one");
        bignum::padded(&root, width)
    })
}

#[test]
fn cve_2022_24771_cve_2022_24772_cve_2022_24773_cve_2026_33894_cube_roots() {
    let (verifier, _) = cube_verifier();
    let info = unhex(SHA256_INFO);
    // A few bytes of padding, the right DigestInfo, garbage behind it.
    for padding in [0, 1, 8, 16] {
        let token = cube_token(|hash| [&[0, 1][..], &vec![0xff; padding], &[0], &info, hash].concat());
        assert_eq!(code(&verifier, token), "signature_invalid", "{padding} bytes of padding");
    }
    // Without NULL, and with one more field inside.
    for info in ["302f300b0609608648016503040201 0420", "3033300f060960864801650304020105000500 0420"] {
        let info = unhex(&info.replace(' ', ""));
        let token = cube_token(|hash| [&[0, 1][..], &[0xff; 8], &[0], &info, hash].concat());
        assert_eq!(code(&verifier, token), "signature_invalid");
    }
}

#[test]
fn cve_2021_30246_block_type_02() {
    let (verifier, _) = cube_verifier();
    let info = unhex(SHA256_INFO);
    for start in [[0, 2], [0, 0], [1, 1]] {
        if start[0] == 0 {
            let token = cube_token(|hash| [&start[..], &[0xff; 8], &[0], &info, hash].concat());
            assert_eq!(code(&verifier, token), "signature_invalid", "{start:?}");
        }
    }
}

#[test]
fn cve_2020_14968_zeros_before_an_rsa_signature() {
    for algorithm in [RS256, RS512, PS256] {
        let verifier = verifier(algorithm, "");
        let token = good(algorithm);
        let signature = unb64(token.rsplit_once('.').unwrap().1.as_bytes()).unwrap();
        for forged in [
            [&[0][..], &signature].concat(),
            [&[0; 16][..], &signature].concat(),
            [&signature[..], &[0]].concat(),
            signature[1..].to_vec(),
            signature[..255].to_vec(),
            bignum::add(&signature, &keys::rsa_modulus()),
            keys::rsa_modulus(),
            vec![0xff; 256],
            vec![],
        ] {
            assert_eq!(code(&verifier, with_signature(&token, forged)), "signature_invalid", "{algorithm:?}");
        }
    }
}

#[test]
fn cve_2026_4603_cve_2026_4598_impossible_moduli() {
    let n = keys::rsa_modulus();
    let mut even = n.clone();
    even[255] &= 0xfe;
    for (n, e, expected) in [
        (b64([]), "AQAB", "key_invalid"),
        (b64([1]), "AQAB", "key_too_weak"),
        (b64(&even), "AQAB", "key_invalid"),
        (b64(vec![0xff; 255]), "AQAB", "key_too_weak"),
        (b64(vec![0xff; 1025]), "AQAB", "key_too_weak"),
        (b64([&[0][..], &n].concat()), "AQAB", "key_invalid"),
        (b64(&n), "AQ", "key_too_weak"),
        (b64(&n), "Ag", "key_too_weak"),
        (b64(&n), "AQAA", "key_too_weak"),
        (b64(&n), "AQAAAAAB", "key_too_weak"),
        (b64(&n), "", "key_invalid"),
        (b64(&n), "AAEAAQ", "key_invalid"),
    ] {
        let jwk = format!(r#"{{"kty":"RSA","n":"{n}","e":"{e}"}}"#);
        assert_eq!(config_code(&soon(|| try_keys(&[RS256], &jwk, ""))), expected, "e {e}");
    }
    // s = 0, 1 and n - 1.
    for algorithm in [RS256, PS256] {
        let mut one = vec![0; 256];
        one[255] = 1;
        let mut minus_one = n.clone();
        minus_one[255] -= 1;
        for s in [vec![0; 256], one, minus_one] {
            let forged = with_signature(&good(algorithm), s);
            assert_eq!(code(&verifier(algorithm, ""), forged), "signature_invalid");
        }
    }
}

#[test]
fn cve_2026_4603_zero_is_a_weak_number_not_a_malformed_one() {
    // RFC 7518 section 2: zero is written `AA`. It has fewer than 2048 bits, and it is even.
    let n = b64(keys::rsa_modulus());
    for jwk in [r#"{"kty":"RSA","n":"AA","e":"AQAB"}"#, &format!(r#"{{"kty":"RSA","n":"{n}","e":"AA"}}"#)] {
        assert_eq!(config_code(&soon(|| try_keys(&[RS256], jwk, ""))), "key_too_weak");
    }
}

#[test]
fn cve_2020_28042_ghsa_5vw4_v588_pgv8_ghsa_869p_cjfg_cm3x_cve_2025_65945_wrong_macs() {
    for algorithm in [HS256, HS384, HS512] {
        let verifier = verifier(algorithm, "");
        let token = good(algorithm);
        let mac = unb64(token.rsplit_once('.').unwrap().1.as_bytes()).unwrap();
        // Every shorter one, and longer ones.
        for length in 0..mac.len() {
            assert_eq!(
                code(&verifier, with_signature(&token, &mac[..length])),
                "signature_invalid",
                "{length}"
            );
        }
        for more in [1, 16, 32, 64] {
            let longer = [&mac[..], &vec![0; more]].concat();
            assert_eq!(code(&verifier, with_signature(&token, longer)), "signature_invalid", "{more}");
        }
        // One byte wrong, wherever it is.
        for at in 0..mac.len() {
            let mut wrong = mac.clone();
            wrong[at] ^= 0x40;
            assert_eq!(code(&verifier, with_signature(&token, wrong)), "signature_invalid", "{at}");
        }
    }
}

#[test]
fn cve_2026_44351_ghsa_gmvf_9v4p_v8jc_ghsa_8wpc_h4q6_8fxv_cve_2019_20933_cve_2020_28637_the_empty_key() {
    for (keys, expected) in [
        (r#"{"secret":""}"#, "key_too_weak"),
        (r#"{"secret":"               "}"#, "key_too_weak"),
        (r#"{"kty":"oct","k":""}"#, "key_too_weak"),
        (r#"{"keys":[{"kty":"oct","k":""}]}"#, "key_too_weak"),
        (r#"[{"secret":""}]"#, "key_too_weak"),
        (r#"{"secret":null}"#, "option"),
        (r#"{"secret":0}"#, "option"),
        (r#"{"secret":false}"#, "option"),
        (r#""""#, "key_invalid"),
        ("{}", "key_invalid"),
        (r#"{"kty":"oct"}"#, "key_invalid"),
        (r#"{"kty":"oct","k":null}"#, "key_invalid"),
    ] {
        for algorithm in [HS256, HS384, HS512] {
            assert_eq!(config_code(&try_keys(&[algorithm], keys, "")), expected, "{keys}");
        }
    }
    // The MAC of an empty key, which is also that of a key of zeros.
    let verifier = verifier(HS256, "");
    for key in [&b""[..], &[0; 32], &[0; 64]] {
        assert_eq!(code(&verifier, hmac_token(HS256, key)), "signature_invalid");
    }
}

// Form

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

// What errors say

#[test]
fn cve_2019_7644_cve_2022_39304_cve_2026_44883_errors_hold_nothing_of_the_token() {
    let claims = r#"{"exp":1800000000,"iss":"sentinel-issuer","sub":"sentinel-subject","aud":"sentinel-audience","scope":"sentinel-scope"}"#;
    for algorithm in Algorithm::all() {
        let token = token(algorithm, claims);
        let (input, signature) = token.rsplit_once('.').unwrap();
        let wrong = with_signature(&token, vec![7; unb64(signature.as_bytes()).unwrap().len()]);
        for (options, token) in [
            ("", &token),
            (r#""audience":false,"issuer":"me""#, &token),
            (r#""audience":false,"subject":"me""#, &token),
            (r#""audience":false,"scopes":"write""#, &token),
            (r#""audience":"me""#, &token),
            (r#""audience":false,"type":"access""#, &token),
            ("", &wrong),
            (r#""maxTokenBytes":50"#, &token),
        ] {
            let error = verifier(algorithm, options).verify(token.as_bytes(), at(NOW)).unwrap_err();
            for text in [error.to_string(), format!("{error:?}"), error.challenge()] {
                assert!(!text.contains("sentinel"), "{text}");
                for part in input.split('.').chain([signature]) {
                    assert!(!text.contains(&part[..8]), "{text}");
                }
            }
        }
    }
    assert_eq!(every_token_error().len(), 18);
}

// API keys

#[test]
fn cve_2022_31142_ghsa_376v_xgjx_7mfr_cve_2025_59425_ghsa_wr9h_g72x_mwhm_near_api_keys() {
    let key = "acme_live_0123456789abcdefghijklmnopqrstuvwxyzABCDEFG";
    let hash = api_key::hash(key.as_bytes()).unwrap();
    assert!(api_key::verify(key.as_bytes(), hash.as_bytes()));
    for length in 0..key.len() {
        assert!(!api_key::verify(&key.as_bytes()[..length], hash.as_bytes()));
    }
    for at in 0..key.len() {
        let mut near = key.as_bytes().to_vec();
        near[at] ^= 1;
        assert!(!api_key::verify(&near, hash.as_bytes()));
    }
    for near in [format!("{key}0"), format!("{key}\0"), format!(" {key}"), key.to_uppercase()] {
        assert!(!api_key::verify(near.as_bytes(), hash.as_bytes()));
    }
    for length in 0..hash.len() {
        assert!(!api_key::verify(key.as_bytes(), &hash.as_bytes()[..length]));
    }
}

#[test]
fn rustsec_2026_0199_multi_byte_characters_in_a_stored_hash() {
    let hash = api_key::hash(b"key").unwrap();
    for at in [0, 3, 6, 28, 60, 63] {
        for odd in ["é", "€", "𝄞", "\u{0}"] {
            let replaced = format!("{}{odd}{}", &hash[..at], &hash[at + 1..]);
            let inserted = format!("{}{odd}{}", &hash[..at], &hash[at..]);
            for stored in [replaced, inserted] {
                assert!(!api_key::verify(b"key", stored.as_bytes()));
            }
        }
    }
    assert!(!api_key::verify(b"key", &[0xff; 64]));
}

#[test]
fn cve_2025_22228_every_byte_of_an_api_key_counts() {
    for length in [1, 72, 73, 100, 4096] {
        let key = vec![b'k'; length];
        let hash = api_key::hash(&key).unwrap();
        let mut other = key.clone();
        other[length - 1] = b'j';
        assert!(api_key::verify(&key, hash.as_bytes()));
        assert!(!api_key::verify(&other, hash.as_bytes()), "{length}");
    }
    assert_ne!(api_key::hash(b"key\0one").unwrap(), api_key::hash(b"key\0two").unwrap());
    assert!(api_key::hash(&[b'k'; 4097]).is_err());
    assert!(api_key::hash(b"").is_err());
}

// What the crate does not do

#[test]
fn rustsec_2023_0071_rustsec_2022_0093_the_verifier_knows_no_private_key() {
    fn sources(folder: &std::path::Path, all: &mut Vec<std::path::PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let own_tests = path.file_stem().is_some_and(|stem| stem == "tests");
            if own_tests {
                continue;
            } else if path.is_dir() {
                sources(&path, all);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                all.push(path);
            }
        }
    }
    let mut all = Vec::new();
    sources(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut all);
    assert!(all.len() > 20);
    for path in all {
        let source = std::fs::read_to_string(&path).unwrap();
        for word in ["RsaPrivateKey", "SigningKey", "SecretKey", "Keypair", "raw_sign", "hazmat::"] {
            // Ours are named with the word, not with the type: a comment may say why.
            let used = source.lines().any(|line| line.contains(word) && !line.trim_start().starts_with("//"));
            assert!(!used, "{} uses {word}", path.display());
        }
    }
}
