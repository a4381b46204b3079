/**
 * How a verifier knows what it is given, without bringing along what makes it: a program that
 * fetches no keys is not to carry the code that does.
 * @internal
 */

/** Of keys that are fetched. */
export const REMOTE = Symbol('remote keys');
/** Of revocation lists. */
export const LIST = Symbol('revocation list');

export function hasBrand(value: unknown, brand: symbol): boolean {
  return typeof value === 'object' && value !== null && brand in value;
}
