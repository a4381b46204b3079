// The stores: one contract over every real thing they keep their entries in, and what is
// special about each. Redis is a redis-server of our own, Cloudflare's stores are workerd's.
import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Cluster, Redis } from 'ioredis';
import { createClient, createCluster } from 'redis';
import { installPackage } from '../../tools/install-package.mjs';
import { runChecks } from '../support/checks.mjs';
import { copySupport, importFile } from '../support/node.mjs';
import { Failure, inTime, until } from '../support/portable.mjs';
import { startRedis } from '../support/redis.mjs';
import { startWorker } from '../support/worker.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const app = join(root, 'target/stores/app');
installPackage(app);
// Beside the installed package, so that they find it.
for (const name of ['bun.mjs', 'clients.ts', 'contract.mjs']) cpSync(join(root, 'tests/stores', name), join(app, name));
copySupport(app);
const importStore = (name) => importFile(app, `node_modules/tokenward/dist/stores/${name}.js`);

const { contract } = await importFile(app, 'contract.mjs');
const { memoryStore } = await importStore('memory');
const { redisStore } = await importStore('redis');
const { cacheApiStore } = await importStore('cache-api');
const { durableObjectStore, TokenStoreObject } = await importStore('durable-object');
const { workersKvStore } = await importStore('workers-kv');

const rejects = (promise) => inTime(assert.rejects(promise, (error) => error instanceof Error && !(error instanceof Failure)));

const checks = {};
const overContract = (label, run) => {
  for (const name of Object.keys(contract)) checks[`${label}: ${name}`] = () => run(name);
};

// --- memory --------------------------------------------------------------------------------

overContract('memory', (name) => contract[name](memoryStore()));

Object.assign(checks, {
  'memory: expiry is exact, and the clock is the one given': () => {
    let now = 100;
    const store = memoryStore({ clock: () => now });
    store.set('key', 'value', 2.5);
    now = 102.4;
    assert.deepEqual(store.get(['key']), ['value']);
    now = 102.5;
    assert.deepEqual(store.get(['key']), [undefined]);
    now = 101;
    assert.deepEqual(store.get(['key']), ['value'], 'nothing is dropped before it is in the way');
  },

  'memory: a full store throws and keeps what it has; what has expired makes room': () => {
    let now = 0;
    const store = memoryStore({ maxEntries: 3, clock: () => now });
    store.set('a', '1', 10);
    store.set('b', '1');
    store.set('c', '1', 5);
    assert.throws(
      () => store.set('d', '1', 10),
      (error) => error.constructor === Error && /full/.test(error.message),
    );
    assert.deepEqual(store.get(['a', 'b', 'c', 'd']), ['1', '1', '1', undefined]);
    store.set('a', '2', 20);
    now = 5;
    store.set('d', '1', 10);
    assert.throws(() => store.set('e', '1', 10), /full/);
    assert.deepEqual(store.get(['a', 'b', 'c', 'd', 'e']), ['2', '1', undefined, '1', undefined]);
  },

  'memory: never more than it may hold, and never less than a plain map would find': () => {
    let now = 0;
    let seed = 1;
    const random = (below) => {
      seed = (seed * 48271) % 2147483647;
      return seed % below;
    };
    const maxEntries = 30;
    const store = memoryStore({ maxEntries, clock: () => now });
    const model = new Map();
    let full = 0;
    for (let step = 0; step < 50_000; step += 1) {
      now += random(3);
      for (const [key, { expires }] of model) if (expires <= now) model.delete(key);
      const key = `k${random(120)}`;
      const ttl = random(40) === 0 ? undefined : 1 + random(100);
      const room = model.has(key) || model.size < maxEntries;
      if (room) {
        store.set(key, `${step}`, ttl);
        // One that never expires would hold its place for the rest of the run.
        if (ttl === undefined) store.set(key, `${step}`, 50);
        model.set(key, { value: `${step}`, expires: now + (ttl ?? 50) });
      } else {
        full += 1;
        assert.throws(() => store.set(key, `${step}`, ttl), /full/);
      }
      const asked = `k${random(120)}`;
      assert.deepEqual(store.get([key, asked]), [model.get(key)?.value, model.get(asked)?.value]);
    }
    assert.ok(full > 1000, `${full}`);
  },

  'memory: options and clocks that are none': async () => {
    for (const options of [null, { maxEntries: 0 }, { maxEntries: 1.5 }, { maxEntries: '7' }, { clock: 7 }, { size: 7 }]) {
      assert.throws(() => memoryStore(options), TypeError);
    }
    assert.throws(() => memoryStore({ max_entries: 7 }), /`max_entries`/);
    for (const time of [NaN, Infinity, '7', undefined, new Date()]) {
      const store = memoryStore({ clock: () => time });
      assert.throws(() => store.get(['key']), TypeError);
      assert.throws(() => store.set('key', 'value', 7), TypeError);
    }
    const main = await importFile(app, 'node_modules/tokenward/entry/node.js');
    const store = main.memoryStore();
    store.set('key', 'value');
    assert.deepEqual(store.get(['key']), ['value']);
  },
});

