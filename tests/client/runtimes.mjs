// The scenarios in Node.js, Deno and Bun: one process each, which has to end by itself.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { scenarios } from './scenarios.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const PATIENCE_MS = 300_000;

export function runtimeChecks(root, app, server, only) {
  // Beside the installed package, so that they find it.
  for (const name of ['elsewhere.mjs', 'scenarios.mjs', 'page.html', 'suite']) cpSync(join(here, name), join(app, name), { recursive: true });
  const program = join(app, 'elsewhere.mjs');
  const bin = (name) => join(root, 'node_modules/.bin', name);
  const runtimes = {
    'Node.js': [process.execPath],
    Deno: [bin('deno'), 'run', '--no-prompt', '--allow-net=127.0.0.1,localhost', '--allow-read', '--allow-env'],
    Bun: [bin('bun')],
  };
  const checks = {};
  for (const [runtime, command] of Object.entries(runtimes)) {
    let run;
    const started = () => (run ??= execute([...command, program, server.url, server.otherUrl, only.replace(/^.*?: /, '')]));
    for (const name of Object.keys(scenarios)) {
      checks[`${runtime}: ${name}`] = async () => {
        const { results } = await started();
        const result = results.get(name);
        assert.ok(result !== undefined, 'it was not run');
        assert.ok(result.problem === null, result.problem);
      };
    }
    checks[`${runtime}: it ends by itself, and prints nothing else`] = async () => {
      const { code, stray, stderr } = await started();
      assert.deepEqual([code, stray, stderr], [0, '', '']);
    };
  }
  return checks;
}

function execute([program, ...args]) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, NO_COLOR: '1' } });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk) => (stdout += chunk));
    child.stderr.on('data', (chunk) => (stderr += chunk));
    const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(timer);
      const results = new Map();
      let stray = '';
      for (const line of stdout.split('\n').filter((each) => each !== '')) {
        try {
          const result = JSON.parse(line);
          results.set(result.name, result);
        } catch {
          stray += `${line}\n`;
        }
      }
      resolve({ code, results, stray, stderr });
    });
  });
}
