//! The wasm module that will issue tokens. So far it has what every module has, the bridge.

use tokenward_bridge as _;
