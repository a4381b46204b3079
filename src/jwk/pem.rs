//! Public keys in PEM (RFC 7468), as they come: out of files, environment variables and the output of OpenSSL.
//!
//! What stands around a block does not count, nor do blanks and the ends of lines within it. The label, the
//! base64 and the DER are taken strictly: each text has one meaning, or is refused.

use alloc::vec::Vec;

use zeroize::Zeroizing;

use super::Jwk;
use super::{PRIVATE, der, spki};
use crate::base64url;
use crate::error::KeyError;
use crate::limits::MAX_KEY_TEXT_BYTES;

const BEGIN: &[u8] = b"-----BEGIN ";
const END: &[u8] = b"-----END ";
const DASHES: &[u8] = b"-----";

/// What is said of a text that is too long.
const TOO_LONG: KeyError = KeyError::invalid("the text is too long for a key");

const MALFORMED: KeyError = KeyError::invalid(
    "the PEM does not parse: expected `-----BEGIN PUBLIC KEY-----`, base64 and `-----END PUBLIC KEY-----` (RFC 7468); \
     was it cut off on the way?",
);

/// Reads the public keys of a text: PEM blocks `PUBLIC KEY` (SPKI), `RSA PUBLIC KEY` (PKCS#1) or `CERTIFICATE`
/// (X.509), or the base64 of one of these without a frame. Several keys are several keys; several certificates are
/// a chain, of which only the first is of a key that signs tokens, so that it must stand alone.
///
/// # Errors
/// [`KeyError`], with a hint for the usual mistakes, such as a private key.
pub fn parse(text: &[u8]) -> Result<Vec<Jwk>, KeyError> {
    if text.len() > MAX_KEY_TEXT_BYTES {
        return Err(TOO_LONG);
    }
    if !is_framed(text) {
        return parse_unframed(text);
    }
    let (mut keys, mut certificates, mut others) = (Vec::new(), 0, 0);
    let mut rest = text;
    while let Some((_, after)) = find(rest, BEGIN) {
        let block;
        (block, rest) = next_block(after).ok_or(MALFORMED)?;
        let read = match block.label {
            b"PUBLIC KEY" => spki::from_spki,
            b"RSA PUBLIC KEY" => spki::from_pkcs1,
            // RFC 7468 section 5.1
            b"CERTIFICATE" | b"X509 CERTIFICATE" => {
                certificates += 1;
                spki::from_certificate
            }
            label if label.ends_with(b"PRIVATE KEY") => return Err(PRIVATE),
            _ => {
                others += 1;
                continue;
            }
        };
        keys.push(read(&block.der()?)?);
    }
    if others > 0 {
        return Err(KeyError::invalid(
            "the PEM must hold a `PUBLIC KEY`, an `RSA PUBLIC KEY` or a `CERTIFICATE`, and nothing else",
        ));
    }
    if certificates > 0 && keys.len() > 1 {
        return Err(KeyError::invalid(
            "the text holds several certificates: of a chain give the first one alone; if each is of a key that signs \
             tokens, give an array of them",
        ));
    }
    Ok(keys)
}

/// Reads a text of exactly one public key.
///
/// # Errors
/// [`KeyError`].
pub fn parse_one(text: &[u8]) -> Result<Jwk, KeyError> {
    only(parse(text)?)
}

/// The one key of a text that was read.
///
/// # Errors
/// [`KeyError`] if there are several.
#[inline(never)]
pub fn only(mut keys: Vec<Jwk>) -> Result<Jwk, KeyError> {
    match (keys.pop(), keys.pop()) {
        (Some(key), None) => Ok(key),
        _ => Err(KeyError::invalid(
            "a name is given to one key, and the text holds several: give each by itself",
        )),
    }
}

/// Whether the beginning of a PEM block stands anywhere in a text.
pub fn is_framed(text: &[u8]) -> bool {
    find(text, BEGIN).is_some()
}

