// Pages to which the browser denies what tabs share by: they log in, refresh and log out all the same.
import assert from 'node:assert/strict';
import { isOwn } from './chromium.mjs';

/** What a page may not use; run before its scripts. */
const DENIALS = {
  'a Web Locks getter that throws': ['locks'],
  'Web Locks that are null': ['nullLocks'],
  'Web Locks that refuse': ['request'],
  'Web Locks that never answer': ['never'],
  'a BroadcastChannel that throws': ['channel'],
  'a channel that cannot send': ['send'],
  'storage that throws, and no Web Locks': ['storage', 'noLocks'],
  'storage of another kind, full or forbidden': ['item', 'noLocks'],
  'nothing at all': ['locks', 'channel', 'storage'],
};

function deny(what) {
  const denied = () => {
    throw new DOMException('denied', 'SecurityError');
  };
  const rejects = () => Promise.reject(new DOMException('denied', 'SecurityError'));
  const never = () => new Promise(() => {});
  const ways = {
    locks: () => Object.defineProperty(Navigator.prototype, 'locks', { get: denied }),
    noLocks: () => Object.defineProperty(Navigator.prototype, 'locks', { value: undefined }),
    nullLocks: () => Object.defineProperty(Navigator.prototype, 'locks', { value: null }),
    request: () => Object.assign(LockManager.prototype, { request: rejects, query: rejects }),
    never: () => Object.assign(LockManager.prototype, { request: never }),
    channel: () => (globalThis.BroadcastChannel = denied),
    send: () => (BroadcastChannel.prototype.postMessage = denied),
    storage: () =>
      ['localStorage', 'sessionStorage', 'indexedDB'].forEach((name) => Object.defineProperty(globalThis, name, { get: denied })),
    item: () => (Storage.prototype.getItem = denied),
  };
  for (const each of what) ways[each]();
}

/** One life of a client, in a page or a frame. */
const life = async (baseUrl) => {
  const client = globalThis.createClient({
    baseUrl,
    login: { url: 'login', body: { password: 'right' } },
    refresh: 'refresh',
    logout: 'logout',
    timeout: 2,
    retry: false,
  });
  const statuses = [(await client.fetch('data')).status];
  await client.login();
  statuses.push((await client.fetch('data')).status);
  const left = await client.logout();
  await client.dispose();
  return { statuses, left };
};

export function tabDeniedChecks(browser, server, control) {
  const check = (work) => async () => {
    const context = await browser().newContext();
    const url = `${server.url}/w/denied-${Math.random().toString(36).slice(2)}/`;
    await control(url, { action: 'set', knobs: { cors: true } });
    const page = await context.newPage();
    const seen = [];
    page.on('console', (message) => seen.push(message.text()));
    page.on('pageerror', (error) => seen.push(String(error)));
    try {
      await work({ context, page, url });
      assert.deepEqual(seen.filter(isOwn), []);
      const { counts, faults } = await control(url);
      assert.deepEqual([counts.login, counts.logout, faults], [2, 2, []]);
    } finally {
      await context.close();
    }
  };
  const ready = (frame) => frame.waitForFunction(() => globalThis.loaded === true);

  return {
    ...Object.fromEntries(
      Object.entries(DENIALS).map(([name, what]) => [
        `tabs denied: ${name}`,
        check(async ({ page, url }) => {
          await page.addInitScript(deny, what);
          await page.goto(`${server.url}/files/tests/page.html`);
          await ready(page);
          const { statuses, left } = await page.evaluate(life, url);
          // Where a lock is never had, others may be about to get tokens.
          assert.deepEqual([statuses, left], [[200, 200], !what.includes('never')]);
        }),
      ]),
    ),

    'tabs denied: a sandboxed frame': check(async ({ page, url }) => {
      await page.goto(`${server.url}/files/tests/page.html`);
      await page.evaluate((src) => {
        const frame = document.createElement('iframe');
        frame.sandbox = 'allow-scripts';
        frame.src = src;
        document.body.append(frame);
      }, `${server.otherUrl}/files/tests/page.html`);
      await page.waitForFunction(() => document.querySelector('iframe').contentWindow !== null);
      const frame = page.frames().at(-1);
      await ready(frame);
      assert.equal(await frame.evaluate(() => globalThis.origin), 'null');
      assert.deepEqual(await frame.evaluate(life, url), { statuses: [200, 200], left: true });
    }),
  };
}
