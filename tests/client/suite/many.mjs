// Many callers at once, over several lifetimes of the token.
import { equal, inTime, ok, sleep, within } from './setup.mjs';

const CALLERS = 100;
const REQUESTS = 10_000;
const LIFETIME = 6;

/** The main scenario: 100 callers that send 100 requests each, spread over at least `seconds`. */
async function everyone(client, { seconds = 8, requests = REQUESTS } = {}) {
  const started = Date.now();
  const statuses = {};
  const each = requests / CALLERS;
  const caller = async (_, number) => {
    for (let sent = 1; sent <= each; sent += 1) {
      const response = await client.fetch(`data/${number}/${sent}`);
      await response.text();
      statuses[response.status] = (statuses[response.status] ?? 0) + 1;
      const due = started + (seconds * 1000 * sent) / each;
      await sleep(Math.max(0, due - Date.now()) * (0.5 + Math.random() / 2));
    }
  };
  await Promise.all(Array.from({ length: CALLERS }, caller));
  return { statuses, seconds: (Date.now() - started) / 1000 };
}

/** Tells the server when a request was sent, in milliseconds. */
function saysWhen(url, init) {
  const headers = new Headers(init.headers);
  headers.set('x-sent-at', Date.now());
  return fetch(url, { ...init, headers });
}

/** As many refreshes as lifetimes: each token is used for half of its life (the margin) at least. */
async function judge(w, client, { seconds }, { requests = REQUESTS, lifetime = LIFETIME } = {}) {
  const { counts, mostAtOnce } = await w.report();
  equal(counts.login, 1, 'logins');
  within(counts.refresh, Math.floor(seconds / lifetime), Math.ceil(seconds / (lifetime / 2)), `refreshes in ${seconds} s:`);
  equal(mostAtOnce.refresh, 1, 'refreshes at once');
  // The last one may be under way.
  within(client.told('refresh').filter(({ outcome }) => outcome === 'ok').length, counts.refresh - 1, counts.refresh);
  within(counts.resource, requests, requests, 'requests');
}

export const manyScenarios = {
  '10,000 requests of 100 callers: one refresh a lifetime, one login, none with an expired token': async ({ world, client }) => {
    const w = await world({ lifetime: LIFETIME, delay: { login: 100, refresh: 150 } });
    const c = client(w, { fetch: saysWhen });
    const done = await w.alone(() => everyone(c));
    const { faults, mostAtOnce } = await w.report();
    equal([done.statuses, faults], [{ 200: REQUESTS }, []], JSON.stringify([mostAtOnce, done.seconds, c.events]));
    await judge(w, c, done);
  },

  'the same of JWTs with nothing but their own exp, by a clock that is a day behind': async ({ world, client }) => {
    const w = await world({ format: 'jwt', expiry: 'exp', lifetime: 4, skew: -86_400, delay: { refresh: 100 } });
    const c = client(w);
    const done = await w.alone(() => everyone(c, { seconds: 6, requests: 2000 }));
    equal(done.statuses, { 200: 2000 });
    // A second is lost to the whole seconds of exp, and another to those of Date.
    const { counts, mostAtOnce } = await w.report();
    equal([counts.login, mostAtOnce.refresh], [1, 1]);
    within(counts.refresh, 1, Math.ceil(done.seconds) + 1);
  },

  'a server that flaps: every 7th refresh and every 9th request is a 503': async ({ world, client }) => {
    const flap = { status: 503, headers: { 'retry-after': '0' }, body: 'away' };
    const w = await world({ lifetime: LIFETIME, every: { refresh: { n: 2, answer: flap }, resource: { n: 9, answer: flap } } });
    const c = client(w);
    const done = await w.alone(() => everyone(c, { seconds: 5, requests: 1000 }));
    equal(
      Object.values(done.statuses).reduce((a, b) => a + b),
      1000,
    );
    ok(done.statuses[200] > 990, done.statuses);
    const { counts, mostAtOnce } = await w.report();
    equal([counts.login, mostAtOnce.refresh], [1, 1]);
    within(counts.resource, 1000, 1300);
    within(counts.refresh, 1, 3 * (Math.ceil(done.seconds / (LIFETIME / 2)) + 1));
  },

  '1,000 callers at once: one login, then one refresh': async ({ world, client }) => {
    const w = await world({ delay: { login: 100, refresh: 100 } });
    const c = client(w);
    const all = () => inTime(Promise.all(Array.from({ length: 1000 }, () => c.token())));
    equal(new Set(await all()).size, 1);
    equal((await w.report()).counts, { login: 1, refresh: 0, logout: 0, resource: 0, other: 0 });
    await w.advance(601);
    equal(new Set(await all()).size, 1);
    equal((await w.report()).counts, { login: 1, refresh: 1, logout: 0, resource: 0, other: 0 });
    equal(
      c.told('refresh').map(({ reason, outcome }) => [reason, outcome]),
      [['expired', 'ok']],
    );
  },

  '1,000 callers within the margin: all get the old token, and one refresh goes on behind them': async ({ world, client }) => {
    const w = await world();
    const c = client(w);
    const first = await c.token();
    await w.advance(350);
    equal(c.state, 'refresh');
    await w.set({ hold: ['refresh'] });
    const tokens = await inTime(Promise.all(Array.from({ length: 1000 }, () => c.token())), 'they waited for the refresh');
    ok(
      tokens.every((token) => token === first),
      'the old token is still good',
    );
    await w.arrived('refresh', 1);
    await w.release();
    for (let waited = 0; (await c.token()) === first && waited < 500; waited += 1) await sleep(10);
    ok((await c.token()) !== first, 'the new one came');
    equal((await w.counts()).refresh, 1);
    equal(
      c.told('refresh').map(({ reason, outcome }) => [reason, outcome]),
      [['margin', 'ok']],
    );
  },

  'a refresh that is slower than what is left of the token: they wait, and none is sent expired': async ({ world, client }) => {
    // A lifetime counts from the request, so that a machine that is full must not stand still for what is left of it.
    const w = await world({ lifetime: 12, delay: { refresh: 6500 } });
    const c = client(w);
    const done = await w.alone(() => everyone(c, { seconds: 15, requests: 1000 }));
    equal(done.statuses, { 200: 1000 });
    const { counts, mostAtOnce } = await w.report();
    equal([counts.login, mostAtOnce.refresh], [1, 1]);
    within(counts.refresh, 1, Math.ceil(done.seconds / 6) + 1);
  },
};
