// The table of cases over one server, and what else must hold of each.
import assert from 'node:assert/strict';
import { CASES, withOrigin } from './cases.mjs';
import { mint, send } from './client.mjs';
import { SECRET } from './policies.mjs';

const TITLES = { 401: 'Unauthorized', 403: 'Forbidden', 503: 'Service Unavailable' };

/** Checks over a server that `start` gives: `{ port, close }`. */
export function tableChecks(label, start) {
  let server;
  const opaque = new Set();
  const failures = async () => JSON.parse((await send(server.port, { target: '/failures' })).body);
  const checks = {
    starts: async () => {
      server = await start();
    },
  };

  for (const { name, guard, expected, or, headers, method, query } of CASES) {
    checks[name] = async () => {
      const response = await send(server.port, { method, target: `/${guard}${query}`, headers: withOrigin(headers, server.port) });
      // Node.js may join or count: two headers of which one is no Bearer are none or two.
      const wanted = or !== undefined && response.header('www-authenticate') === or.challenge ? or : expected;
      assert.equal(response.status, wanted.status, response.text.slice(0, 500));
      leaksNothing(response, headers);
      if (wanted.status === 204) allowsNothing(response);
      else if (wanted.status === 200) passes(response, method, wanted.auth ?? true, guard);
      else if (wanted.says !== undefined) assert.ok(response.body.startsWith(wanted.says), response.body);
      else refuses(response, method, wanted);
      if (wanted.opaque && method !== 'HEAD') opaque.add(`${response.header('www-authenticate')} ${response.body}`);
    };
  }

  checks['whatever is wrong before the signature holds, the answer is one and the same'] = () => {
    assert.equal(opaque.size, 1, [...opaque].join('\n'));
  };

  checks['who watches learns code, issuer, key and address, and nothing else'] = async () => {
    await failures();
    const odd = mint({}, { secret: 'another secret, of the same length as ours' });
    await send(server.port, {
      target: '/plain',
      headers: [
        ['Authorization', `Bearer ${odd}`],
        ['CF-Connecting-IP', '127.0.0.1'],
      ],
    });
    const [failure, ...others] = await failures();
    assert.deepEqual(others, []);
    const { ip, ...rest } = failure;
    assert.deepEqual(rest, { code: 'signature_invalid', status: 401, issuer: 'https://id.test', kid: 'key-7' });
    assert.match(ip, /^(::ffff:)?127\.0\.0\.1$|^::1$/);
    await send(server.port, { target: '/plain' });
    await send(server.port, { target: '/scoped', headers: [['Authorization', `Bearer ${mint()}`]] });
    await send(server.port, { target: '/far', headers: [['Authorization', `Bearer ${mint()}`]] });
    const told = (await failures()).map(({ ip: _, ...each }) => each);
    assert.deepEqual(told, [
      { code: 'token_missing', status: 401 },
      { code: 'scope_missing', status: 403, issuer: 'https://id.test', kid: 'key-7' },
      { code: 'ip_not_allowed', status: 403 },
    ]);
  };

  checks['names that do not belong into a log are left out'] = async () => {
    await failures();
    const names = [
      'a\nb',
      'a\u0000',
      'a b',
      '\u001b[31m',
      'a"b',
      '<script>',
      '${jndi:ldap://x}',
      'é',
      '\u202e',
      '',
      'x'.repeat(201),
      7,
      null,
      ['a'],
      { a: 1 },
    ];
    for (const name of names) {
      const token = mint({ iss: name }, { header: { kid: name }, secret: 'another secret, of the same length as ours' });
      const { status } = await send(server.port, { target: '/plain', headers: [['Authorization', `Bearer ${token}`]] });
      assert.equal(status, 401);
    }
    const told = await failures();
    assert.equal(told.length, names.length);
    for (const [at, failure] of told.entries()) {
      assert.ok(!('issuer' in failure) && !('kid' in failure), `${JSON.stringify(names[at])}: ${JSON.stringify(failure)}`);
    }
  };

  const ask = async (at) => {
    const kinds = [
      [200, mint({ sub: `user-${at}` })],
      [401, mint({ exp: 1 })],
      [401, `${mint()}x`],
      [200, mint({ sub: `user-${at}` })],
    ];
    const [status, token] = kinds[at % kinds.length];
    const response = await fetch(`http://127.0.0.1:${server.port}/plain`, { headers: { Authorization: `Bearer ${token}` } });
    const body = await response.json();
    assert.equal(response.status, status);
    if (status === 200) assert.equal(body.sub, `user-${at}`);
    else assert.equal(body.reached, undefined);
  };
  checks['100 requests in a row, on connections that are kept'] = async () => {
    for (let at = 0; at < 100; at += 1) await ask(at);
  };
  checks['50 requests at once'] = () => Promise.all(Array.from({ length: 50 }, (_, at) => ask(at)));
  checks.stops = () => server.close();
  return Object.fromEntries(Object.entries(checks).map(([name, check]) => [`${label}: ${name}`, check]));
}

function passes(response, method, auth, guard) {
  if (method === 'HEAD') return assert.equal(response.body, '');
  const { reached, sub, expiresIn, ...rest } = JSON.parse(response.body);
  assert.deepEqual([reached, rest], [true, { name: guard, method, auth }]);
  assert.deepEqual([sub, expiresIn], auth ? ['user-7', 'number'] : [undefined, 'undefined']);
}

/** Fetch Standard, CORS preflight: without these headers a browser asks no further. */
function allowsNothing(response) {
  assert.equal(response.body, '');
  assert.deepEqual(
    response.headers.filter(([name]) => name.startsWith('access-control-')),
    [],
  );
}

/** RFC 6750 section 3, RFC 9110 section 15.6.4, RFC 9457. */
function refuses(response, method, { status, code, challenge, retryAfter }) {
  assert.match(response.header('content-type'), /^application\/problem\+json(; charset=utf-8)?$/);
  assert.equal(response.header('cache-control'), 'no-store');
  assert.equal(response.header('www-authenticate'), challenge);
  assert.equal(response.header('retry-after'), retryAfter);
  if (method === 'HEAD') return assert.equal(response.body, '');
  const { detail, ...problem } = JSON.parse(response.body);
  assert.deepEqual(problem, { type: 'about:blank', title: TITLES[status], status, code });
  assert.match(detail, /^[A-Z][a-zA-Z ,;]{10,100}$/);
}

/** No part of a token, of the key or of what the claims hold. */
function leaksNothing(response, headers) {
  const secrets = [SECRET, 'smuggled', 'key-7', 'id.test', 'api.test'];
  for (const header of headers) {
    if (typeof header === 'string') continue;
    for (const part of header[1].match(/[\w-]{20,}/g) ?? []) secrets.push(part.slice(0, 20));
  }
  for (const secret of secrets) assert.ok(!response.text.includes(secret), secret);
}
