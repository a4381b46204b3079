/** A store in this process. */
import type { Clock } from '../lib/clock.js';
import { check, clockOf, optionsOf } from '../lib/options.js';
import { checkEntry, checkKeys } from '../lib/store-checks.js';
import type { Store } from './types.js';

/** Options of {@link memoryStore}. */
export interface MemoryStoreOptions {
  /** How many entries may be held at once. Default 100 000. */
  maxEntries?: number;
  /** Where the time comes from, in unix seconds. Default the system clock. */
  clock?: Clock;
}

/** A {@link Store} that answers at once, without promises. */
export interface MemoryStore extends Store {
  get(keys: readonly string[]): (string | undefined)[];
  set(key: string, value: string, ttl?: number): void;
}

interface Entry {
  key: string;
  value: string;
  /** Unix seconds; Infinity is never. */
  expires: number;
  /** Its place among those that expire. */
  at: number;
}

/**
 * A store in memory, for one process: others do not see it, and it is gone with the process.
 *
 * Expired entries make room as new ones come in; there is no timer. A full store throws instead
 * of dropping something: a revocation that is dropped silently lets a revoked token pass.
 *
 * @throws {TypeError} for an unknown or mistyped option
 * @returns a store whose `set` throws an `Error` when `maxEntries` are held and none has expired
 *
 * @example
 * ```ts
 * import { memoryStore } from 'tokenward';
 *
 * const store = memoryStore({ maxEntries: 10_000 });
 * store.set('revoked:token-7', '1', 900); // for 15 minutes
 * store.get(['revoked:token-7', 'revoked:token-8']); // ['1', undefined]
 * ```
 */
export function memoryStore(options: MemoryStoreOptions = {}): MemoryStore {
  const given = optionsOf('memoryStore', options, ['maxEntries', 'clock']);
  // With fractions: in whole seconds a short life could end almost a second early.
  const clock = clockOf(given, () => Date.now() / 1000);
  const { maxEntries = 100_000 } = given;
  check(Number.isSafeInteger(maxEntries) && maxEntries > 0, 'maxEntries', maxEntries, 'be a whole number over 0');

  const entries = new Map<string, Entry>();
  const expiring = new ExpiryHeap();

  function now(): number {
    const time = clock();
    // Compared with NaN, everything would have expired, or nothing.
    if (typeof time !== 'number' || !Number.isFinite(time)) throw new TypeError('`clock` must return unix seconds');
    return time;
  }

  function drop(entry: Entry): void {
    entries.delete(entry.key);
    if (entry.expires < Infinity) expiring.remove(entry);
  }

  return {
    get(keys) {
      checkKeys(keys);
      const time = now();
      return keys.map((key) => {
        const entry = entries.get(key);
        return entry !== undefined && time < entry.expires ? entry.value : undefined;
      });
    },

    set(key, value, ttl) {
      checkEntry(key, value, ttl);
      const time = now();
      // Two go for each that comes: the expired never pile up, and no call has to clear them all.
      for (let i = 0; i < 2; i += 1) {
        const first = expiring.first();
        if (first !== undefined && first.expires <= time) drop(first);
      }
      const old = entries.get(key);
      if (old !== undefined) drop(old);
      else if (entries.size >= maxEntries) throw new Error('the memory store is full (`maxEntries`)');
      const entry = { key, value, expires: ttl === undefined ? Infinity : time + ttl, at: 0 };
      entries.set(key, entry);
      if (entry.expires < Infinity) expiring.add(entry);
    },
  };
}

/** A binary heap: what expires first is on top, and every entry knows its place. */
class ExpiryHeap {
  readonly #heap: Entry[] = [];

  first(): Entry | undefined {
    return this.#heap[0];
  }

  add(entry: Entry): void {
    this.#heap.push(entry);
    this.#rise(entry, this.#heap.length - 1);
  }

  remove(entry: Entry): void {
    const last = this.#heap.pop()!;
    if (last === entry) return;
    this.#rise(last, entry.at);
    this.#sink(last, last.at);
  }

  /** Puts an entry at a place, or above it if it expires sooner than what is there. */
  #rise(entry: Entry, at: number): void {
    while (at > 0) {
      const parent = this.#heap[(at - 1) >> 1]!;
      if (parent.expires <= entry.expires) break;
      const next = parent.at;
      this.#put(parent, at);
      at = next;
    }
    this.#put(entry, at);
  }

  /** Puts an entry at a place, or below it if it expires later than what is there. */
  #sink(entry: Entry, at: number): void {
    for (;;) {
      const left = this.#heap[2 * at + 1];
      const right = this.#heap[2 * at + 2];
      const child = right !== undefined && right.expires < left!.expires ? right : left;
      if (child === undefined || child.expires >= entry.expires) break;
      const next = child.at;
      this.#put(child, at);
      at = next;
    }
    this.#put(entry, at);
  }

  #put(entry: Entry, at: number): void {
    this.#heap[at] = entry;
    entry.at = at;
  }
}
