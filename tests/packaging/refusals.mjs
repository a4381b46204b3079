// Where WebAssembly is forbidden or missing the error says what to do.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { answerOf } from './serve.mjs';

const PAGE = '<!doctype html><script type="module" src="/program.js"></script>';

/** `app` is a folder where the package is installed. */
export function refusalChecks(app) {
  const installed = join(app, 'node_modules/tokenward');

  /** What `ready()` of a loader gives in a page with this Content Security Policy: `ready`, or the error. */
  async function readyUnder(policy, loader) {
    const program = `import { ready } from '/entry/${loader}'; ready().then(() => { globalThis.answer = 'ready'; }, (error) => { globalThis.answer = String(error); });`;
    const read = (url) => {
      if (url === '/program.js') return program;
      return /^\/(dist|entry|wasm)\/[\w./-]+$/.test(url) ? readFileSync(join(installed, url)) : undefined;
    };
    return answerOf(PAGE, read, { 'content-security-policy': policy });
  }

  const checks = {};
  for (const loader of ['browser.js', 'client/browser.js', 'issuer/browser.js']) {
    checks[`a policy without 'wasm-unsafe-eval', in Chromium: ${loader}`] = async () => {
      const { answer } = await readyUnder("default-src 'self'", loader);
      assert.match(answer, /^Error: tokenward: .* add 'wasm-unsafe-eval' to its script-src \(never 'unsafe-eval'\)$/);
    };
    checks[`a policy with 'wasm-unsafe-eval', in Chromium: ${loader}`] = async () => {
      const { answer, paths } = await readyUnder("default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'", loader);
      assert.equal(answer, 'ready');
      assert.ok(!paths.some((path) => path.includes('inline')), `${paths}`);
    };
  }
  return {
    ...checks,

    'a policy that forbids to fetch: the module comes as a script': async () => {
      const { answer, paths } = await readyUnder("default-src 'none'; script-src 'self' 'wasm-unsafe-eval'", 'browser.js');
      assert.equal(answer, 'ready');
      assert.ok(paths.includes('/wasm/verifier.inline.js'), `${paths}`);
    },

    'neither file nor script: the error says where the file was looked for': async () => {
      const program = "import { ready } from '/entry/browser.js'; ready().catch((error) => { globalThis.answer = String(error); });";
      const read = (url) => {
        if (url === '/program.js') return program;
        return /^\/(dist|entry)\/[\w./-]+$/.test(url) ? readFileSync(join(installed, url)) : undefined;
      };
      const { answer } = await answerOf(PAGE, read);
      assert.match(answer, /^Error: tokenward: there is no wasm module at http:\S+\/wasm\/verifier\.wasm \(status 200\)$/);
    },

    'an engine without WebAssembly: a sentence at import': () => {
      for (const entry of ['tokenward', 'tokenward/client', 'tokenward/issuer', 'tokenward/inline']) {
        const code = `delete globalThis.WebAssembly; import('${entry}').catch((error) => console.log(String(error)));`;
        const { stdout } = spawnSync(process.execPath, ['--conditions=react-native', '-e', code], { cwd: app, encoding: 'utf8' });
        assert.match(stdout, /^Error: tokenward needs WebAssembly, which this JavaScript engine does not have/);
      }
    },
  };
}
