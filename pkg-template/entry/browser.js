// Browsers: `await ready()` fetches and compiles the module while it arrives.
import { loadWith } from '../dist/instance.js';

loadWith(() => fetch(new URL('../wasm/tokenward_bg.wasm', import.meta.url)));
export * from '../dist/index.js';
