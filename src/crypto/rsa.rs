//! RSASSA-PKCS1-v1_5 and RSASSA-PSS (RFC 8017 section 8, RFC 7518 sections 3.3 and 3.5).

use rsa::pkcs1v15::{Signature as Pkcs1Signature, VerifyingKey as Pkcs1Key};
use rsa::pss::{Signature as PssSignature, VerifyingKey as PssKey};
use rsa::signature::Verifier as _;
use rsa::traits::PublicKeyParts as _;
use rsa::{BoxedUint, RsaPublicKey};
use sha2::{Sha256, Sha384, Sha512};

use crate::error::KeyError;
use crate::jws::Algorithm;
use crate::limits::{MAX_RSA_BITS, MAX_RSA_EXPONENT_BITS, MIN_RSA_BITS};

/// A checked RSA public key.
#[derive(Debug)]
pub struct RsaKey(RsaPublicKey);

impl RsaKey {
    /// Checks a modulus and an exponent, both big-endian.
    ///
    /// # Errors
    /// [`KeyError`] `key_too_weak` for a modulus outside 2048–8192 bits or an exponent that
    /// is even, 1 or longer than 33 bits; `key_invalid` for an even modulus.
    pub fn new(n: &[u8], e: &[u8]) -> Result<Self, KeyError> {
        if !(MIN_RSA_BITS..=MAX_RSA_BITS).contains(&bits(n)) {
            return Err(KeyError::too_weak("an RSA modulus must have 2048 to 8192 bits"));
        }
        if n.last().is_none_or(|byte| byte & 1 == 0) {
            return Err(KeyError::invalid("an RSA modulus is a product of odd primes; this one is even"));
        }
        if e.last().is_none_or(|byte| byte & 1 == 0) || !(2..=MAX_RSA_EXPONENT_BITS).contains(&bits(e)) {
            return Err(KeyError::too_weak(
                "an RSA exponent must be odd, at least 3 and at most 33 bits long; 65537 is the usual one",
            ));
        }
        RsaPublicKey::new_with_size_limits(
            BoxedUint::from_be_slice_vartime(n),
            BoxedUint::from_be_slice_vartime(e),
            MIN_RSA_BITS..=MAX_RSA_BITS,
        )
        .map(Self)
        .map_err(|_| KeyError::invalid("the numbers make no RSA public key"))
    }

    /// Whether `signature` fits; its length must be the modulus's (RFC 8017 section 8.2.2).
    pub fn verify(&self, algorithm: Algorithm, message: &[u8], signature: &[u8]) -> bool {
        if signature.len() != self.0.size() {
            return false;
        }
        macro_rules! pkcs1 {
            ($hash:ty) => {
                Pkcs1Signature::try_from(signature)
                    .is_ok_and(|s| Pkcs1Key::<$hash>::new(self.0.clone()).verify(message, &s).is_ok())
            };
        }
        // `new` fixes the salt to the hash's length, as RFC 7518 section 3.5 asks.
        macro_rules! pss {
            ($hash:ty) => {
                PssSignature::try_from(signature)
                    .is_ok_and(|s| PssKey::<$hash>::new(self.0.clone()).verify(message, &s).is_ok())
            };
        }
        match algorithm {
            Algorithm::RS256 => pkcs1!(Sha256),
            Algorithm::RS384 => pkcs1!(Sha384),
            Algorithm::RS512 => pkcs1!(Sha512),
            Algorithm::PS256 => pss!(Sha256),
            Algorithm::PS384 => pss!(Sha384),
            Algorithm::PS512 => pss!(Sha512),
            _ => false,
        }
    }
}

/// Length in bits of a big-endian number.
fn bits(number: &[u8]) -> usize {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    match number.get(zeros) {
        Some(first) => (number.len() - zeros) * 8 - first.leading_zeros() as usize,
        None => 0,
    }
}
