/**
 * Tokens in memory, refreshed once, before they expire: the client half, for SDKs in Node.js,
 * Deno, Bun, workerd and browsers.
 *
 * @packageDocumentation
 */
// Loads the module the way this runtime does.
import 'tokenward';

export { createClient } from './client/create.js';
export { ClientError } from './client/errors.js';
export type { ClientErrorCode } from './client/errors.js';
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
} from './client/types.js';
