// The cache of verified tokens: the exact token, and time checked at each hit.
import { equal, ok, refuses } from './harness.mjs';

export function cacheTests(t) {
  const { x } = t;
  const collisions = { cve: 'CVE-2026-35039 / GHSA-rp9m-7r4c-75qg' };
  const prefixes = { cve: 'CVE-2026-35030 / GHSA-jjhc-v7c2-5hh6' };

  for (const cache of [0, 1, 2, 1000]) {
    t.test(
      `cache ${cache}/the same good token four times`,
      () => {
        const verifier = t.verifier({ cache });
        const first = verifier.verify(x.good);
        for (let i = 0; i < 3; i++) equal(verifier.verify(x.good), first);
      },
      { cve: 'CVE-2026-35040 / GHSA-3j8v-cgw4-2g6q' },
    );

    t.test(`cache ${cache}/expiry is seen`, () => {
      let now = t.now;
      const verifier = t.verifier({ cache, clock: () => now });
      for (let left = 10; left > 0; left--, now++) equal(verifier.verify(x.shortLived).expiresIn, left);
      for (let i = 0; i < 2; i++) refuses(() => verifier.verify(x.shortLived), 'token_expired', 'exp');
      now += 1000;
      refuses(() => verifier.verify(x.shortLived), 'token_expired', 'exp');
    });
    t.test(`cache ${cache}/nbf, iat and maxAge are seen`, () => {
      let now = t.now;
      const verifier = t.verifier({ cache, clock: () => now, maxAge: 15 });
      verifier.verify(x.good);
      now += 5;
      verifier.verify(x.good);
      now += 1;
      refuses(() => verifier.verify(x.good), 'token_too_old', 'iat');
      // A clock set back: what was issued is now in the future.
      now = t.now - 80;
      refuses(() => verifier.verify(x.good), 'token_issued_in_future', 'iat');
      now = t.now;
      verifier.verify(x.good);
    });
    t.test(`cache ${cache}/nbf is seen when the clock is set back`, () => {
      let now = t.now + 150;
      const verifier = t.verifier({ cache, clock: () => now });
      verifier.verify(x.notYet);
      now = t.now;
      refuses(() => verifier.verify(x.notYet), 'token_not_yet_valid', 'nbf');
    });

    t.test(
      `cache ${cache}/tokens that differ in the signature only`,
      () => {
        const verifier = t.verifier({ cache, keys: x.ecJwk, algorithms: ['ES256'] });
        for (let i = 0; i < 2; i++) {
          verifier.verify(x.es256);
          refuses(() => verifier.verify(x.es256Wrong), 'signature_invalid');
          // High s: another token of the same signer, valid by itself.
          verifier.verify(x.es256HighS);
        }
        const hmac = t.verifier({ cache });
        hmac.verify(x.good);
        for (let i = 0; i < 3; i++) refuses(() => hmac.verify(x.wrongMac), 'signature_invalid');
        hmac.verify(x.good);
        refuses(() => hmac.verify(`${x.good.slice(0, x.good.lastIndexOf('.'))}.`), 'signature_invalid');
      },
      collisions,
    );
    t.test(
      `cache ${cache}/tokens of equal header, iss and aud`,
      () => {
        const verifier = t.verifier({ cache, audience: 'api' });
        for (let round = 0; round < 3; round++) {
          for (const { sub, token } of x.lookalikes) equal(verifier.verify(token).claims.sub, sub);
        }
      },
      collisions,
    );
    t.test(
      `cache ${cache}/tokens that share their beginning`,
      () => {
        const verifier = t.verifier({ cache });
        verifier.verify(x.good);
        verifier.verify(x.other);
        equal(x.good.slice(0, 20), x.other.slice(0, 20));
        equal(verifier.verify(x.other).claims.sub, 'another-subject');
        refuses(() => verifier.verify(x.good.slice(0, 60)), 'token_malformed');
        refuses(() => verifier.verify(`${x.good}A`), 'signature_invalid');
        refuses(() => verifier.verify(`${x.good}AA`), 'token_malformed');
      },
      prefixes,
    );
    t.test(`cache ${cache}/a result is the caller's own`, () => {
      const verifier = t.verifier({ cache });
      const first = verifier.verify(x.good);
      try {
        first.claims.sub = 'forged-subject';
        first.claims.exp = 9e15;
        first.header.alg = 'none';
      } catch {
        // Frozen is as good.
      }
      const second = verifier.verify(x.good);
      equal(second.claims.sub, 'canary-subject-7f3a9c');
      equal(second.header.alg, 'HS256');
      equal(second.expiresIn, 300);
    });
    t.test(`cache ${cache}/refusals are repeated`, () => {
      const verifier = t.verifier({ cache, scopes: ['write'] });
      for (let i = 0; i < 4; i++) equal(refuses(() => verifier.verify(x.scoped), 'scope_missing').status, 403);
    });
    t.test(`cache ${cache}/verifyAsync and verifyRequest see the same`, async () => {
      let now = t.now;
      const verifier = t.verifier({ cache, clock: () => now });
      await verifier.verifyAsync(x.shortLived);
      verifier.verifyRequest({ headers: { authorization: `Bearer ${x.shortLived}` } });
      now += 10;
      refuses(() => verifier.verify(x.shortLived), 'token_expired');
      ok(
        await verifier.verifyAsync(x.shortLived).then(
          () => false,
          (e) => e.code === 'token_expired',
        ),
        'token_expired',
      );
    });
  }

  t.test(
    'cache/keys of one kid do not cross issuers',
    () => {
      const [a, b] = x.tenants;
      const make = (tenant) => t.verifier({ cache: 100, keys: { keys: [tenant.jwk] }, algorithms: ['EdDSA'], issuer: tenant.issuer });
      const [forA, forB] = [make(a), make(b)];
      for (let i = 0; i < 2; i++) {
        forA.verify(a.token);
        forB.verify(b.token);
        refuses(() => forB.verify(a.token), 'signature_invalid');
        refuses(() => forA.verify(b.token), 'signature_invalid');
        // The other issuer's name, signed with one's own key.
        refuses(() => forB.verify(a.forged), 'signature_invalid');
        refuses(() => forA.verify(a.forged), 'claim_mismatch', 'iss');
      }
    },
    { cve: 'CVE-2026-49998' },
  );
  t.test('cache/verifiers of different policies do not share', () => {
    const lax = t.verifier({ cache: 100, audience: false });
    const strict = t.verifier({ cache: 100 });
    const { token } = x.lookalikes[0];
    lax.verify(token);
    refuses(() => strict.verify(token), 'claim_mismatch', 'aud');
    const other = t.verifier({ cache: 100, keys: { secret: `${x.secretText}x` } });
    refuses(() => other.verify(x.good), 'signature_invalid');
  });
  t.test('cache/a full cache goes on', () => {
    const verifier = t.verifier({ cache: 2, audience: false });
    for (let i = 0; i < 5; i++) {
      for (const token of [x.good, x.other, x.shortLived, ...x.lookalikes.map((l) => l.token)]) verifier.verify(token);
    }
    refuses(() => verifier.verify(x.wrongMac), 'signature_invalid');
  });
}
