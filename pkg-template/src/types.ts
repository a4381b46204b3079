/** The shapes that go in and come out. */
import type { Clock } from './clock.js';

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

/** A JSON Web Key (RFC 7517). Private members are accepted and not read. */
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
  [member: string]: unknown;
}

/** A JSON Web Key Set (RFC 7517 section 5). */
export interface Jwks {
  keys: Jwk[];
  [member: string]: unknown;
}

/** An HMAC secret: at least 32 bytes for HS256, 48 for HS384, 64 for HS512. */
export interface SecretKey {
  secret: string | Uint8Array;
  kid?: string;
  alg?: 'HS256' | 'HS384' | 'HS512';
}

/** A key: a PEM public key (SPKI or PKCS#1), a JWK, a JWKS or a secret. */
export type Key = string | Jwk | Jwks | SecretKey;

/**
 * What {@link createVerifier} takes: a plain object. What is configured is required of every
 * token. An option that is `undefined` is not configured: check that an environment variable
 * you pass is set.
 */
export interface VerifierOptions {
  /** The keys to verify with. A token never brings its own. */
  keys: Key | readonly Key[];
  /** The algorithms a token may name; required, and never taken from the token. */
  algorithms: readonly Algorithm[];
  /** Accepted `iss`. */
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
  /** Scopes that must all be granted, by `scope`, `scopes` or `scp`. */
  scopes?: string | readonly string[];
  /** Claims that must be there, instead of the default `['exp']`. */
  requiredClaims?: readonly string[];
  /** Longest time since `iat`, in seconds. */
  maxAge?: number;
  /** Allowance for clocks that differ, in seconds. Default 0. */
  clockTolerance?: number;
  /** Critical header extensions you understand (RFC 7515 section 4.1.11). Default none. */
  crit?: readonly string[];
  /** Longest token, in bytes. Default 8192. */
  maxTokenBytes?: number;
  /** Verified tokens to remember; 0, the default, is off. */
  cache?: number;
  /** Where the time comes from, in unix seconds. Default the system clock. */
  clock?: Clock;
  /** Who computes: `'auto'` (default) lets the host help where it is faster, `'wasm'` never leaves the module. */
  engine?: 'auto' | 'wasm';
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
export interface VerifiedToken {
  header: JwtHeader;
  claims: JwtClaims;
  /** Seconds until `exp`; absent if the token has none. */
  expiresIn?: number;
}

/** A fetch `Request`, a Node.js request, or anything with their `headers` (names in lower case). */
export interface RequestLike {
  headers: { get(name: string): string | null } | { readonly [name: string]: string | string[] | undefined };
}

/** What {@link initSync} of `tokenward/slim` takes: a compiled module, or its bytes. */
export type WasmSource = WebAssembly.Module | BufferSource;
