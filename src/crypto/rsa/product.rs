//! Columns of products of digits: the inner loops, and the carries that follow them.
//!
//! The product of `a` and `b` has the columns `c[k] = sum of a[i] * b[k - i]`. Four neighbouring columns fill
//! a vector, and two rows `i`, `i + 1` are taken at once: the word `(a[i], a[i+1])` in every lane against the
//! words `(b[k-i], b[k-i-1])` for four `k`. Those words are laid out once per operand ([`Windows`]); then
//! every step of the inner loop is one aligned load, one `dot`, one addition, and no shuffle. Columns are
//! summed sixteen at a time in four registers, and leave them only as finished digits.
//!
//! # Bounds
//! Let every digit be at most D = 4500 in absolute value, those of a modulus at most 4096, and let numbers
//! have at most 640 digits.
//! - A lane adds up at most 22 steps of 4 rows and one corner of 16, that is 104 products, before it is
//!   split; or 10 steps of doubled rows and a corner, that is 96: 104 * 4500^2 = 2 106 000 000 < 2^31 = 2 147
//!   483 648. Doubled digits, at most 9000, fit 16 bits.
//! - A split column is `low + 2^13 high`, 0 <= low <= 8191. A reduction adds two products into one column:
//!   160 steps in 8 splits, or in a square 80 steps in 8 splits, and 8 more for the multiple of the modulus.
//!   So `low` sums up to at most 16 * 8191 = 131 056, and `high` to at most 640 * (4500^2 + 4500 * 4096) /
//!   2^13 + 16 = 3 022 048 in absolute value; so is, within 1000, what is carried in from below
//!   (`montgomery`).
//! - A column after the first carry is at most 131 056 + 3 023 048 = 3 154 104, far below 2^31. The second
//!   carry, out of that, is at most 3 154 104 / 2^13 + 1/2 < 386, so the digits that leave are at most 4096 +
//!   386 = 4482 < D. They may be operands again: the bound sustains itself, and no carry travels further than
//!   two columns.

use super::digits::{BITS, BLOCK, HALF, MASK};
use super::lanes::Lanes;
use core::array::from_fn;

/// Vectors to a block of columns.
const WIDTH: usize = BLOCK / 4;
/// Rows are taken in fours, "steps", of two words each.
const STEP_WORDS: usize = 2;
/// Steps added up before a split; a corner may come on top. Doubled rows count twice.
const STEPS: usize = 22;
const STEPS_DOUBLED: usize = 10;
/// Zero windows before the first digit and after the last.
const MARGIN: usize = WIDTH - 1;

/// A number laid out as the sliding operand: entry `m` holds, for the columns `4m..4m+4`, the words to go
/// with rows 0 and 1, `(b[k], b[k-1])`, and those to go with rows 2 and 3, `(b[k-2], b[k-3])`. Later rows
/// meet earlier entries; so that both are read forwards, the entries are kept in descending order.
pub struct Windows(Vec<Entry>);

type Entry = [Lanes; 2];

impl Windows {
    pub fn new(digits: usize) -> Self {
        Self(vec![[Lanes::ZERO; 2]; digits / 4 + 1 + 2 * MARGIN])
    }

    pub fn of(words: &[i32]) -> Self {
        let mut windows = Self::new(2 * words.len());
        windows.fill(words);
        windows
    }

    /// Lays out another number of the same length.
    pub fn fill(&mut self, words: &[i32]) {
        let (mut digits, mut above) = (Lanes::ZERO, Lanes::ZERO);
        let (eights, _) = words.as_chunks::<4>();
        // One more, for the pair of the topmost digit with nothing.
        let eights = eights.iter().map(Lanes::load).chain([Lanes::ZERO]);
        let used = self.0.len() - MARGIN;
        for (next, entries) in eights.zip(self.0[..used].rchunks_mut(2)) {
            let pairs = next.interleave_i16(next.after_i16(digits));
            for (entry, pair) in entries.iter_mut().rev().zip(pairs) {
                *entry = [pair, pair.after_i64(above)];
                above = pair;
            }
            digits = next;
        }
    }

    /// Where entry `m` is.
    fn position(&self, m: usize) -> usize {
        self.0.len() - 1 - MARGIN - m
    }

