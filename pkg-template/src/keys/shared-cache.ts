/**
 * Keys that one isolate or process has fetched, for the others.
 *
 * Whatever goes wrong here costs a fetch, and nothing else.
 * @internal
 */
import * as wasm from '../../wasm/verifier.js';
import { textWith } from '../bridge/call.js';
import { inTime } from '../lib/promises.js';
import { checkStore } from '../lib/store-checks.js';
import type { Store } from '../stores/types.js';

/** A JWKS, and when it was fetched, in unix seconds. */
export interface Shared {
  at: number;
  jwks: string;
}

/** A cache that takes longer is none: fetching does not. Seconds. */
const LONGEST = 1;

export class SharedKeys {
  readonly #store: Store;
  readonly #key: string;

  /** @param source all that the answer may depend on */
  constructor(store: Store, source: unknown, environment: string | undefined) {
    checkStore('cache', store);
    this.#store = store;
    this.#key = `tokenward:${environment ?? '-'}:jwks:${textWith(JSON.stringify(source), () => wasm.hashApiKey())}`;
  }

  /** What is there, if it may be used at all: not from the future, and not older than what is known. */
  async get(now: number, newerThan: number): Promise<Shared | undefined> {
    try {
      const [kept] = await inTime(Promise.resolve(this.#store.get([this.#key])), LONGEST);
      if (typeof kept !== 'string') return undefined;
      const { at, jwks } = JSON.parse(kept) as { at?: unknown; jwks?: unknown };
      if (typeof at !== 'number' || typeof jwks !== 'string' || at > now || at <= newerThan) return undefined;
      return { at, jwks };
    } catch {
      return undefined;
    }
  }

  async set(shared: Shared, ttl: number): Promise<void> {
    try {
      await inTime(Promise.resolve(this.#store.set(this.#key, JSON.stringify(shared), ttl)), LONGEST);
    } catch {
      // The next one fetches for itself.
    }
  }
}
