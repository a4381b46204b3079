// The refresh token is an HttpOnly cookie, as OWASP recommends to a page: no client ever has it.
import { equal, inTime, ok, until } from './setup.mjs';

const WORLD = { cookie: true };

/** A browser's cookie for where there is none: a page cannot see or set one, so that there it does nothing. */
function jar() {
  let cookie;
  return async (url, { credentials, ...init }) => {
    const headers = new Headers(init.headers);
    const goesAlong = credentials === 'include' || credentials === 'same-origin';
    if (cookie !== undefined && goesAlong) headers.set('cookie', cookie);
    const response = await fetch(url, { ...init, headers, ...(typeof document === 'object' && { credentials }) });
    for (const given of response.headers.getSetCookie?.() ?? []) [cookie] = goesAlong ? given.split(';') : [cookie];
    return response;
  };
}

const withCookie = (url) => ({ url, credentials: 'include' });
/** What a page has: nobody's password, and a form. */
const page = () => ({ login: withCookie('login'), refresh: withCookie('refresh'), logout: withCookie('logout'), fetch: jar() });
const ANN = { password: 'right' };

export const cookieScenarios = {
  'a fresh page goes on with the session: one refresh for all callers, and no login': async ({ world, client, status }) => {
    const w = await world(WORLD);
    const options = page();
    await client(w, options).login(ANN);
    const c = client(w, options);
    await Promise.all(Array.from({ length: 20 }, () => status(c.fetch('data'))));
    const { counts, log, mostAtOnce } = await w.report();
    equal([counts.login, counts.refresh, mostAtOnce.refresh], [1, 1, 1]);
    const asked = log.filter(({ endpoint }) => endpoint === 'refresh');
    equal(
      asked.map(({ authorized, body }) => [authorized, body]),
      [[false, '{}']],
    );
  },

  'it is renewed ahead of time, when it is too late, and when it is refused': async ({ world, client, status }) => {
    const w = await world(WORLD);
    const c = client(w, page());
    await c.login(ANN);
    await w.advance(350);
    await status(c.fetch('data'));
    await until(async () => c.told('refresh').length === 1);
    await w.advance(700);
    await Promise.all(Array.from({ length: 20 }, () => status(c.fetch('data'))));
    await w.advance(120);
    await w.refuseAll();
    await Promise.all(Array.from({ length: 20 }, () => status(c.fetch('data'))));
    equal(
      c.told('refresh').map(({ outcome, reason }) => `${outcome} ${reason}`),
      ['ok margin', 'ok expired', 'ok rejected'],
    );
    equal((await w.counts()).login, 1);
  },

  'without a cookie: asked once, then an error that says to log in': async ({ world, client, refuses, status }) => {
    const w = await world(WORLD);
    const c = client(w, page());
    await Promise.all(Array.from({ length: 10 }, () => refuses(c.fetch('data'), 'login_required')));
    const { message } = await refuses(c.fetch('data'), 'login_required');
    ok(message.includes('login('), message);
    equal(await w.counts(), { login: 0, refresh: 1, logout: 0, resource: 0, other: 0 });
    await c.login(ANN);
    await status(c.fetch('data'));
    equal((await w.counts()).refresh, 1);
  },

  'without a cookie, with a login of its own: that is next': async ({ world, client, status }) => {
    const w = await world(WORLD);
    const c = client(w, { ...page(), login: { ...withCookie('login'), body: ANN } });
    await Promise.all(Array.from({ length: 10 }, () => status(c.fetch('data'))));
    equal(await w.counts(), { login: 1, refresh: 1, logout: 0, resource: 10, other: 0 });
    await w.advance(700);
    await status(c.fetch('data'));
    equal((await w.counts()).refresh, 2);
  },

  'no `login` at all: `login()` looks for the cookie of who has logged in elsewhere': async ({ world, client, refuses, status }) => {
    const w = await world(WORLD);
    const options = page();
    const c = client(w, { ...options, login: undefined });
    await refuses(c.fetch('data'), 'login_required');
    await refuses(c.login(), 'login_required');
    await client(w, options).login(ANN);
    await c.login();
    await status(c.fetch('data'));
    equal(await w.counts(), { login: 1, refresh: 3, logout: 0, resource: 1, other: 0 });
  },

  'the session is over: an error that says to log in, and no loop': async ({ world, client, refuses, status }) => {
    const w = await world(WORLD);
    const c = client(w, page());
    await c.login(ANN);
    await status(c.fetch('data'));
    await w.revokeAll();
    await w.advance(700);
    for (let i = 0; i < 3; i += 1) await refuses(c.fetch('data'), 'login_required');
    equal((await w.counts()).refresh, 1);
  },

  'a server that is busy is asked again; nobody is logged out by it': async ({ world, client, status }) => {
    const w = await world({ ...WORLD, script: { refresh: [{ status: 503 }, { status: 429 }, { status: 500 }] } });
    const options = page();
    await client(w, options).login(ANN);
    await status(client(w, options).fetch('data'));
    equal(await w.counts(), { login: 1, refresh: 4, logout: 0, resource: 1, other: 0 });
  },

  'a logout from a fresh page ends the session, though it has no token': async ({ world, client, refuses }) => {
    const w = await world(WORLD);
    const options = page();
    await client(w, options).login(ANN);
    const c = client(w, options);
    equal(await inTime(c.logout()), true);
    equal((await w.counts()).logout, 1);
    await refuses(c.fetch('data'), 'logged_out');
    await refuses(client(w, options).fetch('data'), 'login_required');
  },

  'no cookie is asked for unless the endpoint says that it takes one': async ({ world, client, refuses }) => {
    for (const refresh of ['refresh', { url: 'refresh', credentials: 'omit' }]) {
      const w = await world(WORLD);
      const options = page();
      await client(w, options).login(ANN);
      await refuses(client(w, { ...options, refresh }).fetch('data'), 'login_required');
      equal((await w.counts()).refresh, 0);
    }
  },
};
