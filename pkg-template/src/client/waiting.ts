/** Waiting, and giving up on it. @internal */
import { backoff } from '../backoff.js';
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

/** Waits, unless `signal` aborts. @internal */
export function sleep(seconds: number, signal?: AbortSignal | null): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason as Error);
    const aborted = () => {
      clearTimeout(timer);
      reject(signal!.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', aborted);
      resolve();
    }, seconds * 1000);
    signal?.addEventListener('abort', aborted, { once: true });
  });
}

/** What `promise` comes to, unless `signal` aborts first: the work itself goes on for others. @internal */
export function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal | null | undefined): Promise<T> {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      promise.catch(() => {});
      return reject(signal.reason as Error);
    }
    const aborted = () => reject(signal.reason as Error);
    signal.addEventListener('abort', aborted, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', aborted));
  });
}

/**
 * Runs `work` with a signal that aborts after `timeout` seconds or with `outer`, and does not wait
 * longer for it than that, for not every fetch function heeds a signal.
 * @internal
 */
export async function withTimeout<T>(timeout: number, outer: AbortSignal, work: (signal: AbortSignal) => T | Promise<T>): Promise<T> {
  const controller = new AbortController();
  const abort = () => controller.abort(outer.reason);
  const timer = setTimeout(() => controller.abort(new Error(`no answer within ${timeout} s`)), timeout * 1000);
  outer.addEventListener('abort', abort, { once: true });
  if (outer.aborted) abort();
  try {
    return await unlessAborted(Promise.resolve(work(controller.signal)), controller.signal);
  } finally {
    clearTimeout(timer);
    outer.removeEventListener('abort', abort);
  }
}
