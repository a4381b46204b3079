/** A store in Cloudflare Workers KV. */
import { tagOf } from '../bridge/tags.js';
import { check, optionsOf } from '../lib/options.js';
import { checkEntry, checkKeys } from '../lib/store-checks.js';
import type { Store } from './types.js';

/** What of a KV namespace is used. */
export interface KvNamespace {
  get(key: string, options?: { cacheTtl?: number }): Promise<string | null>;
  get(keys: string[], options?: { cacheTtl?: number }): Promise<Map<string, string | null>>;
  put(key: string, value: string, options?: { expirationTtl?: number }): Promise<void>;
}

/** Options of {@link workersKvStore}. */
export interface WorkersKvStoreOptions {
  /** What every key in KV starts with, at most 384 bytes. Default `'tokenward:'`. */
  prefix?: string;
  /** Seconds for which a data centre may answer from its own copy; KV's default is 60, its least 30. */
  cacheTtl?: number;
}

/** KV refuses to forget sooner. */
const LEAST_EXPIRATION_SECONDS = 60;

/** KV's limit for one bulk read. */
const KEYS_PER_READ = 100;

/** KV's limit for a key is 512 bytes, of which 128 are ours. */
const PREFIX_BYTES = 384;

/**
 * A store in Workers KV: read everywhere, quickly, and eventually consistent.
 *
 * What is set is seen elsewhere after up to 60 seconds, or `cacheTtl` if that is longer, also where
 * its absence was read before. So a revoked token may pass that much longer: if it must not, use
 * a Durable Object. KV takes one write per second to the same key.
 *
 * KV keeps nothing for less than 60 seconds, so the time of expiry is kept beside the value, and
 * counts; a shorter life is as good here as anywhere.
 *
 * @throws {TypeError} for an unknown or mistyped option
 * @returns a store that rejects when KV does, or holds what this store did not write
 *
 * @example
 * ```ts
 * import { workersKvStore, type KvNamespace } from 'tokenward/stores/workers-kv';
 *
 * export default {
 *   async fetch(request: Request, env: { REVOKED: KvNamespace }): Promise<Response> {
 *     const store = workersKvStore(env.REVOKED);
 *     await store.set('revoked:token-7', '1', 900); // for 15 minutes
 *     return new Response(null, { status: 204 });
 *   },
 * };
 * ```
 */
export function workersKvStore(namespace: KvNamespace, options: WorkersKvStoreOptions = {}): Store {
  const { prefix = 'tokenward:', cacheTtl } = optionsOf('workersKvStore', options, ['prefix', 'cacheTtl']);
  const isPrefix = typeof prefix === 'string' && new TextEncoder().encode(prefix).length <= PREFIX_BYTES;
  check(isPrefix, 'prefix', prefix, `be a string of at most ${PREFIX_BYTES} bytes`);
  const isLife = Number.isSafeInteger(cacheTtl) && cacheTtl! >= 30;
  check(cacheTtl === undefined || isLife, 'cacheTtl', cacheTtl, 'be a whole number of seconds, at least 30');
  const reading = cacheTtl === undefined ? {} : { cacheTtl };

  async function read(names: string[]): Promise<(string | null | undefined)[]> {
    if (names.length > 1) {
      // Where there is no bulk read, a list is refused or taken for one odd key.
      const found: unknown = await namespace.get(names, reading).catch(() => undefined);
      if (tagOf(found) === 'Map') return names.map((name) => (found as Map<string, string | null>).get(name));
    }
    return Promise.all(names.map((name) => namespace.get(name, reading)));
  }

  return {
    async get(keys) {
      checkKeys(keys);
      const names = keys.map((key) => prefix + key);
      const reads = [];
      for (let i = 0; i < names.length; i += KEYS_PER_READ) reads.push(read(names.slice(i, i + KEYS_PER_READ)));
      const kept = (await Promise.all(reads)).flat();
      const now = Date.now();
      return kept.map((text) => unpack(text, now));
    },

    async set(key, value, ttl) {
      checkEntry(key, value, ttl);
      if (ttl === undefined) return namespace.put(prefix + key, `:${value}`);
      const expirationTtl = Math.max(LEAST_EXPIRATION_SECONDS, Math.ceil(ttl));
      return namespace.put(prefix + key, `${Math.ceil(Date.now() + ttl * 1000)}:${value}`, { expirationTtl });
    },
  };
}

/** Reads `<unix milliseconds, or nothing>:<value>`. */
function unpack(text: string | null | undefined, now: number): string | undefined {
  if (text === null || text === undefined) return undefined;
  const colon = text.indexOf(':');
  const expires = text.slice(0, Math.max(colon, 0));
  // What someone else wrote there is not absence: that would let a revoked token pass.
  if (colon < 0 || !/^\d*$/.test(expires)) throw new Error('workersKvStore: KV holds a value that this store did not write');
  return expires === '' || now < Number(expires) ? text.slice(colon + 1) : undefined;
}