// --- Redis ---------------------------------------------------------------------------------

const redis = await startRedis();
const silent = (client) => client.on('error', () => {});
/** As the documentation of `redisStore` says: to be told at once. */
const ioredis = silent(new Redis(redis.url, { maxRetriesPerRequest: 0, enableOfflineQueue: false, retryStrategy: () => 50 }));
await once(ioredis, 'ready');
const nodeRedis = silent(createClient({ url: redis.url, disableOfflineQueue: true, socket: { reconnectStrategy: 50 } }));
await nodeRedis.connect();

overContract('ioredis', (name) => contract[name](redisStore(ioredis)));
overContract('node-redis', (name) => contract[name](redisStore(nodeRedis)));

let bun;
/** All of it in one run of Bun, each check with a result of its own. */
function bunResults() {
  const run = promisify(execFile)(join(root, 'node_modules/.bin/bun'), [join(app, 'bun.mjs')], {
    env: { ...process.env, REDIS_URL: redis.url },
  });
  return run.then(({ stdout }) => JSON.parse(stdout));
}
overContract('Bun', async (name) => {
  const results = await (bun ??= bunResults());
  assert.equal(results[name], null);
});

Object.assign(checks, {
  'Redis: keys have the prefix, and Redis itself knows when they expire': async () => {
    await redisStore(ioredis).set('for-ever', '1');
    await redisStore(ioredis).set('a-while', '1', 1000.5);
    await redisStore(ioredis, { prefix: 'mine/' }).set('a-while', '2', 0.0001);
    await redisStore(ioredis, { prefix: '' }).set('bare', '3', 60);
    assert.equal(await ioredis.pttl('tokenward:for-ever'), -1);
    const left = await ioredis.pttl('tokenward:a-while');
    assert.ok(left > 900_000 && left <= 1_000_500, `${left}`);
    await until(async () => (await ioredis.exists('mine/a-while')) === 0);
    assert.equal(await ioredis.get('bare'), '3');
    assert.deepEqual(await redisStore(nodeRedis, { prefix: 'mine/' }).get(['bare']), [null]);
  },

  'Redis: an error of the server, or an answer that is none, is not absence': async () => {
    await ioredis.lpush('tokenward:list', '1');
    await rejects(redisStore(ioredis).set('far', '1', 1e300));
    for (const answer of [undefined, null, 'OK', [], ['1', null], [Buffer.from('1')], [undefined], [7]]) {
      await rejects(redisStore({ send: async () => answer }).get(['key']));
    }
  },

  'Redis: what is no client, and options that are none': () => {
    for (const client of [undefined, null, {}, 'redis://', []]) assert.throws(() => redisStore(client), TypeError);
    assert.throws(() => redisStore(ioredis, { prefix: 7 }), TypeError);
    assert.throws(() => redisStore(ioredis, { keyPrefix: '' }), /`keyPrefix`/);
  },

  'Redis: a cluster, where keys of one question live in different slots': async () => {
    const server = await startRedis({ args: ['--cluster-enabled', 'yes', '--cluster-announce-ip', '127.0.0.1'] });
    const direct = silent(new Redis(server.url));
    await direct.cluster('ADDSLOTSRANGE', '0', '16383');
    await until(async () => (await direct.cluster('INFO')).includes('cluster_state:ok'));
    const clusters = [
      silent(new Cluster([{ host: '127.0.0.1', port: server.port }])),
      silent(createCluster({ rootNodes: [{ url: server.url }] })),
    ];
    try {
      await assert.rejects(redisStore(direct).get(['a', 'b']), /CROSSSLOT/, 'this is what it is about');
      await clusters[1].connect();
      const [many] = Object.keys(contract);
      for (const cluster of clusters) await inTime(contract[many](redisStore(cluster)));
    } finally {
      for (const client of [direct, clusters[0]]) client.disconnect();
      clusters[1].destroy();
      await server.stop();
    }
  },

  "the clients' own types fit": () => {
    const compilerOptions = {
      module: 'NodeNext',
      moduleResolution: 'NodeNext',
      target: 'ES2022',
      lib: ['ES2022', 'DOM'],
      strict: true,
      noEmit: true,
      types: ['node'],
      typeRoots: [join(root, 'node_modules/@types')],
      // The clients' declarations are not ours to check.
      skipLibCheck: true,
    };
    writeFileSync(join(app, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['clients.ts'] }));
    try {
      execFileSync(join(root, 'node_modules/.bin/tsc'), ['--project', app], { encoding: 'utf8', stdio: 'pipe' });
    } catch (error) {
      throw new Error(error.stdout);
    }
  },
});

