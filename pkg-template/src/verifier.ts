/** Verifying tokens. */
import { callWithText, outputText } from './call.js';
import * as wasm from '../wasm/tokenward.js';
import { SeveralIssuers } from './issuers.js';
import { OneIssuer } from './one-issuer.js';
import type {
  AsyncContext,
  DecodedToken,
  IssuersOptions,
  JwtClaims,
  Login,
  RequestLike,
  VerifiedToken,
  VerifierOptions,
} from './types.js';

const DEFAULT_MAX_TOKEN_BYTES = 8192;

/** Verifies tokens under one policy and one set of keys, both prepared once. */
export interface Verifier<Claims = JwtClaims> {
  /**
   * Verifies a token: signature first, then claims, then revocation. With `remoteJwks` it uses the
   * keys that are there; with a store that answers later, use {@link Verifier.verifyAsync}.
   *
   * @param login what is known of the login, for `preset: 'id_token'`
   * @throws {TokenError} with the `code` of the first fault
   */
  verify(token: string, login?: Login): VerifiedToken<Claims>;
  /**
   * Verifies the one Bearer token of a request's `Authorization` header (RFC 6750 section 2.1).
   *
   * @throws {TokenError} `token_missing` when there is none
   */
  verifyRequest(request: RequestLike): VerifiedToken<Claims>;
  /**
   * The same as {@link Verifier.verify}, and waits where there is something to wait for: keys
   * that are fetched, a store of revocations, an asynchronous schema.
   */
  verifyAsync(token: string, context?: AsyncContext): Promise<VerifiedToken<Claims>>;
  /** The same for a request. */
  verifyRequestAsync(request: RequestLike, context?: AsyncContext): Promise<VerifiedToken<Claims>>;
}

/**
 * Makes a verifier. Keys are parsed, checked and prepared here, once: make one verifier when
 * your program starts, not one per request.
 *
 * @throws {TypeError} for an option that is unknown, missing or of the wrong type
 * @throws {KeyError} for a key that does not parse, is weak or does not fit the algorithms
 *
 * @example
 * ```ts
 * import { createVerifier } from 'tokenward';
 *
 * const verifier = createVerifier({
 *   keys: process.env.JWT_PUBLIC_KEY!,
 *   algorithms: ['ES256'],
 *   issuer: 'https://issuer.example',
 *   audience: 'https://api.example',
 * });
 * const { claims } = verifier.verify(token);
 * ```
 */
export function createVerifier<Claims = JwtClaims>(
  options: VerifierOptions<Claims> | IssuersOptions<Claims>,
): Verifier<Claims> {
  const several = options !== null && typeof options === 'object' && 'issuers' in options && options.issuers !== undefined;
  return several ? new SeveralIssuers<Claims>(options) : new OneIssuer<Claims>(options as VerifierOptions<Claims>);
}

/**
 * Decodes a token without verifying it, for looking at it: trust nothing of what comes back.
 *
 * @throws {TokenError} `token_missing`, `token_too_large` (over 8192 bytes) or `token_malformed`
 */
export function decodeUnverified(token: string): DecodedToken {
  callWithText(token, DEFAULT_MAX_TOKEN_BYTES, (length) => wasm.decodeUnverified(length));
  return JSON.parse(outputText()) as DecodedToken;
}
