/**
 * Tokens in memory, refreshed once, before they expire: the client half, for SDKs in Node.js,
 * Deno, Bun, workerd and browsers.
 *
 * @packageDocumentation
 */
export { ready } from '../bridge/ready.js';
export { TokenError } from '../bridge/errors.js';
export type { TokenErrorCode } from '../bridge/errors.js';
export { expiresIn, parseDuration, parseTimestamp, shouldRefresh } from '../tokens/expiry.js';
export type { ExpiryOptions, Instant, RefreshOptions } from '../tokens/expiry.js';
export { TokenHolder } from '../tokens/holder.js';
export type { TokenExchange, TokenHolderOptions, TokenResponse, TokenState } from '../tokens/holder.js';
export { createClient } from './create.js';
export { ClientError } from './errors.js';
export type { ClientErrorCode } from './errors.js';
export type {
  Client,
  ClientEvent,
  ClientOptions,
  Endpoint,
  EventOf,
  Grant,
  GrantContext,
  Lock,
  Outcome,
  PersistOptions,
  RefreshReason,
  RetryOptions,
  WaitOptions,
} from './types.js';
