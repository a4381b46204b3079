// Vercel edge: `?module` asks the bundler for a compiled module.
import module from '../wasm/tokenward_bg.wasm?module';
import { instantiate } from '../dist/instance.js';

instantiate(module);
export * from '../dist/index.js';
