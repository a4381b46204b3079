//! X.509 certificates (RFC 5280 section 4.1) as far as keys need them: the public key, and what it is for.
//!
//! A certificate is an envelope here. Who signed it, for whom and for how long is not looked at: its key is trusted
//! for where it came from, as one without a certificate is.

use super::der::{BIT_STRING, INTEGER, OID, SEQUENCE, Spki, next, next_spki, only, optional};

/// A BOOLEAN.
const BOOLEAN: u8 = 0x01;
/// An OCTET STRING.
const OCTET_STRING: u8 = 0x04;

// The members that may be absent: version, issuerUniqueID, subjectUniqueID, extensions.
const VERSION: u8 = 0xA0;
const UNIQUE_IDS: [u8; 2] = [0x81, 0x82];
const EXTENSIONS: u8 = 0xA3;

/// id-ce-keyUsage, 2.5.29.15 (RFC 5280 section 4.2.1.3)
const KEY_USAGE: &[u8] = b"\x55\x1d\x0f";

/// What a certificate says of its key.
#[derive(Debug)]
pub struct Certificate<'a> {
    /// The key.
    pub spki: Spki<'a>,
    /// Whether it may check signatures of what is no certificate: its key usage says so, or nothing.
    pub signs: bool,
}

/// Reads a DER Certificate.
pub fn read(der: &[u8]) -> Option<Certificate<'_>> {
    let mut certificate = only(SEQUENCE, der)?;
    let mut signed = next(SEQUENCE, &mut certificate)?;
    next(SEQUENCE, &mut certificate)?;
    only(BIT_STRING, certificate)?;

    if let Some(version) = optional(VERSION, &mut signed)? {
        only(INTEGER, version)?;
    }
    next(INTEGER, &mut signed)?;
    // signature, issuer, validity, subject
    for _ in 0..4 {
        next(SEQUENCE, &mut signed)?;
    }
    let spki = next_spki(&mut signed)?;
    for tag in UNIQUE_IDS {
        optional(tag, &mut signed)?;
    }
    let signs = match optional(EXTENSIONS, &mut signed)? {
        Some(extensions) => allow_signatures(only(SEQUENCE, extensions)?)?,
        None => true,
    };
    signed.is_empty().then_some(Certificate { spki, signs })
}

