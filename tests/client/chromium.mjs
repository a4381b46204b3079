// The scenarios in headless Chromium, with page, package and API of one origin.
import assert from 'node:assert/strict';
import { openBrowser } from '../www/browser.mjs';
import { scenarios } from './scenarios.mjs';

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

export function chromiumChecks(server) {
  let browser;
  let context;
  let opened;
  const run = (name) => async () => {
    opened ??= await openPage(context, server);
    const problem = await opened.page.evaluate(([each, otherUrl]) => globalThis.runOne(each, otherUrl), [name, server.otherUrl]);
    assert.ok(problem === null, problem);
    assert.deepEqual(opened.seen.splice(0).filter(isOwn), [], 'printed');
  };
  return {
    'Chromium: it starts': async () => {
      browser = await openBrowser();
      context = await browser.newContext();
    },
    ...Object.fromEntries(Object.keys(scenarios).map((name) => [`Chromium: ${name}`, run(name)])),
    'Chromium: nothing is stored': async () => {
      const kept = await opened.page.evaluate(async () => ({ local: { ...localStorage }, session: { ...sessionStorage }, databases: await indexedDB.databases(), caches: await caches.keys(), cookie: document.cookie }));
      assert.deepEqual(kept, { local: {}, session: {}, databases: [], caches: [], cookie: '' });
    },
    'Chromium: it stops': () => browser.close(),
  };
}
