/**
 * Security headers for the answers of an API.
 *
 * The set is that of the OWASP Secure Headers Project (owasp.org/www-project-secure-headers, "Best
 * Practices") without `Clear-Site-Data`, which logs a browser out; where the REST
 * Security Cheat Sheet is stricter because an API sends no pages, its value.
 */
import { membersOf } from '../lib/options.js';

/** The names of the set. */
export type SecurityHeaderName = keyof typeof DEFAULTS;

/**
 * Headers by name, in any case: a string replaces the value or adds a header, `false` leaves one of
 * the set out.
 */
export type SecurityHeaderOptions = { readonly [name in SecurityHeaderName]?: string | false | undefined } & {
  readonly [name: string]: string | false | undefined;
};

/** What {@link withSecurityHeaders} needs of a `Response`, of the DOM's types or a runtime's own. */
export interface ResponseLike {
  readonly status: number;
  readonly body: unknown;
  readonly headers: { has(name: string): boolean };
}

const DEFAULTS = {
  // No guessing of media types: JSON never becomes HTML or a script.
  'X-Content-Type-Options': 'nosniff',
  // For browsers that do not know `frame-ancestors`.
  'X-Frame-Options': 'DENY',
  // RFC 6797, for two years. Without `preload`, which is hard to take back; browsers ignore it over http.
  'Strict-Transport-Security': 'max-age=63072000; includeSubDomains',
  // Should an answer be shown as a page all the same, it can load, run and frame nothing.
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Referrer-Policy': 'no-referrer',
  // OWASP's list of what Chromium knows, all denied.
  'Permissions-Policy':
    'accelerometer=(), autoplay=(), camera=(), clipboard-read=(), clipboard-write=(), cross-origin-isolated=(), ' +
    'display-capture=(), encrypted-media=(), fullscreen=(), gamepad=(), geolocation=(), gyroscope=(), hid=(), ' +
    'idle-detection=(), interest-cohort=(), keyboard-map=(), magnetometer=(), microphone=(), midi=(), payment=(), ' +
    'picture-in-picture=(), publickey-credentials-get=(), screen-wake-lock=(), serial=(), sync-xhr=(), unload=(), ' +
    'usb=(), web-share=(), xr-spatial-tracking=()',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  // Concerns <img>, <script> and the like (no-cors); what CORS allows stays allowed.
  'Cross-Origin-Resource-Policy': 'same-origin',
  'X-Permitted-Cross-Domain-Policies': 'none',
  'X-DNS-Prefetch-Control': 'off',
  // Answers to who is logged in are nobody else's (RFC 9111 section 5.2.2.5).
  'Cache-Control': 'no-store',
};

/** What says which software answers: OWASP's HTTP Headers Cheat Sheet has both removed. */
const REVEALING = ['Server', 'X-Powered-By'];

/** RFC 9110 section 5.6.2 */
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
/** RFC 9110 section 5.5: no CR, LF, NUL or other control character, and white space only within. */
const FIELD_VALUE = /^[!-~\x80-\xff](?:[\t -~\x80-\xff]*[!-~\x80-\xff])?$/;

/**
 * The headers that OWASP recommends for an API, by name.
 *
 * @throws {TypeError} that names the header: for a name that is no header name or is there twice, for
 * a value that is no header value (a line break would start a header of its own), and for `false`
 * for a header that is not in the set, which would leave nothing out
 *
 * @example
 * ```ts
 * const headers = securityHeaders({ 'Cache-Control': 'private, max-age=60', 'X-Frame-Options': false });
 * headers['X-Content-Type-Options']; // 'nosniff'
 * headers['Cache-Control']; // 'private, max-age=60'
 * ```
 */
export function securityHeaders(options: SecurityHeaderOptions = {}): Record<string, string> {
  const headers = new Map<string, string>(Object.entries(DEFAULTS));
  const seen = new Set<string>();
  for (const [given, value] of Object.entries(membersOf('securityHeaders', options))) {
    const quoted = JSON.stringify(given.slice(0, 40));
    if (!TOKEN.test(given)) throw new TypeError(`securityHeaders: ${quoted} is not a header name`);
    const key = given.toLowerCase();
    if (seen.has(key)) throw new TypeError(`securityHeaders: ${quoted} is given twice`);
    seen.add(key);
    const known = Object.keys(DEFAULTS).find((name) => name.toLowerCase() === key);
    if (value === false) {
      if (known === undefined) throw new TypeError(`securityHeaders: ${quoted} is not in the set, so it cannot be left out`);
      headers.delete(known);
    } else if (typeof value === 'string' && FIELD_VALUE.test(value)) {
      headers.set(known ?? given, value);
    } else {
      throw new TypeError(
        `securityHeaders: ${quoted} must be false or a header value: not empty, no line break or other control character`,
      );
    }
  }
  return Object.fromEntries(headers);
}

/**
 * The response with the headers of {@link securityHeaders}, and without `Server` and `X-Powered-By`.
 * What the handler has set itself stays. Status, other headers, every `Set-Cookie` and the body, as
 * the stream it is, are those of the response; return the new one, as it took the body over.
 *
 * A response that no response can be made from comes back untouched: the upgrade to a WebSocket
 * (status 101), a network error (0), and a status over 599.
 *
 * @throws {TypeError} for unusable options, and for what is not a response
 *
 * @example
 * ```ts
 * export default {
 *   async fetch(request: Request): Promise<Response> {
 *     return withSecurityHeaders(await fetch(request), { 'Referrer-Policy': 'same-origin' });
 *   },
 * };
 * ```
 */
export function withSecurityHeaders<R extends ResponseLike>(response: R, options?: SecurityHeaderOptions): R {
  const headers = securityHeaders(options);
  if (typeof response?.headers?.has !== 'function') throw new TypeError('withSecurityHeaders: expected a Response');
  const { status } = response;
  if (status < 200 || status > 599) return response;
  const original = response as unknown as Response;
  // A copy, because the headers of a fetched response or of a redirect are immutable. A response as
  // the second argument hands over all it has, in workerd also what is not in the standard.
  const copy = new Response(isNullBody(status) ? null : original.body, original);
  for (const name of REVEALING) copy.headers.delete(name);
  for (const [name, value] of Object.entries(headers)) {
    if (!copy.headers.has(name)) copy.headers.set(name, value);
  }
  return copy as unknown as R;
}

/** Fetch Standard, "null body status"; a body, even an empty one, is an error there. */
function isNullBody(status: number): boolean {
  return status === 204 || status === 205 || status === 304;
}
