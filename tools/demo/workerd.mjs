// The example worker in the real workerd.
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { Miniflare } from 'miniflare';
import { ROOT } from './packed.mjs';

const EXAMPLE = join(ROOT, 'examples', 'edge-worker');
/** The example's own settings, as a deployment would use them. */
export const settings = JSON.parse(readFileSync(join(EXAMPLE, 'wrangler.json'), 'utf8'));

export const GUARDED = join(EXAMPLE, settings.main);
/** The example worker with its guard taken out, which the demo must notice. */
export const UNGUARDED = fileURLToPath(new URL('./unguarded.js', import.meta.url));

/**
 * Bundles as wrangler does: the `workerd` condition first, the wasm beside the script as a
 * module that is compiled before the worker starts.
 */
async function bundle(worker, app) {
  const { metafile } = await build({
    entryPoints: [worker],
    bundle: true,
    outdir: join(app, 'bundle'),
    // The worker lies elsewhere; its `tokenward` is the one that was installed.
    nodePaths: [join(app, 'node_modules')],
    format: 'esm',
    target: 'es2022',
    conditions: ['workerd', 'worker', 'browser'],
    loader: { '.wasm': 'copy' },
    metafile: true,
    logLevel: 'warning',
    absWorkingDir: ROOT,
  });
  const inputs = Object.keys(metafile.inputs).filter((path) => path.includes('tokenward'));
  const packed = inputs.filter((path) => path.includes('/app/node_modules/tokenward/'));
  if (packed.length === 0 || packed.length !== inputs.length) {
    throw new Error(`the bundle must take tokenward from the installed tarball, not from ${inputs}`);
  }
  return Object.keys(metafile.outputs).map((path) => join(ROOT, path));
}

/** Starts it; `stop()` leaves nothing running. */
export async function startWorker({ worker = GUARDED, app, bindings, port = 0 }) {
  const outputs = await bundle(worker, app);
  const script = outputs.find((path) => path.endsWith('.js'));
  const wasm = outputs.filter((path) => path.endsWith('.wasm'));
  if (wasm.length !== 1) throw new Error(`expected one wasm module in the bundle, found ${wasm.map((path) => basename(path))}`);
  const miniflare = new Miniflare({
    host: '127.0.0.1',
    port,
    // No look-up of where the caller is: nothing here talks to the network.
    cf: false,
    compatibilityDate: settings.compatibility_date,
    bindings: { ...settings.vars, ...bindings },
    modulesRoot: join(app, 'bundle'),
    modules: [
      { type: 'ESModule', path: script },
      { type: 'CompiledWasm', path: wasm[0] },
    ],
  });
  try {
    return { url: await miniflare.ready, stop: () => miniflare.dispose() };
  } catch (error) {
    await miniflare.dispose().catch(() => {});
    throw error;
  }
}
