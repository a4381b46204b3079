// One wasm module: cargo -> wasm-bindgen -> trap-on-panic, panic-places -> wasm-opt.
import { copyFileSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { blankPanicPlaces } from './panic-places.mjs';
import { root, run, stage } from './stage.mjs';
import { trapOnPanic } from './trap-on-panic.mjs';

/** What rustc emits for wasm32-unknown-unknown, and simd128; every runtime we ship to has them. */
const FEATURES = ['bulk-memory', 'multivalue', 'mutable-globals', 'nontrapping-float-to-int', 'reference-types', 'sign-ext', 'simd'];

/** Leaves `wasm/NAME.wasm`, its bindings `NAME.js` and their types in the stage. */
export function buildModule({ name, optLevel, smallCrates, rustflags, wasmOpt }) {
  // Panic messages name source files: of this project, not of this machine.
  const cargoHome = process.env.CARGO_HOME ?? join(homedir(), '.cargo');
  const remap = [`${join(cargoHome, 'registry/src')}=registry`, `${root.replace(/\/$/, '')}=.`];
  const flags = [...rustflags, ...remap.map((pair) => `--remap-path-prefix=${pair}`)];
  run(
    'cargo',
    'build',
    '--release',
    '--locked',
    '--target',
    'wasm32-unknown-unknown',
    // By itself: built together, modules would get each other's features.
    '--package',
    `tokenward-${name}`,
    // These add to .cargo/config.toml.
    '--config',
    `target.wasm32-unknown-unknown.rustflags=${JSON.stringify(flags)}`,
    ...optLevels(optLevel, smallCrates),
  );
  run(
    'wasm-bindgen',
    '--target',
    'web',
    // The loaders say where the module is; bundlers would otherwise ship it twice.
    '--omit-default-module-path',
    // bridge/instance.ts replaces an instance that has trapped.
    '--experimental-reset-state-function',
    '--remove-producers-section',
    '--out-dir',
    'target/package/wasm',
    '--out-name',
    name,
    `target/wasm32-unknown-unknown/release/tokenward_${name}.wasm`,
  );
  const wasm = join(stage, `wasm/${name}.wasm`);
  renameSync(join(stage, `wasm/${name}_bg.wasm`), wasm);
  finishBindings(name);
  rmSync(join(stage, `wasm/${name}_bg.wasm.d.ts`));
  const module = trapOnPanic(readFileSync(wasm));
  blankPanicPlaces(module);
  writeFileSync(wasm, module);
  // With the names of its functions, for `make size`.
  copyFileSync(wasm, join(root, `target/${name}.named.wasm`));
  // Engines compile a function when it is first called. Left to itself this inlines whatever has
  // one caller, and the first verify would compile all algorithms to run one.
  optimise(name, wasmOpt, '--converge', '--one-caller-inline-max-function-size=0', '-g');
  // What is alike has like names, and gzip finds what is near: the arithmetic of three curves.
  optimise(name, '--reorder-functions-by-name', '-g');
  optimise(name, '--strip-debug', '--strip-target-features');
  writeFileSync(join(stage, `wasm/${name}.inline.js`), inline(readFileSync(wasm)));
}

/** Options of cargo: how far the code is optimised, and which crates are built for size. */
function optLevels(optLevel, smallCrates) {
  const small = smallCrates.map((crate) => `profile.release.package.${crate}.opt-level="z"`);
  return [`profile.release.opt-level=${JSON.stringify(optLevel)}`, ...small].flatMap((each) => ['--config', each]);
}

function optimise(name, ...passes) {
  const file = `target/package/wasm/${name}.wasm`;
  run('node_modules/.bin/wasm-opt', ...passes, ...FEATURES.map((feature) => `--enable-${feature}`), '-o', file, file);
}

/**
 * The bindings' `initSync` takes a module that is compiled, and nothing else. The generated one compiles what is no
 * `instanceof WebAssembly.Module`, as a module of another realm is not, and where that may not be (Vercel edge).
 */
export function finishBindings(name) {
  const file = join(stage, `wasm/${name}.js`);
  const generated = /^function initSync\(module\) \{\n[^]*?^\}$/m;
  const bindings = readFileSync(file, 'utf8');
  if (!generated.test(bindings)) throw new Error('no `initSync` in the bindings: has wasm-bindgen changed their shape?');
  const ours = [
    'function initSync(module) {',
    '    return wasm ?? __wbg_finalize_init(new WebAssembly.Instance(module, __wbg_get_imports()), module);',
    '}',
  ];
  writeFileSync(file, bindings.replace(generated, ours.join('\n')));
}

/** The module as source text, for places without a file system or fetch. */
function inline(module) {
  return [
    '// The wasm module in base64: by Buffer seven times as fast as by atob, which is in every runtime.',
    `const text = '${module.toString('base64')}';`,
    "export default globalThis.Buffer?.from(text, 'base64') ?? decode(atob(text));",
    '',
    'function decode(binary) {',
    '  const bytes = new Uint8Array(binary.length);',
    '  for (let i = 0; i < binary.length; i += 1) bytes[i] = binary.charCodeAt(i);',
    '  return bytes;',
    '}',
    '',
  ].join('\n');
}
