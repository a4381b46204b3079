// What a crash, a clumsy page or a script of the same origin does to the tabs of a session.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../support/portable.mjs';
import { nameOf } from './chromium.mjs';

const tokenOf = (page) => page.evaluate(() => globalThis.client.token().catch((error) => error.code));
const remade = (page, options) =>
  page.evaluate(async (given) => {
    await globalThis.client.dispose();
    globalThis.client = globalThis.createClient(given);
  }, options);
const LOGIN = { url: 'login', body: { password: 'right' } };

export const tabAttackChecks = (check, variants) => ({
  ...variants('another issuer, of the same API and name, is another session', {}, async ({ url, tabs, use, report }) => {
    const whole = { baseUrl: url, login: LOGIN, refresh: 'refresh', logout: 'logout' };
    const others = [{ refresh: 'refresh?tenant=b' }, { login: { ...LOGIN, url: 'login?tenant=b' } }, { logout: 'logout?tenant=b' }];
    await use(tabs[0], 1);
    for (const [index, other] of others.entries()) {
      await remade(tabs[1], { ...whole, ...other });
      assert.notEqual(await tokenOf(tabs[1]), await tokenOf(tabs[0]));
      assert.equal((await report()).counts.login, index + 2);
    }
    await remade(tabs[1], whole);
    assert.equal(await tokenOf(tabs[1]), await tokenOf(tabs[0]));
  }),

  ...variants('names that look like what the client adds to others do not collide', {}, async ({ url, tabs, use, report }) => {
    const names = ['x', 'x is open', 'x"]', 'x is open 1', '\ud800', '\ud801'];
    const tokens = await tabs[0].evaluate(
      async ([baseUrl, login, all]) => {
        // Made first, so that all of them are there when the tokens are asked for.
        const made = all.map((name) => globalThis.createClient({ baseUrl, name, login, timeout: 10 }));
        const got = await Promise.all(made.map((client) => client.token()));
        await Promise.all(made.map((client) => client.dispose()));
        return got;
      },
      [url, LOGIN, names],
    );
    assert.equal(new Set(tokens).size, names.length);
    assert.deepEqual(await use(tabs[1], 1), { 200: 1 });
    assert.equal((await report()).counts.login, names.length + 1);
  }),

  ...variants('a lock that somebody holds delays no login beyond its timeout', {}, async ({ url, tabs }) => {
    const [first, second] = tabs;
    await second.evaluate((name) => {
      if (navigator.locks) return void navigator.locks.request(name, () => new Promise(() => {}));
      const hold = () => localStorage.setItem(name, `${Date.now() + 5000} 0.5`);
      hold();
      setInterval(hold, 20);
    }, nameOf(url));
    await remade(first, { baseUrl: url, login: LOGIN, refresh: 'refresh', logout: 'logout', timeout: 2 });
    const inTime = (promise) => Promise.race([promise, sleep(15_000, 'late')]);
    assert.match(await inTime(tokenOf(first)), /^at-/);
    assert.equal(await inTime(first.evaluate(() => globalThis.client.login().then(() => 'in'))), 'in');
    // It cannot know what the holder of the lock is about to get.
    assert.equal(await inTime(first.evaluate(() => globalThis.client.logout())), false);
  }),

  ...variants('a forged session of the far future does not keep logins from the other tabs', {}, async ({ url, tabs, use }) => {
    const [first, second] = tabs;
    await use(first, 1);
    for (const began of [Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER - 1, Date.now() + 365 * 86_400_000]) {
      await second.evaluate(
        ([name, time]) => {
          const channel = new BroadcastChannel(name);
          channel.postMessage({ type: 'session', from: 'x', session: 'z', began: time, isOver: false });
          channel.close();
        },
        [nameOf(url), began],
      );
      await sleep(200); // for the message
      await first.evaluate(() => globalThis.client.login());
      await until(async () => (await tokenOf(first)) === (await tokenOf(second)), 'two sessions');
    }
  }),

  'tabs: one that has crashed does not count: the last one logs out': check(
    {},
    async ({ tabs, use, report }) => {
      await use(tabs[0], 1);
      await use(tabs[1], 1);
      const crashed = new Promise((resolve) => tabs[1].on('crash', resolve));
      await Promise.race([tabs[1].goto('chrome://crash').catch(() => {}), crashed]);
      await crashed;
      await tabs[1].close();
      await sleep(500); // for the browser to let go of what it held
      await tabs[0].goto('about:blank');
      await until(async () => (await report()).counts.logout === 1, 'no logout');
    },
    { options: { logoutOnShutdown: true } },
  ),
});
