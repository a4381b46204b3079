//! One 128-bit vector type, in three spellings of the same operations.
//!
//! On wasm32 a [`Lanes`] is a `v128`, on x86-64 an SSE2 register, elsewhere an array. Native tests so run the
//! very algorithm that ships, at a speed that lets them run a lot of it; a test compares the spellings. Which
//! lane width an operation sees is in its name: `i32` lanes are columns of a product, `i16` lanes are digits.
//! Lane 0 is the least significant one.
//!
//! The one that matters is [`Lanes::dot`] (`i32x4.dot_i16x8_s`): eight products of signed 16-bit digits,
//! added in pairs to four 32-bit columns, is a single instruction on x86 (`pmaddwd`) and three on Arm. No
//! operation saturates or wraps within the bounds that `montgomery` states; the native spellings notice one
//! that would, in builds with overflow checks or debug assertions.

#[cfg(any(test, not(any(all(target_arch = "wasm32", target_feature = "simd128"), target_arch = "x86_64"))))]
mod portable;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod simd128;
#[cfg(target_arch = "x86_64")]
mod sse2;

#[cfg(not(any(all(target_arch = "wasm32", target_feature = "simd128"), target_arch = "x86_64")))]
pub use portable::Lanes;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
pub use simd128::Lanes;
#[cfg(target_arch = "x86_64")]
pub use sse2::Lanes;

#[cfg(test)]
mod tests {
    use super::super::montgomery::tests::Random;
    use super::{Lanes, portable};
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    /// One operation on the words of two vectors, by the type that this machine uses and by the portable one.
    macro_rules! both {
        ($a:ident, $b:ident: $operation:expr) => {{
            let ours = {
                type Spelling = Lanes;
                let ($a, $b) = (Spelling::load(&$a), Spelling::load(&$b));
                $operation.map(|lanes| stored(|to| lanes.store(to)))
            };
            let portable = {
                type Spelling = portable::Lanes;
                let ($a, $b) = (Spelling::load(&$a), Spelling::load(&$b));
                $operation.map(|lanes| stored(|to| lanes.store(to)))
            };
            assert_eq!(ours, portable, "{}, {:?}, {:?}", stringify!($operation), $a, $b);
        }};
    }

    fn stored(store: impl Fn(&mut [i32; 4])) -> [i32; 4] {
        let mut words = [0; 4];
        store(&mut words);
        words
    }

    #[test]
    fn the_spellings_agree() {
        let mut random = Random(40);
        for _ in 0..1000 {
            // Two digits of at most 13 bits and a sign, as they stand in a word, and columns below 2^30.
            let mut digit = || random.below(1 << 14) as i32 - (1 << 13);
            let [a, b] = [0; 2].map(|_| [0; 4].map(|_| digit() << 16 | digit() & 0xffff));
            both!(a, b: [a.dot(b), a.after_i16(b)]);
            both!(a, b: a.interleave_i16(b));
            let [a, b] = [a, b].map(|words| words.map(|word| word >> 1));
            both!(a, b: [a.add(b), a.sub(b), a.and(b), a.after_i32(b), a.after_i64(b)]);
            both!(a, b: [a.shift_right::<13>(), a.shift_left::<1>(), b.shift_left::<1>()]);
            let [a, b] = [a, b].map(|words| words.map(|word| word >> 16));
            both!(a, b: [a.narrow(b)]);
            let (lanes, word) = (a, b[0]);
            both!(a, b: [Spelling::ZERO.add(a), Spelling::ZERO.sub(b)]);
            both!(a, b: [Spelling::new(lanes), Spelling::splat(word).add(a), Spelling::load_splat(&word).sub(b)]);
        }
    }
}
