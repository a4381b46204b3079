// Runs and counts tests. No imports: this file runs in every runtime.

export class Unmet extends Error {
  constructor(expected, got) {
    super(`expected ${show(expected)}, got ${show(got)}`);
    this.expected = expected;
    this.got = got;
  }
}

export function show(value) {
  if (typeof value === 'string') return value.length > 300 ? `${value.slice(0, 300)}…` : value;
  if (value instanceof Error) return `${value.name}: ${value.message}`.slice(0, 300);
  try {
    return String(JSON.stringify(value) ?? value).slice(0, 300);
  } catch {
    return typeof value;
  }
}

/** A short name of a value, for the ids of tests over many values. */
export function label(value) {
  if (typeof value === 'bigint') return `${value}n`.slice(0, 20);
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 30));
  if (typeof value === 'function') return 'a function';
  if (typeof value !== 'object' || value === null) return String(value);
  const name = value.constructor?.name ?? 'object';
  return name === 'Object' || name === 'Array' ? show(value).slice(0, 40) : `a ${name}`;
}

/** Deep equality over own enumerable members; NaN equals itself. */
export function same(a, b) {
  if (Object.is(a, b) || (a === 0 && b === 0)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [x, y] = [Object.keys(a), Object.keys(b)];
  return x.length === y.length && x.every((k) => Object.hasOwn(b, k) && same(a[k], b[k]));
}

export function equal(got, expected) {
  if (!same(got, expected)) throw new Unmet(expected, got);
}

export function ok(condition, expected, got = 'not so') {
  if (!condition) throw new Unmet(expected, got);
}

/** What `fn` throws; throwing nothing is a failure. */
export function thrown(fn, expected = 'an error') {
  let value;
  try {
    value = fn();
  } catch (error) {
    return error;
  }
  throw new Unmet(expected, `no error, ${typeof value}`);
}

export async function rejected(promise, expected = 'a rejection') {
  let value;
  try {
    value = await promise;
  } catch (error) {
    return error;
  }
  throw new Unmet(expected, `no rejection, ${typeof value}`);
}

/** `fn` throws a TokenError of this code; gives the error. */
export function refuses(fn, code, claim) {
  const error = thrown(fn, code);
  if (error?.name !== 'TokenError' || error.code !== code) throw new Unmet(code, describe(error));
  if (claim !== undefined) equal(error.claim, claim);
  return error;
}

/** `fn` throws a TypeError whose message names `name`. */
export function rejectsOption(fn, name) {
  const error = thrown(fn, `TypeError that names ${name}`);
  if (!(error instanceof TypeError) || !String(error.message).includes(name)) {
    throw new Unmet(`TypeError that names ${name}`, describe(error));
  }
  return error;
}

export function describe(error) {
  if (!(error instanceof Error)) return `thrown ${typeof error}: ${show(error)}`;
  return `${error.name}${error.code ? ` ${error.code}` : ''}${error.claim ? ` (${error.claim})` : ''}: ${error.message}`;
}

export class Harness {
  passed = 0;
  failures = [];
  cves = new Set();
  #tests = [];

  /** Registers a test; `cve` is a row, or rows, of cve-rows.mjs. */
  test(id, fn, { cve } = {}) {
    this.#tests.push({ id, fn, cves: [cve ?? []].flat() });
  }

  async run() {
    for (const { id, fn, cves } of this.#tests) {
      for (const cve of cves) this.cves.add(cve);
      try {
        await fn();
        this.passed++;
      } catch (error) {
        this.failures.push({
          id,
          expected: show(error instanceof Unmet ? error.expected : 'no error in the test'),
          got: show(error instanceof Unmet ? error.got : describe(error)),
        });
      }
    }
  }
}
