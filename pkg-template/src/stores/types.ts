/** What a store is. */

export type MaybePromise<T> = T | Promise<T>;

/**
 * What revocation lists and remote keys are kept in.
 *
 * Keys are at most 128 printable ASCII characters without spaces; values are strings, a few bytes
 * for a revocation and up to 1 MiB for a key set. What has expired is never returned. A store
 * that cannot answer throws or rejects: absence always means that the value is not there.
 *
 * @example
 * ```ts
 * import type { Store } from 'tokenward';
 *
 * const kept = new Map<string, string>();
 * const store: Store = {
 *   get: (keys) => keys.map((key) => kept.get(key)),
 *   set: (key, value) => void kept.set(key, value),
 * };
 * ```
 */
export interface Store {
  /** The values of these keys, in their order; undefined or null for what is not there. */
  get(keys: readonly string[]): MaybePromise<readonly (string | null | undefined)[]>;
  /** Keeps a value for `ttl` seconds (whole or not, > 0), or for ever if it is undefined. */
  set(key: string, value: string, ttl?: number): MaybePromise<void>;
}
