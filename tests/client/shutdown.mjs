// Logging out when a process is told to end: real processes, real signals, Node.js, Deno and Bun.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setup } from './suite/setup.mjs';

const PROGRAM = `
import process from 'node:process';
import { createClient } from 'tokenward/client';
const [url, options, own] = process.argv.slice(2);
const clients = Array.from({ length: 3 }, () => createClient({
  baseUrl: url, login: { url: 'login', body: { user: 'ann', password: 'right' } }, refresh: 'refresh', logout: 'logout', logoutOnShutdown: true, ...JSON.parse(options),
}));
if (own) process.on(own, () => setTimeout(() => process.exit(7), 500));
for (const client of clients) await client.token();
console.log('ready');
if (process.argv[5] !== 'stay') for (const client of clients) if (process.argv[5] === 'dispose') await client.dispose();
if (process.argv[5] !== 'dispose') setInterval(() => {}, 1000);
`;

/** Longer than a process is given to log out, on a busy machine. */
const LATEST_MS = 15_000;

/** By the signal itself, or with the code that stands for it where a process may not signal itself (Deno). */
function endedBy({ code, by }, signal) {
  assert.ok(by === signal || code === { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 }[signal], `${code} ${by}`);
}

export function shutdownChecks(app, server, runtimes) {
  writeFileSync(join(app, 'shutdown.mjs'), PROGRAM);
  const { world } = setup({ baseUrl: server.url, otherUrl: server.otherUrl, name: 'shutdown' });

  /** How a process ends: its code, its signal, and how long after it was told to. */
  async function ending(command, w, { signal, options = {}, own = '', mode = 'stay', twice = false }) {
    const [program, ...args] = command;
    const child = spawn(program, [...args, 'shutdown.mjs', w.url, JSON.stringify(options), own, mode], {
      cwd: app,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let printed = '';
    child.stderr.on('data', (chunk) => (printed += chunk));
    const timer = setTimeout(() => child.kill('SIGKILL'), LATEST_MS);
    const ended = once(child, 'exit');
    await Promise.race([once(child.stdout, 'data'), ended]);
    if (signal !== undefined) child.kill(signal);
    if (twice) {
      await w.arrived('logout', 1);
      child.kill(signal);
    }
    const [code, by] = await ended;
    clearTimeout(timer);
    assert.equal(printed.slice(-500), '');
    return { code, by };
  }

  const checks = {};
  for (const [name, command] of Object.entries(runtimes)) {
    const check = (title, work) => {
      checks[`${name}: shutdown: ${title}`] = async () => {
        const w = await world();
        await work(w, (given) => ending(command, w, given));
      };
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
      check(`${signal} logs all clients out and ends the process as it would have ended`, async (w, end) => {
        endedBy(await end({ signal }), signal);
        assert.equal((await w.counts()).logout, 3);
      });
    }
    check('a server that does not answer is not waited for', async (w, end) => {
      await w.set({ hold: ['logout'] });
      endedBy(await end({ signal: 'SIGTERM' }), 'SIGTERM');
      assert.equal((await w.counts()).logout, 3);
    });
    check('a second signal ends it at once', async (w, end) => {
      await w.set({ hold: ['logout'] });
      endedBy(await end({ signal: 'SIGINT', twice: true }), 'SIGINT');
    });
    check('who listens too decides how it ends', async (w, end) => {
      assert.deepEqual(await end({ signal: 'SIGTERM', own: 'SIGTERM' }), { code: 7, by: null });
      assert.equal((await w.counts()).logout, 3);
    });
    check('without the option nobody listens', async (w, end) => {
      assert.deepEqual(await end({ signal: 'SIGTERM', options: { logoutOnShutdown: false } }), { code: null, by: 'SIGTERM' });
      assert.equal((await w.counts()).logout, 0);
    });
    check('disposed of, it keeps no process up', async (w, end) => {
      assert.deepEqual(await end({ mode: 'dispose' }), { code: 0, by: null });
      assert.equal((await w.counts()).logout, 3);
    });
  }
  return checks;
}
