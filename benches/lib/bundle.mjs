// Bundles a worker with what the bench adds to it.
import * as tool from '../../tools/bundle-worker.mjs';
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
export const bundleWorker = (entry, modules = {}) => tool.bundleWorker(entry, [installedPackage, jsonModules(modules)]);
