// 429 and 503: when a request is sent again, and when it is not.
import { equal, inTime, ok, sleep, thrown, within } from './setup.mjs';

const later = (after, status = 429) => ({ status, headers: after === undefined ? {} : { 'retry-after': after }, body: 'later' });
const delays = (client) => client.told('retry').map(({ delay }) => delay);
const inSeconds = (seconds) => new Date(Date.now() + seconds * 1000).toUTCString();

export const retryScenarios = {
  'Retry-After in seconds is waited for': async ({ world, client, status }) => {
    const w = await world({ script: { resource: [later('1')] } });
    const c = client(w);
    await c.token();
    const started = Date.now();
    await status(c.fetch('data'));
    ok(Date.now() - started > 950, 'not waited for');
    within(delays(c)[0], 1, 1.1);
    const [{ delay, ...event }] = c.told('retry');
    equal(event, { type: 'retry', request: 'fetch', attempt: 2, status: 429 });
  },

  'Retry-After as a date, by the server’s clock': async ({ world, client, status }) => {
    await Promise.all(
      [0, 86_400, -86_400].map(async (skew) => {
        const w = await world({ skew, script: { resource: [later(inSeconds(skew + 2), 503)] } });
        const c = client(w);
        await status(c.fetch('data'));
        // Whole seconds on both sides.
        within(delays(c)[0], 0, 3.1);
        ok(delays(c).length === 1, c.events);
      }),
    );
  },

  'Retry-After that is past, or nothing one can read: backoff with jitter': async ({ world, client, status }) => {
    for (const after of [undefined, '', '-5', '0', 'soon', '1.5', '1e3', 'NaN', inSeconds(-3600), 'Thu, 99 Foo 2026']) {
      const w = await world({ script: { resource: [later(after), later(after), later(after)] } });
      const c = client(w, { retry: { base: 0.02, cap: 0.05 } });
      await status(c.fetch('data'));
      equal(delays(c).length, 3, after);
      delays(c).forEach((delay, at) => within(delay, 0, Math.min(0.05, 0.02 * 2 ** at) + 1e-9, String(after)));
    }
  },

  'one that asks for more patience than there is: the answer is returned at once': async ({ world, client, status }) => {
    for (const after of ['31', '86400', '99999999999999999999999', inSeconds(7200)]) {
      const w = await world({ script: { resource: [later(after)] } });
      const c = client(w);
      const response = await status(c.fetch('data'), 429);
      equal(await response.text(), 'later', 'its body can be read');
      equal(c.told('retry'), []);
    }
  },

  'a storm ends: as many requests as `attempts`, then the answer': async ({ world, client, status }) => {
    const w = await world({ every: { resource: { n: 1, answer: later() } } });
    const c = client(w, { retry: { base: 0.01, attempts: 4 } });
    await c.token();
    // A browser’s cache would hold back one URL’s requests, and send some twice.
    await inTime(Promise.all(Array.from({ length: 50 }, (_, at) => status(c.fetch(`data/${at}`), 429))));
    const { resource, login, refresh } = await w.counts();
    equal([resource, login, refresh], [200, 1, 0]);
    equal(c.told('retry').length, 150);
    equal(new Set(c.told('retry').map(({ attempt }) => attempt)).size, 3);
    const all = delays(c);
    ok(new Set(all).size > 75, 'no jitter');
  },

  'idempotent methods only, unless told otherwise': async ({ world, client, status }) => {
    const w = await world();
    const c = client(w);
    await c.token();
    for (const [method, times] of [
      ['GET', 2],
      ['HEAD', 2],
      ['PUT', 2],
      ['DELETE', 2],
      ['OPTIONS', 2],
      ['POST', 1],
      ['PATCH', 1],
    ]) {
      for (const code of [429, 503]) {
        const before = (await w.counts()).resource;
        await w.set({ script: { resource: [later('0', code)] } });
        const body = method === 'PUT' || method === 'POST' || method === 'PATCH' ? 'text' : undefined;
        await status(c.fetch('data', { method, body }), times === 2 ? 200 : code);
        equal((await w.counts()).resource - before, times, method);
      }
    }
    const told = client(w, { retry: { base: 0.01, methods: ['post', 'GET'] } });
    await w.set({ script: { resource: [later('0', 503)] } });
    const answer = await (await status(told.fetch('data', { method: 'POST', body: 'again' }))).json();
    equal(answer.length, 5);
    await w.set({ script: { resource: [later('0', 503)] } });
    await status(told.fetch('data', { method: 'PUT', body: 'once' }), 503);
  },

  '`retry: false`: everything is returned as it is': async ({ world, client, status }) => {
    const w = await world({ every: { resource: { n: 1, answer: later('0') } } });
    const c = client(w, { retry: false });
    await status(c.fetch('data'), 429);
    equal((await w.counts()).resource, 1);
  },

  // Not 408, after which a browser asks again by itself.
  'other statuses are answers': async ({ world, client, status }) => {
    const w = await world();
    const c = client(w);
    for (const code of [204, 304, 400, 404, 425, 500, 502, 504]) {
      await w.set({ script: { resource: [{ status: code, headers: { 'retry-after': '0' } }] } });
      await status(c.fetch('data'), code);
    }
    equal((await w.counts()).resource, 8);
  },

  'waiting can be aborted': async ({ world, client }) => {
    const w = await world({ every: { resource: { n: 1, answer: later('20') } } });
    const c = client(w);
    await c.token();
    const controller = new AbortController();
    const reason = new Error('enough');
    const asked = thrown(c.fetch('data', { signal: controller.signal }));
    await w.arrived('resource', 1);
    await sleep(50);
    controller.abort(reason);
    equal((await asked) === reason || (await asked).name === 'AbortError', true, 'aborted');
    equal((await w.counts()).resource, 1);
  },

  'disposing ends the waiting, too': async ({ world, client, refuses }) => {
    const w = await world({ every: { resource: { n: 1, answer: later('20') } } });
    const c = client(w);
    await c.token();
    const asked = refuses(c.fetch('data'), 'client_disposed');
    await w.arrived('resource', 1);
    await sleep(50);
    await c.dispose();
    await asked;
  },

  'the token is refreshed while a request waits, and it is sent with the new one': async ({ world, client, status }) => {
    const w = await world({ lifetime: 2, script: { resource: [later('3')] } });
    const c = client(w);
    await c.token();
    await status(c.fetch('data'));
    const { counts, faults } = await w.report();
    equal([counts.login, counts.resource, faults], [1, 2, []]);
    within(counts.refresh, 1, 3);
  },

  'a refresh and a login that are told to come later do so': async ({ world, client, status }) => {
    const w = await world({ script: { login: [later('0'), later('1', 503)], refresh: [later(undefined, 503), later('0')] } });
    const c = client(w);
    await Promise.all(Array.from({ length: 20 }, () => status(c.fetch('data'))));
    await w.advance(700);
    await Promise.all(Array.from({ length: 20 }, () => status(c.fetch('data'))));
    const { counts } = await w.report();
    equal([counts.login, counts.refresh], [3, 3]);
    equal(
      c.told('retry').map(({ request, attempt }) => `${request} ${attempt}`),
      ['login 2', 'login 3', 'refresh 2', 'refresh 3'],
    );
  },

  'a storm of 429 at the refresh: nobody is harmed while the token is good, and the requests are few': async ({
    world,
    client,
    status,
  }) => {
    const w = await world();
    const c = client(w);
    await c.token();
    await w.advance(350);
    await w.set({ every: { refresh: { n: 1, answer: later('60') } } });
    for (let i = 0; i < 50; i += 1) await status(c.fetch('data'));
    const { counts } = await w.report();
    equal([counts.login, counts.resource], [1, 50]);
    within(counts.refresh, 1, 2, 'it said to come back in a minute');
  },
};
