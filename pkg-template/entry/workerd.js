// Cloudflare workerd: the module is compiled when the worker is deployed, never at run time.
import module from '../wasm/module.wasm';
import { instantiate } from '../dist/bundle.js';

instantiate(module);
export * from '../dist/index.js';
