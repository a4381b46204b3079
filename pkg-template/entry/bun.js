// Bun: a file import, which `bun build --compile` embeds.
import path from '../wasm/module.wasm' with { type: 'file' };
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { instantiate } from '../dist/bundle.js';

instantiate(new WebAssembly.Module(readFileSync(fileURLToPath(new URL(path, import.meta.url)))));
export * from '../dist/index.js';
