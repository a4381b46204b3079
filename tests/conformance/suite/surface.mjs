// What the entry point exports, and that it is ready.
import { equal, ok } from './harness.mjs';

const FUNCTIONS = [
  'createVerifier',
  'decodeUnverified',
  'expiresIn',
  'shouldRefresh',
  'parseDuration',
  'parseTimestamp',
  'generateApiKey',
  'hashApiKey',
  'verifyApiKey',
];

export function surfaceTests(t) {
  const { tw } = t;
  for (const name of FUNCTIONS) t.test(`surface/${name}`, () => equal(typeof tw[name], 'function'));
  for (const name of ['TokenError', 'KeyError', 'TokenHolder']) t.test(`surface/${name}`, () => equal(typeof tw[name], 'function'));

  t.test('surface/ready', async () => {
    // A function or a promise: either way it resolves, and again.
    const ready = () => (typeof tw.ready === 'function' ? tw.ready() : tw.ready);
    ok(typeof ready()?.then === 'function', 'a promise');
    await ready();
    await Promise.all([ready(), ready()]);
  });

  t.test('surface/error classes', () => {
    ok(tw.TokenError.prototype instanceof Error, 'TokenError to extend Error');
    ok(tw.KeyError.prototype instanceof Error, 'KeyError to extend Error');
  });

  t.test('surface/verifier', () => {
    const verifier = t.verifier();
    for (const name of ['verify', 'verifyRequest', 'verifyAsync']) equal(typeof verifier[name], 'function');
  });

  // The verifier's module neither signs nor decrypts, so no private key can leak from it.
  for (const cve of ['RUSTSEC-2023-0071', 'RUSTSEC-2022-0093']) {
    t.test(
      `surface/no private-key operation (${cve})`,
      () => {
        const names = [...Object.keys(tw), ...Object.getOwnPropertyNames(Object.getPrototypeOf(t.verifier()))];
        equal(
          names.filter((name) => /sign(?!al)|decrypt|encrypt|private/i.test(name)),
          [],
        );
      },
      { cve },
    );
  }
}
