/**
 * Where a request carries its token.
 * @internal
 */
import { MAX_TOKEN_BYTES_CEILING } from '../bridge/codes.js';
import { refusal, textFromText } from '../bridge/text.js';
import * as wasm from '../../wasm/verifier.js';
import type { RequestLike } from './types.js';

/** `Bearer` and some spaces before the token. */
export const SCHEME_ROOM = 64;

/** What HTTP/2 has in place of `Host` (RFC 9113 section 8.3.1). */
const AUTHORITY = ':authority';

/** The headers read here whose second Node.js drops; it joins those of others. */
const DROPPED = ['authorization', 'host'];

/** What browsers say of a page that they load before anybody asks for it; the first is the standard's. */
const PREFETCH = ['sec-purpose', 'purpose', 'x-purpose', 'x-moz'];

/** A request's header by its lower-case name; undefined if it has none. */
export type Headers = (name: string) => unknown;

/** What decides where a request's credential is. */
export interface Carrier {
  method: string;
  url: string;
  headers: Headers;
}

/**
 * The headers of a fetch request, which joins two of one name with a comma, of a Node.js request, which
 * drops the second `Authorization` or `Host` (there the raw ones are counted), or of what a platform
 * hands over: an object with names in any case and values in arrays, a map, an array of pairs.
 */
export function headersOf(request: RequestLike): Headers {
  const headers: unknown = request?.headers;
  if (headers === null || typeof headers !== 'object') {
    throw new TypeError('verifyRequest: expected a request with `headers`');
  }
  const isMap = Object.prototype.toString.call(headers) === '[object Map]';
  if (!isMap && 'get' in headers && typeof headers.get === 'function') {
    const fetched = headers as { get(name: string): string | null };
    // `Headers` throws for the name of a pseudo-header.
    return (name) => (name === AUTHORITY ? undefined : (fetched.get(name) ?? undefined));
  }
  const { rawHeaders } = request as { rawHeaders?: unknown };
  if (!Array.isArray(rawHeaders)) {
    const named = namedIn(headers);
    return (name) => named.get(name);
  }
  return (name) => {
    if (DROPPED.includes(name)) {
      const named = rawHeaders.filter((header, at) => at % 2 === 0 && String(header).toLowerCase() === name);
      if (named.length > 1) throw refusal('misplaced');
    }
    return (headers as Record<string, unknown>)[name];
  };
}

/** Headers by their lower-case names. Values of one name are joined: RFC 9110 section 5.3, cookies by RFC 9113 section 8.2.3. */
function namedIn(headers: object): Map<string, unknown> {
  const all = new Map<string, unknown[]>();
  const pairs = Symbol.iterator in headers ? (headers as Iterable<unknown>) : Object.entries(headers);
  for (const pair of pairs) {
    const [name, value] = pair as [unknown, unknown];
    const lower = String(name).toLowerCase();
    const values = all.get(lower) ?? [];
    for (const each of [value].flat()) if (each !== undefined && each !== null) values.push(each);
    if (values.length > 0) all.set(lower, values);
  }
  // What is no text is not made one: it is refused.
  const joined = (name: string, values: unknown[]) =>
    values.every((each) => typeof each === 'string') ? values.join(name === 'cookie' ? '; ' : ', ') : NaN;
  return new Map([...all].map(([name, values]) => [name, joined(name, values)]));
}

/** The value of the request's `Authorization` header. */
export const authorizationOf = (request: RequestLike): unknown => headersOf(request)('authorization');

/** Where a token is: by itself, as in a cookie, or in the value of an `Authorization` header. */
export interface Credential {
  readonly value: unknown;
  readonly inHeader: boolean;
}

/** The token of an `Authorization` value (RFC 6750 section 2.1), of up to `maxBytes`. */
export function bearerIn(authorization: unknown, maxBytes: number): string {
  return textFromText(authorization, maxBytes, (length) => wasm.bearerToken(length), SCHEME_ROOM);
}

/** The token itself, of up to `maxBytes` in a header. */
export function tokenOf({ value, inHeader }: Credential, maxBytes = MAX_TOKEN_BYTES_CEILING): string {
  return inHeader ? bearerIn(value, maxBytes) : (value as string);
}

/** Where else than in `Authorization` a request may carry its token. */
export interface Places {
  readonly cookie?: string;
  readonly header?: string;
}

