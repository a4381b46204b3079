// The guards on Node.js: fetch handlers and Hono behind a small adapter, Express with a router,
// plain node:http in the style of connect, and Fastify. Each gives `{ port, close }`.
import { once } from 'node:events';
import { createServer } from 'node:http';
import express from 'express';
import fastify from 'fastify';
import * as hono from 'hono';
import * as tokenward from 'tokenward';
import * as ofExpress from 'tokenward/express';
import * as ofFastify from 'tokenward/fastify';
import * as ofHono from 'tokenward/hono';
import { answer, fetchHandler, honoApp, policies } from './policies.mjs';

async function listen(onRequest) {
  const server = createServer(onRequest);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    port: server.address().port,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Every header as it came, two of one name as two. */
const behindHttp = (handler) =>
  listen(async (incoming, outgoing) => {
    const headers = new Headers();
    for (let i = 0; i < incoming.rawHeaders.length; i += 2) headers.append(incoming.rawHeaders[i], incoming.rawHeaders[i + 1]);
    const request = new Request(`http://${incoming.headers.host}${incoming.url}`, { method: incoming.method, headers });
    const response = await handler(request, { address: incoming.socket.remoteAddress });
    outgoing.writeHead(response.status, Object.fromEntries(response.headers));
    outgoing.end(Buffer.from(await response.arrayBuffer()));
  });

export const startFetch = () => behindHttp(fetchHandler(tokenward, (_, { address }) => address));

export const startHono = () => {
  const app = honoApp(tokenward, hono, ofHono, (c) => c.env.address);
  return behindHttp((request, env) => app.fetch(request, env));
};

const smuggled = { claims: { sub: 'smuggled' } };

export function startExpress({ trustProxy } = {}) {
  const { guards, failures } = policies(tokenward);
  const app = express();
  if (trustProxy !== undefined) app.set('trust proxy', trustProxy);
  app.get('/failures', (_, response) => void response.json(failures.splice(0)));
  app.use((request, _, next) => {
    request.auth = smuggled;
    next();
  });
  const router = express.Router();
  for (const [name, { verifier, options }] of Object.entries(guards)) {
    const middleware = ofExpress.guard(verifier, options);
    router.use(`/${name}`, middleware);
    router.all(`/${name}`, (request, response) => {
      if (request.auth !== undefined && middleware.auth(request) !== request.auth) throw new Error('two tokens');
      response.json(answer(name, request.method, request.auth));
    });
  }
  app.use(router);
  app.use((error, _, response, next) => void (next, response.status(500).send(`${error.name}: ${error.message}`)));
  return listen(app);
}

export function startConnect() {
  const { guards, failures } = policies(tokenward);
  const middlewares = Object.fromEntries(
    Object.entries(guards).map(([name, { verifier, options }]) => [name, ofExpress.guard(verifier, options)]),
  );
  return listen(async (request, response) => {
    const name = new URL(request.url, 'http://localhost').pathname.slice(1);
    if (name === 'failures') return void response.end(JSON.stringify(failures.splice(0)));
    const fails = (error) => void response.writeHead(500).end(`${error.name}: ${error.message}`);
    const next = (error) => {
      if (error !== undefined) return fails(error);
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(answer(name, request.method, request.auth)));
    };
    // What `next` throws comes back to whoever called the middleware.
    await middlewares[name](request, response, next).catch(fails);
  });
}

export async function startFastify({ trustProxy = false } = {}) {
  const { guards, failures } = policies(tokenward);
  const app = fastify({ trustProxy });
  app.get('/failures', async () => failures.splice(0));
  app.setErrorHandler((error, _, reply) => reply.code(500).type('text/plain').send(`${error.name}: ${error.message}`));
  app.addHook('onRequest', async (request) => {
    request.auth = smuggled;
  });
  for (const [
    name,
    {
      verifier,
      options: { ip, ...options },
    },
  ] of Object.entries(guards)) {
    const hook = ofFastify.guard(verifier, options);
    app.register(async (scope) => {
      scope.addHook('onRequest', hook);
      scope.route({
        method: ['GET', 'HEAD', 'POST', 'PUT', 'OPTIONS'],
        url: `/${name}`,
        handler: async (request) => {
          if (request.auth !== undefined && hook.auth(request) !== request.auth) throw new Error('two tokens');
          return answer(name, request.method, request.auth);
        },
      });
    });
  }
  await app.listen({ host: '127.0.0.1', port: 0 });
  return {
    port: app.server.address().port,
    close: () => {
      app.server.closeAllConnections();
      return app.close();
    },
  };
}
