/** A store in Redis, or in what speaks its protocol: Valkey, KeyDB, Dragonfly. */
import { check, optionsOf } from '../lib/options.js';
import { checkEntry, checkKeys } from '../lib/store-checks.js';
import type { Store } from './types.js';

/** A client of ioredis, node-redis or Bun, or a cluster of the first two: whatever has one of these. */
export type RedisClient =
  /** ioredis */
  | { call(command: string, ...args: string[]): Promise<unknown>; readonly isCluster?: boolean }
  /** node-redis */
  | { sendCommand(args: string[]): Promise<unknown> }
  /** A cluster of node-redis, which is told where to go */
  | { sendCommand(firstKey: string, isReadonly: boolean, args: string[]): Promise<unknown>; readonly slots: unknown }
  /** Bun */
  | { send(command: string, args: string[]): Promise<unknown> };

/** Options of {@link redisStore}. */
export interface RedisStoreOptions {
  /** What every key in Redis starts with. Default `'tokenward:'`. */
  prefix?: string;
}

/**
 * A store in Redis. Redis itself forgets what has expired; lives are kept to the millisecond.
 *
 * The client is yours: you connect it, close it and listen to its errors. By default clients keep
 * commands for later while they are not connected, so a request waits for as long as Redis is
 * away. To be told at once, use `maxRetriesPerRequest: 0` and `enableOfflineQueue: false`
 * (ioredis), `disableOfflineQueue: true` (node-redis) or `enableOfflineQueue: false` (Bun).
 *
 * For a revocation list Redis must not forget by itself: `appendonly yes`, so that a restart keeps what
 * was revoked, and `maxmemory-policy noeviction`.
 *
 * On a cluster every key is asked for by itself, as they live on different nodes. What was written
 * just before a failover may be lost, as Redis copies to replicas asynchronously.
 *
 * @throws {TypeError} for an unknown or mistyped option, or an unknown client
 * @returns a store that rejects with the client's error when Redis does not answer or refuses
 *
 * @example
 * ```ts
 * import { redisStore, type RedisClient } from 'tokenward/stores/redis';
 *
 * declare const client: RedisClient; // new Redis(), await createClient().connect(), Bun.redis
 * const store = redisStore(client, { prefix: 'my-api:' });
 * await store.set('revoked:token-7', '1', 900); // for 15 minutes
 * ```
 */
export function redisStore(client: RedisClient, options: RedisStoreOptions = {}): Store {
  const { prefix = 'tokenward:' } = optionsOf('redisStore', options, ['prefix']);
  check(typeof prefix === 'string', 'prefix', prefix, 'be a string');
  const { send, isCluster } = adapt(client);

  async function read(names: string[]): Promise<unknown> {
    if (names.length === 0) return [];
    if (isCluster) return Promise.all(names.map((name) => send('GET', [name])));
    return send('MGET', names);
  }

  return {
    async get(keys) {
      checkKeys(keys);
      const values = await read(keys.map((key) => prefix + key));
      // A client set up to return something else must not look like one that found nothing.
      const understood = Array.isArray(values) && values.length === keys.length;
      if (!understood || !values.every((value) => value === null || typeof value === 'string')) {
        throw new Error('redisStore: the client did not answer with one string or null for each key');
      }
      return values as (string | null)[];
    },

    async set(key, value, ttl) {
      checkEntry(key, value, ttl);
      // Redis takes no life under a millisecond.
      const life = ttl === undefined ? [] : ['PX', String(Math.ceil(ttl * 1000))];
      await send('SET', [prefix + key, value, ...life]);
    },
  };
}

interface Adapted {
  /** The first argument is a key. */
  send(command: string, args: string[]): Promise<unknown>;
  isCluster: boolean;
}

/** Tells the clients apart by what they have; ioredis has a `sendCommand` too, of another kind. */
function adapt(client: RedisClient): Adapted {
  if (client !== null && typeof client === 'object') {
    if ('call' in client) {
      return { send: (command, args) => client.call(command, ...args), isCluster: client.isCluster === true };
    }
    if ('slots' in client) {
      // Never from a replica: it may not have heard of a revocation yet.
      return { send: (command, args) => client.sendCommand(args[0]!, false, [command, ...args]), isCluster: true };
    }
    if ('sendCommand' in client) {
      return { send: (command, args) => client.sendCommand([command, ...args]), isCluster: false };
    }
    if ('send' in client) return { send: (command, args) => client.send(command, args), isCluster: false };
  }
  throw new TypeError('redisStore: expected a client of ioredis, node-redis or Bun');
}
