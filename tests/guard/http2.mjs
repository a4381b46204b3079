// The guards over HTTP/2: a real node:http2 server and client. There is no `host` there, but `:authority`.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer } from 'node:http2';
import { connect as connectTcp } from 'node:net';
import fastify from 'fastify';
import { Hono } from 'hono';
import * as tokenward from 'tokenward';
import { guard as ofExpress } from 'tokenward/express';
import { guard as ofFastify } from 'tokenward/fastify';
import { guard as ofHono } from 'tokenward/hono';
import { mint } from './client.mjs';
import { SECRET } from './policies.mjs';

const verifier = tokenward.createVerifier({ keys: { secret: SECRET }, algorithms: ['HS256'], audience: 'https://api.test' });
const options = { cookie: '__Host-t' };
const good = mint();
const own = { cookie: `__Host-t=${good}` };
const post = { ':method': 'POST', ...own };
const link = { ...own, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
const preflight = { ':method': 'OPTIONS', origin: 'https://other.test', 'access-control-request-method': 'POST' };

/** [name, status, headers]; `:authority` is `api.test` unless they say otherwise. */
const CASES = [
  ['a good token', 200, { authorization: `Bearer ${good}` }],
  ['no token', 401, {}],
  ['cookie, no origin', 200, own],
  ['cookie in two fields (RFC 9113 section 8.2.3)', 200, { cookie: ['a=1', `__Host-t=${good}`] }],
  ['two cookies of the name in two fields', 401, { cookie: [`__Host-t=${good}`, `__Host-t=${good}`] }],
  ['cookie, POST of this origin', 200, { ...post, origin: 'https://api.test' }],
  ['cookie, POST of this origin, on a port', 200, { ...post, ':authority': 'api.test:8443', origin: 'https://api.test:8443' }],
  ['cookie, POST of this origin on another port', 401, { ...post, origin: 'https://api.test:8443' }],
  ['cookie, POST of this machine', 200, { ...post, ':authority': 'localhost:3000', origin: 'http://localhost:3000' }],
  ['cookie, POST of http:', 401, { ...post, origin: 'http://api.test' }],
  ['cookie, POST of https://undefined', 401, { ...post, origin: 'https://undefined' }],
  ['cookie, POST of https://null', 401, { ...post, origin: 'https://null' }],
  ['cookie, POST of https:// and nothing', 401, { ...post, origin: 'https://' }],
  ['cookie, POST of another origin', 401, { ...post, origin: 'https://other.test' }],
  ['cookie, POST of this origin, `host` says so too', 200, { ...post, host: 'api.test', origin: 'https://api.test' }],
  ['cookie, POST of what only `host` says', 401, { ...post, host: 'other.test', origin: 'https://other.test' }],
  ['cookie, POST of what only `:authority` says', 401, { ...post, host: 'other.test', origin: 'https://api.test' }],
  ['cookie, two hosts and no origin', 401, { ...own, host: 'other.test' }],
  ['cookie, two hosts, and this site', 401, { ...own, host: 'other.test', 'sec-fetch-site': 'same-origin' }],
  ['header, two hosts', 200, { authorization: `Bearer ${good}`, host: 'other.test' }],
  ['cookie, POST of this site', 200, { ...post, 'sec-fetch-site': 'same-origin' }],
  ['cookie, POST of another site', 401, { ...post, 'sec-fetch-site': 'cross-site', origin: 'https://api.test' }],
  ['cookie, link of another site', 200, link],
  ['cookie, frame of another site', 401, { ...link, 'sec-fetch-dest': 'iframe' }],
  ['cookie, a page loaded ahead by another site', 401, { ...link, 'sec-purpose': 'prefetch;prerender' }],
  ['a preflight', 204, preflight],
  ['a preflight with a cookie', 204, { ...preflight, ...own }],
  ['OPTIONS without a method to ask for', 401, { ':method': 'OPTIONS', origin: 'https://other.test' }],
];

async function startConnect() {
  const guarded = ofExpress(verifier, options);
  const server = createServer((request, response) =>
    guarded(request, response, (error) =>
      response.writeHead(error === undefined ? 200 : 500).end(error === undefined ? 'reached' : String(error)),
    ),
  );
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return { port: server.address().port, close: () => server.close() };
}

async function startFastify() {
  const app = fastify({ http2: true });
  app.addHook('onRequest', ofFastify(verifier, options));
  app.route({ method: ['GET', 'POST', 'OPTIONS'], url: '/', handler: async () => 'reached' });
  await app.listen({ host: '127.0.0.1', port: 0 });
  return { port: app.server.address().port, close: () => app.close() };
}

function ask(session, headers) {
  const stream = session.request({ ':path': '/', ':authority': 'api.test', ...headers });
  stream.setEncoding('utf8');
  let [status, body] = [0, ''];
  stream.on('response', (head) => (status = head[':status']));
  stream.on('data', (text) => (body += text));
  stream.end();
  return once(stream, 'close').then(() => ({ status, body }));
}

/**
 * Sends headers as they are, two of one name too, which no client of Node.js does: frames of RFC 9113
 * section 4.1, fields of RFC 7541 section 6.2.2. Says whether the answer was 200.
 */
async function passesRaw(port, pairs) {
  const frame = (type, flags, stream, payload) => {
    const head = Buffer.alloc(9);
    head.writeUIntBE(payload.length, 0, 3);
    head.set([type, flags], 3);
    head.writeUInt32BE(stream, 5);
    return Buffer.concat([head, payload]);
  };
  // A length of 7 bits, with its rest in groups of 7 (RFC 7541 section 5.1).
  const text = (value) => {
    const length = value.length < 127 ? [value.length] : [127, ((value.length - 127) & 127) | 128, (value.length - 127) >> 7];
    return Buffer.concat([Buffer.from(length), Buffer.from(value)]);
  };
  const fields = pairs.map(([name, value]) => Buffer.concat([Buffer.from([0]), text(name), text(value)]));
  const socket = connectTcp(port, '127.0.0.1');
  const preface = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
  socket.write(Buffer.concat([preface, frame(4, 0, 0, Buffer.alloc(0)), frame(1, 5, 1, Buffer.concat(fields))]));
  let bytes = Buffer.alloc(0);
  for await (const chunk of socket) {
    bytes = Buffer.concat([bytes, chunk]);
    for (let at = 0; at + 9 < bytes.length; at += 9 + bytes.readUIntBE(at, 3)) {
      // Of HEADERS the first field is the status, and 0x88 is 200 (RFC 7541 appendix A).
      if (bytes[at + 3] === 1) return bytes[at + 9] === 0x88;
      assert.notEqual(bytes[at + 3], 3, 'RST_STREAM');
    }
  }
  throw new Error('no answer');
}

const RAW = [
  [':method', 'GET'],
  [':scheme', 'http'],
  [':path', '/'],
  [':authority', 'api.test'],
];

export function http2Checks() {
  const checks = {};
  for (const [label, start] of [
    ['node:http2', startConnect],
    ['Fastify over HTTP/2', startFastify],
  ]) {
    let [server, session] = [];
    checks[`${label}: starts`] = async () => {
      server = await start();
      session = connect(`http://127.0.0.1:${server.port}`);
    };
    for (const [name, status, headers] of CASES) {
      checks[`${label}: ${name}`] = async () => {
        const answer = await ask(session, headers);
        assert.equal(answer.status, status, answer.body);
        assert.equal(answer.body === 'reached', status === 200);
      };
    }
    checks[`${label}: two Authorization fields`] = async () => {
      const [one, none] = [
        ['authorization', `Bearer ${good}`],
        ['authorization', 'Basic dXNlcjpwYXNz'],
      ];
      assert.equal(await passesRaw(server.port, [...RAW, one]), true);
      for (const two of [
        [one, one],
        [one, none],
        [none, one],
      ])
        assert.equal(await passesRaw(server.port, [...RAW, ...two]), false);
    };
    checks[`${label}: stops`] = async () => {
      session.destroy();
      await server.close();
    };
  }

  checks['a fetch request without `host` is compared by its URL'] = async () => {
    const guards = {
      fetch: tokenward.guard(verifier, () => new Response('reached'), options),
      hono: new Hono().use(ofHono(verifier, options)).post('/', (c) => c.text('reached')).fetch,
    };
    for (const [name, handler] of Object.entries(guards)) {
      const statusOf = async (origin, more = {}) =>
        (await handler(new Request('https://api.test/', { method: 'POST', headers: { ...own, origin, ...more } }))).status;
      assert.equal(await statusOf('https://api.test'), 200, name);
      for (const origin of ['https://undefined', 'https://null', 'https://', 'null', 'https://api.test.other.test', 'http://api.test']) {
        assert.equal(await statusOf(origin), 401, `${name}: ${origin}`);
      }
      // What the server was told counts more than a URL that a proxy may have made.
      assert.equal(await statusOf('https://public.test', { host: 'public.test' }), 200, name);
      assert.equal(await statusOf('https://api.test', { host: 'public.test' }), 401, name);
    }
  };

  checks['headers of odd shapes let nothing pass'] = async () => {
    const guarded = ofExpress(verifier, options);
    const statusOf = async (headers, rawHeaders) => {
      let status;
      const response = { writeHead: (given) => ((status = given), { end: () => {} }) };
      await guarded({ method: 'POST', url: '/', headers, rawHeaders }, response, (error) => (status = error === undefined ? 200 : 500));
      return status;
    };
    const bearer = `Bearer ${good}`;
    const pass = [
      [{ authorization: bearer }],
      [own],
      [{ ...own, host: 'api.test', origin: 'https://api.test' }],
      [{ cookie: ['a=1', own.cookie] }],
      // As platforms hand them over.
      [{ authorization: [bearer] }],
      [{ Authorization: bearer }],
      [{ Cookie: own.cookie }],
    ];
    for (const given of pass) assert.equal(await statusOf(...given), 200, JSON.stringify(given));
    const refuse = [
      [{ authorization: [bearer, bearer] }],
      [{ authorization: { toString: () => bearer } }],
      [{ authorization: 7 }],
      [{ authorization: bearer }, ['Authorization', bearer, 'AUTHORIZATION', 'x']],
      [{ cookie: { toString: () => own.cookie } }],
      [{ cookie: [own.cookie, own.cookie] }],
      [{ cookie: 7 }],
      [{ ...own, host: ['api.test', 'api.test'], origin: 'https://api.test' }],
      [{ ...own, host: 'api.test', origin: ['https://api.test', 'https://api.test'] }],
      [{ authorization: bearer, Authorization: bearer }],
      [{ authorization: [{ toString: () => bearer }] }],
      [{ ...own, Cookie: own.cookie }],
      [{ ...own, host: '', origin: 'https://' }],
      [{ ...own, host: null, origin: 'https://null' }],
      [{ ...own, origin: 'https://undefined' }],
      [{ ...own, host: 'api.test', origin: 'https://api.test' }, ['Host', 'api.test', 'host', 'other.test']],
      [{ ...own, ':authority': '', origin: 'https://' }],
      [{ ...own, ':authority': ['api.test', 'api.test'], origin: 'https://api.test' }],
      [{ ...own, 'sec-fetch-site': ['same-origin', 'same-origin'] }],
      [{ ...own, 'sec-fetch-site': '' }],
    ];
    for (const given of refuse) assert.equal(await statusOf(...given), 401, JSON.stringify(given));
  };
  return checks;
}
