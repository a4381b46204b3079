// verifyRequest and verifyAsync (RFC 6750 section 2.1, RFC 9110 section 11.6.2).
import { describe, equal, ok, refuses, rejected, same, thrown } from './harness.mjs';
import { leak, visible } from './hygiene.mjs';

const URL_ = 'https://api.example/orders';

export function requestTests(t) {
  const { x } = t;
  const fetchRequest = (authorization) => new Request(URL_, authorization === undefined ? {} : { headers: { authorization } });
  const nodeRequest = (authorization) => ({ method: 'GET', url: '/orders', headers: authorization === undefined ? {} : { authorization } });

  for (const [kind, make] of [
    ['Request', fetchRequest],
    ['Node request', nodeRequest],
  ]) {
    const verify = (authorization, options) => t.verifier(options).verifyRequest(make(authorization));
    const accepts = (id, authorization) =>
      t.test(`requests/${kind}: ${id}`, () => {
        const result = verify(authorization);
        equal(result.claims.canary, t.canary);
        equal(result.expiresIn, 300);
      });
    const refusesIt = (id, authorization, ...codes) =>
      t.test(`requests/${kind}: ${id}`, () => {
        const error = thrown(() => verify(authorization), codes.join(' or '));
        ok(error instanceof t.tw.TokenError && codes.includes(error.code), codes.join(' or '), describe(error));
        equal(error.challenge === 'Bearer', error.code === 'token_missing');
        equal(leak(visible(error, t.inspect), { token: x.good, keys: [x.secretText] }), undefined);
      });
    accepts('Bearer', `Bearer ${x.good}`);
    accepts('bearer', `bearer ${x.good}`);
    accepts('BEARER', `BEARER ${x.good}`);
    // RFC 6750 section 2.1: 1*SP.
    accepts('two spaces', `Bearer  ${x.good}`);
    refusesIt('none', undefined, 'token_missing');
    refusesIt('empty', '', 'token_missing');
    refusesIt('Basic', 'Basic dXNlcjpwYXNz', 'token_missing');
    refusesIt('DPoP', `DPoP ${x.good}`, 'token_missing');
    refusesIt('no scheme', x.good, 'token_missing');
    refusesIt('glued', `Bearer${x.good}`, 'token_missing');
    refusesIt('longer scheme', `Bearers ${x.good}`, 'token_missing');
    refusesIt('scheme alone', 'Bearer', 'token_malformed', 'token_missing');
    refusesIt('scheme and space', 'Bearer ', 'token_malformed', 'token_missing');
    refusesIt('two tokens', `Bearer ${x.good} ${x.good}`, 'token_malformed');
    refusesIt('comma list', `Bearer ${x.good}, Bearer ${x.good}`, 'token_malformed');
    refusesIt('comma list, good first', `Bearer ${x.good},x`, 'token_malformed');
    refusesIt('quoted', `Bearer "${x.good}"`, 'token_malformed');
    refusesIt('parameter', `Bearer token="${x.good}"`, 'token_malformed');
    refusesIt('tab', `Bearer\t${x.good}`, 'token_malformed', 'token_missing');
    refusesIt('padding', `Bearer ${x.good}=`, 'token_malformed');
    refusesIt('garbage', 'Bearer a.b', 'token_malformed');
    refusesIt('Bearer Bearer', `Bearer Bearer ${x.good}`, 'token_malformed');
    refusesIt('wrong signature', `Bearer ${x.wrongMac}`, 'signature_invalid');
    refusesIt('expired', `Bearer ${x.expired}`, 'token_expired');
    refusesIt('too large', `Bearer ${'a'.repeat(17_000)}`, 'token_too_large');
    t.test(`requests/${kind}: scope`, () =>
      equal(refuses(() => verify(`Bearer ${x.scoped}`, { scopes: ['write'] }), 'scope_missing').status, 403),
    );
    t.test(`requests/${kind}: wrong MAC`, () => refuses(() => verify(`Bearer ${x.wrongMac}`), 'signature_invalid'), {
      cve: 'GHSA-869p-cjfg-cm3x (CVE-2025-65945)',
    });
  }
  t.test('requests/two Authorization headers', () => {
    const headers = new Headers();
    headers.append('authorization', `Bearer ${x.good}`);
    headers.append('authorization', `Bearer ${x.other}`);
    refuses(() => t.verifier().verifyRequest(new Request(URL_, { headers })), 'token_malformed');
  });
  t.test('requests/an array of headers (Node)', () => {
    const error = thrown(() => t.verifier().verifyRequest({ headers: { authorization: [`Bearer ${x.good}`, `Bearer ${x.other}`] } }));
    ok(error instanceof TypeError || error instanceof t.tw.TokenError, 'a TypeError or TokenError', describe(error));
  });
  t.test('requests/header name in any case', () => {
    equal(t.verifier().verifyRequest(new Request(URL_, { headers: { AUTHORIZATION: `Bearer ${x.good}` } })).expiresIn, 300);
  });
  // A token in a URL ends up in logs.
  t.test(
    'requests/token in the URL is not looked at',
    () => {
      const request = new Request(`${URL_}?access_token=${x.good}`);
      refuses(() => t.verifier().verifyRequest(request), 'token_missing');
    },
    { cve: 'CVE-2022-39304, CVE-2026-44883' },
  );
  for (const [i, value] of [undefined, null, 7, 'Bearer x', {}, { headers: null }, { headers: 7 }, []].entries()) {
    t.test(`requests/not a request ${i}`, () => {
      const error = thrown(() => t.verifier().verifyRequest(value));
      ok(error instanceof TypeError || error instanceof t.tw.TokenError, 'a TypeError or TokenError', describe(error));
    });
  }
  t.test('requests/the body is left alone', () => {
    const request = new Request(URL_, { method: 'POST', body: 'x', headers: { authorization: `Bearer ${x.good}` } });
    t.verifier().verifyRequest(request);
    equal(request.bodyUsed, false);
  });

  t.test('async/accepts like verify', async () => {
    const verifier = t.verifier();
    const promise = verifier.verifyAsync(x.good);
    ok(typeof promise?.then === 'function', 'a promise');
    ok(same(await promise, verifier.verify(x.good)), 'the same result');
  });
  t.test(
    'async/refuses by rejection, never by throwing',
    async () => {
      for (const [token, code] of [
        ['', 'token_missing'],
        [undefined, 'token_missing'],
        [7, 'token_malformed'],
        [x.expired, 'token_expired'],
        [x.wrongMac, 'signature_invalid'],
      ]) {
        const error = await rejected(t.verifier().verifyAsync(token), code);
        equal([error.name, error.code], ['TokenError', code]);
      }
    },
    { cve: 'GHSA-869p-cjfg-cm3x (CVE-2025-65945)' },
  );

  t.test('verifier/shows no secret', () => {
    const bytes = Uint8Array.from(x.secretBytes.bytes);
    for (const keys of [
      { secret: x.secretText },
      { secret: bytes },
      { kty: 'oct', k: btoa(x.secretText).replaceAll('=', '').replaceAll('+', '-').replaceAll('/', '_') },
    ]) {
      const verifier = t.verifier({ keys, cache: 10 });
      for (const token of [x.good, x.goodBytes]) {
        try {
          verifier.verify(token);
        } catch {
          // One of the two is of another key.
        }
      }
      const found = leak(visible(verifier, t.inspect), { keys, token: x.good, claims: { canary: t.canary } });
      equal(found, undefined);
    }
  });
  t.test('verifier/results hold no token', () => {
    const result = t.verifier().verify(x.good);
    const text = visible(result, t.inspect);
    ok(!text.includes(x.good.split('.')[2]) && !text.includes(x.good.split('.')[1]), 'no token in the result');
    equal(Object.keys(result).sort(), ['claims', 'expiresIn', 'header']);
  });
  t.test('verifier/no exp, no expiresIn', () => {
    const { expiresIn } = t.verifier({ requiredClaims: [] }).verify(x.withoutExp);
    ok(expiresIn === undefined || expiresIn === null || expiresIn === Infinity, 'undefined', expiresIn);
  });
}