/// Whether a key usage among the extensions, if there is one, has digitalSignature or nonRepudiation.
fn allow_signatures(mut extensions: &[u8]) -> Option<bool> {
    let mut allowed = true;
    while !extensions.is_empty() {
        let mut extension = next(SEQUENCE, &mut extensions)?;
        let id = next(OID, &mut extension)?;
        optional(BOOLEAN, &mut extension)?;
        let value = only(OCTET_STRING, extension)?;
        if id == KEY_USAGE {
            // The first byte counts unused bits; the first two bits after it are those.
            allowed &= only(BIT_STRING, value)?.get(1).is_some_and(|bits| bits & 0xC0 != 0);
        }
    }
    Some(allowed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec::Vec;
    use der::asn1::AnyRef;
    use der::{Decode as _, Error, ErrorKind, Header, Reader, SliceReader, Tag, TagNumber, Tagged as _};

    const CERTIFICATES: [&str; 5] = [
        include_str!("../../tests/vectors/keys/rsa.certificate.pem"),
        include_str!("../../tests/vectors/keys/rsa-encipherment.certificate.pem"),
        include_str!("../../tests/vectors/keys/p256.certificate.pem"),
        include_str!("../../tests/vectors/keys/p384-v1.certificate.pem"),
        include_str!("../../tests/vectors/keys/ed25519.certificate.pem"),
    ];

    fn take<'r>(reader: &mut impl Reader<'r>, tag: Tag) -> Result<&'r [u8], Error> {
        let any = AnyRef::decode(reader)?;
        any.tag().assert_eq(tag)?;
        Ok(any.value())
    }

    fn take_if<'r>(reader: &mut impl Reader<'r>, tag: Tag) -> Result<Option<&'r [u8]>, Error> {
        if reader.is_finished() || Header::peek(reader)?.tag() != tag {
            return Ok(None);
        }
        take(reader, tag).map(Some)
    }

    fn all<'r, T>(
        bytes: &'r [u8],
        read: impl FnOnce(&mut SliceReader<'r>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let mut reader = SliceReader::new(bytes)?;
        let value = read(&mut reader)?;
        reader.finish()?;
        Ok(value)
    }

    /// The SubjectPublicKeyInfo's algorithm and key, and whether it may sign, as the `der` crate reads them.
    fn theirs(bytes: &[u8]) -> Result<(&[u8], &[u8], bool), Error> {
        let specific =
            |number: u32, constructed| Tag::ContextSpecific { constructed, number: TagNumber(number) };
        let signed = all(bytes, |reader| {
            reader.sequence(|certificate| {
                let signed = take(certificate, Tag::Sequence)?;
                take(certificate, Tag::Sequence)?;
                take(certificate, Tag::BitString)?;
                Ok::<_, Error>(signed)
            })
        })?;
        all(signed, |signed| {
            if let Some(version) = take_if(signed, specific(0, true))? {
                all(version, |version| take(version, Tag::Integer))?;
            }
            take(signed, Tag::Integer)?;
            for _ in 0..4 {
                take(signed, Tag::Sequence)?;
            }
            let (algorithm, key) = signed.sequence(|info| {
                let algorithm = info.sequence(|identifier| {
                    let algorithm = take(identifier, Tag::ObjectIdentifier)?;
                    if !identifier.is_finished() {
                        AnyRef::decode(identifier)?;
                    }
                    Ok::<_, Error>(algorithm)
                })?;
                match take(info, Tag::BitString)?.split_first() {
                    Some((0, key)) if !algorithm.is_empty() => Ok::<_, Error>((algorithm, key)),
                    _ => Err(ErrorKind::Failed.into()),
                }
            })?;
            take_if(signed, specific(1, false))?;
            take_if(signed, specific(2, false))?;
            let mut signs = true;
            if let Some(extensions) = take_if(signed, specific(3, true))? {
                let list = all(extensions, |extensions| take(extensions, Tag::Sequence))?;
                all(list, |list| {
                    while !list.is_finished() {
                        let (id, value) = list.sequence(|extension| {
                            let id = take(extension, Tag::ObjectIdentifier)?;
                            take_if(extension, Tag::Boolean)?;
                            Ok::<_, Error>((id, take(extension, Tag::OctetString)?))
                        })?;
                        if id == KEY_USAGE {
                            let bits = all(value, |value| take(value, Tag::BitString))?;
                            signs &= bits.get(1).is_some_and(|bits| bits & 0xC0 != 0);
                        }
                    }
                    Ok(())
                })?;
            }
            Ok((algorithm, key, signs))
        })
    }

    /// Whether it was read, by both alike.
    fn agree(bytes: &[u8]) -> bool {
        let ours = read(bytes).map(|read| (read.spki.algorithm, read.spki.key, read.signs));
        match theirs(bytes) {
            // They know no types but those of ASN.1 itself, also where any may stand.
            Err(error) if matches!(error.kind(), ErrorKind::TagUnknown { .. }) => {}
            theirs => assert_eq!(ours, theirs.ok(), "{bytes:02x?}"),
        }
        ours.is_some()
    }

    /// Certificates with a byte changed, put in or taken out, read by us and by the `der` crate.
    #[test]
    fn agrees_with_the_der_crate_on_mutated_certificates() {
        let (mut accepted, mut refused) = (0, 0);
        for pem in CERTIFICATES {
            let der = super::super::pem::der_of(pem);
            assert!(agree(&der));
            for at in 0..der.len() {
                let mut variants: Vec<Vec<u8>> =
                    [0, 1, 2, 3, 6, 0x30, 0x7f, 0x81, 0x82, 0xA0, 0xA3, 0xff, der[at] ^ 1]
                        .into_iter()
                        .map(|byte| [&der[..at], &[byte], &der[at + 1..]].concat())
                        .collect();
                variants.push([&der[..at], &[0], &der[at..]].concat());
                variants.push([&der[..at], &der[at + 1..]].concat());
                variants.push(der[..at].to_vec());
                for variant in variants {
                    if agree(&variant) {
                        accepted += 1;
                    } else {
                        refused += 1;
                    }
                }
            }
        }
        assert!(accepted > 1000 && refused > 1000, "{accepted} {refused}");
    }

    #[test]
    fn key_usage_says_what_a_key_is_for() {
        let signs = CERTIFICATES.map(|pem| read(&super::super::pem::der_of(pem)).unwrap().signs);
        assert_eq!(signs, [true, false, true, true, true]);
    }
}
