// Anywhere without a file system or fetch, and Deno (where it needs no permission): the
// module's bytes are in the source.
import bytes from '../wasm/inline.js';
import { instantiate } from '../dist/instance.js';

instantiate(bytes);
export * from '../dist/index.js';
