//! What a header says about keys and extensions.

use super::*;

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
