/** One refresh at a time, across tabs and workers. @internal */
import { sleep } from './waiting.js';
import type { Lock } from './types.js';

/** Seconds to wait for others at most: a tab that is frozen while it holds a lock must not stop all. */
const PATIENCE = 60;

/** Web Locks, or a lease in localStorage where there are none (older browsers, insecure contexts). @internal */
export const browserLock: Lock = (name, work) => (webLocks() === undefined ? leased(name, work) : webLocked(name, work));

/** @internal */
export const noLock: Lock = (_, work) => work();

/** @internal */
export function webLocks(): LockManager | undefined {
  return (globalThis.navigator as Navigator | undefined)?.locks;
}

async function webLocked<T>(name: string, work: () => Promise<T>): Promise<T> {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), PATIENCE * 1000);
  let begun = false;
  const begin = () => {
    begun = true;
    clearTimeout(timer);
    return work();
  };
  try {
    return (await webLocks()!.request(name, { signal: patience.signal }, begin)) as T;
  } catch (error) {
    if (begun || !patience.signal.aborted) throw error;
    return work();
  } finally {
    clearTimeout(timer);
  }
}

/** Seconds that a lease lasts unless it is renewed: what a tab leaves behind that was closed. */
const LEASE = 5;
/** Seconds between looks, and for a rival's writing to become visible. */
const PAUSE = 0.05;

/** Holds who may work, and until when; no token. Two tabs that write at once see who was last. */
async function leased<T>(name: string, work: () => Promise<T>): Promise<T> {
  const storage = storageOf();
  if (storage === undefined) return work();
  const id = String(Math.random());
  const take = () => {
    try {
      storage.setItem(name, `${Date.now() + LEASE * 1000} ${id}`);
    } catch {
      // Full, or forbidden: then there is nobody to wait for.
      return false;
    }
    return true;
  };
  const holder = (): string | undefined => {
    const [until, by] = (storage.getItem(name) ?? '').split(' ');
    const left = Number(until) - Date.now();
    // More than a lease is of a clock that was set back.
    return left > 0 && left <= LEASE * 1000 ? by : undefined;
  };
  const deadline = Date.now() + PATIENCE * 1000;
  while (Date.now() < deadline) {
    if (holder() === undefined) {
      if (!take()) return work();
      await sleep(PAUSE);
      if (holder() === id) break;
    }
    await sleep(PAUSE);
  }
  const renewal = setInterval(take, (LEASE * 1000) / 3);
  try {
    return await work();
  } finally {
    clearInterval(renewal);
    if (holder() === id) storage.removeItem(name);
  }
}

function storageOf(): Storage | undefined {
  try {
    return globalThis.localStorage;
  } catch {
    return undefined; // forbidden here
  }
}
