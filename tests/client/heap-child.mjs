// A process that uses a client, and shows its memory before and after `logout()`: the heap as V8
// has it, and the module's. It is started with --expose-gc; see heap.mjs, which knows the tokens.
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { writeHeapSnapshot } from 'node:v8';

// Before the package is loaded: its memory is what every instance exports.
const memories = [];
const Real = WebAssembly.Instance;
WebAssembly.Instance = function Instance(module, imports) {
  const real = new Real(module, imports);
  memories.push(real.exports.memory);
  return real;
};
const { createClient } = await import('tokenward/client');

const [, , url, folder, ending] = process.argv;

function show(name) {
  writeHeapSnapshot(join(folder, `${name}.heapsnapshot`));
  memories.forEach((memory, at) => writeFileSync(join(folder, `${name}.${at}.wasm-memory`), new Uint8Array(memory.buffer)));
  process.send(name);
}

async function use(client) {
  for (let i = 0; i < 20; i += 1) await (await client.fetch('data')).text();
  await (await client.fetch('data', { method: 'POST', body: 'x' })).json();
  await (await client.fetch(new Request(`${url}data`, { method: 'PUT', body: 'x' }))).json();
  await Promise.all(Array.from({ length: 20 }, () => client.fetch('data').then((response) => response.text())));
}

let ahead = 0;
const client = createClient({
  baseUrl: url,
  login: { url: 'login', body: { password: 'right' } },
  refresh: 'refresh',
  logout: 'logout',
  clock: () => Date.now() / 1000 + ahead,
});
client.on('refresh', () => {});
await use(client);
// Refused, and refreshed for it; then expired, and refreshed again. The parent does the server's part.
for (const step of ['refuse', 'advance']) {
  process.send(step);
  await once(process, 'message');
  if (step === 'advance') ahead += 700;
  await use(client);
}
/** In a frame of its own, which is gone afterwards. */
async function showWithToken() {
  // As somebody has it who asked for it: what is looked for is found.
  const token = await client.token();
  show('before');
  if (token.length === 0) throw new Error('no token');
}
await showWithToken();
await client[ending]();
// Connections that are still open may hold the last request.
for (let i = 0; i < 10; i += 1) {
  await sleep(50);
  globalThis.gc();
}
show('after');
process.disconnect();
