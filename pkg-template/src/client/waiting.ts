/** Waiting, and giving up on it. @internal */
import { backoff } from '../http/backoff.js';
import type { RetryOptions } from './types.js';

/** @internal */
export type Retry = Required<RetryOptions>;

/** Whether a status says to come back later (RFC 6585 section 4, RFC 9110 section 15.6.4). @internal */
export const saysLater = (status: number): boolean => status === 429 || status === 503;

/**
 * Seconds until a request that was answered is sent again; undefined if the server wants more
 * patience than there is.
 * @internal
 */
export function delayAfter(response: Response | undefined, failures: number, retry: Retry): number | undefined {
  const wanted = response === undefined ? NaN : retryAfter(response.headers);
  return wanted > retry.cap ? undefined : backoff(failures, retry.base, retry.cap, wanted);
}

/**
 * The seconds of `Retry-After` (RFC 9110 section 10.2.3): as such, or until a date by the server's
 * clock. NaN if there are none.
 * @internal
 */
export function retryAfter(headers: Headers): number {
  const given = headers.get('retry-after')?.trim() ?? '';
  if (/^\d+$/.test(given)) return Number(given);
  const at = Date.parse(given);
  const now = Date.parse(headers.get('date') ?? '');
  return (at - (Number.isNaN(now) ? Date.now() : now)) / 1000;
}

/** What ends a waiting: a caller's signal, or the client's end. @internal */
export type Stop = AbortSignal | Ending | null | undefined;

/** Waits, unless one of `stops` says no. @internal */
export function sleep(seconds: number, ...stops: Stop[]): Promise<void> {
  let timer: ReturnType<typeof setTimeout>;
  const slept = new Promise<void>((resolve) => (timer = setTimeout(resolve, seconds * 1000)));
  return unlessStopped(slept, ...stops).finally(() => clearTimeout(timer));
}

/** What `promise` comes to, unless one of `stops` says no first: the work itself goes on for others. @internal */
export function unlessStopped<T>(promise: Promise<T>, ...stops: Stop[]): Promise<T> {
  return new Promise((resolve, reject) => {
    const forget = stops.map((stop) => whenStopped(stop, reject));
    promise.then(resolve, reject).finally(() => forget.forEach((each) => each()));
  });
}

/** There was no answer in time. @internal */
export class TimedOut extends Error {
  constructor(timeout: number) {
    super(`no answer within ${timeout} s`);
  }
}

/**
 * Runs `work` with a signal that aborts after `timeout` seconds or with one of `stops`, and does
 * not wait longer for it than that, for not every fetch function heeds a signal.
 * @internal
 */
export async function withTimeout<T>(timeout: number, stops: Stop[], work: (signal: AbortSignal) => T | Promise<T>): Promise<T> {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(new TimedOut(timeout)), timeout * 1000);
  const forget = stops.map((stop) => whenStopped(stop, (reason) => controller.abort(reason)));
  try {
    return await unlessStopped(Promise.resolve(work(controller.signal)), controller.signal);
  } finally {
    clearTimeout(timer);
    forget.forEach((each) => each());
  }
}

/**
 * The end of a client, for whatever is under way. It is no `AbortController`, since in workerd one
 * belongs to the request that made it.
 * @internal
 */
export class Ending {
  #reason: Error | undefined;
  readonly #listeners = new Set<(reason: Error) => void>();

  get reason(): Error | undefined {
    return this.#reason;
  }

  end(reason: Error): void {
    this.#reason ??= reason;
    for (const listener of this.#listeners) {
      try {
        listener(this.#reason);
      } catch {
        // Of another request of a worker, which may not be touched: its timeout ends it.
      }
    }
    this.#listeners.clear();
  }

  /** Calls `listener` at the end; returns what undoes it. */
  on(listener: (reason: Error) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}

/** One `Ending` for each signal: Node.js warns of the eleventh listener, and many callers may share a signal. */
const endings = new WeakMap<AbortSignal, Ending>();

function whenStopped(stop: Stop, listener: (reason: Error) => void): () => void {
  if (!stop) return () => {};
  const reason = stop instanceof Ending ? stop.reason : stop.aborted ? (stop.reason as Error) : undefined;
  if (reason !== undefined) {
    listener(reason);
    return () => {};
  }
  return (stop instanceof Ending ? stop : endingOf(stop)).on(listener);
}

function endingOf(signal: AbortSignal): Ending {
  let ending = endings.get(signal);
  if (ending === undefined) {
    ending = new Ending();
    endings.set(signal, ending);
    signal.addEventListener('abort', () => endings.get(signal)!.end(signal.reason as Error), { once: true });
  }
  return ending;
}
