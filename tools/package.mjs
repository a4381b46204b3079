// Builds pkg/ from the crate and pkg-template/: `make package`.
//
//   cargo -> wasm-bindgen -> wasm-opt -> tsc -> pkg/
//
// What a user installs is made here and nowhere else; the tests use the same folder.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const stage = join(root, 'target/package');
const pkg = join(root, 'pkg');

/** Types that no public declaration refers to; they would tie users to our `lib` settings. */
const INTERNAL_TYPES = ['instance.d.ts', 'call.d.ts', 'host.d.ts', 'remembered.d.ts', 'redact-walk.d.ts'];

function run(command, ...args) {
  console.log(`$ ${command} ${args.join(' ')}`);
  execFileSync(command, args, { cwd: root, stdio: 'inherit' });
}

rmSync(stage, { recursive: true, force: true });
mkdirSync(join(stage, 'wasm'), { recursive: true });

// Panic messages name source files: of this project, not of this machine.
const cargoHome = process.env.CARGO_HOME ?? join(homedir(), '.cargo');
const remap = [`${join(cargoHome, 'registry/src')}=registry`, `${root.replace(/\/$/, '')}=.`];
const flags = JSON.stringify(remap.map((pair) => `--remap-path-prefix=${pair}`));
run('cargo', 'build', '--release', '--locked', '--target', 'wasm32-unknown-unknown', '--config', `target.wasm32-unknown-unknown.rustflags=${flags}`);
run(
  'wasm-bindgen',
  '--target', 'web',
  // The entries say where the module is; bundlers would otherwise ship it twice.
  '--omit-default-module-path',
  // instance.ts replaces an instance that has trapped.
  '--experimental-reset-state-function',
  '--remove-producers-section',
  '--out-dir', 'target/package/wasm',
  'target/wasm32-unknown-unknown/release/tokenward.wasm',
);
const wasm = 'target/package/wasm/tokenward_bg.wasm';
// With the names of its functions, for `make size`.
cpSync(join(root, wasm), join(root, 'target/tokenward.named.wasm'));
run(
  'node_modules/.bin/wasm-opt',
  '-O3',
  // What rustc emits for wasm32-unknown-unknown, and simd128; every runtime we ship to has them.
  ...['bulk-memory', 'multivalue', 'mutable-globals', 'nontrapping-float-to-int', 'reference-types', 'sign-ext', 'simd'].map(
    (feature) => `--enable-${feature}`,
  ),
  '--strip-debug',
  '--strip-target-features',
  '-o', wasm, wasm,
);

cpSync(join(root, 'pkg-template'), stage, { recursive: true });
run('node_modules/.bin/tsc', '--project', 'target/package/tsconfig.json');

// What the entries share becomes one file: half the start-up was the loading of many.
const shared = ['index', 'instance'];
const modules = join(stage, 'dist');
await build({
  entryPoints: shared.map((name) => join(modules, `${name}.js`)),
  outdir: join(stage, 'bundled'),
  bundle: true,
  splitting: true,
  chunkNames: 'core',
  format: 'esm',
  platform: 'neutral',
  target: 'es2022',
  minifySyntax: true,
  minifyWhitespace: true,
});
for (const name of readdirSync(modules)) {
  if ((name.endsWith('.js') && name !== 'slim.js') || INTERNAL_TYPES.includes(name)) rmSync(join(modules, name));
}
cpSync(join(stage, 'bundled'), modules, { recursive: true });

const bytes = readFileSync(join(root, wasm));
writeFileSync(join(stage, 'wasm/inline.js'), inlineModule(bytes));

rmSync(pkg, { recursive: true, force: true });
mkdirSync(pkg);
for (const name of ['dist', 'entry', 'wasm', 'package.json']) {
  cpSync(join(stage, name), join(pkg, name), { recursive: true });
}
for (const name of ['README.md', 'LICENSE-MIT', 'LICENSE-APACHE']) cpSync(join(root, name), join(pkg, name));
for (const name of ['tokenward_bg.wasm.d.ts', 'tokenward.d.ts', 'tokenward.js']) rmSync(join(pkg, 'wasm', name));
console.log(`pkg/ is ready: wasm of ${bytes.length} bytes`);

/** The module as source text, for places without a file system or fetch. */
function inlineModule(module) {
  return [
    '// The wasm module in base64; atob is in every runtime.',
    `const text = atob('${module.toString('base64')}');`,
    'const bytes = new Uint8Array(text.length);',
    'for (let i = 0; i < text.length; i += 1) bytes[i] = text.charCodeAt(i);',
    'export default bytes;',
    '',
  ].join('\n');
}
