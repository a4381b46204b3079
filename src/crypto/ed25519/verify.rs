//! The key and the verdict.

use super::canonical::Integer;
use super::encoding::{decode, encode, has_small_order};
use super::prepared::Prepared;
use super::scalar::{from_canonical_bytes, reduce};
use super::table::{Shape, difference};
use crate::crypto::hash::Hash;

/// The base point B of RFC 8032 section 5.1.
const BASE_X: Integer =
    [0xc956_2d60_8f25_d51a, 0x692c_c760_9525_a7b2, 0xc0a4_e231_fdd6_dc5c, 0x2169_36d3_cd6e_53fe];
const BASE_Y: Integer =
    [0x6666_6666_6666_6658, 0x6666_6666_6666_6666, 0x6666_6666_6666_6666, 0x6666_6666_6666_6666];

/// Verifications with its small table before a key's large one is built. Building costs what some 40
/// verifications save; by the 16th the runtime has compiled the arithmetic it needs, and a caller with a
/// token or two never pays.
const KEY_PATIENCE: u32 = 16;
/// Verifications, over all keys, before the base point gets its large table. Less, so that the two are not built in the same call.
const BASE_PATIENCE: u32 = 12;

static BASE: Prepared = Prepared::new(BASE_X, BASE_Y, Shape::GENERATOR, BASE_PATIENCE, false);

/// The bytes a key's large table takes.
pub const LARGE_TABLE_BYTES: usize = Shape::LARGE.bytes();

/// The bytes are not a public key this module accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidKey;

/// An Ed25519 public key, prepared to verify many signatures.
pub struct VerifyingKey {
    bytes: [u8; 32],
    point: Prepared,
}

impl core::fmt::Debug for VerifyingKey {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("VerifyingKey").finish_non_exhaustive()
    }
}

impl VerifyingKey {
    /// The key of 32 bytes, which have to be the canonical encoding of a point that is not of small order.
    ///
    /// # Errors
    /// [`InvalidKey`].
    pub fn from_bytes(public: &[u8]) -> Result<Self, InvalidKey> {
        Self::with_patience(public, KEY_PATIENCE)
    }

    /// Verifies, with a number of verifications before the large table is built.
    pub(super) fn with_patience(public: &[u8], patience: u32) -> Result<Self, InvalidKey> {
        let bytes: [u8; 32] = public.try_into().map_err(|_| InvalidKey)?;
        if has_small_order(&bytes) {
            return Err(InvalidKey);
        }
        let (x, y) = decode(&bytes).ok_or(InvalidKey)?;
        Ok(Self { bytes, point: Prepared::new(x, y, Shape::LARGE, patience, true) })
    }

    /// Whether `signature` is this key's signature of `message`; the module's documentation has the exact
    /// rules.
    pub fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        let Ok(signature) = <&[u8; 64]>::try_from(signature) else { return false };
        let (Some(r), Some(s)) = (signature.first_chunk::<32>(), signature.last_chunk::<32>()) else {
            return false;
        };
        let Some(s) = from_canonical_bytes(s) else { return false };
        if has_small_order(r) {
            return false;
        }
        let hash = Hash::Sha512.digest(&[r, &self.bytes, message]);
        let Ok(hash) = <&[u8; 64]>::try_from(hash.as_ref()) else { return false };
        let k = reduce(hash);
        encode(&difference(&s, &BASE.comb(), &k, &self.point.comb())) == *r
    }

    /// The bytes of this key's tables that exist by now.
    pub fn table_bytes(&self) -> usize {
        self.point.table_bytes()
    }
}
