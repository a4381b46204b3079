// A real HTTP server that does to a client whatever servers, proxies and networks do: see
// world.mjs and answers.mjs. It runs in a thread of its own, so that a busy client cannot make
// it late and a token's expiry is judged when the request arrives.
//
//   /w/<world>/{login,refresh,logout}   each world has its own tokens, script and records
//   /w/<world>/<anything else>          a protected resource
//   /w/<world>/control                  sets, moves the clock, releases, reports
//   /files/...                          what a browser needs, from the same origin
//
// The second server is another origin that lets everyone in (CORS), to tempt the client.
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { answer } from './answers.mjs';
import { World } from './world.mjs';

const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.mjs': 'text/javascript', '.wasm': 'application/wasm' };
const CORS = {
  'access-control-allow-origin': '*',
  'access-control-allow-headers': 'authorization, content-type, x-mine, x-sent-at',
  'access-control-allow-methods': '*',
  'access-control-expose-headers': '*',
};

/** Starts both; `files` maps the first folder of `/files/` to a folder. */
export async function startHostile(files = {}) {
  const worker = new Worker(fileURLToPath(import.meta.url), { workerData: files });
  const [{ url, otherUrl }] = await once(worker, 'message');
  return { url, otherUrl, files, stop: () => worker.terminate() };
}

const worlds = new Map();
function worldOf(id) {
  if (!worlds.has(id)) worlds.set(id, new World(id));
  return worlds.get(id);
}

async function bodyOf(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function fieldsOf(raw, contentType = '') {
  if (contentType.startsWith('application/x-www-form-urlencoded')) return Object.fromEntries(new URLSearchParams(raw.toString()));
  try {
    return JSON.parse(raw.toString()) ?? {};
  } catch {
    return {};
  }
}

/**
 * The scenarios of many callers take turns: two at once measure this machine, and not the client.
 * One that never ends its turn, because its runtime died, loses it.
 */
const LONGEST_TURN_MS = 120_000;
let lastTurn = Promise.resolve();
function takeTurn(world) {
  const before = lastTurn;
  lastTurn = new Promise((end) => {
    world.endTurn = end;
    before.then(() => setTimeout(end, LONGEST_TURN_MS).unref());
  });
  return before;
}

/** What a scenario asks of the server itself. */
async function control(world, { action, ...given }) {
  if (action === 'takeTurn') await takeTurn(world);
  if (action === 'endTurn') world.endTurn();
  if (action === 'set') world.set(given.knobs);
  if (action === 'advance') world.knobs.skew += given.seconds;
  if (action === 'refuseAll') world.refuseAll();
  if (action === 'revokeAll') world.revokeAll();
  if (action === 'release') {
    world.knobs.hold = [];
    world.release();
  }
  if (action === 'issue') return world.issue();
  return world.report();
}

async function serve(request, response, foreign) {
  const url = new URL(request.url, 'http://host');
  const [, , id, ...path] = url.pathname.split('/');
  if (url.pathname.startsWith('/files/')) return serveFile(url.pathname, foreign ? CORS : {}, response);
  if (!url.pathname.startsWith('/w/')) return response.writeHead(404).end();
  const world = worldOf(id);
  const { method, headers } = request;
  // A page of an opaque origin, such as a sandboxed frame, may ask only where CORS lets it.
  const isOpen = foreign || world.knobs.cors;
  if (isOpen) for (const [name, value] of Object.entries(CORS)) response.setHeader(name, value);
  if (method === 'OPTIONS' && isOpen) return response.writeHead(204).end();
  const raw = await bodyOf(request);
  if (path[0] === 'control') {
    response.setHeader('content-type', 'application/json');
    return response.end(JSON.stringify(await control(world, JSON.parse(raw.toString()))));
  }
  const known = !foreign && method === 'POST' && ['login', 'refresh', 'logout'].includes(path.join('/'));
  const endpoint = foreign ? 'other' : known ? path[0] : 'resource';
  const contentType = headers['content-type'];
  const token = world.note({ endpoint, method, url: request.url, headers, body: raw.toString('latin1'), foreign });
  const question = { method, headers, raw, contentType, token, query: url.searchParams, fields: known ? fieldsOf(raw, contentType) : {} };
  return answer(world, endpoint, question, response);
}

async function serveFile(path, more, response) {
  const [, , folder, ...rest] = normalize(path).split('/');
  try {
    if (!Object.hasOwn(workerData, folder)) throw new Error('unknown folder');
    const name = join(workerData[folder], ...rest);
    const bytes = await readFile(name);
    response.writeHead(200, { 'content-type': TYPES[extname(name)] ?? 'text/plain', ...more }).end(bytes);
  } catch {
    response.writeHead(404).end();
  }
}

if (!isMainThread) {
  const start = async (foreign) => {
    const server = createServer((request, response) => {
      serve(request, response, foreign).catch((error) => {
        // A client that hangs up amid its body is no failure of ours.
        if (!request.destroyed) console.error(error);
        response.destroy();
      });
    });
    // Nothing but the scenario closes a connection: a race with the client's next request would be noise.
    server.keepAliveTimeout = 120_000;
    server.requestTimeout = 0;
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return `http://127.0.0.1:${server.address().port}`;
  };
  parentPort.postMessage({ url: await start(false), otherUrl: await start(true) });
}
