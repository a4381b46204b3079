/**
 * What every store refuses, so that what works with one works with all. Nothing refused is
 * repeated in the message: a key may have been made from a token.
 * @internal
 */
import { check } from './options.js';

/** Throws a `TypeError` unless an option is a store. */
export function checkStore(name: string, store: { get?: unknown; set?: unknown } | null): void {
  check(typeof store?.get === 'function' && typeof store.set === 'function', name, store, 'be a store with `get` and `set`');
}

/** Printable ASCII without the space: legal in every store, whatever it makes of other text. */
const KEY = /^[!-~]{1,128}$/;

export function checkKeys(keys: readonly string[]): void {
  for (const key of keys) {
    if (typeof key !== 'string' || !KEY.test(key)) {
      throw new TypeError('a key must be 1 to 128 printable ASCII characters without spaces');
    }
  }
}

export function checkEntry(key: string, value: string, ttl: number | undefined): void {
  checkKeys([key]);
  if (typeof value !== 'string') throw new TypeError('a value must be a string');
  // NaN would never expire in one store and at once in another.
  if (ttl !== undefined && !(typeof ttl === 'number' && ttl > 0 && ttl < Infinity)) {
    throw new TypeError('`ttl` must be a number of seconds over 0');
  }
}
