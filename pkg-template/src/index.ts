/**
 * Who is calling, and may they? Verify JWTs, check API keys and hold tokens in memory,
 * synchronously, in every JavaScript runtime.
 *
 * @packageDocumentation
 */
export { ready } from './bridge/ready.js';
export { createVerifier, decodeUnverified } from './verifier/create.js';
export { KeyError, TokenError } from './bridge/errors.js';
export type { KeyErrorCode, TokenErrorCode } from './bridge/errors.js';
export { expiresIn, parseDuration, parseTimestamp, shouldRefresh } from './tokens/expiry.js';
export type { ExpiryOptions, Instant, RefreshOptions } from './tokens/expiry.js';
export { generateApiKey, hashApiKey, verifyApiKey } from './api-keys/generate.js';
export type { ApiKeyOptions, GeneratedApiKey } from './api-keys/generate.js';
export { createIpAllowList } from './http/ip-allow-list.js';
export type { IpAllowList } from './http/ip-allow-list.js';
export { securityHeaders, withSecurityHeaders } from './http/security-headers.js';
export type { ResponseLike, SecurityHeaderName, SecurityHeaderOptions } from './http/security-headers.js';
export { TokenHolder } from './tokens/holder.js';
export type { TokenHolderOptions, TokenResponse, TokenState } from './tokens/holder.js';
export { discoverJwks, remoteJwks } from './keys/remote.js';
export type { RemoteJwksOptions, RemoteKeys, SkippedKey } from './keys/types.js';
export type { Fetch } from './http/fetch-text.js';
export type { WaitUntil } from './lib/shared-work.js';
export { createRevocationList } from './revocation/list.js';
export type { NamedToken, RevocationList, RevocationOptions } from './revocation/list.js';
export type { SchemaIssue, SchemaResult, StandardSchema } from './verifier/schema.js';
export { guard } from './guard/fetch.js';
export type { AuthenticatedRequest, FetchGuardOptions, MaybeAuthenticatedRequest } from './guard/fetch.js';
export { authenticator } from './guard/authenticator.js';
export type { Authentication, AuthenticatorContext, AuthenticatorRequest } from './guard/authenticator.js';
export type { GuardOptions, Refusal, WrittenAnswer } from './guard/authenticate.js';
export type { AuthFailure, OnAuthFailure } from './guard/auth-failure.js';
export { requireRoles, requireScopes } from './verifier/grants.js';
export { pinoRedaction, redact, redactConsole } from './redact/redact.js';
export type { PinoRedaction } from './redact/redact.js';
export type { Clock } from './lib/clock.js';
export { memoryStore } from './stores/memory.js';
export type { MemoryStore, MemoryStoreOptions } from './stores/memory.js';
export type { Store } from './stores/types.js';
export type {
  Algorithm,
  AsyncContext,
  ClaimValue,
  CryptoKeyLike,
  DecodedToken,
  GrantPlaces,
  GrantSources,
  IssuerOptions,
  IssuersOptions,
  Jwk,
  Jwks,
  JwtClaims,
  JwtHeader,
  Key,
  KeyResolver,
  Keys,
  KeyObjectLike,
  Login,
  PemKey,
  PemMap,
  RequestLike,
  SecretKey,
  TokenHints,
  VerifiedToken,
  Verifier,
  VerifierOptions,
  Requirement,
} from './verifier/types.js';
