// Anywhere without a file system or fetch, and Deno (where it needs no permission): the
// module's bytes are in the source.
import bytes from '../wasm/module.inline.js';
import { instantiate } from '../dist/bundle.js';

instantiate(bytes);
export * from '../dist/index.js';
