/** The shapes that go in and come out. */
import type { Clock } from '../lib/clock.js';
import type { RemoteKeys } from '../keys/types.js';
import type { WaitUntil } from '../lib/shared-work.js';
import type { RevocationList } from '../revocation/list.js';
import type { StandardSchema } from './schema.js';

/** A signature algorithm (RFC 7518 section 3.1, RFC 8037, RFC 9864). */
export type Algorithm =
  | 'HS256'
  | 'HS384'
  | 'HS512'
  | 'RS256'
  | 'RS384'
  | 'RS512'
  | 'PS256'
  | 'PS384'
  | 'PS512'
  | 'ES256'
  | 'ES384'
  | 'ES512'
  | 'EdDSA'
  | 'Ed25519';

/** A JSON Web Key (RFC 7517). One with private members is refused: `key_invalid`. */
export interface Jwk {
  kty: string;
  kid?: string;
  alg?: string;
  use?: string;
  key_ops?: string[];
  crv?: string;
  x?: string;
  y?: string;
  n?: string;
  e?: string;
  k?: string;
  /** Certificates in the base64 of DER: the first is of this key. */
  x5c?: string[];
  [member: string]: unknown;
}

/** A JSON Web Key Set (RFC 7517 section 5). */
export interface Jwks {
  keys: Jwk[];
  [member: string]: unknown;
}

/**
 * Names (`kid`), each with a PEM public key or certificate, as Google serves the certificates of its service accounts and
 * Firebase. Of a type that says no more than `Record<string, string>`, spread it: `{ ...map }`.
 */
export interface PemMap {
  readonly [kid: string]: string | undefined;
  readonly keys?: never;
  readonly kty?: never;
  readonly pem?: never;
  readonly secret?: never;
}

/** A `KeyObject` of `node:crypto`, public or secret. */
export interface KeyObjectLike {
  readonly type: string;
  export(options?: object): unknown;
}

/**
 * A `CryptoKey` of WebCrypto, public or secret, and extractable. Its algorithm, hash and usages count. Where there
 * is no `node:crypto` to read it at once, give `await crypto.subtle.exportKey('jwk', key)` instead.
 */
export interface CryptoKeyLike {
  readonly type: string;
  readonly extractable: boolean;
  readonly algorithm: { readonly name: string; readonly hash?: { readonly name: string } };
  readonly usages: readonly string[];
}

/** An HMAC secret: at least 32 bytes for HS256, 48 for HS384, 64 for HS512. */
export interface SecretKey {
  secret: string | Uint8Array | ArrayBuffer | KeyObjectLike;
  kid?: string;
  alg?: 'HS256' | 'HS384' | 'HS512';
  /** The environment it belongs to; must be the verifier's. */
  environment?: string;
}

/** A public key or a certificate, in PEM, DER or a `KeyObject`, and what these cannot say. */
export interface PemKey {
  pem: string | Uint8Array | ArrayBuffer | KeyObjectLike;
  kid?: string;
  alg?: Algorithm;
  /** The environment it belongs to; must be the verifier's. */
  environment?: string;
}

/**
 * A key: a public key or certificate in PEM, as text or bytes, or in DER (SPKI, PKCS#1 or X.509), as bytes or base64; a JWK,
 * a JWKS, a map of `kid` to PEM, a secret, a `KeyObject` or a `CryptoKey`. A JWK or a JWKS may say the `environment` it
 * belongs to.
 *
 * A certificate is read for its key alone: neither its signature nor the dates of its validity nor its names are checked.
 * It is trusted because you gave it, or the URL that you gave served it.
 */
export type Key = string | Uint8Array | ArrayBuffer | Jwk | Jwks | PemMap | SecretKey | PemKey | KeyObjectLike | CryptoKeyLike;

/** A key, keys that are fetched, or an array of both, of which those that are written down are tried first. */
export type Keys = Key | RemoteKeys | readonly (Key | RemoteKeys)[];

/** What a token says of its key and of its issuer. Nothing of it is verified yet. */
export interface TokenHints {
  alg: string;
  kid?: string;
  iss?: string;
}

