//! Products, squares and reductions against `num-bigint`, an independent implementation.

use super::*;
use crate::crypto::testing::deep;
use num_bigint::{BigInt, BigUint, Sign};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

/// xorshift64*: reproducible, and good enough to pick cases.
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    pub fn below(&mut self, n: usize) -> usize {
        (self.next() >> 16) as usize % n
    }

    pub fn octets(&mut self, length: usize) -> Vec<u8> {
        (0..length).map(|_| (self.next() >> 32) as u8).collect()
    }

    /// Octets with long runs of zeros, ones and repeated patterns: carries like these.
    pub fn patterned(&mut self, length: usize) -> Vec<u8> {
        let mut octets = Vec::new();
        while octets.len() < length {
            let run = 1 + self.below(40);
            let kind = self.below(6);
            let pattern = self.next() as u8;
            for _ in 0..run {
                octets.push(match kind {
                    0 => 0,
                    1 | 2 => 0xff,
                    3 => pattern,
                    4 => 0x80,
                    _ => (self.next() >> 32) as u8,
                });
            }
        }
        octets.truncate(length);
        octets
    }

    /// An odd modulus of exactly so many bits.
    pub fn modulus(&mut self, bits: usize) -> Vec<u8> {
        let length = bits.div_ceil(8);
        let mut n = match self.below(4) {
            0 => self.patterned(length),
            1 => vec![0xff; length],
            2 => vec![0; length],
            _ => self.octets(length),
        };
        let top = (bits - 1) % 8;
        n[0] = n[0] & ((1u16 << (top + 1)) - 1) as u8 | 1 << top;
        n[length - 1] |= 1;
        n
    }
}

/// The integer of digits as they are.
fn value(words: &[i32]) -> BigInt {
    // Balanced digits may be negative: sum the positive and the negative ones apart, bit by bit.
    let mut parts = [vec![0u32; 0], vec![0u32; 0]];
    for (sign, part) in parts.iter_mut().enumerate() {
        let (mut bits, mut held) = (0u64, 0);
        for digit in words.iter().flat_map(|&w| split(w)) {
            let digit = if sign == 0 { digit.max(0) } else { (-digit).max(0) };
            bits += (digit as u64) << held;
            held += BITS;
            if held >= 32 {
                part.push(bits as u32);
                bits >>= 32;
                held -= 32;
            }
        }
        part.push(bits as u32);
        part.push((bits >> 32) as u32);
    }
    let [plus, minus] = parts.map(|part| BigInt::from_biguint(Sign::Plus, BigUint::new(part)));
    plus - minus
}

fn check_digits(words: &[i32]) {
    assert!(words.iter().flat_map(|&w| split(w)).all(|d| d.abs() <= 4482), "digit out of bounds");
}

/// A number in (-n, n), by digits, from one of many recipes.
fn operand(random: &mut Random, n: &BigInt, octets: &[u8], count: usize) -> Vec<i32> {
    let length = octets.len();
    let clamp = |v: BigInt| {
        let (_, bytes) = (v % n).to_bytes_be();
        digits::from_octets(&bytes, count)
    };
    let big = |b: &[u8]| BigInt::from_bytes_be(Sign::Plus, b);
    match random.below(12) {
        0 => clamp(BigInt::from(random.below(3))),
        1 => clamp(n - 1 - random.below(3)),
        2 => clamp(n >> 1),
        3 => clamp((BigInt::from(1) << random.below(8 * length)) - 1),
        4 => clamp(BigInt::from(1) << random.below(8 * length)),
        5 | 6 => clamp(big(&random.patterned(length))),
        // Extreme digits of the largest size arithmetic may leave, of one sign or of mixed ones, right below
        // n.
        kind @ 7..=9 => {
            let used = (bit_length(octets) - 2) / BITS as usize;
            let mut words = vec![0; count / 2];
            let next = |i: usize, random: &mut Random| match () {
                _ if i >= used => 0,
                _ if kind == 7 => 4482,
                _ if kind == 8 => -4482,
                _ => [4482, -4482, 4096, -4096, 0, 8191 / 2][random.below(6)],
            };
            for (i, word) in words.iter_mut().enumerate() {
                let low = next(2 * i, random);
                *word = join(low, next(2 * i + 1, random));
            }
            words
        }
        _ => clamp(big(&random.octets(length))),
    }
}

