// Runs one check of the contract, over one of the stores that only a worker has.
import { cacheApiStore } from 'tokenward/stores/cache-api';
import { durableObjectStore, TokenStoreObject } from 'tokenward/stores/durable-object';
import { workersKvStore } from 'tokenward/stores/workers-kv';
import { contract } from './contract.mjs';

/** As exported by a user, but in a hurry, and with a way to look inside. */
export class InSqlite extends TokenStoreObject {
  purgeInterval = 0.1;
  #storage;

  constructor(state) {
    super(state);
    this.#storage = state.storage;
  }

  async fetch(request) {
    if (new URL(request.url).pathname !== '/rows') return super.fetch(request);
    return Response.json({ rows: [...(await this.#storage.list()).keys()], alarm: await this.#storage.getAlarm() });
  }
}

/** A class of its own, because its binding keeps it in the older kind of storage. */
export class InKeyValue extends InSqlite {}

/** Without bulk reads, as KV was until 2025. */
const single = (namespace) => ({
  get: async (key, options) => (typeof key === 'string' ? namespace.get(key, options) : null),
  put: (key, value, options) => namespace.put(key, value, options),
});

const STORES = {
  KV: (env) => workersKvStore(env.KV, { cacheTtl: 30 }),
  'KV without bulk reads': (env) => workersKvStore(single(env.KV)),
  'Durable Object in SQLite': (env) => durableObjectStore(env.SQLITE.getByName('contract')),
  'Durable Object': (env) => durableObjectStore(env.KEY_VALUE.getByName('contract')),
  'Cache API': () => cacheApiStore(),
};

export default {
  async fetch(request, env) {
    const { store, check, object, path, init } = await request.json();
    // What the object itself says, for the checks outside of the contract.
    if (object) return env.SQLITE.getByName(object).fetch(`https://object.test${path}`, init);
    try {
      await contract[check](STORES[store](env));
      return new Response('ok');
    } catch (error) {
      return new Response(String(error?.stack ?? error), { status: 500 });
    }
  },
};