/**
 * Finds the keys for a token, such as those of its tenant; `undefined` if there are none. An answer is
 * kept for 300 s, that there are none for 10 s, 256 of each; when a signature does not fit, the function is
 * asked again, once in 10 s. What it throws is `keys_unavailable` (503). One that answers later needs
 * `verifyAsync` or a guard. JWKs with `kty: 'oct'` are refused: they come from somewhere else.
 *
 * @example
 * ```ts
 * import type { KeyResolver } from 'tokenward';
 *
 * const tenants = new Map([['https://acme.example', process.env.ACME_PUBLIC_KEY]]);
 * const keys: KeyResolver = async ({ iss = '' }) => tenants.get(iss);
 * ```
 */
export type KeyResolver = (hints: TokenHints) => Keys | null | undefined | PromiseLike<Keys | null | undefined>;

/** Names of which all, or any, must be granted. */
export type Requirement = string | readonly string[] | { all: readonly string[] } | { any: readonly string[] };

/**
 * Where scopes or roles stand in the claims: a claim's name, whole, with dots and slashes, or an array
 * of names and of paths. A path is an array itself: the names on the way to a member of a claim.
 *
 * @example
 * ```ts
 * import type { GrantPlaces } from 'tokenward';
 *
 * const rolesFrom: GrantPlaces = [['realm_access', 'roles'], 'cognito:groups', 'https://acme.example/roles'];
 * ```
 */
export type GrantPlaces = string | readonly (string | readonly string[])[];

/** Where scopes and roles stand, if not where issuers write them by custom. */
export interface GrantSources {
  /** Where scopes stand. Default `scope`, `scopes` and `scp`. A string holds several, separated by spaces. */
  scopesFrom?: GrantPlaces;
  /** Where roles stand. Default `roles` and `role`. A string is one role. */
  rolesFrom?: GrantPlaces;
}

/** A value that a claim must have; of an array it must have one. */
export type ClaimValue = string | number | boolean;

/**
 * What {@link createVerifier} takes: a plain object. What is configured is required of every
 * token. An option that is `undefined` is not configured: check that an environment variable
 * you pass is set.
 */
export interface VerifierOptions<Claims = JwtClaims> extends GrantSources {
  /**
   * The keys to verify with: written down, or fetched by `remoteJwks` or `discoverJwks`, or an array of
   * both, or a function that finds them. A token never brings its own.
   */
  keys: Keys | KeyResolver;
  /** The algorithms a token may name; required, and never taken from the token. */
  algorithms: readonly Algorithm[];
  /**
   * Accepted `iss`. `{tenantid}` in it, as in `https://login.microsoftonline.com/{tenantid}/v2.0`, stands for the
   * token's `tid`, and a key that its set gives another issuer does not count.
   */
  issuer?: string | readonly string[];
  /**
   * Accepted `aud`: the name of this service. A token that carries `aud` is refused unless
   * this is set (RFC 7519 section 4.1.3); `false` says not to compare it.
   */
  audience?: string | readonly string[] | false;
  /** Accepted `sub`. */
  subject?: string | readonly string[];
  /** The required `type` claim, such as `'access'`. */
  type?: string;
  /** The required `typ` of the header, such as `'at+jwt'`. */
  typ?: string;
  /** Scopes that must be granted (see `scopesFrom`): all of these, or `{ any: [...] }`. */
  scopes?: Requirement;
  /** Roles that must be granted (see `rolesFrom`): all of these, or `{ any: [...] }`. */
  roles?: Requirement;
  /**
   * Required values of claims, such as `{ token_use: 'access', client_id: ['web', 'app'] }`: one of those
   * named, or an array that holds one of them. A name is one claim's, dots and slashes included.
   */
  claims?: { readonly [name: string]: ClaimValue | readonly ClaimValue[] };
  /** Claims that must be there, instead of the default `['exp']`. */
  requiredClaims?: readonly string[];
  /** Longest time since `iat`, in seconds. */
  maxAge?: number;
  /**
   * Allowance for clocks that differ, in seconds. Default 0 for `exp` and `nbf`, and 60 for an `iat` in
   * the future.
   */
  clockTolerance?: number;
  /** Critical header extensions you understand (RFC 7515 section 4.1.11). Default none. */
  crit?: readonly string[];
  /** Longest token, in bytes. Default 16384. */
  maxTokenBytes?: number;
  /** Verified tokens to remember; 0, the default, is off. */
  cache?: number;
  /** Where the time comes from, in unix seconds. Default the system clock. */
  clock?: Clock;
  /** Who computes: `'auto'` (default) lets the host help where it is faster, `'wasm'` never leaves the module. */
  engine?: 'auto' | 'wasm';
  /**
   * The checks of a specification besides: `'id_token'` (OpenID Connect Core; give `nonce` to
   * `verify`) or `'access_token'` (RFC 9068). Both need `issuer` and `audience`.
   */
  preset?: 'id_token' | 'access_token';
  /** ID tokens only: longest time since the user was authenticated (`auth_time`), in seconds. */
  maxAuthAge?: number;
  /** The environment, such as `'production'`, that keys and revocation list must belong to as well. */
  environment?: string;
  /** Tokens, subjects and keys that are no longer good: see `createRevocationList`. */
  revocation?: RevocationList;
  /**
   * A Standard Schema (zod, valibot, ...) for the claims, run after the signature; `claims` is what it makes
   * of them. It gets a copy: `scopes`, `roles` and revocation go by the claims that were signed.
   */
  schema?: StandardSchema<Claims>;
}

