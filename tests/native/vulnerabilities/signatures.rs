//! Forged, respelled and degenerate signatures and keys.

use super::*;

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
        (b64([0; 256]), "AQAB", "key_too_weak"),
        (b64([&[0; 255][..], &[3]].concat()), "AQAB", "key_too_weak"),
        (b64(&n), "AQ", "key_too_weak"),
        (b64(&n), "Ag", "key_too_weak"),
        (b64(&n), "AQAA", "key_too_weak"),
        (b64(&n), "AQAAAAAB", "key_too_weak"),
        (b64(&n), "", "key_invalid"),
        (b64(&n), "AAAAAQ", "key_too_weak"),
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
