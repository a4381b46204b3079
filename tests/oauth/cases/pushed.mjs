// Pushed authorization requests (RFC 9126): the browser carries a reference, and the server has the rest.
import { appFor, begun, CLIENT_JWK, equal, failure, logOf, MARK, ok, REDIRECT_URI, SECRET, textOf } from './common.mjs';

const login = async ({ flow, client }) => {
  await client.login(await begun(flow));
  equal((await client.fetch('api')).status, 200);
};

export const pushedCases = {
  'a request is pushed where the server says that it must be': async (origin) => {
    const resource = ['https://a.test', 'urn:b'];
    const app = appFor(origin, 'par-required', { resource, parameters: { prompt: 'login' } });
    const { url, transaction } = await app.flow.begin({ parameters: { login_hint: 'alice' } });
    const { pathname, searchParams } = new URL(url);
    ok(pathname.endsWith('/authorize'));
    equal([...searchParams.keys()].sort(), ['client_id', 'request_uri']);
    const [{ body }] = await logOf(app.issuer, 'par');
    const pushed = new URLSearchParams(body);
    equal(pushed.getAll('resource'), resource);
    const expected = { client_id: 'app', response_type: 'code', redirect_uri: REDIRECT_URI, prompt: 'login', login_hint: 'alice' };
    for (const [name, value] of Object.entries({ ...expected, state: transaction.state, nonce: transaction.nonce, scope: 'openid read' })) {
      equal(pushed.getAll(name), [value], name);
    }
    ok(pushed.get('code_challenge').length === 43 && !body.includes(transaction.verifier));
    await login(app);
  },

  'a server proves itself when it pushes': async (origin) => {
    const web = appFor(origin, 'par-required', { clientId: 'web', clientSecret: SECRET });
    await login(web);
    const [{ authorization }] = await logOf(web.issuer, 'par');
    ok(authorization.startsWith('Basic '));
    const key = await crypto.subtle.importKey('jwk', CLIENT_JWK, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign']);
    const signing = appFor(origin, 'par-required', { clientId: 'web-key', privateKey: { key, kid: 'client-1' } });
    await login(signing);
    const [{ body }] = await logOf(signing.issuer, 'par');
    ok(new URLSearchParams(body).has('client_assertion'));
  },

  'elsewhere it is if you say so': async (origin) => {
    for (const [par, times] of [
      [true, 1],
      [false, 0],
      [undefined, 0],
    ]) {
      const app = appFor(origin, 'par-optional', { par });
      await login(app);
      equal((await logOf(app.issuer, 'par')).length, times, `${par}`);
    }
  },

  'where it cannot be pushed nothing is sent with the browser': async (origin) => {
    for (const [manner, options, code] of [
      ['good', { par: true }, 'OAUTH_MISSING_SERVER_METADATA'],
      ['par-refusing', { par: true }, 'OAUTH_RESPONSE_BODY_ERROR'],
      ['par-busy', { par: true }, 'OAUTH_RESPONSE_IS_NOT_CONFORM'],
      ['par-open', {}, 'OAUTH_INVALID_SERVER_METADATA'],
      ['par-required', { clientId: 'web', clientSecret: `${SECRET}wrong` }, 'OAUTH_RESPONSE_BODY_ERROR'],
    ]) {
      const { flow } = appFor(origin, manner, options);
      const error = await failure(() => flow.begin());
      equal([error.name, error.code], ['OAuthError', code], manner);
      ok(!textOf(error).includes(MARK), textOf(error));
    }
  },
};
