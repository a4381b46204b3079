// The scenarios in headless Chromium, with page, package and API of one origin.
import assert from 'node:assert/strict';
import { openBrowser } from '../www/browser.mjs';
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

/** Chromium says it of every response that is an error or was cut. */
export const isOwn = (text) => !/Failed to load resource|net::ERR_|blocked by CORS|An iframe|Mixed Content/.test(text);

export function chromiumChecks(server, only) {
  let browser;
  let opened;
  let all;
  const run = (name) => opened.page.evaluate(([each, otherUrl]) => globalThis.runOne(each, otherUrl), [name, server.otherUrl]);
  return {
    'Chromium: it starts': async () => {
      browser = await openBrowser();
      opened = await openPage(await browser.newContext(), server);
      all = inBackground(run, only);
    },
    ...checksOf('Chromium', (name) => all.of(name)),
    'Chromium: nothing is printed or stored': async () => {
      assert.deepEqual(opened.seen.filter(isOwn), [], 'printed');
      const kept = await opened.page.evaluate(async () => ({ local: { ...localStorage }, session: { ...sessionStorage }, databases: await indexedDB.databases(), caches: await caches.keys(), cookie: document.cookie }));
      assert.deepEqual(kept, { local: {}, session: {}, databases: [], caches: [], cookie: '' });
    },
    'Chromium: it stops': () => browser.close(),
  };
}
