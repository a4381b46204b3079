/**
 * The verifier of one policy and one set of keys.
 * @internal
 */
import { isOneOf, remoteKeys, revocationLists } from '../lib/brands.js';
import {
  answeredGranted,
  answeredHeader,
  answeredKey,
  answeredSeconds,
  answeredSerial,
  answeredSlot,
  call,
  callWith,
  memoryAt,
  outputText,
} from '../bridge/call.js';
import { CACHED } from '../bridge/codes.js';
import { callWithText, refusal } from '../bridge/text.js';
import { splitClock, timeOf, type Clock } from '../lib/clock.js';
import { authorizationOf, bearerIn, SCHEME_ROOM, tokenOf, type Credential } from './credentials.js';
import { refuseNeeds, type Needs } from './grants.js';
import { TokenError } from '../bridge/errors.js';
import { hostFor, type HostRsa } from './host-rsa.js';
import { currentMemory, generation, guarded, healed } from '../bridge/instance.js';
import * as wasm from '../../wasm/verifier.js';
import { copy, ParsedTokens } from './parsed-tokens.js';
import type { FetchedKeys } from '../keys/remote.js';
import type { StoredList } from '../revocation/list.js';
import { checkSchema, validate, type StandardSchema } from './schema.js';
import type { AsyncContext, JwtClaims, Login, RequestLike, VerifiedToken, Verifier, VerifierOptions } from './types.js';

/** The claims that were signed, by tokens whose claims a schema has made something else of. */
const signed = new WeakMap<object, JwtClaims>();

/** The claims that were signed: what they grant is not a schema's to take away or to add. */
export function signedClaims(passed: VerifiedToken<unknown>): object {
  return signed.get(passed) ?? (passed.claims as object);
}

export class SingleIssuerVerifier<Claims> implements Verifier<Claims> {
  /** The `issuer` option as it counts: with discovery, the issuer that was asked. */
  readonly issuer: string | readonly string[] | undefined;
  readonly maxTokenBytes: number;
  readonly #clock: Clock;
  #inner: wasm.WasmVerifier;
  #generation: number;
  #parsed = new ParsedTokens();
  /** Where the options are, should the instance have to be replaced: an address, not a copy. */
  #source: Source;
  readonly #idToken: boolean;
  readonly #remote: FetchedKeys | undefined;
  /** The {@link FetchedKeys.version} that the core has. */
  #keysVersion = 0;
  readonly #revocation: StoredList | undefined;
  readonly #schema: StandardSchema<Claims> | undefined;
  /** The position of the key that the last token's signature fits. */
  #key = 0;
  /** Whether the last token's claims grant what was needed. */
  #granted = true;
  /** The numbers by which the instance knows what callers need. */
  #needs = new WeakMap<Needs, number>();
  /** Whether there is anything to do after the core has let a token pass. */
  readonly #more: boolean;

