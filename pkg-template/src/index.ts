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
export { TokenHolder } from './token-holder.js';
export type { TokenHolderOptions, TokenResponse, TokenState } from './token-holder.js';
export { pinoRedaction, redact, redactConsole } from './redact.js';
export type { PinoRedaction } from './redact.js';
export type { Clock } from './clock.js';
export type {
  Algorithm,
  DecodedToken,
  Jwk,
  Jwks,
  JwtClaims,
  JwtHeader,
  Key,
  RequestLike,
  SecretKey,
  VerifiedToken,
  VerifierOptions,
} from './types.js';