    /// The entries that the steps `from..to` need for the columns of `block`: those of the first step, the
    /// highest first, and one more for every other step.
    fn steps(&self, block: usize, from: usize, to: usize) -> &[Entry] {
        let first = self.position(WIDTH * block - from) + 1 - WIDTH;
        &self.0[first..first + WIDTH - 1 + to - from]
    }
}

/// Sixteen columns, each split in two: `low + 2^13 high`.
#[derive(Clone, Copy)]
pub struct Columns {
    low: [Lanes; WIDTH],
    high: [Lanes; WIDTH],
}

impl Columns {
    /// The columns of `block` of the product of `a` and `b`.
    #[inline(never)]
    pub fn product(a: &[i32], b: &Windows, block: usize) -> Self {
        let steps = a.len() / STEP_WORDS;
        let from = (WIDTH * block).saturating_sub(steps);
        let to = steps.min(WIDTH * block + WIDTH);
        Self::sum(&[Lanes::ZERO; WIDTH], steps_of(a, from, to), b.steps(block, from, to), STEPS)
    }

    /// The columns of `block` in the lower half of the product of `a` and `b`.
    #[inline(always)]
    pub fn low_product(a: &[i32], b: &Windows, block: usize) -> Self {
        let to = WIDTH * block;
        Self::sum(&corner(a, to, b, 0), steps_of(a, 0, to), b.steps(block, 0, to), STEPS)
    }

    /// The columns of `block` of the square of `a`, whose windows are `b`, and twice which is `doubled`. Let
    /// m be 8 * block, half the lowest column: rows below m meet only digits above m, and count twice; what
    /// is left has row and digit from m on.
    #[inline(never)]
    pub fn square(a: &[i32], doubled: &[i32], b: &Windows, block: usize) -> Self {
        let steps = a.len() / STEP_WORDS;
        let (from, to) = ((WIDTH * block).saturating_sub(steps), WIDTH / 2 * block);
        Self::sum(&corner(a, to, b, to), steps_of(doubled, from, to), b.steps(block, from, to), STEPS_DOUBLED)
    }

    #[inline(always)]
    pub fn add(self, other: Self) -> Self {
        Self {
            low: from_fn(|i| self.low[i].add(other.low[i])),
            high: from_fn(|i| self.high[i].add(other.high[i])),
        }
    }

    /// `start` and the products of `rows` with `entries`, as [`Windows::steps`] gives them, split after
    /// `limit` steps at the latest.
    ///
    /// Two steps go together, for they share three of five entries; there is always an even number of them.
    /// The words of a step go in two passes, because the accumulators, and all that one turn of a loop loads,
    /// are to fit fifteen registers. Not inlined: what lives around it would cost it more of them.
    #[inline(never)]
    fn sum(start: &[Lanes; WIDTH], rows: &[i32], entries: &[Entry], limit: usize) -> Self {
        let mut columns = Self { low: [Lanes::ZERO; WIDTH], high: [Lanes::ZERO; WIDTH] };
        let (mut sums, mut later, mut entries) = (*start, rows, entries);
        loop {
            let now;
            (now, later) = later.split_at(later.len().min(STEP_WORDS * limit));
            add_rows::<0>(&mut sums, now, entries);
            add_rows::<1>(&mut sums, now, entries);
            columns = columns.add(split_columns(&sums));
            if later.is_empty() {
                return columns;
            }
            entries = &entries[limit..];
            sums = [Lanes::ZERO; WIDTH];
        }
    }
}

#[inline(always)]
fn split_columns(sums: &[Lanes; WIDTH]) -> Columns {
    let mask = Lanes::splat(MASK);
    Columns { low: from_fn(|i| sums[i].and(mask)), high: from_fn(|i| sums[i].shift_right::<BITS>()) }
}

