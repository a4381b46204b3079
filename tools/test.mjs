// `make test`: runs every suite, prints what each did, and adds up.
//
//   node tools/test.mjs              everything
//   node tools/test.mjs types www    these suites only
//
// Two suites run at a time. Beside them those that only compute run at the lowest priority: they
// take what the two leave, whose clients must not wait for a processor. Each one's output is
// printed whole when it ends. A suite that cannot run (a missing tool, a missing
// runtime) has failed. So has one that ran and counted nothing.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const LANES = 2;
const COMPUTING_LANES = 3;
const biome = 'node_modules/.bin/biome';

// What wasm-bindgen's runner is told: to run in Node.js, or in the browser with this driver.
const wasmTest = (...targets) => ['cargo', 'test', '--locked', '--target', 'wasm32-unknown-unknown', ...targets];
const inNode = { CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER: 'wasm-bindgen-test-runner' };
const inBrowser = (name, driver) => ({ ...inNode, WASM_BINDGEN_USE_BROWSER: '1', [name]: onPath(driver) });

/**
 * Name, command, extra environment, in the order in which they begin. `counts` says that the
 * output counts tests; `computes` that it only uses the processor, and may wait; `needs` names the suite
 * that has to pass before; of the suites that `hold` one thing, one runs at a time: cargo's folder
 * of debug builds, or the browsers.
 */
const SUITES = [
  { name: 'package', command: ['node', 'tools/package.mjs'] },
  { name: 'build', command: ['cargo', 'test', '--locked', '--no-run'], computes: true, hold: ['cargo'] },
  { name: 'build-wasm', command: wasmTest('--lib', '--test', 'wasm', '--no-run'), computes: true, hold: ['cargo'] },
  {
    name: 'clippy',
    command: ['cargo', 'clippy', '--locked', '--all-targets', '--', '-D', 'warnings'],
    computes: true,
    hold: ['cargo'],
  },
  {
    name: 'clippy-wasm',
    command: ['cargo', 'clippy', '--locked', '--workspace', '--lib', '--target', 'wasm32-unknown-unknown', '--', '-D', 'warnings'],
    computes: true,
    hold: ['cargo'],
  },
  { name: 'native', command: ['cargo', 'test', '--locked'], counts: true, computes: true, needs: 'build' },
  { name: 'wasm-node', command: wasmTest('--lib', '--test', 'wasm'), env: inNode, counts: true, computes: true, needs: 'build-wasm' },
  { name: 'rustfmt', command: ['cargo', 'fmt', '--all', '--check'] },
  { name: 'format', command: [biome, 'format', '.'] },
  { name: 'lint', command: [biome, 'lint', '--error-on-warnings', '.'] },
  { name: 'crates', command: ['cargo', 'deny', '--locked', '--workspace', 'check', 'licenses', 'bans', 'sources'] },
  { name: 'prose', command: ['node', 'tests/prose/run.mjs'], counts: true },
  // The longest first: all that begins later runs beside them.
  { name: 'client-browser', command: ['node', 'tests/client/browser.mjs'], counts: true, needs: 'package', hold: ['browser'] },
  { name: 'client', command: ['node', 'tests/client/run.mjs'], counts: true, needs: 'package' },
  { name: 'conformance', command: ['node', 'tests/conformance/run.mjs'], counts: true, needs: 'package' },
  { name: 'remote', command: ['node', 'tests/remote/run.mjs'], counts: true, needs: 'package' },
  { name: 'providers', command: ['node', 'tests/providers/run.mjs'], counts: true, needs: 'package' },
  { name: 'types', command: ['node', 'tests/types/run.mjs'], counts: true, needs: 'package' },
  { name: 'options', command: ['node', 'tests/options/run.mjs'], counts: true, needs: 'package' },
  { name: 'instance', command: ['node', 'tests/instance/run.mjs'], counts: true, needs: 'package' },
  { name: 'stores', command: ['node', 'tests/stores/run.mjs'], counts: true, needs: 'package' },
  { name: 'revocation', command: ['node', 'tests/revocation/run.mjs'], counts: true, needs: 'package' },
  { name: 'oauth', command: ['node', 'tests/oauth/run.mjs'], counts: true, needs: 'package' },
  { name: 'http', command: ['node', 'tests/http/run.mjs'], counts: true, needs: 'package' },
  { name: 'redact', command: ['node', 'tests/redact/run.mjs'], counts: true, needs: 'package' },
  { name: 'guard', command: ['node', 'tests/guard/run.mjs'], counts: true, needs: 'package' },
  { name: 'linear', command: ['node', 'tests/linear/run.mjs'], counts: true, needs: 'package' },
  { name: 'examples', command: ['node', 'tests/examples/run.mjs'], counts: true, needs: 'package' },
  { name: 'packaging', command: ['node', 'tests/packaging/run.mjs'], counts: true, needs: 'package' },
  { name: 'deployments', command: ['node', 'tests/deployments/run.mjs'], counts: true, needs: 'package', hold: ['browser'] },
  { name: 'www', command: ['node', 'tests/www/page.mjs'], counts: true, needs: 'package', hold: ['browser'] },
  { name: 'demo', command: ['node', 'tools/demo.mjs'], needs: 'package', hold: ['browser'] },
  {
    name: 'wasm-chromium',
    command: wasmTest('--test', 'wasm'),
    env: inBrowser('CHROMEDRIVER', 'chromedriver'),
    counts: true,
    needs: 'build-wasm',
    hold: ['browser'],
  },
  {
    name: 'wasm-firefox',
    command: wasmTest('--test', 'wasm'),
    env: inBrowser('GECKODRIVER', 'geckodriver'),
    counts: true,
    needs: 'build-wasm',
    hold: ['browser'],
  },
];

