// Helpers for any runtime. No imports: this file runs in Node.js, Deno, Bun, workerd and browsers.

/** Longer than anything in a test takes; what has not come by then never comes. */
const PATIENCE_MS = 60_000;

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** An expectation that was not met. */
export class Failure extends Error {}

export function ok(condition, what) {
  if (!condition) throw new Failure(typeof what === 'string' ? what : (JSON.stringify(what) ?? 'not so'));
}

/** Compares what both are as JSON. */
export function equal(actual, expected, what = '') {
  const [a, b] = [actual, expected].map((value) => JSON.stringify(value) ?? String(value));
  if (a !== b) throw new Failure(`${what} ${a} instead of ${b}`);
}

/** Fails where a promise would hang. */
export function inTime(promise, what = 'no answer') {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Failure(what)), PATIENCE_MS);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** Waits until `condition`, which may be asynchronous, holds. */
export async function until(condition, what = 'not in time') {
  for (const deadline = Date.now() + PATIENCE_MS; !(await condition()); await sleep(20)) ok(Date.now() < deadline, what);
}

/** The error that a promise rejects with, or a function throws or rejects with; there must be one. */
export async function thrown(work) {
  const asked = (async () => (typeof work === 'function' ? work() : work))();
  const answered = await inTime(
    asked.then(
      (value) => ({ value }),
      (error) => ({ error }),
    ),
  );
  ok('error' in answered, `it did not fail, but gave ${JSON.stringify(answered.value)}`);
  ok(answered.error instanceof Error || answered.error?.name === 'AbortError', 'what was thrown is no error');
  return answered.error;
}
