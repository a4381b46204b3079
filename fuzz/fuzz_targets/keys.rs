//! Any bytes as keys, in every form that is read: no panic, no secret, and in a certificate the key that stands in it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tokenward::jwk::key_set::KeyRules;
use tokenward::jwk::{KeySet, PreparedKey};
use tokenward::jws::Algorithm;
use tokenward::secret::Secret;
use tokenward::value::Value;

fuzz_target!(|data: &[u8]| {
    let rules = KeyRules { algorithms: Algorithm::all().collect(), environment: None };
    let load = |keys: &Value| KeySet::load(keys, rules).ok();
    let public = |set: KeySet| {
        for position in 0..set.len() {
            assert!(!matches!(set.get(position), Some(PreparedKey::Hmac(_))));
        }
        set
    };
    // DER: what is read stands there as it is.
    if let Some(set) = load(&Value::Bytes(Secret::from(data))).map(public)
        && let Some(PreparedKey::Rsa(key)) = set.get(0)
        && data.first() == Some(&0x30)
    {
        assert!(data.windows(key.modulus().len()).any(|window| window == key.modulus()));
    }
    load(&Value::String(Secret::from(data))).map(public);
    let _ = KeySet::from_remote(data, rules, &mut |_| {}).map(public);
    if let Ok(json) = Value::from_json(data) {
        load(&json);
    }
});
