//! Every piece against an independent implementation: `fiat-crypto` for the field, dalek for the rest.
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout)]

mod curve;
mod field;
mod scalar;
mod vectors;
mod verify;

/// SplitMix64: the same numbers in every run.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }

    fn bytes<const N: usize>(&mut self) -> [u8; N] {
        std::array::from_fn(|_| self.next() as u8)
    }

    /// Bytes with long runs of zeros and ones, where carries go far.
    fn runs<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        let mut bit = 0;
        while bit < 8 * N {
            let (length, value) = (1 + self.below(90), self.next() & 1 == 1);
            for i in bit..(bit + length).min(8 * N) {
                bytes[i / 8] |= u8::from(value) << (i % 8);
            }
            bit += length;
        }
        bytes
    }
}

fn hex(digits: &str) -> Vec<u8> {
    (0..digits.len()).step_by(2).map(|i| u8::from_str_radix(&digits[i..i + 2], 16).unwrap()).collect()
}
