// `node benches/startup/remote.mjs [rounds]`: the first token of a cold verifier with remote keys in
// workerd, with a shared cache and without. Prints milliseconds; the issuer is 50 ms away.
//
// Cold is the verifier, not the isolate: starting that costs the same with and without, and is
// what the rest of `startup` measures. Timed from outside, for workerd stops the clock during a
// request. Modes take turns. Cache API and KV are miniflare's, on this machine: Cloudflare's are
// farther away, and so are issuers.
import { sign } from 'node:crypto';
import { keyPair } from '../../tools/key-pair.mjs';
import { once } from 'node:events';
import { Agent, createServer, request } from 'node:http';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { startWorker } from '../../tests/support/worker.mjs';
import { installPackage } from '../../tools/install-package.mjs';
import { WORK } from '../lib/paths.mjs';
import { median, quantile } from '../lib/stats.mjs';

const AWAY_MS = 50;
const ROUNDS = Number(process.argv[2] ?? 100);
/** `warm` has its keys: what a request costs here at least. */
const MODES = ['warm', 'none', 'memory', 'Cache API', 'KV'];

const WORKER = `
import { createVerifier, memoryStore, remoteJwks } from 'tokenward';
import { cacheApiStore } from 'tokenward/stores/cache-api';
import { workersKvStore } from 'tokenward/stores/workers-kv';

const memory = memoryStore();
const caches = { 'warm': () => memory, 'none': () => undefined, 'memory': () => memory, 'Cache API': () => cacheApiStore(), 'KV': (env) => workersKvStore(env.KV) };
let warm;

export default {
  async fetch(request, env, ctx) {
    const mode = decodeURIComponent(new URL(request.url).pathname.slice(1));
    const make = () => createVerifier({ keys: remoteJwks(env.JWKS, { cache: caches[mode](env) }), algorithms: ['ES256'], issuer: 'https://id.example' });
    const verifier = mode === 'warm' ? (warm ??= make()) : make();
    const { claims } = await verifier.verifyRequestAsync(request, { waitUntil: (work) => ctx.waitUntil(work) });
    return new Response(claims.sub);
  },
};
`;

const { publicKey, privateKey } = keyPair('ec', { namedCurve: 'P-256' });
const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
const input = `${encode({ alg: 'ES256', kid: 'a' })}.${encode({ iss: 'https://id.example', sub: 'user', exp: 4_000_000_000 })}`;
const token = `${input}.${sign('sha256', Buffer.from(input), { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;

let fetches = 0;
const jwks = JSON.stringify({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'a', alg: 'ES256' }] });
const issuer = createServer(async (_, response) => {
  fetches += 1;
  await sleep(AWAY_MS);
  response.writeHead(200, { 'content-type': 'application/json' }).end(jwks);
}).listen(0, '127.0.0.1');
await once(issuer, 'listening');

const app = join(WORK, 'remote/app');
installPackage(app);
const worker = await startWorker({
  entrySource: WORKER,
  resolveDir: app,
  miniflareOptions: {
    bindings: { JWKS: `http://127.0.0.1:${issuer.address().port}/` },
    kvNamespaces: ['KV'],
    unsafeDirectSockets: [{ host: '127.0.0.1', port: 0 }],
  },
});
const url = await worker.unsafeGetDirectURL();
const agent = new Agent({ keepAlive: true });

function ask(mode) {
  return new Promise((resolve, reject) => {
    const asking = request(new URL(encodeURIComponent(mode), url), { agent, headers: { authorization: `Bearer ${token}` } }, (response) => {
      let text = '';
      response.on('data', (data) => (text += data)).on('end', () => (text === 'user' ? resolve() : reject(new Error(text))));
    });
    asking.on('error', reject).end();
  });
}

const samples = Object.fromEntries(MODES.map((mode) => [mode, { ms: [], fetches: 0 }]));
// The first rounds fill the caches, and are not counted.
for (let round = -3; round < ROUNDS; round += 1) {
  for (const mode of MODES) {
    const [before, started] = [fetches, performance.now()];
    await ask(mode);
    const spent = performance.now() - started;
    if (round < 0) {
      await sleep(200);
      continue;
    }
    samples[mode].ms.push(spent);
    samples[mode].fetches += fetches - before;
  }
}

console.log(`first token in workerd, issuer ${AWAY_MS} ms away, ${ROUNDS} rounds; milliseconds\n`);
console.log('shared cache   median  quartiles      fetches');
for (const [mode, { ms, fetches: count }] of Object.entries(samples)) {
  const [low, middle, high] = [quantile(ms, 0.25), median(ms), quantile(ms, 0.75)].map((value) => value.toFixed(1).padStart(6));
  console.log(`${mode.padEnd(14)} ${middle}  ${low}-${high.trim().padEnd(6)} ${String(count).padStart(8)}`);
}
agent.destroy();
await worker.dispose();
issuer.close();
