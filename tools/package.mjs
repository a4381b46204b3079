// Builds pkg/ from the crates and pkg-template/: `make package`.
//
//   wasm modules (tools/package/wasm.mjs) -> tsc -> bundles and loaders (bundles.mjs) -> pkg/
//
// What a user installs is made here and nowhere else; the tests use the same folder.
import { cpSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { bundleShared, bundleModule, bundleOver, bundleStores, prune, writeCommonJs } from './package/bundles.mjs';
import { MODULES } from './package/modules.mjs';
import { writeBillOfMaterials } from './package/sbom.mjs';
import { root, run, stage } from './package/stage.mjs';
import { buildModule } from './package/wasm.mjs';

/** Files of their own, by the module whose bundle they are over. */
const OVER = {
  verifier: ['slim.js', 'guard/hono.js', 'guard/express.js', 'guard/fastify.js', 'providers/index.js'],
  client: ['client/oauth/index.js'],
  issuer: [],
};

rmSync(stage, { recursive: true, force: true });
mkdirSync(join(stage, 'wasm'), { recursive: true });
for (const module of MODULES) buildModule(module);

for (const name of ['src', 'tsconfig.json', 'package.json'])
  cpSync(join(root, 'pkg-template', name), join(stage, name), { recursive: true });
run('node_modules/.bin/tsc', '--project', 'target/package/tsconfig.json');
await bundleShared();
const kept = await bundleStores();
for (const module of MODULES) {
  const names = await bundleModule(module);
  await bundleOver(module.name, names, OVER[module.name]);
  kept.push(...OVER[module.name]);
}
prune(kept);
writeCommonJs();
writeBillOfMaterials();

const pkg = join(root, 'pkg');
rmSync(pkg, { recursive: true, force: true });
mkdirSync(pkg);
for (const name of ['dist', 'entry', 'wasm', 'package.json', 'sbom.cdx.json'])
  cpSync(join(stage, name), join(pkg, name), { recursive: true });
for (const name of ['README.md', 'SECURITY.md', 'LICENSE-MIT', 'LICENSE-APACHE']) cpSync(join(root, name), join(pkg, name));
// The bindings are in the bundles.
for (const { name } of MODULES) for (const end of ['.js', '.d.ts']) rmSync(join(pkg, 'wasm', `${name}${end}`));
const sizes = readdirSync(join(pkg, 'wasm')).filter((name) => name.endsWith('.wasm'));
console.log(`pkg/ is ready: ${sizes.map((name) => `${name} of ${statSync(join(pkg, 'wasm', name)).size} bytes`).join(', ')}`);
