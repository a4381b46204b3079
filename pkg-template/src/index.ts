/**
 * Who is calling, and may they? Verify JWTs, check API keys and hold tokens in memory,
 * synchronously, in every JavaScript runtime.
 *
 * @packageDocumentation
 */
export { ready } from './ready.js';
export { createVerifier, decodeUnverified } from './verifier.js';
export type { Verifier } from './verifier.js';
export { KeyError, TokenError } from './errors.js';
export type { KeyErrorCode, TokenErrorCode } from './errors.js';
export { expiresIn, parseDuration, parseTimestamp, shouldRefresh } from './expiry.js';
export type { ExpiryOptions, Instant, RefreshOptions } from './expiry.js';
export { generateApiKey, hashApiKey, verifyApiKey } from './api-keys.js';
export type { ApiKeyOptions, GeneratedApiKey } from './api-keys.js';
export { createIpAllowList } from './ip.js';
export type { IpAllowList } from './ip.js';
export { securityHeaders, withSecurityHeaders } from './security-headers.js';
export type { ResponseLike, SecurityHeaderName, SecurityHeaderOptions } from './security-headers.js';
export { TokenHolder } from './token-holder.js';
export type { TokenHolderOptions, TokenResponse, TokenState } from './token-holder.js';
export { discoverJwks, remoteJwks } from './remote-keys.js';
export type { Fetch, RemoteJwksOptions, RemoteKeys, SkippedKey, WaitUntil } from './remote-keys.js';
export { createRevocationList } from './revocation.js';
export type { NamedToken, RevocationList, RevocationOptions } from './revocation.js';
export type { SchemaIssue, SchemaResult, StandardSchema } from './schema.js';
export { guard } from './guard.js';
export type { AuthenticatedRequest, FetchGuardOptions } from './guard.js';
export type { GuardOptions } from './authenticate.js';
export type { AuthFailure, OnAuthFailure } from './auth-failure.js';
export { requireRoles, requireScopes } from './grants.js';
export { pinoRedaction, redact, redactConsole } from './redact.js';
export type { PinoRedaction } from './redact.js';
export type { Clock } from './clock.js';
export { memoryStore } from './stores/memory.js';
export type { MemoryStore, MemoryStoreOptions } from './stores/memory.js';
export type { Store } from './stores/types.js';
export type {
  Algorithm,
  AsyncContext,
  DecodedToken,
  IssuerOptions,
  IssuersOptions,
  Jwk,
  Jwks,
  JwtClaims,
  JwtHeader,
  Key,
  Login,
  PemKey,
  RequestLike,
  SecretKey,
  VerifiedToken,
  VerifierOptions,
  Wanted,
} from './types.js';
