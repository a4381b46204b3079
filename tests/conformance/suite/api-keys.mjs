// API keys: shape, hash, and a comparison that never throws.
import { describe, equal, label, ok, thrown } from './harness.mjs';

const WRONG_INPUTS = [undefined, null, 0, 7, NaN, true, {}, [], 5n, Symbol('x'), () => 'x', new Uint8Array(32), new String('x')];
const hostile = {
  toString: () => {
    throw new Error('hostile');
  },
  valueOf: () => {
    throw new Error('hostile');
  },
};

export function apiKeyTests(t) {
  const { generateApiKey, hashApiKey, verifyApiKey } = t.tw;
  const make = () => generateApiKey({ prefix: 'acme', environment: 'live' });

  t.test('api keys/shape', () => {
    const { key, hash } = make();
    ok(/^acme_live_[0-9A-Za-z]{43}$/.test(key), 'acme_live_ and 43 letters and digits');
    ok(/^[0-9a-f]{64}$/.test(hash), '64 hexadecimal digits', hash);
    equal(hashApiKey(key), hash);
    equal(verifyApiKey(key, hash), true);
  });
  t.test('api keys/no two are equal, and every character is used', () => {
    const keys = Array.from({ length: 500 }, () => make().key);
    equal(new Set(keys).size, 500);
    equal(new Set(keys.map((key) => key.slice(10)).join('')).size, 62);
    // No letter is much more frequent than another: 500 * 43 / 62 is 347 each.
    const counts = {};
    for (const c of keys.map((key) => key.slice(10)).join('')) counts[c] = (counts[c] ?? 0) + 1;
    const [least, most] = [Math.min(...Object.values(counts)), Math.max(...Object.values(counts))];
    ok(least > 220 && most < 500, 'even use of the alphabet', `${least} to ${most}`);
  });
  t.test('api keys/hash is SHA-256 of the UTF-8', () => {
    equal(hashApiKey('abc'), 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    equal(hashApiKey('é'), '4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c');
  });
  t.test('api keys/wrong key', () => {
    const { key, hash } = make();
    for (const other of [
      make().key,
      '',
      key.slice(0, -1),
      `${key}x`,
      ` ${key}`,
      `${key} `,
      `${key}\n`,
      `${key}\0`,
      key.toUpperCase(),
      `x${key.slice(1)}`,
      key.slice(10),
    ]) {
      equal(verifyApiKey(other, hash), false);
    }
  });
  for (const cve of ['CVE-2022-31142 / GHSA-376v-xgjx-7mfr', 'CVE-2025-59425 / GHSA-wr9h-g72x-mwhm']) {
    t.test(
      `api keys/other lengths and equal prefixes (${cve.slice(0, 14)})`,
      () => {
        const { key, hash } = make();
        for (let n = 0; n < key.length; n++) {
          equal(verifyApiKey(key.slice(0, n), hash), false);
          const last = key[n] === 'x' ? 'y' : 'x';
          equal(verifyApiKey(key.slice(0, n) + last + key.slice(n + 1), hash), false);
        }
        equal(verifyApiKey(key + key, hash), false);
        // Hashes of other lengths, and with an equal beginning.
        for (let n = 0; n < hash.length; n++) {
          equal(verifyApiKey(key, hash.slice(0, n)), false);
          equal(verifyApiKey(key, hash.slice(0, n) + (hash[n] === '0' ? '1' : '0') + hash.slice(n + 1)), false);
        }
        equal(verifyApiKey(key, `${hash}00`), false);
        equal(verifyApiKey(key, ` ${hash}`), false);
      },
      { cve },
    );
  }
  t.test(
    'api keys/multi-byte hashes',
    () => {
      const { key, hash } = make();
      for (const at of [0, 3, 6, 28, 62, 63]) {
        for (const letter of ['é', '€', '🔑', '\ud800', '\0']) {
          equal(verifyApiKey(key, hash.slice(0, at) + letter + hash.slice(at + letter.length)), false);
          equal(verifyApiKey(key, hash.slice(0, at) + letter + hash.slice(at)), false);
          const bcrypt = `$2b$12$${'a'.repeat(53)}`;
          equal(verifyApiKey(key, bcrypt.slice(0, at) + letter + bcrypt.slice(at + 1)), false);
        }
      }
      equal(verifyApiKey(key, 'é'.repeat(64)), false);
      equal(verifyApiKey(key, 'é'.repeat(32)), false);
    },
    { cve: 'RUSTSEC-2026-0199' },
  );
  t.test(
    'api keys/every byte counts',
    () => {
      const long = 'k'.repeat(72);
      for (const [a, b] of [
        [`${long}a`, `${long}b`],
        [long, `${long}a`],
        ['a\0b', 'a\0c'],
        ['a', 'a\0'],
        ['x'.repeat(4000), `${'x'.repeat(3999)}y`],
      ]) {
        equal(verifyApiKey(a, hashApiKey(a)), true);
        equal(verifyApiKey(b, hashApiKey(a)), false);
      }
    },
    { cve: 'CVE-2025-22228' },
  );
  t.test('api keys/never throws', () => {
    const { key, hash } = make();
    for (const value of [...WRONG_INPUTS, hostile]) {
      equal(verifyApiKey(value, hash), false);
      equal(verifyApiKey(key, value), false);
      equal(verifyApiKey(value, value), false);
    }
    equal(verifyApiKey(), false);
    equal(verifyApiKey(key), false);
    equal(verifyApiKey('', ''), false);
    equal(verifyApiKey('x'.repeat(10_000_000), hash), false);
    equal(verifyApiKey(key, '0'.repeat(10_000_000)), false);
    equal(verifyApiKey(key, ''), false);
    equal(verifyApiKey('\ud800', hash), false);
  });
  t.test('api keys/wrong options', () => {
    for (const [name, options] of [
      ['prefix', { prefix: 7, environment: 'live' }],
      ['prefix', { prefix: 'ac me', environment: 'live' }],
      ['prefix', { prefix: 'ac\nme', environment: 'live' }],
      ['environment', { prefix: 'acme', environment: 7 }],
      ['environment', { prefix: 'acme', environment: 'li ve' }],
      ['colour', { prefix: 'acme', environment: 'live', colour: 'red' }],
    ]) {
      const error = thrown(() => generateApiKey(options), `a TypeError that names ${name}`);
      ok(error instanceof TypeError && error.message.includes(name), `a TypeError that names ${name}`, describe(error));
    }
  });
  for (const [i, value] of WRONG_INPUTS.entries()) {
    t.test(`api keys/hash of no string ${i}: ${label(value)}`, () => {
      const error = thrown(() => hashApiKey(value), 'a TypeError');
      ok(error instanceof TypeError, 'a TypeError', describe(error));
    });
  }
}
