//! The algorithm is the verifier's choice, and a public key is never a secret.

use super::*;

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
