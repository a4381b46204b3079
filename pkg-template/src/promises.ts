/**
 * What may have to be waited for.
 * @internal
 */

/**
 * Whether a value answers later. Not only this realm's promises do: a client may bring its own kind,
 * and one that is taken for an answer would be taken for a wrong one.
 */
export function isThenable<T>(value: T | PromiseLike<T>): value is PromiseLike<T> {
  return value !== null && (typeof value === 'object' || typeof value === 'function') && typeof (value as { then?: unknown }).then === 'function';
}