/// One of the words of every step.
#[inline(always)]
fn add_rows<const HALF: usize>(sums: &mut [Lanes; WIDTH], rows: &[i32], entries: &[Entry]) {
    let (pairs, _) = rows.as_chunks::<{ 2 * STEP_WORDS }>();
    for (row, entries) in pairs.iter().zip(entries.windows(WIDTH + 1).step_by(2)) {
        let (one, two) = (Lanes::load_splat(&row[HALF]), Lanes::load_splat(&row[STEP_WORDS + HALF]));
        for (i, sum) in sums.iter_mut().rev().enumerate() {
            *sum = sum.add(one.dot(entries[i][HALF])).add(two.dot(entries[i + 1][HALF]));
        }
    }
}

/// The words of the steps `from..to`.
fn steps_of(a: &[i32], from: usize, to: usize) -> &[i32] {
    &a[STEP_WORDS * from..STEP_WORDS * to]
}

/// The sums of products of rows from step `row` on and digits from entry `entry` on, for the sixteen columns
/// that start where these two meet. Nothing below either counts.
#[inline(always)]
fn corner(a: &[i32], row: usize, b: &Windows, entry: usize) -> [Lanes; WIDTH] {
    let mut window: [Entry; WIDTH] = from_fn(|i| b.0[b.position(entry + i)]);
    window[0][0] = window[0][0].and(Lanes::new([0xffff, -1, -1, -1]));
    window[0][1] = window[0][1].and(Lanes::new([0, 0, 0xffff, -1]));
    // The last corner of a square has eight rows, not sixteen.
    let (rows, _) = a[STEP_WORDS * row..].as_chunks::<STEP_WORDS>();
    let rows: [[Lanes; STEP_WORDS]; WIDTH] =
        from_fn(|i| rows.get(i).unwrap_or(&[0; STEP_WORDS]).each_ref().map(Lanes::load_splat));
    let mut sums = [Lanes::ZERO; WIDTH];
    for step in 0..WIDTH {
        for i in step..WIDTH {
            let entry = window[i - step];
            sums[i] = sums[i].add(rows[step][0].dot(entry[0])).add(rows[step][1].dot(entry[1]));
        }
    }
    sums
}

/// The topmost four of the lower half of the columns of the product of `a` and `b`, as whole sums.
pub fn middle_columns(a: &[i32], b: &Windows) -> [i64; 4] {
    let (rows, _) = a.as_chunks::<STEP_WORDS>();
    let first = b.position(rows.len() - 1);
    let entries = &b.0[first..first + rows.len()];
    let mut columns = [0i64; 4];
    for (rows, entries) in rows.chunks(STEPS).zip(entries.chunks(STEPS)) {
        let mut sum = Lanes::ZERO;
        for (row, entry) in rows.iter().zip(entries) {
            let [first, second] = row.each_ref().map(Lanes::load_splat);
            sum = sum.add(first.dot(entry[0]).add(second.dot(entry[1])));
        }
        let mut lanes = [0; 4];
        sum.store(&mut lanes);
        for (column, lane) in columns.iter_mut().zip(lanes) {
            *column += i64::from(lane);
        }
    }
    columns
}

/// The two carries, from block to block.
pub struct Carry {
    first: Lanes,
    second: Lanes,
}

impl Carry {
    /// `into` is added to the lowest column.
    pub fn new(into: i32) -> Self {
        Self { first: Lanes::new([0, 0, 0, into]), second: Lanes::ZERO }
    }

    /// What the topmost column carries.
    pub fn out(&self) -> i32 {
        let [mut first, mut second] = [[0; 4]; 2];
        self.first.store(&mut first);
        self.second.store(&mut second);
        first[3] + second[3]
    }

    /// Sixteen digits from sixteen columns.
    #[inline(never)]
    pub fn settle(&mut self, columns: Columns, digits: &mut [[i32; 4]]) {
        let mut settled = [Lanes::ZERO; WIDTH];
        for (i, settled) in settled.iter_mut().enumerate() {
            let column = columns.low[i].add(columns.high[i].after_i32(self.first));
            self.first = columns.high[i];
            let carry = column.add(Lanes::splat(HALF)).shift_right::<BITS>();
            *settled = column.sub(carry.shift_left::<BITS>()).add(carry.after_i32(self.second));
            self.second = carry;
        }
        let [a, b, c, d] = settled;
        if let [low, high] = digits {
            a.narrow(b).store(low);
            c.narrow(d).store(high);
        }
    }
}
