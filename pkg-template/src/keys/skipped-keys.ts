/**
 * Members of a set that are not used, told to those who miss them.
 * @internal
 */
import type { SkippedKey } from './types.js';

/** How many members are named, for people to read. */
const NAMED = 10;

/**
 * Which members are not used, and why; undefined if there are none.
 *
 * @param where the set, such as `the fetched set`
 * @param others what is said if there are more
 */
export function unusedOf(skipped: readonly SkippedKey[], where: string, others = 'and others'): Error | undefined {
  if (skipped.length === 0) return undefined;
  const named = skipped.slice(0, NAMED).map(({ message }) => message);
  if (skipped.length > NAMED) named.push(others);
  return new Error(`of ${where} some are not used: ${named.join('; ')}`);
}
