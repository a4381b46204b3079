//! Any bytes as options and as a token: no panic, and nothing passes without the secret.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tokenward::jwt::{Verifier, decode_unverified};
use tokenward::time::UnixSeconds;
use tokenward::value::Value;

fuzz_target!(|data: &[u8]| {
    let now = UnixSeconds::new(1_800_000_000.0).expect("finite");
    let _ = decode_unverified(data, 16_384);
    let options = br#"{"algorithms":["HS256","ES256","RS256","EdDSA"],"requiredClaims":[],"keys":[
        {"secret":"0123456789abcdef0123456789abcdef"},
        {"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}"#;
    let verifier = Verifier::from_value(&Value::from_json(options).expect("JSON")).expect("good options");
    assert!(verifier.verify(data, now).is_err());
    if let Some((options, token)) = data.iter().position(|byte| *byte == 0).map(|at| data.split_at(at)) {
        if let Ok(Ok(verifier)) = Value::from_json(options).map(|options| Verifier::from_value(&options)) {
            let _ = verifier.verify(&token[1..], now);
        }
    }
});
