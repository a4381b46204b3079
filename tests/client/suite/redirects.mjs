// Redirects of a resource: the token stays at home.
import { equal, inTime, ok, thrown, within } from './setup.mjs';

const to = (url, status = 302) => `data?status=${status}&redirect=${encodeURIComponent(url)}`;
const text = (base64) => atob(base64);

export const redirectScenarios = {
  'within the origin the token goes along': async ({ world, client, status }) => {
    const w = await world();
    const c = client(w);
    for (const code of [301, 302, 303, 307, 308]) {
      const { method } = await (await status(c.fetch(to('data/there', code)))).json();
      equal(method, 'GET');
    }
    equal((await w.counts()).resource, 10);
  },

  'a token that expires on the way is refreshed for the next hop': async ({ world, client, allowed }) => {
    const w = await world({ lifetime: 2, delay: { resource: 800 } });
    const c = client(w);
    const response = await inTime(c.fetch(to(to(to('data')))));
    // A browser goes its way alone, with what it was given.
    if (typeof document === 'object') allowed.push('request with an expired token');
    else equal(response.status, 200);
  },

  'to another origin it does not': async ({ world, client, status }) => {
    const w = await world();
    const c = client(w);
    for (const code of [301, 302, 303, 307, 308]) {
      const { elsewhere } = await (await status(c.fetch(to(`${w.otherUrl}data`, code)))).json();
      ok(elsewhere, 'it went');
    }
    const { log, counts } = await w.report();
    equal(counts.other, 5);
    equal(
      log.filter(({ foreign }) => foreign).map(({ authorized }) => authorized),
      Array(5).fill(false),
    );
  },

  'nor does a cookie of the caller': async ({ world, client, status }) => {
    const w = await world();
    const c = client(w);
    const headers = { cookie: 'sid=mine' };
    await status(c.fetch('data', { headers }));
    await status(c.fetch(to(`${w.otherUrl}data`), { headers }));
    const { log } = await w.report();
    // Browsers let no script set one.
    const [here] = log.filter(({ endpoint }) => endpoint === 'resource');
    ok([undefined, 'sid=mine'].includes(here.cookie), here.cookie);
    equal(
      log.filter(({ foreign }) => foreign).map(({ cookie }) => cookie ?? null),
      [null],
    );
  },

  'nor from there back again': async ({ world, client }) => {
    const w = await world();
    const c = client(w);
    await c.token();
    await w.set({ every: { other: { n: 1, answer: { status: 302, headers: { location: `${w.url}data/back` } } } } });
    // 401 without a token; a browser may hide what came from another origin.
    const outcome = await inTime(
      c.fetch(to(w.otherUrl)).then(
        (response) => response.status,
        (error) => (ok(error instanceof TypeError), 'hidden'),
      ),
    );
    ok([401, 'hidden'].includes(outcome), `${outcome}`);
    const back = (await w.report()).log.filter(({ url }) => url.includes('data/back'));
    ok(
      back.every(({ authorized }) => !authorized),
      'the token came back',
    );
    // It was not the token’s fault. (A browser does not say where it has been.)
    within((await w.counts()).refresh, 0, typeof document === 'object' ? 1 : 0, 'refreshes');
  },

  '303 after a POST is a GET without its body; 307 and 308 keep it': async ({ world, client, status }) => {
    const w = await world();
    const c = client(w);
    for (const [code, method, body] of [
      [303, 'GET', ''],
      [302, 'GET', ''],
      [301, 'GET', ''],
      [307, 'POST', 'body'],
      [308, 'POST', 'body'],
    ]) {
      const got = await (await status(c.fetch(to('data/there', code), { method: 'POST', body: 'body' }))).json();
      equal([got.method, text(got.body)], [method, body], `${code}`);
      ok(got.contentType === undefined || body !== '', 'a content type of nothing');
    }
  },

  'a PUT stays a PUT but for 303; HEAD stays HEAD': async ({ world, client, status }) => {
    const w = await world();
    const c = client(w);
    for (const [code, method] of [
      [301, 'PUT'],
      [302, 'PUT'],
      [303, 'GET'],
      [307, 'PUT'],
    ]) {
      equal((await (await status(c.fetch(to('data/there', code), { method: 'PUT', body: 'x' }))).json()).method, method);
    }
    await status(c.fetch(to('data/there', 303), { method: 'HEAD' }));
    equal((await w.report()).log.at(-1).method, 'HEAD');
  },

  'a loop ends': async ({ world, client, seen }) => {
    const w = await world();
    const c = client(w);
    await c.token();
    await w.set({ every: { resource: { n: 1, answer: { status: 302, headers: { location: 'data/again' } } } } });
    const error = await thrown(c.fetch('data'));
    seen.push(error);
    ok(error instanceof TypeError, error?.stack);
    ok((await w.counts()).resource <= 25, `${(await w.counts()).resource} requests`);
  },

  'a redirect to nowhere, or to what is not HTTP': async ({ world, client, seen }) => {
    const w = await world();
    const c = client(w);
    for (const location of ['http://', 'javascript:1', 'data:text/plain,x', 'file:///etc/passwd', 'ftp://127.0.0.1/', 'http://[']) {
      await w.set({ script: { resource: [{ status: 302, headers: { location } }] } });
      const error = await inTime(
        c.fetch('data').then(
          () => undefined,
          (reason) => reason,
        ),
      );
      seen.push(error);
      ok(error === undefined || error instanceof TypeError, error?.stack);
    }
    await w.set({ script: { resource: [{ status: 302 }] } });
    equal((await inTime(c.fetch('data'))).status, 302);
  },

  '`redirect: manual` and `error` are the caller’s to choose': async ({ world, client, seen }) => {
    const w = await world();
    const c = client(w);
    const response = await inTime(c.fetch(to('data/there'), { redirect: 'manual' }));
    ok(response.status === 302 || response.type === 'opaqueredirect', `${response.status}`);
    // workerd has no `error`.
    const refused = await inTime(
      c.fetch(to('data/there'), { redirect: 'error' }).then(
        (got) => got.status,
        (error) => (seen.push(error), 'refused'),
      ),
    );
    equal(refused, 'refused');
    equal((await w.counts()).resource <= 2, true);
  },

  'a login or a logout that redirects is not followed': async ({ world, client, refuses }) => {
    for (const code of [302, 307]) {
      for (const location of ['there', 'OTHER']) {
        const w = await world();
        const answer = { status: code, headers: { location: location === 'OTHER' ? `${w.otherUrl}login` : location } };
        await w.set({ every: { login: { n: 1, answer }, logout: { n: 1, answer } } });
        const c = client(w);
        await refuses(c.token(), 'login_failed');
        await w.set({ every: { logout: { n: 1, answer } } });
        await c.login();
        await c.logout().catch(() => {});
        const { counts } = await w.report();
        equal([counts.resource, counts.other], [0, 0], 'followed');
      }
    }
  },
};
