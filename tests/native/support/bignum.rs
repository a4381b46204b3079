//! Just enough arithmetic on big-endian numbers to forge signatures with.

use std::cmp::Ordering;

/// `a + b`, as long as the longer one, or one byte longer when it overflows.
pub fn add(a: &[u8], b: &[u8]) -> Vec<u8> {
    let length = a.len().max(b.len());
    let mut sum = vec![0; length + 1];
    let digit = |n: &[u8], place: usize| n.len().checked_sub(place + 1).map_or(0, |at| u16::from(n[at]));
    let mut carry = 0;
    for place in 0..=length {
        let total = digit(a, place) + digit(b, place) + carry;
        sum[length - place] = total as u8;
        carry = total >> 8;
    }
    if sum[0] == 0 {
        sum.remove(0);
    }
    sum
}

/// `a - b` for `a` at least `b` and of the same length.
pub fn sub(a: &[u8], b: &[u8]) -> Vec<u8> {
    assert_eq!(a.len(), b.len());
    let mut difference = a.to_vec();
    let mut borrow = 0;
    for at in (0..a.len()).rev() {
        let total = i16::from(a[at]) - i16::from(b[at]) - borrow;
        difference[at] = total.rem_euclid(256) as u8;
        borrow = i16::from(total < 0);
    }
    assert_eq!(borrow, 0);
    difference
}

/// `a * b`, of both lengths together.
pub fn mul(a: &[u8], b: &[u8]) -> Vec<u8> {
    let mut product = vec![0_u8; a.len() + b.len()];
    for (i, x) in a.iter().enumerate().rev() {
        let mut carry = 0_u32;
        for (j, y) in b.iter().enumerate().rev() {
            let total = u32::from(product[i + j + 1]) + u32::from(*x) * u32::from(*y) + carry;
            product[i + j + 1] = total as u8;
            carry = total >> 8;
        }
        product[i] = carry as u8;
    }
    product
}

fn compare(a: &[u8], b: &[u8]) -> Ordering {
    fn strip(n: &[u8]) -> &[u8] {
        &n[n.iter().take_while(|byte| **byte == 0).count()..]
    }
    strip(a).len().cmp(&strip(b).len()).then_with(|| strip(a).cmp(strip(b)))
}

/// The largest number whose cube is at most `n`.
pub fn cube_root(n: &[u8]) -> Vec<u8> {
    let mut root = vec![0; n.len() / 3 + 1];
    for bit in 0..root.len() * 8 {
        root[bit / 8] |= 0x80 >> (bit % 8);
        if compare(&mul(&mul(&root, &root), &root), n) == Ordering::Greater {
            root[bit / 8] &= !(0x80 >> (bit % 8));
        }
    }
    root
}

/// `n` in exactly `length` bytes.
pub fn padded(n: &[u8], length: usize) -> Vec<u8> {
    let zeros = n.len().saturating_sub(length);
    assert!(n[..zeros].iter().all(|byte| *byte == 0));
    [vec![0; length - (n.len() - zeros)], n[zeros..].to_vec()].concat()
}
