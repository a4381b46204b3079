//! One token is never taken for another.

use super::*;

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
