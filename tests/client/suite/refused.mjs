// A 401 though the token has time left: refresh once, send again once.
import { equal, inTime, ok, thrown, until, within } from './setup.mjs';

const NO = { status: 401, headers: { 'www-authenticate': 'Bearer error="invalid_token"' }, body: '' };

export const refusedScenarios = {
  'a good token is refused once: one refresh, one more request': async ({ world, client, status }) => {
    const w = await world();
    const c = client(w);
    await status(c.fetch('data'));
    await w.refuseAll();
    const response = await status(c.fetch('data'));
    ok((await response.json()).ok);
    equal(await w.counts(), { login: 1, refresh: 1, logout: 0, resource: 3, other: 0 });
    equal(
      c.told('refresh').map(({ reason }) => reason),
      ['rejected'],
    );
  },

  'it is refused, taken, and refused again: a refresh each time, though not for ever': async ({ world, client, status }) => {
    const w = await world();
    const c = client(w);
    await c.token();
    for (let i = 1; i <= 10; i += 1) {
      await w.refuseAll();
      await status(c.fetch('data'));
      equal((await w.counts()).refresh, i);
      await status(c.fetch('data'));
    }
    await w.refuseAll();
    await status(c.fetch('data'), 401);
    await w.advance(61);
    await status(c.fetch('data'));
    equal(await w.counts(), { login: 1, refresh: 11, logout: 0, resource: 34, other: 0 });
  },

  'every third answer is a 401 to a good token: all get theirs, with few refreshes': async ({ world, client, status }) => {
    const w = await world({ every: { resource: { n: 3, answer: NO } } });
    const c = client(w);
    for (let i = 0; i < 30; i += 1) await status(c.fetch(`data/${i}`));
    const { login, refresh, resource } = await w.counts();
    equal([login, refresh], [1, 10]);
    within(resource, 40, 45);
  },

  'every answer is a 401 to a good token: two requests each, and one refresh': async ({ world, client, status }) => {
    const w = await world({ every: { resource: { n: 1, answer: NO } } });
    const c = client(w);
    for (let i = 0; i < 10; i += 1) await status(c.fetch(`data/${i}`), 401);
    const { login, refresh, resource } = await w.counts();
    equal([login, refresh, resource], [1, 1, 20]);
  },

  'one hundred at once are refused: one refresh, and each is sent once more': async ({ world, client, status }) => {
    const w = await world({ delay: { refresh: 100 } });
    const c = client(w);
    await c.token();
    await w.refuseAll();
    await Promise.all(Array.from({ length: 100 }, () => status(c.fetch('data'))));
    const { counts, mostAtOnce } = await w.report();
    equal([counts.login, counts.refresh, mostAtOnce.refresh], [1, 1, 1]);
    within(counts.resource, 101, 200);
  },

  'another caller has swapped the token in the meantime: sent again, and no refresh': async ({ world, client, status }) => {
    const w = await world();
    const c = client(w);
    await c.token();
    await w.refuseAll();
    await w.set({ script: { resource: [{ ...NO, delay: 800 }] } });
    const late = c.fetch('data?late');
    await w.arrived('resource', 1);
    await status(c.fetch('data'));
    await status(late);
    const { refresh, login } = await w.counts();
    equal([login, refresh], [1, 1]);
  },

  'the one that was swapped in is refused as well: then one refresh': async ({ world, client, status }) => {
    const w = await world();
    const c = client(w);
    await c.token();
    await w.refuseAll();
    await w.set({ script: { resource: [{ ...NO, delay: 1000 }] } });
    const late = c.fetch('data?late');
    await w.arrived('resource', 1);
    await status(c.fetch('data'));
    // So that the new one is to blame itself.
    await w.advance(120);
    await w.refuseAll();
    await status(late);
    const { refresh, login } = await w.counts();
    equal([login, refresh], [1, 2]);
  },

  'always 401, whatever the token: the callers get it, and there is no loop': async ({ world, client, status }) => {
    const w = await world();
    const c = client(w);
    await c.token();
    await w.set({ every: { resource: { n: 1, answer: NO } } });
    for (let i = 0; i < 10; i += 1) await status(c.fetch('data'), 401);
    await Promise.all(Array.from({ length: 90 }, () => status(c.fetch('data'), 401)));
    const counts = await w.counts();
    within(counts.refresh, 1, 2, 'refreshes');
    equal(counts.login, 1);
    within(counts.resource, 100, 210);
    // And all is well when the server is.
    await w.set({ every: {} });
    await status(c.fetch('data'));
  },

  'one request in ten is refused: a refresh does not follow each': async ({ world, client }) => {
    const w = await world({ every: { resource: { n: 10, answer: NO } }, delay: { refresh: 30 } });
    const c = client(w);
    const got = {};
    const caller = async () => {
      for (let i = 0; i < 20; i += 1) {
        const { status } = await c.fetch('data');
        got[status] = (got[status] ?? 0) + 1;
      }
    };
    await inTime(Promise.all(Array.from({ length: 20 }, caller)));
    const { counts, mostAtOnce } = await w.report();
    equal([counts.login, mostAtOnce.refresh], [1, 1]);
    within(counts.refresh, 1, 10, 'refreshes');
    within(counts.resource, 400, 800);
    equal((got[200] ?? 0) + (got[401] ?? 0), 400);
  },

  'the refresh is refused as well: one login, then the answer is the last': async ({ world, client, status }) => {
    const w = await world();
    const c = client(w);
    await c.token();
    await w.revokeAll();
    await status(c.fetch('data'));
    equal(await w.counts(), { login: 2, refresh: 1, logout: 0, resource: 2, other: 0 });
  },

  'sessions that are revoked again and again: no more than one login each time': async ({ world, client, status }) => {
    const w = await world();
    const c = client(w);
    for (let i = 0; i < 4; i += 1) {
      await c.token();
      await w.revokeAll();
      // A token that is refused right after one that was is not replaced for a while.
      await w.advance(120);
      await status(c.fetch('data'));
    }
    const { login, refresh, resource } = await w.counts();
    equal([login, refresh, resource], [5, 4, 8]);
  },

  'the refresh fails: the caller gets the 401, and the client goes on later': async ({ world, client, status, seen }) => {
    const w = await world();
    const c = client(w, { retry: { attempts: 2, base: 0.01 } });
    await c.token();
    await w.refuseAll();
    await w.set({ every: { refresh: { n: 1, answer: { status: 500 } } } });
    const got = await inTime(
      c.fetch('data').then(
        (response) => response.status,
        (error) => (seen.push(error), error.code),
      ),
    );
    ok([401, 'refresh_failed'].includes(got), `${got}`);
    within((await w.counts()).refresh, 1, 4);
    await w.set({ every: {} });
    await until(() =>
      c
        .fetch('data')
        .then(
          ({ status: now }) => now === 200,
          () => false,
        )
        .then((well) => well || w.advance(2).then(() => false)),
    );
    await status(c.fetch('data'));
    equal((await w.counts()).login, 1);
  },

  'nor is its body left behind, which may be endless': async ({ world, client, seen }) => {
    const w = await world();
    let cancelled = 0;
    const endless = async (input, init) => {
      const response = await fetch(input, init);
      return response.status === 401
        ? new Response(new ReadableStream({ cancel: () => void (cancelled += 1) }), { status: 401 })
        : response;
    };
    const c = client(w, { fetch: endless, retry: false });
    await c.token();
    await w.refuseAll();
    await w.set({ every: { refresh: { n: 1, answer: { status: 500 } } } });
    seen.push(await thrown(c.fetch('data')));
    equal(cancelled, 1);
  },

  'bodies that can be sent again are, streams are not': async ({ world, client, status }) => {
    const w = await world();
    const c = client(w);
    const stream = () =>
      new ReadableStream({ start: (controller) => (controller.enqueue(new TextEncoder().encode('once')), controller.close()) });
    for (const [name, body, expected] of [
      ['text', 'again', 200],
      ['bytes', new Uint8Array([1, 2, 3]), 200],
      ['form', new URLSearchParams({ a: '1' }), 200],
    ]) {
      await c.token();
      await w.refuseAll();
      const response = await status(c.fetch(`data?${name}`, { method: 'POST', body }), expected);
      within((await response.json()).length, 3, 5);
      await w.advance(120);
    }
    await c.token();
    await w.refuseAll();
    const before = await w.counts();
    // A browser refuses a stream over HTTP/1.1 by itself.
    const answer = await inTime(
      c.fetch('data?stream', { method: 'POST', body: stream(), duplex: 'half' }).then(
        (response) => response.status,
        (error) => (ok(error instanceof TypeError, `${error?.stack}`), 'no stream'),
      ),
    );
    ok([401, 'no stream'].includes(answer), `${answer}`);
    within((await w.counts()).resource - before.resource, 0, 1, 'a stream was sent');
    // But the next caller has a new token.
    await status(c.fetch('data'));
  },

  'statuses of the server’s own refuse a token, if `refreshOn` has them': async ({ world, client, status }) => {
    for (const refused of [401, 419, 440, 498]) {
      const w = await world({ refusal: { status: refused } });
      const c = client(w, { refreshOn: [401, refused] });
      await status(c.fetch('data'));
      await w.refuseAll();
      await Promise.all(Array.from({ length: 10 }, () => status(c.fetch('data'))));
      equal((await w.counts()).refresh, 1, refused);
      // Without it they are answers like others.
      const other = client(w, { refreshOn: [418] });
      await other.token();
      await w.refuseAll();
      await status(other.fetch('data'), refused);
      equal((await w.counts()).refresh, 1, refused);
    }
  },

  'what RFC 6750 calls an invalid token is one, with 400 and 403 too': async ({ world, client, status }) => {
    for (const [code, challenge, refreshes] of [
      [400, 'Bearer error="invalid_token"', 1],
      [403, 'Bearer realm="api", error="invalid_token", error_description="expired"', 1],
      [403, 'Basic realm="x", bearer error = invalid_token', 1],
      [401, 'Bearer error="invalid_token"', 1],
      [403, 'Bearer error="insufficient_scope"', 0],
      [400, 'Bearer error="invalid_request"', 0],
      [403, 'Bearer error="invalid_token_type"', 0],
      [404, 'Bearer error="invalid_token"', 0],
    ]) {
      const w = await world({ refusal: { status: code, headers: { 'www-authenticate': challenge } } });
      const c = client(w, { refreshOn: [] });
      await status(c.fetch('data'));
      await w.refuseAll();
      await status(c.fetch('data'), refreshes === 1 ? 200 : code);
      equal((await w.counts()).refresh, refreshes, `${code} ${challenge}`);
    }
  },

  'a refresh is refused in every status and shape: one login, and the old token is not asked for again': async ({
    world,
    client,
    status,
  }) => {
    const grant = JSON.stringify({ error: 'invalid_grant' });
    const json = { 'content-type': 'application/json' };
    for (const answer of [
      ...[400, 401, 403].map((code) => ({ status: code, headers: json, body: grant })),
      ...[401, 403, 404, 410, 419, 422, 440, 498].map((code) => ({ status: code })),
      { status: 200, headers: json, body: grant },
      { status: 200, headers: json, body: JSON.stringify({ ok: false, error: 'token_expired' }) },
      { status: 200, headers: json, body: JSON.stringify({ error: { code: 7 }, access_token: null }) },
    ]) {
      const w = await world({ every: { refresh: { n: 1, answer } } });
      const c = client(w);
      await c.token();
      await w.advance(700);
      await Promise.all(Array.from({ length: 5 }, () => status(c.fetch('data'))));
      const { login, refresh } = await w.counts();
      equal([login, refresh], [2, 1], JSON.stringify(answer));
      equal(
        c.told('refresh').map(({ outcome }) => outcome),
        ['refused'],
      );
    }
  },

  'what says to come back later is no refusal, in whatever status': async ({ world, client, status }) => {
    const json = { 'content-type': 'application/json' };
    for (const answer of [...[408, 425, 429, 500, 502, 503, 504].map((code) => ({ status: code })), { drop: 'before' }]) {
      const w = await world({ script: { refresh: [answer, answer] } });
      const c = client(w);
      await c.token();
      await w.advance(700);
      await status(c.fetch('data'));
      const { login, refresh } = await w.counts();
      equal([login, refresh], [1, 3], JSON.stringify(answer));
    }
    for (const error of ['server_error', 'temporarily_unavailable']) {
      const w = await world({ every: { refresh: { n: 1, answer: { status: 200, headers: json, body: JSON.stringify({ error }) } } } });
      const c = client(w);
      await c.token();
      await w.advance(400);
      await status(c.fetch('data'));
      await until(() => c.told('refresh').length === 1);
      equal([c.told('refresh')[0].outcome, (await w.counts()).login], ['failed', 1], error);
    }
  },

  'a login that is refused with a good status is not tried again': async ({ world, client, refuses }) => {
    const refusal = { status: 200, headers: { 'content-type': 'application/json' }, body: '{"error":"incorrect_credentials"}' };
    const w = await world({ every: { login: { n: 1, answer: refusal } } });
    const c = client(w);
    for (let i = 0; i < 3; i += 1) equal((await refuses(c.fetch('data'), 'login_refused')).status, 200);
    equal((await w.counts()).login, 1);
  },

  'a 403 is an answer like others': async ({ world, client, status }) => {
    const w = await world({ every: { resource: { n: 1, answer: { status: 403 } } } });
    const c = client(w);
    await status(c.fetch('data'), 403);
    equal(await w.counts(), { login: 1, refresh: 0, logout: 0, resource: 1, other: 0 });
  },

  'a client without a refresh logs in again': async ({ world, client, status }) => {
    const w = await world();
    const c = client(w, { refresh: undefined });
    await status(c.fetch('data'));
    await w.advance(700);
    await Promise.all(Array.from({ length: 20 }, () => status(c.fetch('data'))));
    await w.refuseAll();
    await Promise.all(Array.from({ length: 20 }, () => status(c.fetch('data'))));
    const { login, refresh } = await w.counts();
    equal([login, refresh], [3, 0]);
  },

  'a token of the caller’s own is left alone, and so is its 401': async ({ world, client, status }) => {
    const w = await world();
    const c = client(w);
    await c.token();
    const { access_token: other } = await w.issue();
    const response = await inTime(c.fetch('data', { headers: { authorization: `Bearer ${other}` } }).catch((error) => error));
    // Either is refused by name, or is replaced by ours, or goes as it is; but never both.
    ok(response instanceof TypeError || response.status === 200, `${response?.stack ?? response?.status}`);
    await status(c.fetch('data'));
    equal((await w.counts()).refresh, 0);
  },
};
