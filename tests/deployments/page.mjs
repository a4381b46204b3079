// The example page in Chromium: one session in two tabs, and what the page must never do.
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../tools/demo/packed.mjs';
import { serveSite } from '../../tools/demo/site.mjs';
import { openBrowser } from '../www/browser.mjs';
import { lowContrast } from '../www/helpers.mjs';

const PATIENCE = { timeout: 20_000 };

export function pageChecks({ app, installed }) {
  const password = randomBytes(9).toString('base64url');

  /** Runs `work` with a site and a browser context of its own, and fails for whatever went wrong in a page. */
  const inBrowser =
    (work, { accessLifetime, ...contextOptions } = {}) =>
    async () => {
      const browser = await openBrowser();
      const site = await serveSite({
        app,
        installed,
        users: { ada: password },
        limit: { requests: 30, seconds: 2 },
        ...(accessLifetime && { accessLifetime }),
      });
      const seen = { paths: [], problems: [], answers: [] };
      try {
        const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...contextOptions });
        context.on('request', (request) => seen.paths.push(`${request.method()} ${new URL(request.url()).pathname}`));
        context.on('response', (response) => seen.answers.push(response));
        const open = async () => {
          const page = await context.newPage();
          page.on('pageerror', (error) => seen.problems.push(String(error)));
          page.on('console', (message) => /Content.Security|Refused|Uncaught/.test(message.text()) && seen.problems.push(message.text()));
          await page.goto(site.url.href);
          await page.waitForSelector('#loading', { ...PATIENCE, state: 'hidden' });
          return page;
        };
        await work({ open, seen, site, count: (path) => seen.paths.filter((each) => each === path).length });
        assert.deepEqual(seen.problems, []);
      } finally {
        await browser.close();
        await site.stop();
      }
    };

  const logIn = async (page, word = password) => {
    await page.fill('#username', 'ada');
    await page.fill('#password', word);
    await page.click('#submit');
  };
  const inside = (page) => page.waitForSelector('#rows tr', PATIENCE);
  const outside = (page) => page.waitForSelector('#login', { ...PATIENCE, state: 'visible' });
  const stateOf = (page) => page.getAttribute('#token', 'data-state');

  return {
    'page: the policy has the hash of the import map': () => {
      const html = readFileSync(join(ROOT, 'examples/deployments-page/index.html'), 'utf8');
      const [, map] = /<script type="importmap">(.*?)<\/script>/s.exec(html);
      assert(html.includes(`'sha256-${createHash('sha256').update(map).digest('base64')}'`));
    },
    'page: a wrong password, a login, the list, a deployment': inBrowser(async ({ open, count }) => {
      const page = await open();
      await outside(page);
      assert.equal(await stateOf(page), 'empty');
      await logIn(page, 'wrong');
      await page.waitForSelector('#login-notice', { ...PATIENCE, state: 'visible' });
      assert.match(await page.innerText('#login-notice'), /wrong/);
      await logIn(page);
      await inside(page);
      assert.equal(await page.locator('#rows tr').count(), 3);
      await page.waitForFunction(() => document.getElementById('token').dataset.state === 'fresh', null, PATIENCE);
      assert.equal(await page.inputValue('#password'), '');
      await page.fill('#deploy-name', 'billing');
      await page.fill('#deploy-image', 'billing:1.0.0');
      await page.click('#deploy button');
      await page.waitForSelector('#rows tr:nth-child(4)', PATIENCE);
      assert.match(await page.innerText('#rows tr:first-child'), /billing\s+building/);
      assert.equal(count('POST /api/login'), 2);
    }),
    'page: a second tab takes the session over; a logout in one ends it in both': inBrowser(async ({ open, count, seen }) => {
      const one = await open();
      await logIn(one);
      await inside(one);
      const two = await open();
      await inside(two);
      assert.match(await two.innerText('#events'), /Adopted\s*from another tab/);
      assert.equal(count('POST /api/login'), 1);
      await two.click('#logout');
      await outside(two);
      await outside(one);
      assert.match(await one.innerText('#login-notice'), /logged out/);
      for (const page of [one, two]) await page.waitForSelector('#token[data-state=empty]', PATIENCE);
      assert.equal(count('POST /api/logout'), 1);
      // What the tab had is refused by now: another login is needed, and is enough.
      await logIn(one);
      await inside(one);
      assert.equal(count('POST /api/login'), 2);
      const refused = seen.answers.filter((answer) => answer.status() === 401).map((answer) => new URL(answer.url()).pathname);
      assert.deepEqual(refused, []);
    }),
    'page: a token is renewed before its end, once for both tabs': inBrowser(
      async ({ open, count, seen }) => {
        const one = await open();
        await logIn(one);
        await inside(one);
        const two = await open();
        await inside(two);
        const renewed = (page) =>
          page.waitForFunction(() => /Refresh\s*ahead of time|Adopted[^]*Adopted/.test(document.getElementById('events').innerText), null, {
            timeout: 40_000,
          });
        await Promise.any([renewed(one), renewed(two)]);
        for (let tries = 0; tries < 3; tries += 1) for (const page of [one, two]) await page.click('#once');
        assert.equal(count('POST /api/login'), 1);
        const statuses = await Promise.all(seen.answers.filter((answer) => /refresh$/.test(answer.url())).map((answer) => answer.status()));
        assert(statuses.length > 0 && statuses.every((status) => status === 200), `${statuses}`);
      },
      { accessLifetime: 20 },
    ),
    'page: told to wait, it waits': inBrowser(async ({ open, seen }) => {
      const page = await open();
      await logIn(page);
      await inside(page);
      await page.click('#burst');
      await page.waitForFunction(() => /of 100 answered/.test(document.getElementById('burst-note').textContent), null, {
        timeout: 60_000,
      });
      assert.match(await page.innerText('#events'), /Waits \d+ s\s+for attempt 2 \(429\)/);
      assert(seen.answers.some((answer) => answer.status() === 429));
    }),
    'page: the only tab logs out as it is closed, and keeps nothing': inBrowser(async ({ open, site, seen }) => {
      const page = await open();
      await logIn(page);
      await inside(page);
      // Of a request: the body of the login's answer is the browser's to forget, since it was read as a stream.
      const { authorization } = await seen.answers
        .find((answer) => /\/api\/deployments$/.test(answer.url()))
        .request()
        .allHeaders();
      const bearer = authorization.slice('Bearer '.length);
      const kept = await page.evaluate(async () =>
        JSON.stringify([
          { ...localStorage },
          { ...sessionStorage },
          document.cookie,
          location.href,
          history.state,
          await indexedDB.databases(),
        ]),
      );
      assert.equal(kept, JSON.stringify([{}, {}, '', site.url.href, null, []]));
      assert(!(await page.content()).includes(bearer.slice(0, 40)));
      await page.goto('about:blank');
      const list = () => fetch(new URL('api/deployments', site.url), { headers: { authorization: `Bearer ${bearer}` } });
      // The browser sends it after the page is gone; nobody can wait for that.
      let answer = await list();
      for (let tries = 0; tries < 100 && answer.status === 200; tries += 1) {
        await new Promise((resolve) => setTimeout(resolve, 100));
        answer = await list();
      }
      assert.equal((await answer.json()).code, 'token_revoked');
    }),
    'page: no script of its own place, and none from elsewhere': inBrowser(async ({ open, seen }) => {
      const page = await open();
      const ran = await page.evaluate(async () => {
        const script = document.createElement('script');
        try {
          script.textContent = 'globalThis.ran = true';
          document.head.append(script);
        } catch {
          // Trusted Types.
        }
        const answer = await fetch('http://127.0.0.1:9/').then(
          () => 'sent',
          () => 'refused',
        );
        return [globalThis.ran === true, answer];
      });
      assert.deepEqual(ran, [false, 'refused']);
      assert(seen.problems.length > 0, 'the browser has not complained');
      seen.problems.length = 0;
    }),
    ...Object.fromEntries(
      [
        ['desk, light', {}],
        ['desk, dark', { colorScheme: 'dark' }],
        ['phone, light', { viewport: { width: 360, height: 740 } }],
        ['phone, dark', { viewport: { width: 360, height: 740 }, colorScheme: 'dark' }],
      ].map(([name, options]) => [
        `page: it fits, and every text can be read (${name})`,
        inBrowser(async ({ open }) => {
          const page = await open();
          const fits = async () => {
            assert(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'the page is wider than the screen');
            assert.deepEqual(await lowContrast(page), []);
          };
          await outside(page);
          await fits();
          await logIn(page, 'wrong');
          await page.waitForSelector('#login-notice', { ...PATIENCE, state: 'visible' });
          await fits();
          await logIn(page);
          await inside(page);
          await fits();
          const unnamed = await page.evaluate(
            () => [...document.querySelectorAll('input')].filter((field) => field.labels.length === 0 || field.name !== '').length,
          );
          assert.equal(unnamed, 0);
        }, options),
      ]),
    ),
  };
}