/** The request's one credential, of the header or of a cookie; throws for two. */
export function credentialOf(request: Carrier, { cookie, header }: Places): Credential {
  const { url, headers } = request;
  // RFC 6750 section 5.3: not in page URLs. RFC 9700 section 4.3.2: neither in others.
  if (hasTokenInQuery(url)) throw refusal('misplaced');
  const inCookie = cookie === undefined || isCrossSite(request) ? undefined : cookieIn(headers, cookie);
  const inHeader = headers(header?.toLowerCase() ?? 'authorization');
  if (inCookie === undefined) return { value: inHeader, inHeader: header === undefined };
  if (inHeader !== undefined) throw refusal('misplaced');
  return { value: inCookie, inHeader: false };
}

/**
 * Whether a browser asks what it may ask (Fetch standard, CORS preflight): it never carries a
 * credential then; with one, it is a request like all others.
 */
export function isPreflight({ method, headers }: Carrier, header = 'authorization'): boolean {
  return (
    method === 'OPTIONS' &&
    headers('origin') !== undefined &&
    headers('access-control-request-method') !== undefined &&
    headers('authorization') === undefined &&
    headers(header.toLowerCase()) === undefined
  );
}

/** The name however it is encoded: what reads the query after us decodes it. */
function hasTokenInQuery(url: string): boolean {
  const at = url.indexOf('?');
  return at >= 0 && new URLSearchParams(url.slice(at + 1)).has('access_token');
}

/** The value of a cookie (RFC 6265 section 4.2); undefined if there is none, a refusal if there are two. */
function cookieIn(headers: Headers, name: string): string | undefined {
  const given = headers('cookie') ?? '';
  // RFC 9113 section 8.2.3: several fields are one, joined so.
  const text = Array.isArray(given) ? given.join('; ') : given;
  if (typeof text !== 'string') throw refusal('misplaced');
  const values = text
    .split(';')
    .map(trimmed)
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1));
  if (values.length > 1) throw refusal('misplaced');
  return values[0];
}

/**
 * A text without the blanks around it, in linear time: `/[ \t]+$/` tries every blank within as a start.
 *
 * Only what RFC 6265 section 5.2 trims. For a browser, other white space is part of a name, so that
 * `\u2000__Host-...` is no `__Host-` cookie, and a sub-domain may set it.
 */
function trimmed(text: string): string {
  let [start, end] = [0, text.length];
  while (start < end && isBlank(text, start)) start += 1;
  while (end > start && isBlank(text, end - 1)) end -= 1;
  return text.slice(start, end);
}

function isBlank(text: string, at: number): boolean {
  return text[at] === ' ' || text[at] === '\t';
}

/**
 * Whether another site made the browser send this (Fetch Metadata; `Origin` with older browsers).
 * A link that is followed may lead here; all else may not, be it a GET: the handshake of a
 * WebSocket is one, and CORS does not guard it.
 */
function isCrossSite(request: Carrier): boolean {
  const { method, headers } = request;
  const [host, authority] = [headers('host'), headers(AUTHORITY)];
  // RFC 9113 section 8.3.1: malformed, for nobody can tell which of them was asked.
  if (host !== undefined && authority !== undefined && host !== authority) return true;
  const site = headers('sec-fetch-site');
  if (site === undefined) return isOfOtherOrigin(headers('origin'), host ?? authority ?? hostIn(request.url));
  // A frame or a page loaded ahead is nobody's decision to come here.
  const isLink =
    (method === 'GET' || method === 'HEAD') &&
    headers('sec-fetch-mode') === 'navigate' &&
    headers('sec-fetch-dest') === 'document' &&
    PREFETCH.every((name) => headers(name) === undefined);
  return site !== 'same-origin' && site !== 'none' && !isLink;
}

/** The host of an absolute URL: over HTTP/2, fetch runtimes say it nowhere else. */
function hostIn(url: string): string | undefined {
  try {
    return new URL(url).host;
  } catch {
    return undefined;
  }
}

/** `__Host-` cookies need https:, or a machine of one's own. Without a host, no origin is ours. */
function isOfOtherOrigin(origin: unknown, host: unknown): boolean {
  if (origin === undefined) return false;
  if (typeof host !== 'string' || host === '') return true;
  if (origin === `https://${host}`) return false;
  const isLoopback = /^(localhost|127(\.\d+){3}|\[::1\])(:\d+)?$/.test(host);
  return !(isLoopback && origin === `http://${host}`);
}
