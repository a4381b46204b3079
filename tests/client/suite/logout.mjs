// Logout and dispose: what is given back, what is wiped, and who is told.
import { equal, inTime, ok, sleep, until, within } from './setup.mjs';

export const logoutScenarios = {
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
};
