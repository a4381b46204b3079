// Each wasm module of the package, loaded as its users load it, in every runtime.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commands } from '../client/runtimes.mjs';
import { startWorker } from '../support/worker.mjs';
import { answerOf } from './serve.mjs';

/** What a program does with a module, by entry point. The issuer's does nothing yet but load. */
const PROGRAMS = {
  tokenward: "import { parseDuration, ready } from 'tokenward'; await ready(); report(parseDuration('5m'));",
  'tokenward/client': "import { parseDuration, ready } from 'tokenward/client'; await ready(); report(parseDuration('5m'));",
  'tokenward/issuer': "import { ready } from 'tokenward/issuer'; report(await ready().then(() => 300));",
};
const REPORTED = '300';

/** A check for each entry point and runtime; `app` is a folder where the package is installed. */
export function moduleChecks(root, app) {
  const checks = {};
  for (const [entry, program] of Object.entries(PROGRAMS)) {
    for (const [runtime, [command, ...options]] of Object.entries(commands(root))) {
      checks[`${runtime} loads ${entry}`] = () => assert.equal(runFile(app, command, options, program), REPORTED);
    }
    checks[`workerd loads ${entry}`] = async () => assert.equal(await inWorkerd(app, program), REPORTED);
    checks[`Chromium loads ${entry}`] = async () => assert.equal(await inChromium(join(app, 'node_modules/tokenward'), program), REPORTED);
  }
  return checks;
}

function runFile(app, command, options, program) {
  const file = join(app, 'module-program.mjs');
  writeFileSync(file, `const report = (value) => console.log(String(value));\n${program}`);
  return execFileSync(command, [...options, file], { cwd: app, encoding: 'utf8' }).trim();
}

async function inWorkerd(app, program) {
  const [imports, ...rest] = program.split('; ');
  const entrySource = `${imports};
    export default { async fetch() { let answer; const report = (value) => (answer = value); ${rest.join('; ')} return new Response(String(answer)); } };`;
  const worker = await startWorker({ entrySource, resolveDir: app });
  try {
    return await (await worker.dispatchFetch('http://worker.test/')).text();
  } finally {
    await worker.dispose();
  }
}

/** In a page that takes the package's files as they are, from a server of its own. */
async function inChromium(installed, program) {
  const { exports } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
  const imports = Object.keys(PROGRAMS).map((entry) => [entry, exports[entry.replace('tokenward', '.')].browser.replace('./', '/')]);
  const page = `<script type="importmap">${JSON.stringify({ imports: Object.fromEntries(imports) })}</script>
    <script type="module">const report = (value) => (globalThis.answer = String(value)); ${program}</script>`;
  const read = (url) =>
    /^\/(dist|entry|wasm)\/[\w./-]+$/.test(url) && !url.includes('..') ? readFileSync(join(installed, url)) : undefined;
  return (await answerOf(page, read)).answer;
}
