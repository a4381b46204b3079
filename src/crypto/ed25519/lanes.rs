//! Two lanes of `f64` and two lanes of `u64`, side by side.
//!
//! This is all the vector machinery there is: on wasm32 with `simd128` one `v128` holds both lanes,
//! everywhere else a plain array does. Both back ends perform the same IEEE 754 binary64 operations (round to
//! nearest, ties to even: the only mode WebAssembly and Rust have), so the native tests run the algorithm
//! that ships. No `unsafe`: the lane intrinsics of `core::arch::wasm32` are safe functions when the feature
//! is on for the whole crate, and values of type `v128` are loaded and stored as ordinary fields.

#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod imp {
    use core::arch::wasm32 as w;

    /// Two binary64 numbers.
    #[derive(Clone, Copy)]
    pub(in super::super) struct Lanes(w::v128);

    /// Two 64-bit words.
    #[derive(Clone, Copy)]
    pub(in super::super) struct Words(w::v128);

    impl Lanes {
        #[inline(always)]
        pub(in super::super) const fn new(a: f64, b: f64) -> Self {
            Self(w::f64x2(a, b))
        }
        #[inline(always)]
        pub(in super::super) fn get(self) -> [f64; 2] {
            [w::f64x2_extract_lane::<0>(self.0), w::f64x2_extract_lane::<1>(self.0)]
        }
        #[inline(always)]
        pub(in super::super) fn add(self, b: Self) -> Self {
            Self(w::f64x2_add(self.0, b.0))
        }
        #[inline(always)]
        pub(in super::super) fn sub(self, b: Self) -> Self {
            Self(w::f64x2_sub(self.0, b.0))
        }
        #[inline(always)]
        pub(in super::super) fn mul(self, b: Self) -> Self {
            Self(w::f64x2_mul(self.0, b.0))
        }
        /// Both lanes of the result are lane 1 of `self`, then lane 0: the lanes exchanged.
        #[inline(always)]
        pub(in super::super) fn swap(self) -> Self {
            Self(w::i64x2_shuffle::<1, 0>(self.0, self.0))
        }
        /// Flips the sign of each lane whose mask has the top bit set; the other mask bits must be zero.
        #[inline(always)]
        pub(in super::super) fn flip(self, mask: Words) -> Self {
            Self(w::v128_xor(self.0, mask.0))
        }
    }

    impl Words {
        #[inline(always)]
        pub(in super::super) const fn new(a: u64, b: u64) -> Self {
            Self(w::u64x2(a, b))
        }
        #[inline(always)]
        pub(in super::super) fn low(self, b: Self) -> Self {
            Self(w::i64x2_shuffle::<0, 2>(self.0, b.0))
        }
        #[inline(always)]
        pub(in super::super) fn high(self, b: Self) -> Self {
            Self(w::i64x2_shuffle::<1, 3>(self.0, b.0))
        }
        #[inline(always)]
        pub(in super::super) fn and(self, b: Self) -> Self {
            Self(w::v128_and(self.0, b.0))
        }
        #[inline(always)]
        pub(in super::super) fn or(self, b: Self) -> Self {
            Self(w::v128_or(self.0, b.0))
        }
        #[inline(always)]
        pub(in super::super) fn shr(self, n: u32) -> Self {
            Self(w::u64x2_shr(self.0, n))
        }
        #[inline(always)]
        pub(in super::super) fn as_lanes(self) -> Lanes {
            Lanes(self.0)
        }
    }
}

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
mod imp {
    /// Two binary64 numbers.
    #[derive(Clone, Copy)]
    pub(in super::super) struct Lanes([f64; 2]);

    /// Two 64-bit words.
    #[derive(Clone, Copy)]
    pub(in super::super) struct Words([u64; 2]);

    impl Lanes {
        #[inline(always)]
        pub(in super::super) const fn new(a: f64, b: f64) -> Self {
            Self([a, b])
        }
        #[inline(always)]
        pub(in super::super) fn get(self) -> [f64; 2] {
            self.0
        }
        #[inline(always)]
        pub(in super::super) fn add(self, b: Self) -> Self {
            Self([self.0[0] + b.0[0], self.0[1] + b.0[1]])
        }
        #[inline(always)]
        pub(in super::super) fn sub(self, b: Self) -> Self {
            Self([self.0[0] - b.0[0], self.0[1] - b.0[1]])
        }
        #[inline(always)]
        pub(in super::super) fn mul(self, b: Self) -> Self {
            Self([self.0[0] * b.0[0], self.0[1] * b.0[1]])
        }
        /// The lanes exchanged.
        #[inline(always)]
        pub(in super::super) fn swap(self) -> Self {
            Self([self.0[1], self.0[0]])
        }
        /// Flips the sign of each lane whose mask has the top bit set; the other mask bits must be zero.
        #[inline(always)]
        pub(in super::super) fn flip(self, mask: Words) -> Self {
            let [a, b] = [self.0[0].to_bits() ^ mask.0[0], self.0[1].to_bits() ^ mask.0[1]];
            Self([f64::from_bits(a), f64::from_bits(b)])
        }
    }

    impl Words {
        #[inline(always)]
        pub(in super::super) const fn new(a: u64, b: u64) -> Self {
            Self([a, b])
        }
        #[inline(always)]
        pub(in super::super) fn low(self, b: Self) -> Self {
            Self([self.0[0], b.0[0]])
        }
        #[inline(always)]
        pub(in super::super) fn high(self, b: Self) -> Self {
            Self([self.0[1], b.0[1]])
        }
        #[inline(always)]
        pub(in super::super) fn and(self, b: Self) -> Self {
            Self([self.0[0] & b.0[0], self.0[1] & b.0[1]])
        }
        #[inline(always)]
        pub(in super::super) fn or(self, b: Self) -> Self {
            Self([self.0[0] | b.0[0], self.0[1] | b.0[1]])
        }
        #[inline(always)]
        pub(in super::super) fn shr(self, n: u32) -> Self {
            Self([self.0[0] >> n, self.0[1] >> n])
        }
        #[inline(always)]
        pub(in super::super) fn as_lanes(self) -> Lanes {
            Lanes([f64::from_bits(self.0[0]), f64::from_bits(self.0[1])])
        }
    }
}

pub(super) use imp::{Lanes, Words};
