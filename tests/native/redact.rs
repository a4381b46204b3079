//! Redaction: what is taken out and what stays, on a table and on random compositions.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use tokenward::redact::redact;

const JWT: &str = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl-_";
const KEY: &str = "acme_live_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefg";
const PEM: &str = "-----BEGIN PRIVATE KEY-----\nMIIEsecret\nMIIEsecret\n-----END PRIVATE KEY-----";

/// `{jwt}`, `{key}` and `{pem}` stand for one of each.
fn filled(text: &str) -> String {
    text.replace("{jwt}", JWT).replace("{key}", KEY).replace("{pem}", PEM)
}

#[test]
fn what_is_taken_out() {
    for (text, expected) in [
        // JWTs (RFC 7515 section 7.1), also cut off, of JWE and of SD-JWT form.
        ("{jwt}", "[redacted jwt]"),
        ("é{jwt}é", "é[redacted jwt]é"),
        ("token is {jwt}.", "token is [redacted jwt]."),
        (r#"{"a":"x\n{jwt}"}"#, r#"{"a":"x\n[redacted jwt]"}"#),
        ("x%3D{jwt}%26", "x%3D[redacted jwt]%26"),
        ("eyJhbGci.eyJz", "[redacted jwt]"),
        ("eyJhbGci..AAA.BBB.CCC", "[redacted jwt]"),
        ("a.b-{jwt}", "a.b-[redacted jwt]"),
        ("eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0=.c2ln", "[redacted jwt]"),
        ("{jwt}~WyJh~WyJi~", "[redacted jwt]"),
        ("logged{jwt}", "logged[redacted jwt]"),
        ("{jwt}\r\n{jwt}", "[redacted jwt]\r\n[redacted jwt]"),
        // API keys
        ("{key}", "[redacted api key]"),
        ("id={key}, my-{key}/", "id=[redacted api key], my-[redacted api key]/"),
        (r#""\n{key}""#, r#""\n[redacted api key]""#),
        ("{key}_{key}", "[redacted api key]_[redacted api key]"),
        // Credentials by scheme
        ("bearer abc123", "bearer [redacted]"),
        ("got BEARER  a-b.c~d+e/f==, refused", "got BEARER  [redacted], refused"),
        (r#"fetch("/", "Bearer abc1")"#, r#"fetch("/", "Bearer [redacted]")"#),
        ("DPoP {jwt}", "DPoP [redacted]"),
        ("Bearer secret", "Bearer [redacted]"),
        ("basic dXNlcjpwYXNz", "basic [redacted]"),
        ("Basic dXNlcjpwYXNzd29yZA==", "Basic [redacted]"),
        ("Token 9944b09199c62bcf9418ad846dd0e4bbdfc6ee4b", "Token [redacted]"),
        // Headers
        ("Authorization: Bearer abc", "Authorization: Bearer [redacted]"),
        ("authorization:Basic x\r\nhost: y", "authorization:Basic [redacted]\r\nhost: y"),
        ("Authorization: Digest username=\"a\", response=\"b\"\nx", "Authorization: Digest [redacted]\nx"),
        ("Proxy-Authorization: opaque words", "Proxy-Authorization: [redacted]"),
        ("Authorization: Token abc", "Authorization: Token [redacted]"),
        ("X-Api-Key: abc\r\n", "X-Api-Key: [redacted]\r\n"),
        ("Cookie: a=b; c=\"d\"; e\r\nHost: x", "Cookie: [redacted]\r\nHost: x"),
        ("Set-Cookie: a=b; Path=/\nx", "Set-Cookie: [redacted]\nx"),
        ("curl -H \"Cookie: a=b; c=d\" http://x", "curl -H \"Cookie: [redacted]\" http://x"),
        ("curl -H 'Cookie: a=b; c=d' http://x", "curl -H 'Cookie: [redacted]' http://x"),
        (r#"{"msg":"Cookie: a=b\r\nHost: x","n":1}"#, r#"{"msg":"Cookie: [redacted]\r\nHost: x","n":1}"#),
        (
            r#"{"msg":"x\r\nCookie: a=\"b\"; c\r\nHost: x"}"#,
            r#"{"msg":"x\r\nCookie: [redacted]\r\nHost: x"}"#,
        ),
        (r#"{"cookie":"a=b; c=\"d\"","n":1}"#, r#"{"cookie":"[redacted]","n":1}"#),
        (r#"{"set-cookie":["a=b","c]=d"],"n":1}"#, r#"{"set-cookie":"[redacted]","n":1}"#),
        (r#"{"authorization":"Bearer abc"}"#, r#"{"authorization":"Bearer [redacted]"}"#),
        // Names and values
        ("password=x", "password=[redacted]"),
        ("&access_token=x%26y&b=1", "&access_token=[redacted]&b=1"),
        ("a?token=x#y z", "a?token=[redacted] z"),
        ("password: x, user: y", "password: [redacted], user: y"),
        ("dbPassword=>x; b", "dbPassword=>[redacted]; b"),
        ("user[password]=x&b", "user[password]=[redacted]&b"),
        ("user%5Bpassword%5D=x&b", "user%5Bpassword%5D=[redacted]&b"),
        (
            "to=https%3A%2F%2Fa%3Fclient_secret%3Dx%26b%3D1",
            "to=https%3A%2F%2Fa%3Fclient_secret%3D[redacted]%26b%3D1",
        ),
        ("https://a/cb?code=x&state=y", "https://a/cb?code=[redacted]&state=y"),
        ("state=y&code=x", "state=y&code=[redacted]"),
        ("connect.sid=s%3Ax.y; a", "connect.sid=[redacted]; a"),
        (
            "X-Amz-Signature=x&X-Amz-Security-Token=y&a",
            "X-Amz-Signature=[redacted]&X-Amz-Security-Token=[redacted]&a",
        ),
        ("?sv=2024&sig=x%3D&se=z", "?sv=2024&sig=[redacted]&se=z"),
        ("AccountName=a;AccountKey=x==;b", "AccountName=a;AccountKey=[redacted];b"),
        ("DPoP: {jwt}\nx", "DPoP: [redacted]\nx"),
        ("run --password x --user y", "run --password [redacted] --user y"),
        ("run --db-password  \"x y\" z", "run --db-password  \"[redacted]\" z"),
        ("password\u{a0}=\u{a0}x y", "password\u{a0}=\u{a0}[redacted] y"),
        ("--key-token {pem}", "--key-token [redacted]"),
        ("api key: x y", "api key: [redacted] y"),
        (r#"{"password":"x","n":1}"#, r#"{"password":"[redacted]","n":1}"#),
        (r#"{"password" : "a\"b\\","n":1}"#, r#"{"password" : "[redacted]","n":1}"#),
        (r#"{"otp":123456,"n":1}"#, r#"{"otp":"[redacted]","n":1}"#),
        (r#"[{"pin":1},{"pin":2}]"#, r#"[{"pin":"[redacted]"},{"pin":"[redacted]"}]"#),
        (r#"{"credentials":{"a":"}","b":["c"]},"n":1}"#, r#"{"credentials":"[redacted]","n":1}"#),
        (
            r#"{"body":"{\"password\":\"a\\\"b\",\"n\":1}"}"#,
            r#"{"body":"{\"password\":\"[redacted]\",\"n\":1}"}"#,
        ),
        (r#"{"body":"{\"pin\":12,\"n\":1}"}"#, r#"{"body":"{\"pin\":\"[redacted]\",\"n\":1}"}"#),
        (
            r#""{\"a\":\"{\\\"secret\\\":\\\"x\\\"}\"}""#,
            r#""{\"a\":\"{\\\"secret\\\":\\\"[redacted]\\\"}\"}""#,
        ),
        (r#"{"body":"{\"password\":\"cut"}"#, r#"{"body":"{\"password\":\"[redacted]"}"#),
        (r#"{"a":"\npassword=x\nb"}"#, r#"{"a":"\npassword=[redacted]"}"#),
        ("{ password: 'it\\'s', user: 'x' }", "{ password: '[redacted]', user: 'x' }"),
        ("{ 'api-key': `x` }", "{ 'api-key': `[redacted]` }"),
        ("password=\"a b", "password=\"[redacted]"),
        ("token: Bearer abc", "token: Bearer [redacted]"),
        // Private keys (RFC 7468 section 10)
        ("a {pem} b", "a [redacted private key] b"),
        ("-----BEGIN RSA PRIVATE KEY-----\nMII", "[redacted private key]"),
        ("private_key={pem}", "private_key=[redacted]"),
        ("{\"privateKey\":\"{pem}\",\"n\":1}", r#"{"privateKey":"[redacted]","n":1}"#),
        // URLs (RFC 3986 section 3.2.1)
        ("postgres://user:pa:ss@host/db", "postgres://user:[redacted]@host/db"),
        ("redis://:secret@host", "redis://:[redacted]@host"),
        ("amqp://u:pa/s#s@host/x@y", "amqp://u:[redacted]@host/x@y"),
        (r#""https:\/\/u:p@h\/""#, r#""https:\/\/u:[redacted]@h\/""#),
        ("https://x-access-token:abc@github.com/a", "https://x-access-token:[redacted]@github.com/a"),
    ] {
        let (text, expected) = (filled(text), filled(expected));
        assert_eq!(redact(&text), expected, "{text}");
        assert_eq!(redact(&expected), expected, "again");
        for (before, after) in [("é ", " é"), ("\u{10348}\n", "\r\n\u{10348}")] {
            let text = format!("{before}{text}{after}");
            let redacted = redact(&text);
            assert!(
                redacted.starts_with(&format!("{before}{}", expected.split("[redacted").next().unwrap())),
                "{redacted}"
            );
            assert_eq!(redact(&redacted), redacted);
        }
    }
}

#[test]
fn what_stays() {
    for text in [
        "",
        "nothing to hide",
        "a bearer of news, the standard bearer and Bearer authentication",
        "missing bearer token; Bearer credentials are required",
        "WWW-Authenticate: Bearer realm=\"api\", error=\"invalid_token\"",
        "token expired, Basic understanding, Basic Authentication, basic JavaScript, Token refused",
        "token_type=Bearer&expires_in=3600",
        r#"{"token_type":"Bearer","expires_in":3600,"passwordChangedAt":"2026-01-01"}"#,
        "password",
        "--password",
        "--password --user x",
        "- password x",
        "code=1 and exit code=2, {\"code\":3}",
        "[\"user\",\"password\",\"name\"]",
        "PASSWORD=\nUSER=x",
        "password=",
        "password=&user=x",
        r#"{"password":""}"#,
        "eyJ",
        "heyJude.mp3 and eyJhbGciOiJIUzI1NiJ9",
        "eyJhbGciOiJIUzI1NiJ9...",
        "acme_live_tooshort",
        "secret::ct_eq and token::Kind",
        "https://host:8080/a@b and https://user@host/ and ssh://git@host:22/a:b",
        "http://[::1]:80/@",
        "-----BEGIN PUBLIC KEY-----\nMII\n-----END PUBLIC KEY-----",
        "max_tokens: 100, mapping=1, spin: 2",
    ] {
        let redacted = redact(text);
        assert_eq!(redacted, text);
        assert!(matches!(redacted, std::borrow::Cow::Borrowed(_)), "{text}");
    }
}

/// A secret that none of the texts around it holds, in a place where it must be found: `{}`.
const PLACES: [&str; 29] = [
    "Authorization: Bearer {}",
    "authorization: Basic {}\r\n",
    "Cookie: sid={}",
    "Set-Cookie: sid={}; HttpOnly\n",
    "x-api-key: {}",
    "password={}",
    "\"password\":\"{}\"",
    "\\\"client_secret\\\":\\\"{}\\\"",
    "'dbPassword': '{}'",
    "&access_token={}&",
    "?refresh_token={}#",
    "DB_PASS={}",
    "{\"user\":{\"password\":[\"{}\"]}}",
    "postgres://user:{}@host/db",
    "Bearer {}",
    "DPoP {}",
    "eyJhbGciOiJIUzI1NiJ9.{}.{}",
    "eyJhbGci.{}",
    "acme_live_{}{}{}{}{}",
    "-----BEGIN EC PRIVATE KEY-----\n{}\n-----END EC PRIVATE KEY-----",
    "-----BEGIN PRIVATE KEY-----\\n{}\\n-----END PRIVATE KEY-----",
    "client_assertion%3D{}%26",
    "api key: {}",
    "\"otp\": {},",
    "token => {} ",
    "secret: \"{} {}\"",
    "?code={}&",
    "--api-key {}",
    "connect.sid\u{a0}={}",
];

const AROUND: [&str; 43] = [
    " ",
    "\n",
    "\r\n",
    "\"",
    "'",
    "\\",
    "\\\"",
    "\\\\",
    "{",
    "}",
    "[",
    "]",
    ":",
    "=",
    "&",
    ";",
    ",",
    ".",
    "é",
    "\u{2028}",
    "\u{0}",
    "eyJ",
    "Bearer ",
    "Basic",
    "token",
    "password=",
    "\"password\":",
    "Cookie: ",
    "://",
    "user:",
    "@",
    "-----BEGIN ",
    "%3D",
    "%22",
    "key",
    "api ",
    "_",
    "~",
    "[redacted]",
    "acme_live_",
    "--token",
    "&code=",
    "\u{a0}",
];

fn below(random: &mut ChaCha8Rng, most: usize) -> usize {
    random.next_u32() as usize % most
}

fn pick<'a>(random: &mut ChaCha8Rng, from: &[&'a str]) -> &'a str {
    from[below(random, from.len())]
}

#[test]
fn redacting_again_changes_nothing() {
    let mut random = ChaCha8Rng::seed_from_u64(7);
    for case in 0..100_000 {
        let pieces = 1 + below(&mut random, 12);
        let text: String = (0..pieces)
            .map(|_| match below(&mut random, 3) {
                0 => pick(&mut random, &PLACES).replace("{}", "S3cr3tS3cr3t"),
                _ => pick(&mut random, &AROUND).to_string(),
            })
            .collect();
        let once = redact(&text);
        assert_eq!(redact(&once), once, "case {case}: {text:?}");
    }
}

#[test]
fn the_secret_is_gone() {
    const SECRET: &str = "S3cr3tS3cr3t";
    let neutral = [
        " ",
        "\n",
        "\r\n",
        "text ",
        "é ",
        "{\"a\":1} ",
        "a=b ",
        "[x] ",
        "(y) ",
        "\u{10348} ",
        "12:30:00 ",
        "GET / ",
        "\t",
    ];
    let mut random = ChaCha8Rng::seed_from_u64(11);
    for case in 0..50_000 {
        let mut text = String::new();
        for _ in 0..below(&mut random, 4) {
            for _ in 0..below(&mut random, 3) {
                text.push_str(pick(&mut random, &neutral));
            }
            text.push_str(&pick(&mut random, &PLACES).replace("{}", SECRET));
            text.push_str(pick(&mut random, &["\n", "\r\n"]));
        }
        let redacted = redact(&text);
        assert!(!redacted.contains("S3cr3t"), "case {case}: {text:?} became {redacted:?}");
        assert_eq!(redact(&redacted), redacted, "case {case}: {text:?}");
    }
}
