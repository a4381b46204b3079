// `make size`: what the package weighs, by module, and whether it keeps its budget.
//
// By module is measured on the module that still has its names, before wasm-opt; the totals
// are of what is shipped.
import { build } from 'esbuild';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const root = fileURLToPath(new URL('..', import.meta.url));
const KIB = 1024;
const BUDGET = { wasm: 130 * KIB, verifying: 8 * KIB, everything: 18 * KIB };

const gzip = (bytes) => gzipSync(bytes, { level: 9 }).length;
const kib = (bytes) => `${(bytes / KIB).toFixed(1)} KiB`.padStart(10);

const shipped = join(root, 'pkg/wasm/tokenward_bg.wasm');
if (!existsSync(shipped)) throw new Error('there is no pkg/: run `make package` first');

const rows = new Map();
for (const { name, size } of functions(readFileSync(join(root, 'target/tokenward.named.wasm')))) {
  const group = groupOf(name);
  rows.set(group, (rows.get(group) ?? 0) + size);
}
console.log('wasm code by module (raw, before wasm-opt)');
for (const [group, size] of [...rows].sort((a, b) => b[1] - a[1])) {
  if (size >= KIB) console.log(`  ${group.padEnd(24)}${kib(size)}`);
}

const wasm = readFileSync(shipped);
const [verifying, everything] = await Promise.all(['{ createVerifier, TokenError }', '*'].map(bundled));
const totals = [
  ['wasm', wasm, BUDGET.wasm],
  ['js, verifying', verifying, BUDGET.verifying],
  ['js, everything', everything, BUDGET.everything],
];
console.log('\n                          raw        gzip      budget');
let over = false;
for (const [name, bytes, budget] of totals) {
  const zipped = gzip(bytes);
  const fits = zipped <= budget;
  over ||= !fits;
  console.log(`  ${name.padEnd(15)}${kib(bytes.length)}  ${kib(zipped)}  ${kib(budget)}  ${fits ? 'ok' : 'OVER BUDGET'}`);
}
console.log('  (js: of the Node.js entry, bundled and minified: a program that only verifies, and all there is)');
process.exitCode = over ? 1 : 0;

/** A program that uses these exports, as a bundler makes it. */
async function bundled(names) {
  const entry = JSON.stringify(join(root, 'pkg/entry/node.js'));
  const { outputFiles } = await build({
    stdin: { contents: `export ${names} from ${entry};`, resolveDir: root },
    bundle: true, minify: true, format: 'esm', platform: 'node', target: 'es2022', write: false,
  });
  return outputFiles[0].contents;
}

function groupOf(name) {
  const own = /tokenward::(crypto::\w+|\w+)/.exec(name);
  if (own) return own[1];
  const crate = /(?:^|<|: )&?(?:dyn )?([a-z]\w*)(?:\[\w+\])?::/.exec(name);
  return crate ? `(${crate[1]})` : 'wasm';
}

/** The functions of a module, by name, with the sizes of their bodies. */
function functions(bytes) {
  let at = 8;
  const sizes = [];
  const names = new Map();
  let imported = 0;
  const leb = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++];
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
  };
  const text = () => {
    const length = leb();
    at += length;
    return bytes.toString('utf8', at - length, at);
  };
  while (at < bytes.length) {
    const section = bytes[at++];
    const size = leb();
    const end = at + size;
    if (section === 2) imported = countFunctionImports(end);
    if (section === 10) {
      for (let count = leb(); count > 0; count -= 1) {
        const length = leb();
        sizes.push(length);
        at += length;
      }
    }
    if (section === 0 && text() === 'name') {
      while (at < end) {
        const kind = bytes[at++];
        const length = leb();
        const next = at + length;
        if (kind === 1) for (let count = leb(); count > 0; count -= 1) names.set(leb(), text());
        at = next;
      }
    }
    at = end;
  }
  return sizes.map((size, index) => ({ size, name: names.get(index + imported) ?? '' }));

  function countFunctionImports(end) {
    let functions = 0;
    for (let count = leb(); count > 0 && at < end; count -= 1) {
      text();
      text();
      const kind = bytes[at++];
      if (kind === 0) { functions += 1; leb(); }
      if (kind === 1) { at += 1; if (leb() & 1) { leb(); leb(); } else leb(); }
      if (kind === 2) { if (leb() & 1) { leb(); leb(); } else leb(); }
      if (kind === 3) at += 2;
    }
    return functions;
  }
}
