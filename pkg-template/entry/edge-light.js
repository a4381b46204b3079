// Vercel edge: `?module` asks the bundler for a compiled module.
import module from '../wasm/module.wasm?module';
import { instantiate } from '../dist/bundle.js';

instantiate(module);
export * from '../dist/index.js';
