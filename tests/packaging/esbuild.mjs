// Bundles find their wasm module without configuration, or say what to do.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { build } from 'esbuild';
import { answerOf } from './serve.mjs';

/** All three modules in one program. */
const PROGRAM = `
import { generateApiKey, ready, TokenError, verifyApiKey } from 'tokenward';
import { createClient, ready as clientReady, TokenError as Same, TokenHolder } from 'tokenward/client';
import { ready as issuerReady } from 'tokenward/issuer';
import { guard } from 'tokenward/hono';
const whenReady = Promise.all([ready(), clientReady(), issuerReady()]).then(() => {
  const { key, hash } = generateApiKey({ prefix: 'acme', environment: 'test' });
  createClient({ baseUrl: 'https://api.example/', login: 'login' });
  return [verifyApiKey(key, hash), TokenError === Same, typeof guard, new TokenHolder().state].join();
});
`;
const PRINT = 'whenReady.then(console.log);';
const SHOW = 'whenReady.then((text) => { globalThis.answer = text; }, (error) => { globalThis.answer = error.stack; });';
const WORKS = 'true,true,function,empty';

/** `app` is a folder where the package is installed. */
export function esbuildChecks(app) {
  const out = join(app, 'out');

  /** Files by their names. */
  async function bundle(source, options) {
    rmSync(out, { recursive: true, force: true });
    const { outputFiles } = await build({
      stdin: { contents: source, resolveDir: app },
      bundle: true,
      write: false,
      outdir: out,
      logLevel: 'silent',
      target: 'es2022',
      ...options,
    });
    return new Map(outputFiles.map(({ path, contents }) => [path.slice(out.length + 1), contents]));
  }

  /** Away from the package, and where no package is. */
  async function runInNode(source, options, name) {
    const files = await bundle(source, { platform: 'node', ...options });
    const file = join(app, '..', name);
    writeFileSync(file, files.get('stdin.js'));
    return spawnSync(process.execPath, [file], { encoding: 'utf8' });
  }

  async function runInPage(options, type) {
    const files = await bundle(PROGRAM + SHOW, options);
    const page = `<!doctype html><script type="${type}" src="/stdin.js"${type === 'module' ? '' : ' defer'}></script>`;
    return answerOf(page, (url) => files.get(url.slice(1)));
  }

  const wanted = (source) =>
    source.replaceAll(/^import (.*) from (.*);/gm, (_, names, from) => `const ${names.replaceAll(' as ', ': ')} = require(${from});`);
  const checks = {};
  for (const [format, extension] of [
    ['cjs', 'cjs'],
    ['esm', 'mjs'],
  ]) {
    checks[`esbuild for Node.js: ${format}`] = async () => {
      const { stdout, stderr } = await runInNode(PROGRAM + PRINT, { format }, `bundle.${extension}`);
      assert.equal(stdout.trim(), WORKS, stderr);
    };
    checks[`esbuild for Node.js: ${format}, of a program that calls require`] = async () => {
      const { stdout, stderr } = await runInNode(wanted(PROGRAM) + PRINT, { format }, `bundle.${extension}`);
      assert.equal(stdout.trim(), WORKS, stderr);
    };
    checks[`esbuild for Node.js: ${format}, with conditions of its own, says what to do`] = async () => {
      const { stdout, stderr } = await runInNode(PROGRAM + PRINT, { format, conditions: ['of-its-own'] }, `bundle.${extension}`);
      assert.equal(stdout, '');
      assert.match(stderr, /tokenward: its wasm file is not where it was: have your bundler resolve with the condition `module`/);
    };
  }
  return {
    ...checks,

    'esbuild for browsers: one file': async () => assert.equal((await runInPage({ format: 'esm' }, 'module')).answer, WORKS),

    'esbuild for browsers: a script': async () => assert.equal((await runInPage({ format: 'iife' }, 'text/javascript')).answer, WORKS),

    'esbuild for browsers: chunks, of which those with the module are asked for only where the file is not there': async () => {
      const { answer, paths } = await runInPage({ format: 'esm', splitting: true }, 'module');
      assert.equal(answer, WORKS);
      for (const name of ['verifier', 'client', 'issuer']) {
        const asked = paths.filter((path) => path.includes(name));
        assert.equal(asked.length, 2, `${asked}`);
        assert.equal(asked[0], `/wasm/${name}.wasm`);
        assert.match(asked[1], /\.inline-\w+\.js$/);
      }
    },

    'esbuild for edge runtimes: nothing compiles, and a module of another realm will do': async () => {
      const compiled = {
        name: 'compiled',
        setup(builder) {
          builder.onResolve({ filter: /\.wasm\?module$/ }, ({ path }) => ({ path: path.match(/(\w+)\.wasm/)[1], namespace: 'compiled' }));
          builder.onLoad({ filter: /./, namespace: 'compiled' }, ({ path }) => ({ contents: `export default MODULES.${path};` }));
        },
      };
      const files = await bundle(PROGRAM + SHOW, { format: 'iife', conditions: ['edge-light'], plugins: [compiled], minifySyntax: true });
      const text = Buffer.from(files.get('stdin.js')).toString();
      assert.doesNotMatch(text, /WebAssembly\.(Module|compile|instantiate|validate)\b|\beval\(|new Function\(/);
      const read = (name) => new WebAssembly.Module(readFileSync(join(app, `node_modules/tokenward/wasm/${name}.wasm`)));
      const MODULES = { verifier: read('verifier'), client: read('client'), issuer: read('issuer') };
      // As Next.js runs it.
      const context = createContext(
        { MODULES, TextEncoder, TextDecoder, URL, Headers, performance, crypto, fetch },
        { codeGeneration: { strings: false, wasm: false } },
      );
      assert.equal(runInContext('MODULES.verifier instanceof WebAssembly.Module', context), false);
      runInContext(text, context);
      await new Promise((resolve) => setImmediate(resolve));
      assert.equal(runInContext('answer', context), WORKS);
    },
  };
}