for (const [label, client] of [
  ['ioredis', ioredis],
  ['node-redis', nodeRedis],
]) {
  checks[`${label}: without the server everything rejects; when it is back it works again`] = async () => {
    const store = redisStore(client);
    await store.set('before', '1');
    // Asked while the connection breaks, and after.
    const pending = Promise.allSettled(Array.from({ length: 20 }, () => store.get(['before'])));
    await redis.kill();
    await inTime(pending);
    await rejects(store.get(['before']));
    await rejects(store.set('during', '1'));
    await redis.restart();
    await until(() =>
      store.set('after', '1').then(
        () => true,
        () => false,
      ),
    );
    assert.deepEqual(await store.get(['after', 'during']), ['1', null]);
  };
}

// --- Cloudflare ----------------------------------------------------------------------------

const worker = await startWorker({
  entrySource: readFileSync(new URL('worker.mjs', import.meta.url), 'utf8'),
  resolveDir: app,
  miniflareOptions: {
    compatibilityFlags: ['nodejs_compat'],
    kvNamespaces: ['KV'],
    durableObjects: {
      SQLITE: { className: 'InSqlite', useSQLite: true },
      KEY_VALUE: { className: 'InKeyValue', useSQLite: false },
    },
  },
});
const kv = await worker.getKVNamespace('KV');
const send = (message) => worker.dispatchFetch('http://stores.test/', { method: 'POST', body: JSON.stringify(message) });

for (const store of ['KV', 'KV without bulk reads', 'Durable Object in SQLite', 'Durable Object', 'Cache API']) {
  overContract(store, async (check) => {
    const response = await send({ store, check });
    assert.equal(await response.text(), 'ok');
  });
}

