// Node.js: the module is a file beside this one.
import { readFileSync } from 'node:fs';
import { instantiate } from '../dist/bundle.js';

instantiate(readFileSync(new URL('../wasm/module.wasm', import.meta.url)));
export * from '../dist/index.js';
