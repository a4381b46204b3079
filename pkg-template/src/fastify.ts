/** A hook for Fastify. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { authenticate, checkGuard, isPreflight, isRefusal, type GuardOptions } from './authenticate.js';
import { headersOf } from './credentials.js';
import type { JwtClaims, RequestLike, VerifiedToken } from './types.js';
import type { Verifier } from './verifier.js';

export type { AuthFailure, GuardOptions } from './authenticate.js';

/** A request that has passed: `auth` is its token. */
export interface Authenticated<Claims = JwtClaims> {
  auth: VerifiedToken<Claims>;
}

/**
 * Makes an `onRequest` hook that only requests with a good token pass; they carry it as
 * `request.auth`. All others are answered as by `guard` of `tokenward`. CORS preflights pass as they are.
 *
 * @throws {TypeError} for a wrong option
 *
 * @example
 * ```ts
 * import fastify from 'fastify';
 * import { guard, type Authenticated } from 'tokenward/fastify';
 *
 * const app = fastify();
 * app.addHook('onRequest', guard(verifier, { roles: ['operator'] }));
 * app.get('/me', (request) => ({ hello: (request as typeof request & Authenticated).auth.claims.sub }));
 * ```
 */
export function guard<Claims>(
  verifier: Verifier<Claims>,
  options: GuardOptions = {},
): (request: FastifyRequest, reply: FastifyReply) => Promise<void> {
  checkGuard(verifier, options);
  return async (request, reply) => {
    const { method, url, ip } = request;
    const exchange = { method, url, headers: headersOf(request.raw as RequestLike), ip };
    if (isPreflight(exchange)) return;
    const outcome = await authenticate(verifier, exchange, options);
    if (isRefusal(outcome)) {
      await reply.code(outcome.status).headers(outcome.headers).send(outcome.body);
      return;
    }
    (request as unknown as Authenticated<Claims>).auth = outcome;
  };
}
