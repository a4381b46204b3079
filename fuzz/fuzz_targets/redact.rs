//! Redaction: never panics, is stable, and a secret in a line of its own is gone.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tokenward::redact::redact;

fuzz_target!(|text: &str| {
    let once = redact(text);
    assert_eq!(redact(&once), once);
    let line = format!("{text}\npassword=S3cr3tS3cr3t");
    let redacted = redact(&line);
    assert!(!redacted.contains("S3cr3tS3cr3t"));
    assert_eq!(redact(&redacted), redacted);
});
