// Logging in and out, giving up, letting go: also while something is under way.
import { equal, inTime, ok, sleep, thrown, until, within } from './setup.mjs';

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

  'logout gives the tokens back, wipes them, and calls fail by name': async ({ world, client, refuses, status }) => {
    const w = await world();
    const c = client(w);
    const token = await c.token();
    await c.logout();
    equal([c.state, c.expiresIn], ['empty', undefined]);
    const { counts, log } = await w.report();
    equal(counts.logout, 1);
    ok(log.find(({ endpoint }) => endpoint === 'logout').body.includes('rt-'), 'with the refresh token');
    equal((await fetch(`${w.url}data`, { headers: { authorization: `Bearer ${token}` } })).status, 401);
    await refuses(c.token(), 'logged_out');
    await refuses(c.fetch('data'), 'logged_out');
    await c.logout();
    await c.login();
    await status(c.fetch('data'));
    equal((await w.counts()).login, 2);
    equal(c.told('logout')[0].outcome, 'ok');
  },

  'logout where the server is away, refuses or hangs: wiped all the same': async ({ world, client, refuses }) => {
    for (const answer of [
      { status: 500 },
      { status: 401 },
      { drop: 'before' },
      { hang: true },
      { status: 302, headers: { location: '../elsewhere' } },
    ]) {
      const w = await world();
      const c = client(w, { timeout: 0.3, retry: { base: 0.01, attempts: 2 } });
      await c.token();
      await w.set({ every: { logout: { n: 1, answer } } });
      await inTime(c.logout().catch((error) => ok(error.code === undefined || error instanceof Error)));
      equal(c.state, 'empty');
      await refuses(c.token(), 'logged_out');
      // A browser repeats by itself what was cut.
      within((await w.counts()).logout, 1, answer.drop ? 12 : 4);
      ok(c.told('logout')[0].outcome !== 'ok', c.events);
    }
  },

  'logout without a token asks nobody': async ({ world, client, refuses }) => {
    const w = await world();
    const c = client(w);
    await c.logout();
    equal((await w.report()).total, 0);
    await refuses(c.token(), 'logged_out');
  },

  'logout during a refresh: nothing of the late answer is kept, and no session is left behind': async ({ world, client, refuses }) => {
    const w = await world();
    const c = client(w);
    await c.token();
    await w.advance(700);
    await w.set({ hold: ['refresh'] });
    const waiting = [refuses(c.token(), 'logged_out'), refuses(c.fetch('data'), 'logged_out')];
    await w.arrived('refresh', 1);
    const logout = c.logout();
    await Promise.race([logout, sleep(200)]);
    await w.release();
    await inTime(logout);
    await Promise.all(waiting);
    await sleep(100);
    equal(c.state, 'empty');
    await refuses(c.token(), 'logged_out');
    const { login, resource } = await w.counts();
    equal([login, resource], [1, 0]);
  },

  'logout during a refresh that is refused: nobody logs in for it': async ({ world, client, refuses }) => {
    const w = await world();
    const c = client(w);
    await c.token();
    await w.advance(700);
    await w.set({ hold: ['refresh'], script: { refresh: [{ status: 400, body: '{"error":"invalid_grant"}' }] } });
    const waiting = refuses(c.token(), 'logged_out');
    await w.arrived('refresh', 1);
    const logout = c.logout();
    await sleep(50);
    await w.release();
    await inTime(logout);
    await waiting;
    equal([(await w.counts()).login, c.state], [1, 'empty']);
  },

  'logout during a refresh that outlasts it: what comes then is not kept, and nothing is asked again': async ({
    world,
    client,
    refuses,
  }) => {
    const w = await world();
    const c = client(w, { timeout: 0.5 });
    await c.token();
    await w.advance(700);
    await w.set({ every: { refresh: { n: 1, answer: { hang: true } }, logout: { n: 1, answer: { hang: true } } } });
    const waiting = refuses(c.token(), 'logged_out');
    await w.arrived('refresh', 1);
    await inTime(c.logout());
    const { refresh } = await w.counts();
    await w.set({ every: {} });
    await inTime(waiting);
    await sleep(700);
    const { counts } = await w.report();
    equal([counts.login, counts.refresh - refresh <= 1, c.state], [1, true, 'empty']);
    await refuses(c.token(), 'logged_out');
  },

  'logout during a login': async ({ world, client, refuses }) => {
    const w = await world({ hold: ['login'] });
    const c = client(w);
    const waiting = refuses(c.token(), 'logged_out');
    await w.arrived('login', 1);
    const logout = c.logout();
    await Promise.race([logout, sleep(200)]);
    await w.release();
    await inTime(logout);
    await waiting;
    await sleep(100);
    equal(c.state, 'empty');
    equal((await w.counts()).login, 1);
  },

  'logout right after login(), or after one that waits: the last word counts, and no session is left behind': async ({
    world,
    client,
    refuses,
  }) => {
    for (const first of [() => undefined, (c) => void c.token().catch(() => {}), (c) => void c.logout()]) {
      const w = await world({ delay: { login: 50 } });
      const c = client(w);
      first(c);
      const login = refuses(c.login(), 'logged_out');
      equal(await inTime(c.logout()), true);
      await login;
      await sleep(100);
      equal(c.state, 'empty');
      await refuses(c.token(), 'logged_out');
      // What was asked for was given back.
      const { login: logins, logout } = await w.counts();
      equal(logins, logout);
      await c.login();
      equal(c.state, 'fresh');
    }
  },

  'a login gives back the tokens it replaces; if it cannot, the next logout says so': async ({ world, client }) => {
    const w = await world();
    const c = client(w);
    await c.token();
    await c.login();
    await until(async () => (await w.counts()).logout === 1);
    const { log } = await w.report();
    ok(log.find(({ endpoint }) => endpoint === 'logout').body.includes('rt-'), 'with the refresh token');
    equal(await inTime(c.logout()), true);
    const tokens = (await w.report()).log.filter(({ endpoint }) => endpoint === 'logout').map(({ body }) => body);
    equal([tokens.length, new Set(tokens).size], [2, 2]);
    await c.login();
    await w.set({ script: { logout: [{ status: 500 }] } });
    await c.login();
    await w.arrived('logout', 3);
    equal([await inTime(c.logout()), await inTime(c.logout())], [false, false]);
  },

  'what comes after a logout is given back, and that logout has said false': async ({ world, client, refuses }) => {
    const w = await world();
    const c = client(w, {
      refresh: ({ fetch, refreshToken }) =>
        fetch(`${w.url}refresh`, {
          method: 'POST',
          body: JSON.stringify({ refresh_token: refreshToken }),
          headers: { 'content-type': 'application/json' },
        }),
    });
    await c.token();
    await w.advance(700);
    await w.set({ hold: ['refresh'] });
    const asked = refuses(c.token(), 'logged_out');
    await w.arrived('refresh', 1);
    equal(await inTime(c.logout({ signal: AbortSignal.abort() })), false);
    await w.release();
    await asked;
    await until(async () => (await w.counts()).logout >= 1, 'the late tokens live on');
    const left = (await w.report()).log.filter(({ endpoint }) => endpoint === 'logout').map(({ body }) => body);
    const used = (await w.report()).log.find(({ endpoint }) => endpoint === 'refresh').body;
    ok(
      left.some((body) => body.includes('rt-') && !body.includes(JSON.parse(used).refresh_token)),
      'not the old ones',
    );
    ok(!(await inTime(c.logout())), 'the first answer stays');
  },

  'so is what comes after the timeout': async ({ world, client, refuses }) => {
    const w = await world({ delay: { login: 600 } });
    // A function that does not heed its signal.
    const login = ({ fetch }) =>
      fetch(`${w.url}login`, { method: 'POST', body: '{"password":"right"}', headers: { 'content-type': 'application/json' } });
    const c = client(w, { timeout: 0.2, login });
    await refuses(c.token(), 'login_failed');
    await until(async () => (await w.counts()).logout === 1, 'the late tokens live on');
  },

  'many logouts at once are one': async ({ world, client }) => {
    const w = await world({ delay: { logout: 50 } });
    const c = client(w);
    await c.token();
    await inTime(Promise.all(Array.from({ length: 20 }, () => c.logout())));
    equal((await w.counts()).logout, 1);
  },

  'dispose lets a logout that is under way end first': async ({ world, client, refuses }) => {
    for (const hold of [[], ['logout']]) {
      const w = await world({ hold });
      const c = client(w);
      await c.token();
      const leaving = c.logout();
      const disposing = c.dispose();
      const refused = [refuses(c.token(), 'client_disposed'), refuses(c.login(), 'client_disposed')];
      await w.arrived('logout', 1);
      await w.release();
      equal(await inTime(leaving), true);
      await inTime(Promise.all([disposing, ...refused]));
      equal(
        c.told('logout').map(({ outcome }) => outcome),
        ['ok'],
      );
      equal([await inTime(c.logout()), c.state], [true, 'empty']);
      const { login, logout } = await w.counts();
      equal([login, logout], [1, 1]);
    }
  },

  'dispose cuts a logout short that would take longer, and that one says so': async ({ world, client }) => {
    // Far longer than this scenario may take; and a refresh that has to end before there is anything to give back.
    const late = { status: 503, headers: { 'retry-after': '1800' } };
    for (const [script, hold] of [
      [{ logout: [late] }, []],
      [{}, ['refresh']],
      [{}, ['logout']],
    ]) {
      const w = await world({ script, hold });
      const c = client(w, { timeout: 0.3, retry: { cap: 3600 } });
      await c.token();
      await w.advance(700);
      if (hold.includes('refresh')) {
        c.token().catch(() => {});
        await w.arrived('refresh', 1);
        await w.set({ hold: ['refresh', 'logout'] });
      }
      const leaving = c.logout();
      await inTime(c.dispose());
      equal([await inTime(leaving), c.told('logout').map(({ outcome }) => outcome), c.state], [false, ['failed'], 'empty']);
      await w.release();
    }
  },

  'a logout after dispose confirms only what it can': async ({ world, client }) => {
    const w = await world({ hold: ['login'] });
    const [unused, entering, used, left] = Array.from({ length: 4 }, () => client(w));
    entering.token().catch(() => {});
    await w.arrived('login', 1);
    await w.set({ hold: [] });
    await Promise.all([used.token(), left.token()]);
    equal(await left.logout(), true);
    const all = [unused, entering, used, left];
    await inTime(Promise.all(all.map((c) => c.dispose())));
    await inTime(Promise.all(all.map((c) => c.dispose())));
    equal(await Promise.all(all.map((c) => inTime(c.logout()))), [true, false, false, true]);
    await w.release();
    equal((await w.counts()).logout, 1);
  },

  'dispose during a refresh: callers are told, timers end, nothing is kept': async ({ world, client, refuses }) => {
    const w = await world();
    const c = client(w);
    await c.token();
    await w.advance(700);
    await w.set({ hold: ['refresh'] });
    const waiting = [refuses(c.token(), 'client_disposed'), refuses(c.fetch('data'), 'client_disposed')];
    await w.arrived('refresh', 1);
    await inTime(c.dispose());
    await inTime(Promise.all(waiting));
    await w.release();
    await sleep(100);
    equal([c.state, c.expiresIn], ['empty', undefined]);
    for (const call of [() => c.token(), () => c.fetch('data'), () => c.login()]) await refuses(call(), 'client_disposed');
    await c.logout().catch((error) => equal(error.code, 'client_disposed'));
    await c.dispose();
    const { login, logout, refresh } = await w.counts();
    equal([login, logout, refresh], [1, 0, 1]);
  },

  'dispose with logoutOnShutdown logs out, and `await using` is the same': async ({ world, client, refuses }) => {
    const w = await world();
    const c = client(w, { logoutOnShutdown: true });
    await c.token();
    await inTime(c[Symbol.asyncDispose]());
    equal((await w.counts()).logout, 1);
    await refuses(c.token(), 'client_disposed');
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
