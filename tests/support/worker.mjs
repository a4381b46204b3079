// A worker in the real workerd, through miniflare.
import { Miniflare } from 'miniflare';
import { bundleWorker } from '../../tools/bundle-worker.mjs';

/** Bundles `entrySource`, as if it were a file in `resolveDir`; returns miniflare's `modules`. */
export async function workerModules({ entrySource, resolveDir }) {
  const { script, wasm } = await bundleWorker({ stdin: { contents: entrySource, resolveDir, sourcefile: 'worker.mjs' } });
  return [
    { type: 'ESModule', path: '/worker.mjs', contents: script },
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