/// Reads the public keys of bytes: of the text of a PEM, or DER.
///
/// # Errors
/// [`KeyError`].
pub fn parse_bytes(bytes: &[u8]) -> Result<Vec<Jwk>, KeyError> {
    if is_framed(bytes) {
        return parse(bytes);
    }
    if bytes.len() > MAX_KEY_TEXT_BYTES {
        return Err(TOO_LONG);
    }
    Ok(Vec::from([spki::from_any(bytes)?]))
}

/// Reads the base64 of DER, or of a whole PEM.
fn parse_unframed(text: &[u8]) -> Result<Vec<Jwk>, KeyError> {
    match base64url::decode_lenient(text) {
        Ok(bytes) if bytes.first() == Some(&der::SEQUENCE) || is_framed(&bytes) => parse_bytes(&bytes),
        _ => Err(KeyError::invalid(
            "a string is read as a public key or a certificate, in PEM (`-----BEGIN`) or as base64 of its DER; \
             give a secret as { secret: '...' } and a JWK as an object",
        )),
    }
}

/// A labelled block of a text.
struct Block<'a> {
    label: &'a [u8],
    body: &'a [u8],
}

impl Block<'_> {
    /// Its bytes. A line break that is written out as `\n`, as in an environment variable, is one. Wiped after use: it
    /// may be what it does not say.
    fn der(&self) -> Result<Zeroizing<Vec<u8>>, KeyError> {
        let mut base64 = Zeroizing::new(Vec::with_capacity(self.body.len()));
        let mut escapes = false;
        for byte in self.body {
            match byte {
                b'\\' => escapes = true,
                b'n' | b'r' if escapes => escapes = false,
                _ if escapes => return Err(MALFORMED),
                other => base64.push(*other),
            }
        }
        if escapes {
            return Err(MALFORMED);
        }
        base64url::decode_lenient(&base64).map_err(|_| MALFORMED)
    }
}

/// The block whose beginning ends here, and what stands after it.
fn next_block(text: &[u8]) -> Option<(Block<'_>, &[u8])> {
    let (label, text) = find(text, DASHES)?;
    let (body, text) = find(text, END)?;
    let rest = text.strip_prefix(label)?.strip_prefix(DASHES)?;
    Some((Block { label, body }, rest))
}

/// What stands before and after the first `mark`.
fn find<'a>(text: &'a [u8], mark: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    let at = text.windows(mark.len()).position(|window| window == mark)?;
    let (before, after) = text.split_at_checked(at)?;
    Some((before, after.strip_prefix(mark)?))
}

