// What a list refuses: by token, by subject, by key; on the machine that says so.
import assert from 'node:assert/strict';
import { codeLater, codeOf, fresh, mint, mintTwice, now, publicKey, SECRET } from './support.mjs';

export function listChecks({ createRevocationList, createVerifier, memoryStore, TokenError }) {
  const keys = { secret: SECRET };
  const make = (options = {}, more = {}) => {
    const revocation = createRevocationList(options);
    const verifier = createVerifier({ keys, algorithms: ['HS256'], revocation, ...more });
    const code = (token, context) => codeOf(TokenError, () => verifier.verify(token, context));
    return { revocation, verifier, code };
  };
  const request = (token) => ({ headers: { authorization: `Bearer ${token}` } });
  const down = () => {
    throw new Error('down');
  };

  return {
    'by jti: this token and no other, with status 401 and no name in the error': async () => {
      const { revocation, verifier, code } = make();
      const [jti, other] = [fresh('sentinel'), fresh('jti')];
      await revocation.revokeToken({ jti });
      assert.equal(code(mint({ jti })), 'token_revoked');
      assert.equal(code(mint({ jti: other })), 'ok');
      assert.equal(code(mint({})), 'ok');
      assert.throws(
        () => verifier.verify(mint({ jti })),
        (error) => {
          assert.equal(error.status, 401);
          assert.match(error.challenge, /invalid_token/);
          return !JSON.stringify([error, error.message, error.stack]).includes(jti);
        },
      );
    },

    'by jti: never by the text, which ECDSA lets anybody write in two ways': async () => {
      const { revocation, code } = make({}, { keys: publicKey.export({ type: 'spki', format: 'pem' }), algorithms: ['ES256'], cache: 10 });
      const jti = fresh();
      const [first, second] = mintTwice({ jti });
      assert.notEqual(first, second);
      assert.deepEqual(
        [first, second, first, second].map((token) => code(token)),
        ['ok', 'ok', 'ok', 'ok'],
      );
      await revocation.revokeToken({ jti });
      assert.deepEqual(
        [first, second].map((token) => code(token)),
        ['token_revoked', 'token_revoked'],
      );
    },

    'two issuers with the same jti and sub: scoped to one of them, or to both': async () => {
      const secrets = { a: `${SECRET} a`, b: `${SECRET} b` };
      const revocation = createRevocationList();
      const issuers = Object.entries(secrets).map(([issuer, secret]) => ({ issuer, keys: { secret } }));
      const verifier = createVerifier({ issuers, algorithms: ['HS256'], revocation });
      const codes = (claims) =>
        ['a', 'b'].map((iss) => codeOf(TokenError, () => verifier.verify(mint({ iss, ...claims }, {}, secrets[iss]))));
      const [jti, sub, both] = [fresh(), fresh(), fresh()];
      assert.deepEqual(codes({ jti, sub }), ['ok', 'ok']);
      await revocation.revokeToken(verifier.verify(mint({ iss: 'a', jti }, {}, secrets.a)).claims);
      assert.deepEqual(codes({ jti }), ['token_revoked', 'ok']);
      await revocation.revokeSubject(sub, { iss: 'b' });
      assert.deepEqual(codes({ sub }), ['ok', 'token_revoked']);
      await revocation.revokeToken({ jti: both });
      assert.deepEqual(codes({ jti: both }), ['token_revoked', 'token_revoked']);
      await revocation.revokeSubject(both);
      assert.deepEqual(codes({ sub: both }), ['token_revoked', 'token_revoked']);
    },

    'by subject: what was issued until then, also in that very second, or nobody knows when': async () => {
      const { revocation, code } = make({}, { clockTolerance: 100 });
      const [sub, at] = [fresh(), now() - 50];
      await revocation.revokeSubject(sub, { since: at });
      for (const [iat, expected] of [
        [at - 1, 'token_revoked'],
        [at, 'token_revoked'],
        [at - 0.5, 'token_revoked'],
        [at + 0.25, 'ok'],
        [at + 1, 'ok'],
        [now() + 90, 'ok'],
        [undefined, 'token_revoked'],
        [0, 'token_revoked'],
        [-1, 'token_revoked'],
      ]) {
        assert.equal(code(mint({ sub, iat })), expected, `${iat}`);
        assert.equal(code(mint({ sub: `${sub}x`, iat })), 'ok');
      }
      const half = fresh();
      await revocation.revokeSubject(half, { since: at + 0.5 });
      assert.deepEqual(
        [at, at + 0.5, at + 0.75, at + 1].map((iat) => code(mint({ sub: half, iat }))),
        ['token_revoked', 'token_revoked', 'ok', 'ok'],
      );
      const everything = fresh();
      await revocation.revokeSubject(everything, { since: 1e21 });
      assert.equal(code(mint({ sub: everything })), 'token_revoked');
      const byDefault = fresh();
      await revocation.revokeSubject(byDefault);
      assert.equal(code(mint({ sub: byDefault, iat: now() })), 'token_revoked');
      assert.equal(code(mint({ sub: byDefault, iat: now() + 60 })), 'ok');
    },

    'by subject: of several times the latest counts, in any order and at once': async () => {
      for (const store of [undefined, memoryStore()]) {
        const { revocation, code } = make({ store });
        for (const times of [
          [100, 300, 200],
          [300, 200, 100],
          [100, 200, 300],
        ]) {
          const sub = fresh();
          await Promise.all(times.map((since) => revocation.revokeSubject(sub, { since })));
          const later = fresh();
          for (const since of times) await revocation.revokeSubject(later, { since });
          for (const name of [sub, later]) {
            assert.deepEqual(
              [300, 301].map((iat) => code(mint({ sub: name, iat }))),
              ['token_revoked', 'ok'],
              `${times}`,
            );
          }
        }
      }
    },

    'by key: also where the token does not name it, and not the keys beside it': async () => {
      const other = `${SECRET} other`;
      const { revocation, code } = make(
        {},
        {
          keys: [
            { secret: SECRET, kid: 'stolen' },
            { secret: other, kid: 'kept' },
          ],
          cache: 10,
        },
      );
      const tokens = [mint({}, { kid: 'stolen' }), mint({}), mint({}, { kid: 'kept' }, other), mint({}, {}, other)];
      for (let i = 0; i < 3; i += 1)
        assert.deepEqual(
          tokens.map((token) => code(token)),
          ['ok', 'ok', 'ok', 'ok'],
        );
      await revocation.revokeKey('stolen');
      for (let i = 0; i < 2; i += 1)
        assert.deepEqual(
          tokens.map((token) => code(token)),
          ['token_revoked', 'token_revoked', 'ok', 'ok'],
        );
    },

    'by key: a key without a name goes by what the token calls it': async () => {
      const { revocation, code } = make();
      await revocation.revokeKey('called');
      assert.deepEqual(
        [mint({}, { kid: 'called' }), mint({}, { kid: 'else' }), mint({})].map((token) => code(token)),
        ['token_revoked', 'ok', 'ok'],
      );
    },

    'by key: of one issuer only': async () => {
      const { revocation, code } = make({}, { keys: { secret: SECRET, kid: 'k' } });
      await revocation.revokeKey('k', { iss: 'a' });
      assert.deepEqual(
        [mint({ iss: 'a' }), mint({ iss: 'b' }), mint({})].map((token) => code(token)),
        ['token_revoked', 'ok', 'ok'],
      );
    },

    'the cache never outlives a revocation: verify, verifyRequest and both later': async () => {
      for (const store of [undefined, memoryStore()]) {
        const { revocation, verifier, code } = make({ store }, { cache: 10 });
        const [jti, sub] = [fresh(), fresh()];
        const token = mint({ jti, sub });
        for (let i = 0; i < 3; i += 1) assert.equal(code(token), 'ok');
        await revocation.revokeToken({ jti });
        assert.equal(code(token), 'token_revoked');
        assert.equal(
          codeOf(TokenError, () => verifier.verifyRequest(request(token))),
          'token_revoked',
        );
        assert.equal(await codeLater(TokenError, () => verifier.verifyAsync(token)), 'token_revoked');
        assert.equal(await codeLater(TokenError, () => verifier.verifyRequestAsync(request(token))), 'token_revoked');
      }
    },

    'refused at once: before the promise is awaited, whatever the store does': async () => {
      const never = { get: (names) => names.map(() => null), set: () => new Promise(() => {}) };
      for (const store of [undefined, never, { get: down, set: down }, { get: async () => down(), set: async () => down() }]) {
        for (const onStoreError of ['reject', 'accept']) {
          const { revocation, verifier } = make({ store, onStoreError, timeout: 0.05 }, { keys: { secret: SECRET, kid: fresh('k') } });
          const [jti, sub] = [fresh(), fresh()];
          const told = [revocation.revokeToken({ jti }), revocation.revokeSubject(sub)].map((promise) =>
            promise.then(
              () => 'told',
              () => 'not told',
            ),
          );
          for (const token of [mint({ jti }), mint({ sub })]) {
            assert.equal(
              codeOf(TokenError, () => verifier.verify(token)),
              'token_revoked',
            );
            assert.equal(await codeLater(TokenError, () => verifier.verifyAsync(token)), 'token_revoked');
          }
          assert.deepEqual(
            await Promise.all(told),
            store === undefined ? ['told', 'told'] : store === never ? ['not told', 'not told'] : ['not told', 'not told'],
          );
        }
      }
    },

    'existence: only what was registered, and registering never un-revokes': async () => {
      for (const store of [undefined, memoryStore()]) {
        const { revocation, verifier, code } = make({ store, mustExist: true }, { cache: 10 });
        const [jti, scoped] = [fresh(), fresh()];
        assert.equal(code(mint({ jti })), 'token_revoked');
        assert.throws(() => verifier.verify(mint({})), { code: 'claim_missing', claim: 'jti' });
        await revocation.register({ jti });
        assert.equal(code(mint({ jti })), 'ok');
        await revocation.register({ jti: scoped, iss: 'a' });
        assert.deepEqual(
          ['a', 'b', undefined].map((iss) => code(mint({ jti: scoped, iss }))),
          ['ok', 'token_revoked', 'token_revoked'],
        );
        await revocation.revokeToken({ jti });
        await revocation.register({ jti });
        assert.equal(code(mint({ jti })), 'token_revoked');
        const race = fresh();
        await Promise.all([revocation.register({ jti: race }), revocation.revokeToken({ jti: race }), revocation.register({ jti: race })]);
        assert.equal(code(mint({ jti: race })), 'token_revoked');
        if (store === undefined) continue;
        // Neither does a machine that has not seen the revocation.
        const elsewhere = make({ store, mustExist: true });
        await elsewhere.revocation.register({ jti });
        assert.deepEqual(
          [jti, race].map((name) => elsewhere.code(mint({ jti: name }))),
          ['token_revoked', 'token_revoked'],
        );
      }
    },

    'a memory that is full says so, and accepts nothing blindly from then on': async () => {
      let out = false;
      const store = { get: (names) => (out ? down() : names.map(() => null)), set: async () => {} };
      const { revocation, code } = make({ store, onStoreError: 'accept' });
      for (let i = 0; i < 100_000; i += 1) void revocation.revokeToken({ jti: `${i}` });
      assert.equal(code(mint({ jti: '99999' })), 'token_revoked');
      out = true;
      assert.equal(code(mint({ jti: 'good' })), 'ok');
      await assert.rejects(revocation.revokeToken({ jti: 'one more' }), /full/);
      assert.equal(code(mint({ jti: 'one more' })), 'store_unavailable');
      assert.equal(code(mint({ jti: '7' })), 'token_revoked');
      out = false;
      assert.equal(code(mint({ jti: 'good' })), 'ok');
    },

    'what is registered in a store takes no room here': async () => {
      const { revocation, code } = make({ store: { get: (names) => names.map(() => null), set() {} } });
      for (let i = 0; i < 100_001; i += 1) void revocation.register({ jti: `${i}` });
      await revocation.revokeToken({ jti: 'bad' });
      assert.equal(code(mint({ jti: 'bad' })), 'token_revoked');
    },

    'lives: what has expired is not kept, a future `since` is kept for those to come, nothing is shortened': async () => {
      let time = 1_000_000;
      const clock = () => time;
      const sets = [];
      const kept = memoryStore({ clock });
      const store = { get: (names) => kept.get(names), set: (key, value, ttl) => (sets.push(ttl), kept.set(key, value, ttl)) };
      const revocation = createRevocationList({ store, clock });
      const life = async (promise) => (await promise, sets.splice(0));
      assert.deepEqual(await life(revocation.revokeToken({ jti: 'a', exp: time + 60 })), [3660]);
      assert.deepEqual(await life(revocation.revokeToken({ jti: 'b', exp: time - 3599 })), [1]);
      assert.deepEqual(await life(revocation.revokeToken({ jti: 'c', exp: time - 3600 })), []);
      assert.deepEqual(await life(revocation.revokeToken({ jti: 'd' })), [undefined]);
      assert.deepEqual(await life(revocation.register({ jti: 'e', exp: time + 60 })), [3660]);
      assert.deepEqual(await life(revocation.revokeKey('k')), [undefined]);
      assert.deepEqual(await life(revocation.revokeKey('k', { keepFor: 0.5 })), []);
      assert.deepEqual(await life(revocation.revokeKey('l', { keepFor: 0.5 })), [3600.5]);
      // A refresh and an access token may share a `jti`: the longer life counts, whichever comes first.
      assert.deepEqual(await life(revocation.revokeToken({ jti: 'a', exp: time + 30 })), []);
      assert.deepEqual(await life(revocation.revokeToken({ jti: 'a', exp: time + 90 })), [3690]);
      assert.deepEqual(await life(revocation.revokeToken({ jti: 'far', exp: 1e15 })), [undefined]);
      assert.deepEqual(await life(revocation.revokeSubject('s', { keepFor: 100 })), [3700]);
      assert.deepEqual(await life(revocation.revokeSubject('f', { since: time + 50, keepFor: 100 })), [3750]);
      // An earlier time that is to be kept for longer keeps the later time for longer.
      assert.deepEqual(await life(revocation.revokeSubject('s', { since: time - 50, keepFor: 1000 })), [4600]);
      time += 4000;
      const verifier = createVerifier({ keys, algorithms: ['HS256'], clock, revocation });
      const code = (iat) => codeOf(TokenError, () => verifier.verify(mint({ sub: 's', iat, exp: time + 9 })));
      assert.deepEqual([code(1_000_000), code(1_000_001)], ['token_revoked', 'ok']);
      assert.deepEqual(await life(revocation.revokeSubject('s', { since: 1 })), [undefined]);
      time += 1e9;
      assert.deepEqual([code(1_000_000), code(1_000_001)], ['token_revoked', 'ok']);
    },

    'arguments that name nothing reject, and are not repeated': async () => {
      const { revocation } = make();
      const odd = [undefined, null, '', 7, {}, ['sentinel'], 'sentinel \ud800'];
      const calls = [
        ...odd.flatMap((name) => [
          () => revocation.revokeToken({ jti: name }),
          () => revocation.register({ jti: name }),
          () => revocation.revokeSubject(name),
          () => revocation.revokeKey(name),
        ]),
        ...[null, 7, {}, 'sentinel \udc00'].flatMap((iss) => [
          () => revocation.revokeToken({ jti: 'a', iss }),
          () => revocation.revokeSubject('a', { iss }),
          () => revocation.revokeKey('a', { iss }),
        ]),
        ...[NaN, Infinity, '7', null].map((exp) => () => revocation.revokeToken({ jti: 'a', exp })),
        ...[NaN, Infinity, '7', new Date()].map((since) => () => revocation.revokeSubject('a', { since })),
        ...[0, -1, NaN, Infinity, '7', null].flatMap((keepFor) => [
          () => revocation.revokeSubject('a', { keepFor }),
          () => revocation.revokeKey('a', { keepFor }),
        ]),
        () => revocation.revokeToken(undefined),
        () => revocation.revokeToken(null),
        () => revocation.register('sentinel'),
      ];
      for (const call of calls) {
        await assert.rejects(call(), (error) => error instanceof TypeError && !error.message.includes('sentinel'), `${call}`);
      }
    },

    'options that are none': () => {
      for (const options of [
        null,
        7,
        { store: {} },
        { store: null },
        { store: { get() {} } },
        { onStoreError: 'ignore' },
        { onStoreError: null },
        { timeout: 0 },
        { timeout: 61 },
        { timeout: NaN },
        { timeout: '1' },
        { mustExist: 1 },
        { environment: 'Prod' },
        { environment: '' },
        { environment: null },
        { environment: 7 },
        { clock: 7 },
        new (class {
          mustExist = true;
        })(),
      ]) {
        assert.throws(() => createRevocationList(options), TypeError, JSON.stringify(options));
      }
      assert.throws(() => createRevocationList({ onStoreErorr: 'reject' }), /`onStoreErorr`/);
      const list = createRevocationList();
      const verifier = (more) => createVerifier({ keys, algorithms: ['HS256'], ...more });
      for (const revocation of [null, {}, [list], memoryStore(), 'list']) assert.throws(() => verifier({ revocation }), /`revocation`/);
      verifier({ revocation: list, clockTolerance: 3600 });
      assert.throws(() => verifier({ revocation: list, clockTolerance: 3601 }), /`clockTolerance`/);
    },

    'environments: verifier, keys and list say the same, or there is no verifier': () => {
      const of = (environment) => createRevocationList({ environment });
      const verifier = (environment, list, key) =>
        createVerifier({ environment, revocation: list, keys: { secret: SECRET, environment: key }, algorithms: ['HS256'] });
      verifier('production', of('production'), 'production');
      verifier(undefined, of(undefined), undefined);
      for (const [own, list, key] of [
        ['production', 'staging', 'production'],
        ['production', undefined, 'production'],
        [undefined, 'staging', undefined],
        ['production', 'production', 'staging'],
        ['production', 'production', undefined],
        [undefined, undefined, 'staging'],
      ]) {
        assert.throws(
          () => verifier(own, of(list), key),
          (error) => error instanceof TypeError && /environment/.test(error.message),
          `${own} ${list} ${key}`,
        );
      }
    },

    'an option of one issuer that is not set takes nothing shared away': async () => {
      const revocation = createRevocationList();
      const own = { issuer: 'a', keys: { secret: SECRET }, revocation: undefined, algorithms: undefined, scopes: undefined };
      const verifier = createVerifier({ issuers: [own], algorithms: ['HS256'], revocation, scopes: 'read' });
      const jti = fresh();
      await revocation.revokeToken({ jti });
      assert.equal(
        codeOf(TokenError, () => verifier.verify(mint({ iss: 'a', jti, scope: 'read' }))),
        'token_revoked',
      );
      assert.equal(
        codeOf(TokenError, () => verifier.verify(mint({ iss: 'a' }))),
        'scope_missing',
      );
      const wrong = { issuer: 'a', keys: { secret: SECRET }, environment: undefined };
      assert.throws(() => createVerifier({ issuers: [wrong], algorithms: ['HS256'], environment: 'production' }), /environment/);
    },
  };
}
