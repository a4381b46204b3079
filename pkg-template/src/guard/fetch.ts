/** Guarding fetch handlers: Cloudflare workers, Deno, Bun, service workers. */
import { authenticate, checkGuard, responseOf, type IncomingRequest, type GuardOptions } from './authenticate.js';
import { headersOf } from '../verifier/credentials.js';
import type { WaitUntil } from '../lib/shared-work.js';
import type { JwtClaims, VerifiedToken } from '../verifier/types.js';
import type { Verifier } from '../verifier/types.js';
import '../lib/web-types.js';

/** A request that has passed: `auth` is its token; with `preflight: 'pass'`, that of a CORS preflight is `undefined`. */
export type AuthenticatedRequest<Claims = JwtClaims, Of extends Request = Request> = Of & { readonly auth: VerifiedToken<Claims> };

/** A request that has passed where a token is optional. */
export type MaybeAuthenticatedRequest<Claims = JwtClaims, Of extends Request = Request> = Of & {
  readonly auth: VerifiedToken<Claims> | undefined;
};

/** Options of {@link guard}. */
export interface FetchGuardOptions extends GuardOptions {
  /**
   * The caller's address, of the request and whatever else the runtime passes. Default what Deno's
   * and Bun's servers say; elsewhere say which header is to be trusted, such as `CF-Connecting-IP`.
   */
  ip?: (request: Request, ...rest: any[]) => string | null | undefined;
}

/**
 * Makes a fetch handler that only requests with a good token reach; all others are answered with
 * 401, 403 or 503, the `WWW-Authenticate` of RFC 6750 and a problem (RFC 9457) as JSON.
 *
 * A CORS preflight never reaches the handler: the guard answers it with 204 and no CORS headers, so
 * that browsers let no other origin call. To allow that, answer preflights before the guard, or see
 * {@link GuardOptions.preflight}.
 *
 * @param handler gets the request, with `auth`, and whatever else the runtime passes
 * @throws {TypeError} for a wrong option
 *
 * @example
 * ```ts
 * import { guard } from 'tokenward';
 *
 * export default {
 *   fetch: guard(verifier, (request) => Response.json({ hello: request.auth.claims.sub }), { scopes: ['read'] }),
 * };
 * ```
 */
export function guard<Claims, Rest extends unknown[], Of extends Request = Request>(
  verifier: Verifier<Claims>,
  handler: (request: AuthenticatedRequest<Claims, Of>, ...rest: Rest) => Response | Promise<Response>,
  options?: FetchGuardOptions & { optional?: false },
): (request: Of, ...rest: Rest) => Promise<Response>;
export function guard<Claims, Rest extends unknown[], Of extends Request = Request>(
  verifier: Verifier<Claims>,
  handler: (request: MaybeAuthenticatedRequest<Claims, Of>, ...rest: Rest) => Response | Promise<Response>,
  options: FetchGuardOptions,
): (request: Of, ...rest: Rest) => Promise<Response>;
export function guard<Claims, Rest extends unknown[]>(
  verifier: Verifier<Claims>,
  handler: (request: any, ...rest: Rest) => Response | Promise<Response>,
  options: FetchGuardOptions = {},
): (request: Request, ...rest: Rest) => Promise<Response> {
  const checked = checkGuard(verifier, options, ['ip']);
  if (typeof handler !== 'function') throw new TypeError('guard: expected a handler');
  return async (request, ...rest) => {
    const { ip = addressIn } = checked;
    const exchange: IncomingRequest = {
      method: request.method,
      url: request.url,
      headers: headersOf(request),
      ip: ip(request, ...rest) ?? undefined,
      waitUntil: waitUntilIn(rest),
    };
    const outcome = await authenticate(verifier, exchange, checked);
    if ('answer' in outcome) return responseOf(outcome.answer);
    // That of a preflight is undefined, whatever stood there before.
    Object.defineProperty(request, 'auth', { value: outcome.auth, configurable: true });
    return handler(request, ...rest);
  };
}

/** Deno passes `{ remoteAddr }`, Bun its server. */
function addressIn(request: Request, ...[first]: unknown[]): string | undefined {
  const { remoteAddr, requestIP } = (first ?? {}) as {
    remoteAddr?: { hostname?: string };
    requestIP?: (request: Request) => { address?: string } | null;
  };
  if (typeof requestIP === 'function') return requestIP.call(first, request)?.address;
  return remoteAddr?.hostname;
}

/** A worker's `ctx`, wherever it stands among the arguments. */
function waitUntilIn(rest: unknown[]): WaitUntil | undefined {
  const context = rest.find((each) => typeof (each as { waitUntil?: unknown } | null)?.waitUntil === 'function');
  return context === undefined ? undefined : (work) => (context as { waitUntil: WaitUntil }).waitUntil(work);
}
