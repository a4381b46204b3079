//! One 128-bit vector type, in two spellings of the same operations.
//!
//! On wasm32 a [`Lanes`] is a `v128`; elsewhere it is an array, so that native tests run the very algorithm
//! that ships. Which lane width an operation sees is in its name: `i32` lanes are columns of a product,
//! `i16` lanes are digits. Lane 0 is the least significant one.
//!
//! The one that matters is [`Lanes::dot`] (`i32x4.dot_i16x8_s`): eight products of signed 16-bit digits,
//! added in pairs to four 32-bit columns, is a single instruction on x86 (`pmaddwd`) and three on Arm. No
//! operation saturates or wraps within the bounds that `montgomery` states; the portable spelling uses plain
//! `+` and `*`, so a test build with overflow checks would notice.

#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
pub use simd::Lanes;

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
pub use portable::Lanes;

#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
#[allow(unsafe_code)] // Loads and stores of whole vectors; each says why it is sound.
mod simd {
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
}

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
mod portable {
    use core::array::from_fn;

    #[derive(Clone, Copy)]
    pub struct Lanes([i32; 4]);

    /// The digits in the low and the high half of a 32-bit lane.
    #[inline(always)]
    fn halves(word: i32) -> [i32; 2] {
        [(word << 16) >> 16, word >> 16]
    }

    #[inline(always)]
    fn pack(low: i32, high: i32) -> i32 {
        (low & 0xffff) | (high << 16)
    }

    impl Lanes {
        pub const ZERO: Self = Self([0; 4]);

        #[inline(always)]
        pub fn new(lanes: [i32; 4]) -> Self {
            Self(lanes)
        }

        #[inline(always)]
        pub fn splat(word: i32) -> Self {
            Self([word; 4])
        }

        #[inline(always)]
        pub fn load(from: &[i32; 4]) -> Self {
            Self(*from)
        }

        /// One word in every lane.
        #[inline(always)]
        pub fn load_splat(from: &i32) -> Self {
            Self::splat(*from)
        }

        #[inline(always)]
        pub fn store(self, to: &mut [i32; 4]) {
            *to = self.0;
        }

        /// Four columns, each the sum of two products of digits.
        #[inline(always)]
        pub fn dot(self, other: Self) -> Self {
            Self(from_fn(|i| {
                let ([a, b], [c, d]) = (halves(self.0[i]), halves(other.0[i]));
                a * c + b * d
            }))
        }

        #[inline(always)]
        pub fn add(self, other: Self) -> Self {
            Self(from_fn(|i| self.0[i] + other.0[i]))
        }

        #[inline(always)]
        pub fn sub(self, other: Self) -> Self {
            Self(from_fn(|i| self.0[i] - other.0[i]))
        }

        #[inline(always)]
        pub fn and(self, other: Self) -> Self {
            Self(from_fn(|i| self.0[i] & other.0[i]))
        }

        /// Arithmetic: rounds towards minus infinity.
        #[inline(always)]
        pub fn shift_right<const N: u32>(self) -> Self {
            Self(from_fn(|i| self.0[i] >> N))
        }

        #[inline(always)]
        pub fn shift_left<const N: u32>(self) -> Self {
            Self(from_fn(|i| self.0[i] << N))
        }

        /// Eight digits out of two vectors of four columns.
        #[inline(always)]
        pub fn narrow(self, above: Self) -> Self {
            let (a, b) = (self.0, above.0);
            debug_assert!(a.iter().chain(&b).all(|&x| i16::try_from(x).is_ok()));
            Self([pack(a[0], a[1]), pack(a[2], a[3]), pack(b[0], b[1]), pack(b[2], b[3])])
        }

        /// These digits moved up by one, the gap filled with the topmost digit of `below`.
        #[inline(always)]
        pub fn after_i16(self, below: Self) -> Self {
            let words = [below.0[3], self.0[0], self.0[1], self.0[2], self.0[3]];
            Self(from_fn(|i| pack(halves(words[i])[1], halves(words[i + 1])[0])))
        }

        /// These columns moved up by one, the gap filled from the top of `below`.
        #[inline(always)]
        pub fn after_i32(self, below: Self) -> Self {
            Self([below.0[3], self.0[0], self.0[1], self.0[2]])
        }

        /// These columns moved up by two.
        #[inline(always)]
        pub fn after_i64(self, below: Self) -> Self {
            Self([below.0[2], below.0[3], self.0[0], self.0[1]])
        }

        /// Digits of both, alternating; `self` first.
        #[inline(always)]
        pub fn interleave_i16(self, other: Self) -> [Self; 2] {
            let pair = |i: usize| [0, 1].map(|h| pack(halves(self.0[i])[h], halves(other.0[i])[h]));
            let ([a, b], [c, d], [e, f], [g, h]) = (pair(0), pair(1), pair(2), pair(3));
            [Self([a, b, c, d]), Self([e, f, g, h])]
        }
    }
}
