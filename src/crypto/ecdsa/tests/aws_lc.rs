//! The verdicts of AWS-LC, a second implementation beside RustCrypto's.

use aws_lc_rs::digest::{Digest, SHA256, SHA384, SHA512};
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P384_SHA384_FIXED, ECDSA_P521_SHA512_FIXED, UnparsedPublicKey,
};

use super::super::curve::Params;
use super::super::words;
use super::to_bytes;

/// AWS-LC's verdict on a digest's leftmost bits; none if they are more than the 512 bits of
/// SHA-512, the longest digest it takes for P-521. `point` is uncompressed, as in SEC 1.
pub(super) fn verdict<C: Params>(point: &[u8], digest: &[u8], signature: &[u8]) -> Option<bool> {
    let (algorithm, hash, bytes) = match C::BITS {
        256 => (&ECDSA_P256_SHA256_FIXED, &SHA256, 32),
        384 => (&ECDSA_P384_SHA384_FIXED, &SHA384, 48),
        _ => (&ECDSA_P521_SHA512_FIXED, &SHA512, 64),
    };
    let e = C::ORDER.read_digest(digest);
    if words::bits(&e, 8 * bytes, 9) != 0 {
        return None;
    }
    let digest = Digest::import_less_safe(&to_bytes(&e, bytes), hash).unwrap();
    Some(UnparsedPublicKey::new(algorithm, point).verify_digest(&digest, signature).is_ok())
}
