/** A store in the Cache API of an edge runtime. */
import { check, optionsOf } from '../lib/options.js';
import { checkEntry, checkKeys } from '../lib/store-checks.js';
import type { Store } from './types.js';
import '../lib/web-types.js';

/** What of a `Cache` is used. */
export interface CacheLike {
  match(url: string): Promise<Response | undefined>;
  put(url: string, response: Response): Promise<void>;
}

/** Options of {@link cacheApiStore}. */
export interface CacheApiStoreOptions {
  /** The address under which entries are kept; nothing is ever fetched from it. Default `'https://tokenward.invalid/'`. */
  baseUrl?: string;
}

/** Not every cache looks at `Cache-Control`, and its seconds are whole; this counts. Unix milliseconds. */
const EXPIRES = 'tokenward-expires';

/** For ever, as caches understand it. */
const YEAR_SECONDS = 31_536_000;

/**
 * A store in the Cache API, for remote key sets: shared by the isolates of one data centre, so that
 * not each of them fetches.
 *
 * Not for revocation: other data centres do not see what is set, and a cache may drop anything at
 * any time. On Cloudflare it works on custom domains only; elsewhere it keeps nothing.
 *
 * @param cache default `caches.default`, which only Cloudflare has; elsewhere `await caches.open(name)`
 * @throws {TypeError} for an unknown or mistyped option, or if there is no cache
 *
 * @example
 * ```ts
 * import { cacheApiStore } from 'tokenward/stores/cache-api';
 *
 * const store = cacheApiStore(await caches.open('keys'));
 * await store.set('jwks:https://id.example', '{"keys":[]}', 600); // for 10 minutes
 * ```
 */
export function cacheApiStore(cache: CacheLike | undefined = defaultCache(), options: CacheApiStoreOptions = {}): Store {
  const { baseUrl = 'https://tokenward.invalid/' } = optionsOf('cacheApiStore', options, ['baseUrl']);
  check(isUrl(baseUrl), 'baseUrl', baseUrl, 'be an absolute URL');
  if (typeof cache?.match !== 'function') throw new TypeError('cacheApiStore: there is no `caches.default`; give it a cache');
  const base = new URL(baseUrl);

  /** In the query: a path would resolve `..`. */
  function urlOf(key: string): string {
    const url = new URL(base);
    url.search = `?${encodeURIComponent(key)}`;
    return url.href;
  }

  async function read(key: string): Promise<string | undefined> {
    const response = await cache!.match(urlOf(key));
    if (response === undefined) return undefined;
    const value = await response.text();
    return Date.now() < Number(response.headers.get(EXPIRES) ?? Infinity) ? value : undefined;
  }

  return {
    async get(keys) {
      checkKeys(keys);
      return Promise.all(keys.map(read));
    },

    async set(key, value, ttl) {
      checkEntry(key, value, ttl);
      const headers: Record<string, string> = { 'content-type': 'text/plain; charset=utf-8' };
      headers['cache-control'] = `max-age=${Math.min(Math.ceil(ttl ?? YEAR_SECONDS), YEAR_SECONDS)}`;
      if (ttl !== undefined) headers[EXPIRES] = String(Math.ceil(Date.now() + ttl * 1000));
      await cache.put(urlOf(key), new Response(value, { headers }));
    },
  };
}

/** The runtime's own error would show the text. */
function isUrl(text: string): boolean {
  try {
    new URL(text);
    return true;
  } catch {
    return false;
  }
}

function defaultCache(): CacheLike | undefined {
  return (globalThis as { caches?: { default?: CacheLike } }).caches?.default;
}