/** One of several issuers: keys, algorithms, audience and all else of its own. */
export interface IssuerOptions extends Omit<VerifierOptions<any>, 'schema'> {}

/** What {@link createVerifier} takes for several issuers: what they share, and each of them. */
export interface IssuersOptions<Claims = JwtClaims> extends Partial<Omit<VerifierOptions<Claims>, 'keys' | 'issuer'>> {
  /** Each with its `issuer` (or `discoverJwks`) and `keys`; no `iss` may stand in two. */
  issuers: readonly Partial<IssuerOptions>[];
}

/** What is known of the one login that an ID token is for. */
export interface Login {
  /** The `nonce` that was sent with the authentication request; `false` if none was: then a token that has one is refused. */
  nonce?: string | false;
  /** The access token that came with the ID token; then `at_hash` is required. */
  accessToken?: string;
  /** The authorization code that came with the ID token; then `c_hash` is required. */
  code?: string;
}

/** What `verifyAsync` takes besides the token. */
export interface AsyncContext extends Login {
  /** Keeps a background fetch alive after the response: a worker's `ctx.waitUntil`, bound. */
  waitUntil?: WaitUntil;
}

/** A JOSE header (RFC 7515 section 4). */
export interface JwtHeader {
  alg: string;
  kid?: string;
  typ?: string;
  crit?: string[];
  [member: string]: unknown;
}

/** A claims set (RFC 7519 section 4). Times are unix seconds. */
export interface JwtClaims {
  iss?: string;
  sub?: string;
  aud?: string | string[];
  exp?: number;
  nbf?: number;
  iat?: number;
  jti?: string;
  [claim: string]: unknown;
}

/** A token that was only decoded: nothing in it is to be trusted, not even its types. */
export interface DecodedToken {
  header: Record<string, unknown>;
  claims: Record<string, unknown>;
}

/** A token that passed. */
export interface VerifiedToken<Claims = JwtClaims> {
  header: JwtHeader;
  claims: Claims;
  /** Seconds until `exp`, with fractions; absent if the token has none. */
  expiresIn?: number;
}

/**
 * A fetch `Request`, a Node.js request, or anything with `headers`: names in any case, and values that may
 * be arrays, as AWS Lambda hands them over; a map, or an array of pairs.
 */
export interface RequestLike {
  headers:
    | { get(name: string): string | null | undefined }
    | { readonly [name: string]: string | readonly string[] | undefined }
    | Iterable<readonly [string, string | readonly string[]]>;
}

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
   * Verifies a token as {@link Verifier.verify} does, and waits where there is something to wait for: keys
   * that are fetched, a store of revocations, an asynchronous schema.
   */
  verifyAsync(token: string, context?: AsyncContext): Promise<VerifiedToken<Claims>>;
  /** Verifies the one Bearer token of a request, and waits where there is something to wait for. */
  verifyRequestAsync(request: RequestLike, context?: AsyncContext): Promise<VerifiedToken<Claims>>;
}
