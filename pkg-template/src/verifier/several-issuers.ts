/**
 * The verifier of several issuers. Which one a token is of, its `iss` says; that is not believed
 * but only followed: the keys, the algorithms and the policy are that issuer's, `issuer` among them.
 * @internal
 */
import { TENANT } from '../keys/discovery.js';
import { plainKeys } from '../keys/host-keys.js';
import { textFromText } from '../bridge/text.js';
import { check, membersOf } from '../lib/options.js';
import * as wasm from '../../wasm/verifier.js';
import { ComposedVerifier } from './composed.js';
import { SCHEME_ROOM, type Credential } from './credentials.js';
import type { Needs } from './grants.js';
import type { OwnVerifier } from './own.js';
import type { AsyncContext, IssuersOptions, Login, VerifiedToken, VerifierOptions } from './types.js';

/** What must be each issuer's own. */
const OWN = ['keys', 'issuer'] as const;

export class MultiIssuerVerifier<Claims> extends ComposedVerifier<Claims> {
  readonly #byIssuer = new Map<string, OwnVerifier<Claims>[]>();
  /** Those of an issuer with a place for its tenant, which the core compares as a whole. */
  readonly #templates: (readonly [(issuer: string) => boolean, readonly OwnVerifier<Claims>[]])[] = [];

  /** @param make makes the verifier of one issuer */
  constructor(options: IssuersOptions<Claims>, make: (options: VerifierOptions<Claims>) => OwnVerifier<Claims>) {
    super();
    const { issuers, ...shared } = membersOf('createVerifier', options);
    for (const name of OWN) {
      if (name in shared) throw new TypeError(`\`${name}\` belongs into each of \`issuers\`, not beside them`);
    }
    check(Array.isArray(issuers) && issuers.length > 0, 'issuers', issuers, 'be a non-empty array');
    const verifiers = issuers!.map((each: Partial<VerifierOptions<Claims>>) => {
      // What is not given must not take away what is shared.
      const own = membersOf('each of `issuers`', each);
      if (own.environment !== undefined && own.environment !== shared.environment) {
        throw new TypeError('`environment` belongs beside `issuers`: one verifier is of one environment');
      }
      return { verifier: make({ ...shared, ...own } as VerifierOptions<Claims>), keys: own.keys };
    });
    for (const { verifier, keys } of verifiers) {
      const names = typeof verifier.issuer === 'string' ? [verifier.issuer] : verifier.issuer;
      if (names === undefined) throw new TypeError('each of `issuers` needs its `issuer`');
      for (const name of names) {
        const others = this.#byIssuer.get(name) ?? [];
        if (verifiers.some((other) => others.includes(other.verifier) && areTheSame(other.keys, keys))) {
          throw new TypeError('an issuer stands twice in `issuers` with the same keys: they could not tell which one a token is for');
        }
        this.#byIssuer.set(name, [...others, verifier]);
      }
    }
    for (const [name, own] of this.#byIssuer) {
      const [before = '', after] = name.split(TENANT);
      if (after !== undefined) this.#templates.push([(issuer) => issuer.startsWith(before) && issuer.endsWith(after), own]);
    }
    this.set([...this.#byIssuer.keys()], Math.max(...verifiers.map(({ verifier }) => verifier.maxTokenBytes)));
  }

  verifyNow(credential: Credential, login?: Login): VerifiedToken<Claims> {
    return this.firstNow(this.#verifiersFor(credential), credential, login);
  }

  async verifyCredential(credential: Credential, context?: AsyncContext, needs?: Needs): Promise<VerifiedToken<Claims>> {
    return this.firstLater(this.#verifiersFor(credential), credential, context, needs);
  }

  /** The verifiers of the token's issuer. */
  #verifiersFor({ value, inHeader }: Credential): readonly OwnVerifier<Claims>[] {
    const bound = this.maxTokenBytes;
    const room = inHeader ? SCHEME_ROOM : 0;
    const issuer = textFromText(value, bound, (length) => wasm.unverifiedIssuer(length, bound, inHeader), room);
    // An issuer that is not ours has no keys here; more is not said of what is not signed.
    return [...(this.#byIssuer.get(issuer) ?? []), ...this.#templates.flatMap(([fits, verifiers]) => (fits(issuer) ? verifiers : []))];
  }
}

/** Whether two `keys` are the same; of functions nobody can tell. */
function areTheSame(some: unknown, others: unknown): boolean {
  return some === others || (typeof some !== 'function' && JSON.stringify(plainKeys(some)) === JSON.stringify(plainKeys(others)));
}
