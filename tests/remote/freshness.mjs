// Time: fresh keys, a refresh ahead of time, stale keys while the issuer is down, and recovery.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { JWKS, withIssuer } from './issuer.mjs';
import { newKey, START } from './keys.mjs';
import { MANY, until } from './setup.mjs';

/** Long enough for a fetch that must not come to come. */
const quiet = () => sleep(50);

export function freshnessChecks({ tokenward, remote, refuses, passes }) {
  const key = newKey('ES256', 'a');
  return {
    'fresh keys are not fetched; ahead of time they are, in the background, once': withIssuer(async (issuer) => {
      issuer.publish(key);
      const { time, verifier } = remote(issuer, { keys: { ttl: 100, refreshAhead: 20 } });
      await passes(verifier, key);
      time.now = START + 79.9;
      await passes(verifier, key);
      await quiet();
      assert.equal(issuer.count(), 1);
      time.now = START + 80;
      // The answer is held back until the tokens have passed: nobody waits for it.
      let release;
      const held = new Promise((resolve) => (release = resolve));
      issuer.answers[JWKS] = async (_, response) => {
        await held;
        response.end(JSON.stringify({ keys: [key.jwk] }));
      };
      await passes(verifier, key);
      verifier.verify(key.token());
      release();
      await until(() => issuer.count() === 2);
      await quiet();
      time.now = START + 80 + 79.9;
      await passes(verifier, key);
      await quiet();
      assert.equal(issuer.count(), 2);
    }),

    'members that are not used are told, once for each text': withIssuer(async (issuer) => {
      const told = [];
      const { kid, ...unnamed } = key.jwk;
      const oct = { kty: 'oct', k: Buffer.from('a secret that anybody can fetch, of 44 bytes').toString('base64url') };
      issuer.publish({ ...unnamed, kid: 'lost', d: 'AAAA' }, key, oct, { ...unnamed, use: 'enc' });
      const onSkippedKey = (skipped) => {
        told.push(skipped);
        throw new Error('of the one who watches');
      };
      const { time, keys, verifier } = remote(issuer, { keys: { ttl: 100, onSkippedKey } });
      await passes(verifier, key);
      assert.deepEqual(
        told.map(({ index, code }) => [index, code]),
        [
          [0, 'key_invalid'],
          [2, 'key_algorithm_mismatch'],
          [3, 'key_algorithm_mismatch'],
        ],
      );
      assert.match(told[0].message, /private key/);
      assert.ok(!JSON.stringify(told).includes('AAAA') && !JSON.stringify(told).includes(key.jwk.x));
      // A key that was lost is nobody's.
      await refuses(verifier.verifyAsync(key.token({}, { kid: 'lost' })), 'key_not_found');
      time.now += 100;
      await keys.load();
      await passes(verifier, key);
      assert.ok(issuer.count() >= 2);
      assert.equal(told.length, 3, 'the same text again is not looked at again');
      issuer.publish(key, oct);
      time.now += 100;
      await keys.load();
      assert.deepEqual(
        told.slice(3).map(({ index }) => index),
        [1],
      );
      assert.throws(() => remote(issuer, { keys: { onSkippedKey: 7 } }), /`onSkippedKey` must be a function/);
    }),

    'past their time they are waited for': withIssuer(async (issuer) => {
      const next = newKey('ES256', 'b');
      issuer.publish(key);
      const { time, keys, verifier } = remote(issuer, { keys: { ttl: 100, refreshAhead: 0 } });
      await passes(verifier, key);
      issuer.publish(next);
      time.now += 99.9;
      await passes(verifier, key);
      time.now += 0.1;
      const verdicts = await Promise.allSettled(Array.from({ length: MANY }, () => verifier.verifyAsync(key.token())));
      assert.ok(
        verdicts.every(({ reason }) => reason?.code === 'key_not_found'),
        'the retired key is refused',
      );
      await passes(verifier, next);
      await keys.load();
      assert.equal(issuer.count(), 2);
    }),

    'stale keys serve while the issuer is down, for maxStale and no longer': withIssuer(async (issuer) => {
      issuer.publish(key);
      const { time, keys, verifier } = remote(issuer, { keys: { ttl: 100, maxStale: 50 }, cache: 10 });
      await passes(verifier, key);
      const seen = key.token();
      await verifier.verifyAsync(seen);
      await issuer.down();
      for (const age of [80, 100, 120, 149.9]) {
        time.now = START + age;
        await passes(verifier, key);
        await verifier.verifyAsync(seen);
        verifier.verify(seen);
      }
      time.now = START + 150;
      for (const token of [seen, key.token()]) {
        const error = await refuses(verifier.verifyAsync(token), 'keys_unavailable');
        assert.ok(!`${error.stack}${JSON.stringify(error)}${error.challenge}`.includes('127.0.0.1'));
        await refuses(() => verifier.verify(token), 'keys_unavailable');
      }
      await refuses(keys.load(), 'keys_unavailable');
      await issuer.up();
      await refuses(verifier.verifyAsync(seen), 'keys_unavailable');
      time.now += 60;
      await passes(verifier, key);
      assert.equal(verifier.verify(seen).claims.iss, 'https://id.test');
    }),

    'without maxStale they end with their time': withIssuer(async (issuer) => {
      issuer.publish(key);
      const { time, verifier } = remote(issuer, { keys: { ttl: 100, maxStale: 0 } });
      await passes(verifier, key);
      await issuer.down();
      time.now += 99.9;
      await passes(verifier, key);
      time.now += 0.1;
      await refuses(verifier.verifyAsync(key.token()), 'keys_unavailable');
    }),

    'a cold start while the issuer is down: refused, asked less and less often, and then it recovers': withIssuer(async (issuer) => {
      issuer.publish(key);
      issuer.answers[JWKS] = (_, response) => response.writeHead(503).end();
      const { time, keys, verifier } = remote(issuer);
      const asked = [];
      for (let second = 0; second < 200; second += 0.5) {
        time.now = START + second;
        const before = issuer.count();
        const many = second === 0 ? MANY : 3;
        await Promise.all(Array.from({ length: many }, () => refuses(verifier.verifyAsync(key.token()), 'keys_unavailable')));
        await refuses(() => verifier.verify(key.token()), 'keys_unavailable');
        if (issuer.count() > before) asked.push(second);
        assert.ok(issuer.count() - before <= 1);
      }
      assert.deepEqual(asked, [0, 1, 3, 7, 15, 31, 63, 123, 183]);
      await quiet();
      assert.equal(issuer.count(), asked.length, 'synchronous calls keep to it as well');
      delete issuer.answers[JWKS];
      await refuses(keys.load(), 'keys_unavailable');
      time.now = START + 243;
      await passes(verifier, key);
      assert.equal(issuer.count(), asked.length + 1);
    }),

    'stale keys while it is down: it is asked less and less often': withIssuer(async (issuer) => {
      issuer.publish(key);
      const { time, verifier } = remote(issuer, { keys: { ttl: 10, maxStale: 1000 } });
      await passes(verifier, key);
      issuer.answers[JWKS] = (request) => request.socket.destroy();
      for (let second = 10; second < 100; second += 0.5) {
        time.now = START + second;
        await passes(verifier, key, 3);
      }
      const [, ...asked] = issuer.requests;
      // At 10, 11, 13, 17, 25, 41, 73.
      assert.equal(asked.length, 7);
      delete issuer.answers[JWKS];
      const next = newKey('ES256', 'b');
      issuer.publish(next);
      time.now = START + 134;
      await passes(verifier, next);
      await refuses(verifier.verifyAsync(key.token()), 'key_not_found');
    }),

    'synchronously: refused before there are keys, then as good as any': withIssuer(async (issuer) => {
      const stranger = newKey('ES256', 'a');
      issuer.publish(key);
      const { time, keys, verifier } = remote(issuer, { keys: { ttl: 100, maxStale: 50 } });
      const request = (token) => ({ headers: { authorization: `Bearer ${token}` } });
      await refuses(() => verifier.verify(key.token()), 'keys_unavailable');
      await refuses(() => verifier.verifyRequest(request(key.token())), 'keys_unavailable');
      await keys.load();
      assert.equal(issuer.count(), 1, 'that had begun it');
      assert.equal(verifier.verify(key.token()).claims.iss, 'https://id.test');
      assert.equal(verifier.verifyRequest(request(key.token())).header.kid, 'a');
      assert.equal((await verifier.verifyRequestAsync(request(key.token()))).header.kid, 'a');
      await refuses(() => verifier.verify(stranger.token()), 'signature_invalid');
      // Stale ones serve, and are fetched behind the back.
      await until(() => issuer.count() === 2);
      time.now += 120;
      verifier.verify(key.token());
      await until(() => issuer.count() === 3);
      await quiet();
      time.now += 79;
      verifier.verify(key.token());
      await quiet();
      assert.equal(issuer.count(), 3);
      // Beyond maxStale only news help.
      time.now += 1000;
      await refuses(() => verifier.verify(key.token()), 'keys_unavailable');
      await until(async () => {
        try {
          return verifier.verify(key.token());
        } catch {
          return false;
        }
      });
    }),

    'a synchronous caller finds the new key a moment later': withIssuer(async (issuer) => {
      const next = newKey('Ed25519', 'b');
      issuer.publish(key);
      const { keys, verifier } = remote(issuer);
      await keys.load();
      issuer.publish(key, next);
      await refuses(() => verifier.verify(next.token()), 'key_not_found');
      await until(() => {
        try {
          return verifier.verify(next.token());
        } catch (error) {
          assert.equal(error.code, 'key_not_found');
          return false;
        }
      });
      assert.equal(issuer.count(), 2);
    }),

    'an unknown kid while the issuer is down: nobody can tell; a false signature stays false': withIssuer(async (issuer) => {
      const next = newKey('ES256', 'b');
      issuer.publish(key);
      const { time, verifier } = remote(issuer);
      await passes(verifier, key);
      await issuer.down();
      await refuses(verifier.verifyAsync(next.token()), 'keys_unavailable');
      await refuses(() => verifier.verify(next.token()), 'keys_unavailable');
      time.now += 1;
      await refuses(verifier.verifyAsync(newKey('ES256', 'a').token()), 'signature_invalid');
      await passes(verifier, key);
      issuer.publish(key, next);
      await issuer.up();
      time.now += 2;
      await passes(verifier, next);
    }),

    'the same keys again: what is remembered of tokens stays': withIssuer(async (issuer) => {
      issuer.publish(key);
      const { time, keys, verifier } = remote(issuer);
      await passes(verifier, key, 3);
      const { version } = keys;
      for (let round = 0; round < 3; round += 1) {
        time.now += 600;
        await passes(verifier, key, 3);
      }
      assert.equal(issuer.count(), 4);
      assert.equal(keys.version, version);
    }),

    'a clock that is set back makes no wrong verdict and no flood': withIssuer(async (issuer) => {
      issuer.publish(key);
      const { time, verifier } = remote(issuer);
      await passes(verifier, key);
      time.now -= 86_400;
      await passes(verifier, key);
      await passes(verifier, key);
      assert.equal(issuer.count(), 2);
    }),

    'load waits for one fetch, and then for none': withIssuer(async (issuer) => {
      issuer.publish(key);
      const keys = tokenward.remoteJwks(issuer.jwks);
      assert.equal(keys.url, issuer.jwks);
      assert.equal(await keys.load(), undefined);
      await Promise.all(Array.from({ length: MANY }, () => keys.load()));
      assert.equal(issuer.count(), 1);
    }),

    'waitUntil is told of what goes on behind the answer, and only of that': withIssuer(async (issuer) => {
      issuer.publish(key);
      const { time, verifier } = remote(issuer);
      const told = [];
      const waitUntil = (work) => told.push(work);
      await verifier.verifyAsync(key.token(), { waitUntil });
      await verifier.verifyAsync(key.token(), { waitUntil });
      assert.equal(told.length, 1);
      time.now += 500;
      await verifier.verifyAsync(key.token(), { waitUntil });
      await verifier.verifyAsync(key.token(), { waitUntil });
      assert.equal(told.length, 2);
      await Promise.all(told);
      assert.equal(issuer.count(), 2);
    }),
  };
}
