// Which session two tabs are of, when either logs in or out: always one, as if it were a cookie.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../support/portable.mjs';

/** The token a tab has, or why it has none. */
const tokenOf = (page) => page.evaluate(() => globalThis.client.token().catch((error) => error.code));
const stateOf = (page) => page.evaluate(() => globalThis.client.state);
const login = (page, credentials) => page.evaluate((given) => globalThis.client.login(given), credentials);
const logout = (page) => page.evaluate(() => globalThis.client.logout());
const heard = (page, type) => page.evaluate((wanted) => globalThis.heard.filter((event) => event.type === wanted), type);

/** Looked at later, whatever it comes to. */
const begun = (promise) => (promise.catch(() => {}), promise);

async function isOneSession(tabs, what) {
  let tokens;
  await until(async () => {
    tokens = await Promise.all(tabs.map(tokenOf));
    return tokens.every((token) => /^at-/.test(token) && token === tokens[0]);
  }, what);
  return tokens[0];
}

/** The tab's client again, with a lock that keeps nobody apart, as one that was lost; and more options. */
const withoutLock = (page, url) =>
  page.evaluate(async (baseUrl) => {
    await globalThis.client.dispose();
    globalThis.client = globalThis.createClient({
      baseUrl,
      login: { url: 'login', body: { password: 'right' } },
      refresh: 'refresh',
      logout: 'logout',
      lock: (_, work) => work(),
    });
  }, url);

/** Chromium does not bring back a page that has missed a message; others do, and it is as if it had heard nothing. */
const CAN_BE_DEAF = () =>
  Object.defineProperty(BroadcastChannel.prototype, 'onmessage', {
    set(listener) {
      this.addEventListener('message', (event) => globalThis.isDeaf || listener(event));
    },
  });
const putAway = (page) =>
  page.evaluate(() => {
    globalThis.isDeaf = true;
    globalThis.dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }));
  });
const bringBack = (page) =>
  page.evaluate(() => {
    globalThis.isDeaf = false;
    globalThis.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
  });

const BY_FORM = { options: { login: 'login' } };
const PASSWORD = { password: 'right' };

