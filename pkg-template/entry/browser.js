// Browsers: `await ready()` fetches and compiles the module while it arrives.
import { loadWith } from '../dist/bundle.js';

loadWith(() => fetch(new URL('../wasm/module.wasm', import.meta.url)));
export * from '../dist/index.js';
