// What every store does, whatever is behind it. Runs in Node.js, in Bun and inside workerd.
import assert from 'node:assert/strict';
import { sleep, until } from '../support/portable.mjs';

/** No two checks share a key, nor two runs over the same server. */
const fresh = (name) => `${name}:${crypto.randomUUID()}`;

/** One store says undefined, another null. */
const read = async (store, ...keys) => (await store.get(keys)).map((value) => value ?? null);

/** Also what is thrown at once counts as refused. */
const refused = (work, error) => assert.rejects(async () => work(), error);

export const contract = {
  'many keys come back in their order, absent ones and repeated ones too': async (store) => {
    const keys = Array.from({ length: 300 }, (_, i) => fresh(`many-${i}`));
    await Promise.all(keys.map((key, i) => (i % 3 === 0 ? undefined : store.set(key, `value ${i}`, 1000))));
    const expected = keys.map((_, i) => (i % 3 === 0 ? null : `value ${i}`));
    assert.deepEqual(await read(store, ...keys), expected);
    assert.deepEqual(await read(store, ...keys.toReversed()), expected.toReversed());
    assert.deepEqual(await read(store, keys[1], keys[0], keys[1]), ['value 1', null, 'value 1']);
  },

  'one key, and none': async (store) => {
    const key = fresh('one');
    assert.deepEqual(await read(store, key), [null]);
    await store.set(key, '1', 1000);
    assert.deepEqual(await read(store, key), ['1']);
    assert.deepEqual(await read(store), []);
  },

  'the last value counts': async (store) => {
    const key = fresh('overwritten');
    await store.set(key, 'first', 1000);
    await store.set(key, 'second', 1000);
    assert.deepEqual(await read(store, key), ['second']);
  },

  'what has expired is gone': async (store) => {
    const [short, long] = [fresh('short'), fresh('long')];
    await store.set(short, 'value', 0.25);
    await store.set(long, 'value', 1000);
    await until(async () => (await read(store, short))[0] === null);
    assert.deepEqual(await read(store, short, long), [null, 'value']);
  },

  'less than a millisecond is a life': async (store) => {
    const key = fresh('shortest');
    await store.set(key, 'value', 1e-9);
    await until(async () => (await read(store, key))[0] === null);
  },

  'without a life it stays': async (store) => {
    const key = fresh('stays');
    await store.set(key, 'value');
    await sleep(50);
    assert.deepEqual(await read(store, key), ['value']);
  },

  'a new life replaces the old one, and so does none': async (store) => {
    const [longer, none, shorter] = [fresh('longer'), fresh('none'), fresh('shorter')];
    for (const key of [longer, none]) await store.set(key, 'old', 0.25);
    await store.set(shorter, 'old', 1000);
    await store.set(longer, 'new', 1000);
    await store.set(none, 'new');
    await store.set(shorter, 'new', 0.25);
    await until(async () => (await read(store, shorter))[0] === null);
    await sleep(300);
    assert.deepEqual(await read(store, longer, none, shorter), ['new', 'new', null]);
  },

  'what has expired can be set again': async (store) => {
    const key = fresh('again');
    await store.set(key, 'old', 0.05);
    await until(async () => (await read(store, key))[0] === null);
    await store.set(key, 'new', 1000);
    assert.deepEqual(await read(store, key), ['new']);
  },

  'values of any text, up to 1 MiB': async (store) => {
    const values = ['', ' ', ':', '0', 'null', '12:34', 'zwölf \u{1f511} \n\r\t\0 "\\', '"'.repeat(1 << 20), 'é'.repeat(1 << 19)];
    for (const value of values) {
      const key = fresh('value');
      await store.set(key, value, 1000);
      const [kept] = await read(store, key);
      assert.ok(kept === value, `${value.length} characters came back as ${kept?.length}`);
    }
  },

  'keys of every legal character, none taken for another': async (store) => {
    const printable = Array.from({ length: 94 }, (_, i) => String.fromCharCode(33 + i)).join('');
    const odd = [
      '.',
      '..',
      '../..',
      '/',
      '//x',
      '?',
      '#',
      '%',
      '%2e',
      '%2E',
      '%22',
      '%23',
      'a+b',
      'a%2Bb',
      'A',
      'a',
      '*',
      '__proto__',
      'constructor',
      '{a}b',
      '"',
      '\\',
      '~'.repeat(128),
      printable,
    ];
    for (const key of odd) await store.set(key, `of ${key}`, 1000);
    assert.deepEqual(
      await read(store, ...odd),
      odd.map((key) => `of ${key}`),
    );
  },

  'sets at the same time are all kept': async (store) => {
    const keys = Array.from({ length: 100 }, (_, i) => fresh(`at-once-${i}`));
    await Promise.all(keys.map((key) => store.set(key, key, 1000)));
    assert.deepEqual(await read(store, ...keys), keys);
    const contended = fresh('contended');
    const values = Array.from({ length: 20 }, (_, i) => `writer ${i}`);
    await Promise.all(values.map((value) => store.set(contended, value, 1000)));
    assert.ok(values.includes((await read(store, contended))[0]));
  },

  'what is not legal is refused, and not repeated in the error': async (store) => {
    const refusal = (error) => error instanceof TypeError && !error.message.includes('secret');
    for (const key of ['', 'secret key', 'secret\n', 'secrét', `secret${'x'.repeat(128)}`, 7, undefined]) {
      await refused(() => store.get(['fine', key]), refusal);
      await refused(() => store.set(key, 'value', 10), refusal);
    }
    for (const value of [undefined, null, 1, {}]) await refused(() => store.set(fresh('mistyped'), value, 10), refusal);
    for (const ttl of [0, -1, NaN, Infinity, null, '10']) {
      const key = fresh('ttl');
      await refused(() => store.set(key, 'value', ttl), refusal);
      assert.deepEqual(await read(store, key), [null]);
    }
  },
};
