// The whole conformance run: pack, install, mint, every runtime, the verdict.
//
//   node tests/conformance/run.mjs              everything
//   node tests/conformance/run.mjs node deno    these runners only
import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { CVE_ROWS } from './cve-rows.mjs';
import { installPacked } from './lib/app.mjs';
import { check } from './lib/check.mjs';
import { BIN, RESULTS, ROOT, SUITE, WORK } from './lib/paths.mjs';
import { readFixtures } from './lib/report.mjs';
import { mint, write } from './mint.mjs';
import { selfTest } from './self-test.mjs';

const LIMIT_MS = 5 * 60 * 1000;
const node = process.execPath;
const runner = (name) => join(SUITE, 'runners', `${name}.mjs`);
const deno = [
  join(BIN, 'deno'),
  'run',
  '--no-prompt',
  '--no-lock',
  '--cached-only',
  '--node-modules-dir=manual',
  '--allow-read',
  '--allow-env',
  `--allow-write=${WORK}`,
  runner('deno'),
];

const RUNNERS = [
  ['node wasm', [node, runner('node'), 'wasm']],
  ['node auto', [node, runner('node'), 'auto']],
  ['node slim', [node, runner('node'), 'slim']],
  ['node inline', [node, runner('node'), 'inline']],
  ['deno', deno],
  ['bun', [join(BIN, 'bun'), runner('bun')]],
  ['workerd', [node, runner('workerd')]],
  ['workerd nodejs_compat', [node, runner('workerd'), 'nodejs_compat']],
  ['chromium', [node, runner('chromium')]],
];

function start([command, ...args]) {
  return new Promise((resolve) => {
    const env = { ...process.env, DENO_DIR: join(WORK, 'deno'), DENO_NO_UPDATE_CHECK: '1' };
    const child = spawn(command, args, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (data) => (output += data));
    child.stderr.on('data', (data) => (output += data));
    const timer = setTimeout(() => child.kill('SIGKILL'), LIMIT_MS);
    child.on('error', (error) => resolve({ code: 1, output: `${output}${error.message}\n` }));
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ code: code ?? 1, output });
    });
  });
}

async function main(only) {
  mkdirSync(WORK, { recursive: true });
  rmSync(RESULTS, { recursive: true, force: true });
  const problems = [];
  console.log(`installed ${installPacked()}`);

  const corpus = await mint();
  write(corpus);
  console.log(`minted ${corpus.entries.length} entries`);
  if (!(await check(corpus))) problems.push('jose disagrees with the corpus');

  const fixtures = readFixtures();
  const self = await selfTest(fixtures);
  console.log(`self-test: a package that only decodes fails ${self.failed} tests and passes ${self.passed}`);
  problems.push(...self.problems.map((p) => `self-test: ${p}`));

  const chosen = RUNNERS.filter(([name]) => only.length === 0 || only.some((o) => name === o || name.split(' ')[0] === o));
  for (const [name, command] of chosen) {
    const { code, output } = await start(command);
    process.stdout.write(output.endsWith('\n') ? output : `${output}\n`);
    // A failed test is in the result; anything else that went wrong is not.
    const result = readResults().find(({ runtime }) => runtime === name);
    if (!result) problems.push(`${name}: no result, exit ${code}`);
    else if (code !== 0 && result.failed === 0) problems.push(`${name}: exit ${code}`);
  }

  const results = readResults();
  const covered = new Set(results.filter((r) => r.runtime === 'node wasm').flatMap(({ cves }) => cves));
  if (covered.size > 0) {
    for (const row of CVE_ROWS) if (!covered.has(row)) problems.push(`no test names ${row}`);
    for (const row of covered) if (!CVE_ROWS.includes(row)) problems.push(`${row} is no row of cve-rows.mjs`);
  }
  for (const problem of problems) console.log(`problem: ${problem}`);
  const sum = (name) => results.reduce((total, result) => total + result[name], 0);
  console.log(`conformance: ${sum('passed')} passed, ${sum('failed') + problems.length} failed`);
  return problems.length === 0 && sum('failed') === 0 && sum('passed') > 0;
}

function readResults() {
  try {
    return readdirSync(RESULTS).map((name) => JSON.parse(readFileSync(join(RESULTS, name), 'utf8')));
  } catch {
    return [];
  }
}

process.exitCode = (await main(process.argv.slice(2))) ? 0 : 1;
