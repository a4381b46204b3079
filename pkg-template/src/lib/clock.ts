/** Where the time comes from. */
import { callWith } from '../bridge/call.js';
import * as wasm from '../../wasm/client.js';

/** Returns the time in unix seconds. */
export type Clock = () => number;

/** @internal */
export const systemClock: Clock = () => Math.floor(Date.now() / 1000);

/** With fractions, for what is shorter than a second. @internal */
export const fractionalClock: Clock = () => Date.now() / 1000;

/**
 * A clock that does not run backwards when the system clock is set back, so that an expired token stays
 * expired. It follows the system clock forwards, because the monotonic clock may stop while the machine sleeps.
 * @internal
 */
export function steadyClock(): Clock {
  let ahead = -Infinity;
  return () => {
    const steady = performance.now();
    ahead = Math.max(ahead, Date.now() - steady);
    return (ahead + steady) / 1000;
  };
}

/** Asks a clock for the time; a `TypeError` if what it returns is none. @internal */
export function timeOf(clock: Clock): number {
  const now: unknown = clock();
  // The core says what is wrong; a good time needs no crossing.
  if (typeof now !== 'number' || !Number.isFinite(now)) callWith(now, () => wasm.checkClock());
  return now as number;
}
