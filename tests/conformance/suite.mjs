// The conformance suite: one body for every runtime. It imports nothing of a
// runtime; the runners load the package and the fixtures and print the result.
import { Harness } from './suite/harness.mjs';
import { corpusCases } from './suite/corpus-cases.mjs';
import { optionTests } from './suite/options.mjs';
import { errorTests } from './suite/errors.mjs';
import { requestTests } from './suite/requests.mjs';
import { cacheTests } from './suite/caching.mjs';
import { decodeTests } from './suite/decoding.mjs';
import { expiryTests } from './suite/expiry.mjs';
import { apiKeyTests } from './suite/api-keys.mjs';
import { holderTests } from './suite/holder.mjs';
import { failureTests } from './suite/known-failures.mjs';
import { surfaceTests } from './suite/surface.mjs';

const GROUPS = [
  surfaceTests,
  optionTests,
  errorTests,
  requestTests,
  cacheTests,
  decodeTests,
  expiryTests,
  apiKeyTests,
  holderTests,
  failureTests,
];

/**
 * @param tokenward the package's exports
 * @param fixtures what mint.mjs wrote
 * @param options `engine` goes to every createVerifier; `inspect` is the
 *   runtime's util.inspect, where it has one; `smoke` leaves most of the corpus out
 */
export async function runSuite(tokenward, fixtures, { runtime, engine, inspect, smoke = false } = {}) {
  const harness = new Harness();
  const entries = smoke ? fixtures.entries.filter(isSmoke) : fixtures.entries;
  const t = {
    tw: tokenward,
    x: fixtures.extra,
    now: fixtures.now,
    canary: fixtures.canary,
    entries,
    runtime,
    engine,
    inspect,
    // workerd's clock stands still while code runs; then nothing takes any time.
    milliseconds: () => globalThis.performance?.now?.() ?? Date.now(),
    test: (id, fn, more) => harness.test(id, fn, more),
    /** A verifier over the text secret, at the corpus's time. */
    verifier: (options = {}) =>
      tokenward.createVerifier({
        keys: { secret: fixtures.extra.secretText },
        algorithms: ['HS256'],
        clock: () => fixtures.now,
        ...(engine && { engine }),
        ...options,
      }),
  };
  corpusCases(t);
  for (const group of GROUPS) group(t);
  await harness.run();
  const { passed, failures, cves } = harness;
  return { passed, failed: failures.length, failures, cves: [...cves] };
}

/** One accept per algorithm and some refusals of each kind. */
function isSmoke({ id }) {
  return (
    /^accepts\/[^/]+\/(spki|secret-bytes|jwks)$/.test(id) ||
    /^rfc\//.test(id) ||
    /^(hmac\/HS256|ecdsa\/ES256|claims\/aud|structure\/parts)\//.test(id)
  );
}
