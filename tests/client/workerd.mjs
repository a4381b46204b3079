// The scenarios in the real workerd; and what is special there: requests that share a client, and
// may not wait for each other.
import assert from 'node:assert/strict';
import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { inTime } from '../support/portable.mjs';
import { startWorker } from '../support/worker.mjs';
import { checksOf, inBackground } from './scenarios.mjs';

const WORKER = `
import { TokenHolder } from 'tokenward';
import { ClientError, createClient } from 'tokenward/client';
import { scenarios } from './scenarios.mjs';
import { shower } from './suite/show.mjs';

function watch(notice) {
  const heard = (event) => (event.preventDefault(), notice(event.reason));
  addEventListener('unhandledrejection', heard);
  return () => removeEventListener('unhandledrejection', heard);
}
const clients = new Map();

export default {
  async fetch(request, _, ctx) {
    const { scenario, baseUrl, otherUrl, shared, options, call } = await request.json();
    if (shared) return sharing(shared, options, call);
    const env = { createClient, ClientError, TokenHolder, baseUrl, otherUrl, show: shower(), watch, name: 'w', options: { waitUntil: (work) => ctx.waitUntil(work) } };
    const problem = await scenarios[scenario](env).then(() => null, (error) => String(error?.stack ?? error));
    return Response.json({ problem });
  },
};

/** One client for all requests, as if the worker had made it when it was loaded. */
async function sharing(url, options, call) {
  if (!clients.has(url)) {
    clients.set(url, createClient({ baseUrl: url, login: { url: 'login', body: { password: 'right' } }, refresh: 'refresh', logout: 'logout', retry: { base: 0.02 }, ...options }));
  }
  try {
    if (call) return Response.json({ status: 200, body: await clients.get(url)[call]() });
    const response = await clients.get(url).fetch('data');
    return Response.json({ status: response.status, body: await response.json() });
  } catch (error) {
    return Response.json({ problem: String(error?.stack ?? error) });
  }
}
`;

export function workerdChecks(app, server, only) {
  let worker;
  let direct;
  let stderr = '';
  const send = async (message) => {
    const response = await worker.dispatchFetch('http://worker.test/', { method: 'POST', body: JSON.stringify(message) });
    const text = await response.text();
    try {
      return JSON.parse(text);
    } catch {
      return { problem: text };
    }
  };
  /** Sends, and gives the way to hang up: with a reset, which workerd notices at once. */
  const hanging = (message) => {
    const asking = request(direct, { method: 'POST', agent: false }).on('error', () => {});
    asking.end(JSON.stringify(message));
    return () => asking.socket.resetAndDestroy();
  };
  const control = async (url, question) => (await fetch(`${url}control`, { method: 'POST', body: JSON.stringify(question) })).json();

  const run = async (scenario) => (await send({ scenario, baseUrl: server.url, otherUrl: server.otherUrl })).problem;
  let all;

  /** Many requests to the worker at once, which share a client. */
  const shared = (knobs, work, options) => async () => {
    const url = `${server.url}/w/shared-${Math.random().toString(36).slice(2)}/`;
    await control(url, { action: 'set', knobs });
    const before = stderr.length;
    const many = async (count, call) => {
      const answers = await Promise.all(Array.from({ length: count }, () => send({ shared: url, options, call })));
      for (const { status, problem } of answers) assert.equal(problem ?? status, 200);
    };
    await work(many, url);
    const report = await control(url, {});
    assert.deepEqual(report.faults, []);
    assert.doesNotMatch(stderr.slice(before), /I\/O|hang|different request|[Uu]ncaught/);
    return report;
  };

  return {
    'workerd: it starts': async () => {
      worker = await startWorker({
        entrySource: WORKER,
        resolveDir: app,
        miniflareOptions: {
          unsafeDirectSockets: [{ host: '127.0.0.1', port: 0 }],
          handleRuntimeStdio: (stdout, errors) => {
            stdout.resume();
            errors.on('data', (chunk) => (stderr += chunk));
          },
        },
      });
      await worker.ready;
      // Not by way of miniflare's own worker, which goes on when a client hangs up.
      direct = await worker.unsafeGetDirectURL();
      all = inBackground(run, only);
    },
    ...checksOf('workerd', (name) => all.of(name)),
    'workerd: one hundred requests share a client: one login': shared({ delay: { login: 200 } }, async (many, url) => {
      await many(100);
      const { counts } = await control(url, {});
      assert.deepEqual([counts.login, counts.refresh, counts.resource], [1, 0, 100]);
    }),
    'workerd: they share the refreshes, over several lifetimes': shared({ lifetime: 1, delay: { refresh: 50 } }, async (many, url) => {
      const started = Date.now();
      while (Date.now() - started < 4000) await many(20);
      const { counts, mostAtOnce } = await control(url, {});
      assert.deepEqual([counts.login, mostAtOnce.refresh], [1, 1]);
      const seconds = (Date.now() - started) / 1000;
      assert.ok(counts.refresh >= 2 && counts.refresh <= seconds / 0.5 + 1, `${counts.refresh} in ${seconds} s`);
    }),
    'workerd: a token that is refused: one refresh for all': shared({ delay: { refresh: 100 } }, async (many, url) => {
      await many(20);
      await control(url, { action: 'refuseAll' });
      await many(50);
      const { counts } = await control(url, {});
      assert.deepEqual([counts.login, counts.refresh], [1, 1]);
    }),
    'workerd: a logout is one for all, and not stuck if the request that began it is gone': shared({}, async (many, url) => {
      const logouts = async () => (await control(url, {})).counts.logout;
      const held = async (begin) => {
        await many(5, 'login');
        await control(url, { action: 'set', knobs: { hold: ['logout'] } });
        const before = await logouts();
        const begun = begin();
        while ((await logouts()) === before) await sleep(20);
        return begun;
      };
      let all;
      await held(() => void (all = many(5, 'logout')));
      await control(url, { action: 'release' });
      await all;
      assert.equal(await logouts(), 1);
      const hangUp = await held(() => hanging({ shared: url, call: 'logout' }));
      hangUp();
      await sleep(300);
      await control(url, { action: 'release' });
      await inTime(many(3, 'logout'));
      await inTime(many(1, 'login'));
      await inTime(many(5));
    }),
    'workerd: before it knew `cache`, requests go out without it': async () => {
      const url = `${server.url}/w/older-${Math.random().toString(36).slice(2)}/`;
      const older = await startWorker({ entrySource: WORKER, resolveDir: app, miniflareOptions: { compatibilityDate: '2024-09-01' } });
      try {
        const ask = () => older.dispatchFetch('http://worker.test/', { method: 'POST', body: JSON.stringify({ shared: url }) });
        const { status, problem } = await (await ask()).json();
        assert.equal(problem ?? status, 200);
      } finally {
        await older.dispose();
      }
    },
    'workerd: it stops': () => worker.dispose(),
  };
}
