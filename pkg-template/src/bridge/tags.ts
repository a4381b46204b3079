/**
 * What a value is, whichever realm made it: under Jest, in `node:vm`, in another frame or under jsdom classes are others
 * than here, and `instanceof` says no.
 * @internal
 */

/** Such as `URL` (ECMA-262 section 20.1.3.6). What defines `Symbol.toStringTag` can say what it likes. */
export const tagOf = (value: unknown): string => Object.prototype.toString.call(value).slice(8, -1);

export const isBytes = (value: unknown): value is Uint8Array => ArrayBuffer.isView(value) && tagOf(value) === 'Uint8Array';