const only = process.argv.slice(2);
for (const name of only) if (!SUITES.some((suite) => suite.name === name)) throw new Error(`there is no suite ${name}`);
const chosen = SUITES.filter(({ name }) => only.length === 0 || only.includes(name));
const rows = await runAll(chosen);

console.log('\nsuite            passed  failed  seconds');
for (const { name, passed, failed, seconds } of rows) {
  console.log(`${name.padEnd(16)} ${String(passed).padStart(6)}  ${String(failed).padStart(6)}  ${String(seconds).padStart(7)}`);
}
const sum = (column) => rows.reduce((total, row) => total + row[column], 0);
console.log(`\n${sum('passed')} passed, ${sum('failed')} failed`);
process.exitCode = sum('failed') === 0 && sum('passed') > 0 ? 0 : 1;

/** Runs the suites, as many of either kind at a time as there are lanes; gives their rows in the order of the table. */
async function runAll(suites) {
  const rows = new Map();
  const waiting = [...suites];
  const running = new Map();
  const free = ({ needs, hold = [] }) =>
    (needs === undefined || rows.has(needs) || !suites.some(({ name }) => name === needs)) &&
    ![...running.keys()].some((other) => hold.some((thing) => other.hold?.includes(thing)));
  const hasLane = ({ computes }) =>
    [...running.keys()].filter((other) => other.computes === computes).length < (computes ? COMPUTING_LANES : LANES);
  while (waiting.length > 0 || running.size > 0) {
    const next = waiting.find((suite) => hasLane(suite) && free(suite));
    if (next === undefined) {
      await Promise.race(running.values());
      continue;
    }
    waiting.splice(waiting.indexOf(next), 1);
    const row = rows.get(next.needs)?.failed ? Promise.resolve(notRun(next)) : run(next);
    running.set(
      next,
      row.then((result) => {
        rows.set(next.name, result);
        running.delete(next);
      }),
    );
  }
  return suites.map(({ name }) => rows.get(name));
}

function notRun({ name, needs }) {
  console.log(`\n=== ${name}\nnot run, because ${needs} failed`);
  return { name, passed: 0, failed: 1, seconds: 0 };
}

async function run({ name, command, env = {}, counts = false, computes = false }) {
  console.log(`... ${name} begins`);
  const started = Date.now();
  const { code, output } = await execute(command, env, computes);
  console.log(`\n=== ${name}\n$ ${command.join(' ')}\n${output}`);
  let { passed, failed } = counts ? countIn(output) : { passed: code === 0 ? 1 : 0, failed: 0 };
  if (code !== 0 && failed === 0) failed = 1;
  if (code === 0 && passed === 0) {
    console.log(`${name}: no test was run`);
    failed = 1;
  }
  return { name, passed, failed, seconds: Math.round((Date.now() - started) / 1000) };
}

/** Adds up the lines of Rust's test harness; elsewhere the last `N passed, N failed` is the sum. */
function countIn(output) {
  const harness = [...output.matchAll(/^test result: \w+\. (\d+) passed; (\d+) failed/gm)];
  const lines = harness.length > 0 ? harness : [...output.matchAll(/(\d+) passed, (\d+) failed/g)].slice(-1);
  const sum = (group) => lines.reduce((total, line) => total + Number(line[group]), 0);
  return { passed: sum(1), failed: sum(2) };
}

/** What it wrote is kept until it ends, for several suites write at once; a run that is stopped shows it too. */
function execute([program, ...args], env, isPatient) {
  return new Promise((resolve) => {
    let output = '';
    const child = spawn(program, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    if (isPatient && child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_LOW);
    const stop = () => {
      child.kill();
      console.log(`\n=== stopped in the middle of\n$ ${program} ${args.join(' ')}\n${output}`);
      process.exitCode = 1;
    };
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, stop);
    const end = (code) => {
      for (const signal of ['SIGINT', 'SIGTERM']) process.off(signal, stop);
      resolve({ code: code ?? 1, output });
    };
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (chunk) => (output += chunk));
    child.on('error', (error) => {
      output += `${program}: ${error.message}\n`;
      end(1);
    });
    child.on('close', end);
  });
}

/** The full path of a program: wasm-bindgen's runner wants one. A missing one is for the runner to tell. */
function onPath(program) {
  const found = process.env.PATH.split(delimiter)
    .map((folder) => join(folder, program))
    .find((path) => existsSync(path));
  return found ?? program;
}
