// The scenarios in Node.js, Deno and Bun: one process each, which has to end by itself.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { checksOf } from './scenarios.mjs';

const PATIENCE_MS = 300_000;

/** How each runtime is started, from the folder of the program. */
export const commands = (root) => ({
  'Node.js': [process.execPath],
  Deno: [
    join(root, 'node_modules/.bin/deno'),
    'run',
    '--no-prompt',
    '--allow-net=127.0.0.1,localhost',
    '--allow-read',
    '--allow-env',
    '--allow-run',
  ],
  Bun: [join(root, 'node_modules/.bin/bun')],
});

/** Begins with the first of them at once, with the next when that has ended. */
export function runtimeChecks(root, app, server, only) {
  const checks = {};
  let before = Promise.resolve();
  for (const [runtime, command] of Object.entries(commands(root))) {
    const [chosen, part = ''] = only.split(/: (.*)/s);
    if (only !== '' && chosen !== runtime) continue;
    const run = before.then(() => execute([...command, join(app, 'elsewhere.mjs'), server.url, server.otherUrl, part]));
    before = run;
    Object.assign(
      checks,
      checksOf(runtime, async (name) => (await run).results.get(name)),
      {
        [`${runtime}: it ends by itself, and prints nothing else`]: async () => {
          const { code, stray, stderr } = await run;
          assert.deepEqual([code, stray, stderr], [0, '', '']);
        },
      },
    );
  }
  return checks;
}

function execute([program, ...args]) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, NO_COLOR: '1' } });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk) => (stdout += chunk));
    child.stderr.on('data', (chunk) => (stderr += chunk));
    const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
    child.on('error', (error) => (stderr += String(error)));
    child.on('close', (code) => {
      clearTimeout(timer);
      const results = new Map();
      let stray = '';
      for (const line of stdout.split('\n').filter((each) => each !== '')) {
        try {
          const { name, problem } = JSON.parse(line);
          results.set(name, problem);
        } catch {
          stray += `${line}\n`;
        }
      }
      resolve({ code, results, stray, stderr });
    });
  });
}
