/** Guarding where there is no adapter: Koa, NestJS, Next.js, AWS Lambda, WebSockets. */
import { headersOf } from '../verifier/credentials.js';
import type { RequestLike, VerifiedToken, Verifier } from '../verifier/types.js';
import type { WaitUntil } from '../lib/shared-work.js';
import { authenticate, checkGuard, writtenOf, type GuardOptions, type WrittenAnswer } from './authenticate.js';

/** What is looked at of a request. */
export interface AuthenticatorRequest extends RequestLike {
  readonly method?: string | undefined;
  /** Whole, or its path and query. */
  readonly url?: string | undefined;
}

/** What is known of a request besides. */
export interface AuthenticatorContext {
  /** The caller's address, for `ips` and `onAuthFailure`. */
  readonly ip?: string | undefined;
  /** Keeps a background fetch alive after the response: a worker's `ctx.waitUntil`, bound. */
  readonly waitUntil?: WaitUntil | undefined;
}

/** A request passes with its token, or `answer` is what its client is to get. */
export type Authentication<Auth> =
  | { readonly auth: Auth; readonly answer?: undefined }
  | { readonly auth?: undefined; readonly answer: Readonly<WrittenAnswer> };

/**
 * Makes the function that a guard asks, for frameworks without an adapter: it takes a request, and gives
 * its token, or the answer to it (status, headers, body), which the caller has to send.
 *
 * Without `method` a request counts as a `POST`, which other sites' cookies do not authenticate, and
 * without `url` as one that has no query.
 *
 * @throws {TypeError} for a wrong option
 *
 * @example
 * ```ts
 * import { authenticator } from 'tokenward';
 *
 * const authenticate = authenticator(verifier, { scopes: 'read' });
 * const handler = async (event: { headers: Record<string, string> }) => {
 *   const { auth, answer } = await authenticate(event);
 *   if (answer !== undefined) return { statusCode: answer.status, headers: answer.headers, body: answer.body };
 *   return { statusCode: 200, body: `hello ${auth.claims.sub}` };
 * };
 * ```
 */
export function authenticator<Claims>(
  verifier: Verifier<Claims>,
  options?: GuardOptions & { optional?: false; preflight?: undefined },
): (request: AuthenticatorRequest, context?: AuthenticatorContext) => Promise<Authentication<VerifiedToken<Claims>>>;
export function authenticator<Claims>(
  verifier: Verifier<Claims>,
  options: GuardOptions,
): (request: AuthenticatorRequest, context?: AuthenticatorContext) => Promise<Authentication<VerifiedToken<Claims> | undefined>>;
export function authenticator<Claims>(
  verifier: Verifier<Claims>,
  options: GuardOptions = {},
): (request: AuthenticatorRequest, context?: AuthenticatorContext) => Promise<Authentication<any>> {
  const checked = checkGuard(verifier, options);
  return async (request, { ip, waitUntil } = {}) => {
    const [method, url] = [String(request.method ?? 'POST'), String(request.url ?? '/')];
    const outcome = await authenticate(verifier, { method, url, headers: headersOf(request), ip, waitUntil }, checked);
    return 'answer' in outcome ? { answer: await writtenOf(outcome.answer) } : { auth: outcome.auth };
  };
}
