// What the checks share: verifiers whose time is moved by hand, many calls at once, and verdicts.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { START } from './keys.mjs';

/** Calls at once, in every check that speaks of many. */
export const MANY = 200;
/** Longer than anything here takes; what has not come by then never comes. */
const PATIENCE_MS = 30_000;

export function setup(tokenward) {
  /** Keys of an issuer, and a verifier of them, under one clock: `time.now` moves it. */
  function remote(issuer, { keys: remoteOptions = {}, ...options } = {}) {
    const time = { now: START };
    const clock = () => time.now;
    const keys = tokenward.remoteJwks(issuer.jwks ?? issuer, { clock, ...remoteOptions });
    return { time, clock, keys, verifier: verifierOf(keys, { clock, ...options }) };
  }

  const verifierOf = (keys, options) =>
    tokenward.createVerifier({ keys, algorithms: ['ES256', 'Ed25519', 'RS256'], issuer: 'https://id.test', ...options });

  /** That a token is refused, with this code, and with an error that tells nothing. */
  async function refuses(work, code, status = code === 'keys_unavailable' ? 503 : 401) {
    try {
      await (typeof work === 'function' ? work() : work);
    } catch (error) {
      assert.ok(error instanceof tokenward.TokenError, error?.stack);
      assert.deepEqual([error.code, error.status], [code, status]);
      return error;
    }
    assert.fail(`passed, and not ${code}`);
  }

  /** Verifies that many fresh tokens of a key at once; all must pass. */
  async function passes(verifier, key, many = MANY) {
    const tokens = Array.from({ length: many }, () => key.token());
    const passed = await Promise.all(tokens.map((token) => verifier.verifyAsync(token)));
    assert.ok(passed.length === many && passed.every(({ claims }) => claims.iss === 'https://id.test'));
  }

  return { tokenward, remote, verifierOf, refuses, passes };
}

/** Fails where a promise would hang. */
export function inTime(promise) {
  const late = sleep(PATIENCE_MS, undefined, { ref: false }).then(() => assert.fail('no answer'));
  return Promise.race([promise, late]);
}

export async function until(condition, what = 'not in time') {
  for (const deadline = Date.now() + PATIENCE_MS; !(await condition()); await sleep(5)) {
    assert.ok(Date.now() < deadline, what);
  }
}
