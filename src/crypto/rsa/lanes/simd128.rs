//! [`super::Lanes`] as a `v128` of WebAssembly.
#![allow(unsafe_code)] // Loads and stores of whole vectors; each says why it is sound.

use core::arch::wasm32::*;

#[derive(Clone, Copy)]
pub struct Lanes(v128);

impl Lanes {
    pub const ZERO: Self = Self(i32x4(0, 0, 0, 0));

    #[inline(always)]
    pub fn new(lanes: [i32; 4]) -> Self {
        Self(i32x4(lanes[0], lanes[1], lanes[2], lanes[3]))
    }

    #[inline(always)]
    pub fn splat(word: i32) -> Self {
        Self(i32x4_splat(word))
    }

    #[inline(always)]
    pub fn load(from: &[i32; 4]) -> Self {
        // SAFETY: a reference to sixteen readable bytes; `v128.load` asks for no alignment. Built from
        // four scalars instead, it would be left to the compiler to find the one load again.
        Self(unsafe { v128_load(from.as_ptr().cast()) })
    }

    #[inline(always)]
    pub fn load_splat(from: &i32) -> Self {
        // SAFETY: a reference to four readable bytes. Two neighbouring `i32x4_splat`s of a word in memory
        // would be compiled to one load of both and two shuffles each, on the port that `dot` needs.
        Self(unsafe { v128_load32_splat(core::ptr::from_ref(from).cast()) })
    }

    #[inline(always)]
    pub fn store(self, to: &mut [i32; 4]) {
        // SAFETY: an exclusive reference to sixteen bytes; `v128.store` asks for no alignment.
        unsafe { v128_store(to.as_mut_ptr().cast(), self.0) }
    }

    #[inline(always)]
    pub fn dot(self, other: Self) -> Self {
        Self(i32x4_dot_i16x8(self.0, other.0))
    }

    #[inline(always)]
    pub fn add(self, other: Self) -> Self {
        Self(i32x4_add(self.0, other.0))
    }

    #[inline(always)]
    pub fn sub(self, other: Self) -> Self {
        Self(i32x4_sub(self.0, other.0))
    }

    #[inline(always)]
    pub fn and(self, other: Self) -> Self {
        Self(v128_and(self.0, other.0))
    }

    #[inline(always)]
    pub fn shift_right<const N: u32>(self) -> Self {
        Self(i32x4_shr(self.0, N))
    }

    #[inline(always)]
    pub fn shift_left<const N: u32>(self) -> Self {
        Self(i32x4_shl(self.0, N))
    }

    #[inline(always)]
    pub fn narrow(self, above: Self) -> Self {
        Self(i16x8_narrow_i32x4(self.0, above.0))
    }

    #[inline(always)]
    pub fn after_i16(self, below: Self) -> Self {
        Self(i16x8_shuffle::<7, 8, 9, 10, 11, 12, 13, 14>(below.0, self.0))
    }

    #[inline(always)]
    pub fn after_i32(self, below: Self) -> Self {
        Self(i32x4_shuffle::<3, 4, 5, 6>(below.0, self.0))
    }

    #[inline(always)]
    pub fn after_i64(self, below: Self) -> Self {
        Self(i64x2_shuffle::<1, 2>(below.0, self.0))
    }

    #[inline(always)]
    pub fn interleave_i16(self, other: Self) -> [Self; 2] {
        [
            Self(i16x8_shuffle::<0, 8, 1, 9, 2, 10, 3, 11>(self.0, other.0)),
            Self(i16x8_shuffle::<4, 12, 5, 13, 6, 14, 7, 15>(self.0, other.0)),
        ]
    }
}
