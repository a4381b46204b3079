// Node.js: the module is a file beside this one. Bundlers take inline.js, by the condition `module`.
import { readFileSync } from 'node:fs';
import { instantiate } from '../dist/bundle.js';

instantiate(new WebAssembly.Module(read()));
export * from '../dist/index.js';

function read() {
  try {
    return readFileSync(new URL('../wasm/module.wasm', import.meta.url));
  } catch (cause) {
    const advice = 'have your bundler resolve with the condition `module`, or leave tokenward out of the bundle (external)';
    throw new Error(`tokenward: its wasm file is not where it was: ${advice}`, { cause });
  }
}
