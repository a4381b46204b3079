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

/// Characters of a key, `count` of them: made at run time, so that nothing in this file has the form of a key.
fn key_chars(count: usize, of: &str) -> String {
    of.chars().cycle().skip(3).take(count).collect()
}
const ALNUM: &str = "a7Bc9DeF2gHi4JkL6mNo8PqR1sTu3VwX5yZ0";
const URL: &str = "a7Bc9-eF2gHi4J_L6mNo8PqR1s-u3VwX5yZ0";
const HEX: &str = "0a9b8c7d6e5f4321";
const UPPER: &str = "A2BCD3EFG4HIJ5KLM6NOP7QRS";

/// Prefixes, a length and an alphabet as they are published, for `{}` characters of it.
const VENDOR_KEYS: [(&str, usize, &str); 59] = [
    ("ghp_{} gho_{} ghu_{} ghs_{} ghr_{}", 36, ALNUM),
    ("github_pat_{}", 82, ALNUM),
    ("glpat-{} gldt-{} glrt-{} glft-{} glsoat-{} glffct-{} glwt-{} glrtr-{} GR1348941{}", 20, URL),
    ("glptt-{}", 40, HEX),
    ("gloas-{}", 64, HEX),
    ("glagent-{}", 50, URL),
    ("glcbt-64_{}", 20, URL),
    ("glpat-{}.01.0w1234567", 27, URL),
    ("xoxb-1234567890-{} xoxp-1-2-3-{}", 24, ALNUM),
    ("xoxa-2-{} xoxr-{} xoxs-1-2-3-{} xoxe-1-{} xapp-1-A0123456789-1234567890123-{}", 32, ALNUM),
    ("sk_live_{} sk_test_{} rk_live_{} rk_test_{}", 24, ALNUM),
    ("sk_live_51{}", 97, ALNUM),
    ("whsec_{}", 32, ALNUM),
    ("AKIA{} ASIA{}", 16, UPPER),
    ("AIza{}", 35, URL),
    ("GOCSPX-{}", 28, URL),
    ("ya29.a0{} ya29.c.{}", 120, URL),
    ("sk-{}", 48, ALNUM),
    ("sk-proj-{} sk-svcacct-{} sk-admin-{}", 156, URL),
    ("sk-ant-api03-{}AA sk-ant-admin01-{}AA", 93, URL),
    ("sk-or-v1-{}", 64, HEX),
    ("npm_{} nfp_{}", 36, ALNUM),
    ("pypi-AgEIcHlwaS5vcmc{}", 150, URL),
    ("cio{}", 32, ALNUM),
    ("dckr_pat_{}", 27, URL),
    ("dckr_oat_{}", 32, URL),
    ("SG.{}.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 22, URL),
    ("SK{} key-{} dapi{}", 32, HEX),
    ("shpat_{} shpca_{} shppa_{} shpss_{}", 32, HEX),
    ("sq0atp-{}", 22, URL),
    ("sq0csp-{}", 43, URL),
    ("EAAA{}", 60, URL),
    ("EAAC{}", 150, ALNUM),
    ("dop_v1_{} doo_v1_{} dor_v1_{} sntryu_{}", 64, HEX),
    ("HRKU-AA{}", 58, URL),
    ("hvs.{} hvr.{}", 90, URL),
    ("hvb.{}", 150, URL),
    ("lin_api_{}", 40, ALNUM),
    ("ntn_12345678901{}", 35, ALNUM),
    ("secret_{}", 43, ALNUM),
    ("figd_{}", 40, URL),
    ("cfk_{}01234567 cfut_{}01234567 cfat_{}01234567", 40, ALNUM),
    ("sbp_{} pul-{}", 40, HEX),
    ("sb_secret_{}_a1b2c3d4", 22, URL),
    ("PMAK-0123456789abcdef01234567-{}", 34, HEX),
    ("NRAK-{}", 27, UPPER),
    ("glsa_{}_a1b2c3d4", 32, ALNUM),
    ("glc_eyJ{}+/{}== ops_eyJ{}+/{}= sntrys_eyJ{}/{}=_{} fm2_{}+{}==", 150, ALNUM),
    ("fo1_{}", 43, URL),
    ("hf_{} api_org_{}", 34, ALNUM),
    ("r8_{}", 37, ALNUM),
    ("vcp_{} vci_{} vca_{} vcr_{} vck_{}", 56, ALNUM),
    ("dp.pt.{} dp.st.dev.{} dp.ct.{} dp.sa.{} dp.scim.{} dp.audit.{}", 43, ALNUM),
    ("AGE-SECRET-KEY-1{}", 58, UPPER),
    ("gsk_{} pplx-{}", 48, ALNUM),
    ("xai-{}", 80, ALNUM),
    ("pscale_tkn_{} pscale_oauth_{} pscale_pw_{}", 43, URL),
    ("rubygems_{}", 48, HEX),
    ("ATATT3{} ABSK{}", 186, ALNUM),
];

#[test]
fn keys_of_vendors() {
    for (forms, length, of) in VENDOR_KEYS {
        for form in forms.split(' ') {
            let key = form.replace("{}", &key_chars(length, of));
            let short = form.replace("{}", "");
            for (before, after) in [
                ("", ""),
                ("the key ", " is refused"),
                ("see ", "."),
                ("a/", "?b"),
                ("\"", "\","),
                ("{\"a\":\"x\\n", "\"}"),
                ("a%3D", "%26b"),
                ("my-", ")"),
                ("x=", "&y=1"),
            ] {
                let redacted = redact(&format!("{before}{key}{after}")).into_owned();
                assert_eq!(redacted, format!("{before}[redacted api key]{after}"), "{form}");
                assert_eq!(redact(&redacted), redacted);
            }
            assert_eq!(redact(&format!("Bearer {key}")), "Bearer [redacted]");
            assert_eq!(redact(&format!("{{\"apiKey\":\"{key}\"}}")), "{\"apiKey\":\"[redacted]\"}");
            assert_eq!(redact(&short), short, "cut off");
            // Within another word, unless it has the form of our keys there.
            let within = format!("a{key}");
            if form.matches('_').count() < 2 {
                assert!(!redact(&within).starts_with("a["), "{within}");
            }
        }
    }
    let id = "MTAyMzQ1Njc4OTAxMjM0NTY3";
    let bots = [
        (format!("{id}.Gabcde.{}", key_chars(38, URL)), "[redacted api key]"),
        (format!("123456789:AA{}", key_chars(33, URL)), "123456789:[redacted api key]"),
        (format!("Xy0123456789ab.atlasv1.{}", key_chars(67, URL)), "Xy0123456789ab.[redacted api key]"),
        (format!("xoxe.xoxp-1-{}", key_chars(160, UPPER)), "xoxe.[redacted api key]"),
        (
            format!("FlyV1 fm2_{},fo1_{}", key_chars(200, ALNUM), key_chars(43, URL)),
            "FlyV1 [redacted api key],[redacted api key]",
        ),
        (format!("ghs_123_{JWT}"), "ghs_123_[redacted jwt]"),
        (format!("ghp_{}_{KEY}", key_chars(36, ALNUM)), "[redacted api key]_[redacted api key]"),
        (format!("{KEY}.npm_{}", key_chars(36, ALNUM)), "[redacted api key].[redacted api key]"),
    ];
    for (text, expected) in bots {
        assert_eq!(redact(&text), expected, "{text}");
        assert_eq!(redact(expected), expected);
    }
}

#[test]
fn what_is_no_key_of_a_vendor() {
    let (hex, alnum) = (key_chars(64, HEX), key_chars(64, ALNUM));
    for text in [
        // What is made to be public.
        format!("pk_live_{}", &alnum[..24]).as_str(),
        format!("pk_test_{}", &alnum[..24]).as_str(),
        format!("sb_publishable_{}_a1b2c3d4", &alnum[..22]).as_str(),
        format!("https://{}@o123.ingest.us.sentry.io/456", &hex[..32]).as_str(),
        // Hashes and ids.
        hex.as_str(),
        &hex[..40],
        alnum.as_str(),
        format!("sha256:{hex} etag-{hex} s.{}", &alnum[..24]).as_str(),
        format!("AC{} app.{}.js sk-{}.js", &hex[..32], &hex[..20], &hex[..32]).as_str(),
        "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
        // Within words, and words.
        format!("task_live_{} mask-{alnum} xAKIA{}", &alnum[..24], &UPPER[..16]).as_str(),
        "task_live_abc, risk-free, ask-me, disk-usage-of-a-very-long-name-of-a-volume-in-the-cluster",
        "sk-circle sk-fading-circle sk-folding-cube-with-a-modifier__of-a-block--in-bem-notation",
        "npm_config_registry npm_package_devDependencies_typescript @acme/glob-parent-of-something",
        "hf_hub_download_with_a_name_that_is_longer_than_a_key, secret_name_of_a_kubernetes_deployment",
        "vcr_cassettes_of_the_integration_tests key-value-store-of-the-application",
        "ASIAPacificRegionalHeadquarters EAAAdministrationOfficer MTAyMzQ1Njc4OTAxMjM0NTY3.b.c",
        "com.example.app.SG.controllers.OrderController.create(OrderController.java:35)",
        "12:AAAA 2026-11-28T16:45:24.123Z ya29.js dp.st.ts hvs.example.com ghp_short glpat-short",
    ] {
        assert_eq!(redact(text), text);
    }
}

#[test]
fn urls_that_are_secrets() {
    for (text, expected) in [
        ("https://hooks.slack.com/services/T0/B0/abc", "https://hooks.slack.com/services/[redacted]"),
        (
            "POST https://hooks.slack.com/workflows/T0/A0/1/abc 200",
            "POST https://hooks.slack.com/workflows/[redacted] 200",
        ),
        ("<hooks.slack.com/triggers/E0/1/abc>.", "<hooks.slack.com/triggers/[redacted]>."),
        (
            "\"https:\\/\\/hooks.slack.com\\/services\\/T0\\/B0\\/abc\",",
            "\"https:\\/\\/hooks.slack.com\\/services\\/[redacted]\",",
        ),
        (
            "to=https%3A%2F%2Fhooks.slack.com%2Fservices%2FT0%2FB0%2Fabc&a",
            "to=https%3A%2F%2Fhooks.slack.com%2Fservices%2F[redacted]&a",
        ),
        (
            "https://Discord.com/api/webhooks/123/a-b_c?wait=true",
            "https://Discord.com/api/webhooks/123/[redacted]?wait=true",
        ),
        (
            "https://ptb.discord.com/api/v10/webhooks/123/a-b_c/slack.",
            "https://ptb.discord.com/api/v10/webhooks/123/[redacted].",
        ),
        ("https://hooks.slack.com:443/services/T0/B0/abc", "https://hooks.slack.com:443/services/[redacted]"),
        ("https://hooks.slack.com//services//T0/B0/abc", "https://hooks.slack.com//services//[redacted]"),
        ("https://hooks.slack.com./services/T0/B0/abc", "https://hooks.slack.com./services/[redacted]"),
        (
            "to=https%3A%2F%2Fdiscord.com%3A443%2Fapi%2Fwebhooks%2F123%2Fabc",
            "to=https%3A%2F%2Fdiscord.com%3A443%2Fapi%2Fwebhooks%2F123%2F[redacted]",
        ),
        ("https://discordapp.com/api/webhooks/123/abc", "https://discordapp.com/api/webhooks/123/[redacted]"),
        (
            "https://acme.webhook.office.com/webhookb2/1-2@3-4/IncomingWebhook/a/b",
            "https://acme.webhook.office.com/webhookb2/[redacted]",
        ),
        ("https://hooks.zapier.com/hooks/catch/1/abc/", "https://hooks.zapier.com/hooks/catch/[redacted]"),
        (
            "https://maker.ifttt.com/trigger/door/with/key/abc",
            "https://maker.ifttt.com/trigger/door/with/key/[redacted]",
        ),
        (
            "https://maker.ifttt.com/trigger/door/json/with/key/abc?v=1",
            "https://maker.ifttt.com/trigger/door/json/with/key/[redacted]?v=1",
        ),
        (
            "https://prod-1.westeurope.logic.azure.com:443/workflows/1/triggers/manual/paths/invoke?sp=a&sv=1.0&sig=abc",
            "https://prod-1.westeurope.logic.azure.com:443/workflows/1/triggers/manual/paths/invoke?sp=a&sv=1.0&sig=[redacted]",
        ),
        (
            "https://a.blob.core.windows.net/c/b?sv=1&sig=a%2Bb%3D&se=2",
            "https://a.blob.core.windows.net/c/b?sv=1&sig=[redacted]&se=2",
        ),
        (
            "https://b.s3.amazonaws.com/k?X-Amz-Credential=a%2Fb&X-Amz-Date=1&X-Amz-Signature=c",
            "https://b.s3.amazonaws.com/k?X-Amz-Credential=[redacted]&X-Amz-Date=1&X-Amz-Signature=[redacted]",
        ),
        (
            "https://storage.googleapis.com/b/k?X-Goog-Credential=a&X-Goog-Signature=b",
            "https://storage.googleapis.com/b/k?X-Goog-Credential=[redacted]&X-Goog-Signature=[redacted]",
        ),
        (
            "AccountName=a;AccountKey=b==;EndpointSuffix=c",
            "AccountName=a;AccountKey=[redacted];EndpointSuffix=c",
        ),
        (
            "Endpoint=sb://a/;SharedAccessKeyName=b;SharedAccessKey=c",
            "Endpoint=sb://a/;SharedAccessKeyName=b;SharedAccessKey=[redacted]",
        ),
        // Others, and what is no secret of theirs.
        ("https://slack.com/services/T0/B0/abc", "https://slack.com/services/T0/B0/abc"),
        (
            "https://hooks.slack.com/ and nothooks.slack.com/services/abc",
            "https://hooks.slack.com/ and nothooks.slack.com/services/abc",
        ),
        (
            "https://hooks.slack.com.evil.test/services/T0/abc",
            "https://hooks.slack.com.evil.test/services/T0/abc",
        ),
        (
            "https://discord.com/channels/1/2 https://discord.com/api/webhooks/123",
            "https://discord.com/channels/1/2 https://discord.com/api/webhooks/123",
        ),
        ("https://maker.ifttt.com/trigger/door/with/", "https://maker.ifttt.com/trigger/door/with/"),
    ] {
        assert_eq!(redact(text), expected, "{text}");
        assert_eq!(redact(expected), expected, "again");
    }
    let key = format!("AIza{}", key_chars(35, URL));
    assert_eq!(
        redact(&format!("https://chat.googleapis.com/v1/spaces/A/messages?key={key}&token=abc")),
        "https://chat.googleapis.com/v1/spaces/A/messages?key=[redacted api key]&token=[redacted]"
    );
    assert_eq!(
        redact(&format!("https://api.telegram.org/bot123456:AA{}/getMe", key_chars(33, URL))),
        "https://api.telegram.org/bot123456:[redacted api key]/getMe"
    );
}

/// A secret that none of the texts around it holds, in a place where it must be found: `{}`.
const PLACES: [&str; 34] = [
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
    "xoxb-{}{}",
    "ghp_{}{}{}",
    "whsec_{}+{}/{}=",
    "SG.{}.{}.{}{}{}{}",
    "https://hooks.slack.com/services/{}/{}",
];

const AROUND: [&str; 51] = [
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
    "ghp_",
    "glpat-",
    "sk-",
    "AKIA",
    "hooks.slack.com",
    "/",
    "/services/",
    "1:AA",
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
