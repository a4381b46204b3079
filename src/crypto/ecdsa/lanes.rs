//! Two independent computations in lockstep: the only place that knows about SIMD.
//!
//! Everything above this module computes two unrelated things at once with one
//! instruction stream: lane 0 and lane 1. On wasm32 with `simd128` the two types
//! here are 128-bit vectors; elsewhere they are arrays with the same meaning, so
//! native tests run the same algorithm.
//!
//! * [`Limbs`] holds two consecutive 32-bit signed limbs of both lanes, in the
//!   order `[lane 0 low, lane 1 low, lane 0 high, lane 1 high]`.
//! * [`Wide`] holds one 64-bit column of both lanes.
//!
//! All arithmetic wraps; the callers state the bounds that make this harmless.
//! The intrinsics used are safe functions (they touch no memory), so there is no
//! `unsafe` here.

pub(super) use imp::{Limbs, Wide};

#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod imp {
    use core::arch::wasm32::*;

    #[derive(Clone, Copy)]
    pub(in super::super) struct Limbs(v128);

    #[derive(Clone, Copy)]
    pub(in super::super) struct Wide(v128);

    impl Limbs {
        pub const ZERO: Self = Self(i32x4(0, 0, 0, 0));

        /// From two limbs of each lane, the lower limb in the low half of the word.
        #[inline(always)]
        pub fn from_lanes(lane0: u64, lane1: u64) -> Self {
            let v = u64x2(lane0, lane1);
            Self(i32x4_shuffle::<0, 2, 1, 3>(v, v))
        }

        /// The inverse of [`Limbs::from_lanes`].
        #[inline(always)]
        pub fn to_lanes(self) -> [u64; 2] {
            let v = i32x4_shuffle::<0, 2, 1, 3>(self.0, self.0);
            [u64x2_extract_lane::<0>(v), u64x2_extract_lane::<1>(v)]
        }

        /// The low 32 bits of two columns, as two consecutive limbs.
        #[inline(always)]
        pub fn pack(low: Wide, high: Wide) -> Self {
            Self(i32x4_shuffle::<0, 2, 4, 6>(low.0, high.0))
        }

        #[inline(always)]
        pub fn add(self, rhs: Self) -> Self {
            Self(i32x4_add(self.0, rhs.0))
        }

        #[inline(always)]
        pub fn sub(self, rhs: Self) -> Self {
            Self(i32x4_sub(self.0, rhs.0))
        }

        #[inline(always)]
        pub fn xor(self, rhs: Self) -> Self {
            Self(v128_xor(self.0, rhs.0))
        }

        /// The lower limb in both positions.
        #[inline(always)]
        pub fn dup_low(self) -> Self {
            Self(i64x2_shuffle::<0, 0>(self.0, self.0))
        }

        /// The upper limb in both positions.
        #[inline(always)]
        pub fn dup_high(self) -> Self {
            Self(i64x2_shuffle::<1, 1>(self.0, self.0))
        }

        /// Signed product of the lower limbs.
        #[inline(always)]
        pub fn mul_low(self, rhs: Self) -> Wide {
            Wide(i64x2_extmul_low_i32x4(self.0, rhs.0))
        }

        /// Signed product of the upper limbs.
        #[inline(always)]
        pub fn mul_high(self, rhs: Self) -> Wide {
            Wide(i64x2_extmul_high_i32x4(self.0, rhs.0))
        }

        /// The lower limb, sign-extended.
        #[inline(always)]
        pub fn wide_low(self) -> Wide {
            Wide(i64x2_extend_low_i32x4(self.0))
        }

        /// The upper limb, sign-extended.
        #[inline(always)]
        pub fn wide_high(self) -> Wide {
            Wide(i64x2_extend_high_i32x4(self.0))
        }
    }

    impl Wide {
        #[inline(always)]
        pub fn splat(value: u64) -> Self {
            Self(u64x2_splat(value))
        }

        #[inline(always)]
        pub fn add(self, rhs: Self) -> Self {
            Self(i64x2_add(self.0, rhs.0))
        }

        #[inline(always)]
        pub fn sub(self, rhs: Self) -> Self {
            Self(i64x2_sub(self.0, rhs.0))
        }

        #[inline(always)]
        pub fn and(self, rhs: Self) -> Self {
            Self(v128_and(self.0, rhs.0))
        }

        #[inline(always)]
        pub fn shl(self, bits: u32) -> Self {
            Self(i64x2_shl(self.0, bits))
        }

        /// Unsigned shift.
        #[inline(always)]
        pub fn shr(self, bits: u32) -> Self {
            Self(u64x2_shr(self.0, bits))
        }
    }
}

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
mod imp {
    #[derive(Clone, Copy)]
    pub(in super::super) struct Limbs([i32; 4]);

