/** One refresh at a time, across tabs and workers. @internal */
import { allowed } from '../lib/runtime.js';
import { sleep } from './waiting.js';
import type { Lock } from './types.js';

/**
 * Web Locks, or a lease in localStorage where there are none (older browsers). Where a page may use neither
 * (a sandboxed frame, blocked cookies) nobody keeps it waiting.
 * @internal
 */
export const browserLock: Lock = async (name, work, signal) => {
  const locks = webLocks();
  let begun: Promise<unknown> | undefined;
  const begin = () => (begun = work());
  try {
    await (locks === undefined ? leased(name, begin, signal!) : locks.request(name, { signal: signal! }, begin));
  } catch {
    // Denied, or not to be had in time. Of the work itself the promise below tells.
  }
  return (begun ?? work()) as ReturnType<typeof work>;
};

/** @internal */
export const noLock: Lock = (_, work) => work();

/** Undefined where there are none, or a page may not use them; some imitations of a browser have `null`. @internal */
export const webLocks = (): LockManager | undefined => allowed(() => (globalThis.navigator as Navigator | undefined)?.locks) ?? undefined;

/** Seconds that a lease lasts unless it is renewed: what a tab leaves behind that was closed. */
const LEASE = 5;
/** Seconds between looks, and for a rival's writing to become visible. */
const PAUSE = 0.05;

/**
 * Holds who may work, and until when; no token. Two tabs that write at once see who was last.
 *
 * @throws {Error} if storage is forbidden or full, or `signal` aborts first
 */
async function leased(name: string, work: () => Promise<unknown>, signal: AbortSignal): Promise<void> {
  const storage = globalThis.localStorage;
  const id = String(Math.random());
  const take = () => storage.setItem(name, `${Date.now() + LEASE * 1000} ${id}`);
  const holder = (): string | undefined => {
    const [until, by] = (storage.getItem(name) ?? '').split(' ');
    const left = Number(until) - Date.now();
    // More than a lease is of a clock that was set back.
    return left > 0 && left <= LEASE * 1000 ? by : undefined;
  };
  for (;;) {
    if (holder() === undefined) {
      take();
      await sleep(PAUSE, signal);
      if (holder() === id) break;
    }
    await sleep(PAUSE, signal);
  }
  const renewal = setInterval(() => allowed(take), (LEASE * 1000) / 3);
  try {
    await work();
  } finally {
    clearInterval(renewal);
    allowed(() => holder() === id && storage.removeItem(name));
  }
}
