//! The fingerprint of keys that Infineon's RSALib made (ROCA, CVE-2017-15361): their private key can be
//! computed from the public one.
//!
//! M. Nemec, M. Sys, P. Svenda, D. Klinec, V. Matyas, "The Return of Coppersmith's Attack" (CCS 2017), section
//! 2.2: the primes of such keys are k M + (65537^a mod M), with M a product of the first primes. So the modulus
//! is a power of 65537 modulo each of these. A random modulus is that modulo all of them once in some 2^27.

/// The odd primes up to 167: M of the shortest keys (512 bits) holds the first 39 primes, that of longer ones more.
const PRIMES: [u32; 38] = [
    3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 101, 103,
    107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167,
];

/// Whether a big-endian modulus has the fingerprint.
pub(super) fn has_fingerprint(modulus: &[u8]) -> bool {
    PRIMES.iter().all(|prime| is_power_of_65537(remainder(modulus, *prime), *prime))
}

fn remainder(number: &[u8], prime: u32) -> u32 {
    let (head, digits) = number.as_rchunks::<4>();
    let head = head.iter().fold(0, |value, octet| value << 8 | u64::from(*octet));
    let prime = u64::from(prime);
    let digits = digits.iter().map(|digit| u64::from(u32::from_be_bytes(*digit)));
    digits.fold(head % prime, |value, digit| (value << 32 | digit) % prime) as u32
}

/// Whether `residue` is among the powers of 65537 modulo `prime`.
fn is_power_of_65537(residue: u32, prime: u32) -> bool {
    let mut power = 1;
    loop {
        if power == residue {
            return true;
        }
        power = power * (65537 % prime) % prime;
        if power == 1 {
            return false;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base64url;
    use alloc::vec::Vec;
    use num_bigint::BigUint;

    /// The key of Wycheproof's json_web_key_test, test 7 (rejectsKeyWithRocaVulnerability).
    const WYCHEPROOF: &str = "AanFpofbj7KjD4Lf-N2hVMKR7yewSyXhhbirIMTGpfYEhZ_lnt5UoK98DnKIgArXGTu3MaW_HhFw16HGaTDUHqPrId7fe4r11CqRw09yBFuW79V8sYIwHdzCaWflUI6auImYbVfoN9_nD5n8N8SY9DwXw7mwZM9wREPXoDPgOoIWl6q_MPsp7n0zs3Z5ZaiQWOOzl1S9OhwAfSiiOwz6efnXEaxuTEtPd7BjSx7NaFka8Dx9U7YqXy2RFj1O9PjyaDGuRh7YXsX3iMUSP_wSyHQg_c_qHRtKUsNSGCT7OZg0hzm2KphtjnayKJvC64vAbROBR4Ubg6Bxg9IQVZ-QYyE";

    #[test]
    fn finds_the_key_of_wycheproof() {
        assert!(has_fingerprint(&base64url::decode(WYCHEPROOF.as_bytes()).unwrap()));
    }

    /// Numbers of the form that the library made, of every size; whether they are prime does not matter.
    #[test]
    fn finds_numbers_of_the_form() {
        let mut m = BigUint::from(2_u32);
        for prime in PRIMES {
            m *= prime;
        }
        let factor = |k: u32, a: u32, bits: u64| {
            (BigUint::from(k) << (bits - m.bits())) * &m + BigUint::from(65537_u32).modpow(&a.into(), &m)
        };
        for bits in [1024, 1536, 2048, 4096] {
            for (a, b) in [(1, 2), (77, 123_456), (999_999, 3)] {
                let modulus = factor(3, a, bits) * factor(5, b, bits);
                assert!(has_fingerprint(&modulus.to_bytes_be()), "{bits} {a} {b}");
                assert!(!has_fingerprint(&(modulus + 2_u32).to_bytes_be()), "{bits} {a} {b}");
            }
        }
    }

    #[test]
    fn random_numbers_do_not_have_it() {
        let mut bits = 0x9e37_79b9_7f4a_7c15_u64;
        for length in [256, 257, 384, 511, 512, 1024] {
            for _ in 0..500 {
                let mut number: Vec<u8> = (0..length)
                    .map(|_| {
                        bits ^= bits << 13;
                        bits ^= bits >> 7;
                        bits ^= bits << 17;
                        bits as u8
                    })
                    .collect();
                number[0] |= 0x80;
                number[length - 1] |= 1;
                assert!(!has_fingerprint(&number));
                let expected = BigUint::from_bytes_be(&number);
                for prime in [3, 101, 167] {
                    assert_eq!(BigUint::from(remainder(&number, prime)), &expected % prime);
                }
            }
        }
    }

    /// The share of random numbers that have it, from the orders of 65537: small enough to refuse keys by.
    #[test]
    fn chance_meets_it_once_in_a_hundred_million() {
        let share = |prime: u32| {
            f64::from((1..prime).filter(|residue| is_power_of_65537(*residue, prime)).count() as u32)
                / f64::from(prime - 1)
        };
        let chance: f64 = PRIMES.into_iter().map(share).product();
        assert!(chance < 1e-8, "{chance}");
    }
}
