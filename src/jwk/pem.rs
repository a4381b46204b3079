//! Public keys in PEM (RFC 7468): SubjectPublicKeyInfo and PKCS#1.

use alloc::vec::Vec;

use crate::base64url;
use jsonwebtoken::jwk::EllipticCurve;
use zeroize::Zeroizing;

use super::{Material, coordinate_bytes, der};
use crate::error::KeyError;

// The contents of OBJECT IDENTIFIERs.
/// rsaEncryption, 1.2.840.113549.1.1.1 (RFC 8017 appendix A.1)
const RSA: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01";
/// id-ecPublicKey, 1.2.840.10045.2.1 (RFC 5480 section 2.1.1)
const EC: &[u8] = b"\x2a\x86\x48\xce\x3d\x02\x01";
/// id-Ed25519, 1.3.101.112 (RFC 8410 section 3)
const ED25519: &[u8] = b"\x2b\x65\x70";
/// secp256r1, 1.2.840.10045.3.1.7 (RFC 5480 section 2.1.1.1)
const P256: &[u8] = b"\x2a\x86\x48\xce\x3d\x03\x01\x07";
/// secp384r1, 1.3.132.0.34
const P384: &[u8] = b"\x2b\x81\x04\x00\x22";
/// secp521r1, 1.3.132.0.35
const P521: &[u8] = b"\x2b\x81\x04\x00\x23";

/// Reads one public key: `PUBLIC KEY` (SPKI) or `RSA PUBLIC KEY` (PKCS#1).
///
/// # Errors
/// [`KeyError`] `key_invalid`, with a hint for the usual mistakes: a private key, a
/// certificate, line breaks lost on the way through an environment variable.
pub fn parse(text: &str) -> Result<Material, KeyError> {
    let text = text.trim();
    if !text.starts_with("-----BEGIN ") {
        return Err(KeyError::invalid(
            "a string is read as a PEM public key and must begin with `-----BEGIN`; \
             give a secret as { secret: '...' } and a JWK as an object",
        ));
    }
    if text.as_bytes().windows(2).any(|pair| pair == b"\\n") {
        return Err(KeyError::invalid(
            "the PEM holds a literal `\\n`; turn it into line breaks: pem.replaceAll('\\\\n', '\\n')",
        ));
    }
    let (label, der) = decode(text).ok_or(KeyError::invalid("the PEM does not parse (RFC 7468)"))?;
    match label {
        "PUBLIC KEY" => from_spki(&der),
        "RSA PUBLIC KEY" => from_pkcs1(&der),
        "CERTIFICATE" => Err(KeyError::invalid(
            "the PEM holds a certificate; give its public key: openssl x509 -pubkey -noout",
        )),
        label if label.ends_with("PRIVATE KEY") => Err(KeyError::invalid(
            "the PEM holds a private key; a verifier needs only the public key: openssl pkey -pubout",
        )),
        _ => Err(KeyError::invalid("the PEM must hold a `PUBLIC KEY` or an `RSA PUBLIC KEY`")),
    }
}

/// The label and the bytes of a text of one encapsulation (RFC 7468 section 3, stricttextualmsg,
/// but with lines of any one length). Wiped after use: it may be a private key, which is refused.
pub(super) fn decode(text: &str) -> Option<(&str, Zeroizing<Vec<u8>>)> {
    let text = text.strip_prefix("-----BEGIN ")?;
    let (label, text) = text.split_at_checked(text.bytes().position(|byte| byte == b'-')?)?;
    let text = text.strip_prefix("-----")?.strip_suffix("-----")?;
    let text = text.strip_suffix(label)?.strip_suffix("-----END ")?;
    let mut lines = after_line_break(text.as_bytes())?;
    let mut base64 = Zeroizing::new(Vec::with_capacity(lines.len()));
    let mut width = None;
    while !lines.is_empty() {
        let end = lines.iter().position(|byte| matches!(byte, b'\r' | b'\n'))?;
        let (line, rest) = lines.split_at_checked(end)?;
        lines = after_line_break(rest)?;
        let width = *width.get_or_insert(line.len());
        // Only the last line may be shorter.
        if line.is_empty() || line.len() > width || (line.len() < width && !lines.is_empty()) {
            return None;
        }
        base64.extend_from_slice(line);
    }
    Some((label, base64url::decode_standard(&base64).ok()?))
}

fn after_line_break(text: &[u8]) -> Option<&[u8]> {
    match text {
        [b'\r', b'\n', rest @ ..] | [b'\r' | b'\n', rest @ ..] => Some(rest),
        _ => None,
    }
}

