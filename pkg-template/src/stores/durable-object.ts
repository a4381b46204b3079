/** A store in a Cloudflare Durable Object. */
import { checkEntry, checkKeys } from '../lib/store-checks.js';
import type { Store } from './types.js';
import '../lib/web-types.js';

/** What of a Durable Object's stub is used; a service binding or `{ fetch }` will do as well. */
export interface Fetcher {
  fetch(url: string, init: { method: 'POST'; body: string }): Promise<Response>;
}

/** What of a Durable Object's storage is used. */
export interface ObjectStorage {
  get(keys: string[]): Promise<Map<string, unknown>>;
  put(entries: Record<string, unknown>): Promise<void>;
  delete(keys: string[]): Promise<number>;
  list(options: { prefix: string; end?: string; limit: number }): Promise<Map<string, unknown>>;
  getAlarm(): Promise<number | null>;
  setAlarm(time: number): Promise<void>;
}

/** What the object and {@link durableObjectStore} say to each other. */
type Question = { get: string[] } | { set: { key: string; value: string; ttl?: number } };

interface Kept {
  value: string;
  /** Unix milliseconds; absent is never. */
  expires?: number;
}

/** The storage's limit for one `get` or `delete`. */
const KEYS_PER_REQUEST = 128;

/** A value of 1 MiB, twice as long where JSON escapes it, and what is around it. */
const BODY_BYTES = 3 * 1024 * 1024;

/** Half of what `delete` takes, as an expired entry has two rows. */
const ENTRIES_PER_PURGE = 64;

/**
 * The object in which {@link durableObjectStore} keeps its entries: one place in the world, so what
 * is set is seen by every request after it.
 *
 * Export it from your worker and bind it, best with `new_sqlite_classes`: an entry may have 2 MB
 * there, and 128 KiB otherwise. Expired entries are never returned, and deleted by an alarm.
 * Whoever can send it requests can read and write all of it: do not pass on those of others.
 *
 * @example
 * ```ts
 * import { durableObjectStore, TokenStoreObject, type Fetcher } from 'tokenward/stores/durable-object';
 *
 * export { TokenStoreObject };
 * export default {
 *   async fetch(request: Request, env: { REVOKED: { getByName(name: string): Fetcher } }): Promise<Response> {
 *     const store = durableObjectStore(env.REVOKED.getByName('all'));
 *     await store.set('revoked:token-7', '1', 900); // for 15 minutes
 *     return new Response(null, { status: 204 });
 *   },
 * };
 * ```
 */
export class TokenStoreObject {
  readonly #storage: ObjectStorage;

  /** Seconds between two purges, at least: each is an alarm, which is billed like a request. */
  protected purgeInterval = 60;

  constructor(state: { storage: ObjectStorage }) {
    this.#storage = state.storage;
  }

  /** Answers {@link durableObjectStore}: 200 with values, 204, or 400, 405 and 413 for what is not a question. */
  async fetch(request: Request): Promise<Response> {
    if (request.method !== 'POST') return new Response(null, { status: 405, headers: { allow: 'POST' } });
    const body = await boundedText(request);
    if (body === undefined) return new Response(null, { status: 413 });
    let question: Partial<Record<'get' | 'set', unknown>>;
    try {
      question = JSON.parse(body) as typeof question;
      if ('get' in question) checkQuestionKeys(question.get);
      else checkQuestionEntry(question.set);
    } catch {
      return new Response(null, { status: 400 });
    }
    if ('get' in question) return Response.json(await this.#get(question.get as string[]));
    const { key, value, ttl } = question.set as { key: string; value: string; ttl?: number };
    await this.#set(key, value, ttl);
    return new Response(null, { status: 204 });
  }

  /** Deletes what has expired; called by the runtime. */
  async alarm(): Promise<void> {
    const now = Date.now();
    for (;;) {
      const due = await this.#storage.list({ prefix: 'expiry:', end: expiryRow(now + 1, ''), limit: ENTRIES_PER_PURGE });
      if (due.size === 0) break;
      const rows = ([...due.values()] as string[]).map(entryRow);
      const entries = (await this.#storage.get(rows)) as Map<string, Kept>;
      // An entry that was set again lives on; its old row of expiry goes all the same.
      const expired = rows.filter((row) => hasExpired(entries.get(row), now));
      await this.#storage.delete([...due.keys(), ...expired]);
    }
    const [next] = await this.#storage.list({ prefix: 'expiry:', limit: 1 });
    if (next !== undefined) await this.#wakeAt(Number(next[0].split(':', 2)[1]));
  }

  async #get(keys: string[]): Promise<(string | null)[]> {
    const entries = (await this.#storage.get(keys.map(entryRow))) as Map<string, Kept>;
    const now = Date.now();
    return keys.map((key) => {
      const entry = entries.get(entryRow(key));
      return entry === undefined || hasExpired(entry, now) ? null : entry.value;
    });
  }

  async #set(key: string, value: string, ttl: number | undefined): Promise<void> {
    if (ttl === undefined) return this.#storage.put({ [entryRow(key)]: { value } });
    const expires = Math.min(Math.ceil(Date.now() + ttl * 1000), LATEST);
    // The second row lets the alarm find what is due without reading the rest.
    await this.#storage.put({ [entryRow(key)]: { value, expires }, [expiryRow(expires, key)]: key });
    await this.#wakeAt(expires);
  }

  async #wakeAt(time: number): Promise<void> {
    const at = Math.max(time, Date.now() + this.purgeInterval * 1000);
    const alarm = await this.#storage.getAlarm();
    if (alarm === null || alarm > at) await this.#storage.setAlarm(at);
  }
}

