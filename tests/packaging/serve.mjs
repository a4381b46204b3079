// A page in Chromium, from a server of its own.
import { createServer } from 'node:http';
import { openBrowser } from '../www/browser.mjs';

const TYPES = { js: 'text/javascript', mjs: 'text/javascript', wasm: 'application/wasm' };

/**
 * Opens `page` (HTML) in Chromium and gives what its script sets as `globalThis.answer`, and the paths that were
 * asked for. `read` gives a file's bytes by its path; what it does not know is answered with the page, as
 * applications of one page do.
 */
export async function answerOf(page, read, headers = {}) {
  const paths = [];
  const server = createServer(({ url }, response) => {
    paths.push(url);
    const file = url === '/' ? undefined : read(url);
    const type = file === undefined ? 'text/html' : (TYPES[url.split('.').at(-1)] ?? 'application/octet-stream');
    response.writeHead(200, { 'content-type': type, ...headers }).end(file ?? page);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const browser = await openBrowser();
  try {
    const tab = await browser.newPage();
    const errors = [];
    tab.on('pageerror', (error) => errors.push(error));
    await tab.goto(`http://127.0.0.1:${server.address().port}/`);
    await tab
      .waitForFunction(() => globalThis.answer !== undefined, undefined, { timeout: 10_000 })
      .catch((error) => {
        throw new Error('the page did not answer', { cause: errors[0] ?? error });
      });
    return { answer: await tab.evaluate(() => globalThis.answer), paths };
  } finally {
    await browser.close();
    await new Promise((resolve) => server.close(resolve));
  }
}
