// Cloudflare workerd: the module is compiled when the worker is deployed, never at run time.
import module from '../wasm/tokenward_bg.wasm';
import { instantiate } from '../dist/instance.js';

instantiate(module);
export * from '../dist/index.js';
