// Logging in and giving up, also while something is under way.
import { equal, inTime, ok, sleep, thrown, until } from './setup.mjs';

export const lifeScenarios = {
  'an abort ends one caller’s waiting and nobody else’s': async ({ world, client }) => {
    const w = await world({ hold: ['login'] });
    const c = client(w);
    const controller = new AbortController();
    const others = Array.from({ length: 20 }, () => c.token());
    const aborted = [thrown(c.token({ signal: controller.signal })), thrown(c.fetch('data', { signal: controller.signal }))];
    await w.arrived('login', 1);
    controller.abort();
    for (const error of await Promise.all(aborted)) equal(error.name, 'AbortError');
    await w.release();
    equal(new Set(await inTime(Promise.all(others))).size, 1);
    equal((await w.counts()).login, 1);
  },

  'all callers give up: what they began serves the next': async ({ world, client }) => {
    const w = await world({ hold: ['login'] });
    const c = client(w);
    const controller = new AbortController();
    const all = Array.from({ length: 20 }, () => thrown(c.token({ signal: controller.signal })));
    await w.arrived('login', 1);
    controller.abort();
    await Promise.all(all);
    await w.release();
    await inTime(c.token());
    equal((await w.counts()).login, 1);
  },

  'a signal that has aborted before: nothing is sent': async ({ world, client }) => {
    const w = await world();
    const c = client(w);
    const signal = AbortSignal.abort(new TypeError('mine'));
    equal((await thrown(c.fetch('data', { signal }))).message, 'mine');
    equal((await thrown(c.token({ signal }))).message, 'mine');
    equal((await w.report()).total, 0);
    await c.token();
    equal((await thrown(c.token({ signal }))).message, 'mine');
    equal((await thrown(c.fetch(new Request(`${w.url}data`, { signal })))).message, 'mine');
    equal((await w.counts()).resource, 0);
  },

  'a request under way is aborted as with the global fetch': async ({ world, client }) => {
    const w = await world({ hold: ['resource'] });
    const c = client(w);
    const controller = new AbortController();
    const asked = thrown(c.fetch('data', { signal: controller.signal }));
    await w.arrived('resource', 1);
    controller.abort();
    equal((await asked).name, 'AbortError');
    await w.release();
    equal(c.state, 'fresh');
  },

  'login() replaces what is held, and many at once are not many sessions for the callers': async ({ world, client, status }) => {
    const w = await world({ delay: { login: 30 } });
    const c = client(w);
    const first = await c.token();
    await inTime(Promise.all(Array.from({ length: 10 }, () => c.login())));
    ok((await c.token()) !== first, 'the old one is still held');
    await status(c.fetch('data'));
    const { mostAtOnce } = await w.report();
    equal(mostAtOnce.login, 1, 'logins at once');
  },

  'who comes in the same turn as login() waits for it, and is not a second one': async ({ world, client, status }) => {
    const w = await world();
    const c = client(w);
    const login = c.login();
    await Promise.all([c.login(), status(c.fetch('data')), c.login(), login]);
    equal((await w.counts()).login, 1);
    const form = client(w, { login: 'login' });
    const submitted = form.login({ user: 'ann', password: 'right' });
    await Promise.all([status(form.fetch('data')), submitted]);
    equal((await w.counts()).login, 2);
    for (const bad of [null, 'ann', 7]) ok((await thrown(form.login(bad))) instanceof TypeError, 'no TypeError');
  },

  'credentials are asked for and never guessed': async ({ world, client, refuses, status }) => {
    const w = await world();
    for (const login of ['login', { url: 'login' }]) {
      const c = client(w, { login });
      await Promise.all(Array.from({ length: 10 }, () => refuses(c.fetch('data'), 'login_required')));
      await refuses(c.login({ user: 'ann', password: 'wr0ng' }), 'login_refused');
      await c.login({ user: 'ann', password: 'right' });
      await status(c.fetch('data'));
      await w.revokeAll();
      await w.advance(700);
      await refuses(c.fetch('data'), 'login_required');
      await c.login({ user: 'ann', password: 'right' });
      await status(c.fetch('data'));
    }
    equal((await w.counts()).login, 6);
  },

  'a login that fails is tried again by login(), whatever was before': async ({ world, client, refuses, status }) => {
    const w = await world({ script: { login: [{ status: 401 }] } });
    const c = client(w);
    await refuses(c.token(), 'login_refused');
    await refuses(c.token(), 'login_refused');
    await inTime(c.login());
    await status(c.fetch('data'));
    equal((await w.counts()).login, 2);
  },

  'grants as functions: they get what they need, and what they throw is told': async ({ world, client, status, seen }) => {
    const w = await world();
    const contexts = [];
    const c = client(w, {
      login: async (context) => (
        contexts.push(context),
        context.fetch(`${w.url}login`, {
          method: 'POST',
          body: '{"password":"right"}',
          headers: { 'content-type': 'application/json' },
          signal: context.signal,
        })
      ),
      refresh: async ({ fetch: send, refreshToken, signal }) => {
        const response = await send(`${w.url}refresh`, {
          method: 'POST',
          body: JSON.stringify({ refresh_token: refreshToken }),
          headers: { 'content-type': 'application/json' },
          signal,
        });
        return response.json();
      },
    });
    await status(c.fetch('data'));
    await w.advance(700);
    await status(c.fetch('data'));
    seen.push(...contexts);
    for (const login of [
      () => {
        throw new RangeError('my own');
      },
      async () => {
        throw new RangeError('my own');
      },
    ]) {
      const error = await thrown(client(w, { login }).token());
      seen.push(error);
      equal(error.code, 'login_failed');
    }
    for (const answer of [undefined, null, 7, 'text', {}, { access_token: 7 }, Promise.resolve([])]) {
      const odd = client(w, { login: () => answer });
      const { code } = await thrown(odd.token());
      ok(['token_unusable', 'login_failed'].includes(code), `${code}`);
    }
    equal((await w.counts()).refresh, 1);
  },

  'a grant that heeds no signal: what comes too late is not taken in passing': async ({ world, client, refuses }) => {
    const w = await world();
    const late = client(w, { timeout: 0.2, retry: { attempts: 2, base: 0.6 }, login: () => sleep(300).then(() => w.issue()) });
    await refuses(late.token(), 'login_failed');
    await sleep(300);
    equal([late.state, late.told('login').map(({ outcome }) => outcome)], ['empty', ['failed']]);
  },

  'a waitUntil that throws: nothing is begun that nobody would know of': async ({ world, client, seen }) => {
    const w = await world();
    const c = client(w, {
      waitUntil: () => {
        throw new TypeError('Illegal invocation');
      },
    });
    for (let i = 0; i < 5; i += 1) seen.push(await thrown(c.token()));
    await sleep(100);
    equal((await w.report()).total, 0);
  },

  'a fetch function with a Response of its own, as libraries have': async ({ world, client, status }) => {
    const foreign = async (input, init) => {
      const response = await fetch(input, init);
      const { status: code, ok: isOk, headers, body, url } = response;
      return { status: code, ok: isOk, headers, body, url };
    };
    const w = await world();
    const c = client(w, { fetch: foreign });
    await status(c.fetch('data'));
    await w.advance(700);
    await status(c.fetch('data'));
    await w.set({ every: { logout: { n: 1, answer: { status: 400 } } } });
    equal(await inTime(c.logout()), false, 'confirmed');
    equal(c.told('logout'), [{ type: 'logout', outcome: 'refused', status: 400 }]);
  },

  'events: a listener that throws or rejects is its own business; `on` can be undone': async ({ world, client, status }) => {
    const w = await world();
    const c = client(w);
    const heard = [];
    c.on('login', () => {
      throw new Error('mine');
    });
    const off = c.on('login', (event) => heard.push(event));
    await status(c.fetch('data'));
    equal(heard.length, 1);
    ok(heard[0].outcome === 'ok' && heard[0].expiresIn > 500, heard[0]);
    ok(Object.isFrozen(heard[0]), 'a listener could change what the next one hears');
    off();
    off();
    await c.login();
    equal(heard.length, 1);
    for (const bad of [() => c.on('refreshed', () => {}), () => c.on('login'), () => c.on('login', 7)]) {
      let error;
      try {
        bad();
      } catch (caught) {
        error = caught;
      }
      ok(error instanceof TypeError, 'no TypeError');
    }
    c.on('login', () => c.dispose());
    await c.login().catch(({ code }) => equal(code, 'client_disposed'));
    await until(() => c.state === 'empty');
  },
};
