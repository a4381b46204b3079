// Bundles a worker the way wrangler does: workerd's condition first, wasm as a compiled module beside it.
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { build } from 'esbuild';

/** The script, and the wasm modules it imports by name. `entry`: esbuild's `entryPoints` or `stdin`. */
export async function bundleWorker(entry, plugins = []) {
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
    ...entry,
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    platform: 'browser',
    mainFields: ['browser', 'module', 'main'],
    conditions: ['workerd', 'worker', 'browser'],
    external: ['node:*'],
    plugins: [compiledWasm, ...plugins],
    logLevel: 'warning',
  });
  return { script: outputFiles[0].text, wasm };
}
