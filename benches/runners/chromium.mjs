// Headless Chromium: a page for each algorithm and scenario, no bundler.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { launchBrowser } from '../lib/browser.mjs';
import { BENCHES, FIXTURES, INSTALLED, ROOT } from '../lib/paths.mjs';

const TYPES = { '.js': 'text/javascript', '.mjs': 'text/javascript', '.json': 'application/json', '.wasm': 'application/wasm' };
const FOLDERS = { pkg: INSTALLED, jose: join(ROOT, 'node_modules', 'jose'), benches: BENCHES };

function page() {
  const { exports } = JSON.parse(readFileSync(join(INSTALLED, 'package.json'), 'utf8'));
  const imports = { tokenward: join('/pkg', exports['.'].browser), jose: '/jose/dist/webapi/index.js' };
  return `<!doctype html><meta charset="utf-8"><title>bench</title>
<script type="importmap">${JSON.stringify({ imports })}</script>
<script type="module">
  import * as tokenward from 'tokenward';
  import { joseMaker } from '/benches/contestants/jose.mjs';
  import { tokenwardMaker } from '/benches/contestants/tokenward.mjs';
  import { runScenario } from '/benches/lib/algorithm-run.mjs';
  await tokenward.ready();
  const fixtures = await (await fetch('/fixtures.json')).json();
  // There is no host engine in a browser.
  const makers = [tokenwardMaker(tokenward, ['wasm']), joseMaker];
  window.run = (settings) => runScenario({ ...settings, fixtures, makers });
</script>`;
}

function serve(request, response) {
  const path = normalize(new URL(request.url, 'http://localhost').pathname);
  try {
    const [, folder, ...rest] = path.split('/');
    const file = path === '/fixtures.json' ? FIXTURES : join(FOLDERS[folder] ?? '/nowhere', ...rest);
    const body = path === '/' ? page() : readFileSync(file);
    response.writeHead(200, {
      'content-type': path === '/' ? 'text/html' : (TYPES[extname(file)] ?? 'application/octet-stream'),
      // Isolated pages get a clock of microseconds.
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
    });
    response.end(body);
  } catch {
    response.writeHead(404).end();
  }
}

export async function open() {
  const server = createServer(serve);
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const browser = await launchBrowser();
  return {
    async run(alg, scenario, timing) {
      const tab = await browser.newPage();
      try {
        await tab.goto(`http://127.0.0.1:${server.address().port}/`);
        await tab.waitForFunction('window.run !== undefined', undefined, { timeout: 30_000 });
        return await tab.evaluate((settings) => window.run(settings), { alg, scenario, timing });
      } finally {
        await tab.close();
      }
    },
    async close() {
      await browser.close();
      server.close();
    },
  };
}
