// Two tabs of one browser: one session, whatever becomes of either.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../support/portable.mjs';
import { openBrowser } from '../www/browser.mjs';
import { isOwn, nameOf, openPage } from './chromium.mjs';
import { tabAttackChecks } from './tab-attacks.mjs';
import { tabDeniedChecks } from './tab-denied.mjs';
import { tabSessionChecks } from './tab-sessions.mjs';

/** Where there are no Web Locks: older browsers, insecure contexts. */
const WITHOUT_LOCKS = () => Object.defineProperty(Navigator.prototype, 'locks', { value: undefined });
/** As imitations of a browser have it. */
const NULL_LOCKS = () => Object.defineProperty(Navigator.prototype, 'locks', { value: null });

const BY_COOKIE = (url) => ({ url, credentials: 'include' });
const BUSY = { lifetime: 4, delay: { login: 100, refresh: 50 } };
async function oneOfEach({ tabs, use, report }) {
  const started = Date.now();
  const statuses = await Promise.all(tabs.map((page) => use(page, 100, 70)));
  const seconds = (Date.now() - started) / 1000;
  assert.deepEqual(statuses, [{ 200: 100 }, { 200: 100 }]);
  const { counts, mostAtOnce } = await report();
  assert.deepEqual([counts.login, mostAtOnce.refresh, mostAtOnce.login], [1, 1, 1]);
  assert.ok(counts.refresh >= 1 && counts.refresh <= seconds / 2 + 1, `${counts.refresh} refreshes in ${seconds} s`);
  const heard = await Promise.all(tabs.map((page) => page.evaluate(() => globalThis.heard)));
  assert.ok(
    heard.flat().some(({ type }) => type === 'adopt'),
    'no tab took over anything',
  );
}