/**
 * The store in a {@link TokenStoreObject}. Every call is a request to where the object lives.
 *
 * A worker's stub is good for the request that made it and for no other. What lives longer, such as a
 * revocation list that all requests share, is given a function that makes one whenever it is asked.
 *
 * @param stub of the object, `env.REVOKED.getByName('all')`, or a function that returns it
 * @returns a store that rejects when the object cannot be reached or refuses
 *
 * @example
 * ```ts
 * import { durableObjectStore, type Fetcher } from 'tokenward/stores/durable-object';
 *
 * declare const env: { REVOKED: { getByName(name: string): Fetcher } }; // of 'cloudflare:workers'
 * const store = durableObjectStore(() => env.REVOKED.getByName('all'));
 * await store.set('revoked:token-7', '1', 900); // for 15 minutes
 * ```
 */
export function durableObjectStore(stub: Fetcher | (() => Fetcher)): Store {
  const isStub = (given: typeof stub): given is Fetcher => typeof (given as Partial<Fetcher> | null)?.fetch === 'function';
  if (!isStub(stub) && typeof stub !== 'function') throw new TypeError('durableObjectStore: expected a stub with `fetch`');

  async function ask(question: Question): Promise<unknown> {
    const response = await (isStub(stub) ? stub : stub()).fetch('https://tokenward.invalid/', {
      method: 'POST',
      body: JSON.stringify(question),
    });
    if (!response.ok) throw new Error(`durableObjectStore: the object answered ${response.status}`);
    return response.status === 204 ? undefined : response.json();
  }

  async function read(keys: string[]): Promise<string[]> {
    const values = await ask({ get: keys });
    if (!Array.isArray(values) || values.length !== keys.length) throw new Error('durableObjectStore: not an answer of the object');
    return values as string[];
  }

  return {
    async get(keys) {
      checkKeys(keys);
      const reads = [];
      for (let i = 0; i < keys.length; i += KEYS_PER_REQUEST) reads.push(read(keys.slice(i, i + KEYS_PER_REQUEST)));
      return (await Promise.all(reads)).flat();
    },

    async set(key, value, ttl) {
      checkEntry(key, value, ttl);
      await ask({ set: { key, value, ttl } });
    },
  };
}

/** Rows sort by time as long as it has the digits that it has until the year 2286. */
const LATEST = 9_999_999_999_999;

function expiryRow(time: number, key: string): string {
  return `expiry:${time}:${key}`;
}

function entryRow(key: string): string {
  return `entry:${key}`;
}

function hasExpired(entry: Kept | undefined, now: number): boolean {
  return entry?.expires !== undefined && entry.expires <= now;
}

function checkQuestionKeys(keys: unknown): void {
  if (!Array.isArray(keys) || keys.length > KEYS_PER_REQUEST) throw new TypeError(`at most ${KEYS_PER_REQUEST} keys`);
  checkKeys(keys as string[]);
}

function checkQuestionEntry(entry: unknown): void {
  const { key, value, ttl } = entry as { key: string; value: string; ttl?: number };
  checkEntry(key, value, ttl);
}

/** The body, or undefined as soon as it turns out to be too long. */
async function boundedText(request: Request): Promise<string | undefined> {
  const reader = request.body?.getReader();
  if (reader === undefined) return '';
  const decoder = new TextDecoder();
  let text = '';
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    length += value.length;
    if (length > BODY_BYTES) {
      // Not waited for: it does not end while somebody keeps an unread clone of the request.
      reader.cancel().catch(() => {});
      return undefined;
    }
    text += decoder.decode(value, { stream: true });
  }
}