Object.assign(checks, {
  'KV: it is told when to forget, 60 seconds from now at the soonest': async () => {
    const store = workersKvStore(kv, { prefix: 'expiring:' });
    await store.set('soon', '1', 0.5);
    await store.set('later', '1', 1000);
    await store.set('never', '1');
    const { keys } = await kv.list({ prefix: 'expiring:' });
    const now = Date.now() / 1000;
    const inSeconds = Object.fromEntries(keys.map(({ name, expiration }) => [name.slice(9), expiration - now]));
    assert.ok(inSeconds.soon > 30 && inSeconds.soon <= 61, `${inSeconds.soon}`);
    assert.ok(inSeconds.later > 900 && inSeconds.later <= 1001, `${inSeconds.later}`);
    assert.ok(Number.isNaN(inSeconds.never));
  },

  'KV: many keys are one read for each hundred': async () => {
    const reads = [];
    const counting = { get: (asked, options) => (reads.push(asked.length), kv.get(asked, options)) };
    const keys = Array.from({ length: 201 }, (_, i) => `absent-${i}`);
    const values = await workersKvStore(counting).get(keys);
    assert.ok(values.length === 201 && values.every((value) => value === undefined));
    assert.deepEqual(reads, [100, 100, 'tokenward:absent-200'.length]);
  },

  'KV: what someone else wrote is an error, not absence': async () => {
    for (const text of ['', 'true', '{"value":1}', 'x:1', '1.5:1']) {
      await kv.put('tokenward:foreign', text);
      await rejects(workersKvStore(kv).get(['foreign']));
      await rejects(workersKvStore(kv).get(['absent', 'foreign']));
    }
  },

  'KV: options that are none': () => {
    for (const options of [{ prefix: 'é'.repeat(193) }, { prefix: 7 }, { cacheTtl: 29 }, { cacheTtl: 30.5 }, { ttl: 60 }]) {
      assert.throws(() => workersKvStore(kv, options), TypeError);
    }
  },

  'Durable Object: what has expired is deleted, and nothing else': async () => {
    const rows = async () => (await send({ object: 'purged', path: '/rows' })).json();
    const store = durableObjectStore({
      fetch: (_url, init) => send({ object: 'purged', path: '/', init }),
    });
    // More than one purge takes at once.
    await Promise.all(Array.from({ length: 150 }, (_, i) => store.set(`short-${i}`, '1', 0.2)));
    for (const key of ['renewed', 'for-ever']) await store.set(key, 'old', 0.2);
    await store.set('renewed', 'new', 1000);
    await store.set('for-ever', 'new');
    await until(async () => (await rows()).rows.length === 3);
    const { rows: left, alarm } = await rows();
    const expiry = left.find((row) => row.startsWith('expiry:'));
    assert.deepEqual(
      left.filter((row) => row !== expiry),
      ['entry:for-ever', 'entry:renewed'],
    );
    assert.match(expiry, /:renewed$/);
    await until(async () => (await rows()).alarm === Number(expiry.split(':')[1]));
    assert.ok(alarm === null || alarm > Date.now());
    assert.deepEqual(await store.get(['renewed', 'for-ever', 'short-0']), ['new', 'new', null]);
  },

  'Durable Object: a body that is too long, and an unread clone of the request: nothing hangs': async () => {
    const request = new Request('https://store.test/', { method: 'POST', body: 'x'.repeat(4 << 20) });
    const clone = request.clone();
    assert.equal((await inTime(new TokenStoreObject({}).fetch(request))).status, 413);
    await clone.body.cancel();
  },

  'Durable Object: what is not a question is refused': async () => {
    const status = async (init) => (await send({ object: 'refusing', path: '/', init })).status;
    const post = (body) => status({ method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body) });
    assert.equal(await status({ method: 'GET' }), 405);
    assert.equal(await status({ method: 'POST' }), 400);
    for (const body of [
      '',
      '{',
      'null',
      '7',
      '[]',
      '{}',
      { get: 'key' },
      { get: [''] },
      { get: [7] },
      { get: Array(129).fill('key') },
      { set: {} },
      { set: null },
    ]) {
      assert.equal(await post(body), 400, JSON.stringify(body));
    }
    for (const change of [{ key: 'a b' }, { value: 7 }, { ttl: 0 }, { ttl: -1 }, { ttl: '7' }]) {
      assert.equal(await post({ set: { key: 'key', value: 'value', ttl: 7, ...change } }), 400, JSON.stringify(change));
    }
    assert.equal(await post({ set: { key: 'key', value: 'x'.repeat(3 << 20) } }), 413);
    assert.deepEqual(await (await send({ object: 'refusing', path: '/rows' })).json(), { rows: [], alarm: null });
    assert.equal(await post({ get: Array(128).fill('key') }), 200);
  },

  'Durable Object: an error of the object, or an answer that is none, is not absence': async () => {
    for (const response of [
      () => new Response('no', { status: 500 }),
      () => Response.json([]),
      () => Response.json({}),
      () => new Response('x'),
      () => new Response(null, { status: 204 }),
    ]) {
      await rejects(durableObjectStore({ fetch: async () => response() }).get(['key']));
    }
    await rejects(durableObjectStore({ fetch: async () => new Response(null, { status: 503 }) }).set('key', 'value'));
    assert.throws(() => durableObjectStore({}), TypeError);
  },

  'Cache API: where there is no default cache it says so; options that are none': () => {
    assert.throws(() => cacheApiStore(), TypeError);
    const cache = { match: async () => undefined, put: async () => {} };
    assert.throws(() => cacheApiStore(cache, { baseUrl: 'not a url' }), TypeError);
    assert.throws(() => cacheApiStore(cache, { base: 'https://example.com/' }), /`base`/);
  },
});

try {
  await runChecks('stores', checks);
} finally {
  ioredis.disconnect();
  if (nodeRedis.isOpen) nodeRedis.destroy();
  await redis.stop();
  await worker.dispose();
}
