// A preflight around handlers of every method, with a body that would do harm, and CORS before and behind the guard.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, request as httpRequest } from 'node:http';
import express from 'express';
import fastify from 'fastify';
import { Hono } from 'hono';
import { cors } from 'hono/cors';
import * as tokenward from 'tokenward';
import { guard as ofExpress } from 'tokenward/express';
import { guard as ofFastify } from 'tokenward/fastify';
import { guard as ofHono } from 'tokenward/hono';
import { mint } from './client.mjs';
import { SECRET } from './policies.mjs';

const verifier = tokenward.createVerifier({ keys: { secret: SECRET }, algorithms: ['HS256'], audience: 'https://api.test' });
const PREFLIGHT = { origin: 'https://other.test', 'access-control-request-method': 'POST' };
const BODY = '{"op":"deleteAll"}';

async function listen(onRequest) {
  const server = createServer(onRequest);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return { port: server.address().port, close: () => void (server.closeAllConnections(), server.close()) };
}

/** A fetch handler behind node:http, with the request's body. */
const behindHttp = (handler) =>
  listen(async (incoming, outgoing) => {
    const chunks = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const { method, headers } = incoming;
    const body = method === 'GET' || method === 'HEAD' ? undefined : Buffer.concat(chunks);
    const response = await handler(new Request(`http://${headers.host}${incoming.url}`, { method, headers, body }));
    outgoing.writeHead(response.status, Object.fromEntries(response.headers)).end(Buffer.from(await response.arrayBuffer()));
  });

/** Servers of one procedure, under `/rpc`, that calls `act` for whatever method it is asked by. */
const SERVERS = {
  fetch: (act, options) =>
    behindHttp(tokenward.guard(verifier, async (request) => (act(await request.json()), Response.json({ done: true })), options)),
  'Hono, app.all': (act, options) => {
    const app = new Hono()
      .use('/rpc', ofHono(verifier, options))
      .all('/rpc', async (c) => (act(await c.req.json()), c.json({ done: true })));
    return behindHttp(app.fetch);
  },
  'Hono, a mounted handler': (act, options) => {
    const app = new Hono().use('/rpc/*', ofHono(verifier, options)).use('/rpc', ofHono(verifier, options));
    app.mount('/rpc', async (request) => (act(await request.json()), Response.json({ done: true })));
    return behindHttp(app.fetch);
  },
  'Express, app.all': (act, options) => {
    const app = express().use(ofExpress(verifier, options), express.json());
    app.all('/rpc', (request, response) => (act(request.body), response.json({ done: true })));
    return listen(app);
  },
  'Express, a mounted app': (act, options) => {
    const inner = express().use(express.json(), (request, response) => (act(request.body), response.json({ done: true })));
    return listen(express().use('/rpc', ofExpress(verifier, options), inner));
  },
  'Fastify, app.all': async (act, options) => {
    const app = fastify();
    app.addHook('onRequest', ofFastify(verifier, options));
    app.all('/rpc', async (request) => (act(request.body), { done: true }));
    await app.listen({ host: '127.0.0.1', port: 0 });
    return { port: app.server.address().port, close: () => app.close() };
  },
};

async function ask({ port }, method, headers) {
  const request = httpRequest({
    port,
    method,
    path: '/rpc',
    headers: { 'content-type': 'application/json', 'content-length': BODY.length, ...headers },
  });
  request.end(BODY);
  const [response] = await once(request, 'response');
  response.resume();
  return { status: response.statusCode, headers: response.headers };
}

export function preflightChecks() {
  const checks = {};
  for (const [name, start] of Object.entries(SERVERS)) {
    checks[`preflight, ${name}: does nothing, and allows nothing`] = async () => {
      const done = [];
      const server = await start((body) => done.push(body.op));
      try {
        const { status, headers } = await ask(server, 'OPTIONS', PREFLIGHT);
        assert.deepEqual([status, done], [204, []]);
        assert.deepEqual(
          Object.keys(headers).filter((each) => each.startsWith('access-control-')),
          [],
        );
        for (const method of ['OPTIONS', 'POST', 'DELETE']) assert.equal((await ask(server, method, {})).status, 401);
        assert.deepEqual(done, []);
        assert.equal((await ask(server, 'OPTIONS', { ...PREFLIGHT, authorization: `Bearer ${mint()}` })).status, 200);
        assert.deepEqual(done, ['deleteAll']);
      } finally {
        await server.close();
      }
    };
    checks[`preflight, ${name}: passes where it may, and nothing else does`] = async () => {
      const done = [];
      const server = await start((body) => done.push(body.op), { preflight: 'pass' });
      try {
        assert.equal((await ask(server, 'OPTIONS', PREFLIGHT)).status, 200);
        assert.deepEqual(done, ['deleteAll']);
        for (const method of ['OPTIONS', 'POST']) assert.equal((await ask(server, method, {})).status, 401);
        assert.equal((await ask(server, 'POST', PREFLIGHT)).status, 401);
        assert.deepEqual(done, ['deleteAll']);
      } finally {
        await server.close();
      }
    };
  }

  checks['preflight, Hono: CORS behind the guard answers what may pass, and before it everything'] = async () => {
    const asked = { method: 'OPTIONS', headers: PREFLIGHT };
    const handler = (c) => c.text('reached');
    const behind = new Hono().use(ofHono(verifier, { preflight: 'pass' }), cors({ origin: 'https://other.test' })).all('/', handler);
    const before = new Hono().use(cors({ origin: 'https://other.test' }), ofHono(verifier)).all('/', handler);
    for (const app of [behind, before]) {
      const response = await app.request('https://api.test/', asked);
      assert.deepEqual(
        [response.status, response.headers.get('access-control-allow-origin'), await response.text()],
        [204, 'https://other.test', ''],
      );
      assert.equal((await app.request('https://api.test/', { method: 'OPTIONS' })).status, app === behind ? 401 : 204);
    }
  };

  checks['preflight, Express and Fastify: one that passes has no token'] = async () => {
    for (const guard of [ofExpress(verifier, { preflight: 'pass' }), ofFastify(verifier, { preflight: 'pass' })]) {
      const request = {
        method: 'OPTIONS',
        url: '/',
        headers: PREFLIGHT,
        raw: { headers: PREFLIGHT },
        auth: { claims: { sub: 'smuggled' } },
      };
      let error;
      await guard(request, {}, (given) => (error = given));
      assert.equal(error, undefined);
      assert.equal(request.auth, undefined);
      assert.throws(() => guard.auth(request), /has no token/);
    }
  };

  checks['preflight: nobody is told of one that is answered'] = async () => {
    const told = [];
    const guarded = tokenward.guard(verifier, () => new Response('reached'), { onAuthFailure: (failure) => void told.push(failure) });
    assert.equal((await guarded(new Request('https://api.test/', { method: 'OPTIONS', headers: PREFLIGHT }))).status, 204);
    assert.deepEqual(told, []);
  };
  return checks;
}
