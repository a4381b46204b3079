//! The three curves: published parameters and the choices made for each.
//!
//! Source: NIST SP 800-186 section 3.2.1 (the same numbers as SEC 2). All three have the form
//! y^2 = x^3 - 3x + b over the field of p elements, a prime number n of points, and n < p.
//!
//! Each p is one less than a short sum of powers of two, which is all that the
//! Montgomery reduction in `field` uses: `TERMS` lists the powers of p + 1.

use super::inverse::Modulus;
use super::scalar::Order;
use super::words::{Words, hex, limbs, power_of_two};

/// One power of two in p + 1.
#[derive(Clone, Copy)]
pub(super) enum Term {
    Plus(usize),
    Minus(usize),
}

/// The most limbs a field element has, rounded up to even.
pub(super) const MAX_LIMBS: usize = 20;

/// A curve, as a type without values.
pub(super) trait Params: Copy + Send + Sync + 'static {
    /// Bits of p, and of n.
    const BITS: usize;
    const P: Words;
    const B: Words;
    const GX: Words;
    const GY: Words;
    const ORDER: Order;

    /// p = -1 + the sum of these.
    const TERMS: &'static [Term];
    /// Bits per limb.
    const WIDTH: usize;
    /// Limbs of a field element.
    const LIMBS: usize;
    /// Limbs removed by a Montgomery reduction: R = 2^(WIDTH * STEPS).
    const STEPS: usize;

    /// Whether squaring has code of its own: a quarter faster, and as large as multiplication's.
    const SQUARE: bool;

    /// Window width and window groups of the full table (see `table`).
    const WINDOW: usize;
    const ROUNDS: usize;

    const MODULUS: Modulus = Modulus::new(Self::BITS, Self::P);
    /// R mod p: one, in Montgomery form.
    const R1: [i32; MAX_LIMBS] = limbs(&power_of_two(Self::WIDTH * Self::STEPS, &Self::P), Self::WIDTH);
    /// R^2 mod p: takes a number into Montgomery form.
    const R2: [i32; MAX_LIMBS] = limbs(&power_of_two(2 * Self::WIDTH * Self::STEPS, &Self::P), Self::WIDTH);
}

#[derive(Clone, Copy)]
pub(super) struct P256;
#[derive(Clone, Copy)]
pub(super) struct P384;
#[derive(Clone, Copy)]
pub(super) struct P521;

impl Params for P256 {
    const BITS: usize = 256;
    const P: Words = hex("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff");
    const B: Words = hex("5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b");
    const GX: Words = hex("6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296");
    const GY: Words = hex("4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5");
    const ORDER: Order =
        Order::new(256, hex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"));

    const TERMS: &'static [Term] = &[Term::Plus(256), Term::Minus(224), Term::Plus(192), Term::Plus(96)];
    const WIDTH: usize = 29;
    const LIMBS: usize = 9;
    const STEPS: usize = 10;
    const SQUARE: bool = true;

    const WINDOW: usize = 6;
    const ROUNDS: usize = 1;
}

impl Params for P384 {
    const BITS: usize = 384;
    const P: Words = hex("ffffffffffffffffffffffffffffffffffffffffffffffff
         fffffffffffffffeffffffff0000000000000000ffffffff");
    const B: Words = hex("b3312fa7e23ee7e4988e056be3f82d19181d9c6efe814112
         0314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aef");
    const GX: Words = hex("aa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b98
         59f741e082542a385502f25dbf55296c3a545e3872760ab7");
    const GY: Words = hex("3617de4a96262c6f5d9e98bf9292dc29f8f41dbd289a147c
         e9da3113b5f0b8c00a60b1ce1d7e819d7a431d7c90ea0e5f");
    const ORDER: Order = Order::new(
        384,
        hex("ffffffffffffffffffffffffffffffffffffffffffffffff
             c7634d81f4372ddf581a0db248b0a77aecec196accc52973"),
    );

    const TERMS: &'static [Term] = &[Term::Plus(384), Term::Minus(128), Term::Minus(96), Term::Plus(32)];
    const WIDTH: usize = 28;
    const LIMBS: usize = 14;
    const STEPS: usize = 14;
    const SQUARE: bool = false;

    const WINDOW: usize = 5;
    const ROUNDS: usize = 1;
}

impl Params for P521 {
    const BITS: usize = 521;
    const P: Words = hex("01ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff
         ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff");
    const B: Words = hex("0051953eb9618e1c9a1f929a21a0b68540eea2da725b99b315f3b8b489918ef109e1
         56193951ec7e937b1652c0bd3bb1bf073573df883d2c34f1ef451fd46b503f00");
    const GX: Words = hex("00c6858e06b70404e9cd9e3ecb662395b4429c648139053fb521f828af606b4d3dba
         a14b5e77efe75928fe1dc127a2ffa8de3348b3c1856a429bf97e7e31c2e5bd66");
    const GY: Words = hex("011839296a789a3bc0045c8a5fb42c7d1bd998f54449579b446817afbd17273e662c
         97ee72995ef42640c550b9013fad0761353c7086a272c24088be94769fd16650");
    const ORDER: Order = Order::new(
        521,
        hex("01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa
             51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409"),
    );

    const TERMS: &'static [Term] = &[Term::Plus(521)];
    const WIDTH: usize = 28;
    const LIMBS: usize = 19;
    const STEPS: usize = 19;
    const SQUARE: bool = false;

    const WINDOW: usize = 5;
    const ROUNDS: usize = 2;
}
