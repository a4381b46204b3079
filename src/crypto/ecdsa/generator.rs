//! The tables of the curves' generators, which all keys of a curve share.

use std::sync::OnceLock;

use super::curve::{P256, P384, Params};
use super::table::Table;

/// Tables of multiples of a generator, built at first use and kept.
pub(super) struct Generator {
    pub small: OnceLock<Table>,
    pub full: OnceLock<Table>,
}

impl Generator {
    const fn new() -> Self {
        Self { small: OnceLock::new(), full: OnceLock::new() }
    }

    /// The curve's own.
    pub(super) fn of<C: Params>() -> &'static Self {
        static ON_P256: Generator = Generator::new();
        static ON_P384: Generator = Generator::new();
        static ON_P521: Generator = Generator::new();
        match C::BITS {
            P256::BITS => &ON_P256,
            P384::BITS => &ON_P384,
            _ => &ON_P521,
        }
    }
}
