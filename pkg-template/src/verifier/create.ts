/** Verifying tokens. */
import { outputText } from '../bridge/call.js';
import { callWithText } from '../bridge/text.js';
import { DEFAULT_MAX_TOKEN_BYTES } from '../bridge/codes.js';
import * as wasm from '../../wasm/verifier.js';
import { isAsMade } from './bind-methods.js';
import { KeyResolverVerifier } from './key-resolver.js';
import { areOfSeveralSources, KeySourcesVerifier } from './key-sources.js';
import type { OwnVerifier } from './own.js';
import { MultiIssuerVerifier } from './several-issuers.js';
import { SingleIssuerVerifier } from './single-issuer.js';
import type { DecodedToken, IssuersOptions, JwtClaims, Verifier, VerifierOptions } from './types.js';

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
export function createVerifier<Claims = JwtClaims>(options: VerifierOptions<Claims> | IssuersOptions<Claims>): Verifier<Claims> {
  const isOfSeveral = (options as Partial<IssuersOptions<Claims>> | null)?.issuers !== undefined;
  return isOfSeveral ? new MultiIssuerVerifier(options as IssuersOptions<Claims>, make) : make(options as VerifierOptions<Claims>);
}

/** The verifier of one issuer, by where its keys are. */
function make<Claims>(options: VerifierOptions<Claims>): OwnVerifier<Claims> {
  const keys: unknown = options?.keys;
  if (typeof keys === 'function') return new KeyResolverVerifier(options, make);
  return areOfSeveralSources(keys) ? new KeySourcesVerifier(options, make) : new SingleIssuerVerifier(options);
}

/**
 * A verifier as it was made here. Not one whose `verifyAsync` somebody has replaced: what that adds
 * must not be passed by.
 * @internal
 */
export function ownVerifier<Claims>(verifier: Verifier<Claims>): OwnVerifier<Claims> | undefined {
  return isAsMade(verifier) ? (verifier as OwnVerifier<Claims>) : undefined;
}

/**
 * Decodes a token without verifying it, for looking at it: trust nothing of what comes back.
 *
 * @throws {TokenError} `token_missing`, `token_too_large` (over 16384 bytes) or `token_malformed`
 */
export function decodeUnverified(token: string): DecodedToken {
  callWithText(token, DEFAULT_MAX_TOKEN_BYTES, (length) => wasm.decodeUnverified(length, DEFAULT_MAX_TOKEN_BYTES));
  return JSON.parse(outputText()) as DecodedToken;
}
