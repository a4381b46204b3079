// What platforms hand over as a request, and what `authenticator` makes of it.
import assert from 'node:assert/strict';
import * as vm from 'node:vm';
import * as tokenward from 'tokenward';
import { mint } from './client.mjs';
import { SECRET } from './policies.mjs';

const verifier = tokenward.createVerifier({ keys: { secret: SECRET }, algorithms: ['HS256'], audience: 'https://api.test' });
const good = mint();
const bearer = `Bearer ${good}`;

/** Requests that carry the token once. */
const PASSING = {
  'a fetch request': new Request('https://api.test/', { headers: { authorization: bearer } }),
  'an object, in lower case': { headers: { authorization: bearer } },
  'API Gateway, REST: names as they were sent': { headers: { Host: 'api.test', Authorization: bearer, 'X-A': '1' }, httpMethod: 'GET' },
  'API Gateway, HTTP: names in lower case': { version: '2.0', headers: { authorization: bearer }, cookies: [] },
  'ALB: values in arrays': { headers: { AUTHORIZATION: [bearer], accept: ['a', 'b'] } },
  'an object without a prototype': { headers: Object.assign(Object.create(null), { Authorization: bearer }) },
  'a map': { headers: new Map([['Authorization', bearer]]) },
  pairs: {
    headers: [
      ['Accept', 'a'],
      ['Authorization', bearer],
    ],
  },
  'Headers of another realm': {
    headers: vm.runInNewContext('({ get: (name) => (name === "authorization" ? value : null) })', { value: bearer }),
  },
  'an object of another realm': { headers: vm.runInNewContext('({ Authorization: value })', { value: bearer }) },
  'values that are not there': { headers: { Authorization: bearer, cookie: undefined, 'x-a': null, 'x-b': [] } },
};

/** Requests that carry none, or two. */
const REFUSED = {
  'no headers': [{ headers: {} }, 'token_missing'],
  'a name of its prototype': [{ headers: Object.create({ authorization: bearer }) }, 'token_missing'],
  'a name in two cases': [{ headers: { authorization: bearer, Authorization: bearer } }, 'invalid_token'],
  'two values': [{ headers: { Authorization: [bearer, bearer] } }, 'invalid_token'],
  'two pairs of a name': [
    {
      headers: [
        ['authorization', bearer],
        ['Authorization', bearer],
      ],
    },
    'invalid_token',
  ],
  'a token in the URL': [{ headers: { authorization: bearer }, url: `/?access_token=${good}` }, 'invalid_token'],
};

export function shapeChecks() {
  const authenticate = tokenward.authenticator(verifier);
  const checks = {};
  for (const [name, request] of Object.entries(PASSING)) {
    checks[`shapes: ${name}`] = async () => {
      const { auth, answer } = await authenticate(request);
      assert.equal(answer, undefined);
      assert.equal(auth.claims.sub, 'user-7');
      assert.equal(verifier.verifyRequest(request).claims.sub, 'user-7');
      assert.equal((await verifier.verifyRequestAsync(request)).claims.sub, 'user-7');
    };
  }
  for (const [name, [request, code]] of Object.entries(REFUSED)) {
    checks[`shapes: refused: ${name}`] = async () => {
      const { auth, answer } = await authenticate(request);
      assert.deepEqual([auth, answer.status, JSON.parse(answer.body).code], [undefined, 401, code]);
      assert.match(answer.headers['www-authenticate'], /^Bearer/);
    };
  }
  checks['shapes: a value of the wrong kind is no request'] = async () => {
    for (const request of [{}, { headers: null }, { headers: 7 }, { headers: 'authorization' }]) {
      await assert.rejects(authenticate(request), TypeError);
    }
  };
  checks['authenticator: options, cookies, a preflight and an answer of one’s own'] = async () => {
    assert.throws(() => tokenward.authenticator(verifier, { scope: 'a' }), /did you mean `scopes`/);
    const scoped = tokenward.authenticator(verifier, { scopes: 'read' });
    assert.equal((await scoped({ headers: { authorization: bearer } })).answer.status, 403);
    assert.equal((await scoped({ headers: { authorization: `Bearer ${mint({ scope: 'read' })}` } })).auth.claims.scope, 'read');
    const optional = tokenward.authenticator(verifier, { optional: true });
    assert.deepEqual(await optional({ headers: {} }), { auth: undefined });
    const inCookie = tokenward.authenticator(verifier, { cookie: '__Host-t' });
    const headers = {
      cookie: `__Host-t=${good}`,
      host: 'api.test',
      'sec-fetch-site': 'cross-site',
      'sec-fetch-mode': 'navigate',
      'sec-fetch-dest': 'document',
    };
    assert.equal((await inCookie({ headers, method: 'GET' })).auth.claims.sub, 'user-7');
    // Without a method it may be one that changes something.
    assert.equal((await inCookie({ headers })).answer.status, 401);
    const preflight = { method: 'OPTIONS', headers: { Origin: 'https://a.test', 'Access-Control-Request-Method': 'GET' } };
    assert.deepEqual((await authenticate(preflight)).answer, { status: 204, headers: {}, body: null });
    const own = tokenward.authenticator(verifier, {
      onRefusal: ({ code }) =>
        new Response(code, {
          status: 418,
          headers: [
            ['set-cookie', 'a=1'],
            ['set-cookie', 'b=2'],
            ['x-a', '1'],
          ],
        }),
    });
    const { status, headers: sent, body } = (await own({ headers: {} })).answer;
    assert.deepEqual([status, body, sent['x-a'], sent['set-cookie']], [418, 'token_missing', '1', ['a=1', 'b=2']]);
    const near = tokenward.authenticator(verifier, { ips: tokenward.createIpAllowList(['10.0.0.0/8']) });
    assert.equal((await near({ headers: { authorization: bearer } }, { ip: '10.1.2.3' })).auth.claims.sub, 'user-7');
    assert.equal((await near({ headers: { authorization: bearer } })).answer.status, 403);
    for (const onRefusal of [() => undefined, () => ({ status: 401 }), () => Promise.reject(new Error('of the page'))]) {
      await assert.rejects(tokenward.authenticator(verifier, { onRefusal })({ headers: {} }), /onRefusal|of the page/);
    }
  };
  return checks;
}
