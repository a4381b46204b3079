// Comments and documents: the paths they name exist, and a docstring can be read alone.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runChecks } from '../support/checks.mjs';
import { commentsOf, docstringsOf, pathsIn, readsAlone } from './text.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
// Files of the index that are there, and those that are new and not ignored.
const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: root, encoding: 'utf8' })
  .split('\n')
  .filter((name) => name !== '' && existsSync(join(root, name)));
const known = new Set(files);
for (const name of files) for (let folder = dirname(name); folder !== '.'; folder = dirname(folder)) known.add(folder);
/** What the build puts into the package. */
const BUILT = /^wasm\/\w+\.(js|wasm)$/;

const written = files.filter((name) => /\.(rs|ts|mjs|js|py|md|toml|jsonc)$|^Makefile$/.test(name) && !name.startsWith('tests/prose/'));
const textOf = (name) => readFileSync(join(root, name), 'utf8');

await runChecks('prose', {
  'the parts of a text are found': () => {
    const rust = '/// Of one.\n/// The same, continued.\nfn one() {} // see src/one.rs\n//! Two.\n';
    assert.deepEqual(docstringsOf(rust, 'x.rs'), ['Of one.', 'Two.']);
    assert.deepEqual(docstringsOf('/** The same. */\n/**\n * Of three.\n * More.\n */\n', 'x.ts'), ['The same.', 'Of three.']);
    assert.deepEqual(pathsIn(commentsOf(rust, 'x.rs')), ['src/one.rs']);
    assert.deepEqual(pathsIn('`src/{a,b}.rs`, tests/c/, (wasm/d.rs). src/NAME.rs https://x.test/src/e.rs'), [
      'src/a.rs',
      'src/b.rs',
      'tests/c',
      'wasm/d.rs',
    ]);
    assert.deepEqual(['Of it.', 'The same.', 'The same, later.', 'Often.', 'A token of it.'].map(readsAlone), [
      false,
      false,
      false,
      true,
      true,
    ]);
  },

  'every path that a comment or a document names exists': () => {
    const missing = [];
    let count = 0;
    for (const name of written) {
      for (const path of pathsIn(commentsOf(textOf(name), name))) {
        count += 1;
        if (!known.has(path) && !BUILT.test(path)) missing.push(`${name} names ${path}`);
      }
    }
    assert.ok(count > 50, `only ${count} paths were found`);
    assert.deepEqual(missing, []);
  },

  'no docstring begins with "Of" or "The same"': () => {
    const found = written.flatMap((name) => docstringsOf(textOf(name), name).map((text) => ({ name, text })));
    assert.ok(found.length > 500, `only ${found.length} docstrings were found`);
    const wrong = found.filter(({ text }) => !readsAlone(text));
    assert.deepEqual(
      wrong.map(({ name, text }) => `${name}: ${text}`),
      [],
    );
  },
});
