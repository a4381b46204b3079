// Anywhere without a file system or fetch, Deno (where it needs no permission), and bundles for servers, which leave
// files behind: the module's bytes are in the source.
import { compile } from '../dist/compile.js';
import bytes from '../wasm/module.inline.js';
import { instantiate } from '../dist/bundle.js';

instantiate(compile(bytes));
export * from '../dist/index.js';
