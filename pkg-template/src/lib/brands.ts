/**
 * Recognises remote keys and revocation lists without importing the modules that make them, so that
 * programs which use neither do not bundle them.
 * @internal
 */

/** Keys that are fetched. */
export const remoteKeys = new WeakSet<object>();
/** Revocation lists. */
export const revocationLists = new WeakSet<object>();

export function isOneOf(brand: WeakSet<object>, value: unknown): boolean {
  return typeof value === 'object' && value !== null && brand.has(value);
}
