/**
 * What is asked of a token after the core has let it pass: that it was not revoked, and what a
 * schema makes of its claims.
 * @internal
 */
import { isOneOf, revocationLists } from '../lib/brands.js';
import { check } from '../lib/options.js';
import type { StoredList } from '../revocation/list.js';
import { checkSchema, validate, type StandardSchema } from './schema.js';
import type { JwtClaims, VerifiedToken, VerifierOptions } from './types.js';

/** The claims that were signed, by tokens whose claims a schema has made something else of. */
const signed = new WeakMap<object, JwtClaims>();

/** The claims that were signed: what they grant is not a schema's to take away or to add. */
export function signedClaims(passed: VerifiedToken<unknown>): object {
  return signed.get(passed) ?? (passed.claims as object);
}

/** Gives the `kid` of the key that a token was verified with. */
type KeyIdOf = (passed: VerifiedToken) => string | undefined;

export class ClaimsChecks<Claims> {
  readonly #revocation: StoredList | undefined;
  readonly #schema: StandardSchema<Claims> | undefined;

  /** @throws {TypeError} for what is no revocation list or no schema */
  constructor({ revocation, schema, environment, clockTolerance }: Partial<VerifierOptions<Claims>>) {
    if (schema !== undefined) checkSchema(schema);
    this.#schema = schema;
    this.#revocation = checkRevocation(revocation, environment, clockTolerance);
  }

  /** Whether there are none. */
  get isEmpty(): boolean {
    return this.#revocation === undefined && this.#schema === undefined;
  }

  /** Where nothing can be waited for. */
  now(passed: VerifiedToken, keyIdOf: KeyIdOf): VerifiedToken<Claims> {
    const asked = this.#revocation?.check(passed.claims, keyIdOf(passed));
    if (asked instanceof Promise) {
      asked.catch(() => {});
      throw new TypeError('the store of the revocation list answers later: use `verifyAsync`');
    }
    const claims = this.#schema === undefined ? passed.claims : validate(this.#schema, passed.claims);
    if (claims instanceof Promise) {
      claims.catch(() => {});
      throw new TypeError('the `schema` answers later: use `verifyAsync`');
    }
    return this.#with(passed, claims as Claims);
  }

  /** Where something may have to be waited for. */
  async later(passed: VerifiedToken, keyIdOf: KeyIdOf): Promise<VerifiedToken<Claims>> {
    await this.#revocation?.check(passed.claims, keyIdOf(passed));
    const claims = this.#schema === undefined ? passed.claims : await validate(this.#schema, passed.claims);
    return this.#with(passed, claims as Claims);
  }

  #with(passed: VerifiedToken, claims: Claims): VerifiedToken<Claims> {
    const result = { ...passed, claims };
    if (this.#schema !== undefined) signed.set(result, passed.claims);
    return result;
  }
}

function checkRevocation(revocation: unknown, environment: unknown, clockTolerance: unknown): StoredList | undefined {
  if (revocation === undefined) return undefined;
  check(isOneOf(revocationLists, revocation), 'revocation', revocation, 'come from createRevocationList');
  const list = revocation as StoredList;
  if (list.environment !== environment) throw new TypeError('`revocation` is of another `environment` than the verifier');
  if (Number(clockTolerance) > 3600)
    throw new TypeError('`clockTolerance` may be at most 3600 with `revocation`: entries are kept no longer');
  return list;
}