    #[derive(Clone, Copy)]
    pub(in super::super) struct Wide([u64; 2]);

    impl Limbs {
        pub const ZERO: Self = Self([0; 4]);

        /// From two limbs of each lane, the lower limb in the low half of the word.
        #[inline(always)]
        pub fn from_lanes(lane0: u64, lane1: u64) -> Self {
            Self([lane0 as i32, lane1 as i32, (lane0 >> 32) as i32, (lane1 >> 32) as i32])
        }

        /// The inverse of [`Limbs::from_lanes`].
        #[inline(always)]
        pub fn to_lanes(self) -> [u64; 2] {
            let [a, b, c, d] = self.0.map(|limb| u64::from(limb as u32));
            [a | c << 32, b | d << 32]
        }

        /// The low 32 bits of two columns, as two consecutive limbs.
        #[inline(always)]
        pub fn pack(low: Wide, high: Wide) -> Self {
            Self([low.0[0] as i32, low.0[1] as i32, high.0[0] as i32, high.0[1] as i32])
        }

        #[inline(always)]
        fn zip(self, rhs: Self, f: impl Fn(i32, i32) -> i32) -> Self {
            let ([a, b, c, d], [e, f2, g, h]) = (self.0, rhs.0);
            Self([f(a, e), f(b, f2), f(c, g), f(d, h)])
        }

        #[inline(always)]
        pub fn add(self, rhs: Self) -> Self {
            self.zip(rhs, i32::wrapping_add)
        }

        #[inline(always)]
        pub fn sub(self, rhs: Self) -> Self {
            self.zip(rhs, i32::wrapping_sub)
        }

        #[inline(always)]
        pub fn xor(self, rhs: Self) -> Self {
            self.zip(rhs, |a, b| a ^ b)
        }

        /// The lower limb in both positions.
        #[inline(always)]
        pub fn dup_low(self) -> Self {
            let [a, b, _, _] = self.0;
            Self([a, b, a, b])
        }

        /// The upper limb in both positions.
        #[inline(always)]
        pub fn dup_high(self) -> Self {
            let [_, _, c, d] = self.0;
            Self([c, d, c, d])
        }

        /// Signed product of the lower limbs.
        #[inline(always)]
        pub fn mul_low(self, rhs: Self) -> Wide {
            Wide([product(self.0[0], rhs.0[0]), product(self.0[1], rhs.0[1])])
        }

        /// Signed product of the upper limbs.
        #[inline(always)]
        pub fn mul_high(self, rhs: Self) -> Wide {
            Wide([product(self.0[2], rhs.0[2]), product(self.0[3], rhs.0[3])])
        }

        /// The lower limb, sign-extended.
        #[inline(always)]
        pub fn wide_low(self) -> Wide {
            Wide([i64::from(self.0[0]) as u64, i64::from(self.0[1]) as u64])
        }

        /// The upper limb, sign-extended.
        #[inline(always)]
        pub fn wide_high(self) -> Wide {
            Wide([i64::from(self.0[2]) as u64, i64::from(self.0[3]) as u64])
        }
    }

    #[inline(always)]
    fn product(a: i32, b: i32) -> u64 {
        (i64::from(a) * i64::from(b)) as u64
    }

    impl Wide {
        #[inline(always)]
        pub fn splat(value: u64) -> Self {
            Self([value; 2])
        }

        #[inline(always)]
        pub fn add(self, rhs: Self) -> Self {
            Self([self.0[0].wrapping_add(rhs.0[0]), self.0[1].wrapping_add(rhs.0[1])])
        }

        #[inline(always)]
        pub fn sub(self, rhs: Self) -> Self {
            Self([self.0[0].wrapping_sub(rhs.0[0]), self.0[1].wrapping_sub(rhs.0[1])])
        }

        #[inline(always)]
        pub fn and(self, rhs: Self) -> Self {
            Self([self.0[0] & rhs.0[0], self.0[1] & rhs.0[1]])
        }

        #[inline(always)]
        pub fn shl(self, bits: u32) -> Self {
            Self([self.0[0] << bits, self.0[1] << bits])
        }

        /// Unsigned shift.
        #[inline(always)]
        pub fn shr(self, bits: u32) -> Self {
            Self([self.0[0] >> bits, self.0[1] >> bits])
        }
    }
}
