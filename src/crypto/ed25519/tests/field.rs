use fiat_crypto::curve25519_64::*;

use super::super::canonical::{Integer, P, from_bytes, less, sub, to_bytes};
use super::super::field::{EXP, LIMBS, Pair, pow2};
use super::super::invert::invert;
use super::super::lanes::Lanes;
use super::Random;
use crate::crypto::testing::cases;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

/// An element of the independent implementation.
#[derive(Clone, Copy)]
struct Fiat(fiat_25519_tight_field_element);

impl Fiat {
    fn new(x: &Integer) -> Self {
        let mut out = fiat_25519_tight_field_element([0; 5]);
        fiat_25519_from_bytes(&mut out, &to_bytes(x));
        Self(out)
    }
    fn loose(self) -> fiat_25519_loose_field_element {
        let mut out = fiat_25519_loose_field_element([0; 5]);
        fiat_25519_relax(&mut out, &self.0);
        out
    }
    fn mul(self, other: Self) -> Self {
        let mut out = fiat_25519_tight_field_element([0; 5]);
        fiat_25519_carry_mul(&mut out, &self.loose(), &other.loose());
        Self(out)
    }
    fn add(self, other: Self) -> Self {
        let mut loose = fiat_25519_loose_field_element([0; 5]);
        fiat_25519_add(&mut loose, &self.0, &other.0);
        let mut out = fiat_25519_tight_field_element([0; 5]);
        fiat_25519_carry(&mut out, &loose);
        Self(out)
    }
    fn sub(self, other: Self) -> Self {
        let mut loose = fiat_25519_loose_field_element([0; 5]);
        fiat_25519_sub(&mut loose, &self.0, &other.0);
        let mut out = fiat_25519_tight_field_element([0; 5]);
        fiat_25519_carry(&mut out, &loose);
        Self(out)
    }
    fn integer(self) -> Integer {
        let mut bytes = [0; 32];
        fiat_25519_to_bytes(&mut bytes, &self.0);
        from_bytes(&bytes)
    }
    /// The value of a lane's limbs, by another way than `to_integers`.
    fn of_limbs(limbs: &[f64; LIMBS]) -> Self {
        let mut sum = Self::new(&[0; 4]);
        for (i, limb) in limbs.iter().enumerate() {
            let steps = limb / pow2(EXP[i] as i32);
            assert_eq!(steps.fract(), 0.0);
            let mut weight = [0; 4];
            weight[EXP[i] as usize / 64] = 1 << (EXP[i] % 64);
            let term = Self::new(&[steps.abs() as u64, 0, 0, 0]).mul(Self::new(&weight));
            sum = if steps < 0.0 { sum.sub(term) } else { sum.add(term) };
        }
        sum
    }
}

fn lanes_of(pair: &Pair) -> [[f64; LIMBS]; 2] {
    [0, 1].map(|lane| pair.0.map(|l| l.get()[lane]))
}

fn pair_of(lanes: &[[f64; LIMBS]; 2]) -> Pair {
    Pair(std::array::from_fn(|i| Lanes::new(lanes[0][i], lanes[1][i])))
}

fn unit(i: usize) -> f64 {
    pow2(EXP[i + 1] as i32 - 1)
}

/// The largest reduced limb in units: the bound `field.rs` promises.
const REDUCED: f64 = 1.0 + 1.0 / 32.0;

fn assert_reduced(pair: &Pair) {
    for lane in lanes_of(pair) {
        for (i, limb) in lane.iter().enumerate() {
            assert!(limb.abs() <= REDUCED * unit(i), "limb {i}: {limb}");
        }
    }
}

/// Integers below p where something might go wrong.
fn edges() -> Vec<Integer> {
    let mut edges = vec![[0; 4], [1, 0, 0, 0], [2, 0, 0, 0], [18, 0, 0, 0], [19, 0, 0, 0], [20, 0, 0, 0]];
    for small in 1..40 {
        edges.push(sub(&P, &[small, 0, 0, 0]));
    }
    for bit in 0..255 {
        let mut x = [0; 4];
        x[bit / 64] = 1 << (bit % 64);
        edges.push(x);
        edges.push(sub(&P, &x));
        edges.push(sub(&x, &[1, 0, 0, 0]));
    }
    edges.retain(|x| less(x, &P));
    edges
}

/// An element of either kind of random bits, or an edge.
fn some_integer(random: &mut Random, edges: &[Integer]) -> Integer {
    loop {
        let mut x = match random.below(4) {
            0 => edges[random.below(edges.len())],
            1 => from_bytes(&random.runs()),
            _ => from_bytes(&random.bytes()),
        };
        x[3] &= u64::MAX >> 1;
        if less(&x, &P) {
            return x;
        }
    }
}

