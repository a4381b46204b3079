// Builds pkg/ from the crate and pkg-template/: `make package`.
//
//   cargo -> wasm-bindgen -> trap-on-panic -> wasm-opt -> tsc -> pkg/
//
// What a user installs is made here and nowhere else; the tests use the same folder.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { build, transformSync } from 'esbuild';
import { trapOnPanic } from './trap-on-panic.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const stage = join(root, 'target/package');
const pkg = join(root, 'pkg');

/** Types that no public declaration refers to; they would tie users to our `lib` settings. */
const INTERNAL_TYPES = ['one-issuer.d.ts', 'issuers.d.ts', 'credentials.d.ts', 'passed.d.ts', 'remote-fetch.d.ts', 'flight.d.ts', 'remote-shared.d.ts', 'promises.d.ts', 'exchange.d.ts', 'core.d.ts', 'brands.d.ts', 'backoff.d.ts', 'instance.d.ts', 'call.d.ts', 'pkce.d.ts', 'encode.d.ts', 'host.d.ts', 'redact-walk.d.ts', 'remembered.d.ts'];
/** Of the client, those that public ones do refer to. */
const CLIENT_TYPES = ['create.d.ts', 'errors.d.ts', 'types.d.ts'];
/** And of OAuth. */
const OAUTH_TYPES = ['authorization-code.d.ts', 'client-credentials.d.ts', 'errors.d.ts', 'types.d.ts'];

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
writeFileSync(join(root, wasm), trapOnPanic(readFileSync(join(root, wasm))));
// With the names of its functions, for `make size`.
cpSync(join(root, wasm), join(root, 'target/tokenward.named.wasm'));
run(
  'node_modules/.bin/wasm-opt',
  '-O3',
  '--converge',
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

// Everything becomes one file, dist/core.js, and each entry a small one beside it: half the
// start-up was the loading of many. There must be one core only, since it holds the instance.
const modules = join(stage, 'dist');
const options = { bundle: true, format: 'esm', platform: 'neutral', target: 'es2022', minifySyntax: true, minifyWhitespace: true };
const { metafile } = await build({ ...options, entryPoints: [join(modules, 'index.js')], write: false, metafile: true });
const [{ exports: publicNames }] = Object.values(metafile.outputs);
const core = join(stage, 'bundled/core.js');
await build({ ...options, entryPoints: [join(modules, 'core.js')], outfile: core });
const slim = ['slim', 'hono', 'express', 'fastify', 'client', 'oauth'];
await bundleOver('../dist/core.js', 'entry', readdirSync(join(stage, 'entry')));
// With its lines: Node.js shows the one where an error was made that nobody has caught.
await bundleOver('./core.js', 'dist', slim.map((name) => `${name}.js`), { minifyWhitespace: false });
for (const name of readdirSync(modules)) {
  const kept = slim.some((each) => name === `${each}.js`);
  if (name === 'client') keepTypes(join(modules, name), CLIENT_TYPES);
  if (name === 'oauth') keepTypes(join(modules, name), OAUTH_TYPES);
  if ((name.endsWith('.js') && !kept) || INTERNAL_TYPES.includes(name)) rmSync(join(modules, name));
}
writeFileSync(join(modules, 'core.js'), withShortLocals(readFileSync(core, 'utf8')));

// Every store is one file of its own, without the core: who imports it pays for nothing else.
const stores = join(modules, 'stores');
await build({
  ...options,
  entryPoints: readdirSync(stores).filter((name) => name.endsWith('.js')).map((name) => join(stores, name)),
  outdir: stores,
  allowOverwrite: true,
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

/**
 * A module whose local names are short, for there is less to parse at every start. As a script it
 * keeps the names of its functions, which stack traces show.
 */
function withShortLocals(module) {
  const end = module.lastIndexOf('export{');
  const { code } = transformSync(module.slice(0, end), { minify: true, target: 'es2022' });
  return `${code.trimEnd()}\n${module.slice(end)}`;
}

/** Of a folder of modules, leaves the declarations that public ones refer to. */
function keepTypes(folder, names) {
  for (const name of readdirSync(folder)) if (!names.includes(name)) rmSync(join(folder, name));
}

/** Bundles files of the stage, with whatever they need of dist/ taken from the core. */
async function bundleOver(corePath, folder, names, more = {}) {
  const overCore = {
    name: 'over-core',
    setup(builder) {
      builder.onResolve({ filter: /^\.\.?\// }, ({ path, kind, importer }) => {
        if (kind === 'entry-point' || path.includes('wasm')) return undefined;
        // The client and its grants are many files, of which nothing else has need.
        if (/^\.\.?\/(client|oauth)\//.test(path) || (/[\\/](client|oauth)[\\/][^\\/]+$/.test(importer) && path.startsWith('./'))) return undefined;
        return path.endsWith('/index.js') ? { path, namespace: 'public' } : { path: corePath, external: true };
      });
      // `export *` of the core would show what is not public.
      builder.onLoad({ filter: /./, namespace: 'public' }, () => ({ contents: `export { ${publicNames.join(', ')} } from './core.js';` }));
    },
  };
  await build({
    ...options,
    ...more,
    entryPoints: names.map((name) => join(stage, folder, name)),
    outdir: join(stage, folder),
    allowOverwrite: true,
    external: ['tokenward', 'oauth4webapi', 'node:*', '*.wasm', '*.wasm?module', '*/inline.js'],
    supported: { 'import-attributes': true },
    plugins: [overCore],
  });
}

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
