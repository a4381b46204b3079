/**
 * A verifier that is made of several, such as one for each issuer, or for each place where keys are.
 * @internal
 */
import { TokenError } from '../bridge/errors.js';
import { refusal } from '../bridge/text.js';
import { bindMethods } from './bind-methods.js';
import { authorizationOf, type Credential } from './credentials.js';
import type { Needs } from './grants.js';
import type { OwnVerifier } from './own.js';
import type { AsyncContext, Login, RequestLike, VerifiedToken } from './types.js';

export abstract class ComposedVerifier<Claims> implements OwnVerifier<Claims> {
  #of: Pick<OwnVerifier<Claims>, 'issuer' | 'maxTokenBytes'> = { issuer: undefined, maxTokenBytes: 0 };

  constructor() {
    bindMethods(this);
  }

  get issuer(): OwnVerifier<Claims>['issuer'] {
    return this.#of.issuer;
  }

  get maxTokenBytes(): number {
    return this.#of.maxTokenBytes;
  }

  /** Says what it is of, once that is known. */
  protected set(issuer: OwnVerifier<Claims>['issuer'], maxTokenBytes: number): void {
    this.#of = { issuer, maxTokenBytes };
  }

  verify(token: string, login?: Login): VerifiedToken<Claims> {
    return this.verifyNow({ value: token, inHeader: false }, login);
  }

  verifyRequest(request: RequestLike): VerifiedToken<Claims> {
    return this.verifyNow({ value: authorizationOf(request), inHeader: true });
  }

  async verifyAsync(token: string, context?: AsyncContext): Promise<VerifiedToken<Claims>> {
    return this.verifyCredential({ value: token, inHeader: false }, context);
  }

  async verifyRequestAsync(request: RequestLike, context?: AsyncContext): Promise<VerifiedToken<Claims>> {
    return this.verifyCredential({ value: authorizationOf(request), inHeader: true }, context);
  }

  abstract verifyNow(credential: Credential, login?: Login): VerifiedToken<Claims>;

  abstract verifyCredential(credential: Credential, context?: AsyncContext, needs?: Needs): Promise<VerifiedToken<Claims>>;

  /** What the first of them says that has the token's key. */
  protected firstNow(candidates: readonly OwnVerifier<Claims>[], credential: Credential, login?: Login): VerifiedToken<Claims> {
    let refused: TokenError | undefined;
    for (const each of candidates) {
      try {
        return each.verifyNow(credential, login);
      } catch (error) {
        refused = worse(refused, error);
      }
    }
    throw refused ?? refusal('key_not_found');
  }

  /** What the first of them says that has the token's key, after whatever has to be waited for. */
  protected async firstLater(
    candidates: readonly OwnVerifier<Claims>[],
    credential: Credential,
    context?: AsyncContext,
    needs?: Needs,
  ): Promise<VerifiedToken<Claims>> {
    let refused: TokenError | undefined;
    for (const each of candidates) {
      try {
        return await each.verifyCredential(credential, context, needs);
      } catch (error) {
        refused = worse(refused, error);
      }
    }
    throw refused ?? refusal('key_not_found');
  }
}

/**
 * Verdicts that other keys may change: none fits the token, or none can be had. The later one says
 * more, so that it stands for all. Every other verdict is about a token whose signature holds, or about what is no token.
 */
const OF_KEYS = ['algorithm_not_allowed', 'key_not_found', 'key_ambiguous', 'signature_invalid', 'keys_unavailable'];

/** Which of two verdicts stands; throws one that other keys do not change. */
function worse(one: TokenError | undefined, other: unknown): TokenError {
  if (!(other instanceof TokenError) || !OF_KEYS.includes(other.code)) throw other;
  return one !== undefined && OF_KEYS.indexOf(one.code) > OF_KEYS.indexOf(other.code) ? one : other;
}
