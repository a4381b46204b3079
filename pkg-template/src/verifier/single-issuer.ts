/**
 * The verifier of one policy and one set of keys.
 * @internal
 */
import { isOneOf, remoteKeys } from '../lib/brands.js';
import { REMOTE } from '../bridge/codes.js';
import { fractionalClock, timeOf, type Clock } from '../lib/clock.js';
import { authorizationOf, bearerIn, tokenOf, type Credential } from './credentials.js';
import { copyOf } from '../lib/json.js';
import { clockOf, membersOf } from '../lib/options.js';
import { refuseNeeds, type Needs } from './grants.js';
import { TokenError } from '../bridge/errors.js';
import { withCause } from '../bridge/text.js';
import { bindMethods } from './bind-methods.js';
import { ENCODED_SECRET, hintedOptions, looksEncoded } from './hints.js';
import { ClaimsChecks } from './claims-checks.js';
import { boundedToken, CoreVerifier } from './core-verifier.js';
import { TENANT } from '../keys/discovery.js';
import { plainKeys } from '../keys/host-keys.js';
import type { FetchedKeys } from '../keys/remote.js';
import { unusedOf } from '../keys/skipped-keys.js';
import type { OwnVerifier } from './own.js';
import type { AsyncContext, GrantSources, Login, RequestLike, VerifiedToken, VerifierOptions } from './types.js';

export class SingleIssuerVerifier<Claims> implements OwnVerifier<Claims> {
  readonly issuer: string | readonly string[] | undefined;
  readonly #core: CoreVerifier;
  readonly #checks: ClaimsChecks<Claims>;
  readonly #remote: FetchedKeys | undefined;
  readonly #isForIdTokens: boolean;
  /** Where scopes and roles stand. */
  readonly #sources: GrantSources;
  readonly #clock: Clock;
  /** Whether to say once that the secret may be base64. */
  #mayBeEncoded: boolean;

