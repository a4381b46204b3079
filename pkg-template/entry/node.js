// Node.js: the module is a file beside this one.
import { readFileSync } from 'node:fs';
import { instantiate } from '../dist/instance.js';

instantiate(readFileSync(new URL('../wasm/tokenward_bg.wasm', import.meta.url)));
export * from '../dist/index.js';
