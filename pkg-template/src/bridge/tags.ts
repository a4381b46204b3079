/**
 * What a value is, whichever realm made it: under Jest, in `node:vm`, in another frame or under jsdom classes are others
 * than here, and `instanceof` says no.
 * @internal
 */

/** Classes of the host, which have no tag in workerd before 2024-09-26 (`set_tostring_tag`). */
const OF_HOST = ['URL', 'URLSearchParams', 'Headers', 'Request', 'Response', 'FormData', 'Blob'];

/** Such as `URL` (ECMA-262 section 20.1.3.6). What defines `Symbol.toStringTag` can say what it likes. */
export function tagOf(value: unknown): string {
  const tag = Object.prototype.toString.call(value).slice(8, -1);
  const known = globalThis as unknown as Record<string, typeof URL>;
  return (tag === 'Object' && OF_HOST.find((name) => known[name] && value instanceof known[name])) || tag;
}

export const isBytes = (value: unknown): value is Uint8Array => ArrayBuffer.isView(value) && tagOf(value) === 'Uint8Array';
