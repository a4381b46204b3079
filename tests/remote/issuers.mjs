// Several issuers in one verifier: a token of one never passes under another's keys or terms.
import assert from 'node:assert/strict';
import { startIssuer, withIssuer } from './issuer.mjs';
import { newKey, START } from './keys.mjs';
import { MANY } from './setup.mjs';

export function issuersChecks({ tokenward, refuses }) {
  const { createRevocationList, createVerifier, discoverJwks, remoteJwks } = tokenward;
  const clock = () => START;
  const [A, B] = ['https://a.test', 'https://b.test'];
  const a = newKey('ES256', 'same');
  const b = newKey('ES256', 'same');

  /** Two issuers with one kid. */
  const two = (check, options = {}) =>
    withIssuer(async (first) => {
      const second = await startIssuer();
      try {
        first.publish(a);
        second.publish(b);
        const keysOf = ({ jwks }) => remoteJwks(jwks, { clock });
        const { a: ofA, b: ofB, ...shared } = options;
        const verifier = createVerifier({
          algorithms: ['ES256'],
          clock,
          ...shared,
          issuers: [
            { issuer: A, keys: keysOf(first), ...ofA },
            { issuer: B, keys: keysOf(second), ...ofB },
          ],
        });
        await check(verifier, first, second);
      } finally {
        await second.stop();
      }
    });

  return {
    'issuers: the same kid with different keys (CVE-2026-49998)': two(
      async (verifier, first, second) => {
        const all = Array.from({ length: MANY }, (_, index) => {
          const [key, iss] = index % 2 === 0 ? [a, A] : [b, B];
          if (index % 5 !== 4) return verifier.verifyAsync(key.token({ iss }));
          return refuses(verifier.verifyAsync(key.token({ iss: iss === A ? B : A })), 'signature_invalid');
        });
        await Promise.all(all);
        // One for the start, and one for the tokens that no key fits.
        assert.ok(first.count() <= 2 && second.count() <= 2);
        for (const [key, iss, other] of [
          [a, A, B],
          [b, B, A],
        ]) {
          assert.equal(verifier.verify(key.token({ iss })).claims.iss, iss);
          await refuses(() => verifier.verify(key.token({ iss: other })), 'signature_invalid');
        }
      },
      { cache: 100 },
    ),

    'issuers: a token in the cache of one is not known to the other': two(
      async (verifier) => {
        const token = a.token({ iss: A });
        await verifier.verifyAsync(token);
        await verifier.verifyAsync(token);
        const [header, , signature] = token.split('.');
        const renamed = Buffer.from(JSON.stringify({ iss: B, exp: START + 60 })).toString('base64url');
        await refuses(verifier.verifyAsync(`${header}.${renamed}.${signature}`), 'signature_invalid');
      },
      { cache: 100 },
    ),

    'issuers: an iss that is none of them, none, or no string': two(async (verifier, first, second) => {
      for (const iss of [
        'https://c.test',
        `${A}/`,
        A.toUpperCase(),
        ` ${A}`,
        `${A}\0`,
        '\ufeff',
        '',
        '__proto__',
        undefined,
        null,
        7,
        true,
        [A],
        [A, B],
        { iss: A },
        {},
      ]) {
        await refuses(verifier.verifyAsync(a.token({ iss })), 'key_not_found');
        await refuses(() => verifier.verify(a.token({ iss })), 'key_not_found');
      }
      await refuses(verifier.verifyAsync(a.token({ iss: `\ufeff${A}` })), 'claim_mismatch');
      // Twice: which one would count?
      const payload = Buffer.from(`{"iss":"${A}","exp":${START + 60},"iss":"${B}"}`).toString('base64url');
      const [header, , signature] = a.token().split('.');
      await refuses(verifier.verifyAsync(`${header}.${payload}.${signature}`), 'token_malformed');
      for (const token of ['', 'a.b.c', 'x'.repeat(9000)]) await assert.rejects(verifier.verifyAsync(token), tokenward.TokenError);
      // What has no issuer here makes nobody fetch.
      assert.ok(first.count() <= 1 && second.count() === 0);
    }),

    'issuers: what a token says of its keys is never followed (CVE-2026-32301)': two(async (verifier, first, second) => {
      const evil = await startIssuer();
      try {
        const forger = newKey('ES256', 'same');
        evil.publish(forger);
        for (const header of [
          { jku: evil.jwks },
          { x5u: evil.jwks },
          { jwk: forger.jwk },
          { x5c: ['AAAA'] },
          { jku: evil.jwks, x5u: evil.jwks, jwk: forger.jwk, kid: evil.jwks },
          { kid: '../../jwks.json' },
          { kid: evil.jwks },
          { iss: evil.url },
        ]) {
          for (const iss of [A, B]) {
            await assert.rejects(verifier.verifyAsync(forger.token({ iss }, header)), (error) =>
              ['signature_invalid', 'key_not_found'].includes(error.code),
            );
          }
        }
        for (const iss of [evil.url, evil.jwks])
          await refuses(verifier.verifyAsync(forger.token({ iss }, { jku: evil.jwks })), 'key_not_found');
        assert.equal(evil.requests.length, 0);
        await verifier.verifyAsync(a.token({ iss: A }, { jku: evil.jwks, jwk: forger.jwk }));
        assert.equal(evil.requests.length, 0);
        assert.ok([...first.requests, ...second.requests].every(({ url }) => url === '/jwks.json'));
      } finally {
        await evil.stop();
      }
    }),

    'issuers: each has its own algorithms, audience and age': two(
      async (verifier) => {
        const rsa = newKey('RS256', 'r');
        await verifier.verifyAsync(a.token({ iss: A, aud: 'api-a', iat: START - 100 }));
        await verifier.verifyAsync(b.token({ iss: B, aud: 'shared', iat: START }));
        await refuses(verifier.verifyAsync(a.token({ iss: A, aud: 'shared', iat: START })), 'claim_mismatch');
        await refuses(verifier.verifyAsync(b.token({ iss: B, aud: 'api-a', iat: START })), 'claim_mismatch');
        await refuses(verifier.verifyAsync(b.token({ iss: B, aud: 'shared', iat: START - 100 })), 'token_too_old');
        await refuses(verifier.verifyAsync(rsa.token({ iss: A, aud: 'api-a' })), 'algorithm_not_allowed');
        await refuses(verifier.verifyAsync(rsa.token({ iss: B, aud: 'shared' })), 'key_not_found');
      },
      { audience: 'shared', algorithms: ['ES256', 'RS256'], maxAge: 60, a: { audience: 'api-a', algorithms: ['ES256'], maxAge: 600 } },
    ),

    'issuers: an option of one that is undefined does not take away what is shared': async () => {
      const revocation = createRevocationList({ clock });
      const of = (own) =>
        createVerifier({
          algorithms: ['ES256'],
          audience: 'api',
          scopes: ['read'],
          maxAge: 60,
          revocation,
          clock,
          issuers: [{ issuer: A, keys: a.jwk, ...own }],
        });
      const nothing = {
        audience: undefined,
        scopes: undefined,
        maxAge: undefined,
        revocation: undefined,
        clock: undefined,
        algorithms: undefined,
      };
      for (const verifier of [of({}), of(nothing)]) {
        const good = { iss: A, aud: 'api', scope: 'read', iat: START };
        verifier.verify(a.token(good));
        await refuses(() => verifier.verify(a.token({ ...good, aud: undefined })), 'claim_missing');
        await refuses(() => verifier.verify(a.token({ ...good, aud: 'other' })), 'claim_mismatch');
        await refuses(() => verifier.verify(a.token({ ...good, scope: 'write' })), 'scope_missing', 403);
        await refuses(() => verifier.verify(a.token({ ...good, iat: START - 61 })), 'token_too_old');
        await revocation.revokeToken({ jti: 'gone' });
        await refuses(() => verifier.verify(a.token({ ...good, jti: 'gone' })), 'token_revoked');
      }
      assert.throws(
        () =>
          createVerifier({
            algorithms: ['ES256'],
            environment: 'staging',
            clock,
            issuers: [{ issuer: A, keys: a.jwk, environment: undefined }],
          }),
        /environment/,
      );
      createVerifier({ algorithms: ['ES256'], clock, keys: undefined, issuer: undefined, issuers: [{ issuer: A, keys: a.jwk }] });
    },

    'issuers: mistakes are told at the start': () => {
      const one = { issuer: A, keys: a.jwk };
      const make = (issuers, shared = {}) => createVerifier({ algorithms: ['ES256'], ...shared, issuers });
      for (const issuers of [
        [],
        {},
        'x',
        null,
        [null],
        [7],
        [undefined],
        [{}],
        [{ keys: a.jwk }],
        [{ issuer: A }],
        [one, one],
        [one, { ...one, audience: 'another' }],
        [{ keys: discoverJwks(A) }, { keys: discoverJwks(A), audience: 'another' }],
        [{ issuer: [], keys: a.jwk }],
        [{ issuer: '', keys: a.jwk }],
        [{ issuer: 7, keys: a.jwk }],
        [{ ...one, issuer: [A, A] }],
        [{ ...one, unknown: 1 }],
        [{ keys: discoverJwks(A), issuer: B }],
        [{ ...one, environment: 'production' }],
        [
          new (class {
            issuer = A;
            keys = a.jwk;
            get audience() {
              return 'api';
            }
          })(),
        ],
      ]) {
        assert.throws(() => make(issuers), TypeError, JSON.stringify(issuers));
      }
      for (const shared of [{ keys: a.jwk }, { issuer: A }, { unknown: 1 }, { environment: 'production' }])
        assert.throws(() => make([one], shared), TypeError);
      make([one, { ...one, keys: b.jwk }]);
      make([one, { issuer: [B, A], keys: b.jwk }]);
      make([one, { keys: discoverJwks(A) }]);
      make([one, { issuer: [B, `${B}/`], keys: b.jwk }, { keys: discoverJwks('https://c.test') }]);
    },

    'issuers: of environments': async () => {
      const of = (environment, keyEnvironment) =>
        createVerifier({
          algorithms: ['ES256'],
          environment,
          clock,
          issuers: [{ issuer: A, keys: { ...a.jwk, environment: keyEnvironment } }],
        });
      assert.throws(() => of('production', 'staging'), /environment/);
      assert.throws(() => of('production', undefined), /environment/);
      assert.throws(() => of(undefined, 'staging'), /environment/);
      of('staging', 'staging').verify(a.token({ iss: A }));
    },

    'issuers: one is down, the other does not feel it': two(async (verifier, first) => {
      await first.down();
      const all = Array.from({ length: MANY }, (_, index) =>
        index % 2 === 0
          ? refuses(verifier.verifyAsync(a.token({ iss: A })), 'keys_unavailable')
          : verifier.verifyAsync(b.token({ iss: B })),
      );
      await Promise.all(all);
    }),

    'issuers: discovered and rotating, side by side': withIssuer(async (first) => {
      const second = await startIssuer();
      try {
        first.publish(a);
        second.publish(b);
        const verifier = createVerifier({
          algorithms: ['ES256'],
          clock,
          issuers: [first, second].map(({ url }) => ({ keys: discoverJwks(url, { clock }) })),
        });
        await verifier.verifyAsync(a.token({ iss: first.url }));
        await verifier.verifyAsync(b.token({ iss: second.url }));
        second.publish(a, b);
        first.publish(b);
        await verifier.verifyAsync(b.token({ iss: first.url }));
        await refuses(verifier.verifyAsync(a.token({ iss: first.url })), 'signature_invalid');
        await verifier.verifyAsync(a.token({ iss: second.url }));
        await verifier.verifyAsync(b.token({ iss: second.url }));
      } finally {
        await second.stop();
      }
    }),
  };
}
