/** Token-expiry maths. Times are unix seconds, durations are seconds. */
import { answeredSeconds, callWith } from '../bridge/call.js';
import { MAX_TIME_TEXT_BYTES, YES } from '../bridge/codes.js';
import { tagOf } from '../bridge/tags.js';
import { systemClock, timeOf, type Clock } from '../lib/clock.js';
import { clockOf, membersOf } from '../lib/options.js';
import * as wasm from '../../wasm/client.js';

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
  const given = membersOf('expiresIn', options);
  const clock = clockOf(given, systemClock);
  const [instant, now] = [instantAsValue(exp), timeOf(clock)];
  callWith([instant, given], () => wasm.expiresIn(now));
  return answeredSeconds();
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
  const given = membersOf('shouldRefresh', options);
  const clock = clockOf(given, systemClock);
  const [instant, now] = [instantAsValue(exp), timeOf(clock)];
  return callWith([instant, given], () => wasm.shouldRefresh(now)) === YES;
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
  const short = text('parseDuration', duration);
  callWith(short, () => wasm.parseDuration());
  return answeredSeconds();
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
  const short = text('parseTimestamp', timestamp);
  callWith(short, () => wasm.parseTimestamp());
  return answeredSeconds();
}

function instantAsValue(instant: Instant): number | string {
  if (tagOf(instant) === 'Date') return (instant as Date).getTime() / 1000;
  return typeof instant === 'string' ? boundedText(instant) : (instant as number);
}

function text(name: string, value: unknown): string {
  if (typeof value !== 'string') throw new TypeError(`${name}: expected a string, not ${typeof value}`);
  return boundedText(value);
}

/** Enough of a text for the core to see that it is too long. */
function boundedText(value: string): string {
  return value.slice(0, MAX_TIME_TEXT_BYTES + 1);
}
