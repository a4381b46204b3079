// A cache that cold verifiers share: what is good in it saves a fetch, and nothing in it does harm.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { JWKS, withIssuer } from './issuer.mjs';
import { newKey, START } from './keys.mjs';
import { until } from './setup.mjs';

export function sharedChecks({ tokenward, remote, refuses, passes }) {
  const key = newKey('ES256', 'a');

  /** A store to look into. */
  function openStore() {
    const entries = new Map();
    const store = {
      gets: 0,
      sets: [],
      entries,
      get: (keys) => ((store.gets += 1), keys.map((name) => entries.get(name))),
      set: (name, value, ttl) => (store.sets.push({ name, value, ttl }), void entries.set(name, value)),
    };
    return store;
  }
  const cold = (issuer, cache, options = {}) => remote(issuer, { ...options, keys: { cache, ttl: 100, maxStale: 50, ...options.keys } });

  /** What one verifier shares, and the others do with it as it was changed. */
  async function shared(issuer, store) {
    issuer.publish(key);
    await passes(cold(issuer, store).verifier, key, 20);
    await until(() => store.sets.length === 1);
    const [{ name, value, ttl }] = store.sets;
    return { name, entry: JSON.parse(value), ttl };
  }

  return {
    'shared: what one has fetched the others need not': withIssuer(async (issuer) => {
      const clock = () => START;
      for (const cache of [openStore(), tokenward.memoryStore({ clock })]) {
        issuer.requests.length = 0;
        issuer.publish(key);
        for (let isolate = 0; isolate < 5; isolate += 1) {
          const { verifier } = cold(issuer, cache);
          await passes(verifier, key);
          await sleep(5);
        }
        assert.equal(issuer.count(), 1);
      }
    }),

    'shared: the entry has a short name, a time, and a life': withIssuer(async (issuer) => {
      const { name, entry, ttl } = await shared(issuer, openStore());
      assert.match(name, /^[\x21-\x7e]{1,128}$/);
      assert.deepEqual(entry, { at: START, jwks: JSON.stringify({ keys: [key.jwk] }) });
      assert.equal(ttl, 150);
    }),

    'shared: each URL and each environment has its own': withIssuer(async (issuer) => {
      const cache = openStore();
      issuer.answers['/other'] = (_, response) => response.end('{"keys":[]}');
      issuer.publish(key);
      await passes(cold(issuer, cache).verifier, key, 5);
      await passes(cold(issuer, cache, { environment: 'staging', keys: { environment: 'staging' } }).verifier, key, 5);
      await refuses(cold({ jwks: `${issuer.url}/other` }, cache).verifier.verifyAsync(key.token()), 'key_not_found');
      // What is sent may decide what is answered.
      await passes(cold(issuer, cache, { keys: { headers: { 'x-tenant': 'b' } } }).verifier, key, 5);
      await sleep(5);
      assert.equal(new Set(cache.sets.map(({ name }) => name)).size, 4);
      assert.equal(issuer.requests.length, 4);
    }),

    'shared: an entry counts by its own time, not by when it was read': withIssuer(async (issuer) => {
      const store = openStore();
      await shared(issuer, store);
      const next = newKey('ES256', 'b');
      issuer.publish(next);
      const late = cold(issuer, store);
      late.time.now = START + 79;
      await passes(late.verifier, key, 5);
      assert.equal(issuer.count(), 1);
      late.time.now = START + 100;
      await refuses(late.verifier.verifyAsync(key.token()), 'key_not_found');
      await passes(late.verifier, next, 5);
      assert.equal(issuer.count(), 2);
    }),

    'shared: an old entry serves only if the issuer is down, and within maxStale': withIssuer(async (issuer) => {
      const store = openStore();
      const { name, entry } = await shared(issuer, store);
      for (const [age, serves] of [
        [80, true],
        [149, true],
        [150, false],
        [1e6, false],
      ]) {
        store.entries.set(name, JSON.stringify(entry));
        const up = cold(issuer, store);
        up.time.now = START + age;
        const before = issuer.count();
        await passes(up.verifier, key, 20);
        assert.ok(issuer.count() === before + 1 || age < 100, 'it is asked first');
        store.entries.set(name, JSON.stringify(entry));
        issuer.answers[JWKS] = (_, response) => response.writeHead(500).end();
        const down = cold(issuer, store);
        down.time.now = START + age;
        if (serves) await passes(down.verifier, key, 20);
        else await refuses(down.verifier.verifyAsync(key.token()), 'keys_unavailable');
        delete issuer.answers[JWKS];
      }
    }),

    'shared: an old entry brings no retired key back': withIssuer(async (issuer) => {
      const store = openStore();
      const { name, entry } = await shared(issuer, store);
      const next = newKey('ES256', 'b');
      issuer.publish(next);
      const { time, verifier } = cold(issuer, store, { cache: 10 });
      time.now = START + 50;
      await passes(verifier, next);
      await refuses(verifier.verifyAsync(key.token()), 'key_not_found');
      await until(() => JSON.parse(store.entries.get(name)).jwks.includes('"b"'));
      // Someone else, who was slow, writes what he has; and then the issuer goes down.
      store.entries.set(name, JSON.stringify(entry));
      issuer.answers[JWKS] = (_, response) => response.writeHead(500).end();
      for (const age of [131, 152, 190]) {
        time.now = START + age;
        await refuses(verifier.verifyAsync(key.token()), 'keys_unavailable');
        await passes(verifier, next);
      }
    }),

    'shared: a newer entry is as good as a fetch': withIssuer(async (issuer) => {
      const store = openStore();
      const { name } = await shared(issuer, store);
      const one = cold(issuer, store);
      await passes(one.verifier, key, 5);
      const next = newKey('ES256', 'b');
      issuer.publish(next);
      store.entries.set(name, JSON.stringify({ at: START + 95, jwks: JSON.stringify({ keys: [next.jwk] }) }));
      one.time.now = START + 101;
      await refuses(one.verifier.verifyAsync(key.token()), 'key_not_found');
      await passes(one.verifier, next, 5);
      assert.equal(issuer.count(), 2, 'once for all, and once for the key that is gone');
    }),

    'shared: for a key that is not there the issuer itself is asked': withIssuer(async (issuer) => {
      const store = openStore();
      await shared(issuer, store);
      const next = newKey('ES256', 'b');
      issuer.publish(key, next);
      const { verifier } = cold(issuer, store);
      await passes(verifier, next);
      assert.equal(issuer.count(), 2);
      await until(() => store.sets.length === 2);
      await passes(cold(issuer, store).verifier, next);
      assert.equal(issuer.count(), 2);
    }),

    'shared: garbage in it costs a fetch': withIssuer(async (issuer) => {
      const store = openStore();
      const { name, entry } = await shared(issuer, store);
      const { jwks } = entry;
      const texts = [
        '',
        'x',
        'null',
        '7',
        '[]',
        '{}',
        '"x"',
        jwks,
        '{"at":1',
        JSON.stringify({ at: START }),
        JSON.stringify({ jwks }),
        JSON.stringify({ at: String(START), jwks }),
        JSON.stringify({ at: START, jwks: entry }),
        JSON.stringify({ at: START, jwks: '' }),
        JSON.stringify({ at: START, jwks: '[]' }),
        JSON.stringify({ at: START, jwks: '<html>' }),
        JSON.stringify({ at: START, jwks: `${jwks}x` }),
        JSON.stringify({ at: START + 0.001, jwks }),
        JSON.stringify({ at: null, jwks }),
        `{"at":1e999,"jwks":"{}"}`,
        JSON.stringify({ at: -1e300, jwks }),
        JSON.stringify({ at: 0, jwks }),
      ];
      const answers = [
        ...texts.map((text) => [text]),
        [],
        undefined,
        null,
        7,
        'x',
        [7],
        [{}],
        [null],
        [Buffer.from(JSON.stringify(entry))],
      ];
      for (const answer of answers) {
        const before = issuer.count();
        const cache = { ...store, get: async () => answer };
        await passes(cold(issuer, cache).verifier, key, 5);
        assert.equal(issuer.count(), before + 1, JSON.stringify(answer));
      }
      assert.ok(store.entries.has(name));
    }),

    'shared: a cache that is down or hangs costs a fetch, and time to one only': withIssuer(async (issuer) => {
      const broken = () => {
        throw new Error('down');
      };
      const rejecting = async () => {
        throw new Error('down');
      };
      const hanging = () => new Promise(() => {});
      for (const get of [broken, rejecting, hanging, async () => [undefined]]) {
        for (const set of [broken, rejecting, hanging]) {
          const before = issuer.count();
          const { time, verifier } = cold(issuer, { get, set });
          issuer.publish(key);
          await passes(verifier, key);
          assert.equal(issuer.count(), before + 1);
          time.now += 90;
          await passes(verifier, key);
          await until(() => issuer.count() === before + 2);
        }
      }
    }),

    'shared: nobody waits until it is written': withIssuer(async (issuer) => {
      issuer.publish(key);
      let write;
      const writing = new Promise((resolve) => (write = resolve));
      let written = false;
      const cache = { get: () => [undefined], set: () => writing.then(() => void (written = true)) };
      const told = [];
      await cold(issuer, cache).verifier.verifyAsync(key.token(), { waitUntil: (work) => told.push(work) });
      assert.ok(!written && told.length === 1);
      write();
      await told[0];
      assert.ok(written, 'waitUntil knows of it');
    }),
  };
}
