/** Middleware for Express, and for whatever else takes `(request, response, next)`. */
import { authenticate, checkGuard, writtenOf, type IncomingRequest, type GuardOptions } from './authenticate.js';
import { headersOf } from '../verifier/credentials.js';
import { RequestAuth } from './request-auth.js';
import type { JwtClaims, RequestLike, VerifiedToken } from '../verifier/types.js';
import type { Verifier } from '../verifier/types.js';

export type { AuthFailure, OnAuthFailure } from './auth-failure.js';
export type { GuardOptions } from './authenticate.js';

/** A request that has passed: `auth` is its token. */
export interface Authenticated<Claims = JwtClaims> {
  readonly auth: VerifiedToken<Claims>;
}

/** What is used of Node.js's request. */
export interface NodeRequestLike {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly headers: object;
}

/** What is used of Node.js's response. */
export interface NodeResponseLike {
  writeHead(status: number, headers: Record<string, string | string[]>): { end(body?: string): unknown };
}

/** Options of {@link guard}. */
export interface ExpressGuardOptions<Request> extends GuardOptions {
  /** The caller's address. Default `request.ip`, as Express's `trust proxy` makes it, or the socket's. */
  ip?: (request: Request) => string | null | undefined;
}

/** What {@link guard} makes; `Auth` is the token's type, or `undefined` besides with `optional`. */
export interface ExpressGuard<Claims, Request, Auth = VerifiedToken<Claims>> {
  (request: Request, response: NodeResponseLike, next: (error?: unknown) => void): Promise<void>;
  /**
   * The token of a request that has passed, the same as its `auth`, with the verifier's types.
   *
   * @throws {Error} for a request that has not passed this guard with a token
   */
  auth(request: object): Auth;
}

/**
 * Makes a middleware that only requests with a good token pass; they carry it as `request.auth`,
 * and `auth(request)` gives it with its types. All others are answered as by `guard` of
 * `tokenward`.
 *
 * A CORS preflight does not pass: the guard answers it with 204 and no CORS headers. Put the CORS
 * middleware before the guard; where it stands behind, see `preflight` of {@link GuardOptions}.
 *
 * @throws {TypeError} for a wrong option
 *
 * @example
 * ```ts
 * import express from 'express';
 * import { guard } from 'tokenward/express';
 *
 * const reader = guard(verifier, { scopes: ['read'] });
 * const app = express();
 * app.use('/api', reader);
 * app.get('/api/me', (request, response) => {
 *   const { claims } = reader.auth(request);
 *   response.json({ hello: claims.sub });
 * });
 * ```
 */
export function guard<Claims, Request extends NodeRequestLike>(
  verifier: Verifier<Claims>,
  options?: ExpressGuardOptions<Request> & { optional?: false },
): ExpressGuard<Claims, Request>;
export function guard<Claims, Request extends NodeRequestLike>(
  verifier: Verifier<Claims>,
  options: ExpressGuardOptions<Request>,
): ExpressGuard<Claims, Request, VerifiedToken<Claims> | undefined>;
export function guard<Claims, Request extends NodeRequestLike>(
  verifier: Verifier<Claims>,
  options: ExpressGuardOptions<Request> = {},
): ExpressGuard<Claims, Request, any> {
  const checked = checkGuard(verifier, options, ['ip']);
  const passed = new RequestAuth<Claims>(checked.optional);
  const middleware = async (request: Request, response: NodeResponseLike, next: (error?: unknown) => void) => {
    try {
      const { ip = addressOf } = checked;
      const exchange: IncomingRequest = {
        method: request.method ?? '',
        url: request.url ?? '',
        headers: headersOf(request as RequestLike),
        ip: ip(request) ?? undefined,
      };
      const outcome = await authenticate(verifier, exchange, checked);
      if ('answer' in outcome) {
        const { status, headers, body } = await writtenOf(outcome.answer);
        response.writeHead(status, headers).end(body ?? undefined);
        return;
      }
      passed.set(request, outcome.auth);
    } catch (error) {
      next(error);
      return;
    }
    next();
  };
  return Object.assign(middleware, { auth: (request: object) => passed.get(request) });
}

function addressOf(request: NodeRequestLike & { ip?: string; socket?: { remoteAddress?: string } }): string | undefined {
  return request.ip ?? request.socket?.remoteAddress;
}
