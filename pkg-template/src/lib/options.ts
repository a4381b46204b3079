/**
 * The reader of options that the core does not read. src/options.rs is the core's, and says the same in
 * the same words; tests/options/ compares them.
 * @internal
 */
import { isBytes } from '../bridge/tags.js';
import type { Clock } from './clock.js';

/**
 * What kind of thing a value is, for a message: never the value itself, which may be a secret. The words
 * are those of `Value::kind` in src/value.rs.
 * @internal
 */
export function kindOf(value: unknown): string {
  if (value === undefined || value === null) return 'null or undefined';
  if (typeof value === 'boolean') return 'a boolean';
  if (typeof value === 'string') return value === '' ? 'an empty string' : 'a string';
  if (typeof value === 'number') {
    if (Number.isFinite(value)) return value < 0 ? 'a negative number' : 'a number';
    return Number.isNaN(value) ? 'NaN' : 'Infinity';
  }
  if (typeof value !== 'object') return 'something else';
  if (isBytes(value)) return 'bytes';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty array' : 'an array';
  return 'an object';
}

/**
 * Refuses the value of an option unless it fits. A member of an option is named by its path: `retry.base`.
 *
 * @param expected what it must do, such as `be a function`
 * @internal
 */
export function check(fits: boolean, name: string, value: unknown, expected: string): void {
  if (!fits) throw new TypeError(`\`${name}\` must ${expected}, not ${kindOf(value)}`);
}

/**
 * A plain object's own members that are not `undefined`; their names are not checked here.
 *
 * @param where whose options these are: a function, or an option in backticks
 * @internal
 */
export function membersOf<T extends object>(where: string, options: T): Partial<T> {
  const what = where.startsWith('`') ? where : `${where}: the options`;
  const kind = kindOf(options);
  if (kind !== 'an object') throw new TypeError(`${what} must be an object, not ${kind}`);
  // Inherited members and getters of a class would silently not count.
  const prototype: object | null = Object.getPrototypeOf(options);
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) throw new TypeError(`${what} must be a plain object`);
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Partial<T>;
}

/** The options that are given, all of them among the known ones; see {@link membersOf}. @internal */
export function optionsOf<T extends object>(where: string, options: T, known: readonly string[]): Partial<T> {
  const given = membersOf(where, options);
  const unknown = Object.keys(given).find((name) => !known.includes(name));
  if (unknown === undefined) return given;
  // The programmer's own word, but it might be something else.
  const shown = unknown.slice(0, 40);
  const near = known.find((name) => isNear(shown, name));
  const meant = near === undefined ? '' : `did you mean \`${near}\`? `;
  throw new TypeError(`${where}: unknown option \`${shown}\`; ${meant}known are ${known.join(', ')}`);
}

/** Takes the clock out of options that are given. @internal */
export function clockOf(given: { clock?: Clock }, otherwise: Clock): Clock {
  const { clock = otherwise } = given;
  delete given.clock;
  check(typeof clock === 'function', 'clock', clock, 'be a function that returns unix seconds');
  return clock;
}

/** Whether one may have been meant by the other: the case does not count, and two letters may be missing, too many or others. */
function isNear(name: string, known: string): boolean {
  // Levenshtein's distance, a row at a time.
  let row = Array.from({ length: known.length + 1 }, (_, at) => at);
  for (const letter of name.toLowerCase()) {
    let left = row[0]! + 1;
    row = row.map((above, at) => {
      if (at > 0) left = Math.min(left + 1, above + 1, row[at - 1]! + Number(letter !== known[at - 1]!.toLowerCase()));
      return left;
    });
  }
  return row.at(-1)! <= Math.min(2, known.length >> 1);
}
