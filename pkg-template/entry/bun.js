// Bun: a file import, which `bun build --compile` embeds.
import path from '../wasm/tokenward_bg.wasm' with { type: 'file' };
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { instantiate } from '../dist/instance.js';

instantiate(readFileSync(fileURLToPath(new URL(path, import.meta.url))));
export * from '../dist/index.js';
