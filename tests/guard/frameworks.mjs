// What is special about a framework or a runtime.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { generateKeyPairSync, sign } from 'node:crypto';
import { Hono } from 'hono';
import { cors } from 'hono/cors';
import * as tokenward from 'tokenward';
import { guard as ofExpress } from 'tokenward/express';
import { guard as ofFastify } from 'tokenward/fastify';
import { guard as ofHono } from 'tokenward/hono';
import { until } from '../support/portable.mjs';
import { mint, send } from './client.mjs';
import { SECRET } from './policies.mjs';
import { startExpress, startFastify } from './serve-node.mjs';

const verifier = tokenward.createVerifier({ keys: { secret: SECRET }, algorithms: ['HS256'], audience: 'https://api.test' });
const good = ['Authorization', `Bearer ${mint()}`];

async function statusBehind(start, options, headers) {
  const { port, close } = await start(options);
  try {
    return (await send(port, { target: '/far', headers: [good, ...headers] })).status;
  } finally {
    await close();
  }
}

export function frameworkChecks(startWorkerd) {
  const checks = {};
  for (const [name, start] of [
    ['Express', startExpress],
    ['Fastify', startFastify],
  ]) {
    checks[`${name}: a proxy that is trusted says who calls, another does not`] = async () => {
      const said = ['X-Forwarded-For', '192.0.2.1'];
      assert.equal(await statusBehind(start, { trustProxy: 'loopback' }, [said]), 200);
      assert.equal(await statusBehind(start, { trustProxy: 'loopback' }, [['X-Forwarded-For', '192.0.2.1, 198.51.100.1']]), 403);
      assert.equal(await statusBehind(start, { trustProxy: false }, [said]), 403);
    };
  }

  checks['auth(request) throws for a request that has not passed, whatever is on it'] = () => {
    for (const guard of [ofExpress(verifier), ofFastify(verifier)]) {
      assert.throws(() => guard.auth({ auth: { claims: {} } }), /did not pass this guard/);
    }
  };

  checks['Hono: what an outer CORS middleware sets is on the refusal, and it answers preflights'] = async () => {
    const app = new Hono()
      .use(cors({ origin: 'https://app.test' }))
      .use(ofHono(verifier))
      .get('/', (c) => c.text('reached'));
    const refused = await app.request('https://api.test/', { headers: { Origin: 'https://app.test' } });
    assert.equal(refused.status, 401);
    assert.equal(refused.headers.get('access-control-allow-origin'), 'https://app.test');
    assert.equal(refused.headers.get('www-authenticate'), 'Bearer');
    const asked = await app.request('https://api.test/', {
      method: 'OPTIONS',
      headers: { Origin: 'https://app.test', 'Access-Control-Request-Method': 'GET' },
    });
    assert.equal(asked.status, 204);
  };

  checks['workerd: keys are fetched again in the background, and the promise of a hook is kept'] = async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const jwks = JSON.stringify({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'a', alg: 'EdDSA' }] });
    let fetched = 0;
    let told = 0;
    const issuer = createServer((request, response) => {
      if (request.url === '/told') told += 1;
      else fetched += 1;
      response.end(jwks);
    });
    await once(issuer.listen(0, '127.0.0.1'), 'listening');
    const origin = `http://127.0.0.1:${issuer.address().port}`;
    // Fresh for a thousand seconds by a clock that the requests move.
    let worker;
    try {
      worker = await startWorkerd(`
import { createVerifier, guard, remoteJwks } from 'tokenward';
let now = 1e9;
const keys = remoteJwks('${origin}/jwks', { ttl: 1000, refreshAhead: 500, clock: () => now });
const verifier = createVerifier({ keys, algorithms: ['EdDSA'], requiredClaims: [] });
let kept = 0;
const onAuthFailure = async () => { await new Promise((done) => setTimeout(done, 20)); await fetch('${origin}/told'); };
const guarded = guard(verifier, () => new Response(String(kept)), { onAuthFailure });
export default {
  fetch(request, env, ctx) {
    now += Number(request.headers.get('x-later') ?? 0);
    return guarded(request, env, { waitUntil: (work) => { kept += 1; ctx.waitUntil(work); } });
  },
};`);
      const encode = (value) => Buffer.from(value).toString('base64url');
      const input = `${encode('{"alg":"EdDSA","kid":"a"}')}.${encode('{"sub":"a"}')}`;
      const token = `${input}.${encode(sign(null, Buffer.from(input), privateKey))}`;
      const ask = (...headers) => send(worker.port, { target: '/', headers: [['Authorization', `Bearer ${token}`], ...headers] });
      assert.equal((await ask()).body, '1', 'the first fetch');
      assert.equal((await ask()).body, '1', 'fresh keys need none');
      assert.equal(fetched, 1);
      assert.equal((await ask(['X-Later', '700'])).body, '2', 'ahead of time, behind the answer');
      await until(() => fetched === 2);
      assert.equal((await send(worker.port, { target: '/' })).status, 401);
      await until(() => told === 1);
    } finally {
      await worker?.close();
      issuer.close();
    }
  };
  return checks;
}
