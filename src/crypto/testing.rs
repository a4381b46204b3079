//! How many cases the arithmetic's tests run.
//!
//! Natively they run the portable lanes (RSA on x86-64 those of SSE2), in wasm (`node tools/test.mjs wasm-node`) the SIMD lanes, where
//! the independent implementations are slow: a part of the cases is enough there, because
//! the algorithm is the same and only the vector type differs.

/// Cases of a cheap test: all natively, one in fifty in wasm.
pub(crate) fn cases(all: usize) -> usize {
    if cfg!(target_arch = "wasm32") { all.div_ceil(50) } else { all }
}

/// Cases of an expensive test: one in ten, all of them with `TOKENWARD_DEEP=1`, one in fifty in wasm.
pub(crate) fn deep(all: usize) -> usize {
    if cfg!(target_arch = "wasm32") {
        all.div_ceil(50)
    } else if std::env::var_os("TOKENWARD_DEEP").is_some() {
        all
    } else {
        all.div_ceil(10)
    }
}
