//! Keys as they come: whatever has one meaning is taken, and whatever means something else is not.

use tokenward::jwk::KeySet;
use tokenward::jwk::key_set::KeyRules;
use tokenward::jwt::Verifier;
use tokenward::secret::Secret;
use tokenward::value::Value;

use super::*;
use crate::support::encoding::{base64, unb64, unpem};

/// A JWK's member, decoded.
fn member(jwk: &str, name: &str) -> Vec<u8> {
    let jwk: serde_json::Value = serde_json::from_str(jwk).unwrap();
    unb64(jwk[name].as_str().unwrap().as_bytes()).unwrap()
}

/// A JWK with a member replaced.
fn with_member(jwk: &str, name: &str, value: &str) -> String {
    let mut jwk: serde_json::Map<String, serde_json::Value> = serde_json::from_str(jwk).unwrap();
    jwk.insert(name.into(), value.into());
    serde_json::to_string(&jwk).unwrap()
}

fn padded(text: &str) -> String {
    format!("{text}{}", "=".repeat((4 - text.len() % 4) % 4))
}

/// The code for a token of `algorithm` with these keys, or of the refusal of the keys.
fn verdict(algorithm: Algorithm, keys: &str) -> &'static str {
    match try_keys(&[algorithm], keys, "") {
        Ok(verifier) => code(&verifier, token(algorithm, CLAIMS)),
        refused => config_code(&refused),
    }
}

/// The verdict with keys that are bytes.
fn verdict_on_bytes(algorithm: Algorithm, bytes: &[u8]) -> &'static str {
    let text = |text: &str| Value::String(Secret::from(text.as_bytes()));
    let made = Verifier::from_value(&Value::Object(vec![
        ("algorithms".into(), Value::Array(vec![text(algorithm.name())])),
        ("keys".into(), Value::Bytes(Secret::from(bytes))),
    ]));
    match made {
        Ok(verifier) => code(&verifier, token(algorithm, CLAIMS)),
        refused => config_code(&refused),
    }
}

/// The keys of a set that was fetched, and the codes of those that are not used.
fn fetched(algorithms: &[Algorithm], text: &str) -> Option<(KeySet, Vec<&'static str>)> {
    let rules = KeyRules { algorithms: algorithms.iter().copied().collect(), environment: None };
    let mut told = Vec::new();
    let set = KeySet::from_remote(text.as_bytes(), rules, &mut |error| told.push(error.code())).ok()?;
    Some((set, told))
}

/// The message for keys that are refused.
fn message(algorithm: Algorithm, keys: &str) -> String {
    try_keys(&[algorithm], keys, "").unwrap_err().to_string()
}

const CERTIFICATES: [(Algorithm, &str); 4] = [
    (RS256, keys::RSA_CERTIFICATE),
    (ES256, keys::P256_CERTIFICATE),
    (ES384, keys::P384_V1_CERTIFICATE),
    (EdDSA, keys::ED25519_CERTIFICATE),
];

#[test]
fn numbers_with_too_many_or_too_few_zeros() {
    for (algorithm, names) in
        [(RS256, ["n", "e"]), (ES256, ["x", "y"]), (ES384, ["x", "y"]), (ES512, ["x", "y"])]
    {
        let jwk = keys::jwk(algorithm);
        for name in names {
            let bytes = member(&jwk, name);
            let solid: Vec<u8> = bytes.iter().copied().skip_while(|byte| *byte == 0).collect();
            let spell = |bytes: &[u8]| with_member(&jwk, name, &b64(bytes));
            for zeros in 0..4 {
                let text = spell(&[&vec![0; zeros][..], &solid].concat());
                assert_eq!(verdict(algorithm, &text), "ok", "{text}");
            }
            // Any other byte that is missing, or that there is too many of, makes another number.
            assert_ne!(verdict(algorithm, &spell(&solid[1..])), "ok");
            assert_ne!(verdict(algorithm, &spell(&solid[..solid.len() - 1])), "ok");
            assert_ne!(verdict(algorithm, &spell(&[&solid[..], &[0]].concat())), "ok");
            assert_ne!(verdict(algorithm, &spell(&[&[1][..], &bytes].concat())), "ok");
            assert_eq!(verdict(algorithm, &spell(&[])), "key_invalid");
            assert_ne!(verdict(algorithm, &spell(&[0])), "ok");
        }
    }
    // A curve of another size is no matter of zeros.
    let jwk = keys::jwk(ES256).replace("P-256", "P-384");
    assert_eq!(verdict(ES384, &jwk), "key_invalid");
    // Ed25519's are bytes, and no number (RFC 8032 section 5.1.5).
    let jwk = keys::jwk(EdDSA);
    let x = member(&jwk, "x");
    for wrong in [&x[1..], &x[..31], &[&[0][..], &x].concat(), &[&x[..], &[0]].concat()] {
        assert_eq!(verdict(EdDSA, &with_member(&jwk, "x", &b64(wrong))), "key_invalid");
    }
}

