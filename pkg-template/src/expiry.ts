/** Token-expiry maths. Times are unix seconds, durations are seconds. */
import { call } from './call.js';
import { splitClock, timeOf, type Clock } from './clock.js';
import { wasm } from './instance.js';

/** An instant: unix seconds, an RFC 3339 timestamp, or a `Date`. */
export type Instant = number | string | Date;

/** Options of {@link expiresIn}. */
export interface ExpiryOptions {
  /** Where the time comes from, in unix seconds. Default the system clock. */
  clock?: Clock;
}

/** Options of {@link shouldRefresh}. */
export interface RefreshOptions extends ExpiryOptions {
  /** Seconds before expiry at which to refresh. Default 300. */
  margin?: number;
}

/**
 * Seconds until `exp`; zero or negative once it has passed.
 *
 * @example
 * ```ts
 * expiresIn('2026-01-01T00:15:00Z', { clock: () => 1767225600 }); // 900
 * ```
 */
export function expiresIn(exp: Instant, options: ExpiryOptions = {}): number {
  const [rest, clock] = splitClock('expiresIn', options);
  return call(() => wasm.expiresIn(plain(exp), rest, timeOf(clock)));
}

/**
 * Whether `margin` seconds or fewer are left.
 *
 * @example
 * ```ts
 * shouldRefresh(1000, { margin: 300, clock: () => 700 }); // true
 * ```
 */
export function shouldRefresh(exp: Instant, options: RefreshOptions = {}): boolean {
  const [rest, clock] = splitClock('shouldRefresh', options);
  return call(() => wasm.shouldRefresh(plain(exp), rest, timeOf(clock)));
}

/**
 * Reads a duration such as `'90s'`, `'15m'`, `'1h30m'`, `'7d'`, `'2w'`; returns seconds.
 *
 * @example
 * ```ts
 * parseDuration('15m'); // 900
 * ```
 */
export function parseDuration(duration: string): number {
  return call(() => wasm.parseDuration(text('parseDuration', duration)));
}

/**
 * Reads an RFC 3339 timestamp; returns unix seconds.
 *
 * @example
 * ```ts
 * parseTimestamp('2026-01-01T00:00:00Z'); // 1767225600
 * ```
 */
export function parseTimestamp(timestamp: string): number {
  return call(() => wasm.parseTimestamp(text('parseTimestamp', timestamp)));
}

function plain(instant: Instant): number | string {
  return instant instanceof Date ? instant.getTime() / 1000 : instant;
}

function text(name: string, value: unknown): string {
  if (typeof value !== 'string') throw new TypeError(`${name}: expected a string, not ${typeof value}`);
  return value;
}
