// The scenarios in headless Chromium, with page, package and API of one origin.
import assert from 'node:assert/strict';
import { openBrowser } from '../www/browser.mjs';
import { startHostile } from './hostile.mjs';
import { checksOf, inBackground } from './scenarios.mjs';

/** A page of a context that is ready to run; `seen` is what it printed. */
export async function openPage(context, server) {
  const page = await context.newPage();
  const seen = [];
  page.on('console', (message) => seen.push(message.text()));
  page.on('pageerror', (error) => seen.push(String(error)));
  await page.goto(`${server.url}/files/tests/page.html`);
  await page.waitForFunction(() => globalThis.loaded === true);
  return { page, seen };
}

/** What the tabs' channel and lock are called. */
export const nameOf = (url, name = 'default') => `tokenward ${JSON.stringify([url, name, `${url}login`, `${url}refresh`, `${url}logout`])}`;

/** Chromium says it of every response that is an error or was cut. */
export const isOwn = (text) => !/Failed to load resource|net::ERR_|blocked by CORS|An iframe|Mixed Content/.test(text);

export function chromiumChecks(server, only) {
  let browser;
  let pages;
  /** For the callers that are many: a browser has six connections to an origin, and they would wait for each other. */
  let second;
  let all;
  const run = (name) => {
    const [{ page }, to] = name.startsWith('many: ') ? [pages[1], second] : [pages[0], server];
    return page.evaluate(([each, otherUrl]) => globalThis.runOne(each, otherUrl), [name, to.otherUrl]);
  };
  return {
    'Chromium: it starts': async () => {
      browser = await openBrowser();
      second = await startHostile(server.files);
      pages = await Promise.all([server, second].map(async (each) => openPage(await browser.newContext(), each)));
      all = inBackground(run, only);
    },
    ...checksOf('Chromium', (name) => all.of(name)),
    'Chromium: nothing is printed or stored': async () => {
      assert.deepEqual(pages.flatMap(({ seen }) => seen).filter(isOwn), [], 'printed');
      const kept = await pages[0].page.evaluate(async () => ({
        local: { ...localStorage },
        session: { ...sessionStorage },
        databases: await indexedDB.databases(),
        caches: await caches.keys(),
        cookie: document.cookie,
      }));
      assert.deepEqual(kept, { local: {}, session: {}, databases: [], caches: [], cookie: '' });
    },
    'Chromium: it stops': () => Promise.all([browser.close(), second.stop()]),
  };
}