#[test]
fn columns_are_exact() {
    // The numbers of the module documentation, computed again.
    let column = |units: f64| {
        (0..LIMBS).fold(0.0f64, |most, k| {
            let sum: f64 = (0..LIMBS)
                .map(|i| {
                    let j = (LIMBS + k - i) % LIMBS;
                    let wrap = if i > k { 19.0 * pow2(-255) } else { 1.0 };
                    REDUCED * REDUCED * units * unit(i) * unit(j) * wrap / pow2(EXP[k] as i32)
                })
                .sum();
            most.max(sum.log2())
        })
    };
    assert!((column(1.0) - 49.05).abs() < 0.01);
    assert!(column(15.0) < 53.0);
    // Carries out of columns below 2^53 steps, through the four chains.
    for start in [0, 3, 6, 9] {
        let mut carry = 0.0;
        for i in start..start + 3 {
            carry = (pow2(53) + carry) / pow2((EXP[i + 1] - EXP[i]) as i32) + 0.5;
        }
        let into = (start + 3) % LIMBS;
        let into_first = carry * if into == 0 { 19.0 } else { 1.0 } + unit(into) / pow2(EXP[into] as i32);
        let second = into_first / pow2((EXP[into + 1] - EXP[into]) as i32) + 0.5;
        assert!(second * pow2(EXP[into + 1] as i32) <= unit(into + 1) / 32.0);
    }
}

#[test]
fn million_random_and_edge_operations() {
    let (mut random, edges) = (Random(1), edges());
    for _ in 0..cases(600_000) {
        let x = [(); 4].map(|()| some_integer(&mut random, &edges));
        let (a, b) = (Pair::from_integers(&x[0], &x[1]), Pair::from_integers(&x[2], &x[3]));
        assert_reduced(&a);
        assert_eq!(a.to_integers(), [x[0], x[1]]);
        let product = a.mul(&b);
        assert_reduced(&product);
        let (f, g) = ([Fiat::new(&x[0]), Fiat::new(&x[1])], [Fiat::new(&x[2]), Fiat::new(&x[3])]);
        for lane in 0..2 {
            assert_eq!(product.to_integers()[lane], f[lane].mul(g[lane]).integer());
            assert_eq!(a.add(&b).to_integers()[lane], f[lane].add(g[lane]).integer());
            assert_eq!(a.sub(&b).to_integers()[lane], f[lane].sub(g[lane]).integer());
            assert_eq!(a.square().to_integers()[lane], f[lane].mul(f[lane]).integer());
        }
        assert_eq!(product.swap().to_integers(), [product.to_integers()[1], product.to_integers()[0]]);
    }
}

#[test]
fn limbs_at_their_bounds() {
    let mut random = Random(2);
    // Units of the two operands; 15 in all is the most the documentation allows.
    let allowed =
        [(1.0, 1.0), (2.0, 1.0), (2.0, 3.0), (3.0, 3.0), (3.0, 4.0), (3.75, 4.0), (15.0, 1.0), (1.0, 15.0)];
    for turn in 0..cases(400_000) {
        let (m, n) = allowed[turn % allowed.len()];
        let pattern = random.below(4);
        let mut limbs = |units: f64| -> [[f64; LIMBS]; 2] {
            [(); 2].map(|()| {
                std::array::from_fn(|i| {
                    let most = (REDUCED * units * unit(i) / pow2(EXP[i] as i32)).floor();
                    let steps = match pattern {
                        0 => most,
                        1 => [most, -most, 0.0, most - 1.0][random.below(4)],
                        2 => -most,
                        _ => (random.next() as f64 / pow2(63) - 1.0) * most,
                    };
                    steps.trunc() * pow2(EXP[i] as i32)
                })
            })
        };
        let (a, b) = (limbs(m), limbs(n));
        let product = pair_of(&a).mul(&pair_of(&b));
        assert_reduced(&product);
        for lane in 0..2 {
            let expected = Fiat::of_limbs(&a[lane]).mul(Fiat::of_limbs(&b[lane])).integer();
            assert_eq!(product.to_integers()[lane], expected);
            assert_eq!(pair_of(&a).to_integers()[lane], Fiat::of_limbs(&a[lane]).integer());
        }
    }
}

#[test]
fn values_of_p_and_more_become_residues() {
    // Limbs of 2^255 - 1, p + 1, p, p - 1 as they stand, 2 units each, and their negatives.
    for top in [1u64, 17, 18, 19, 20, 21] {
        let x = sub(&[0, 0, 0, 1 << 63], &[top, 0, 0, 0]);
        let limbs: [f64; LIMBS] = std::array::from_fn(|i| {
            let bits = x[EXP[i] as usize / 64] >> (EXP[i] % 64) & ((1 << (EXP[i + 1] - EXP[i])) - 1);
            bits as f64 * pow2(EXP[i] as i32)
        });
        let lanes = [limbs, limbs.map(|l| -l)];
        let expected = lanes.map(|l| Fiat::of_limbs(&l).integer());
        assert_eq!(pair_of(&lanes).to_integers(), expected);
        assert_eq!(pair_of(&lanes).mul(&Pair::ONE).to_integers(), expected);
        assert!(less(&expected[0], &P) && less(&expected[1], &P));
    }
}

#[test]
fn inverses() {
    let (mut random, edges) = (Random(3), edges());
    assert_eq!(invert(&[0; 4]), [0; 4]);
    for turn in 0..cases(300_000) {
        let x = edges.get(turn).copied().unwrap_or_else(|| some_integer(&mut random, &edges));
        if x == [0; 4] {
            continue;
        }
        let inverse = invert(&x);
        assert!(less(&inverse, &P));
        assert_eq!(Fiat::new(&x).mul(Fiat::new(&inverse)).integer(), [1, 0, 0, 0], "{x:x?}");
    }
}
