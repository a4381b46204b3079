// What the checks share: verifiers whose time is moved by hand, many calls at once, and verdicts.
import assert from 'node:assert/strict';
import { inTime, until } from '../support/portable.mjs';
import { START } from './keys.mjs';

/** Calls at once, in every check that speaks of many. */
export const MANY = 200;

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

export { inTime, until };
