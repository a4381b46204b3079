// What stores answer: nothing, nonsense, later, never. None of it lets a revoked token pass.
import assert from 'node:assert/strict';
import { runInNewContext } from 'node:vm';
import { codeLater, codeOf, fresh, inTime, mint, SECRET } from './support.mjs';

export function answerChecks({ createRevocationList, createVerifier, TokenError }) {
  const make = (get, options = {}) => {
    const revocation = createRevocationList({ store: { get, set() {} }, timeout: 0.2, ...options });
    const verifier = createVerifier({ keys: { secret: SECRET }, algorithms: ['HS256'], revocation });
    const later = (token) => codeLater(TokenError, () => verifier.verifyAsync(token));
    return { revocation, verifier, later, now: (token) => codeOf(TokenError, () => verifier.verify(token)) };
  };
  const token = () => mint({ jti: fresh(), sub: 'me', iss: 'i' });
  /** A promise of a client's own kind. */
  const thenable = (give) => ({ then: (resolve, reject) => void queueMicrotask(() => give(resolve, reject)) });
  const foreign = runInNewContext('Promise');
  const ways = {
    'at once': (answer) => () => answer,
    'as a promise': (answer) => async () => answer,
    'as a thenable': (answer) => () => thenable((resolve) => resolve(answer)),
    "as another realm's promise": (answer) => () => foreign.resolve(answer),
  };
  const failures = {
    throws: () => {
      throw new Error('down');
    },
    'throws something else': () => {
      throw undefined;
    },
    rejects: async () => {
      throw new Error('down');
    },
    'rejects as a thenable': () => thenable((_, reject) => reject(new Error('down'))),
    'rejects as another realm does': () => foreign.reject(new Error('down')),
    'never answers': () => new Promise(() => {}),
    'never answers as a thenable': () => thenable(() => {}),
    'has a `then` that throws': () => ({
      get then() {
        throw new Error('down');
      },
    }),
    'calls a `then` that throws': () => ({
      then() {
        throw new Error('down');
      },
    }),
  };

  return {
    'an answer that is no list of so many words is no answer': async () => {
      for (const answer of [
        undefined,
        null,
        [],
        [null],
        Array(5).fill(null),
        'null,null,null,null',
        7,
        true,
        {},
        { length: 4 },
        new Map(),
        new Set([1, 2, 3, 4]),
        Symbol('x'),
        () => [],
      ]) {
        for (const [way, give] of Object.entries(ways)) {
          const get = give(answer);
          assert.equal(await make(get).later(token()), 'store_unavailable', `${way} ${String(answer)}`);
          const accepting = make(get, { onStoreError: 'accept' });
          assert.equal(await accepting.later(token()), 'ok', `${way} ${String(answer)}`);
          const jti = fresh();
          void accepting.revocation.revokeToken({ jti }).catch(() => {});
          assert.equal(await accepting.later(mint({ jti })), 'token_revoked');
        }
      }
    },

    'a word that nobody here wrote is a revocation, wherever it stands': async () => {
      const words = [
        '',
        'ok',
        'exists',
        'Revoked',
        '0',
        'false',
        'null',
        0,
        1,
        false,
        true,
        NaN,
        {},
        [],
        ['revoked'],
        Symbol('x'),
        7n,
        () => null,
        new Date(),
        '\ud800',
        'x'.repeat(1 << 20),
      ];
      for (const word of words) {
        for (let at = 0; at < 4; at += 1) {
          // jti, jti of the issuer, sub, sub of the issuer; a time far back would let the subject's tokens pass.
          if (at >= 2 && word === '0') continue;
          for (const give of Object.values(ways)) {
            for (const onStoreError of ['reject', 'accept']) {
              const { later } = make(
                give([null, undefined, null, null].with?.(at, word) ?? [0, 1, 2, 3].map((i) => (i === at ? word : null))),
                { onStoreError },
              );
              assert.equal(await later(token()), 'token_revoked', `${String(word).slice(0, 20)} at ${at}`);
            }
          }
        }
      }
      for (const give of Object.values(ways)) {
        assert.equal(await make(give([null, undefined, '0', null])).later(token()), 'ok');
        assert.equal(await make(give([, , , ,])).later(token()), 'ok');
      }
    },

    'a store that fails, in every way it can: 503 or a pass, as the caller chose, and never for ever': async () => {
      for (const [label, get] of Object.entries(failures)) {
        const { later, verifier } = make(get);
        assert.equal(await later(token()), 'store_unavailable', label);
        await assert.rejects(inTime(verifier.verifyAsync(token())), (error) => error.status === 503 && !('claim' in error), label);
        const accepting = make(get, { onStoreError: 'accept' });
        assert.equal(await accepting.later(token()), 'ok', label);
        const jti = fresh();
        await accepting.revocation.revokeToken({ jti });
        assert.equal(await accepting.later(mint({ jti })), 'token_revoked', label);
      }
    },

    'a write that fails, in every way it can, rejects': async () => {
      for (const [label, set] of Object.entries(failures)) {
        const revocation = createRevocationList({ store: { get: (names) => names.map(() => null), set }, timeout: 0.2 });
        for (const call of [
          revocation.revokeToken({ jti: 'a' }),
          revocation.revokeSubject('a'),
          revocation.revokeKey('a'),
          revocation.register({ jti: 'a' }),
        ]) {
          await assert.rejects(inTime(call), (error) => !(error instanceof assert.AssertionError), label);
        }
      }
    },

    'registering where the store fails makes nothing known': async () => {
      const get = (names) => names.map(() => null);
      const revocation = createRevocationList({ mustExist: true, store: { get, set: failures.rejects } });
      const verifier = createVerifier({ keys: { secret: SECRET }, algorithms: ['HS256'], revocation });
      await assert.rejects(revocation.register({ jti: 'a' }));
      assert.equal(
        codeOf(TokenError, () => verifier.verify(mint({ jti: 'a' }))),
        'token_revoked',
      );
    },

    'verify with a store that answers later says what to do': async () => {
      for (const [label, give] of Object.entries(ways).slice(1)) {
        for (const answer of [[null, null, null, null], undefined]) {
          const { verifier } = make(give(answer));
          const tell = (error) => error instanceof TypeError && /verifyAsync/.test(error.message);
          assert.throws(() => verifier.verify(token()), tell, label);
          assert.throws(() => verifier.verifyRequest({ headers: { authorization: `Bearer ${token()}` } }), tell, label);
        }
      }
      for (const [label, get] of Object.entries(failures)) {
        if (!label.startsWith('throws') && !label.startsWith('has'))
          assert.throws(() => make(get).verifier.verify(token()), /verifyAsync/, label);
      }
      // A refusal needs no store.
      const { revocation, now } = make(failures.rejects);
      await revocation.revokeToken({ jti: 'here' });
      assert.equal(now(mint({ jti: 'here' })), 'token_revoked');
      // Nor does a token that is refused anyway, or that names nothing.
      assert.equal(now('a.b.c'), 'token_malformed');
      assert.equal(now(mint({ iat: undefined })), 'ok');
    },

    "a subject's word that somebody else wrote stays, and revokes all": async () => {
      const kept = new Map();
      const store = { get: (names) => names.map((name) => kept.get(name)), set: (key, value) => void kept.set(key, value) };
      const revocation = createRevocationList({ store });
      await revocation.revokeSubject('s', { since: 100 });
      const [key] = kept.keys();
      kept.set(key, 'what is this');
      const elsewhere = createRevocationList({ store });
      await elsewhere.revokeSubject('s', { since: 100 });
      assert.equal(kept.get(key), 'what is this');
      const verifier = createVerifier({ keys: { secret: SECRET }, algorithms: ['HS256'], revocation });
      assert.equal(
        codeOf(TokenError, () => verifier.verify(mint({ sub: 's' }))),
        'token_revoked',
      );
    },

    'writes that overtake each other end with the latest time': async () => {
      for (const times of [
        [100, 200],
        [200, 100],
        [100, 300, 200],
      ]) {
        const kept = new Map();
        const pending = [];
        const store = {
          get: async (names) => names.map((name) => kept.get(name)),
          // They arrive in the opposite order.
          set: (key, value) => new Promise((resolve) => pending.unshift(() => (kept.set(key, value), resolve()))),
        };
        const revocation = createRevocationList({ store });
        const turn = () => new Promise((resolve) => setImmediate(resolve));
        const calls = [];
        for (const since of times) {
          calls.push(revocation.revokeSubject('s', { since }));
          await turn(); // It has been sent.
        }
        assert.ok(pending.length > 1);
        let done = false;
        const all = Promise.all(calls).then(() => (done = true));
        while (!done) {
          for (const arrive of pending.splice(0)) arrive();
          await turn();
        }
        await all;
        assert.deepEqual([...kept.values()], [String(Math.max(...times))], `${times}`);
      }
    },
  };
}
