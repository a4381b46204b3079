//! Public keys as HMAC secrets, in every encoding of their text or their bytes.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};
use tokenward::jwk::confusion::{is_asymmetric_key, is_one_byte_repeated};
use tokenward::jwt::Verifier;
use tokenward::value::Value;

use super::*;
use crate::support::encoding::{base64, unpem};

/// The forms that are told from random bytes, with a name each.
fn forms() -> Vec<(String, Vec<u8>)> {
    let mut forms: Vec<(String, Vec<u8>)> = Vec::new();
    let pems = [
        ("RSA", keys::RSA),
        ("PKCS#1", keys::RSA_PKCS1),
        ("RSA-1024", keys::RSA_1024),
        ("RSASSA-PSS", keys::RSA_PSS_SHA384),
        ("certificate", keys::RSA_CERTIFICATE),
        ("P-256 certificate", keys::P256_CERTIFICATE),
        ("P-384 certificate", keys::P384_V1_CERTIFICATE),
        ("P-521 certificate", keys::P521_CERTIFICATE),
        ("Ed25519 certificate", keys::ED25519_CERTIFICATE),
        ("RSASSA-PSS certificate", keys::RSA_PSS_CERTIFICATE),
        ("P-256", keys::P256),
        ("P-256 compressed", keys::P256_COMPRESSED),
        ("P-384", keys::P384),
        ("P-521", keys::P521),
        ("secp256k1", keys::SECP256K1),
        ("Ed25519", keys::ED25519),
        ("RSA private", keys::RSA_PRIVATE),
        ("P-256 private", keys::P256_PRIVATE),
        ("Ed25519 private", keys::ED25519_PRIVATE),
    ];
    for (name, pem) in pems {
        forms.push((format!("{name}, PEM"), pem.into()));
        forms.push((format!("{name}, DER"), unpem(pem).unwrap()));
    }
    for pem in [keys::RSA_CERTIFICATE, keys::P256_CERTIFICATE] {
        forms.push(("map of `kid` to certificate".into(), format!(r#"{{"a":{}}}"#, json_string(pem)).into()));
        forms.push(("PEM with line breaks written out".into(), pem.replace('\n', "\\n").into()));
    }
    for line in keys::OPENSSH {
        forms.push(("OpenSSH".into(), line.into()));
    }
    for algorithm in [RS256, ES256, ES384, ES512, EdDSA] {
        let jwk = keys::jwk(algorithm);
        forms.push((format!("{algorithm:?} JWKS"), format!(r#"{{"keys":[{jwk}]}}"#).into()));
        forms.push((format!("{algorithm:?} JWK, spaces"), jwk.replace(':', " : ").into()));
        forms.push((format!("{algorithm:?} JWK in a string"), json_string(&jwk).into()));
        forms.push((format!("{algorithm:?} JavaScript"), jwk.replace('"', "'").into()));
        forms.push((
            format!("{algorithm:?} YAML"),
            jwk.replace(['"', '{', '}'], "").replace(':', ": ").into(),
        ));
        forms.push((format!("{algorithm:?} JWK"), jwk.into()));
    }
    for pair in [&keys::PAIRS.p256, &keys::PAIRS.p384, &keys::PAIRS.p521] {
        let point = aws_lc_rs::signature::KeyPair::public_key(pair).as_ref().to_vec();
        forms.push(("x || y".into(), point[1..].to_vec()));
        let hybrid = 6 | point.last().unwrap() & 1;
        forms.push(("hybrid point".into(), [&[hybrid][..], &point[1..]].concat()));
        forms.push(("SEC 1 point".into(), point));
    }
    forms
}

fn hex(bytes: &[u8], separator: &str) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(separator)
}

fn lines(text: &str, width: usize, end: &str) -> String {
    let lines: Vec<&str> =
        text.as_bytes().chunks(width).map(|line| std::str::from_utf8(line).unwrap()).collect();
    lines.join(end) + end
}

/// What people make of bytes when a configuration takes only text.
fn encodings(bytes: &[u8]) -> Vec<(&'static str, Vec<u8>)> {
    let (standard, url, hex_text) = (base64(bytes), b64(bytes), hex(bytes, ""));
    let padding = "=".repeat((4 - standard.len() % 4) % 4);
    let mut made: Vec<(&'static str, Vec<u8>)> = vec![
        ("as it is", bytes.to_vec()),
        ("base64", format!("{standard}{padding}").into()),
        ("base64 without padding", standard.clone().into()),
        ("base64url", url.clone().into()),
        ("base64url with padding", format!("{url}{padding}").into()),
        ("base64 in lines of 64", lines(&standard, 64, "\n").into()),
        ("base64 in lines of 76", lines(&standard, 76, "\r\n").into()),
        ("base64 in quotes", format!("\"{standard}{padding}\"").into()),
        ("base64 with spaces around", format!("  \t{standard}{padding}\n\n").into()),
        ("base64 after a name", format!("base64:{standard}{padding}").into()),
        ("base64 after a name and a space", format!("Key: {url}").into()),
        ("base64 in a data URL", format!("data:application/octet-stream;base64,{standard}{padding}").into()),
        ("base64 in an assignment", format!("PUBLIC_KEY={standard}{padding}").into()),
        ("hexadecimal", hex_text.clone().into()),
        ("HEXADECIMAL", hex_text.to_uppercase().into()),
        ("hexadecimal after 0x", format!("0x{hex_text}").into()),
        ("hexadecimal with colons", hex(bytes, ":").into()),
        ("hexadecimal with spaces", hex(bytes, " ").into()),
        ("hexadecimal in lines", lines(&hex_text, 60, "\n").into()),
        ("hexadecimal in quotes", format!("'{hex_text}'").into()),
        ("hexadecimal after a name", format!("hex:{hex_text}").into()),
        ("base64 of base64", base64(standard.as_bytes()).into()),
        ("base64 of hexadecimal", base64(hex_text.as_bytes()).into()),
        ("hexadecimal of base64url", hex(url.as_bytes(), "").into()),
        ("UTF-16", standard.encode_utf16().flat_map(u16::to_le_bytes).collect()),
        ("UTF-16, big-endian, of hexadecimal", hex_text.encode_utf16().flat_map(u16::to_be_bytes).collect()),
    ];
    if !bytes.is_ascii() {
        made.push(("read as Latin-1", bytes.iter().copied().map(char::from).collect::<String>().into()));
    }
    made
}

/// The code for `{ secret }` with these bytes, as a string where they are text, and as bytes.
fn codes(secret: &[u8]) -> Vec<&'static str> {
    let verifier = |secret| {
        Verifier::from_value(&Value::Object(vec![
            ("algorithms".into(), Value::Array(vec![Value::String((&b"HS256"[..]).into())])),
            ("keys".into(), Value::Object(vec![("secret".into(), secret)])),
        ]))
    };
    let mut codes = vec![config_code(&verifier(Value::Bytes(secret.into())))];
    if std::str::from_utf8(secret).is_ok() {
        codes.push(config_code(&verifier(Value::String(secret.into()))));
    }
    codes.push(config_code(&try_keys(&[HS256], &format!(r#"{{"kty":"oct","k":"{}"}}"#, b64(secret)), "")));
    codes
}

#[test]
fn no_encoding_of_a_public_key_is_a_secret() {
    let mut tried = 0;
    for (form, bytes) in forms() {
        for (encoding, secret) in encodings(&bytes) {
            // Longer ones are refused for that.
            let expected = if secret.len() > limits::MAX_SECRET_BYTES {
                "key_invalid"
            } else {
                "key_algorithm_mismatch"
            };
            for code in codes(&secret) {
                assert_eq!(code, expected, "{form}: {encoding}");
                tried += 1;
            }
        }
    }
    assert!(tried > 3000, "{tried}");
}

#[test]
fn bytes_that_were_read_as_utf8_are_found_as_well() {
    for pem in [keys::RSA, keys::P256, keys::P521, keys::ED25519] {
        let lossy = String::from_utf8_lossy(&unpem(pem).unwrap()).into_owned();
        assert!(codes(lossy.as_bytes()).iter().all(|code| *code == "key_algorithm_mismatch"), "{pem}");
    }
}

#[test]
fn random_secrets_pass_in_every_encoding() {
    let mut random = ChaCha8Rng::seed_from_u64(11);
    for length in [32, 33, 48, 49, 64, 65, 66, 67, 96, 97, 128, 132, 133, 162, 256, 270, 294] {
        for _ in 0..40 {
            let mut bytes = vec![0; length];
            random.fill_bytes(&mut bytes);
            for (encoding, secret) in encodings(&bytes) {
                assert!(!is_asymmetric_key(&secret), "{length} {encoding}");
                assert!(!is_one_byte_repeated(&secret), "{length} {encoding}");
            }
        }
    }
    // Words are no marks: these are passphrases, and say nothing that only keys say.
    for phrase in [
        "the public key to good tests is patience: kty",
        "a secret that mentions RSA, EC, OKP and oct, but is none",
        "correct horse battery staple 0123456789 abcdef",
        keys::SECRET,
    ] {
        assert!(codes(phrase.as_bytes()).iter().all(|code| *code == "ok"), "{phrase}");
    }
}

#[test]
fn one_byte_over_and_over_is_too_weak() {
    for byte in [0, 1, b' ', b'0', b'A', b'a', 0x7f, 0x80, 0xff] {
        for length in [32, 33, 64, 100] {
            let bytes = vec![byte; length];
            for secret in [bytes.clone(), base64(&bytes).into(), b64(&bytes).into(), hex(&bytes, "").into()] {
                let found = codes(&secret);
                assert!(found.iter().all(|code| *code == "key_too_weak"), "{secret:?} {found:?}");
            }
        }
    }
    // One that differs is no repetition.
    let mut nearly = vec![7; 32];
    nearly[31] = 8;
    assert!(!is_one_byte_repeated(&nearly));
}