struct Case {
    octets: Vec<u8>,
    n: BigInt,
    modulus: Modulus,
    /// 1/R mod n
    inverse: BigInt,
    count: usize,
}

fn case(random: &mut Random, bits: usize) -> Case {
    let octets = random.modulus(bits);
    let n = BigInt::from_bytes_be(Sign::Plus, &octets);
    let modulus = Modulus::new(&octets);
    let count = digits::count_for(bits);
    assert_eq!(2 * modulus.digits.len(), count);
    let r = BigInt::from(1) << (13 * count);
    let inverse = r.modinv(&n).unwrap();
    Case { octets, n, modulus, inverse, count }
}

impl Case {
    /// result = expected / R, in range, in bounds; and its octets.
    fn check(&self, product: &BigInt, result: &[i32]) {
        check_digits(result);
        let got = value(result);
        // |result| < 0.56 n
        assert!(got.magnitude() * 100u32 < self.n.magnitude() * 56u32, "out of range");
        // result R - product is a multiple of n; checked as a difference that n divides.
        let difference = (&got << (13 * self.count)) - product;
        assert_eq!(difference % &self.n, BigInt::from(0));
    }
}

fn run(seed: u64, bits: &[usize], moduli: usize, per_modulus: usize) -> usize {
    let mut random = Random(seed);
    let mut cases = 0;
    for round in 0..moduli {
        let case = case(&mut random, bits[round % bits.len()]);
        let mut scratch = Scratch::new(case.count);
        let mut windows = Windows::new(case.count);
        let mut last = operand(&mut random, &case.n, &case.octets, case.count);
        for i in 0..per_modulus {
            // Sometimes go on with a result, whose digits are spelled as arithmetic leaves them.
            let mut a = match random.below(3) {
                0 => last.clone(),
                _ => operand(&mut random, &case.n, &case.octets, case.count),
            };
            let before = value(&a);
            let product = if i % 2 == 0 {
                case.modulus.multiply(&mut a, None, &mut scratch);
                &before * &before
            } else {
                let b = operand(&mut random, &case.n, &case.octets, case.count);
                windows.fill(&b);
                case.modulus.multiply(&mut a, Some(&windows), &mut scratch);
                &before * value(&b)
            };
            // The lower half of the product, and the quotient that clears it, modulo R.
            let r = BigInt::from(1) << (13 * case.count);
            check_digits(&scratch.lower);
            check_digits(&scratch.quotient);
            assert_eq!((value(&scratch.lower) - &product) % &r, BigInt::from(0));
            assert_eq!((value(&scratch.quotient) * &case.n + &product) % &r, BigInt::from(0));
            case.check(&product, &a);
            if i % 16 == 0 {
                // The canonical octets, by the slow way.
                let mut octets = vec![0; case.octets.len()];
                digits::to_octets(&a, &case.modulus.digits, &mut octets);
                let square = product * &case.inverse;
                let expected = ((square % &case.n) + &case.n) % &case.n;
                assert_eq!(BigInt::from_bytes_be(Sign::Plus, &octets), expected, "{before}");
            }
            last = a;
            cases += 1;
        }
    }
    cases
}

#[test]
fn products_2048() {
    let cases = run(1, &[2048], 200, deep(3600));
    println!("{cases} cases");
}

#[test]
fn products_odd_sizes() {
    let cases = run(2, &[2047, 2049, 2056, 2053, 2054, 2055, 2090, 2261, 2262, 2263, 2300], 220, deep(1200));
    println!("{cases} cases");
}

#[test]
fn products_large() {
    let cases = run(3, &[3072, 4096, 4097, 6144, 8191, 8192], 120, deep(600));
    println!("{cases} cases");
}

