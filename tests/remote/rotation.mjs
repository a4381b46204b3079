// Rotation, in the ways issuers go about it, under many calls at once: no wrong verdict, no good
// token refused, one fetch.
import assert from 'node:assert/strict';
import { withIssuer } from './issuer.mjs';
import { ALGORITHMS, newKey } from './keys.mjs';
import { MANY, until } from './setup.mjs';

export function rotationChecks({ remote, verifierOf, refuses, passes }) {
  /** Tokens of good keys and of a forger at once, shuffled together; each gets its own verdict. */
  async function mixed(verifier, good, forged, many = MANY) {
    const verdicts = Array.from({ length: many }, async (_, index) => {
      if (index % 10 === 9) return refuses(verifier.verifyAsync(forged.token()), forged.code);
      return verifier.verifyAsync(good[index % good.length].token());
    });
    await Promise.all(verdicts);
  }

  const checks = {
    'cold start: one fetch for all': withIssuer(
      async (issuer) => {
        const key = newKey('ES256', 'a');
        issuer.publish(key);
        const { keys, verifier } = remote(issuer);
        assert.equal(issuer.requests.length, 0, 'nothing is fetched before the first token');
        await Promise.all([passes(verifier, key), passes(verifierOf(keys), key), keys.load()]);
        assert.equal(issuer.count(), 1);
      },
      { delay: 20 },
    ),

    'ten rotations under load: ten fetches': withIssuer(
      async (issuer) => {
        let key = newKey('ES256', 'key-0');
        issuer.publish(key);
        const { time, verifier } = remote(issuer);
        await passes(verifier, key);
        for (let rotation = 1; rotation <= 10; rotation += 1) {
          time.now += 11; // past the cool-down that the forger causes
          const next = newKey('ES256', `key-${rotation}`);
          issuer.publish(key, next);
          const forger = newKey('ES256', next.kid);
          await mixed(verifier, [key, next], { token: () => forger.token(), code: 'signature_invalid' });
          assert.equal(issuer.count(), 1 + rotation);
          key = next;
        }
      },
      { delay: 5 },
    ),

    'an answer that was under way when the keys changed is not the last word': withIssuer(
      async (issuer) => {
        const [a, b] = [newKey('ES256', 'a'), newKey('ES256', 'b')];
        issuer.publish(a);
        const { verifier } = remote(issuer);
        const first = verifier.verifyAsync(a.token());
        await until(() => issuer.count() === 1);
        issuer.publish(a, b);
        await Promise.all([first, passes(verifier, b)]);
        assert.equal(issuer.count(), 2);
      },
      { delay: 100 },
    ),

    'a key that moves to another algorithm or place takes nothing with it': withIssuer(async (issuer) => {
      const [a, b, c] = [newKey('RS256', 'a'), newKey('RS256', 'b'), newKey('ES256', 'a')];
      issuer.publish(a, b);
      const { time, keys, verifier } = remote(issuer);
      await passes(verifier, a, 5);
      await passes(verifier, b, 5);
      // Places change: whatever remembers a key by its place would mix them up.
      for (const order of [[b, a], [c, b], [b], [b, c], [a, b]]) {
        issuer.publish(...order);
        time.now += 600;
        await keys.load();
        for (const key of [a, b, c]) {
          if (order.includes(key)) await passes(verifier, key, 5);
          else await refuses(() => verifier.verify(key.token()), 'key_not_found');
        }
        await refuses(() => verifier.verify(newKey('RS256', 'b').token()), 'signature_invalid');
      }
    }),
  };

  for (const alg of ALGORITHMS) {
    const engines = alg === 'RS256' ? ['auto', 'wasm'] : ['auto'];
    for (const engine of engines) Object.assign(checks, styles(alg, engine));
  }
  return checks;

  function styles(alg, engine) {
    const of = `${alg}${engine === 'wasm' ? ' in wasm' : ''}: `;
    const start = async (issuer, key) => {
      issuer.publish(key);
      const made = remote(issuer, { engine });
      const second = verifierOf(made.keys, { engine, cache: 50, clock: made.clock });
      await passes(made.verifier, key);
      await passes(second, key);
      assert.equal(issuer.count(), 1);
      return { ...made, second };
    };
    return {
      [`${of}the new key is published before its use, the old one retired after`]: withIssuer(async (issuer) => {
        const [a, b, forger] = [newKey(alg, 'a'), newKey(alg, 'b'), newKey(alg, 'a')];
        const forged = { token: () => forger.token(), code: 'key_not_found' };
        const { time, verifier, second } = await start(issuer, a);
        issuer.publish(a, b);
        time.now += 481; // ahead of the 600 seconds
        await passes(verifier, a);
        await until(() => issuer.count() === 2);
        await passes(second, b);
        assert.equal(issuer.count(), 2, 'shared by both verifiers');
        const old = a.token();
        await second.verifyAsync(old);
        await second.verifyAsync(old);
        issuer.publish(b);
        time.now += 600;
        await passes(verifier, b);
        assert.equal(issuer.count(), 3);
        await mixed(verifier, [b], forged);
        assert.equal(issuer.count(), 4, 'a retired key is an unknown one: one more look');
        await refuses(second.verifyAsync(old), 'key_not_found');
        await refuses(() => second.verify(old), 'key_not_found');
        await refuses(verifier.verifyAsync(old), 'key_not_found');
        await passes(second, b);
      }),

      [`${of}the new key is used at once`]: withIssuer(
        async (issuer) => {
          const [a, b, forger] = [newKey(alg, 'a'), newKey(alg, 'b'), newKey(alg, 'b')];
          const { verifier, second } = await start(issuer, a);
          issuer.publish(a, b);
          await Promise.all(
            [verifier, second].map((each) => mixed(each, [b, a], { token: () => forger.token(), code: 'signature_invalid' })),
          );
          assert.equal(issuer.count(), 2);
        },
        { delay: 10 },
      ),

      [`${of}the old key is gone at once`]: withIssuer(async (issuer) => {
        const [a, b] = [newKey(alg, 'a'), newKey(alg, 'b')];
        const { verifier, second } = await start(issuer, a);
        const old = a.token();
        await second.verifyAsync(old);
        issuer.publish(b);
        await Promise.all([passes(verifier, b), passes(second, b)]);
        assert.equal(issuer.count(), 2);
        for (const each of [verifier, second]) await refuses(each.verifyAsync(old), 'key_not_found');
        await Promise.all(Array.from({ length: MANY }, () => refuses(verifier.verifyAsync(a.token()), 'key_not_found')));
        assert.ok(issuer.count() <= 3, 'a retired key is an unknown one: one more look at most');
      }),

      [`${of}the same kid with a new key`]: withIssuer(async (issuer) => {
        const [a, b] = [newKey(alg, 'same'), newKey(alg, 'same')];
        const { verifier, second } = await start(issuer, a);
        const old = a.token();
        await second.verifyAsync(old);
        issuer.publish(b);
        await Promise.all([passes(verifier, b), passes(second, b)]);
        assert.equal(issuer.count(), 2);
        for (const each of [verifier, second]) {
          await refuses(each.verifyAsync(old), 'signature_invalid');
          await refuses(() => each.verify(a.token()), 'signature_invalid');
        }
        await passes(verifier, b);
      }),

      [`${of}no kid at all`]: withIssuer(async (issuer) => {
        const [a, b, forger] = [newKey(alg), newKey(alg), newKey(alg)];
        const { time, keys, verifier } = await start(issuer, a);
        issuer.publish(b, a);
        await mixed(verifier, [a, b], { token: () => forger.token(), code: 'signature_invalid' });
        assert.equal(issuer.count(), 2);
        issuer.publish(b);
        time.now += 600;
        await keys.load();
        assert.equal(issuer.count(), 3);
        await passes(verifier, b);
        await refuses(() => verifier.verify(a.token()), 'signature_invalid');
      }),
    };
  }
}
