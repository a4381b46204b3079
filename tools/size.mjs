// `make size`: what the package weighs, by module, and whether it keeps its budget.
//
// By module is measured on the module that still has its names, before wasm-opt; the totals
// are of what is shipped.
import { build } from 'esbuild';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { MODULES } from './package/modules.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const KIB = 1024;
/** Gzipped bytes: of each wasm module, of a program's JavaScript, and of a page that uses the client alone. */
const BUDGET = {
  'verifier.wasm': 129 * KIB,
  'client.wasm': 25 * KIB,
  'issuer.wasm': 3 * KIB,
  'js, verifying': 12.5 * KIB,
  'js, everything': 24 * KIB,
  'page with the client': 40.25 * KIB,
};

const gzip = (bytes) => gzipSync(bytes, { level: 9 }).length;
const kib = (bytes) => `${(bytes / KIB).toFixed(1)} KiB`.padStart(10);

const shipped = (name) => join(root, 'pkg/wasm', name);
if (!existsSync(shipped('verifier.wasm'))) throw new Error('there is no pkg/: run `make package` first');

const modules = MODULES.map(({ name }) => name);
for (const name of modules) {
  const rows = new Map();
  for (const { name: fn, size } of functions(readFileSync(join(root, `target/${name}.named.wasm`)))) {
    const group = groupOf(fn);
    rows.set(group, (rows.get(group) ?? 0) + size);
  }
  console.log(`${name}: wasm code by module (raw, before wasm-opt)`);
  for (const [group, size] of [...rows].sort((a, b) => b[1] - a[1])) {
    if (size >= KIB) console.log(`  ${group.padEnd(24)}${kib(size)}`);
  }
}

const node = 'pkg/entry/node.js';
const page = await bundled('{ createClient }', 'pkg/entry/client/browser.js');
const totals = [
  ...modules.map((name) => [`${name}.wasm`, readFileSync(shipped(`${name}.wasm`))]),
  ['js, verifying', await bundled('{ createVerifier, TokenError }', node)],
  ['js, everything', await bundled('*', node)],
  ['page with the client', page, readFileSync(shipped('client.wasm'))],
];
console.log('\n                               raw        gzip      budget');
let over = false;
for (const [name, ...parts] of totals) {
  const sum = (of) => parts.reduce((total, bytes) => total + of(bytes), 0);
  const [raw, zipped, budget] = [sum((bytes) => bytes.length), sum(gzip), BUDGET[name]];
  const fits = zipped <= budget;
  over ||= !fits;
  console.log(`  ${name.padEnd(20)}${kib(raw)}  ${kib(zipped)}  ${kib(budget)}  ${fits ? 'ok' : 'OVER BUDGET'}`);
}
console.log(
  '  (js: of the Node.js entry, bundled and minified: a program that only verifies, and all there is;\n   page: JavaScript and wasm of a page that uses createClient of tokenward/client)',
);
process.exitCode = over ? 1 : 0;

/** A program that uses these exports, as a bundler makes it. */
async function bundled(names, file) {
  const entry = JSON.stringify(join(root, file));
  const { outputFiles } = await build({
    stdin: { contents: `export ${names} from ${entry};`, resolveDir: root },
    bundle: true,
    // A chunk of its own, which a page loads only where the wasm file did not come.
    external: ['*.inline.js'],
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'es2022',
    write: false,
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
      if (kind === 0) {
        functions += 1;
        leb();
      }
      if (kind === 1) {
        at += 1;
        if (leb() & 1) {
          leb();
          leb();
        } else leb();
      }
      if (kind === 2) {
        if (leb() & 1) {
          leb();
          leb();
        } else leb();
      }
      if (kind === 3) at += 2;
    }
    return functions;
  }
}
