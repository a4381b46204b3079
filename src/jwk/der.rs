//! DER (X.690) as far as public keys need it: elements, SubjectPublicKeyInfo and RSAPublicKey.
//!
//! Strict: one spelling of every length and number, and nothing left over.

/// INTEGER
pub const INTEGER: u8 = 0x02;
/// BIT STRING
pub const BIT_STRING: u8 = 0x03;
/// NULL, which has no content.
pub const NULL: u8 = 0x05;
/// OBJECT IDENTIFIER
pub const OID: u8 = 0x06;
/// SEQUENCE, and SEQUENCE OF
pub const SEQUENCE: u8 = 0x30;

/// A type and its content.
pub type Element<'a> = (u8, &'a [u8]);

/// A SubjectPublicKeyInfo (RFC 5280 section 4.1.2.7).
#[derive(Debug)]
pub struct Spki<'a> {
    /// The algorithm: the content of an OBJECT IDENTIFIER.
    pub algorithm: &'a [u8],
    /// The parameters of the algorithm.
    pub parameters: Option<Element<'a>>,
    /// The key: a bit string of whole bytes.
    pub key: &'a [u8],
}

/// Reads a SubjectPublicKeyInfo.
pub fn spki(mut der: &[u8]) -> Option<Spki<'_>> {
    let spki = next_spki(&mut der)?;
    der.is_empty().then_some(spki)
}

/// Takes a SubjectPublicKeyInfo from the front.
pub fn next_spki<'a>(der: &mut &'a [u8]) -> Option<Spki<'a>> {
    let mut info = next(SEQUENCE, der)?;
    let mut identifier = next(SEQUENCE, &mut info)?;
    let algorithm = next(OID, &mut identifier)?;
    let parameters = if identifier.is_empty() { None } else { Some(element(&mut identifier)?) };
    // The first byte counts the bits of the last one that are not used.
    let (0, key) = only(BIT_STRING, info)?.split_first()? else { return None };
    (identifier.is_empty() && !algorithm.is_empty()).then_some(Spki { algorithm, parameters, key })
}

/// Reads an RSAPublicKey (RFC 8017 appendix A.1.1): the modulus and the exponent, without
/// leading zeros.
pub fn rsa_public_key(der: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut key = only(SEQUENCE, der)?;
    let modulus = positive(next(INTEGER, &mut key)?)?;
    let exponent = positive(only(INTEGER, key)?)?;
    Some((modulus, exponent))
}

/// The digits of a positive number: a zero comes first exactly where the sign needs one.
fn positive(integer: &[u8]) -> Option<&[u8]> {
    match integer {
        [0, 0x80..=0xff, ..] => integer.get(1..),
        [1..=0x7f, ..] => Some(integer),
        _ => None,
    }
}

/// The content of the one element that `der` is, of this type.
#[inline(never)]
pub fn only(tag: u8, mut der: &[u8]) -> Option<&[u8]> {
    let content = next(tag, &mut der)?;
    der.is_empty().then_some(content)
}

/// Takes an element of this type from the front.
#[inline(never)]
pub fn next<'a>(tag: u8, der: &mut &'a [u8]) -> Option<&'a [u8]> {
    let (found, content) = element(der)?;
    (found == tag).then_some(content)
}

/// Takes an element of this type from the front, if one stands there: what is optional, or has a default.
#[inline(never)]
pub fn optional<'a>(tag: u8, der: &mut &'a [u8]) -> Option<Option<&'a [u8]>> {
    if der.first() == Some(&tag) { next(tag, der).map(Some) } else { Some(None) }
}

