/**
 * Verifiers as they are made here, which guards ask with less ado than others.
 * @internal
 */
import type { Credential } from './credentials.js';
import type { Needs } from './grants.js';
import type { AsyncContext, Login, VerifiedToken, Verifier } from './types.js';

export interface OwnVerifier<Claims> extends Verifier<Claims> {
  /** The `issuer` option as it counts: with discovery, the issuer that was asked. */
  readonly issuer: string | readonly string[] | undefined;
  /** Bytes of the longest token that it reads. */
  readonly maxTokenBytes: number;
  /** Verifies a token where it is, without waiting. */
  verifyNow(credential: Credential, login?: Login): VerifiedToken<Claims>;
  /** Verifies a token where it is, and that it grants what is needed. */
  verifyCredential(credential: Credential, context?: AsyncContext, needs?: Needs): Promise<VerifiedToken<Claims>>;
}
