// After a wasm trap: keys that were fetched, and those that are to come.
import assert from 'node:assert/strict';
import { trap } from '../support/trap.mjs';
import { withIssuer } from './issuer.mjs';
import { newKey } from './keys.mjs';
import { until } from './setup.mjs';

export function trapChecks({ tokenward, remote, verifierOf, refuses, passes }) {
  /** Arms it, and makes `work` meet it. */
  async function trapped(work) {
    const before = trap.instances.length;
    trap.armed = true;
    await assert.rejects(
      async () => work(),
      (error) => !(error instanceof tokenward.TokenError) && /internal error/.test(error.message),
    );
    assert.equal(trap.armed, false);
    return () => assert.equal(trap.instances.length, before + 1, 'the instance was replaced');
  }

  return {
    'after a trap all works again, keys included, without a fetch': withIssuer(async (issuer) => {
      for (const alg of ['ES256', 'RS256']) {
        const [key, next, stranger] = [newKey(alg, 'a'), newKey(alg, 'b'), newKey(alg, 'a')];
        issuer.publish(key);
        const { time, keys, verifier } = remote(issuer, { cache: 10 });
        const second = verifierOf(keys, { clock: () => time.now });
        await passes(verifier, key, 20);
        await passes(second, key, 20);
        const before = issuer.count();
        const seen = key.token();
        await verifier.verifyAsync(seen);
        const replaced = await trapped(() => verifier.verify(seen));
        assert.equal(verifier.verify(seen).header.kid, 'a');
        replaced();
        await passes(second, key, 20);
        await passes(verifier, key, 20);
        assert.equal(issuer.count(), before);
        await refuses(() => verifier.verify(stranger.token()), 'signature_invalid');
        await await trapped(() => second.verifyAsync(key.token()));
        await passes(second, key, 20);
        // A rotation after it, and a trap after that: the old keys do not come back.
        await until(() => issuer.count() === before + 1); // that of the stranger
        time.now += 600;
        issuer.publish(next);
        await passes(verifier, next, 20);
        await trapped(() => verifier.verify(next.token()));
        await refuses(() => verifier.verify(seen), 'key_not_found');
        await refuses(() => second.verify(key.token()), 'key_not_found');
        await passes(verifier, next, 20);
        await passes(second, next, 20);
      }
    }),

    'a trap before there are keys, and one while they come': withIssuer(async (issuer) => {
      const key = newKey('ES256', 'a');
      issuer.publish(key);
      const { time, verifier } = remote(issuer);
      await trapped(() => verifier.verifyAsync(key.token()));
      await passes(verifier, key, 20);
      assert.equal(issuer.count(), 1);
      // The answer meets it: that counts as a fetch that failed.
      const cold = remote(issuer);
      const first = cold.verifier.verifyAsync(key.token());
      trap.armed = true;
      await refuses(first, 'keys_unavailable');
      assert.equal(trap.armed, false);
      cold.time.now += 1;
      await passes(cold.verifier, key, 20);
      await passes(verifier, key, 20);
      assert.equal(time.now, cold.time.now - 1);
    }),

    'a trap while new keys are taken': withIssuer(async (issuer) => {
      const [key, next] = [newKey('RS256', 'a'), newKey('RS256', 'a')];
      issuer.publish(key);
      const { time, keys, verifier } = remote(issuer);
      await passes(verifier, key, 20);
      issuer.publish(next);
      time.now += 600;
      await keys.load();
      await trapped(() => verifier.verify(next.token()));
      await passes(verifier, next, 20);
      await refuses(() => verifier.verify(key.token()), 'signature_invalid');
    }),
  };
}
