// A worker in the real workerd, through miniflare. It is bundled the way wrangler does it: the
// workerd condition first, wasm as a compiled module beside it.
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { build } from 'esbuild';
import { Miniflare } from 'miniflare';

/** Bundles a worker's source; its imports are found from `resolveDir`. */
export async function bundleWorker(contents, resolveDir) {
  const wasm = new Map();
  /** Leaves wasm imports in place, and keeps the files to hand over to workerd. */
  const compiledWasm = {
    name: 'compiled-wasm',
    setup(builder) {
      builder.onResolve({ filter: /\.wasm(\?module)?$/ }, async ({ path, resolveDir, kind, pluginData }) => {
        if (pluginData === compiledWasm) return undefined;
        const found = await builder.resolve(path.replace(/\?module$/, ''), { resolveDir, kind, pluginData: compiledWasm });
        if (found.errors.length > 0) return found;
        wasm.set(basename(found.path), readFileSync(found.path));
        return { path: `./${basename(found.path)}`, external: true };
      });
    },
  };
  const { outputFiles } = await build({
    stdin: { contents, resolveDir, sourcefile: 'worker.mjs' },
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    platform: 'browser',
    mainFields: ['browser', 'module', 'main'],
    conditions: ['workerd', 'worker', 'browser'],
    external: ['node:*'],
    plugins: [compiledWasm],
    logLevel: 'warning',
  });
  if (wasm.size === 0) throw new Error('the workerd entry imports no wasm module');
  return { script: outputFiles[0].text, wasm };
}

/** Starts a bundled worker; `dispose()` it in the end. */
export function startWorker({ script, wasm }, options = {}) {
  return new Miniflare({
    host: '127.0.0.1',
    port: 0,
    // No look-up of the request's whereabouts: nothing here talks to the network.
    cf: false,
    compatibilityDate: '2026-04-01',
    modulesRoot: '/',
    modules: [
      { type: 'ESModule', path: '/worker.mjs', contents: script },
      ...[...wasm].map(([file, contents]) => ({ type: 'CompiledWasm', path: `/${file}`, contents })),
    ],
    ...options,
  });
}
