// Tokens whose key nobody knows: anyone can make them, and they must not make fetches.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { withIssuer } from './issuer.mjs';
import { newKey } from './keys.mjs';
import { until } from './setup.mjs';

const FLOOD = 2000;

export function floodChecks({ remote, refuses, passes }) {
  const forger = newKey('ES256', 'forger');
  const unknown = () => forger.token({}, { kid: randomUUID() });
  const tampered = (key) => forger.token({}, { kid: key.kid });

  /** Sends them in bursts, good ones in between. */
  async function flood(verifier, key, made, code) {
    for (let sent = 0; sent < FLOOD; sent += 100) {
      const bad = Array.from({ length: 100 }, () => refuses(verifier.verifyAsync(made()), code));
      await Promise.all([...bad, passes(verifier, key, 5)]);
    }
  }

  return {
    'a flood of random kids makes one fetch in a cool-down, and good tokens pass': withIssuer(async (issuer) => {
      const key = newKey('ES256', 'a');
      issuer.publish(key);
      const { time, verifier } = remote(issuer);
      await passes(verifier, key);
      for (let cooldown = 1; cooldown <= 3; cooldown += 1) {
        await flood(verifier, key, unknown, 'key_not_found');
        time.now += 9.9;
        await flood(verifier, key, unknown, 'key_not_found');
        assert.equal(issuer.count(), 1 + cooldown);
        time.now += 0.1;
      }
    }),

    'so does a flood of false signatures under a known kid': withIssuer(async (issuer) => {
      const key = newKey('ES256', 'a');
      issuer.publish(key);
      const { verifier } = remote(issuer);
      await passes(verifier, key);
      await flood(verifier, key, () => tampered(key), 'signature_invalid');
      assert.equal(issuer.count(), 2);
    }),

    'a flood that comes first makes the one fetch of the start': withIssuer(async (issuer) => {
      const key = newKey('ES256', 'a');
      issuer.publish(key);
      const { verifier } = remote(issuer);
      await flood(verifier, key, unknown, 'key_not_found');
      assert.equal(issuer.count(), 1);
    }),

    'synchronously it is no different': withIssuer(async (issuer) => {
      const key = newKey('ES256', 'a');
      issuer.publish(key);
      const { time, keys, verifier } = remote(issuer);
      await keys.load();
      for (let round = 0; round < 50; round += 1) {
        await refuses(() => verifier.verify(unknown()), 'key_not_found');
        verifier.verify(key.token());
        await sleep(2); // so that a fetch could come and go
      }
      await until(() => issuer.count() === 2);
      time.now += 10;
      await refuses(() => verifier.verify(unknown()), 'key_not_found');
      await until(() => issuer.count() === 3);
    }),

    'the first rotation after a flood: with the cool-down, and not before': withIssuer(async (issuer) => {
      const [a, b] = [newKey('ES256', 'a'), newKey('ES256', 'b')];
      issuer.publish(a);
      const { time, verifier } = remote(issuer);
      await passes(verifier, a);
      await flood(verifier, a, unknown, 'key_not_found');
      issuer.publish(a, b);
      await refuses(verifier.verifyAsync(b.token()), 'key_not_found');
      time.now += 10;
      await Promise.all([passes(verifier, b), flood(verifier, a, unknown, 'key_not_found')]);
      assert.equal(issuer.count(), 3);
    }),

    'a rotation that was found does not make the next one wait': withIssuer(async (issuer) => {
      const keys = [newKey('ES256', 'a')];
      issuer.publish(...keys);
      const { verifier } = remote(issuer);
      await passes(verifier, keys[0]);
      for (let rotation = 1; rotation <= 5; rotation += 1) {
        keys.push(newKey('ES256', `b${rotation}`));
        issuer.publish(...keys);
        await passes(verifier, keys.at(-1));
        assert.equal(issuer.count(), 1 + rotation);
      }
    }),

    'a flood while the issuer is down: as many fetches as the waiting allows': withIssuer(async (issuer) => {
      const key = newKey('ES256', 'a');
      issuer.publish(key);
      const { time, verifier } = remote(issuer);
      await passes(verifier, key);
      issuer.answers['/jwks.json'] = (_, response) => response.writeHead(500).end();
      await flood(verifier, key, unknown, 'keys_unavailable');
      assert.equal(issuer.count(), 2);
      time.now += 1;
      await flood(verifier, key, unknown, 'keys_unavailable');
      assert.equal(issuer.count(), 3);
      delete issuer.answers['/jwks.json'];
      time.now += 2;
      await flood(verifier, key, unknown, 'key_not_found');
      assert.equal(issuer.count(), 4);
    }),

    'what is no token at all makes no fetch': withIssuer(async (issuer) => {
      const key = newKey('ES256', 'a');
      issuer.publish(key);
      const { verifier } = remote(issuer);
      await passes(verifier, key);
      for (const [token, code] of [
        ['', 'token_missing'],
        ['a.b', 'token_malformed'],
        ['a.b.c', 'token_malformed'],
        [undefined, 'token_missing'],
        [{}, 'token_malformed'],
        [`${key.token()}=`, 'token_malformed'],
        ['x'.repeat(17_000), 'token_too_large'],
        [key.token({}, { alg: 'HS256', kid: 'x' }), 'algorithm_not_allowed'],
        [key.token({}, { alg: 'none' }), 'algorithm_not_allowed'],
        [key.token({}, { crit: ['x'], x: 1 }), 'critical_header_unsupported'],
        [key.token({ exp: 1 }), 'token_expired'],
        [key.token({ iss: 'https://other.test' }), 'claim_mismatch'],
      ]) {
        await refuses(verifier.verifyAsync(token), code);
      }
      assert.equal(issuer.count(), 1);
    }),
  };
}
