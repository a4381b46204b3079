// decodeUnverified: reads what is well formed, and says nothing of what is not.
import { equal, ok, refuses, thrown } from './harness.mjs';
import { leak, visible } from './hygiene.mjs';
import { readPart } from './values.mjs';

export function decodeTests(t) {
  const { x } = t;
  const { decodeUnverified } = t.tw;
  for (const name of ['good', 'expired', 'wrongMac', 'rs256', 'es256', 'notYet']) {
    t.test(`decode/${name}`, () => {
      const { header, claims } = decodeUnverified(x[name]);
      equal(header, readPart(x[name], 0));
      equal(claims, readPart(x[name], 1));
    });
  }
  // Whatever verify calls malformed before or after the signature, this does too.
  for (const entry of t.entries) {
    if (entry.expect !== 'token_malformed' || !/^(json|base64url|structure\/parts)\//.test(entry.id)) continue;
    if (entry.options.maxTokenBytes) continue;
    t.test(`decode/${entry.id}`, () => {
      const error = refuses(() => decodeUnverified(entry.token), 'token_malformed');
      equal(leak(visible(error, t.inspect), { token: entry.token, claims: readPart(entry.token, 1) }), undefined);
    });
  }
  t.test('decode/missing', () => refuses(() => decodeUnverified(''), 'token_missing'));
  t.test('decode/too large or malformed', () => {
    const error = thrown(() => decodeUnverified('a'.repeat(5_000_000)));
    ok(['token_too_large', 'token_malformed'].includes(error.code), 'token_too_large', error.code);
  });
  t.test('decode/does not verify, and says so by its name only', () => {
    const { claims } = decodeUnverified(x.wrongMac);
    equal(claims.canary, t.canary);
  });
}
