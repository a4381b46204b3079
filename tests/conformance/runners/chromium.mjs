// Headless Chromium: the package's browser entry by an import map, no bundler,
// under a policy that allows wasm and nothing else to be evaluated.
import { createServer } from 'node:http';
import { accessSync, constants, readFileSync } from 'node:fs';
import { delimiter, extname, join, normalize } from 'node:path';
import { randomBytes } from 'node:crypto';
import { chromium } from 'playwright-core';
import { entryFor } from '../lib/app.mjs';
import { FIXTURES, INSTALLED, SUITE } from '../lib/paths.mjs';
import { report } from '../lib/report.mjs';

const TYPES = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
};

function findBrowser() {
  for (const dir of (process.env.PATH ?? '').split(delimiter)) {
    for (const name of ['chromium', 'chromium-browser', 'google-chrome']) {
      try {
        accessSync(join(dir, name), constants.X_OK);
        return join(dir, name);
      } catch {
        // Not here.
      }
    }
  }
  throw new Error('no Chromium on PATH');
}

const nonce = randomBytes(16).toString('base64');
const entry = entryFor('.', ['browser', 'import']);
const PAGE = `<!doctype html><meta charset="utf-8"><title>conformance</title>
<script type="importmap" nonce="${nonce}">${JSON.stringify({ imports: { tokenward: join('/pkg', entry) } })}</script>
<script type="module" nonce="${nonce}">
  import * as tokenward from 'tokenward';
  import { runSuite } from '/suite/suite.mjs';
  const run = async () => {
    await tokenward.ready();
    const fixtures = await (await fetch('/fixtures.json')).json();
    return runSuite(tokenward, fixtures, { runtime: 'chromium' });
  };
  window.result = run().catch((error) => ({ crash: String(error.stack ?? error) }));
</script>`;

function fileFor(path) {
  const clean = normalize(path);
  if (clean === '/fixtures.json') return FIXTURES;
  if (clean.startsWith('/pkg/')) return join(INSTALLED, clean.slice(5));
  if (clean.startsWith('/suite/')) return join(SUITE, clean.slice(7));
  return undefined;
}

const server = createServer((request, response) => {
  const { pathname } = new URL(request.url, 'http://localhost');
  try {
    const file = fileFor(pathname);
    const body = pathname === '/' ? PAGE : readFileSync(file);
    response.writeHead(200, {
      'content-type': pathname === '/' ? 'text/html' : (TYPES[extname(file)] ?? 'application/octet-stream'),
      'content-security-policy': `default-src 'none'; script-src 'self' 'nonce-${nonce}' 'wasm-unsafe-eval'; connect-src 'self'`,
    });
    response.end(body);
  } catch {
    response.writeHead(404).end();
  }
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));

const browser = await chromium.launch({
  executablePath: findBrowser(),
  args: [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
});
try {
  const page = await browser.newPage();
  const problems = [];
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  await page.goto(`http://127.0.0.1:${server.address().port}/`);
  await page.waitForFunction('window.result !== undefined', undefined, { timeout: 30_000 }).catch(() => {
    throw new Error(`the page did not start: ${problems.join('; ')}`);
  });
  const result = await page.evaluate('window.result');
  if (result.crash) throw new Error(result.crash);
  report('chromium', result);
} finally {
  await browser.close();
  server.close();
}
