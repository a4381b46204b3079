// Bundles a worker the way wrangler does: workerd's condition first, wasm as a compiled module beside it.
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { build } from 'esbuild';
import { APP } from './paths.mjs';

/** The package is installed in a project of its own, not in this one. */
const installedPackage = {
  name: 'installed-package',
  setup(builder) {
    builder.onResolve({ filter: /^tokenward$/ }, ({ path, resolveDir, kind }) =>
      resolveDir === APP ? undefined : builder.resolve(path, { resolveDir: APP, kind }),
    );
  },
};

/** Modules made of JSON text, by name. */
const jsonModules = (modules) => ({
  name: 'json-modules',
  setup(builder) {
    for (const [name, contents] of Object.entries(modules)) {
      builder.onResolve({ filter: new RegExp(`^${name}$`) }, () => ({ path: name, namespace: 'json' }));
      builder.onLoad({ filter: new RegExp(`^${name}$`), namespace: 'json' }, () => ({ contents, loader: 'json' }));
    }
  },
});

/** The script, and the wasm modules it imports by name. `modules`: JSON texts it imports. */
export async function bundleWorker(entry, modules = {}) {
  const wasm = new Map();
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
    plugins: [compiledWasm, installedPackage, jsonModules(modules)],
    logLevel: 'warning',
  });
  return { script: outputFiles[0].text, wasm };
}
