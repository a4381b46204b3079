// `make test`: runs every suite, prints what each did, and adds up.
//
//   node tools/test.mjs              everything
//   node tools/test.mjs types www    these suites only
//
// A suite that cannot run (a missing tool, a missing runtime) has failed. So has one that
// ran and counted nothing.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const wasmPack = (...args) => ['wasm-pack', 'test', ...args, '--', '--locked', '--test', 'wasm'];

/** Name, command, extra environment. `counts` says that the output counts tests. */
const SUITES = [
  { name: 'rustfmt', command: ['cargo', 'fmt', '--check'] },
  { name: 'clippy', command: ['cargo', 'clippy', '--locked', '--all-targets', '--', '-D', 'warnings'] },
  {
    name: 'clippy-wasm',
    command: ['cargo', 'clippy', '--locked', '--lib', '--target', 'wasm32-unknown-unknown', '--', '-D', 'warnings'],
  },
  { name: 'native', command: ['cargo', 'test', '--locked'], counts: true },
  { name: 'wasm-node', command: [...wasmPack('--node'), '--lib'], counts: true },
  {
    name: 'wasm-chromium',
    command: ['bash', '-c', `exec ${wasmPack('--headless', '--chrome', '--chromedriver', '"$(which chromedriver)"').join(' ')}`],
    env: { WASM_BINDGEN_USE_BROWSER: '1' },
    counts: true,
  },
  {
    name: 'wasm-firefox',
    command: ['bash', '-c', `exec ${wasmPack('--headless', '--firefox', '--geckodriver', '"$(which geckodriver)"').join(' ')}`],
    env: { WASM_BINDGEN_USE_BROWSER: '1' },
    counts: true,
  },
  { name: 'package', command: ['node', 'tools/package.mjs'] },
  { name: 'conformance', command: ['node', 'tests/conformance/run.mjs'], counts: true },
  { name: 'types', command: ['node', 'tests/types/run.mjs'], counts: true },
  { name: 'instance', command: ['node', 'tests/instance/run.mjs'], counts: true },
  { name: 'stores', command: ['node', 'tests/stores/run.mjs'], counts: true },
  { name: 'revocation', command: ['node', 'tests/revocation/run.mjs'], counts: true },
  { name: 'remote', command: ['node', 'tests/remote/run.mjs'], counts: true },
  { name: 'client', command: ['node', 'tests/client/run.mjs'], counts: true },
  { name: 'oauth', command: ['node', 'tests/oauth/run.mjs'], counts: true },
  { name: 'edge', command: ['node', 'tests/edge/run.mjs'], counts: true },
  { name: 'redact', command: ['node', 'tests/redact/run.mjs'], counts: true },
  { name: 'guard', command: ['node', 'tests/guard/run.mjs'], counts: true },
  { name: 'linear', command: ['node', 'tests/linear/run.mjs'], counts: true },
  { name: 'examples', command: ['node', 'tests/examples/run.mjs'], counts: true },
  { name: 'deployments', command: ['node', 'tests/deployments/run.mjs'], counts: true },
  { name: 'packaging', command: ['node', 'tests/packaging/run.mjs'], counts: true },
  { name: 'www', command: ['node', 'tests/www/page.mjs'], counts: true },
  { name: 'demo', command: ['node', 'tools/demo.mjs'] },
];

const only = process.argv.slice(2);
const chosen = SUITES.filter(({ name }) => only.length === 0 || only.includes(name));
const rows = [];
for (const suite of chosen) rows.push(await run(suite));

console.log('\nsuite            passed  failed  seconds');
for (const { name, passed, failed, seconds } of rows) {
  console.log(`${name.padEnd(16)} ${String(passed).padStart(6)}  ${String(failed).padStart(6)}  ${String(seconds).padStart(7)}`);
}
const sum = (column) => rows.reduce((total, row) => total + row[column], 0);
console.log(`\n${sum('passed')} passed, ${sum('failed')} failed`);
process.exitCode = sum('failed') === 0 && sum('passed') > 0 ? 0 : 1;

async function run({ name, command, env = {}, counts = false }) {
  console.log(`\n=== ${name}\n$ ${command.join(' ')}`);
  const started = Date.now();
  const { code, output } = await execute(command, env);
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

function execute([program, ...args], env) {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const keep = (stream) => (chunk) => {
      output += chunk;
      stream.write(chunk);
    };
    child.stdout.on('data', keep(process.stdout));
    child.stderr.on('data', keep(process.stderr));
    child.on('error', (error) => {
      console.log(`${program}: ${error.message}`);
      resolve({ code: 1, output });
    });
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}
