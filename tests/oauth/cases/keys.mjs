// Clients that prove themselves by a signature: `private_key_jwt`, and so send no secret.
import { clientCredentials } from 'tokenward/client/oauth';
import { appFor, begun, CLIENT_JWK, clientFor, equal, failure, issuerOf, logOf, ok, refusesLogin, serviceFor } from './common.mjs';

const ES256 = { name: 'ECDSA', namedCurve: 'P-256' };
/** Not extractable, as it should be. */
const importKey = () => crypto.subtle.importKey('jwk', CLIENT_JWK, ES256, false, ['sign']);
const signing = async () => ({ clientId: 'service-key', clientSecret: undefined, privateKey: { key: await importKey(), kid: 'client-1' } });

/** The claims of the assertions that were sent to an endpoint; no request has anything else that proves the client. */
async function assertionsOf(issuer, path = 'token') {
  return (await logOf(issuer, path)).map(({ body, authorization }) => {
    const form = new URLSearchParams(body);
    equal([authorization, form.has('client_secret')], [undefined, false]);
    equal(form.get('client_assertion_type'), 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer');
    return JSON.parse(atob(form.get('client_assertion').split('.')[1].replaceAll('-', '+').replaceAll('_', '/')));
  });
}

export const keyCases = {
  'a service signs for each login anew, and sends no secret': async (origin) => {
    const { issuer, client, time } = serviceFor(origin, 'good', await signing());
    equal((await client.fetch('api')).status, 200);
    time.ahead = 3700;
    equal((await client.fetch('api')).status, 200);
    const [first, second, ...rest] = await assertionsOf(issuer);
    equal(rest, []);
    for (const { iss, sub, aud, exp } of [first, second]) {
      equal([iss, sub, aud], ['service-key', 'service-key', issuer]);
      ok(exp - Date.now() / 1000 <= 60, exp);
    }
    ok(first.jti !== second.jti);
  },

  'a key that is got for each login': async (origin) => {
    let asked = 0;
    const privateKey = async () => ((asked += 1), (await signing()).privateKey);
    const { client, time } = serviceFor(origin, 'good', { ...(await signing()), privateKey });
    equal(asked, 0);
    await client.token();
    time.ahead = 3700;
    await client.token();
    equal(asked, 2);
  },

  'a key that cannot be got': async (origin) => {
    for (const privateKey of [() => undefined, () => CLIENT_JWK, async () => 7]) {
      const { issuer, client } = serviceFor(origin, 'good', { ...(await signing()), privateKey });
      const { code, cause } = await failure(() => client.token());
      equal([code, cause instanceof TypeError, cause.message.includes(CLIENT_JWK.d)], ['login_failed', true, false]);
      equal((await logOf(issuer, 'token')).length, 0);
    }
  },

  'with a token endpoint alone the assertion is for that': async (origin) => {
    const issuer = issuerOf(origin, 'good');
    const tokenEndpoint = `${issuer}/token`;
    const { client } = clientFor(issuer, clientCredentials({ tokenEndpoint, ...(await signing()) }));
    equal((await client.fetch('api')).status, 200);
    const [{ aud }] = await assertionsOf(issuer);
    equal(aud, tokenEndpoint);
  },

  'another key is refused, once': async (origin) => {
    const { privateKey: key } = await crypto.subtle.generateKey(ES256, false, ['sign', 'verify']);
    const { issuer, client } = serviceFor(origin, 'good', { ...(await signing()), privateKey: { key, kid: 'client-1' } });
    for (let i = 0; i < 3; i += 1) {
      const error = await failure(() => client.fetch('api'));
      equal([error.code, error.status], ['login_refused', 401]);
    }
    equal((await logOf(issuer, 'token')).length, 1);
  },

  'a key without its name is another to a server that goes by names': async (origin) => {
    const app = appFor(origin, 'good', { clientId: 'web-key', privateKey: await importKey() });
    await refusesLogin(app, await begun(app.flow), { code: 'login_refused', status: 401 });
  },

  'a server signs for its login, its refresh and its logout': async (origin) => {
    const { issuer, flow, client, time } = appFor(origin, 'good', { ...(await signing()), clientId: 'web-key' });
    await client.login(await begun(flow));
    equal((await client.fetch('api')).status, 200);
    time.ahead = 3700;
    equal((await client.fetch('api')).status, 200);
    equal(await client.logout(), true);
    const all = [...(await assertionsOf(issuer)), ...(await assertionsOf(issuer, 'revoke'))];
    equal(all.length, 3);
    equal(new Set(all.map(({ jti }) => jti)).size, 3);
    ok(all.every(({ iss, aud }) => iss === 'web-key' && aud === issuer));
  },
};
