/**
 * The verifier of keys from several places: written down, and fetched. They are asked in the order in
 * which they stand, those that are written down first.
 * @internal
 */
import { isOneOf, remoteKeys } from '../lib/brands.js';
import { MOST_KEYS } from '../keys/host-keys.js';
import type { FetchedKeys } from '../keys/remote.js';
import { ComposedVerifier } from './composed.js';
import type { Credential } from './credentials.js';
import type { Needs } from './grants.js';
import type { OwnVerifier } from './own.js';
import type { Algorithm, AsyncContext, Key, Login, VerifiedToken, VerifierOptions } from './types.js';

/** Whether keys are fetched from more than one place, or besides others. */
export function areOfSeveralSources(keys: unknown): keys is readonly unknown[] {
  return Array.isArray(keys) && keys.length <= MOST_KEYS && keys.some((key) => isOneOf(remoteKeys, key));
}

/** The algorithms that fetched keys may have: secrets are never fetched. What is no array the core refuses. */
export function withoutHmac(algorithms: readonly Algorithm[]): readonly Algorithm[] {
  return Array.isArray(algorithms) ? algorithms.filter((name) => !/^HS(256|384|512)$/.test(String(name))) : algorithms;
}

export class KeySourcesVerifier<Claims> extends ComposedVerifier<Claims> {
  readonly #verifiers: readonly OwnVerifier<Claims>[];

  /** @param make makes the verifier of one source */
  constructor(options: VerifierOptions<Claims>, make: (options: VerifierOptions<Claims>) => OwnVerifier<Claims>) {
    super();
    const all = options.keys as readonly unknown[];
    const fetched = all.filter((key) => isOneOf(remoteKeys, key)) as FetchedKeys[];
    const written = all.filter((key) => !isOneOf(remoteKeys, key)) as Key[];
    // Whoever names an issuer for discovery means it for the other keys as well.
    const issuers = [...new Set(fetched.flatMap(({ issuer }) => issuer ?? []))];
    const issuer = options.issuer ?? (issuers.length === 0 ? undefined : issuers);
    const given = issuer === undefined ? {} : { issuer };
    const algorithms = withoutHmac(options.algorithms);
    this.#verifiers = [
      ...(written.length === 0 ? [] : [make({ ...options, keys: written, ...given })]),
      ...fetched.map((keys) => make({ ...options, algorithms, keys, ...(keys.issuer === undefined && given) })),
    ];
    this.set(issuer, this.#verifiers[0]!.maxTokenBytes);
  }

  verifyNow(credential: Credential, login?: Login): VerifiedToken<Claims> {
    return this.firstNow(this.#verifiers, credential, login);
  }

  async verifyCredential(credential: Credential, context?: AsyncContext, needs?: Needs): Promise<VerifiedToken<Claims>> {
    return this.firstLater(this.#verifiers, credential, context, needs);
  }
}