/// The bytes of the first block.
#[cfg(test)]
pub(super) fn der_of(text: &str) -> Vec<u8> {
    let (_, after) = find(text.as_bytes(), BEGIN).unwrap();
    next_block(after).unwrap().0.der().unwrap().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;
    use alloc::string::String;

    const PEM: &str = include_str!("../../tests/vectors/keys/rsa.public.pem");

    /// The label and the bytes of the first block.
    fn ours(text: &str) -> Option<(String, Vec<u8>)> {
        let (_, after) = find(text.as_bytes(), BEGIN)?;
        let (block, _) = next_block(after)?;
        let label = String::from_utf8(block.label.to_vec()).ok()?;
        Some((label, block.der().ok()?.to_vec()))
    }

    /// What the `pem-rfc7468` crate reads in a text without what stands around the block and between its characters.
    fn theirs(text: &str) -> Option<(String, Vec<u8>)> {
        let text = &text[text.find("-----BEGIN ")?..];
        let (label, text) = text.strip_prefix("-----BEGIN ")?.split_once("-----")?;
        let (body, _) = text.split_once(&format!("-----END {label}-----"))?;
        let body: String = body.split_ascii_whitespace().collect();
        let padding = "=".repeat((4 - body.len() % 4) % 4);
        let text = format!("-----BEGIN {label}-----\n{body}{padding}\n-----END {label}-----\n");
        let mut decoder = pem_rfc7468::Decoder::new_detect_wrap(text.as_bytes()).ok()?;
        let mut der = Vec::new();
        decoder.decode_to_end(&mut der).ok()?;
        Some((decoder.type_label().into(), der))
    }

    #[test]
    fn lines_end_and_break_in_every_way() {
        let (label, der) = ours(PEM).unwrap();
        assert_eq!((label.as_str(), &der[..2]), ("PUBLIC KEY", &[0x30, 0x82][..]));
        let end = PEM.find("-----END").unwrap();
        for text in [
            PEM.replace('\n', "\r\n"),
            PEM.replace('\n', "\r"),
            PEM.replace('\n', "\\n"),
            PEM.replace('\n', "\\r\\n"),
            PEM.replace('\n', "\\\\n"),
            PEM.replace('\n', " "),
            PEM.replace('\n', ""),
            PEM.replace('\n', "\n\n"),
            PEM.replace('\n', " \t\n    "),
            PEM.trim_end().into(),
            format!("\u{feff}{PEM}"),
            format!("\"{PEM}\""),
            format!("'{}'", PEM.replace('\n', "\\n")),
            format!("KEY=`{PEM}`;"),
            format!("Public-Key: (2048 bit)\nModulus:\n    00:ba:22:\n# -- a comment --\n{PEM}\n-- \nme"),
            format!("{}\n{}", &PEM[..end], &PEM[end..]),
        ] {
            assert_eq!(ours(&text).unwrap(), ("PUBLIC KEY".into(), der.clone()), "{text}");
        }
        let body: String = PEM.lines().filter(|line| !line.starts_with('-')).collect();
        for width in [1, 4, 63, 76, 1000] {
            let lines: Vec<&[u8]> = body.as_bytes().chunks(width).collect();
            let body = String::from_utf8(lines.join(&b'\n')).unwrap();
            assert_eq!(
                ours(&format!("-----BEGIN A-----\n{body}\n-----END A-----")).unwrap().1,
                der,
                "{width}"
            );
        }
    }

    #[test]
    fn what_may_mean_something_else_is_refused() {
        for text in [
            PEM.replace('\n', "\\t"),
            PEM.replace('\n', "\\x0a"),
            PEM.replace('\n', "\\"),
            PEM.replace('\n', "\n> "),
            PEM.replace('\n', "\\n\" +\n\""),
            PEM.replace("-----", "----"),
            PEM.replacen("\n", "\nComment: mine\n\n", 1),
            PEM.replace("END PUBLIC", "END RSA PUBLIC"),
            PEM.replace("END PUBLIC", "END  PUBLIC"),
            PEM.replacen("MIIB", "M\u{200b}IIB", 1),
            PEM.replacen("MIIB", "MIIB=", 1),
            PEM[..PEM.len() - 2].into(),
            PEM[..200].into(),
        ] {
            assert_eq!(ours(&text), None, "{text}");
            assert!(parse(text.as_bytes()).is_err());
        }
    }

    /// Keys with a byte changed, put in or taken out, read by us and by the `pem-rfc7468` crate.
    #[test]
    fn what_it_reads_the_pem_crate_reads_the_same_way() {
        let (mut read, mut stricter) = (0, 0);
        for at in 0..PEM.len() {
            for byte in ["", "\n", "\r", " ", "-", "=", "A", "B", "+", "_", ":", "é", "\\"] {
                for end in [at, at + 1] {
                    let changed = [&PEM[..at], byte, &PEM[end..]].concat();
                    match (ours(&changed), theirs(&changed)) {
                        (None, None) => {}
                        (None, Some(_)) => stricter += 1,
                        (ours, theirs) => {
                            read += 1;
                            assert_eq!(ours, theirs, "{changed}");
                        }
                    }
                }
            }
        }
        assert!(read > 1000 && stricter < 100, "{read} {stricter}");
    }
}
