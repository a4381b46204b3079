// An issuer over HTTP on loopback that counts what it is asked, and misbehaves on demand.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

export const JWKS = '/jwks.json';
export const CONFIGURATION = '/.well-known/openid-configuration';

/**
 * Starts one. `publish(...keys)` says what it serves; `answers[path]` replaces an answer: a
 * function of request and response. `down()` refuses connections until `up()`.
 */
export async function startIssuer({ delay = 0 } = {}) {
  const requests = [];
  let published = [];
  const issuer = {
    delay,
    requests,
    answers: {},
    publish: (...keys) => (published = keys.map((key) => key.jwk ?? key)),
    count: (path = JWKS) => requests.filter(({ url }) => url === path).length,
    async down() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
    async up() {
      server.listen(port, '127.0.0.1');
      await once(server, 'listening');
    },
    async stop() {
      if (server.listening) await issuer.down();
    },
  };
  const server = createServer(async (request, response) => {
    requests.push({ url: request.url, headers: request.headers, at: Date.now() });
    // What is published counts when it is asked for, however long the answer takes.
    const jwks = { keys: published };
    if (issuer.delay > 0) await sleep(issuer.delay);
    const answer = issuer.answers[request.url];
    if (answer !== undefined) return answer(request, response);
    if (request.url === JWKS) return json(response, jwks);
    if (request.url === CONFIGURATION) return json(response, { issuer: issuer.url, jwks_uri: issuer.jwks });
    response.writeHead(404).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  issuer.url = `http://127.0.0.1:${port}`;
  issuer.jwks = `${issuer.url}${JWKS}`;
  return issuer;
}

export function json(response, value, status = 200) {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}

/** Runs a check with an issuer of its own. */
export const withIssuer = (check, options) => async () => {
  const issuer = await startIssuer(options);
  try {
    await check(issuer);
  } finally {
    await issuer.stop();
  }
};
