// In the real workerd: a worker with verifier, list and store; a second one over the same storage.
import assert from 'node:assert/strict';
import { startWorker, workerModules } from '../support/worker.mjs';
import { app, fresh, mint, SECRET, until } from './support.mjs';

const WORKER = `
import { createRevocationList, createVerifier, TokenError } from 'tokenward';
import { durableObjectStore, TokenStoreObject } from 'tokenward/stores/durable-object';
import { workersKvStore } from 'tokenward/stores/workers-kv';
export { TokenStoreObject };

const failing = { get: () => Promise.reject(new Error('down')), set: () => Promise.reject(new Error('down')) };
const STORES = {
  memory: () => undefined,
  kv: (env) => workersKvStore(env.KV),
  object: (env) => durableObjectStore(() => env.OBJECT.getByName('all')),
  failing: () => failing,
};
/** Kept for the life of the isolate, as users do; only the store is the request's. */
const kept = {};
function of(name, env) {
  // A binding may be used by any request of the isolate; a Durable Object's stub may not.
  return (kept[name] ??= make(STORES[name.split(' ')[0]](env), name.endsWith('exist')));
}
function make(store, mustExist) {
  const revocation = createRevocationList({ ...(store && { store }), mustExist, timeout: 10 });
  return { revocation, verifier: createVerifier({ keys: { secret: ${JSON.stringify(SECRET)}, kid: 'k' }, algorithms: ['HS256'], cache: 10, revocation }) };
}
export default {
  async fetch(request, env) {
    const { store, call, args = [], token } = await request.json();
    const { revocation, verifier } = of(store, env);
    try {
      if (call) await revocation[call](...args);
      else await verifier.verifyAsync(token);
      return new Response('ok');
    } catch (error) {
      return new Response(error instanceof TokenError ? error.code : String(error?.stack ?? error));
    }
  },
};
`;

export function workerdChecks() {
  let runtime;
  const workers = {};
  const send = async (worker, message) => {
    const response = await workers[worker].fetch('http://revocation.test/', { method: 'POST', body: JSON.stringify(message) });
    return response.text();
  };
  const seen = (worker, store, token) => send(worker, { store, token });
  const tell = async (worker, store, call, ...args) => assert.equal(await send(worker, { store, call, args }), 'ok');

  const checks = {
    'workerd: two workers start over one KV namespace and one Durable Object': async () => {
      const modules = await workerModules({ entrySource: WORKER, resolveDir: app });
      const one = (name, OBJECT) => ({
        name,
        modulesRoot: '/',
        modules,
        compatibilityDate: '2026-04-01',
        kvNamespaces: { KV: 'revoked' },
        durableObjects: { OBJECT },
      });
      runtime = await startWorker({
        modules,
        miniflareOptions: {
          modules: undefined,
          workers: [
            one('here', { className: 'TokenStoreObject', useSQLite: true }),
            one('there', { className: 'TokenStoreObject', scriptName: 'here', useSQLite: true }),
          ],
        },
      });
      for (const name of ['here', 'there']) workers[name] = await runtime.getWorker(name);
    },
  };

  for (const store of ['kv', 'object']) {
    checks[`workerd: ${store}: refused here at once, and elsewhere as soon as the store shows it`] = async () => {
      const [jti, sub] = [fresh(), fresh()];
      const tokens = [mint({ jti }), mint({ sub })];
      // Elsewhere KV may answer from its own copy for a while, so nobody has asked there before.
      for (let i = 0; i < 3; i += 1) for (const token of tokens) assert.equal(await seen('here', store, token), 'ok');
      await tell('here', store, 'revokeToken', { jti });
      await tell('here', store, 'revokeSubject', sub);
      for (const token of tokens) {
        assert.equal(await seen('here', store, token), 'token_revoked');
        await until(async () => (await seen('there', store, token)) === 'token_revoked');
      }
      assert.equal(await seen('there', store, mint({ jti: fresh() })), 'ok');
    };

    checks[`workerd: ${store}: existence is told by one worker and known to the other`] = async () => {
      const [known, unknown] = [fresh(), fresh()];
      await tell('here', `${store} exist`, 'register', { jti: known });
      await until(async () => (await seen('there', `${store} exist`, mint({ jti: known }))) === 'ok');
      assert.equal(await seen('there', `${store} exist`, mint({ jti: unknown })), 'token_revoked');
      await tell('there', `${store} exist`, 'revokeToken', { jti: known });
      await tell('here', `${store} exist`, 'register', { jti: known });
      for (const worker of ['here', 'there'])
        await until(async () => (await seen(worker, `${store} exist`, mint({ jti: known }))) === 'token_revoked');
    };
  }

  return {
    ...checks,

    'workerd: object: the latest time of a subject counts, told by two workers after each other': async () => {
      const sub = fresh();
      for (const [worker, since] of [
        ['here', 100],
        ['there', 300],
        ['here', 200],
      ])
        await tell(worker, 'object', 'revokeSubject', sub, { since });
      for (const worker of ['here', 'there']) {
        assert.deepEqual(
          [await seen(worker, 'object', mint({ sub, iat: 300 })), await seen(worker, 'object', mint({ sub, iat: 301 }))],
          ['token_revoked', 'ok'],
        );
      }
    },

    'workerd: many requests of one isolate at once, each with its own answer': async () => {
      const bad = Array.from({ length: 20 }, () => fresh());
      await Promise.all(bad.map((jti) => tell('here', 'object', 'revokeToken', { jti })));
      const verdicts = await Promise.all(
        bad.flatMap((jti) => [seen('there', 'object', mint({ jti })), seen('there', 'object', mint({ jti: fresh() }))]),
      );
      assert.deepEqual(
        verdicts,
        bad.flatMap(() => ['token_revoked', 'ok']),
      );
      const sub = fresh();
      await Promise.all(
        Array.from({ length: 10 }, (_, i) => tell('here', 'object', 'revokeSubject', sub, { since: 100 + ((i * 3) % 10) })),
      );
      assert.equal(await seen('there', 'object', mint({ sub, iat: 109 })), 'token_revoked');
      assert.equal(await seen('there', 'object', mint({ sub, iat: 110 })), 'ok');
    },

    "workerd: memory is the isolate's own, and a store that is down is 503": async () => {
      const jti = fresh();
      await tell('here', 'memory', 'revokeToken', { jti });
      assert.deepEqual(
        [await seen('here', 'memory', mint({ jti })), await seen('there', 'memory', mint({ jti }))],
        ['token_revoked', 'ok'],
      );
      assert.equal(await seen('here', 'failing', mint({ jti })), 'store_unavailable');
      assert.match(await send('here', { store: 'failing', call: 'revokeToken', args: [{ jti }] }), /down/);
      assert.equal(await seen('here', 'failing', mint({ jti })), 'token_revoked');
    },

    'workerd stops': () => runtime.dispose(),
  };
}
