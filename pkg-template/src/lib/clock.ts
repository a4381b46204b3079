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

/** The options that are given: of a plain object, those that are not `undefined`. @internal */
export function givenOf<T extends object>(name: string, options: T): Partial<T> {
  if (options === null || typeof options !== 'object') throw new TypeError(`${name}: the options must be an object`);
  // Inherited members and getters of a class would silently not count.
  const prototype: object | null = Object.getPrototypeOf(options);
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) {
    throw new TypeError(`${name}: the options must be a plain object`);
  }
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Partial<T>;
}

/** Takes the `clock` out of options; the core reads the rest. @internal */
export function splitClock(name: string, options: object, otherwise = systemClock): [Record<string, unknown>, Clock] {
  const { clock = otherwise, ...rest } = givenOf(name, options) as Record<string, unknown>;
  if (typeof clock !== 'function') throw new TypeError('`clock` must be a function that returns unix seconds');
  return [rest, clock as Clock];
}

/** Asks a clock for the time; a `TypeError` if what it returns is none. @internal */
export function timeOf(clock: Clock): number {
  const now: unknown = clock();
  // The core says what is wrong; a good time needs no crossing.
  if (typeof now !== 'number' || !Number.isFinite(now)) callWith(now, () => wasm.checkClock());
  return now as number;
}
