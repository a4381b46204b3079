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
const INTERNAL_TYPES = ['one-issuer.d.ts', 'issuers.d.ts', 'credentials.d.ts', 'instance.d.ts', 'call.d.ts', 'encode.d.ts', 'host.d.ts', 'remembered.d.ts'];

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
  // Engines compile a function when it is first called. Left to itself this inlines whatever has
  // one caller, and the first verify would compile all algorithms to run one.
  '--one-caller-inline-max-function-size=0',
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

// Each entry becomes a file of its own beside one that they share: half the start-up was the
// loading of many. They stay where they are, so that what they say of the module's place holds.
const entries = readdirSync(join(stage, 'entry')).map((name) => `entry/${name}`);
const modules = join(stage, 'dist');
await build({
  entryPoints: [...entries, ...['slim', 'hono', 'express', 'fastify'].map((name) => `dist/${name}.js`)].map((name) => join(stage, name)),
  outdir: join(stage, 'bundled'),
  outbase: stage,
  bundle: true,
  splitting: true,
  chunkNames: 'dist/core',
  external: ['node:*', '*.wasm', '*.wasm?module', '*/inline.js'],
  format: 'esm',
  platform: 'neutral',
  target: 'es2022',
  supported: { 'import-attributes': true },
  minifySyntax: true,
  minifyWhitespace: true,
});
for (const name of readdirSync(modules)) {
  if (name.endsWith('.js') || INTERNAL_TYPES.includes(name)) rmSync(join(modules, name));
}
cpSync(join(stage, 'bundled'), stage, { recursive: true });

// Every store is one file of its own, without the core: who imports it pays for nothing else.
const stores = join(modules, 'stores');
await build({
  entryPoints: readdirSync(stores).filter((name) => name.endsWith('.js')).map((name) => join(stores, name)),
  outdir: stores,
  allowOverwrite: true,
  bundle: true,
  format: 'esm',
  platform: 'neutral',
  target: 'es2022',
  minifySyntax: true,
  minifyWhitespace: true,
});
for (const name of ['checks.js', 'checks.d.ts']) rmSync(join(stores, name));

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
