//! [`super::Lanes`] as a register of SSE2, which every x86-64 processor has.
// The intrinsics are unsafe to call where SSE2 may be missing, and those that read or write memory ask for
// sixteen valid bytes.
#![allow(unsafe_code)]

use core::arch::x86_64::*;

#[derive(Clone, Copy)]
pub struct Lanes(__m128i);

/// An intrinsic that touches no memory.
macro_rules! sse2 {
    // SAFETY: this module is compiled for x86-64 alone, and SSE2 is a part of it.
    ($($call:tt)*) => { Lanes(unsafe { $($call)* }) };
}

impl Lanes {
    pub const ZERO: Self = {
        // SAFETY: sixteen bytes each, and any of them are a register's value.
        Self(unsafe { core::mem::transmute::<[i32; 4], __m128i>([0; 4]) })
    };

    #[inline(always)]
    pub fn new(lanes: [i32; 4]) -> Self {
        Self::load(&lanes)
    }

    #[inline(always)]
    pub fn splat(word: i32) -> Self {
        sse2!(_mm_set1_epi32(word))
    }

    #[inline(always)]
    pub fn load(from: &[i32; 4]) -> Self {
        // SAFETY: a reference to sixteen readable bytes; this load asks for no alignment.
        Self(unsafe { _mm_loadu_si128(from.as_ptr().cast()) })
    }

    #[inline(always)]
    pub fn load_splat(from: &i32) -> Self {
        Self::splat(*from)
    }

    #[inline(always)]
    pub fn store(self, to: &mut [i32; 4]) {
        // SAFETY: an exclusive reference to sixteen bytes; this store asks for no alignment.
        unsafe { _mm_storeu_si128(to.as_mut_ptr().cast(), self.0) }
    }

    #[inline(always)]
    pub fn dot(self, other: Self) -> Self {
        sse2!(_mm_madd_epi16(self.0, other.0))
    }

    #[inline(always)]
    pub fn add(self, other: Self) -> Self {
        let sum = sse2!(_mm_add_epi32(self.0, other.0));
        debug_assert!(!any_negative(self.xor(sum).and(other.xor(sum))), "a column overflowed");
        sum
    }

    #[inline(always)]
    pub fn sub(self, other: Self) -> Self {
        let difference = sse2!(_mm_sub_epi32(self.0, other.0));
        debug_assert!(!any_negative(self.xor(other).and(self.xor(difference))), "a column overflowed");
        difference
    }

    #[inline(always)]
    pub fn and(self, other: Self) -> Self {
        sse2!(_mm_and_si128(self.0, other.0))
    }

    #[inline(always)]
    fn xor(self, other: Self) -> Self {
        sse2!(_mm_xor_si128(self.0, other.0))
    }

    #[inline(always)]
    pub fn shift_right<const N: u32>(self) -> Self {
        sse2!(_mm_sra_epi32(self.0, _mm_cvtsi32_si128(N as i32)))
    }

    #[inline(always)]
    pub fn shift_left<const N: u32>(self) -> Self {
        sse2!(_mm_sll_epi32(self.0, _mm_cvtsi32_si128(N as i32)))
    }

    #[inline(always)]
    pub fn narrow(self, above: Self) -> Self {
        sse2!(_mm_packs_epi32(self.0, above.0))
    }

    #[inline(always)]
    pub fn after_i16(self, below: Self) -> Self {
        sse2!(_mm_or_si128(_mm_slli_si128::<2>(self.0), _mm_srli_si128::<14>(below.0)))
    }

    #[inline(always)]
    pub fn after_i32(self, below: Self) -> Self {
        sse2!(_mm_or_si128(_mm_slli_si128::<4>(self.0), _mm_srli_si128::<12>(below.0)))
    }

    #[inline(always)]
    pub fn after_i64(self, below: Self) -> Self {
        sse2!(_mm_or_si128(_mm_slli_si128::<8>(self.0), _mm_srli_si128::<8>(below.0)))
    }

    #[inline(always)]
    pub fn interleave_i16(self, other: Self) -> [Self; 2] {
        [sse2!(_mm_unpacklo_epi16(self.0, other.0)), sse2!(_mm_unpackhi_epi16(self.0, other.0))]
    }
}

/// Whether the highest bit of any column is set.
#[inline(always)]
fn any_negative(lanes: Lanes) -> bool {
    // SAFETY: as above; SSE2 contains SSE.
    unsafe { _mm_movemask_ps(_mm_castsi128_ps(lanes.0)) != 0 }
}