export function tabChecks(server) {
  let browser;
  const control = async (url, question = {}) => (await fetch(`${url}control`, { method: 'POST', body: JSON.stringify(question) })).json();

  /** Two tabs of a fresh profile, each with a client of a world of their own. */
  const check =
    (knobs, work, { init, options = {} } = {}) =>
    async () => {
      const context = await browser.newContext();
      const url = `${server.url}/w/tabs-${Math.random().toString(36).slice(2)}/`;
      await control(url, { action: 'set', knobs });
      if (init) await context.addInitScript(init);
      // What goes over any channel between the tabs, or is stored for them, is looked at as well.
      await context.addInitScript(() => {
        globalThis.passed = [];
        const note = (value) => {
          if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) globalThis.passed.push(new TextDecoder('latin1').decode(value));
          else if (typeof value === 'string') globalThis.passed.push(value);
          else if (value && typeof value === 'object') Object.values(value).forEach(note);
        };
        const post = BroadcastChannel.prototype.postMessage;
        BroadcastChannel.prototype.postMessage = function postMessage(message) {
          note(message);
          return post.call(this, message);
        };
        const set = Storage.prototype.setItem;
        Storage.prototype.setItem = function setItem(name, value) {
          note(`${name} ${value}`);
          return set.call(this, name, value);
        };
      });
      const printed = [];
      const open = async () => {
        const { page, seen } = await openPage(context, server);
        printed.push(seen);
        await page.evaluate(
          async ([baseUrl, more]) => {
            globalThis.client = globalThis.createClient({
              baseUrl,
              login: { url: 'login', body: { password: 'right' } },
              refresh: 'refresh',
              logout: 'logout',
              retry: { base: 0.05 },
              ...more,
            });
            globalThis.heard = [];
            for (const type of ['login', 'refresh', 'adopt', 'logout']) globalThis.client.on(type, (event) => globalThis.heard.push(event));
            /** So many requests, and what came of them. */
            globalThis.use = async (count, pause = 0) => {
              const statuses = {};
              for (let i = 0; i < count; i += 1) {
                const result = await globalThis.client.fetch('data').then(
                  ({ status }) => status,
                  (error) => error.code ?? String(error),
                );
                statuses[result] = (statuses[result] ?? 0) + 1;
                if (pause > 0) await new Promise((resolve) => setTimeout(resolve, pause));
              }
              return statuses;
            };
          },
          [url, options],
        );
        return page;
      };
      const use = (page, ...args) => page.evaluate((given) => globalThis.use(...given), args);
      try {
        const tabs = [await open(), await open()];
        await work({ url, tabs, use, open, report: () => control(url), control: (question) => control(url, question) });
        const { faults, secrets } = await control(url);
        assert.deepEqual(faults, []);
        for (const page of tabs.filter((each) => !each.isClosed() && each.url().startsWith(server.url))) {
          const passed = await page.evaluate(() => [
            ...globalThis.passed,
            JSON.stringify({ ...localStorage }),
            JSON.stringify({ ...sessionStorage }),
            JSON.stringify(globalThis.heard),
            document.cookie,
          ]);
          for (const secret of secrets)
            assert.ok(
              !passed.some((text) => text.includes(secret.slice(-24))),
              'a token went between the tabs in the clear, or was stored',
            );
        }
        assert.deepEqual(printed.flat().filter(isOwn), []);
      } finally {
        await context.close();
      }
    };

  const variants = (name, knobs, work, options = {}) => ({
    [`tabs: ${name}`]: check(knobs, work, { options }),
    [`tabs without Web Locks: ${name}`]: check(knobs, work, { options, init: WITHOUT_LOCKS }),
  });

  return {
    'tabs: the browser starts': async () => {
      browser = await openBrowser();
    },

    ...variants('one login and one refresh a lifetime over both', BUSY, oneOfEach),
    'tabs with null for Web Locks: one login and one refresh a lifetime over both': check(BUSY, oneOfEach, { init: NULL_LOCKS }),

    ...variants(
      'two pages opened at once, and the refresh token is a cookie: one refresh',
      { cookie: true, delay: { refresh: 100 } },
      async ({ tabs, use, open, report }) => {
        await tabs[0].evaluate(() => globalThis.client.login({ password: 'right' }));
        await Promise.all(tabs.map((page) => page.close()));
        const fresh = [await open(), await open()];
        assert.deepEqual(await Promise.all(fresh.map((page) => use(page, 10))), [{ 200: 10 }, { 200: 10 }]);
        const { counts, mostAtOnce, log } = await report();
        assert.deepEqual([counts.login, counts.refresh, mostAtOnce.refresh], [1, 1, 1]);
        const [refresh] = log.filter(({ endpoint }) => endpoint === 'refresh');
        assert.deepEqual([refresh.body, refresh.authorized, refresh.cookie.startsWith('rt=')], ['{}', false, true]);
      },
      { login: BY_COOKIE('login'), refresh: BY_COOKIE('refresh'), logout: BY_COOKIE('logout') },
    ),

    'tabs: 100 callers in two tabs, 4,000 requests to one URL': check(
      { lifetime: 3, delay: { login: 100, refresh: 100 } },
      async ({ tabs, report }) => {
        const started = Date.now();
        const all = () => Promise.all(Array.from({ length: 50 }, () => globalThis.use(40)));
        const statuses = await Promise.all(tabs.map((page) => page.evaluate(all)));
        const seconds = (Date.now() - started) / 1000;
        assert.ok(
          statuses.flat().every((each) => each[200] === 40),
          JSON.stringify(statuses),
        );
        const { counts, mostAtOnce } = await report();
        assert.deepEqual([counts.login, counts.resource, mostAtOnce.refresh], [1, 4000, 1]);
        assert.ok(counts.refresh <= seconds / 1.5 + 1, `${counts.refresh} refreshes in ${seconds} s`);
      },
    ),

    ...variants('a token is refused in both at once: one refresh', {}, async ({ tabs, use, report, control: tell }) => {
      await Promise.all(tabs.map((page) => use(page, 1)));
      await tell({ action: 'refuseAll' });
      await tell({ action: 'set', knobs: { delay: { refresh: 200 } } });
      assert.deepEqual(await Promise.all(tabs.map((page) => use(page, 3))), [{ 200: 3 }, { 200: 3 }]);
      const { counts } = await report();
      assert.deepEqual([counts.login, counts.refresh], [1, 1]);
    }),

    ...variants(
      'a tab that is closed amid a refresh does not stop the other',
      { lifetime: 6, grace: 60 },
      async ({ tabs, use, report, control: tell }) => {
        const [first, second] = tabs;
        await use(first, 1);
        await use(second, 1);
        await tell({ action: 'set', knobs: { hold: ['refresh'] } });
        await until(async () => {
          await first.evaluate(() => void globalThis.client.fetch('data').catch(() => {}));
          return (await report()).counts.refresh >= 1;
        }, 'no refresh began');
        await first.close();
        await tell({ action: 'release' });
        const statuses = await use(second, 60, 100);
        assert.deepEqual(statuses, { 200: 60 });
        const { counts } = await report();
        assert.equal(counts.login, 1);
        assert.ok(counts.refresh <= 6, `${counts.refresh} refreshes`);
      },
    ),

    ...variants('a logout in one wipes the other', {}, async ({ tabs, use, report }) => {
      const [first, second] = tabs;
      await use(first, 1);
      await use(second, 1);
      await first.evaluate(() => globalThis.client.logout());
      await until(() => second.evaluate(() => globalThis.client.state === 'empty'), 'the other tab still has a token');
      const logouts = await second.evaluate(() => globalThis.heard.filter(({ type }) => type === 'logout'));
      assert.deepEqual(logouts, [{ type: 'logout', outcome: 'ok', from: 'tabs' }]);
      assert.deepEqual(await use(second, 2), { logged_out: 2 });
      const { counts } = await report();
      assert.deepEqual([counts.login, counts.logout], [1, 1]);
      await second.evaluate(() => globalThis.client.login());
      assert.deepEqual(await use(second, 1), { 200: 1 });
    }),

    ...variants('messages that are none stop nothing, and are told nothing', {}, async ({ url, tabs, use, report }) => {
      const [first, second] = tabs;
      await use(first, 1);
      const answers = await second.evaluate(async (name) => {
        const channel = new BroadcastChannel(name);
        const heard = [];
        channel.onmessage = ({ data }) => heard.push(...(data.sealed ? ['sealed'] : []));
        const pair = await crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, false, ['deriveKey']);
        const key = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey));
        const id = 'mine';
        const ask = { type: 'ask', from: 'x', id, any: true };
        for (const message of [
          null,
          undefined,
          7,
          'ask',
          [],
          {},
          { ...ask, type: 'later', key },
          { ...ask },
          { ...ask, key: 'text' },
          { ...ask, key: new Uint8Array(65) },
          { ...ask, key: new Uint8Array(0), stamp: 7 },
          { ...ask, stamp: null },
          { type: 'tell', from: 'x', id },
          { type: 'session', from: 'x' },
          { type: 'session', from: 'x', session: 7, began: 1e15 },
          { type: 'session', from: 'x', session: 'z', began: Infinity },
          { type: 'session', from: 'x', session: 'z', began: '9', isOver: true },
          { type: 'session', from: 'x', session: 'z', began: 1 },
          { type: 'hello', from: 'x', stamp: 7 },
          { type: 'bye' },
        ])
          channel.postMessage(message);
        await new Promise((resolve) => setTimeout(resolve, 500));
        channel.close();
        return heard;
      }, nameOf(url));
      assert.deepEqual(answers, []);
      assert.deepEqual([await use(first, 1), await use(second, 1)], [{ 200: 1 }, { 200: 1 }]);
      assert.equal((await report()).counts.login, 1);
    }),

    'tabs without Web Locks: a lease of another day, and a storage that is full': check(
      {},
      async ({ url, tabs, use, report }) => {
        const [first, second] = tabs;
        await first.evaluate((name) => localStorage.setItem(name, `${Date.now() + 86_400_000} 0.5`), nameOf(url));
        const started = Date.now();
        assert.deepEqual(await use(first, 1), { 200: 1 });
        assert.ok(Date.now() - started < 15_000, 'waited for it');
        await second.evaluate(() => {
          Storage.prototype.setItem = () => {
            throw new DOMException('full', 'QuotaExceededError');
          };
        });
        assert.deepEqual(await use(second, 1), { 200: 1 });
        assert.equal((await report()).counts.login, 1);
      },
      { init: WITHOUT_LOCKS },
    ),

    'tabs: a third that comes later takes over what is there': check({}, async ({ tabs, use, open, report }) => {
      await use(tabs[0], 1);
      const third = await open();
      assert.deepEqual(await use(third, 3), { 200: 3 });
      assert.equal((await report()).counts.login, 1);
    }),

    'tabs: a JWT of a server that is a day ahead, or behind, is taken over as it is': async () => {
      for (const skew of [86_400, -86_400]) {
        await check({ skew, format: 'jwt', expiry: 'exp' }, async ({ tabs, use, report }) => {
          await use(tabs[0], 1);
          assert.deepEqual(await use(tabs[1], 3), { 200: 3 });
          const [first, second] = await Promise.all(tabs.map((page) => page.evaluate(() => globalThis.client.expiresIn)));
          assert.ok(Math.abs(first - second) < 5, `${first} ${second}`);
          const { counts } = await report();
          assert.deepEqual([counts.login, counts.refresh], [1, 0]);
        })();
      }
    },

    'tabs: the one that logged in is closed; the next logs in by itself': check({}, async ({ tabs, use, report }) => {
      await use(tabs[0], 1);
      await tabs[0].close();
      assert.deepEqual(await use(tabs[1], 3), { 200: 3 });
      assert.equal((await report()).counts.login, 2);
    }),

    'tabs: another name is another session': check({}, async ({ tabs, use, report }) => {
      await use(tabs[0], 1);
      await tabs[1].evaluate(() => globalThis.client.dispose());
      await tabs[1].evaluate(
        (baseUrl) => {
          globalThis.client = globalThis.createClient({ baseUrl, name: 'other', login: { url: 'login', body: { password: 'right' } } });
        },
        (await tabs[0].evaluate(() => location.origin)) + new URL((await report()).log[0].url, 'http://x').pathname.replace(/[^/]*$/, ''),
      );
      assert.deepEqual(await use(tabs[1], 1), { 200: 1 });
      assert.equal((await report()).counts.login, 2);
    }),

    'tabs: a page that is left wipes its tokens also if the logout throws at once': check({}, async ({ url, tabs, use }) => {
      const [page] = tabs;
      const states = await page.evaluate(async (baseUrl) => {
        const logout = () => {
          throw new Error('mine');
        };
        const made = ['a', 'b'].map((name) =>
          globalThis.createClient({ baseUrl, name, login: { url: 'login', body: { password: 'right' } }, logout, logoutOnShutdown: true }),
        );
        await Promise.all(made.map((each) => each.token()));
        globalThis.dispatchEvent(new Event('pagehide'));
        return made.map((each) => each.state);
      }, url);
      assert.deepEqual(states, ['empty', 'empty']);
      assert.deepEqual(await use(tabs[1], 1), { 200: 1 });
    }),

    'tabs: a page that is left logs out on request, if it is the last': check(
      {},
      async ({ tabs, use, report }) => {
        await use(tabs[0], 1);
        await use(tabs[1], 1);
        await tabs[0].close({ runBeforeUnload: true });
        await sleep(300);
        assert.equal((await report()).counts.logout, 0, 'the other tab is still there');
        assert.deepEqual(await use(tabs[1], 1), { 200: 1 });
        await tabs[1].goto('about:blank');
        await until(async () => (await report()).counts.logout === 1, 'no logout');
      },
      { options: { logoutOnShutdown: true } },
    ),

    ...tabSessionChecks(check, variants),
    ...tabAttackChecks(check, variants),
    ...tabDeniedChecks(() => browser, server, control),

    'tabs: the browser stops': () => browser.close(),
  };
}
