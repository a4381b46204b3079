// A worker in the real workerd, through miniflare; bundled the way wrangler does it: the workerd
// condition first, wasm as a compiled module beside the script.
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { build } from 'esbuild';
import { Miniflare } from 'miniflare';

/** Bundles `entrySource`, as if it were a file in `resolveDir`; returns miniflare's `modules`. */
export async function workerModules({ entrySource, resolveDir }) {
  const wasm = new Map();
  /** Leaves wasm imports in place, and keeps the files to hand over to workerd. */
  const compiledWasm = {
    name: 'compiled-wasm',
    setup(builder) {
      builder.onResolve({ filter: /\.wasm(\?module)?$/ }, async ({ path, resolveDir: from, kind, pluginData }) => {
        if (pluginData === compiledWasm) return undefined;
        const found = await builder.resolve(path.replace(/\?module$/, ''), { resolveDir: from, kind, pluginData: compiledWasm });
        if (found.errors.length > 0) return found;
        wasm.set(basename(found.path), readFileSync(found.path));
        return { path: `./${basename(found.path)}`, external: true };
      });
    },
  };
  const { outputFiles } = await build({
    stdin: { contents: entrySource, resolveDir, sourcefile: 'worker.mjs' },
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
  return [
    { type: 'ESModule', path: '/worker.mjs', contents: outputFiles[0].text },
    ...[...wasm].map(([file, contents]) => ({ type: 'CompiledWasm', path: `/${file}`, contents })),
  ];
}

/** Starts it; `dispatchFetch` sends it requests, `dispose` ends it. `modules` instead of a source if there are some already. */
export async function startWorker({ entrySource, resolveDir, modules, miniflareOptions = {} }) {
  return new Miniflare({
    host: '127.0.0.1',
    port: 0,
    // No look-up of the request's whereabouts: nothing here talks to the network.
    cf: false,
    compatibilityDate: '2026-04-01',
    modulesRoot: '/',
    modules: modules ?? (await workerModules({ entrySource, resolveDir })),
    ...miniflareOptions,
  });
}
