// TokenError's shape: code, status, challenge, claim (RFC 6750 section 3).
import { equal, label, ok, refuses, thrown } from './harness.mjs';
import { leak, visible } from './hygiene.mjs';
import { challengeFits } from './values.mjs';

export function errorTests(t) {
  const { x } = t;
  // [code, options, token, claim]
  const cases = [
    ['token_missing', {}, ''],
    ['token_malformed', {}, 'a.b'],
    ['token_too_large', {}, 'a'.repeat(16_385)],
    ['algorithm_not_allowed', {}, x.rs256],
    ['critical_header_unsupported', {}, x.critical],
    ['key_not_found', { keys: { secret: x.secretText, kid: 'ours' } }, x.otherKid],
    ['signature_invalid', {}, x.wrongMac],
    ['token_expired', {}, x.expired, 'exp'],
    ['token_not_yet_valid', {}, x.notYet, 'nbf'],
    ['token_issued_in_future', {}, x.issuedAhead, 'iat'],
    ['token_too_old', { maxAge: 5 }, x.good, 'iat'],
    ['claim_missing', {}, x.withoutExp, 'exp'],
    ['claim_mismatch', { issuer: 'https://another.example' }, x.good, 'iss'],
    ['type_mismatch', { type: 'access' }, x.good],
    ['scope_missing', { scopes: ['read', 'write'] }, x.scoped],
  ];
  for (const [code, options, token, claim] of cases) {
    t.test(`errors/${code}`, () => {
      const error = refuses(() => t.verifier(options).verify(token), code, claim);
      ok(error instanceof Error && error instanceof t.tw.TokenError, 'a TokenError that is an Error');
      equal(error.name, 'TokenError');
      equal(error.status, code === 'scope_missing' ? 403 : 401);
      ok(challengeFits(code, error.challenge), 'an RFC 6750 challenge', error.challenge);
      ok(typeof error.message === 'string' && error.message.length > 5, 'a message', error.message);
      ok(typeof error.stack === 'string', 'a stack');
      ok(String(error).includes('TokenError'), 'its name in its text', String(error));
      const found = leak(visible(error, t.inspect), { token, keys: [x.secretText], claims: { canary: t.canary } });
      equal(found, undefined);
    });
  }
  t.test('errors/scope_missing names the scopes asked for', () => {
    const error = refuses(() => t.verifier({ scopes: ['read', 'write'] }).verify(x.scoped), 'scope_missing');
    ok(error.challenge.endsWith('scope="read write"'), 'scope="read write"', error.challenge);
  });
  t.test('errors/no claim where none is meant', () => {
    equal(refuses(() => t.verifier().verify(x.wrongMac), 'signature_invalid').claim, undefined);
  });
  t.test('errors/a challenge is one header line', () => {
    for (const [code, options, token] of cases) {
      const { challenge } = refuses(() => t.verifier(options).verify(token), code);
      new Headers({ 'www-authenticate': challenge });
      ok(!/[\r\n]/.test(challenge), 'no line break', challenge);
    }
  });
  t.test('errors/scopes cannot break out of the challenge', () => {
    // RFC 6749 section 3.3: neither " nor \ may be in a scope.
    const error = thrown(() => t.verifier({ scopes: ['a"b\r\nX: y'] }).verify(x.scoped));
    ok(
      error instanceof TypeError ||
        (error.code === 'scope_missing' && !/[\r\n]/.test(error.challenge) && challengeFits('scope_missing', error.challenge)),
      'a TypeError, or an escaped challenge',
      error.challenge ?? error.message,
    );
  });

  // What is no string is no token (undefined and null: none was sent).
  for (const [i, value] of [undefined, null, ''].entries()) {
    t.test(`errors/missing ${i}: ${label(value)}`, () => {
      const error = refuses(() => t.verifier().verify(value), 'token_missing');
      equal(error.challenge, 'Bearer');
    });
  }
  const odd = [
    0,
    7,
    NaN,
    true,
    false,
    {},
    [],
    [x.good],
    { token: x.good },
    Symbol('t'),
    5n,
    () => x.good,
    new String(x.good),
    new Uint8Array(8),
    new Date(0),
    { toString: () => x.good },
  ];
  for (const [i, value] of odd.entries()) {
    t.test(`errors/not a string ${i}: ${label(value)}`, () => {
      refuses(() => t.verifier().verify(value), 'token_malformed');
    });
    t.test(`errors/not a string ${i}, decodeUnverified: ${label(value)}`, () => {
      refuses(() => t.tw.decodeUnverified(value), 'token_malformed');
    });
  }
  t.test('errors/no argument', () => refuses(() => t.verifier().verify(), 'token_missing'));
  t.test('errors/the next call works', () => {
    const verifier = t.verifier({ maxTokenBytes: 1024 * 1024 });
    for (const token of ['.'.repeat(100_000), '[', '\ud800', 'a'.repeat(1_000_000), 'a'.repeat(3_000_000), `${x.good}.`, x.notJson]) {
      ok(thrown(() => verifier.verify(token)) instanceof t.tw.TokenError, 'a TokenError');
      verifier.verify(x.good);
    }
  });
}
