/**
 * What every store refuses, so that what works with one works with all. Nothing refused is
 * repeated in the message: a key may have been made from a token.
 * @internal
 */

/** Throws a `TypeError` that names an option which is not one of `known`. */
export function checkOptions(name: string, options: object, known: readonly string[]): void {
  if (options === null || typeof options !== 'object') throw new TypeError(`${name}: the options must be an object`);
  for (const option of Object.keys(options)) {
    if (!known.includes(option)) throw new TypeError(`${name}: unknown option \`${option}\``);
  }
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
