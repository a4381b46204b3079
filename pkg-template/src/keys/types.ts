/** What fetched keys are asked for with, and what they are. */
import type { KeyErrorCode } from '../bridge/errors.js';
import type { Fetch } from '../http/fetch-text.js';
import type { Clock } from '../lib/clock.js';
import type { WaitUntil } from '../lib/shared-work.js';
import type { Store } from '../stores/types.js';

/** A member of a fetched set that is not used. It holds nothing of the key. */
export interface SkippedKey {
  /** Its position in the set's `keys`, or in the map. */
  index: number;
  /** What is wrong: `key_invalid` also for a private key, which its issuer has lost by publishing it. */
  code: KeyErrorCode;
  message: string;
}

/** Options of `remoteJwks` and `discoverJwks`. Times are seconds. */
export interface RemoteJwksOptions {
  /** Seconds for which keys are fresh after a fetch. Default 600. */
  ttl?: number;
  /** Seconds before `ttl` runs out at which the keys are fetched again in the background. Default `ttl / 5`. */
  refreshAhead?: number;
  /** Seconds for which old keys serve after that while new ones cannot be fetched. Default 3600. */
  maxStale?: number;
  /**
   * A token that no key fits, because of its `kid` or its signature, makes one fetch: the issuer may
   * have new keys. If that does not bring the token's, seconds before such a token makes another fetch.
   * Default 10.
   */
  cooldown?: number;
  /** Longest time of a fetch, in seconds. Default 5. */
  timeout?: number;
  /** Longest answer, in bytes. Default 262 144. */
  maxBytes?: number;
  /**
   * Where several isolates or processes share what one of them has fetched; one that does not answer
   * within a second is done without. Whoever can write there names the keys. Default none.
   */
  cache?: Store;
  /** The environment these keys belong to; must be the verifier's. */
  environment?: string;
  /** Used instead of the global `fetch`. */
  fetch?: Fetch;
  /** Sent with every fetch. */
  headers?: Record<string, string>;
  /**
   * Hosts, such as `'keycloak:8080'`, that may be asked over `http:` though they are not loopback: in a container
   * network that nobody else is in. Whoever is in it can name the keys. Default none.
   */
  allowInsecure?: string[];
  /** Where the time comes from, in unix seconds. Default the system clock. */
  clock?: Clock;
  /**
   * Told of each member of a new set that is not used (the first 100): for monitoring. A key that is of
   * no use to a verifier, such as one for encryption, is among them. A point that is not on its curve is not: that
   * shows when the key is first used. What it throws is ignored.
   */
  onSkippedKey?: (skipped: SkippedKey) => void;
  /**
   * Told of each fetch that failed, and why: for monitoring. While there are no keys, the reason is the
   * `cause` of the `keys_unavailable` as well. What it throws is ignored.
   */
  onError?: (error: Error) => void;
}

/**
 * Keys that are fetched: give them to `createVerifier` as `keys`. Nothing is fetched before the
 * first token, or {@link RemoteKeys.load}.
 */
export interface RemoteKeys {
  /** Where the keys come from: the JWKS, or the issuer that names it. */
  readonly url: string;
  /** Fetches the keys unless they are there and fresh; afterwards `verify` need not wait.
   * @throws {TokenError} `keys_unavailable` */
  load(waitUntil?: WaitUntil): Promise<void>;
}