  constructor(options: VerifierOptions<Claims>) {
    const [given, clock] = splitClock('createVerifier', options);
    const { revocation, schema, ...rest } = given as Partial<VerifierOptions<Claims>>;
    if (schema !== undefined) checkSchema(schema);
    this.#schema = schema;
    this.#remote = isOneOf(remoteKeys, rest.keys) ? (rest.keys as unknown as FetchedKeys) : undefined;
    if (this.#remote !== undefined) {
      const issuer = issuerOf(rest.issuer, this.#remote);
      if (issuer !== undefined) rest.issuer = issuer;
      rest.keys = { remoteJwks: true, environment: this.#remote.environment } as never;
    }
    this.#revocation = checkRevocation(revocation, rest);
    this.#more = revocation !== undefined || schema !== undefined;
    this.#idToken = rest.preset === 'id_token';
    this.#clock = clock;
    this.issuer = rest.issuer;
    this.#inner = callWith(rest, () => wasm.WasmVerifier.make(this.#host()));
    this.#generation = generation;
    this.maxTokenBytes = guarded(() => this.#inner.maxTokenBytes);
    this.#source = guarded(() => sourceOf(this.#inner));
  }

  verify(token: string, login?: Login): VerifiedToken<Claims> {
    this.#remote?.use();
    try {
      return this.#now(this.#core({ value: token, inHeader: false }, login));
    } catch (error) {
      if (this.#remote === undefined || !isForUnknownKey(error)) throw error;
      this.#remote.refreshForUnknown();
      throw verdict(error, this.#remote);
    }
  }

  verifyRequest(request: RequestLike): VerifiedToken<Claims> {
    const value = authorizationOf(request);
    if (this.#remote !== undefined || this.#idToken) return this.verify(bearerIn(value, this.maxTokenBytes));
    return this.#now(this.#core({ value, inHeader: true }));
  }

  verifyAsync(token: string, context?: AsyncContext): Promise<VerifiedToken<Claims>> {
    return this.verifyCredential({ value: token, inHeader: false }, context);
  }

  async verifyRequestAsync(request: RequestLike, context?: AsyncContext): Promise<VerifiedToken<Claims>> {
    return this.verifyCredential({ value: authorizationOf(request), inHeader: true }, context);
  }

  /** Verifies a token where it is, and that it grants what is needed. @internal */
  async verifyCredential(credential: Credential, context: AsyncContext = {}, needs?: Needs): Promise<VerifiedToken<Claims>> {
    const { waitUntil, ...login } = context;
    const remote = this.#remote;
    const known = remote?.begun ?? 0;
    // Nothing is fetched for a request that has no token.
    await remote?.load(waitUntil, () => bounded(tokenOf(credential, this.maxTokenBytes), this.maxTokenBytes));
    for (;;) {
      try {
        const passed = this.#core(credential, login, needs);
        const granted = this.#granted;
        const result = await this.#later(passed);
        if (!granted) refuseNeeds(passed.claims, needs!);
        return result;
      } catch (error) {
        if (remote === undefined || !isForUnknownKey(error)) throw error;
        if (!(await remote.lookAgain(known, waitUntil))) throw verdict(error, remote);
      }
    }
  }

  /** What the core says of a token. */
  #core({ value, inHeader }: Credential, login?: Login, needs?: Needs): VerifiedToken {
    const now = timeOf(this.#clock);
    const inner = this.#current();
    if (this.#idToken) {
      const token = inHeader ? bearerIn(value, this.maxTokenBytes) : value;
      const told = known(login);
      return this.#answer(() => callWith([bounded(token, this.maxTokenBytes), told], () => inner.verifyLogin(now)));
    }
    if (login !== undefined && Object.keys(login).length > 0) {
      throw new TypeError("verify: `nonce`, `accessToken` and `code` go with `preset: 'id_token'`");
    }
    const number = needs === undefined ? 0 : this.#numberOf(needs);
    const bound = this.maxTokenBytes;
    if (inHeader) {
      return this.#answer((anew) =>
        callWithText(value, bound, (length) => inner.verifyAuthorization(length, now, anew, number), SCHEME_ROOM),
      );
    }
    return this.#answer((anew) => callWithText(value, bound, (length) => inner.verify(length, now, anew, number)));
  }

  #numberOf(needs: Needs): number {
    let number = this.#needs.get(needs);
    if (number === undefined) {
      number = callWith(needs, () => this.#inner.addNeeds());
      this.#needs.set(needs, number);
    }
    return number;
  }

  /** Revocation and schema, where nothing has to be waited for. */
  #now(passed: VerifiedToken): VerifiedToken<Claims> {
    if (!this.#more) return passed as VerifiedToken<Claims>;
    const asked = this.#revocation?.check(passed.claims, this.#keyId(passed));
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

  /** Revocation and schema, where something has to be waited for. */
  async #later(passed: VerifiedToken): Promise<VerifiedToken<Claims>> {
    if (!this.#more) return passed as VerifiedToken<Claims>;
    await this.#revocation?.check(passed.claims, this.#keyId(passed));
    const claims = this.#schema === undefined ? passed.claims : await validate(this.#schema, passed.claims);
    return this.#with(passed, claims as Claims);
  }

  #with(passed: VerifiedToken, claims: Claims): VerifiedToken<Claims> {
    const result = { ...passed, claims };
    if (this.#schema !== undefined) signed.set(result, passed.claims);
    return result;
  }

  /** The `kid` of the key that has just been used; if it has none, what the token calls it. */
  #keyId({ header }: VerifiedToken): string | undefined {
    if (this.#revocation === undefined) return undefined;
    const position = this.#key;
    return guarded(() => this.#inner.keyId(position)) ? outputText() : header.kid;
  }

  /** The token that `ask` lets pass, as objects of the caller's own. */
  #answer(ask: (anew: boolean) => number): VerifiedToken {
    return (ask(false) === CACHED ? this.#kept() : this.#read()) ?? (ask(true), this.#read());
  }

  #kept(): VerifiedToken | undefined {
    const token = this.#parsed.load(answeredSlot(), answeredSerial());
    this.#key = answeredKey();
    this.#granted = answeredGranted();
    return token && withExpiry(token, answeredSeconds());
  }

  #read(): VerifiedToken {
    // Before anything is asked again: the next answer takes the place of this one.
    const id = answeredHeader();
    const slot = answeredSlot();
    const serial = answeredSerial();
    const seconds = answeredSeconds();
    this.#key = answeredKey();
    this.#granted = answeredGranted();
    const text = outputText();
    const claims = JSON.parse(text) as JwtClaims;
    const header = this.#parsed.header(id, () => {
      call(() => this.#inner.headerText(id));
      return outputText();
    });
    if (slot >= 0) this.#parsed.store(slot, serial, header, text);
    return withExpiry({ header: copy(header), claims }, seconds);
  }

  /** The verifier in the current instance, with the current keys. */
  #current(): wasm.WasmVerifier {
    healed();
    // After a replacement it is made anew from the old memory.
    if (this.#generation !== generation) {
      const { memory, at, length } = this.#source;
      const bytes = new Uint8Array(memory.buffer, at, length);
      const inner = call(() => {
        memoryAt(wasm.valueBuffer(length), length).set(bytes);
        return wasm.WasmVerifier.make(this.#host());
      });
      this.#source = guarded(() => sourceOf(inner));
      this.#inner = inner;
      this.#parsed = new ParsedTokens();
      this.#needs = new WeakMap();
      this.#generation = generation;
      this.#keysVersion = 0;
      bytes.fill(0);
    }
    const remote = this.#remote;
    if (remote !== undefined && remote.version !== this.#keysVersion) {
      callWith(remote.text, () => this.#inner.setRemoteKeys(this.#host()));
      this.#parsed = new ParsedTokens();
      this.#keysVersion = remote.version;
    }
    return this.#inner;
  }

  #host(): HostRsa | undefined {
    return hostFor((use) => (this.#inner.rsaKey(use) ? (JSON.parse(outputText()) as { alg: string }) : undefined));
  }
}

/**
 * Whether keys that are fetched now may change the verdict: none fits, by its name or by the
 * signature. Issuers do replace a key under its old name.
 */
function isForUnknownKey(error: unknown): error is TokenError {
  return error instanceof TokenError && (error.code === 'key_not_found' || error.code === 'signature_invalid');
}

/** The verdict on a token whose key is not there: with an issuer that is out of reach, nobody can tell. */
function verdict(error: TokenError, remote: FetchedKeys): Error {
  return error.code === 'key_not_found' && remote.unreachable ? refusal('keys_unavailable') : error;
}

/** With discovery the issuer is the one that was asked: its keys must not serve another name. */
function issuerOf(issuer: string | readonly string[] | undefined, remote: FetchedKeys): typeof issuer {
  if (remote.issuer === undefined) return issuer;
  if (issuer === undefined || issuer === remote.issuer) return remote.issuer;
  throw new TypeError('`issuer` must be the issuer of `discoverJwks`, or left out');
}

function checkRevocation(revocation: unknown, { environment, clockTolerance }: Partial<VerifierOptions<any>>): StoredList | undefined {
  if (revocation === undefined) return undefined;
  if (!isOneOf(revocationLists, revocation)) throw new TypeError('`revocation` must come from createRevocationList');
  const list = revocation as StoredList;
  if (list.environment !== environment) throw new TypeError('`revocation` is of another `environment` than the verifier');
  if (Number(clockTolerance) > 3600)
    throw new TypeError('`clockTolerance` may be at most 3600 with `revocation`: entries are kept no longer');
  return list;
}

/** A token that crosses as a value; the core sees that one is too long or none. */
function bounded(token: unknown, maxBytes: number): unknown {
  if (typeof token !== 'string' && token !== undefined && token !== null) throw refusal('token_malformed');
  return token?.slice(0, maxBytes + 1);
}

function withExpiry(token: VerifiedToken, seconds: number): VerifiedToken {
  if (seconds === seconds) token.expiresIn = seconds; // NaN: no `exp`
  return token;
}

/** What is known of a login. That there was no nonce has to be said. */
function known({ nonce, accessToken, code, ...unknown }: Login = {}): object {
  const [stranger] = Object.keys(unknown);
  if (stranger !== undefined) throw new TypeError(`verify: unknown \`${stranger.slice(0, 40)}\`; known are nonce, accessToken, code`);
  if (nonce !== false && (typeof nonce !== 'string' || nonce === '')) {
    throw new TypeError('verify: give `{ nonce }` of the authentication request with an ID token; `{ nonce: false }` if none was sent');
  }
  for (const [name, value] of Object.entries({ accessToken, code })) {
    if (value !== undefined && typeof value !== 'string') throw new TypeError(`verify: \`${name}\` must be a string`);
  }
  return { nonce: nonce === false ? undefined : nonce, accessToken, code };
}

interface Source {
  memory: WebAssembly.Memory;
  at: number;
  length: number;
}

function sourceOf(inner: wasm.WasmVerifier): Source {
  return { memory: currentMemory(), at: inner.sourcePointer, length: inner.sourceLength };
}
