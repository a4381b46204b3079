// The real workerd, where a request cannot wait for another one's fetch, and its own ends with it.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { startWorker } from '../support/worker.mjs';
import { startIssuer } from './issuer.mjs';
import { newKey } from './keys.mjs';
import { inTime, MANY, until } from './setup.mjs';

const WORKER = `
import { createVerifier, remoteJwks, TokenError } from 'tokenward';
import { cacheApiStore } from 'tokenward/stores/cache-api';
import { workersKvStore } from 'tokenward/stores/workers-kv';

const stores = { KV: (env) => workersKvStore(env.KV), 'Cache API': () => cacheApiStore() };
/** One for each name, as if the worker had made it when it was loaded. */
const verifiers = new Map();

function verifierOf(name, url, { store, ...options }, env) {
  if (!verifiers.has(name)) {
    const keys = remoteJwks(url, { ...options, cache: stores[store]?.(env) });
    verifiers.set(name, { keys, verifier: createVerifier({ keys, algorithms: ['ES256'], issuer: 'https://id.test' }) });
  }
  return verifiers.get(name);
}

export default {
  async fetch(request, env, ctx) {
    const { name, url, options = {}, token, sync, wait } = await request.json();
    const { verifier } = verifierOf(name, url, options, env);
    const waitUntil = wait ? (work) => ctx.waitUntil(work) : undefined;
    try {
      const { claims } = sync ? verifier.verify(token) : await verifier.verifyAsync(token, { waitUntil });
      return new Response(claims.iss);
    } catch (error) {
      return new Response(error instanceof TokenError ? error.code : String(error.stack), { status: error.status ?? 500 });
    }
  },
};
`;
const key = newKey('ES256', 'a');

