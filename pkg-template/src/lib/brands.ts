/**
 * How a verifier knows what it is given, without bringing along what makes it: a program that
 * fetches no keys is not to carry the code that does.
 * @internal
 */

/** Keys that are fetched. */
export const remoteKeys = new WeakSet<object>();
/** Revocation lists. */
export const revocationLists = new WeakSet<object>();

export function isOneOf(brand: WeakSet<object>, value: unknown): boolean {
  return typeof value === 'object' && value !== null && brand.has(value);
}