/// The bounds of `product`, met as nearly as can be: every digit the largest, in the longest number.
#[test]
fn largest_digits_do_not_overflow() {
    for (bits, sign) in [(8192, 1), (8192, -1), (2048, 1), (2048, -1)] {
        let count = digits::count_for(bits);
        let a = vec![join(4500 * sign, 4500 * sign); count / 2];
        let b = vec![join(4500, 4500); count / 2];
        let windows = Windows::of(&b);
        let mut product = vec![0; count];
        let mut carry = Carry::new(0);
        for (block, digits) in blocks(&mut product) {
            carry.settle(Columns::product(&a, &windows, block), digits);
        }
        // The carry out of the top is lost here: compare modulo R^2.
        let modulus = BigInt::from(1) << (26 * count);
        assert_eq!((value(&product) - value(&a) * value(&b)) % &modulus, BigInt::from(0));
        check_digits(&product);
        let windows = Windows::of(&a);
        let mut carry = Carry::new(0);
        let mut doubled = vec![0; count / 2];
        digits::double(&a, &mut doubled);
        for (block, digits) in blocks(&mut product) {
            carry.settle(Columns::square(&a, &doubled, &windows, block), digits);
        }
        assert_eq!((value(&product) - value(&a) * value(&a)) % &modulus, BigInt::from(0));
        check_digits(&product);
        let mut low = vec![0; count / 2];
        low_product(&a, &windows, &mut low);
        let modulus = BigInt::from(1) << (13 * count);
        assert_eq!((value(&low) - value(&a) * value(&a)) % &modulus, BigInt::from(0));
        check_digits(&low);

        // Two products in one column, as a reduction has them: a^2 + a m, with m as large as a modulus
        // spells.
        let m = vec![join(4096, 4096); count / 2];
        let other = Windows::of(&m);
        let mut carry = Carry::new(3_023_048 * sign);
        for (block, digits) in blocks(&mut product) {
            let columns = Columns::square(&a, &doubled, &windows, block);
            carry.settle(columns.add(Columns::product(&a, &other, block)), digits);
        }
        check_digits(&product);
        let modulus = BigInt::from(1) << (26 * count);
        let sum = value(&a) * value(&a) + value(&a) * value(&m) + 3_023_048 * sign;
        assert_eq!((value(&product) - sum) % &modulus, BigInt::from(0));
    }
}

#[test]
fn powers() {
    let mut random = Random(4);
    let mut cases = 0;
    for bits in [2048, 2047, 2049, 2056, 2054, 3072, 4096, 8192] {
        for _ in 0..deep(if bits > 4000 { 200 } else { 800 }) {
            let octets = random.modulus(bits);
            let n = BigUint::from_bytes_be(&octets);
            let modulus = Modulus::new(&octets);
            let odd = (random.next() >> 31 | 3) & ((1 << 33) - 1);
            for e in [3, 17, 65537, (1 << 32) + 1, (1 << 33) - 1, odd] {
                let base = match random.below(8) {
                    0 => BigUint::from(random.below(3)),
                    1 => &n - 1u32 - random.below(3),
                    2 | 3 => BigUint::from_bytes_be(&random.patterned(octets.len())) % &n,
                    _ => BigUint::from_bytes_be(&random.octets(octets.len())) % &n,
                };
                let bytes = base.to_bytes_be();
                let mut padded = vec![0; octets.len() - bytes.len()];
                padded.extend(bytes);
                let got = modulus.power(&padded, e);
                assert_eq!(BigUint::from_bytes_be(&got), base.modpow(&BigUint::from(e), &n));
                cases += 1;
            }
        }
    }
    println!("{cases} cases");
}

#[test]
fn constants() {
    let mut random = Random(5);
    for bits in [2047, 2048, 2049, 2054, 2055, 3000, 4096, 8192] {
        for _ in 0..20 {
            let case = case(&mut random, bits);
            let one = BigInt::from(1);
            let power = 13 * case.count + 13 * case.count / 16;
            let octets = power_of_two(power, &case.octets);
            assert_eq!(BigInt::from_bytes_be(Sign::Plus, &octets), (one << power) % &case.n);
        }
    }
}
