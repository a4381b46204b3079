//! Ed25519 verdicts against dalek's `verify_strict`: any public key and signature, and valid ones.
#![no_main]

use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey as Dalek};
use libfuzzer_sys::fuzz_target;
use tokenward::crypto::ed25519::VerifyingKey;

fuzz_target!(|data: &[u8]| {
    let Some((first, rest)) = data.split_first_chunk::<32>() else { return };
    let Some((signature, message)) = rest.split_first_chunk::<64>() else { return };

    let signing = SigningKey::from_bytes(first);
    let ours = VerifyingKey::from_bytes(signing.verifying_key().as_bytes()).expect("a key of theirs is one of ours");
    let good = signing.sign(message).to_bytes();
    for _ in 0..20 {
        assert!(ours.verify(message, &good));
        let verdict = signing.verifying_key().verify_strict(message, &Signature::from_bytes(signature)).is_ok();
        assert_eq!(ours.verify(message, signature), verdict);
    }

    // The bytes as a public key: ours is stricter, never laxer.
    if let Ok(ours) = VerifyingKey::from_bytes(first) {
        let theirs = Dalek::from_bytes(first).expect("a key of ours is one of theirs");
        let verdict = theirs.verify_strict(message, &Signature::from_bytes(signature)).is_ok();
        assert_eq!(ours.verify(message, signature), verdict);
    }
});