#[test]
fn a_point_whose_coordinates_begin_with_zero() {
    // 5 G has no such coordinate; these are multiples of P-256's generator that do, found by counting.
    for (x, y) in keys::P256_SHORT_POINTS {
        let padded = |text: &str| format!("{}{text}", "0".repeat(64 - text.len()));
        let spell = |x: &str, y: &str| {
            let [x, y] = [x, y].map(|text| b64(crate::support::encoding::unhex(text)));
            format!(r#"{{"kty":"EC","crv":"P-256","x":"{x}","y":"{y}"}}"#)
        };
        assert!(x.len() < 64 || y.len() < 64);
        for jwk in [spell(x, y), spell(&padded(x), &padded(y)), spell(&format!("00{x}"), &format!("0000{y}"))]
        {
            assert_eq!(config_code(&try_keys(&[ES256], &jwk, "")), "ok", "{jwk}");
            let (set, told) = fetched(&[ES256], &format!(r#"{{"keys":[{jwk}]}}"#)).unwrap();
            assert_eq!((set.candidates(None, ES256).unwrap().len(), told.len()), (1, 0));
        }
        // What was cut off elsewhere is told of a set that was fetched, and not only at the first token.
        let cut = spell(&padded(x)[..62], &padded(y));
        let (set, told) = fetched(&[ES256], &format!(r#"{{"keys":[{cut}]}}"#)).unwrap();
        assert_eq!((set.len(), told), (0, vec!["key_invalid"]), "{cut}");
    }
}

#[test]
fn members_in_either_base64() {
    for (algorithm, names) in [
        (RS256, &["n", "e"][..]),
        (ES256, &["x", "y"]),
        (ES384, &["x", "y"]),
        (ES512, &["x", "y"]),
        (EdDSA, &["x"]),
        (HS256, &["k"]),
    ] {
        let jwk = keys::jwk(algorithm);
        for name in names {
            let bytes = member(&jwk, name);
            let broken = padded(&base64(&bytes));
            let (first, last) = broken.split_at(2);
            for text in [
                base64(&bytes),
                padded(&base64(&bytes)),
                padded(&b64(&bytes)),
                format!("{first}\r\n{last}\n"),
            ] {
                assert_eq!(verdict(algorithm, &with_member(&jwk, name, &text)), "ok", "{name} {text}");
            }
            for text in [
                "+_-/".to_owned() + &b64(&bytes),
                format!("{}=", padded(&b64(&bytes))),
                format!("*{}", b64(&bytes)),
            ] {
                assert_eq!(
                    verdict(algorithm, &with_member(&jwk, name, &text)),
                    "key_invalid",
                    "{name} {text}"
                );
            }
        }
    }
    // Mixed in one value, not in one key.
    let jwk = keys::jwk(ES256);
    let mixed =
        with_member(&with_member(&jwk, "x", &base64(member(&jwk, "x"))), "y", &b64(member(&jwk, "y")));
    assert_eq!(verdict(ES256, &mixed), "ok");
}

#[test]
fn certificates() {
    for (algorithm, pem) in CERTIFICATES {
        let der = unpem(pem).unwrap();
        for keys in [
            json_string(pem),
            json_string(&pem.replace("CERTIFICATE", "X509 CERTIFICATE")),
            format!(r#"{{"pem":{},"kid":"a","alg":"{}"}}"#, json_string(pem), algorithm.name()),
            json_string(&base64(&der)),
            json_string(&padded(&base64(&der))),
            json_string(&base64(pem)),
            format!(r#"{{"a":{}}}"#, json_string(pem)),
            format!(r#"{{"x5c":["{}"]}}"#, padded(&base64(&der))),
        ] {
            assert_eq!(verdict(algorithm, &keys), "ok", "{keys}");
        }
        assert_eq!(verdict_on_bytes(algorithm, &der), "ok");
        assert_eq!(verdict_on_bytes(algorithm, pem.as_bytes()), "ok");
        // Of another type
        let other = if algorithm == RS256 { ES256 } else { RS256 };
        assert_eq!(verdict(other, &json_string(pem)), "key_algorithm_mismatch");
        // A byte too many, one too few, or the key in a certificate's place
        for wrong in [&[&der[..], &[0]].concat(), &der[..der.len() - 1]] {
            assert_eq!(verdict_on_bytes(algorithm, wrong), "key_invalid");
            assert_eq!(verdict(algorithm, &format!(r#"{{"x5c":["{}"]}}"#, base64(wrong))), "key_invalid");
        }
        let spki = unpem(keys::pem(algorithm).unwrap()).unwrap();
        assert_eq!(verdict(algorithm, &format!(r#"{{"x5c":["{}"]}}"#, base64(spki))), "key_invalid");
        assert_eq!(
            verdict(algorithm, &json_string(&pem.replace("CERTIFICATE", "PUBLIC KEY"))),
            "key_invalid"
        );
    }
    // RFC 5280 section 4.2.1.3: for encryption
    let encipherment = json_string(keys::RSA_ENCIPHERMENT_CERTIFICATE);
    assert_eq!(verdict(RS256, &encipherment), "key_algorithm_mismatch");
    assert!(message(RS256, &encipherment).contains("digitalSignature"));
}

#[test]
fn a_certificate_beside_the_numbers_must_be_of_the_same_key() {
    let x5c = |pem: &str| format!(r#""x5c":["{}","AAAA"]"#, padded(&base64(unpem(pem).unwrap())));
    for (algorithm, pem) in CERTIFICATES {
        let members = keys::jwk_members(algorithm);
        assert_eq!(verdict(algorithm, &format!("{{{members},{}}}", x5c(pem))), "ok");
        for (other, of_another) in CERTIFICATES {
            if other == algorithm {
                continue;
            }
            let jwk = format!("{{{members},{}}}", x5c(of_another));
            assert_eq!(verdict(algorithm, &jwk), "key_algorithm_mismatch", "{algorithm:?} {other:?}");
            let (set, told) = fetched(&[algorithm], &format!(r#"{{"keys":[{jwk}]}}"#)).unwrap();
            assert_eq!((set.len(), told), (0, vec!["key_algorithm_mismatch"]));
        }
        // It says nothing where it cannot be read: the numbers are the key.
        for nothing in [
            r#""x5c":[]"#,
            r#""x5c":["AAAA"]"#,
            r#""x5c":7"#,
            r#""x5c":[7]"#,
            r#""x5c":["!"]"#,
            r#""x5c":null"#,
        ] {
            assert_eq!(verdict(algorithm, &format!("{{{members},{nothing}}}")), "ok", "{nothing}");
        }
    }
    // The usage is the JWK's own matter where it has numbers.
    let both = format!("{{{},{}}}", keys::jwk_members(RS256), x5c(keys::RSA_ENCIPHERMENT_CERTIFICATE));
    assert_eq!(verdict(RS256, &both), "ok");
    // A secret has no certificate.
    let secret = format!("{{{},{}}}", keys::jwk_members(HS256), x5c(keys::RSA_CERTIFICATE));
    assert_eq!(verdict(HS256, &secret), "key_algorithm_mismatch");
    // Half of the numbers are not none.
    let half = format!(r#"{{"kty":"RSA","e":"AQAB",{}}}"#, x5c(keys::RSA_CERTIFICATE));
    assert_eq!(verdict(RS256, &half), "key_invalid");
}

#[test]
fn a_jwk_that_is_a_certificate_alone() {
    let jwk = |more: &str, pem: &str| format!(r#"{{{more}"x5c":["{}"]}}"#, base64(unpem(pem).unwrap()));
    for (more, algorithm, pem, expected) in [
        ("", RS256, keys::RSA_CERTIFICATE, "ok"),
        (r#""kty":"RSA","use":"sig","alg":"RS256","#, RS256, keys::RSA_CERTIFICATE, "ok"),
        (r#""kty":"EC","#, ES256, keys::P256_CERTIFICATE, "ok"),
        (r#""kty":"EC","crv":"P-256","#, ES256, keys::P256_CERTIFICATE, "ok"),
        (r#""kty":"EC","crv":"P-521","#, ES512, keys::P521_CERTIFICATE, "ok"),
        (r#""kty":"OKP","crv":"Ed25519","#, EdDSA, keys::ED25519_CERTIFICATE, "ok"),
        (r#""kty":"EC","#, RS256, keys::RSA_CERTIFICATE, "key_algorithm_mismatch"),
        (r#""kty":"oct","#, RS256, keys::RSA_CERTIFICATE, "key_algorithm_mismatch"),
        (r#""kty":"EC","crv":"P-384","#, ES256, keys::P256_CERTIFICATE, "key_algorithm_mismatch"),
        (r#""kty":"RSA","crv":"P-256","#, RS256, keys::RSA_CERTIFICATE, "key_algorithm_mismatch"),
        (r#""kty":7,"#, RS256, keys::RSA_CERTIFICATE, "key_invalid"),
        (r#""kty":"RSA","use":"enc","#, RS256, keys::RSA_CERTIFICATE, "key_algorithm_mismatch"),
        (r#""kty":"RSA","alg":"ES256","#, RS256, keys::RSA_CERTIFICATE, "key_algorithm_mismatch"),
        (r#""kty":"RSA","d":"AQAB","#, RS256, keys::RSA_CERTIFICATE, "key_invalid"),
        ("", RS256, keys::RSA_ENCIPHERMENT_CERTIFICATE, "key_algorithm_mismatch"),
        ("", RS256, keys::RSA_PSS_CERTIFICATE, "key_algorithm_mismatch"),
        ("", PS384, keys::RSA_PSS_CERTIFICATE, "ok"),
    ] {
        let jwk = jwk(more, pem);
        assert_eq!(verdict(algorithm, &jwk), expected, "{jwk}");
        let (set, told) = fetched(&[algorithm], &format!(r#"{{"keys":[{jwk}]}}"#)).unwrap();
        assert_eq!((set.len(), told.len()), if expected == "ok" { (1, 0) } else { (0, 1) }, "{jwk}");
    }
    for x5c in ["[]", "7", "\"AAAA\"", "[7]", "[\"!\"]", "[\"AAAA\"]", "{}"] {
        assert_eq!(verdict(RS256, &format!(r#"{{"kty":"RSA","x5c":{x5c}}}"#)), "key_invalid", "{x5c}");
    }
}

#[test]
fn maps_of_kid_to_pem() {
    let map = |members: &[(&str, &str)]| {
        let members: Vec<String> =
            members.iter().map(|(kid, pem)| format!("{}:{}", json_string(kid), json_string(pem))).collect();
        format!("{{{}}}", members.join(","))
    };
    let named = |algorithm: Algorithm, kid: &str| {
        signed(algorithm, format!(r#"{{"alg":"{}","kid":"{kid}"}}"#, algorithm.name()), CLAIMS)
    };
    let google = map(&[("r", keys::RSA_CERTIFICATE), ("e", keys::P256_CERTIFICATE), ("p", keys::ED25519)]);
    let all = [RS256, ES256, EdDSA];
    let (set, told) = fetched(&all, &google).unwrap();
    assert_eq!((set.len(), told.len()), (3, 0));
    let verifier = with_keys(&all, &google, "");
    for (kid, algorithm) in [("r", RS256), ("e", ES256), ("p", EdDSA)] {
        assert_eq!(set.kid(set.candidates(Some(kid), algorithm).unwrap()[0]), Some(kid));
        assert_eq!(code(&verifier, named(algorithm, kid)), "ok");
    }
    assert_eq!(code(&verifier, named(RS256, "e")), "key_not_found");
    assert_eq!(code(&verifier, named(RS256, "x")), "key_not_found");

    // As in a JWKS, what cannot be used is skipped, and told; a private key that was written down is not.
    let odd = map(&[
        ("a", keys::RSA_ENCIPHERMENT_CERTIFICATE),
        ("b", &keys::RSA_CERTIFICATE[..300]),
        ("c", keys::SECP256K1),
        ("d", &format!("{}{}", keys::RSA, keys::RSA)),
        ("r", keys::RSA_CERTIFICATE),
    ]);
    let expected = ["key_algorithm_mismatch", "key_invalid", "key_algorithm_mismatch", "key_invalid"];
    let (set, told) = fetched(&[RS256], &odd).unwrap();
    assert_eq!((set.len(), told.as_slice()), (1, &expected[..]));
    let verifier = with_keys(&[RS256], &odd, "");
    assert_eq!(verifier.keys().len(), 1);
    let skipped: Vec<_> =
        verifier.keys().skipped().iter().map(|error| (error.index(), error.code())).collect();
    assert_eq!(skipped, [0, 1, 2, 3].map(|at| (Some(at), expected[at])));
    let private = map(&[("r", keys::RSA_CERTIFICATE), ("s", keys::RSA_PRIVATE)]);
    assert_eq!(verdict(RS256, &private), "key_invalid");
    assert!(message(RS256, &private).starts_with("`keys[1]`: a private key"));
    let (set, told) = fetched(&[RS256], &private).unwrap();
    assert_eq!((set.len(), told), (1, vec!["key_invalid"]));

    // All of them are PEMs, or it is no map.
    for no_map in [
        "{}".to_owned(),
        r#"{"a":"b"}"#.into(),
        format!(r#"{{"issuer":"a","key":{}}}"#, json_string(keys::RSA)),
        format!(r#"{{"a":[{}]}}"#, json_string(keys::RSA)),
        format!(r#"{{"a":{{"b":{}}}}}"#, json_string(keys::RSA)),
        format!(r#"{{"keys":{}}}"#, json_string(keys::RSA)),
    ] {
        assert_eq!(verdict(RS256, &no_map), "key_invalid", "{no_map}");
        assert!(fetched(&[RS256], &no_map).is_none(), "{no_map}");
    }
    // One cannot say its environment.
    assert_eq!(config_code(&try_keys(&[RS256], &google, r#""environment":"production""#)), "option");
}

#[test]
fn pems_out_of_files_and_environment_variables() {
    for (algorithm, pem) in [
        (RS256, keys::RSA),
        (PS256, keys::RSA_PKCS1),
        (ES256, keys::P256),
        (EdDSA, keys::ED25519),
        (RS256, keys::RSA_CERTIFICATE),
    ] {
        for text in [
            pem.replace('\n', "\\n"),
            pem.replace('\n', "\\r\\n"),
            pem.replace('\n', "\r\n"),
            pem.replace('\n', "\n    "),
            pem.replace('\n', " \n\n"),
            pem.replace('\n', " "),
            pem.trim_end().into(),
            format!("\"{}\"", pem.replace('\n', "\\n")),
            format!("'{pem}'"),
            format!("Certificate:\n    Data:\n        Version: 3 (0x2)\n{pem}"),
            format!("Bag Attributes\n    friendlyName: a\nsubject=CN = a\n{pem}\n"),
        ] {
            assert_eq!(verdict(algorithm, &json_string(&text)), "ok", "{text}");
            assert_eq!(verdict_on_bytes(algorithm, text.as_bytes()), "ok", "{text}");
        }
        let der = unpem(pem).unwrap();
        assert_eq!(verdict_on_bytes(algorithm, &der), "ok");
        assert_eq!(verdict(algorithm, &json_string(&base64(&der))), "ok");
        assert_eq!(verdict(algorithm, &json_string(&b64(&der))), "ok");
        assert_eq!(verdict(algorithm, &json_string(&base64(pem))), "ok");
    }
}

#[test]
fn several_blocks_are_several_keys_and_a_chain_is_none() {
    let both = format!("{}\n{}", keys::P256, keys::RSA);
    for algorithm in [ES256, RS256] {
        let verifier = with_keys(&[ES256, RS256], &json_string(&both), "");
        assert_eq!((verifier.keys().len(), code(&verifier, token(algorithm, CLAIMS))), (2, "ok"));
    }
    for (several, said) in [
        ([keys::RSA_CERTIFICATE, keys::P256_CERTIFICATE].concat(), "several certificates"),
        ([keys::RSA_CERTIFICATE, keys::RSA_CERTIFICATE].concat(), "several certificates"),
        ([keys::RSA, keys::RSA_CERTIFICATE].concat(), "several certificates"),
        ([keys::RSA, keys::RSA_PRIVATE].concat(), "private key"),
        ([keys::P256_PRIVATE, keys::RSA].concat(), "private key"),
        (
            format!(
                "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n{}",
                keys::P256_PRIVATE
            ),
            "private key",
        ),
        (format!("-----BEGIN X-----\nAAAA\n-----END X-----\n{}", keys::RSA), "nothing else"),
        (format!("{}-----BEGIN PUBLIC KEY-----", keys::RSA), "does not parse"),
    ] {
        assert_eq!(verdict(RS256, &json_string(&several)), "key_invalid");
        let message = message(RS256, &json_string(&several));
        assert!(message.contains(said), "{message}");
    }
    // A name is of one key.
    let named = format!(r#"{{"pem":{},"kid":"a"}}"#, json_string(&both));
    assert_eq!(verdict(ES256, &named), "key_invalid");
    assert!(message(ES256, &named).contains("several"));
}

#[test]
fn bytes_are_a_public_key_and_never_a_secret() {
    for private in [keys::RSA_PRIVATE, keys::P256_PRIVATE, keys::ED25519_PRIVATE] {
        for bytes in [private.into(), unpem(private).unwrap()] {
            assert_eq!(verdict_on_bytes(RS256, &bytes), "key_invalid");
        }
        let der = json_string(&base64(unpem(private).unwrap()));
        assert!(message(RS256, &der).contains("private key"), "{der}");
    }
    for bytes in
        [&[][..], &[0x30], &[0x30, 0], &[7; 32], keys::SECRET.as_bytes(), keys::jwk(RS256).as_bytes()]
    {
        for algorithm in [HS256, RS256] {
            assert_eq!(verdict_on_bytes(algorithm, bytes), "key_invalid");
        }
    }
}

/// A DER element.
fn der(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = match content.len() {
        short @ 0..=0x7f => vec![short as u8],
        middle @ 0x80..=0xff => vec![0x81, middle as u8],
        long => vec![0x82, (long >> 8) as u8, long as u8],
    };
    [&[tag], &length[..], content].concat()
}

#[test]
fn rsassa_pss_keys_fit_the_algorithms_of_their_parameters() {
    const ALL: [Algorithm; 6] = [RS256, Algorithm::RS384, Algorithm::RS512, PS256, PS384, Algorithm::PS512];
    let fits = |key: &[u8]| -> Vec<Algorithm> {
        ALL.into_iter()
            .filter(|algorithm| match verdict_on_bytes(*algorithm, key) {
                "ok" => true,
                "key_algorithm_mismatch" => false,
                other => panic!("{algorithm:?}: {other}"),
            })
            .collect()
    };
    // As OpenSSL writes them (RFC 4055 section 3)
    assert_eq!(fits(keys::RSA_PSS.as_bytes()), ALL[3..]);
    assert_eq!(fits(keys::RSA_PSS_SHA384.as_bytes()), [PS384]);
    assert_eq!(fits(keys::RSA_PSS_CERTIFICATE.as_bytes()), [PS384]);

    let number = unpem(keys::RSA_PKCS1).unwrap();
    let key = |parameters: &[u8]| {
        let oid = der(6, b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0a");
        let bits = der(3, &[&[0], &number[..]].concat());
        der(0x30, &[der(0x30, &[&oid[..], parameters].concat()), bits].concat())
    };
    let sha2 = |last: u8, parameters: &[u8]| {
        let oid = der(6, &[b"\x60\x86\x48\x01\x65\x03\x04\x02", &[last][..]].concat());
        der(0x30, &[&oid[..], parameters].concat())
    };
    let mgf1 = |hash: Vec<u8>| {
        let oid = der(6, b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x08");
        der(0xA1, &der(0x30, &[oid, hash].concat()))
    };
    let parameters = |parts: &[Vec<u8>]| der(0x30, &parts.concat());
    let salt = |bytes: &[u8]| der(0xA2, &der(2, bytes));
    let null = [5, 0];
    for last in 1..=3 {
        let (hash, mask) = (der(0xA0, &sha2(last, &null)), mgf1(sha2(last, &null)));
        let own = &ALL[2 + usize::from(last)..3 + usize::from(last)];
        let longest = [32, 48, 64][usize::from(last) - 1];
        for more in [vec![], salt(&[0]), salt(&[20]), salt(&[longest])] {
            assert_eq!(fits(&key(&parameters(&[hash.clone(), mask.clone(), more]))), own);
        }
        let bare =
            [der(0xA0, &sha2(last, &[])), mgf1(sha2(last, &[])), salt(&[longest]), der(0xA3, &der(2, &[1]))];
        assert_eq!(fits(&key(&parameters(&bare))), own);
        for more in [
            salt(&[longest + 1]),
            salt(&[0, 0x80]),
            salt(&[0x80]),
            salt(&[]),
            der(0xA3, &der(2, &[2])),
            vec![5, 0],
            der(0xA2, &der(4, &[20])),
        ] {
            assert_eq!(fits(&key(&parameters(&[hash.clone(), mask.clone(), more]))), []);
        }
        // SHA-1 where nothing is said, and two hashes
        assert_eq!(fits(&key(&parameters(std::slice::from_ref(&mask)))), []);
        assert_eq!(fits(&key(&parameters(std::slice::from_ref(&hash)))), []);
        assert_eq!(fits(&key(&parameters(&[hash.clone(), mgf1(sha2(last % 3 + 1, &null))]))), []);
        assert_eq!(fits(&key(&parameters(&[mask, hash]))), []);
    }
    for odd in [
        vec![5, 0],
        parameters(&[]),
        der(0x31, &[]),
        parameters(&[der(0xA0, &sha2(4, &null)), mgf1(sha2(4, &null))]),
    ] {
        assert_eq!(fits(&key(&odd)), []);
    }
    assert!(message(RS256, &json_string(keys::RSA_PSS)).contains("none of the `algorithms`"));
}

#[test]
fn members_of_a_set_that_are_not_used_are_remembered() {
    let good = keys::jwk(RS256);
    let set = format!(
        r#"{{"keys":[{good},{{"kty":"RSA","n":"AQAB","e":"AQAB"}},7,{{{},"use":"enc"}}]}}"#,
        keys::jwk_members(RS256)
    );
    let verifier = with_keys(&[RS256], &set, "");
    let skipped: Vec<_> =
        verifier.keys().skipped().iter().map(|error| (error.index(), error.code())).collect();
    assert_eq!(
        skipped,
        [(Some(1), "key_too_weak"), (Some(2), "key_invalid"), (Some(3), "key_algorithm_mismatch")]
    );
    let many = format!(r#"{{"keys":[{good}{}]}}"#, ",7".repeat(limits::MAX_SKIPPED_KEYS + 1));
    assert_eq!(with_keys(&[RS256], &many, "").keys().skipped().len(), limits::MAX_SKIPPED_KEYS);
    assert_eq!(with_keys(&[RS256], &good, "").keys().skipped(), []);
}
