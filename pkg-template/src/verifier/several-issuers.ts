/**
 * The verifier of several issuers. Which one a token is of, its `iss` says; that is not believed
 * but only followed: the keys, the algorithms and the policy are that issuer's, `issuer` among them.
 * @internal
 */
import { refusal, textFromText } from '../bridge/text.js';
import { check, membersOf } from '../lib/options.js';
import { bindMethods } from './bind-methods.js';
import { authorizationOf, SCHEME_ROOM, type Credential } from './credentials.js';
import type { Needs } from './grants.js';
import * as wasm from '../../wasm/verifier.js';
import { SingleIssuerVerifier } from './single-issuer.js';
import type { AsyncContext, IssuersOptions, Login, RequestLike, VerifiedToken, Verifier, VerifierOptions } from './types.js';

/** What must be each issuer's own. */
const OWN = ['keys', 'issuer'] as const;

export class MultiIssuerVerifier<Claims> implements Verifier<Claims> {
  readonly #byIssuer = new Map<string, SingleIssuerVerifier<Claims>>();
  readonly #maxTokenBytes: number;

  constructor(options: IssuersOptions<Claims>) {
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
      return new SingleIssuerVerifier<Claims>({ ...shared, ...own } as VerifierOptions<Claims>);
    });
    for (const verifier of verifiers) {
      const names = typeof verifier.issuer === 'string' ? [verifier.issuer] : verifier.issuer;
      if (names === undefined) throw new TypeError('each of `issuers` needs its `issuer`');
      for (const name of names) {
        if (this.#byIssuer.has(name)) throw new TypeError('an issuer stands twice in `issuers`');
        this.#byIssuer.set(name, verifier);
      }
    }
    this.#maxTokenBytes = Math.max(...verifiers.map(({ maxTokenBytes }) => maxTokenBytes));
    bindMethods(this);
  }

  verify(token: string, login?: Login): VerifiedToken<Claims> {
    return this.#verifierFor({ value: token, inHeader: false }).verify(token, login);
  }

  verifyRequest(request: RequestLike): VerifiedToken<Claims> {
    return this.#verifierFor({ value: authorizationOf(request), inHeader: true }).verifyRequest(request);
  }

  async verifyAsync(token: string, context?: AsyncContext): Promise<VerifiedToken<Claims>> {
    return this.verifyCredential({ value: token, inHeader: false }, context);
  }

  async verifyRequestAsync(request: RequestLike, context?: AsyncContext): Promise<VerifiedToken<Claims>> {
    return this.verifyCredential({ value: authorizationOf(request), inHeader: true }, context);
  }

  /** Verifies a token where it is, and that it grants what is needed. @internal */
  async verifyCredential(credential: Credential, context?: AsyncContext, needs?: Needs): Promise<VerifiedToken<Claims>> {
    return this.#verifierFor(credential).verifyCredential(credential, context, needs);
  }

  #verifierFor({ value, inHeader }: Credential): SingleIssuerVerifier<Claims> {
    const bound = this.#maxTokenBytes;
    const room = inHeader ? SCHEME_ROOM : 0;
    const issuer = textFromText(value, bound, (length) => wasm.unverifiedIssuer(length, bound, inHeader), room);
    // An issuer that is not ours has no keys here; more is not said of what is not signed.
    const verifier = this.#byIssuer.get(issuer);
    if (verifier === undefined) throw refusal('key_not_found');
    return verifier;
  }
}