  constructor(options: VerifierOptions<Claims>) {
    const given = membersOf('createVerifier', options);
    this.#clock = clockOf(given, fractionalClock);
    const { revocation, schema, ...rest } = given;
    const { environment, clockTolerance } = rest;
    if (typeof rest.keys === 'string' && /^\s*https?:/i.test(rest.keys)) {
      throw new TypeError('`keys` is a URL: give it to remoteJwks if it is of a JWKS, or the issuer to discoverJwks');
    }
    this.#remote = isOneOf(remoteKeys, rest.keys) ? (rest.keys as unknown as FetchedKeys) : undefined;
    if (this.#remote !== undefined) {
      const issuer = issuerOf(rest.issuer, this.#remote);
      if (issuer !== undefined) rest.issuer = issuer;
      rest.keys = { [REMOTE]: true, environment: this.#remote.environment } as never;
    } else {
      rest.keys = plainKeys(rest.keys) as never;
    }
    this.#checks = new ClaimsChecks({ revocation, schema, environment, clockTolerance } as Partial<VerifierOptions<Claims>>);
    this.#isForIdTokens = rest.preset === 'id_token';
    this.issuer = rest.issuer;
    try {
      this.#core = new CoreVerifier(rest);
    } catch (error) {
      throw hintedOptions(error);
    }
    this.#mayBeEncoded = looksEncoded(rest.keys);
    const { scopesFrom, rolesFrom } = rest;
    this.#sources = copyOf({ scopesFrom, rolesFrom }) as GrantSources;
    bindMethods(this);
  }

  get maxTokenBytes(): number {
    return this.#core.maxTokenBytes;
  }

  verify(token: string, login?: Login): VerifiedToken<Claims> {
    return this.verifyNow({ value: token, inHeader: false }, login);
  }

  verifyNow(credential: Credential, login?: Login): VerifiedToken<Claims> {
    // A request without a token is not told that there are no keys.
    if (credential.inHeader && this.#remote !== undefined) bearerIn(credential.value, this.maxTokenBytes);
    this.#remote?.use();
    try {
      return this.#now(this.#ask(credential, login));
    } catch (error) {
      if (this.#remote === undefined || !isForUnknownKey(error)) throw error;
      this.#remote.refreshForUnknown();
      throw verdict(error, this.#remote);
    }
  }

  verifyRequest(request: RequestLike): VerifiedToken<Claims> {
    return this.verifyNow({ value: authorizationOf(request), inHeader: true });
  }

  verifyAsync(token: string, context?: AsyncContext): Promise<VerifiedToken<Claims>> {
    return this.verifyCredential({ value: token, inHeader: false }, context);
  }

  async verifyRequestAsync(request: RequestLike, context?: AsyncContext): Promise<VerifiedToken<Claims>> {
    return this.verifyCredential({ value: authorizationOf(request), inHeader: true }, context);
  }

  async verifyCredential(credential: Credential, context: AsyncContext = {}, needs?: Needs): Promise<VerifiedToken<Claims>> {
    if (typeof context !== 'object') throw new TypeError(ONE_ARGUMENT);
    const { waitUntil, ...login } = context;
    const remote = this.#remote;
    const known = remote?.begun ?? 0;
    // Nothing is fetched for a request that has no token.
    await remote?.load(waitUntil, () => boundedToken(tokenOf(credential, this.maxTokenBytes), this.maxTokenBytes));
    for (;;) {
      try {
        const passed = this.#ask(credential, login, needs);
        const granted = this.#core.lastGranted;
        const result = this.#checks.isEmpty ? (passed as VerifiedToken<Claims>) : await this.#checks.later(passed, this.#keyIdOf);
        if (!granted) refuseNeeds(passed.claims, { ...this.#sources, ...needs! });
        return result;
      } catch (error) {
        if (remote === undefined || !isForUnknownKey(error)) throw error;
        if (!(await remote.lookAgain(known, waitUntil))) throw verdict(error, remote);
      }
    }
  }

  /** What the core says of a token. With no key for it, which of those that were written down are not used. */
  #ask(credential: Credential, login?: Login, needs?: Needs): VerifiedToken {
    try {
      return this.#askCore(credential, login, needs);
    } catch (error) {
      if (this.#remote !== undefined || !(error instanceof TokenError) || error.code !== 'key_not_found') throw error;
      const unused = unusedOf(this.#core.skippedKeys(), '`keys`');
      throw unused === undefined ? error : withCause(error, unused);
    }
  }

  #askCore(credential: Credential, login?: Login, needs?: Needs): VerifiedToken {
    const now = timeOf(this.#clock);
    const remote = this.#remote;
    if (remote !== undefined) this.#core.setKeys(remote.text, remote.version);
    if (this.#isForIdTokens) return this.#core.verifyLogin(credential, now, readLogin(login));
    if (login !== undefined && typeof login !== 'object') throw new TypeError(ONE_ARGUMENT);
    if (login !== undefined && Object.keys(login).length > 0) {
      throw new TypeError("verify: `nonce`, `accessToken` and `code` go with `preset: 'id_token'`");
    }
    try {
      return this.#core.verify(credential, now, needs);
    } catch (error) {
      if (this.#mayBeEncoded && error instanceof TokenError && error.code === 'signature_invalid') {
        this.#mayBeEncoded = false;
        error.message += ENCODED_SECRET;
      }
      throw error;
    }
  }

  #now(passed: VerifiedToken): VerifiedToken<Claims> {
    return this.#checks.isEmpty ? (passed as VerifiedToken<Claims>) : this.#checks.now(passed, this.#keyIdOf);
  }

  /** The `kid` of the key that has just been used; if it has none, what the token calls it. */
  readonly #keyIdOf = ({ header }: VerifiedToken): string | undefined => this.#core.keyId(this.#core.lastKey) ?? header.kid;
}

/**
 * Whether keys that are fetched now may change the verdict: none fits, by its name or by the
 * signature. Issuers do replace a key under its old name.
 */
function isForUnknownKey(error: unknown): error is TokenError {
  return error instanceof TokenError && (error.code === 'key_not_found' || error.code === 'signature_invalid');
}

/** The verdict on a token for which other keys were looked for. */
function verdict(error: TokenError, remote: FetchedKeys): Error {
  return error.code === 'key_not_found' ? remote.verdictOn(error) : error;
}

/** With discovery the issuer is the one that was asked: its keys must not serve another name. */
function issuerOf(issuer: string | readonly string[] | undefined, remote: FetchedKeys): typeof issuer {
  if (remote.issuer === undefined) return issuer;
  if (issuer === undefined || issuer === remote.issuer) return remote.issuer;
  // Some of the tenants.
  const [before = '', after] = remote.issuer.split(TENANT);
  const isOfTenant = (name: unknown) => typeof name === 'string' && name.startsWith(before) && name.endsWith(after!);
  if (after !== undefined && [issuer].flat().every(isOfTenant)) return issuer;
  throw new TypeError('`issuer` must be the issuer of `discoverJwks`, or left out');
}

/** For those who come from `jsonwebtoken`. */
const ONE_ARGUMENT = 'verify: expected the token alone: give the key to createVerifier; the result is returned, and there is no callback';

/** What is known of a login. That there was no nonce has to be said. */
function readLogin(login: Login = {}): object {
  const { nonce, ...told } = membersOf('verify', login);
  if (nonce === false) return told;
  if (typeof nonce === 'string' && nonce !== '') return { nonce, ...told };
  throw new TypeError('verify: give `{ nonce }` of the authentication request with an ID token; `{ nonce: false }` if none was sent');
}
