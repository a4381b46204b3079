// `require('tokenward')`: in Node.js, and in what has a `require` of its own, as Jest does.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { compileFunction, createContext } from 'node:vm';

/** Every entry point, and what it exports. oauth4webapi is a peer, and not installed there. */
const ENTRIES = {
  tokenward: 'createVerifier',
  'tokenward/slim': 'initSync',
  'tokenward/inline': 'createVerifier',
  'tokenward/hono': 'guard',
  'tokenward/express': 'guard',
  'tokenward/fastify': 'guard',
  'tokenward/client': 'createClient',
  'tokenward/issuer': 'ready',
  'tokenward/stores/memory': 'memoryStore',
  'tokenward/stores/redis': 'redisStore',
};

const SECRET = 'a secret of 32 bytes or more, so it is'; // of nobody
const PROGRAM = `
for (const [entry, name] of Object.entries(${JSON.stringify(ENTRIES)})) {
  if (typeof require(entry)[name] !== 'function') throw new Error(entry);
}
const { createVerifier, TokenError } = require('tokenward');
const { TokenError: Same } = require('tokenward/client');
const verifier = createVerifier({ keys: { secret: '${SECRET}' }, algorithms: ['HS256'], audience: false });
try {
  verifier.verify('a.b.c');
} catch (error) {
  console.log(error instanceof TokenError, error instanceof Same, error.code);
}`;
const ANSWER = 'true true token_malformed\n';

/** `app` is a folder where the package is installed. */
export function commonJsChecks(app) {
  const run = (code, ...options) => {
    const { stdout, stderr } = spawnSync(process.execPath, [...options, '-e', code], { cwd: app, encoding: 'utf8' });
    return stdout || stderr;
  };

  return {
    'require in Node.js: every entry point': () => assert.equal(run(PROGRAM, '--input-type=commonjs'), ANSWER),

    'require and import in Node.js give the same': () => {
      const code = `(async () => {
        for (const entry of ${JSON.stringify(Object.keys(ENTRIES))}) {
          const [required, imported] = [require(entry), await import(entry)];
          for (const name of Object.keys(imported)) if (required[name] !== imported[name]) console.log(entry, name);
        }
      })()`;
      assert.equal(run(code, '--input-type=commonjs', '--no-warnings'), '');
    },

    // Node.js before 20.19 and 22.12 is like that.
    'require in a Node.js that cannot require modules': () => {
      const code = `console.log(require.resolve('tokenward').replace(/.*tokenward./, ''));${PROGRAM}`;
      assert.equal(run(code, '--input-type=commonjs', '--no-experimental-require-module'), `entry/node.cjs\n${ANSWER}`);
    },

    'require in a context of its own, as Jest has it: an error there is an error of that realm': () => {
      const lines = [];
      const context = createContext({
        console: { log: (...values) => lines.push(values.join(' ')) },
        URL,
        performance,
        crypto,
      });
      const modules = new Map();
      const { resolve } = createRequire(join(app, 'index.cjs'));
      const manifest = JSON.parse(readFileSync(join(app, 'node_modules/tokenward/package.json'), 'utf8'));
      const fileOf = (id, from) => {
        if (id.startsWith('.')) return join(dirname(from), id);
        const store = id.match(/\/stores\/(.*)/)?.[1];
        const { node, require: file = node } = manifest.exports[store === undefined ? id.replace('tokenward', '.') : './stores/*'];
        return join(app, 'node_modules/tokenward', file.replace('*', store));
      };
      const load = (id, from) => {
        if (id.startsWith('node:')) return createRequire(resolve('tokenward'))(id);
        const file = fileOf(id, from);
        if (!modules.has(file)) {
          const module = { exports: {} };
          modules.set(file, module);
          const names = ['module', 'exports', 'require', '__filename', '__dirname'];
          const run = compileFunction(readFileSync(file, 'utf8'), names, { parsingContext: context, filename: file });
          run(module, module.exports, (other) => load(other, file), file, dirname(file));
        }
        return modules.get(file).exports;
      };
      compileFunction(PROGRAM, ['require'], { parsingContext: context })((id) => load(id, ''));
      assert.deepEqual(lines, [ANSWER.trim()]);
      assert.ok(
        [...modules.keys()].every((file) => file.endsWith('.cjs')),
        `${[...modules.keys()]}`,
      );
      const { TokenError } = load('tokenward', '');
      assert.ok(!(TokenError.prototype instanceof Error));
    },
  };
}
