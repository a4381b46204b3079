// `make test-bundlers`: the package in Rollup, webpack, Vite, Next.js and Jest, none of which is configured. Not part of `make test`,
// because the first run installs them here.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { installPackage } from '../../../tools/install-package.mjs';
import { runChecks } from '../../support/checks.mjs';
import { openBrowser } from '../../www/browser.mjs';
import { answerOf } from '../serve.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const target = fileURLToPath(new URL('../../../target/packaging/bundlers', import.meta.url));
if (!existsSync(join(here, 'node_modules/next'))) {
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--no-package-lock'], { cwd: here, stdio: 'inherit' });
}
installPackage(target);
rmSync(join(here, 'node_modules/tokenward'), { recursive: true, force: true });
cpSync(join(target, 'node_modules/tokenward'), join(here, 'node_modules/tokenward'), { recursive: true });

const { nodeResolve } = await import('@rollup/plugin-node-resolve');
const { rollup } = await import('rollup');
const { default: webpack } = await import('webpack');
const vite = await import('vite');

const input = join(here, 'program.mjs');
const WORKS = 'true,true,empty';
const out = join(target, 'out');
const runInNode = (file) => execFileSync(process.execPath, [file], { encoding: 'utf8', cwd: '/' }).trim();
const pageOf = (script) => `<!doctype html><script type="module" src="/${script}"></script>`;
const read = (url) => (existsSync(join(out, url)) ? readFileSync(join(out, url)) : undefined);

async function withRollup(format, plugin) {
  rmSync(out, { recursive: true, force: true });
  const bundle = await rollup({ input, plugins: [plugin] });
  await bundle.write({ format, dir: out, entryFileNames: format === 'cjs' ? 'bundle.cjs' : 'bundle.mjs' });
}

function withWebpack(target) {
  rmSync(out, { recursive: true, force: true });
  const options = { mode: 'production', target, entry: input, performance: false, output: { path: out, filename: 'bundle.js' } };
  return new Promise((resolve, reject) => {
    webpack(options, (error, stats) => (error || stats.hasErrors() ? reject(error ?? new Error(stats.toString())) : resolve()));
  });
}

/** What a page says in Chromium. */
async function shownAt(url, show) {
  const browser = await openBrowser();
  try {
    const tab = await browser.newPage();
    await tab.goto(url);
    await tab.waitForFunction(show, undefined, { timeout: 30_000 });
    return await tab.evaluate(show);
  } finally {
    await browser.close();
  }
}

const viteRoot = join(here, 'node_modules/.vite-app');
rmSync(viteRoot, { recursive: true, force: true });
mkdirSync(viteRoot);
cpSync(input, join(viteRoot, 'program.mjs'));
writeFileSync(join(viteRoot, 'index.html'), pageOf('program.mjs'));
const viteOptions = { root: viteRoot, configFile: false, logLevel: 'error' };

async function nextAnswers(bundler) {
  const next = join(here, 'node_modules/next/dist/bin/next');
  const env = { ...process.env, NEXT_TELEMETRY_DISABLED: '1' };
  execFileSync(process.execPath, [next, 'build', bundler], { cwd: here, env, stdio: 'pipe' });
  const server = spawn(process.execPath, [next, 'start', '--port', '0'], { cwd: here, env, stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    let text = '';
    const url = await new Promise((resolve) => {
      server.stdout.setEncoding('utf8').on('data', (chunk) => {
        text += chunk;
        const found = text.match(/http:\/\/localhost:\d+/);
        if (found && text.includes('Ready')) resolve(found[0]);
      });
    });
    const answers = {};
    for (const runtime of ['node', 'edge']) {
      const response = await fetch(`${url}/api/${runtime}`);
      answers[runtime] = await response.text();
      answers.middleware = response.headers.get('x-middleware-answer');
    }
    const show = () => [document.querySelector('p')?.textContent].find((text) => text !== undefined && text !== 'waiting');
    return { ...answers, page: await shownAt(url, show) };
  } finally {
    server.kill();
  }
}

const checks = {
  'Rollup for Node.js, as modules': async () => {
    await withRollup('es', nodeResolve());
    assert.equal(runInNode(join(out, 'bundle.mjs')), WORKS);
  },
  'Rollup for Node.js, with the condition `node`, as CommonJS': async () => {
    await withRollup('cjs', nodeResolve({ exportConditions: ['node'] }));
    assert.equal(runInNode(join(out, 'bundle.cjs')), WORKS);
  },
  'Rollup for browsers': async () => {
    await withRollup('es', nodeResolve({ browser: true }));
    assert.equal((await answerOf(pageOf('bundle.mjs'), read)).answer, WORKS);
  },
  'webpack for Node.js': async () => {
    await withWebpack('node');
    assert.equal(runInNode(join(out, 'bundle.js')), WORKS);
  },
  'webpack for browsers': async () => {
    await withWebpack('web');
    assert.equal((await answerOf(pageOf('bundle.js'), read)).answer, WORKS);
  },
  'Vite for servers, with all in the bundle': async () => {
    const build = { ssr: input, outDir: out, emptyOutDir: true, rollupOptions: { output: { entryFileNames: 'bundle.mjs' } } };
    await vite.build({ ...viteOptions, root: here, build, ssr: { noExternal: true } });
    assert.equal(runInNode(join(out, 'bundle.mjs')), WORKS);
  },
  'Vite for browsers, while developing': async () => {
    const server = await vite.createServer({ ...viteOptions, cacheDir: join(viteRoot, 'cache'), server: { port: 0 } });
    try {
      await server.listen();
      assert.equal(await shownAt(server.resolvedUrls.local[0], () => globalThis.answer), WORKS);
    } finally {
      await server.close();
    }
  },
  'Vite for browsers, built': async () => {
    await vite.build({ ...viteOptions, build: { outDir: out, emptyOutDir: true } });
    const { answer, paths } = await answerOf(readFileSync(join(out, 'index.html'), 'utf8'), read);
    assert.equal(answer, WORKS);
    assert.ok(!paths.some((path) => path.includes('inline')), `${paths}`);
  },
};
for (const environment of ['node', 'jsdom']) {
  checks[`Jest as it comes: ${environment}`] = () => {
    const jest = join(here, 'node_modules/jest/bin/jest.js');
    execFileSync(process.execPath, [jest, '--rootDir', here, '--env', environment, '--testMatch', '**/jest.test.cjs'], {
      cwd: here,
      stdio: 'pipe',
    });
  };
}
for (const bundler of ['--webpack', '--turbopack']) {
  checks[`Next.js: ${bundler}`] = async () => {
    assert.deepEqual(await nextAnswers(bundler), {
      node: 'true,token_missing,empty,undefined',
      edge: 'true,token_missing,empty,string',
      middleware: 'true,token_missing,empty,string',
      page: '300 empty',
    });
  };
}

await runChecks('bundlers', checks);
process.exit();
