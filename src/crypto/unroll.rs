//! Unrolled loops.

/// The body once per number below `$end`, which is at most 20, with the number a constant.
///
/// For the loops that have to vanish: an array stays in memory if a loop indexes it, and in V8 rows
/// of products take 1.6 times as long. The compiler is told to unroll little by itself
/// (`tools/package/modules.mjs`), because it does so in the whole module.
macro_rules! unroll {
    ($at:ident < $end:expr, $body:block) => {
        $crate::crypto::unroll::unroll!($at < $end, $body, 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19)
    };
    ($at:ident < $end:expr, $body:block, $($n:literal)*) => { $( {
        let $at: usize = $n;
        if $at < $end $body
    } )* };
}

pub(in crate::crypto) use unroll;
