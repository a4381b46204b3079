// The example API: what it promises about sessions, and what it makes of bad requests.
import assert from 'node:assert/strict';
import { decodeJwt } from 'jose';
import { importFrom } from '../../tools/demo/packed.mjs';

export async function apiChecks({ api: folder }) {
  const { createApi } = await importFrom(folder, 'api.js');
  const { createLimit } = await importFrom(folder, 'limit.js');
  const { serve } = await importFrom(folder, 'serve.js');

  /** An API of its own, with a clock that stands still until it is moved. */
  async function made(options = {}) {
    const clock = { now: 1_800_000_000 };
    const { fetch } = await createApi({ users: { ada: 'pw', ben: 'other' }, clock: () => clock.now, ...options });
    const ask = async (method, path, { bearer, body, headers } = {}) => {
      const init = {
        method,
        headers: { ...(bearer && { authorization: `Bearer ${bearer}` }), ...(body && { 'content-type': 'application/json' }), ...headers },
      };
      if (body !== undefined) init.body = typeof body === 'string' ? body : JSON.stringify(body);
      const response = await fetch(new Request(`http://127.0.0.1/${path}`, init));
      const text = await response.text();
      return { ...(text === '' ? {} : JSON.parse(text)), status: response.status, headers: response.headers };
    };
    const login = () => ask('POST', 'login', { body: { username: 'ada', password: 'pw' } });
    const refresh = (token) => ask('POST', 'refresh', { body: { refresh_token: token } });
    const list = (bearer) => ask('GET', 'deployments', { bearer });
    return { clock, ask, login, refresh, list };
  }

  return {
    'api: a login gives a pair that works, and nothing to keep': async () => {
      const { login, list } = await made();
      const pair = await login();
      assert.equal(pair.status, 200);
      assert.equal(pair.headers.get('cache-control'), 'no-store'); // RFC 6749 section 5.1
      assert.equal(decodeJwt(pair.access_token).exp, Date.parse(pair.access_expires_at) / 1000);
      assert.equal(pair.expires_in, 900);
      assert.equal((await list(pair.access_token)).deployments.length, 3);
    },
    'api: a wrong password and an unknown user get the same answer': async () => {
      const { ask } = await made();
      for (const [username, password] of [
        ['ada', 'no'],
        ['ada', 'other'],
        ['eve', 'no'],
        ['eve', 'pw'],
        ['__proto__', 'pw'],
      ]) {
        const { status, code } = await ask('POST', 'login', { body: { username, password } });
        assert.deepEqual([status, code], [401, 'invalid_credentials']);
      }
    },
    'api: passwords cannot be tried for ever': async () => {
      const { ask, login, clock } = await made();
      for (let at = 0; at < 10; at += 1) await ask('POST', 'login', { body: { username: 'ada', password: `${at}` } });
      const { status, headers } = await login();
      assert.deepEqual([status, headers.get('retry-after')], [429, '60']);
      assert.equal((await ask('POST', 'login', { body: { username: 'ben', password: 'other' } })).status, 200);
      clock.now += 60;
      assert.equal((await login()).status, 200);
    },
    'api: an access token ends in its second': async () => {
      const { login, list, clock } = await made();
      const { access_token: token } = await login();
      clock.now += 899;
      assert.equal((await list(token)).status, 200);
      clock.now += 1;
      assert.equal((await list(token)).code, 'token_expired');
    },
    'api: a refresh token is good once; again, it ends the session': async () => {
      const { login, refresh, list } = await made();
      const first = await login();
      const second = await refresh(first.refresh_token);
      assert.equal((await list(second.access_token)).status, 200);
      assert.deepEqual((({ status, code }) => [status, code])(await refresh(first.refresh_token)), [400, 'invalid_grant']);
      for (const { access_token: token } of [first, second]) assert.equal((await list(token)).code, 'token_revoked');
      assert.equal((await refresh(second.refresh_token)).code, 'invalid_grant');
    },
    'api: of two refreshes at once neither leaves a session behind': async () => {
      const { login, refresh, list } = await made();
      const first = await login();
      const answers = await Promise.all([refresh(first.refresh_token), refresh(first.refresh_token)]);
      for (const { refresh_token: token, access_token: access } of answers.filter(({ status }) => status === 200)) {
        assert.equal((await list(access)).code, 'token_revoked');
        assert.equal((await refresh(token)).code, 'invalid_grant');
      }
      assert(answers.some(({ status }) => status === 400));
      assert.equal((await list(first.access_token)).code, 'token_revoked');
    },
    'api: a logout during a refresh leaves no session behind, whenever it comes': async () => {
      const { ask, login, refresh, list, clock } = await made();
      for (let late = 0; late < 30; late += 1) {
        clock.now += 60; // for another login
        const first = await login();
        const refreshed = refresh(first.refresh_token);
        for (let turn = 0; turn < late; turn += 1) await new Promise(late % 2 === 0 ? setImmediate : queueMicrotask);
        await ask('POST', 'logout', { body: { refresh_token: first.refresh_token } });
        const { status, access_token: token } = await refreshed;
        if (status === 200) assert.equal((await list(token)).code, 'token_revoked', `logged out after ${late} turns`);
      }
    },
    'api: another session of the same user goes on': async () => {
      const { login, refresh, list } = await made();
      const [stolen, other] = [await login(), await login()];
      await refresh(stolen.refresh_token);
      await refresh(stolen.refresh_token);
      assert.equal((await list(other.access_token)).status, 200);
      assert.equal((await refresh(other.refresh_token)).status, 200);
    },
    'api: a session ends after its time': async () => {
      const { login, refresh, clock } = await made({ sessionLifetime: 3600 });
      const first = await login();
      clock.now += 3599;
      const second = await refresh(first.refresh_token);
      assert.equal(second.status, 200);
      clock.now += 1;
      assert.equal((await refresh(second.refresh_token)).code, 'invalid_grant');
    },
    'api: a logout counts at once, by either token, and can be repeated': async () => {
      const { ask, login, refresh, list } = await made();
      for (const bring of [
        (pair) => ({ body: { refresh_token: pair.refresh_token } }),
        (pair) => ({ body: {}, bearer: pair.access_token }),
      ]) {
        const pair = await login();
        assert.equal((await ask('POST', 'logout', bring(pair))).status, 204);
        assert.equal((await list(pair.access_token)).code, 'token_revoked');
        assert.equal((await ask('POST', 'logout', bring(pair))).status, 204);
      }
      const pair = await login();
      await ask('POST', 'logout', { body: { refresh_token: pair.refresh_token } });
      assert.equal((await refresh(pair.refresh_token)).code, 'invalid_grant');
    },
    'api: a session token lasts a day, and is replaced by its successor': async () => {
      const { ask, login, list, clock } = await made();
      const { access_token: person } = await login();
      const first = await ask('POST', 'session-tokens', { bearer: person, body: {} });
      assert.deepEqual([first.expires_in, first.refresh_token], [86_400, undefined]);
      clock.now += 80_000;
      const second = await ask('POST', 'session-tokens', { bearer: first.access_token, body: {} });
      assert.equal((await list(first.access_token)).code, 'token_revoked');
      assert.equal((await list(second.access_token)).status, 200);
    },
    'api: too many requests of one user are told to wait, and no one else': async () => {
      const { ask, login, list, clock } = await made({ limit: { requests: 2, seconds: 10 } });
      const { access_token: token } = await login();
      const { access_token: other } = await ask('POST', 'login', { body: { username: 'ben', password: 'other' } });
      await list(token);
      clock.now += 3;
      await list(token);
      const { status, headers } = await list(token);
      assert.deepEqual([status, headers.get('retry-after')], [429, '7']);
      assert.equal((await list(other)).status, 200);
      clock.now += 7;
      assert.equal((await list(token)).status, 200);
    },
    'api: the limit forgets who has not asked for long': () => {
      let now = 0;
      const wait = createLimit({ requests: 1, seconds: 10, clock: () => now });
      assert.deepEqual([wait('a'), wait('a')], [0, 10]);
      now = 5;
      wait('b');
      now = 11;
      assert.deepEqual([wait('c'), wait('b'), wait('a')], [0, 4, 0]);
    },
    'api: users see their own deployments': async () => {
      const { ask, login, list } = await made();
      const { access_token: ada } = await login();
      const { access_token: ben } = await ask('POST', 'login', { body: { username: 'ben', password: 'other' } });
      const created = await ask('POST', 'deployments', { bearer: ada, body: { name: 'billing', image: 'billing:1' } });
      assert.deepEqual([created.status, created.headers.get('content-type')], [201, 'application/json']);
      assert.equal((await list(ada)).deployments[0].name, 'billing');
      assert.equal((await list(ben)).deployments.length, 3);
      for (const body of [{ name: '<b>', image: 'x' }, { name: 'x' }, { name: 'x', image: 'x', region: 'moon' }]) {
        assert.equal((await ask('POST', 'deployments', { bearer: ada, body })).code, 'invalid_deployment');
      }
    },
    'api: bad requests get the status they deserve': async () => {
      const { ask } = await made();
      const cases = [
        ['GET', 'login', {}, 404],
        ['POST', '', {}, 404],
        ['GET', 'deployments', {}, 401],
        ['OPTIONS', 'deployments', { headers: { origin: 'https://a.example', 'access-control-request-method': 'GET' } }, 404],
        ['POST', 'deployments', {}, 401],
        ['POST', 'login', { body: '{' }, 400],
        ['POST', 'login', { body: 'null' }, 400],
        ['POST', 'login', { body: { username: 7 } }, 400],
        ['POST', 'login', { body: '{}', headers: { 'content-type': 'text/plain' } }, 415],
        ['POST', 'login', { body: JSON.stringify({ pad: 'x'.repeat(17_000) }) }, 413],
        ['POST', 'refresh', { body: { refresh_token: 7 } }, 400],
        ['POST', 'logout', { body: {} }, 204],
      ];
      for (const [method, path, request, status] of cases) {
        const answer = await ask(method, path, request);
        assert.equal(answer.status, status, `${method} /${path}`);
        assert.equal(answer.headers.get('x-content-type-options'), 'nosniff');
      }
    },
    'api: behind node:http, and two Authorization headers are both seen': async () => {
      const { fetch: handle } = await createApi({ users: { ada: 'pw' } });
      const server = await serve(handle);
      try {
        const { status } = await fetch(new URL('login', server.url), {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ username: 'ada', password: 'pw' }),
        });
        assert.equal(status, 200);
        const { request } = await import('node:http');
        const twice = await new Promise((resolve, reject) => {
          const sent = request(new URL('deployments', server.url), { headers: { authorization: ['Bearer a', 'Bearer b'] } }, (answer) => {
            answer.resume();
            resolve(answer);
          });
          sent.on('error', reject).end();
        });
        assert.match(twice.headers['www-authenticate'], /invalid_token/);
      } finally {
        await server.stop();
      }
    },
  };
}