/** One worker for all; the last check stops it. */
export function workerdChecks(app) {
  let worker;
  let url;
  let stderr = '';

  const text = (question) => JSON.stringify({ token: key.token(), ...question });
  /** Over a connection of its own: one that is kept may be closed by the other side just when it is used again. */
  async function ask(question) {
    const asking = request(url, { method: 'POST', agent: false });
    asking.end(text(question));
    const [response] = await once(asking, 'response');
    response.setEncoding('utf8');
    return (await response.toArray()).join('');
  }
  const askMany = (question, count = MANY) => Promise.all(Array.from({ length: count }, () => ask({ ...question, token: key.token() })));
  const allPassed = (answers) => assert.deepEqual(new Set(answers), new Set(['https://id.test']));

  const check =
    (work, { delay = 0 } = {}) =>
    async () => {
      const issuer = await startIssuer({ delay });
      issuer.publish(key);
      const before = stderr.length;
      try {
        await work(issuer, { name: issuer.url, url: issuer.jwks });
      } finally {
        await issuer.stop();
      }
      assert.doesNotMatch(stderr.slice(before), /I\/O|hang|different request/);
    };

  /** Has the issuer hold back its first answer; gives the way to let it go. */
  function holding(issuer) {
    let release;
    issuer.answers['/jwks.json'] = (_, response) => {
      delete issuer.answers['/jwks.json'];
      release = () => response.end(JSON.stringify({ keys: [key.jwk] }));
    };
    return () => release();
  }

  /** Begins the fetch with a request whose client then hangs up. Gives, in an array, the promise of those who waited. */
  async function abandoned(issuer, question) {
    const hangUp = await asked(issuer, question);
    const others = askMany({ ...question, wait: false }, 50);
    await sleep(100); // so that they wait for it
    hangUp();
    return [others];
  }

  /** Asks, and gives the way to hang up: with a reset, which workerd notices at once. */
  async function asked(issuer, question) {
    const asking = request(url, { method: 'POST', agent: false }).on('error', () => {});
    asking.end(text(question));
    await until(() => issuer.count() === 1);
    return () => asking.socket.resetAndDestroy();
  }

  return {
    'workerd: it starts': async () => {
      worker = await startWorker({
        entrySource: WORKER,
        resolveDir: app,
        miniflareOptions: {
          kvNamespaces: ['KV'],
          unsafeDirectSockets: [{ host: '127.0.0.1', port: 0 }],
          handleRuntimeStdio: (stdout, errors) => {
            stdout.resume();
            errors.on('data', (chunk) => (stderr += chunk));
          },
        },
      });
      // Not by way of miniflare's own worker, which goes on when a client hangs up.
      url = await worker.unsafeGetDirectURL();
    },

    'workerd: requests at once share one fetch': check(
      async (issuer, question) => {
        allPassed(await askMany(question));
        allPassed(await askMany(question));
        assert.equal(issuer.count(), 1);
      },
      { delay: 150 },
    ),

    'workerd: so they do at a rotation': check(
      async (issuer, question) => {
        allPassed(await askMany(question));
        const next = newKey('ES256', 'b');
        issuer.publish(key, next);
        const answers = await Promise.all(
          Array.from({ length: MANY }, (_, index) => ask({ ...question, token: (index % 2 ? key : next).token() })),
        );
        allPassed(answers);
        assert.equal(issuer.count(), 2);
      },
      { delay: 50 },
    ),

    'workerd: the client whose request began the fetch hangs up: another request takes over': check(async (issuer, question) => {
      holding(issuer);
      // Longer than the checks' patience, should anyone wait for that.
      const [others] = await abandoned(issuer, { ...question, options: { timeout: 60 } });
      allPassed(await inTime(others));
      assert.equal(issuer.count(), 2);
    }),

    'workerd: with waitUntil it goes on all the same': check(async (issuer, question) => {
      const release = holding(issuer);
      const [others] = await abandoned(issuer, { ...question, wait: true, options: { timeout: 60 } });
      // Longer than a fetch whose request has gone is waited for.
      await sleep(2500);
      release();
      allPassed(await inTime(others));
      assert.equal(issuer.count(), 1);
    }),

    'workerd: it hangs up, and nobody is there; the next one fetches': check(async (issuer, question) => {
      holding(issuer);
      const patient = { ...question, options: { timeout: 60 } };
      const hangUp = await asked(issuer, patient);
      hangUp();
      allPassed(await inTime(askMany(patient, 20)));
      assert.equal(issuer.count(), 2);
    }),

    'workerd: a synchronous verify, whose fetch ends with its answer, does not stand in the way': check(async (issuer, question) => {
      holding(issuer);
      const patient = { ...question, options: { timeout: 60 } };
      for (let i = 0; i < 5; i += 1) assert.equal(await ask({ ...patient, sync: true }), 'keys_unavailable');
      allPassed(await inTime(askMany(patient, 20)));
      assert.equal(await ask({ ...patient, sync: true }), 'https://id.test');
      assert.equal(issuer.count(), 2);
    }),

    'workerd: nor does it stop others like it from asking again': check(
      async (issuer, question) => {
        const hasty = { ...question, sync: true, options: { timeout: 0.1 } };
        await until(async () => {
          await ask(hasty);
          return issuer.count() >= 2;
        });
      },
      { delay: 200 },
    ),

    'workerd: ahead of time, in the background, with waitUntil': check(async (issuer, question) => {
      const ahead = { ...question, wait: true, options: { ttl: 3600, refreshAhead: 3599.9 } };
      allPassed([await ask(ahead)]);
      assert.equal(issuer.count(), 1);
      issuer.delay = 300;
      await sleep(200);
      const next = newKey('ES256', 'a');
      issuer.publish(next);
      allPassed(await askMany(ahead, 20));
      await until(() => issuer.count() === 2);
      // The old key served until the new one was there.
      await until(async () => (await ask({ ...question, token: next.token() })) === 'https://id.test');
    }),

    'workerd: an issuer that is down, slow or redirects elsewhere': check(async (issuer, question) => {
      const other = await startIssuer();
      other.publish(key);
      const of = (name, options) => ({ ...question, name: `${question.name} ${name}`, options });
      const refused = async (name, options) =>
        assert.deepEqual(new Set(await askMany(of(name, options), 20)), new Set(['keys_unavailable']));
      try {
        issuer.answers['/jwks.json'] = (_, response) => response.writeHead(302, { location: other.jwks }).end();
        await refused('redirect');
        assert.equal(other.requests.length, 0);
        issuer.answers['/jwks.json'] = () => {};
        await refused('silent', { timeout: 0.3 });
        issuer.answers['/jwks.json'] = (_, response) => {
          response.writeHead(200);
          for (let i = 0; i < 40; i += 1) response.write(' '.repeat(65_536));
          response.end();
        };
        await refused('large');
        await issuer.down();
        await refused('down');
      } finally {
        await other.stop();
      }
    }),

    ...Object.fromEntries(
      ['KV', 'Cache API'].map((store) => [
        `workerd: ${store} shares the keys, with waitUntil and without`,
        check(async (issuer, question) => {
          for (const [round, wait] of [true, false].entries()) {
            const target = `${question.url}?${store.replace(' ', '-')}-${round}`;
            issuer.answers[target.slice(issuer.url.length)] = (_, response) => response.end(JSON.stringify({ keys: [key.jwk] }));
            const cold = (name) => ({ ...question, wait, url: target, name: `${target} ${name}`, options: { store } });
            const before = issuer.requests.length;
            allPassed([await ask(cold('first'))]);
            // Written after the answer, with waitUntil.
            let isolate = 0;
            await until(async () => {
              const asked = issuer.requests.length;
              allPassed(await askMany(cold(`cold ${(isolate += 1)}`), 20));
              return issuer.requests.length === asked;
            });
            assert.ok(issuer.requests.length - before <= 2 || wait, 'it was written before the answer');
            const asked = issuer.requests.length;
            for (let i = 0; i < 5; i += 1) allPassed(await askMany(cold(`later ${i}`), 20));
            assert.equal(issuer.requests.length, asked);
          }
        }),
      ]),
    ),

    'workerd: it stops': () => worker.dispose(),
  };
}
