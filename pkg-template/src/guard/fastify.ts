/** A hook for Fastify. */
import { authenticate, checkGuard, writtenOf, type GuardOptions } from './authenticate.js';
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

/** What is used of Fastify's request. */
export interface FastifyRequestLike {
  readonly method: string;
  readonly url: string;
  /** As Fastify's `trustProxy` makes it. */
  readonly ip: string;
  readonly raw: { readonly headers: object };
}

/** What is used of Fastify's reply. */
export interface FastifyReplyLike {
  code(status: number): FastifyReplyLike;
  headers(values: Record<string, string | string[]>): FastifyReplyLike;
  send(body?: string): FastifyReplyLike;
}

/** What {@link guard} makes; `Auth` is the token's type, or `undefined` besides with `optional`. */
export interface FastifyGuard<Claims, Auth = VerifiedToken<Claims>> {
  (request: FastifyRequestLike, reply: FastifyReplyLike): Promise<unknown>;
  /**
   * The token of a request that has passed, the same as its `auth`, with the verifier's types.
   *
   * @throws {Error} for a request that has not passed this guard with a token
   */
  auth(request: object): Auth;
}

/**
 * Makes an `onRequest` hook that only requests with a good token pass; they carry it as
 * `request.auth`, and `auth(request)` gives it with its types. All others are answered as by
 * `guard` of `tokenward`. The caller's address is `request.ip`.
 *
 * A CORS preflight does not pass: the guard answers it with 204 and no CORS headers. Register
 * `@fastify/cors` before the guard; where it stands behind, see `preflight` of {@link GuardOptions}.
 *
 * @throws {TypeError} for a wrong option
 *
 * @example
 * ```ts
 * import fastify from 'fastify';
 * import { guard } from 'tokenward/fastify';
 *
 * const operator = guard(verifier, { roles: ['operator'] });
 * const app = fastify();
 * app.addHook('onRequest', operator);
 * app.get('/me', (request) => ({ hello: operator.auth(request).claims.sub }));
 * ```
 */
export function guard<Claims>(verifier: Verifier<Claims>, options?: GuardOptions & { optional?: false }): FastifyGuard<Claims>;
export function guard<Claims>(verifier: Verifier<Claims>, options: GuardOptions): FastifyGuard<Claims, VerifiedToken<Claims> | undefined>;
export function guard<Claims>(verifier: Verifier<Claims>, options: GuardOptions = {}): FastifyGuard<Claims, any> {
  const checked = checkGuard(verifier, options);
  const passed = new RequestAuth<Claims>(checked.optional);
  const hook = async (request: FastifyRequestLike, reply: FastifyReplyLike) => {
    const { method, url, ip } = request;
    const exchange = { method, url, headers: headersOf(request.raw as RequestLike), ip };
    const outcome = await authenticate(verifier, exchange, checked);
    if ('answer' in outcome) {
      const { status, headers, body } = await writtenOf(outcome.answer);
      return reply
        .code(status)
        .headers(headers)
        .send(body ?? undefined);
    }
    passed.set(request, outcome.auth);
    return undefined;
  };
  return Object.assign(hook, { auth: (request: object) => passed.get(request) });
}