/// Reads a DER SubjectPublicKeyInfo (RFC 5280 section 4.1.2.7).
fn from_spki(der: &[u8]) -> Result<Material, KeyError> {
    let spki = der::spki(der).ok_or(KeyError::invalid("the key does not parse as SubjectPublicKeyInfo"))?;
    match spki.algorithm {
        // RFC 3279 section 2.3.1: the parameters are NULL.
        RSA if spki.parameters == Some((der::NULL, &[])) => from_pkcs1(spki.key),
        EC => {
            let curve = match spki.parameters {
                Some((der::OID, P256)) => EllipticCurve::P256,
                Some((der::OID, P384)) => EllipticCurve::P384,
                Some((der::OID, P521)) => EllipticCurve::P521,
                _ => return Err(KeyError::mismatch("the curve is none of P-256, P-384 and P-521")),
            };
            from_point(curve, spki.key)
        }
        // RFC 8410 section 3: no parameters.
        ED25519 if spki.parameters.is_none() => Ok(Material::Ed25519 { x: spki.key.into() }),
        RSA | ED25519 => Err(KeyError::invalid("the key's algorithm parameters are not the prescribed ones")),
        _ => Err(KeyError::mismatch("no supported algorithm takes a key of this type")),
    }
}

/// Reads a DER RSAPublicKey (RFC 8017 appendix A.1.1).
fn from_pkcs1(der: &[u8]) -> Result<Material, KeyError> {
    let (n, e) =
        der::rsa_public_key(der).ok_or(KeyError::invalid("the key does not parse as RSAPublicKey"))?;
    Ok(Material::Rsa { n: n.into(), e: e.into() })
}

/// Reads an uncompressed point (SEC 1 section 2.3.4).
fn from_point(curve: EllipticCurve, point: &[u8]) -> Result<Material, KeyError> {
    let width = coordinate_bytes(&curve);
    match point.split_first() {
        Some((0x04, xy)) if xy.len() == 2 * width => {
            let (x, y) = xy.split_at(width);
            Ok(Material::Ec { curve, x: x.into(), y: y.into() })
        }
        Some((0x02 | 0x03, x)) if x.len() == width => Err(KeyError::invalid(
            "the point is compressed; export it uncompressed: openssl ec -pubin -conv_form uncompressed",
        )),
        _ => Err(KeyError::invalid("the point has the wrong length for its curve")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::String;

    const PEM: &str = include_str!("../../tests/vectors/keys/rsa.public.pem");

    fn theirs(text: &str) -> Option<(String, Vec<u8>)> {
        let mut decoder = pem_rfc7468::Decoder::new_detect_wrap(text.as_bytes()).ok()?;
        let mut der = Vec::new();
        decoder.decode_to_end(&mut der).ok()?;
        Some((decoder.type_label().into(), der))
    }

    #[test]
    fn lines_end_and_break_in_several_ways() {
        let text = PEM.trim();
        let (label, der) = decode(text).unwrap();
        assert_eq!((label, &der[..2]), ("PUBLIC KEY", &[0x30, 0x82][..]));
        for other in [text.replace('\n', "\r\n"), text.replace('\n', "\r")] {
            assert_eq!(decode(&other), Some(("PUBLIC KEY", der.clone())));
        }
        let body: String = text.lines().filter(|line| !line.starts_with('-')).collect();
        for width in [1, 4, 63, 76, 1000] {
            let lines: Vec<&[u8]> = body.as_bytes().chunks(width).collect();
            let body = String::from_utf8(lines.join(&b'\n')).unwrap();
            let text = alloc::format!("-----BEGIN A-----\n{body}\n-----END A-----");
            assert_eq!(decode(&text).unwrap().1, der, "{width}");
        }
    }

    /// Keys with a byte changed, put in or taken out, read by us and by the `pem-rfc7468` crate.
    #[test]
    fn what_it_reads_the_pem_crate_reads_the_same_way() {
        let text = PEM.trim();
        let (mut read, mut stricter) = (0, 0);
        for at in 0..text.len() {
            for byte in ["", "\n", "\r", " ", "-", "=", "A", "B", "+", "_", ":", "é"] {
                for end in [at, at + 1] {
                    let changed = [&text[..at], byte, &text[end..]].concat();
                    let ours = decode(&changed).map(|(label, der)| (label.into(), der.to_vec()));
                    match (ours, theirs(&changed)) {
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
