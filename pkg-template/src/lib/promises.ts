/**
 * What may have to be waited for.
 * @internal
 */

/**
 * Whether a value answers later. Not only this realm's promises do: a client may bring its own kind,
 * and one that is taken for an answer would be taken for a wrong one.
 */
export function isThenable<T>(value: T | PromiseLike<T>): value is PromiseLike<T> {
  return (
    value !== null && (typeof value === 'object' || typeof value === 'function') && typeof (value as { then?: unknown }).then === 'function'
  );
}

/** What a promise gives, unless it takes longer than so many seconds. @internal */
export async function inTime<T>(work: PromiseLike<T>, seconds: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${seconds} s`)), seconds * 1000);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
