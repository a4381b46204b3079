/**
 * Where a request carries its token.
 * @internal
 */
import { refusal, textFromText } from './call.js';
import * as wasm from '../wasm/tokenward.js';
import type { RequestLike } from './types.js';

/** `Bearer` and some spaces before the token. */
export const SCHEME_ROOM = 64;

/** MAX_TOKEN_BYTES_CEILING; a verifier has its own bound. */
const MAX_HEADER_BYTES = 16 * 1024 * 1024;

/** A request's header by its lower-case name; undefined if it has none. */
export type Headers = (name: string) => unknown;

/**
 * The headers of a fetch request, which joins two of one name with a comma, or of a Node.js
 * request, which drops the second `Authorization`: there the raw ones are counted.
 */
export function headersOf(request: RequestLike): Headers {
  const headers: unknown = request?.headers;
  if (headers === null || typeof headers !== 'object') {
    throw new TypeError('verifyRequest: expected a request with `headers`');
  }
  if ('get' in headers && typeof headers.get === 'function') {
    const fetched = headers as { get(name: string): string | null };
    return (name) => fetched.get(name) ?? undefined;
  }
  const { rawHeaders } = request as { rawHeaders?: unknown };
  return (name) => {
    if (name === 'authorization' && Array.isArray(rawHeaders)) {
      const named = rawHeaders.filter((header, at) => at % 2 === 0 && String(header).toLowerCase() === name);
      if (named.length > 1) throw refusal('misplaced');
    }
    return (headers as Record<string, unknown>)[name];
  };
}

/** The value of the request's `Authorization` header. */
export const authorizationOf = (request: RequestLike): unknown => headersOf(request)('authorization');

/** The token of an `Authorization` value (RFC 6750 section 2.1). */
export function bearerIn(authorization: unknown): string {
  return textFromText(authorization, MAX_HEADER_BYTES, (length) => wasm.bearerToken(length), SCHEME_ROOM);
}

/** The value of a cookie (RFC 6265 section 4.2); undefined if there is none, a refusal if there are two. */
export function cookieIn(headers: Headers, name: string): string | undefined {
  const values = String(headers('cookie') ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1));
  if (values.length > 1) throw refusal('misplaced');
  return values[0];
}
