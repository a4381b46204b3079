// The same round in every runtime: see round.mjs.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { importFrom, ROOT } from '../../tools/demo/packed.mjs';
import { startWorker } from '../support/worker.mjs';

const ASKED = 'login deployments deployments deployments refresh deployments deployments deployments deployments logout';

export function runtimeChecks({ app }) {
  for (const name of ['round.mjs', 'long-lived.mjs']) cpSync(join(ROOT, 'tests/deployments', name), join(app, name));
  // Where Deno looks for it.
  cpSync(join(ROOT, 'node_modules/jose'), join(app, 'node_modules/jose'), { recursive: true });
  writeFileSync(join(app, 'print.mjs'), "import { round } from './round.mjs';\nconsole.log(await round());\n");
  const bin = (name) => join(ROOT, 'node_modules/.bin', name);
  const env = { ...process.env, DENO_DIR: join(app, '../deno'), DENO_NO_UPDATE_CHECK: '1' };
  const output = (command, ...args) =>
    execFileSync(command, args, { cwd: app, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
  const deno = [
    'run',
    '--no-prompt',
    '--no-lock',
    '--cached-only',
    '--node-modules-dir=manual',
    '--allow-read',
    '--allow-env',
    'print.mjs',
  ];

  return {
    'API and SDK in Node.js': async () => assert.equal(await (await importFrom(app, 'round.mjs')).round(), ASKED),
    'API and SDK in Deno': () => assert.equal(output(bin('deno'), ...deno), ASKED),
    'API and SDK in Bun': () => assert.equal(output(bin('bun'), 'print.mjs'), ASKED),
    'API and SDK in workerd': async () => {
      const entrySource = "import { round } from './round.mjs';\nexport default { fetch: async () => new Response(await round()) };\n";
      const worker = await startWorker({ entrySource, resolveDir: app });
      try {
        const response = await worker.dispatchFetch('http://127.0.0.1/');
        assert.equal(await response.text(), ASKED);
      } finally {
        await worker.dispose();
      }
    },
    // There, what one request has made another may not use: not even an `AbortController`.
    'a client in workerd that is made outside of requests, and outlives them': async () => {
      const worker = await startWorker({ entrySource: "export { default } from './long-lived.mjs';\n", resolveDir: app });
      const said = [];
      try {
        for (const path of ['', '', 'expired', '', 'margin', '', 'end']) {
          said.push(await (await worker.dispatchFetch(`http://127.0.0.1/${path}`)).text());
        }
      } finally {
        await worker.dispose();
      }
      assert.deepEqual(said, [
        '3 deployments, login ok',
        '3 deployments, ',
        '3 deployments, refresh ok',
        '3 deployments, ',
        '3 deployments, refresh ok',
        '3 deployments, ',
        'client_disposed, logout ok',
      ]);
    },
  };
}
