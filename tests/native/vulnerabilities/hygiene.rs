//! What errors say, how API keys compare, and what the crate does not do.

use super::*;

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
    assert_eq!(every_token_error().len(), 22);
}

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