/// Takes an element from the front.
fn element<'a>(der: &mut &'a [u8]) -> Option<Element<'a>> {
    let (&tag, rest) = der.split_first()?;
    let (&first, rest) = rest.split_first()?;
    // Above 127 it is the number of the bytes that hold the length; three are enough for any key.
    let (length, rest) = match first {
        0..=0x7f => (usize::from(first), rest),
        0x81..=0x83 => {
            let (bytes, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
            let length = bytes.iter().fold(0, |length, byte| length << 8 | usize::from(*byte));
            if bytes.first() == Some(&0) || length < 0x80 {
                return None;
            }
            (length, rest)
        }
        _ => return None,
    };
    let content;
    (content, *der) = rest.split_at_checked(length)?;
    // A tag of several bytes is of no type that a key has.
    (tag & 0x1f != 0x1f).then_some((tag, content))
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec::Vec;
    use der::Decode as _;
    use der::asn1::{AnyRef, ObjectIdentifier};
    use pkcs1::RsaPublicKeyRef;
    use spki::SubjectPublicKeyInfoRef;

    const KEYS: [&str; 6] = [
        include_str!("../../tests/vectors/keys/rsa.public.pem"),
        include_str!("../../tests/vectors/keys/rsa.pkcs1.pem"),
        include_str!("../../tests/vectors/keys/p256.public.pem"),
        include_str!("../../tests/vectors/keys/p521.public.pem"),
        include_str!("../../tests/vectors/keys/secp256k1.public.pem"),
        include_str!("../../tests/vectors/keys/ed25519.public.pem"),
    ];

    /// What the `spki` crate reads, as far as keys of our types go.
    fn theirs(der: &[u8]) -> Option<(ObjectIdentifier, Option<AnyRef<'_>>, &[u8])> {
        let info = SubjectPublicKeyInfoRef::from_der(der).ok()?;
        Some((info.algorithm.oid, info.algorithm.parameters, info.subject_public_key.as_bytes()?))
    }

    fn agree(der: &[u8]) -> bool {
        let (ours, theirs) = (spki(der), theirs(der));
        if let Some((oid, parameters, key)) = theirs {
            let ours = ours.as_ref().expect("a key that the spki crate reads");
            assert_eq!((ours.algorithm, ours.key), (oid.as_bytes(), key));
            assert_eq!(ours.parameters.map(|(_, content)| content), parameters.map(|any| any.value()));
        } else if let Some(ours) = &ours {
            // They also look into what we compare as a whole, with identifiers that are well-formed.
            let known = ObjectIdentifier::from_bytes(ours.algorithm).is_ok();
            let plain = matches!(ours.parameters, None | Some((NULL, [])) | Some((OID, _)));
            assert!(!(known && plain), "a key that the spki crate refuses: {der:02x?}");
        }
        let rsa = RsaPublicKeyRef::from_der(der).ok();
        let numbers = rsa.map(|key| (key.modulus.as_bytes(), key.public_exponent.as_bytes()));
        // Zero is a number to them.
        let numbers = numbers.filter(|(n, e)| *n != [0] && *e != [0]);
        assert_eq!(rsa_public_key(der), numbers, "{der:02x?}");
        ours.is_some() || numbers.is_some()
    }

    /// Keys with a byte changed, put in or taken out, read by us and by the `der` crate.
    #[test]
    fn agrees_with_the_der_crate_on_mutated_keys() {
        let (mut read, mut refused) = (0, 0);
        for pem in KEYS {
            let der = super::super::pem::der_of(pem);
            assert!(agree(&der));
            let head = der.len().min(48);
            for at in (0..head).chain(der.len() - 12..der.len()) {
                let mut variants: Vec<Vec<u8>> = (0..=255)
                    .map(|byte| {
                        let mut changed = der.clone();
                        changed[at] = byte;
                        changed
                    })
                    .collect();
                for byte in [0, 1, 2, 3, 5, 6, 0x30, 0x7f, 0x80, 0x81, 0x82, 0x83, 0x84, 0xff] {
                    variants.push([&der[..at], &[byte], &der[at..]].concat());
                }
                variants.push([&der[..at], &der[at + 1..]].concat());
                variants.push(der[..at].to_vec());
                for variant in variants {
                    if agree(&variant) {
                        read += 1;
                    } else {
                        refused += 1;
                    }
                }
            }
        }
        assert!(read > 1000 && refused > 10_000, "{read} {refused}");
    }

    #[test]
    fn has_one_spelling_of_every_length() {
        let element = |der: &[u8]| element(&mut &*der).map(|(tag, content)| (tag, content.len()));
        let long = |head: &[u8], length: usize| [head, &alloc::vec![7; length]].concat();
        assert_eq!(element(&long(&[4, 0x7f], 0x7f)), Some((4, 0x7f)));
        assert_eq!(element(&long(&[4, 0x81, 0x80], 0x80)), Some((4, 0x80)));
        assert_eq!(element(&long(&[4, 0x82, 1, 0], 0x100)), Some((4, 0x100)));
        assert_eq!(element(&long(&[4, 0x83, 1, 0, 0], 0x1_0000)), Some((4, 0x1_0000)));
        for head in [
            &[4, 0x81, 0x7f][..],
            &[4, 0x82, 0, 0x80],
            &[4, 0x83, 0, 1, 0],
            &[4, 0x80],
            &[4, 0x84, 0, 0, 0, 1],
        ] {
            assert_eq!(element(&long(head, 0x200)), None, "{head:02x?}");
        }
        assert_eq!(element(&long(&[4, 0x81, 0x80], 0x7f)), None);
        assert_eq!(element(&[4]), None);
        assert_eq!(element(&[]), None);
    }
}
