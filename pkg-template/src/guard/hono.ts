/** Middleware for Hono. */
import type { Context, MiddlewareHandler } from 'hono';
import { authenticate, checkGuard, responseOf, type IncomingRequest, type GuardOptions } from './authenticate.js';
import { headersOf } from '../verifier/credentials.js';
import type { WaitUntil } from '../lib/shared-work.js';
import type { JwtClaims, VerifiedToken } from '../verifier/types.js';
import type { Verifier } from '../verifier/types.js';

export type { AuthFailure, OnAuthFailure } from './auth-failure.js';
export type { GuardOptions } from './authenticate.js';

/** The environment of an app behind {@link guard}: `c.get('auth')` is the request's token. */
export interface AuthEnv<Claims = JwtClaims> {
  Variables: { auth: VerifiedToken<Claims> };
}

/** The environment of an app behind a guard with `optional`: `c.get('auth')` is undefined without a token. */
export interface MaybeAuthEnv<Claims = JwtClaims> {
  Variables: { auth: VerifiedToken<Claims> | undefined };
}

/** Options of {@link guard}. */
export interface HonoGuardOptions extends GuardOptions {
  /** The caller's address: Hono knows none, so say where it stands. `ips` needs it. */
  ip?: (context: Context) => string | null | undefined;
}

/**
 * Makes a middleware that only requests with a good token pass; `c.get('auth')` is the token. All
 * others are answered as by `guard` of `tokenward`.
 *
 * A CORS preflight does not pass: the guard answers it with 204 and no CORS headers. Put `hono/cors`
 * before the guard; where it stands behind, see `preflight` of {@link GuardOptions}.
 *
 * @throws {TypeError} for a wrong option
 *
 * @example
 * ```ts
 * import { Hono } from 'hono';
 * import { guard, type AuthEnv } from 'tokenward/hono';
 *
 * const app = new Hono<AuthEnv>();
 * app.use('/api/*', guard(verifier, { scopes: ['read'] }));
 * app.get('/api/me', (c) => c.json({ hello: c.get('auth').claims.sub }));
 * export default app;
 * ```
 */
export function guard<Claims>(
  verifier: Verifier<Claims>,
  options?: HonoGuardOptions & { optional?: false },
): MiddlewareHandler<AuthEnv<Claims>>;
export function guard<Claims>(verifier: Verifier<Claims>, options: HonoGuardOptions): MiddlewareHandler<MaybeAuthEnv<Claims>>;
export function guard(verifier: Verifier<any>, options: HonoGuardOptions = {}): MiddlewareHandler<any> {
  const checked = checkGuard(verifier, options, ['ip']);
  if (checked.ips !== undefined && checked.ip === undefined) {
    throw new TypeError('guard: with Hono, `ips` needs `ip`, which says where the address stands');
  }
  return async (c, next) => {
    const exchange: IncomingRequest = {
      method: c.req.method,
      url: c.req.url,
      headers: headersOf(c.req.raw),
      ip: checked.ip?.(c) ?? undefined,
      waitUntil: waitUntilOf(c),
    };
    const outcome = await authenticate(verifier, exchange, checked);
    if ('answer' in outcome) return responseOf(outcome.answer);
    // That of a preflight is undefined, whatever stood there before.
    c.set('auth', outcome.auth);
    await next();
  };
}

function waitUntilOf(c: Context): WaitUntil | undefined {
  try {
    const { executionCtx } = c; // throws where there is none
    return (work) => executionCtx.waitUntil(work);
  } catch {
    return undefined;
  }
}