export const tabSessionChecks = (check, variants) => ({
  ...variants('a login in one is the session of all, also after a logout', {}, async ({ tabs, use, report }) => {
    const [first, second] = tabs;
    await use(first, 1);
    const old = await isOneSession(tabs, 'at first');
    await login(second);
    await until(async () => (await stateOf(first)) === 'empty', 'the other tab still has the old tokens');
    assert.notEqual(await isOneSession(tabs, 'after a login'), old);
    assert.equal((await heard(first, 'adopt')).at(-1).from, 'tabs');
    for (const page of [second, first]) {
      const other = page === first ? second : first;
      assert.equal(await logout(page), true);
      await until(async () => (await tokenOf(other)) === 'logged_out', 'the other tab is still logged in');
      await login(page);
      await isOneSession(tabs, 'after a logout and a login');
      assert.deepEqual([await use(first, 2), await use(second, 2)], [{ 200: 2 }, { 200: 2 }]);
    }
    const { counts } = await report();
    // Two logouts, and what the second login has replaced.
    assert.deepEqual([counts.login, counts.refresh, counts.logout], [4, 0, 3]);
  }),

  ...variants(
    'whoever has logged in is gone: no other tab goes on with the old session',
    { lifetime: 8 },
    async ({ tabs, use, report }) => {
      const [first, second] = tabs;
      await use(first, 1);
      await isOneSession(tabs, 'at first');
      await login(second);
      await until(async () => (await stateOf(first)) === 'empty', 'the other tab still has the old tokens');
      await second.close();
      assert.deepEqual(await use(first, 2), { 200: 2 });
      const { counts } = await report();
      assert.deepEqual([counts.login, counts.refresh], [3, 0]);
    },
  ),

  'tabs: the same where a form logs in': check(
    {},
    async ({ tabs, report }) => {
      const [first, second] = tabs;
      assert.equal(await tokenOf(first), 'login_required');
      await login(second, PASSWORD);
      await isOneSession(tabs, 'a tab that had none');
      await login(first, PASSWORD);
      await until(async () => (await stateOf(second)) === 'empty', 'the other tab still has the old tokens');
      await first.close();
      assert.equal(await tokenOf(second), 'login_required');
      const { counts } = await report();
      assert.deepEqual([counts.login, counts.refresh], [2, 0]);
    },
    BY_FORM,
  ),

  ...Object.assign(
    {},
    ...[
      ['', {}],
      [', also if it fails', { status: 503, headers: { 'retry-after': '1800' } }],
    ].map(([which, answer]) =>
      variants(
        `a refresh that a login overtakes ends in the new session${which}`,
        { lifetime: 2, hold: ['refresh'] },
        async ({ url, tabs, use, report, control: tell }) => {
          const [first, second] = tabs;
          await withoutLock(second, url);
          await use(first, 1);
          await sleep(2100); // longer than the token lasts
          await tell({ action: 'set', knobs: { lifetime: 600, script: answer.status ? { refresh: [answer] } : {} } });
          const asked = begun(tokenOf(first));
          await until(async () => (await report()).counts.refresh === 1, 'no refresh');
          await login(second);
          await until(async () => (await stateOf(first)) === 'empty', 'the other tab still has the old tokens');
          await tell({ action: 'release' });
          assert.equal(await asked, await isOneSession(tabs, 'after it'));
          assert.equal((await report()).counts.login, 2);
        },
      ),
    ),
  ),

  ...variants(
    'a logout does not end a session that another tab has begun meanwhile',
    { hold: ['logout'], script: { logout: [{ status: 503 }] } },
    async ({ tabs, use, report, control: tell }) => {
      const [first, second] = tabs;
      await use(first, 1);
      await isOneSession(tabs, 'at first');
      const leaving = begun(logout(first));
      await until(async () => (await report()).counts.logout === 1, 'no logout');
      await login(second);
      await sleep(200); // for the message
      assert.deepEqual([await tokenOf(first), await use(second, 1)], ['logged_out', { 200: 1 }]);
      await tell({ action: 'set', knobs: { hold: [] } });
      await tell({ action: 'release' });
      assert.equal(await leaving, true);
      const sent = (await report()).log.filter(({ endpoint }) => endpoint === 'logout').map(({ body }) => body);
      assert.ok(sent.length === 2 && sent[0] === sent[1] && sent[0].includes('rt-'), 'the tokens were needed a second time');
      await isOneSession(tabs, 'after both');
      assert.deepEqual([await use(first, 1), await use(second, 1)], [{ 200: 1 }, { 200: 1 }]);
      const { counts } = await report();
      assert.deepEqual([counts.login, counts.refresh, counts.logout, await heard(second, 'logout')], [2, 0, 2, []]);
    },
  ),

  ...variants(
    'a logout waits for the refresh of another tab, and gives back what that gets',
    {},
    async ({ tabs, use, report, control: tell }) => {
      const [first, second] = tabs;
      await use(first, 1);
      await isOneSession(tabs, 'at first');
      await tell({ action: 'refuseAll' });
      await tell({ action: 'set', knobs: { hold: ['refresh'] } });
      const asked = begun(use(second, 1));
      await until(async () => (await report()).counts.refresh === 1, 'no refresh');
      const leaving = begun(logout(first));
      await sleep(300);
      assert.equal((await report()).counts.logout, 0, 'it gave back tokens that are about to be replaced');
      await tell({ action: 'release' });
      assert.equal(await leaving, true);
      await asked;
      const sent = (endpoint, { log }) =>
        log.filter((each) => each.endpoint === endpoint).map(({ body }) => JSON.parse(body).refresh_token);
      const [[used], returned] = [sent('refresh', await report()), sent('logout', await report())];
      assert.ok(returned.length === 1 && returned[0] !== used, 'not the tokens that came last');
      await until(async () => (await stateOf(second)) === 'empty', 'the other tab still has a token');
    },
  ),

  ...variants('a login gives back the session that it replaces, once, whoever holds it', {}, async ({ tabs, use, open, report }) => {
    await use(tabs[0], 1);
    await use(tabs[1], 1);
    const third = await open();
    await login(third);
    await until(async () => (await report()).counts.logout === 1, 'the old tokens live on');
    await isOneSession([...tabs, third], 'after the login');
    assert.equal((await report()).counts.logout, 1);
  }),

  'tabs: where no lock keeps two logins apart, the one that gives way is given back': check(
    {},
    async ({ url, tabs, use, report, control: tell }) => {
      for (const page of tabs) await withoutLock(page, url);
      await tell({ action: 'set', knobs: { hold: ['login'] } });
      const entering = begun(Promise.all(tabs.map((page) => login(page))));
      await until(async () => (await report()).counts.login === 2, 'no logins');
      await tell({ action: 'release' });
      await entering;
      await isOneSession(tabs, 'after both');
      await until(async () => (await report()).counts.logout === 1, 'a session was left behind');
      assert.deepEqual([await use(tabs[0], 1), await use(tabs[1], 1)], [{ 200: 1 }, { 200: 1 }]);
    },
  ),

  ...variants('a logout in one does not end a login that is under way in another', {}, async ({ tabs, use, report, control: tell }) => {
    const [first, second] = tabs;
    await use(first, 1);
    await isOneSession(tabs, 'at first');
    await tell({ action: 'set', knobs: { hold: ['login'] } });
    const entering = begun(login(second));
    await until(async () => (await report()).counts.login === 2, 'no login');
    assert.equal(await logout(first), true);
    await until(async () => (await heard(second, 'logout')).length === 1, 'it has not heard of it');
    const asked = begun(tokenOf(second));
    await tell({ action: 'release' });
    await entering;
    assert.equal(await asked, await isOneSession(tabs, 'after both'));
    assert.equal((await report()).counts.login, 2);
  }),

  'tabs: two logins at once, though no lock keeps them apart: one wins in all': check(
    {},
    async ({ url, tabs, use, report, control: tell }) => {
      const now = Date.now();
      for (const page of tabs) {
        await withoutLock(page, url);
        // At the very same time.
        await page.evaluate((fixed) => void (Date.now = () => fixed), now);
      }
      for (let logins = 2; logins <= 8; logins += 2) {
        await tell({ action: 'set', knobs: { hold: ['login'] } });
        const entering = begun(Promise.all(tabs.map((page) => login(page))));
        await until(async () => (await report()).counts.login === logins, 'no logins');
        await tell({ action: 'set', knobs: { hold: [] } });
        await tell({ action: 'release' });
        await entering;
        const token = await isOneSession(tabs, 'after both');
        assert.deepEqual([await use(tabs[0], 3), await use(tabs[1], 3)], [{ 200: 3 }, { 200: 3 }]);
        assert.equal(await isOneSession(tabs, 'later'), token);
        assert.equal((await report()).counts.login, logins);
      }
    },
  ),

  'tabs: a login that is overtaken by another, and lands after it, has the last word': check(
    {},
    async ({ url, tabs, use, report, control: tell }) => {
      const [first, second] = tabs;
      for (const page of tabs) await withoutLock(page, url);
      await use(first, 1);
      const old = await isOneSession(tabs, 'at first');
      await tell({ action: 'set', knobs: { hold: ['login'] } });
      const entering = begun(login(first));
      await until(async () => (await report()).counts.login === 2, 'no login');
      await tell({ action: 'set', knobs: { hold: [] } });
      await login(second);
      const overtaken = await tokenOf(second);
      await sleep(200); // for the message
      const asked = begun(tokenOf(first));
      await sleep(200);
      await tell({ action: 'release' });
      await entering;
      const token = await isOneSession(tabs, 'after both');
      assert.equal(await asked, token, 'a token of a session that is over');
      assert.ok(token !== old && token !== overtaken);
      assert.equal((await report()).counts.login, 3);
    },
  ),

  'tabs: a login counts as the latest also where the clock was set back': check({}, async ({ url, tabs, use, open }) => {
    await use(tabs[0], 1);
    const third = await open();
    const token = await third.evaluate(async (baseUrl) => {
      await globalThis.client.dispose();
      const now = Date.now.bind(Date);
      Date.now = () => now() - 86_400_000;
      globalThis.client = globalThis.createClient({
        baseUrl,
        login: { url: 'login', body: { password: 'right' } },
        refresh: 'refresh',
        logout: 'logout',
        clock: () => now() / 1000,
      });
      await globalThis.client.login();
      return globalThis.client.token();
    }, url);
    assert.equal(await isOneSession([tabs[0], third], 'after the login'), token);
  }),

  'tabs: one that is opened after a logout is not logged out': check({}, async ({ tabs, use, open, report }) => {
    await use(tabs[0], 1);
    await logout(tabs[0]);
    const third = await open();
    assert.deepEqual(await use(third, 1), { 200: 1 });
    await isOneSession([...tabs, third], 'all of them');
    assert.equal((await report()).counts.login, 2);
  }),

  'tabs: a page that was kept for going back learns what it has missed': check(
    {},
    async ({ tabs, use, report }) => {
      const [first, second] = tabs;
      await use(first, 1);
      const old = await isOneSession(tabs, 'at first');
      await putAway(first);
      await login(second);
      assert.equal(await tokenOf(first), old, 'it was to hear nothing');
      await bringBack(first);
      await until(async () => (await tokenOf(first)) !== old, 'it goes on with the old session');
      await isOneSession(tabs, 'after a login');
      await putAway(first);
      await logout(second);
      await bringBack(first);
      await until(async () => (await tokenOf(first)) === 'logged_out', 'it is still logged in');
      await putAway(first);
      await login(second);
      await bringBack(first);
      await isOneSession(tabs, 'after a logout and a login');
      await use(first, 1);
      const { counts } = await report();
      assert.deepEqual([counts.login, counts.refresh], [3, 0]);
    },
    { init: CAN_BE_DEAF },
  ),

  ...variants('one that is disposed of stays so, and nothing stumbles over it', {}, async ({ tabs, use }) => {
    const [first, second] = tabs;
    await use(first, 1);
    await isOneSession(tabs, 'at first');
    await first.evaluate(() => Promise.all([globalThis.client.dispose(), globalThis.client.dispose()]));
    await login(second);
    const left = await first.evaluate(async () => {
      for (const type of ['pagehide', 'pageshow', 'pagehide']) globalThis.dispatchEvent(new PageTransitionEvent(type, { persisted: true }));
      await globalThis.client[Symbol.asyncDispose ?? 'dispose']();
      return globalThis.client.logout();
    });
    assert.deepEqual([left, await tokenOf(first), await use(second, 1)], [false, 'client_disposed', { 200: 1 }]);
  }),

  'tabs: a page that is left amid a logout has not given its tokens back': check(
    {},
    async ({ tabs, use, report }) => {
      const [first] = tabs;
      await use(first, 1);
      const left = await first.evaluate(() => {
        const leaving = globalThis.client.logout();
        globalThis.dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }));
        return leaving;
      });
      const outcomes = (await heard(first, 'logout')).map(({ outcome }) => outcome);
      assert.deepEqual([left, outcomes, (await report()).counts.logout], [false, ['failed'], 0]);
    },
    { options: { logoutOnShutdown: true } },
  ),
});
