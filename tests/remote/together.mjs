// Keys from several places: written down, fetched, and found by a function.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { withIssuer } from './issuer.mjs';
import { newKey, START } from './keys.mjs';

const SECRET = 'a secret of the days before the keys moved';
const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

function hmacToken(claims = {}, secret = SECRET, header = {}) {
  const input = `${encode({ alg: 'HS256', ...header })}.${encode({ iss: 'https://id.test', exp: START + 60, ...claims })}`;
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
}

export function togetherChecks({ tokenward, verifierOf, refuses }) {
  const { createVerifier, guard, remoteJwks } = tokenward;
  const [one, two, other] = [newKey('ES256', 'one'), newKey('ES256', 'two'), newKey('ES256', 'other')];
  const time = { now: START };
  const clock = () => time.now;
  const algorithms = ['HS256', 'ES256'];
  /** Whether a guard lets a token in. */
  const answers = async (verifier, token) =>
    (await guard(verifier, () => new Response('in'))(new Request('https://api.test/', { headers: { authorization: `Bearer ${token}` } })))
      .status;

  return {
    'together: a move from HS256 to ES256: both pass, and nothing is fetched for the old ones': withIssuer(async (issuer) => {
      issuer.publish(one);
      const keys = [{ secret: SECRET }, remoteJwks(issuer.jwks, { clock })];
      const verifier = verifierOf(keys, { clock, algorithms });
      assert.equal((await verifier.verifyAsync(hmacToken())).header.alg, 'HS256');
      assert.equal(verifier.verify(hmacToken()).header.alg, 'HS256');
      assert.equal(issuer.count(), 0);
      assert.equal((await verifier.verifyAsync(one.token())).header.kid, 'one');
      assert.equal(verifier.verify(one.token()).header.kid, 'one');
      assert.equal(verifier.verifyRequest({ headers: { authorization: `Bearer ${one.token()}` } }).header.kid, 'one');
      assert.equal(issuer.count(), 1);
      assert.equal(await answers(verifier, one.token()), 200);
      await refuses(verifier.verifyAsync(hmacToken({}, 'another secret that is long enough')), 'signature_invalid');
      await refuses(verifier.verifyAsync(other.token()), 'key_not_found');
      await refuses(verifier.verifyAsync(hmacToken({ exp: START - 60 })), 'token_expired');
      await refuses(verifier.verifyAsync(one.token({ exp: START - 60 })), 'token_expired');
      assert.equal(await answers(verifier, other.token()), 401);
    }),

    'together: an issuer that is down: what is written down passes, of the rest nobody can tell': withIssuer(async (issuer) => {
      await issuer.down();
      const verifier = verifierOf([remoteJwks(issuer.jwks, { clock }), { secret: SECRET }], { clock, algorithms });
      await verifier.verifyAsync(hmacToken());
      await refuses(verifier.verifyAsync(one.token()), 'keys_unavailable');
    }),

    'together: of two sets that are fetched either will do': withIssuer(async (issuer) => {
      issuer.publish(one);
      await withIssuer(async (second) => {
        second.publish(two);
        const verifier = verifierOf([remoteJwks(issuer.jwks, { clock }), remoteJwks(second.jwks, { clock })], { clock });
        for (const key of [one, two, one]) await verifier.verifyAsync(key.token());
        await second.down();
        await verifier.verifyAsync(two.token());
      })();
    }),

    'together: a fetched set never brings a secret': withIssuer(async (issuer) => {
      const fetched = 'a secret that anybody can fetch, and sign with';
      issuer.publish(one, { kty: 'oct', kid: 'b', k: Buffer.from(fetched).toString('base64url') });
      const verifier = verifierOf([{ secret: SECRET }, remoteJwks(issuer.jwks, { clock })], { clock, algorithms });
      await verifier.verifyAsync(one.token());
      await refuses(verifier.verifyAsync(hmacToken({}, fetched, { kid: 'b' })), 'signature_invalid');
    }),

    'together: who names an issuer for discovery means it for the other keys too': withIssuer(async (issuer) => {
      const verifier = createVerifier({ keys: [{ secret: SECRET }, tokenward.discoverJwks(issuer.url, { clock })], algorithms, clock });
      await verifier.verifyAsync(hmacToken({ iss: issuer.url }));
      await refuses(verifier.verifyAsync(hmacToken()), 'claim_mismatch');
    }),

    'together: one issuer twice, each with its own keys and audience': async () => {
      const issuer = 'https://id.test';
      const issuers = [
        { issuer, keys: one.jwk, algorithms: ['ES256'], audience: 'a' },
        { issuer, keys: { secret: SECRET }, algorithms: ['HS256'], audience: 'b' },
      ];
      const verifier = createVerifier({ issuers, clock });
      await verifier.verifyAsync(one.token({ aud: 'a' }));
      verifier.verify(hmacToken({ aud: 'b' }));
      await refuses(() => verifier.verify(one.token({ aud: 'b' })), 'claim_mismatch');
      await refuses(() => verifier.verify(hmacToken({ aud: 'a' })), 'claim_mismatch');
      await refuses(verifier.verifyAsync(other.token({ aud: 'a' })), 'key_not_found');
      await refuses(verifier.verifyAsync(one.token({ iss: 'https://other.test' })), 'key_not_found');
    },

    'a function: a key for each tenant, asked once for each': async () => {
      const asked = [];
      const tenants = { 'https://one.test': one.jwk, 'https://two.test': [two.jwk] };
      const keys = async (hints) => {
        asked.push(hints);
        await sleep(5);
        return tenants[hints.iss];
      };
      const verifier = createVerifier({ keys, algorithms: ['ES256'], clock });
      const all = Array.from({ length: 50 }, (_, at) =>
        at % 2 === 0 ? one.token({ iss: 'https://one.test' }) : two.token({ iss: 'https://two.test' }),
      );
      await Promise.all(all.map((token) => verifier.verifyAsync(token)));
      assert.deepEqual(asked, [
        { alg: 'ES256', kid: 'one', iss: 'https://one.test' },
        { alg: 'ES256', kid: 'two', iss: 'https://two.test' },
      ]);
      assert.equal(verifier.verify(all[0]).claims.iss, 'https://one.test');
      assert.equal(await answers(verifier, all[0]), 200);
      // One tenant's key is of no use under another tenant's name.
      await refuses(verifier.verifyAsync(two.token({ iss: 'https://one.test' }, { kid: 'one' })), 'signature_invalid');
      await refuses(verifier.verifyAsync(two.token({ iss: 'https://nobody.test' })), 'key_not_found');
    },

    'a function: names that are invented do not push out keys that were found': async () => {
      let asked = 0;
      const verifier = createVerifier({
        keys: ({ kid }) => ((asked += 1), kid === 'one' ? one.jwk : undefined),
        algorithms: ['ES256'],
        clock,
      });
      verifier.verify(one.token());
      for (let at = 0; at < 1000; at += 1) await refuses(() => verifier.verify(other.token({}, { kid: `k${at}` })), 'key_not_found');
      assert.equal(asked, 1001);
      await refuses(() => verifier.verify(other.token({}, { kid: 'k999' })), 'key_not_found');
      verifier.verify(one.token());
      assert.equal(asked, 1001);
    },

    'a function: a tenant that has another key is asked for it again, once in a while': async () => {
      const moved = { now: START };
      let [current, asked] = [one, 0];
      const keys = async () => ((asked += 1), current.jwk);
      const verifier = createVerifier({ keys, algorithms: ['ES256'], clock: () => moved.now });
      await verifier.verifyAsync(one.token());
      current = { ...two, jwk: { ...two.jwk, kid: 'one' } };
      await refuses(verifier.verifyAsync(two.token({}, { kid: 'one' })), 'signature_invalid');
      assert.equal(asked, 1);
      moved.now += 11;
      await verifier.verifyAsync(two.token({}, { kid: 'one' }));
      assert.equal(asked, 2);
      for (let at = 0; at < 20; at += 1) await refuses(verifier.verifyAsync(one.token()), 'signature_invalid');
      assert.equal(asked, 2);
      moved.now += 301;
      await verifier.verifyAsync(two.token({}, { kid: 'one' }));
      assert.equal(asked, 3);
    },

    'a function that throws for strangers goes on working for those it knows': async () => {
      const keys = ({ iss }) => {
        if (iss !== 'https://one.test') throw new Error('no such tenant');
        return one.jwk;
      };
      const verifier = createVerifier({ keys, algorithms: ['ES256'], clock });
      const strangers = Array.from({ length: 600 }, (_, at) => other.token({ iss: `https://${at}.test` }));
      for (const token of strangers) {
        assert.match((await refuses(verifier.verifyAsync(token), 'keys_unavailable')).cause.message, /no such tenant$/);
      }
      await verifier.verifyAsync(one.token({ iss: 'https://one.test' }));
    },

    'a function that never answers: those who are known pass, and others can be told so': async () => {
      const keys = ({ kid }) => (kid === 'one' ? one.jwk : new Promise(() => {}));
      const verifier = createVerifier({ keys, algorithms: ['ES256'], clock });
      await verifier.verifyAsync(one.token());
      for (let at = 0; at < 300; at += 1) void verifier.verifyAsync(other.token({}, { kid: `k${at}` })).catch(() => {});
      const { cause } = await refuses(verifier.verifyAsync(other.token({}, { kid: 'late' })), 'keys_unavailable');
      assert.match(cause.message, /too many tokens wait/);
      await verifier.verifyAsync(one.token());
    },

    'a function: bad signatures take away no key that has fitted': async () => {
      const moved = { now: START };
      let isDown = false;
      const keys = async () => {
        if (isDown) throw new Error('away');
        // Without a name, which fits whatever is asked for.
        return { ...one.jwk, kid: undefined };
      };
      const verifier = createVerifier({ keys, algorithms: ['ES256'], clock: () => moved.now });
      await verifier.verifyAsync(one.token());
      // Whatever `kid` they invent.
      for (let at = 0; at < 600; at += 1) await refuses(verifier.verifyAsync(other.token({}, { kid: `k${at}` })), 'signature_invalid');
      isDown = true;
      moved.now += 11;
      await refuses(verifier.verifyAsync(other.token({}, { kid: 'one' })), 'signature_invalid');
      await verifier.verifyAsync(one.token());
      verifier.verify(one.token());
      moved.now += 300;
      await refuses(verifier.verifyAsync(one.token()), 'keys_unavailable');
    },

    'a function: a tenant that is gone is gone when that is asked again': async () => {
      const moved = { now: START };
      let current = one.jwk;
      const verifier = createVerifier({ keys: () => current, algorithms: ['ES256'], clock: () => moved.now });
      await verifier.verifyAsync(one.token());
      current = undefined;
      moved.now += 301;
      await refuses(verifier.verifyAsync(one.token()), 'key_not_found');
    },

    'a function that fails: nobody can tell, and the answer has no word of it': async () => {
      for (const keys of [
        () => {
          throw new Error('the database is away');
        },
        () => Promise.reject(new Error('the database is away')),
        () => 'no key',
        () => ({ kty: 'oct', k: Buffer.from(SECRET).toString('base64url') }),
        () => ({ kty: 'oct', k: Buffer.from(SECRET).toString('base64url'), keys: [] }),
        () => ({ keys: [one.jwk, { kty: 'oct', k: Buffer.from(SECRET).toString('base64url') }] }),
        () => 7,
      ]) {
        const verifier = createVerifier({ keys, algorithms, clock });
        const { cause } = await refuses(verifier.verifyAsync(hmacToken()), 'keys_unavailable');
        assert.match(cause.message, /^the function `keys` found none: ./);
        assert.equal(await answers(verifier, hmacToken()), 503);
      }
      const later = createVerifier({ keys: async () => one.jwk, algorithms, clock });
      assert.match((await refuses(() => later.verify(one.token()), 'keys_unavailable')).cause.message, /call verifyAsync/);
      await sleep(5);
      later.verify(one.token());
    },

    'a function may give a secret of one’s own, or keys that are fetched': withIssuer(async (issuer) => {
      issuer.publish(one);
      const fetched = remoteJwks(issuer.jwks, { clock });
      const verifier = createVerifier({ keys: ({ alg }) => (alg === 'HS256' ? { secret: SECRET } : [fetched]), algorithms, clock });
      await verifier.verifyAsync(hmacToken());
      await verifier.verifyAsync(one.token());
      await verifier.verifyAsync(one.token());
      assert.equal(issuer.count(), 1);
    }),

    'a function: wrong options are found when the verifier is made': async () => {
      const keys = () => undefined;
      for (const wrong of [{ algorithms: [] }, { algorithms: ['none'] }, {}, { algorithms, audiance: 'a' }, { algorithms, issuer: 7 }]) {
        assert.throws(() => createVerifier({ keys, ...wrong }), TypeError);
      }
      for (const good of [['HS256'], ['ES256'], algorithms]) {
        const verifier = createVerifier({ keys, algorithms: good, issuer: 'https://id.test', maxTokenBytes: 100 });
        await refuses(verifier.verifyAsync(undefined), 'token_missing');
        await refuses(verifier.verifyAsync('a'.repeat(101)), 'token_too_large');
        await refuses(verifier.verifyAsync('a.b'), 'token_malformed');
      }
    },

    'a function, among several issuers': async () => {
      const issuers = [
        { issuer: 'https://one.test', keys: async () => one.jwk },
        { issuer: 'https://two.test', keys: [two.jwk] },
      ];
      const verifier = createVerifier({ issuers, algorithms: ['ES256'], clock });
      await verifier.verifyAsync(one.token({ iss: 'https://one.test' }));
      await verifier.verifyAsync(two.token({ iss: 'https://two.test' }));
      await refuses(verifier.verifyAsync(one.token({ iss: 'https://two.test' })), 'key_not_found');
    },
  };
}
