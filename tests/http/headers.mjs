// securityHeaders and withSecurityHeaders on Node.js, over the Response and the fetch it has.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';

const SET = {
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Strict-Transport-Security': 'max-age=63072000; includeSubDomains',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'X-Permitted-Cross-Domain-Policies': 'none',
  'X-DNS-Prefetch-Control': 'off',
  'Cache-Control': 'no-store',
};

export const headerChecks = ({ securityHeaders, withSecurityHeaders }) => ({
  'the set is that of OWASP for an API': () => {
    const { 'Permissions-Policy': permissions, ...rest } = securityHeaders();
    assert.deepEqual(rest, SET);
    const features = permissions.split(', ');
    assert.ok(features.length > 20 && features.every((feature) => /^[a-z-]+=\(\)$/.test(feature)), permissions);
    assert.equal(new Set(features).size, features.length);
    for (const name of ['camera', 'geolocation', 'microphone', 'payment', 'usb']) assert.ok(features.includes(`${name}=()`), name);
  },

  'headers are replaced, added and left out by name, in any case': () => {
    const headers = securityHeaders({
      'cache-control': 'private, max-age=60',
      'X-FRAME-OPTIONS': false,
      'Referrer-Policy': undefined,
      'Origin-Agent-Cluster': '?1',
    });
    assert.equal(headers['Cache-Control'], 'private, max-age=60');
    assert.equal(headers['Referrer-Policy'], 'no-referrer');
    assert.equal(headers['Origin-Agent-Cluster'], '?1');
    assert.ok(!('X-Frame-Options' in headers) && !('cache-control' in headers));
    assert.equal(Object.keys(headers).length, 12);
    headers['X-Frame-Options'] = 'mine';
    assert.equal(securityHeaders()['X-Frame-Options'], 'DENY', 'every caller has its own');
  },

  'a value that would start another header is a TypeError that names the header': () => {
    const values = [
      'a\r\nSet-Cookie: b',
      'a\nb',
      'a\rb',
      'a\0b',
      'a\x1bb',
      'a\x7f',
      '\n',
      '',
      ' ',
      ' a',
      'a\t',
      'a\u0100',
      'a\u2028b',
      '\ud800',
    ];
    for (const value of [...values, true, null, 1, ['a'], {}, () => 'a', new String('a')]) {
      for (const name of ['Content-Security-Policy', 'content-security-policy', 'X-Own']) {
        const fits = (error) => error instanceof TypeError && error.message.includes(`"${name}"`) && !error.message.includes('Set-Cookie');
        assert.throws(() => securityHeaders({ [name]: value }), fits, JSON.stringify(value));
      }
    }
    assert.equal(securityHeaders({ 'X-Own': 'a\tb \xe9' })['X-Own'], 'a\tb \xe9');
  },

  'a name that is none is a TypeError': () => {
    for (const name of ['', ' ', 'X Y', 'X:', 'X\r\nY', 'X\0', 'Ü', 'X/Y', '"X"', '(X)']) {
      assert.throws(() => securityHeaders({ [name]: 'a' }), { name: 'TypeError', message: /is not a header name/ }, JSON.stringify(name));
    }
    assert.throws(() => securityHeaders({ 'X-Frame-Options': 'DENY', 'x-frame-options': false }), /"x-frame-options" is given twice/);
    // A slip of the pen would leave nothing out.
    assert.throws(() => securityHeaders({ 'X-Frame-Option': false }), /"X-Frame-Option" is not in the set/);
    for (const options of [null, 1, 'a', [], [['a', 'b']]]) assert.throws(() => securityHeaders(options), TypeError);
    const headers = securityHeaders(JSON.parse('{"__proto__": "a", "constructor": "b"}'));
    assert.equal(Object.getPrototypeOf(headers), Object.prototype);
    assert.equal(headers.constructor, 'b');
  },

  'a response keeps what it is': async () => {
    const given = new Response('{"a":1}', {
      status: 418,
      statusText: 'Teapot',
      headers: { 'Content-Type': 'application/json', 'X-Own': 'mine' },
    });
    given.headers.append('Set-Cookie', 'a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT');
    given.headers.append('Set-Cookie', 'b=2');
    const response = withSecurityHeaders(given);
    assert.equal(response.status, 418);
    assert.equal(response.statusText, 'Teapot');
    assert.equal(response.headers.get('content-type'), 'application/json');
    assert.equal(response.headers.get('x-own'), 'mine');
    assert.deepEqual(response.headers.getSetCookie(), ['a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT', 'b=2']);
    for (const [name, value] of Object.entries(securityHeaders())) assert.equal(response.headers.get(name), value, name);
    assert.deepEqual(await response.json(), { a: 1 });
  },

  "the handler's own headers stay, and what says which software answers goes": () => {
    const own = {
      'cache-control': 'max-age=60',
      'content-security-policy': "default-src 'self'",
      server: 'nginx/1.0',
      'x-powered-by': 'Express',
    };
    const { headers } = withSecurityHeaders(new Response('', { headers: own }), { 'Cache-Control': 'no-cache', 'X-Frame-Options': false });
    assert.equal(headers.get('cache-control'), 'max-age=60');
    assert.equal(headers.get('content-security-policy'), "default-src 'self'");
    for (const name of ['server', 'x-powered-by', 'x-frame-options']) assert.equal(headers.get(name), null, name);
    assert.equal(withSecurityHeaders(new Response('', { headers: own }), { server: 'web' }).headers.get('server'), 'web');
  },

  'a stream is passed on, not read': async () => {
    let pulled = 0;
    let cancelled = false;
    const body = new ReadableStream({
      pull(controller) {
        pulled += 1;
        controller.enqueue(new Uint8Array(4));
      },
      cancel() {
        cancelled = true;
      },
    });
    const reader = withSecurityHeaders(new Response(body)).body.getReader();
    assert.equal((await reader.read()).value.length, 4);
    await reader.cancel();
    assert.ok(pulled < 5 && cancelled, `${pulled}`);
  },

  'immutable responses: fetched, redirects': async () => {
    const server = createServer((_, response) => {
      response.writeHead(404, { 'Set-Cookie': ['a=1', 'b=2'], Server: 'old', 'Cache-Control': 'max-age=1' }).end('not here');
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    try {
      const fetched = await fetch(`http://127.0.0.1:${server.address().port}/`);
      assert.throws(() => fetched.headers.set('a', 'b'), TypeError);
      const response = withSecurityHeaders(fetched);
      assert.equal(response.status, 404);
      assert.equal(response.headers.get('server'), null);
      assert.equal(response.headers.get('x-frame-options'), 'DENY');
      assert.equal(response.headers.get('cache-control'), 'max-age=1');
      assert.deepEqual(response.headers.getSetCookie(), ['a=1', 'b=2']);
      assert.equal(await response.text(), 'not here');
    } finally {
      server.close();
    }
    const redirect = withSecurityHeaders(Response.redirect('https://example.com/a', 307));
    assert.equal(redirect.status, 307);
    assert.equal(redirect.headers.get('location'), 'https://example.com/a');
    assert.equal(redirect.headers.get('referrer-policy'), 'no-referrer');
  },

  'responses without a body, and those that no response is made from': () => {
    for (const status of [204, 205, 304]) {
      const response = withSecurityHeaders(new Response(null, { status }));
      assert.equal(response.status, status);
      assert.equal(response.body, null);
      assert.equal(response.headers.get('x-content-type-options'), 'nosniff');
    }
    const error = Response.error();
    assert.equal(withSecurityHeaders(error), error);
    for (const none of [undefined, null, 'text', {}, Promise.resolve(new Response()), new Headers()]) {
      assert.throws(() => withSecurityHeaders(none), { name: 'TypeError', message: /expected a Response/ });
    }
    assert.throws(() => withSecurityHeaders(new Response(''), { 'X-Own': 'a\nb' }), /"X-Own"/);
  },
});
