// Start-up in workerd: from the start of the process to the first answer, against a worker
// that only answers. workerd itself, without miniflare, whose own start would drown it.
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { join } from 'node:path';
import workerdPackage from 'workerd';
import { bundleWorker } from '../lib/bundle.mjs';
import { BENCHES, WORK } from '../lib/paths.mjs';

const EMPTY = "export default { fetch: () => new Response('user-000000') };\n";
const LIMIT_MS = 20_000;
// A CommonJS module with an ES default: the path of the program.
const workerd = workerdPackage.default ?? workerdPackage;

function writeWorker(name, { script, wasm }) {
  const folder = join(WORK, `startup-${name}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'worker.mjs'), script);
  for (const [file, bytes] of wasm) writeFileSync(join(folder, file), bytes);
  const modules = [
    '(name = "worker.mjs", esModule = embed "worker.mjs")',
    ...[...wasm.keys()].map((file) => `(name = "${file}", wasm = embed "${file}")`),
  ];
  const config = join(folder, 'config.capnp');
  writeFileSync(
    config,
    `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = .worker)],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
const worker :Workerd.Worker = (
  modules = [${modules.join(', ')}],
  compatibilityDate = "2026-04-01",
);
`,
  );
  return config;
}

const fetchText = (port) =>
  new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, agent: false }, (response) => {
      let text = '';
      response.on('data', (data) => (text += data)).on('end', () => resolve(text));
    }).on('error', reject);
  });

/** Milliseconds from start to first answer; workerd says on descriptor 3 when it listens. */
async function startOnce(config) {
  const started = performance.now();
  const child = spawn(workerd, ['serve', '--control-fd=3', config], { stdio: ['ignore', 'ignore', 'pipe', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (data) => (errors += data));
  const timer = setTimeout(() => child.kill('SIGKILL'), LIMIT_MS);
  const ended = new Promise((resolve) => child.on('close', resolve));
  try {
    const port = await new Promise((resolve, reject) => {
      let text = '';
      child.stdio[3].on('data', (data) => {
        text += data;
        const listening = text.match(/\{[^}]*"event"\s*:\s*"listen"[^}]*\}/)?.[0];
        if (listening) resolve(JSON.parse(listening).port);
      });
      child.on('error', reject);
      child.on('close', () => reject(new Error(`workerd ended: ${errors}`)));
    });
    const text = await fetchText(port);
    const spent = performance.now() - started;
    if (text !== 'user-000000') throw new Error(`workerd: the first answer was not the token's subject: ${text.slice(0, 200)} ${errors}`);
    return spent;
  } finally {
    clearTimeout(timer);
    child.kill('SIGKILL');
    await ended;
  }
}

/** For the empty worker and for each algorithm: milliseconds to the first answer, in turns. */
export async function workerdStartup({ fixtures, algorithms, rounds }) {
  const configs = { empty: writeWorker('empty', { script: EMPTY, wasm: new Map() }) };
  for (const alg of algorithms) {
    const { jwk, tokens } = fixtures.algorithms[alg];
    const given = JSON.stringify({ alg, jwk, token: tokens[0], issuer: fixtures.issuer, audience: fixtures.audience });
    configs[alg] = writeWorker(alg, await bundleWorker({ entryPoints: [join(BENCHES, 'startup', 'worker.mjs')] }, { given }));
  }
  const samples = Object.fromEntries(Object.keys(configs).map((name) => [name, []]));
  for (let round = -1; round < rounds; round += 1) {
    for (const [name, config] of Object.entries(configs)) {
      const spent = await startOnce(config);
      if (round >= 0) samples[name].push(spent);
    }
  }
  return samples;
}
