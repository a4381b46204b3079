// OAuth 2.0: the same cases in Node.js, Deno, Bun and workerd, against a real authorization server
// on loopback.
import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { cpSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { installPackage } from '../../tools/install-package.mjs';
import { runChecks } from '../support/checks.mjs';
import { copySupport, importFile } from '../support/node.mjs';
import { startWorker } from '../support/worker.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const app = join(root, 'target/oauth/app');
const peer = join(app, 'node_modules/oauth4webapi');
installPackage(app);
cpSync(join(root, 'node_modules/oauth4webapi'), peer, { recursive: true });
cpSync(join(root, 'tests/oauth'), app, { recursive: true });
copySupport(app);

const { startServer } = await importFile(app, 'server.mjs');
const { cases } = await importFile(app, 'cases/all.mjs');
const server = await startServer();
/** Longer than a runtime takes for all; one that has not ended by then hangs. */
const PATIENCE_MS = 300_000;

const bin = (name) => join(root, 'node_modules/.bin', name);
const RUNTIMES = {
  'Node.js': [process.execPath],
  Deno: [bin('deno'), 'run', '--no-prompt', '--allow-net=127.0.0.1', '--allow-read'],
  Bun: [bin('bun')],
};

async function program([command, ...args]) {
  const { stdout } = await promisify(execFile)(command, [...args, join(app, 'cases/main.mjs'), server.origin], {
    cwd: app,
    timeout: PATIENCE_MS,
  });
  return JSON.parse(stdout);
}

async function worker() {
  const entrySource = `
    import { results } from './cases/all.mjs';
    export default { fetch: async (request) => Response.json(await results(await request.text())) };
  `;
  const runtime = await startWorker({ entrySource, resolveDir: app });
  try {
    const response = await runtime.dispatchFetch('http://worker.test/', { method: 'POST', body: server.origin });
    return await response.json();
  } finally {
    await runtime.dispose();
  }
}

const checks = {};
const overCases = (label, run) => {
  let all;
  for (const name of Object.keys(cases)) {
    checks[`${label}: ${name}`] = async () => {
      const results = await (all ??= run());
      assert.ok(name in results, 'was not run');
      assert.equal(results[name], null);
    };
  }
};
for (const [label, command] of Object.entries(RUNTIMES)) overCases(label, () => program(command));
overCases('workerd', worker);

Object.assign(checks, {
  'the entry takes the core and the peer from elsewhere': () => {
    const source = readFileSync(join(app, 'node_modules/tokenward/dist/client/oauth/index.js'), 'utf8');
    const from = [...source.matchAll(/(?:from|import) ?"([^"]+)"/g)].map(([, name]) => name);
    assert.deepEqual([...new Set(from)].sort(), ['../../bundle/client.js', 'oauth4webapi', 'tokenward/client']);
  },

  'the peer is needed by this entry only': () => {
    rmSync(peer, { recursive: true });
    const run = (entry) => {
      // Elsewhere than in this project, where it would be found above.
      const code = `import * as all from ${JSON.stringify(pathToFileURL(join(app, 'node_modules/tokenward', entry)).href)}; console.log(Object.keys(all).length > 0);`;
      return execFileSync(process.execPath, ['--input-type=module', '-e', code], { cwd: app, encoding: 'utf8', stdio: 'pipe' }).trim();
    };
    assert.equal(run('entry/client/node.js'), 'true');
    assert.doesNotMatch(readFileSync(join(app, 'node_modules/tokenward/dist/bundle/client.js'), 'utf8'), /oauth4webapi/);
    assert.doesNotMatch(readFileSync(join(app, 'node_modules/tokenward/dist/bundle/verifier.js'), 'utf8'), /oauth4webapi/);
  },
});

try {
  await runChecks('oauth', checks);
} finally {
  await server.stop();
}
