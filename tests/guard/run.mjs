// The guards, each in its real framework or runtime behind a real HTTP server, driven by a client
// that also sends what no well-behaved one would.
import { spawn } from 'node:child_process';
import { cpSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installPackage } from '../../tools/install-package.mjs';
import { runChecks } from '../support/checks.mjs';
import { copySupport, importFile } from '../support/node.mjs';
import { startWorker } from '../support/worker.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const work = join(root, 'target/guard');
const app = join(work, 'app');
installPackage(app);
// Beside the installed package, so that they find it.
for (const name of readdirSync(join(root, 'tests/guard'))) cpSync(join(root, 'tests/guard', name), join(app, name));
copySupport(app);
const { tableChecks } = await importFile(app, 'table.mjs');
const { optionChecks } = await importFile(app, 'options.mjs');
const { frameworkChecks } = await importFile(app, 'frameworks.mjs');
const { preflightChecks } = await importFile(app, 'preflights.mjs');
const { changedChecks } = await importFile(app, 'changed.mjs');
const { shapeChecks } = await importFile(app, 'shapes.mjs');
const { http2Checks } = await importFile(app, 'http2.mjs');
const { bundleChecks } = await importFile(app, 'bundle.mjs');
const node = await importFile(app, 'serve-node.mjs');
const bin = (name) => join(root, 'node_modules/.bin', name);

/** A server that prints `port <number>`, as a process of its own. */
function startProcess(command, args) {
  const env = { ...process.env, DENO_DIR: join(work, 'deno'), DENO_NO_UPDATE_CHECK: '1' };
  const child = spawn(command, args, { cwd: app, env, stdio: ['ignore', 'pipe', 'pipe'] });
  return new Promise((resolve, reject) => {
    let output = '';
    const read = (chunk) => {
      output += chunk;
      const port = Number(output.match(/^port (\d+)$/m)?.[1]);
      if (port) resolve({ port, close: () => void child.kill('SIGKILL') });
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.on('error', reject);
    child.on('exit', () => reject(new Error(`${command} ended: ${output}`)));
  });
}

const denoFlags = [
  'run',
  '--no-prompt',
  '--no-lock',
  '--cached-only',
  '--node-modules-dir=manual',
  '--allow-read',
  '--allow-env',
  '--allow-net=127.0.0.1',
];

async function startWorkerd(entrySource) {
  const worker = await startWorker({ entrySource, resolveDir: app });
  const close = () => worker.dispose();
  try {
    return { port: Number((await worker.ready).port), close };
  } catch (error) {
    await close();
    throw error;
  }
}

const IP_IN_WORKERD = "(request) => request.headers.get('cf-connecting-ip')";

const checks = {
  ...tableChecks('Node.js, fetch', node.startFetch),
  ...tableChecks('Deno.serve', () => startProcess(bin('deno'), [...denoFlags, join(app, 'serve-deno.mjs')])),
  ...tableChecks('Bun.serve', () => startProcess(bin('bun'), [join(app, 'serve-bun.mjs')])),
  ...tableChecks('workerd', () =>
    startWorkerd(`
import * as tokenward from 'tokenward';
import { fetchHandler } from './policies.mjs';
let handler;
export default { fetch: (...all) => (handler ??= fetchHandler(tokenward, ${IP_IN_WORKERD}))(...all) };`),
  ),
  ...tableChecks('Hono on Node.js', node.startHono),
  ...tableChecks('Hono in workerd', () =>
    startWorkerd(`
import * as hono from 'hono';
import * as tokenward from 'tokenward';
import * as ofHono from 'tokenward/hono';
import { honoApp } from './policies.mjs';
let app;
export default {
  fetch: (...all) => (app ??= honoApp(tokenward, hono, ofHono, (c) => (${IP_IN_WORKERD})(c.req.raw))).fetch(...all),
};`),
  ),
  ...tableChecks('Express', node.startExpress),
  ...tableChecks('node:http', node.startConnect),
  ...tableChecks('Fastify', node.startFastify),
  ...preflightChecks(),
  ...changedChecks(),
  ...http2Checks(),
  ...shapeChecks(),
  ...(await optionChecks()),
  ...frameworkChecks(startWorkerd),
  ...bundleChecks(app),
};

// `run.mjs Express` runs the checks whose names begin so.
const only = process.argv[2];
await runChecks('guard', Object.fromEntries(Object.entries(checks).filter(([name]) => only === undefined || name.startsWith(only))));
