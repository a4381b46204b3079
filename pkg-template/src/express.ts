/** Middleware for Express, and for whatever else takes `(request, response, next)`. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { authenticate, checkGuard, isPreflight, isRefusal, type Exchange, type GuardOptions } from './authenticate.js';
import { headersOf } from './credentials.js';
import type { JwtClaims, RequestLike, VerifiedToken } from './types.js';
import type { Verifier } from './verifier.js';

export type { AuthFailure, GuardOptions } from './authenticate.js';

/** A request that has passed: `auth` is its token. */
export interface Authenticated<Claims = JwtClaims> {
  auth: VerifiedToken<Claims>;
}

/** Options of {@link guard}. */
export interface ExpressGuardOptions<Request> extends GuardOptions {
  /** The caller's address. Default `request.ip`, as Express's `trust proxy` makes it, or the socket's. */
  ip?: (request: Request) => string | null | undefined;
}

/**
 * Makes a middleware that only requests with a good token pass; they carry it as `request.auth`.
 * All others are answered as by `guard` of `tokenward`. CORS preflights pass as they are.
 *
 * @throws {TypeError} for a wrong option
 *
 * @example
 * ```ts
 * import express from 'express';
 * import { guard, type Authenticated } from 'tokenward/express';
 *
 * const app = express();
 * app.use('/api', guard(verifier, { scopes: ['read'] }));
 * app.get('/api/me', (request, response) => {
 *   const { auth } = request as typeof request & Authenticated;
 *   response.json({ hello: auth.claims.sub });
 * });
 * ```
 */
export function guard<Claims, Request extends IncomingMessage>(
  verifier: Verifier<Claims>,
  options: ExpressGuardOptions<Request> = {},
): (request: Request, response: ServerResponse, next: (error?: unknown) => void) => Promise<void> {
  checkGuard(verifier, options, ['ip']);
  return async (request, response, next) => {
    try {
      const { ip = addressOf } = options;
      const exchange: Exchange = {
        method: request.method ?? '',
        url: request.url ?? '',
        headers: headersOf(request as RequestLike),
        ip: ip(request) ?? undefined,
      };
      if (!isPreflight(exchange)) {
        const outcome = await authenticate(verifier, exchange, options);
        if (isRefusal(outcome)) {
          response.writeHead(outcome.status, outcome.headers).end(outcome.body);
          return;
        }
        (request as unknown as Authenticated<Claims>).auth = outcome;
      }
    } catch (error) {
      next(error);
      return;
    }
    next();
  };
}

function addressOf(request: IncomingMessage & { ip?: string }): string | undefined {
  return request.ip ?? request.socket?.remoteAddress;
}
