// Browsers: `await ready()` fetches and compiles the module.
import { loadWith } from '../dist/bundle.js';
import { compileFetched } from '../dist/compile.js';

loadWith(() =>
  compileFetched(
    () => fetch(new URL('../wasm/module.wasm', import.meta.url)),
    () => import('../wasm/module.inline.js'),
  ),
);
export * from '../dist/index.js';
