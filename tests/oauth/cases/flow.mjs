// A user's login by way of a browser, from beginning to end.
import { ClientError } from 'tokenward/client';
import { appFor, begun, browse, equal, failure, logOf, ok, REDIRECT_URI, SECRET } from './common.mjs';

const REFRESH = /grant_type=refresh_token/;
const sha256 = async (text) => {
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return btoa(String.fromCharCode(...new Uint8Array(hash)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
};

/** Login, request, refresh, logout, with an app that proves itself its own way. */
const wholeLife = (options) => async (origin) => {
  const { issuer, flow, client, time } = appFor(origin, 'good', options);
  const login = await begun(flow);
  // It survives the page that began it.
  await client.login({ ...login, transaction: JSON.parse(JSON.stringify(login.transaction)) });
  equal((await client.fetch('api')).status, 200);

  time.ahead = 3599;
  const answers = await Promise.all(Array.from({ length: 20 }, () => client.fetch('api')));
  equal([...new Set(answers.map(({ status }) => status))], [200]);
  time.ahead = 2 * 3599;
  equal((await client.fetch('api')).status, 200);
  const asked = (await logOf(issuer, 'token')).map(({ body }) => REFRESH.test(body));
  equal(asked, [false, true, true], 'one login, one refresh for all that wait, each with the latest refresh token');

  const authorization = `Bearer ${await client.token()}`;
  equal(await client.logout(), true);
  const [revoked] = await logOf(issuer, 'revoke');
  ok(/token_type_hint=refresh_token/.test(revoked.body), revoked.body);
  equal((await fetch(`${issuer}/api`, { headers: { authorization } })).status, 401, 'the server has revoked it all');
  equal(client.state, 'empty');
};

export const flowCases = {
  'a public app: login, one refresh, rotation, logout': wholeLife({}),
  'a server that has a secret, in the header': wholeLife({ clientId: 'web', clientSecret: SECRET }),
  'a server that has a secret, in the body': wholeLife({ clientId: 'web-post', clientSecret: async () => SECRET, authentication: 'post' }),
  'OAuth 2.0 without OpenID Connect': wholeLife({ scope: 'read' }),
  'no scope at all': wholeLife({ scope: undefined }),

  'the request is what RFC 6749, RFC 7636, RFC 8707 and OpenID Connect say': async (origin) => {
    const resource = ['https://a.test', 'urn:b'];
    const { issuer, flow } = appFor(origin, 'good', { audience: 'the-api', resource, parameters: { prompt: 'login' } });
    const { url, transaction } = await flow.begin({ parameters: { login_hint: 'alice' } });
    const { verifier, state, nonce } = transaction;
    equal(Object.keys(transaction), ['verifier', 'state', 'nonce', 'issuer']);
    equal(transaction.issuer, issuer);
    for (const value of [verifier, state, nonce]) ok(/^[\w-]{43}$/.test(value), value);
    equal(url.split('?')[0], `${issuer}/authorize`);
    equal([...new URL(url).searchParams].sort(), [
      ['audience', 'the-api'],
      ['client_id', 'app'],
      ['code_challenge', await sha256(verifier)],
      ['code_challenge_method', 'S256'],
      ['login_hint', 'alice'],
      ['nonce', nonce],
      ['prompt', 'login'],
      ['redirect_uri', REDIRECT_URI],
      ['resource', 'https://a.test'],
      ['resource', 'urn:b'],
      ['response_type', 'code'],
      ['scope', 'openid read'],
      ['state', state],
    ]);
    ok(!url.includes(verifier));
  },

  'the token request names the resources too': async (origin) => {
    const { issuer, flow, client, time } = appFor(origin, 'good', { resource: ['https://a.test', 'urn:b'] });
    await client.login(await begun(flow));
    time.ahead = 3599;
    await client.token();
    for (const { body } of await logOf(issuer, 'token')) equal(new URLSearchParams(body).getAll('resource'), ['https://a.test', 'urn:b']);
  },

  'without openid there is no nonce': async (origin) => {
    const { url, transaction } = await appFor(origin, 'good', { scope: 'read openidish' }).flow.begin();
    equal([Object.keys(transaction), new URL(url).searchParams.get('nonce')], [['verifier', 'state', 'issuer'], null]);
  },

  'no two logins have a value in common': async (origin) => {
    const { flow } = appFor(origin, 'good');
    const all = await Promise.all(Array.from({ length: 300 }, () => flow.begin()));
    equal(new Set(all.flatMap(({ transaction: { issuer, ...values } }) => Object.values(values))).size, 900);
  },

  'the metadata is asked for once': async (origin) => {
    const { issuer, flow, client } = appFor(origin, 'good');
    await client.login(await begun(flow));
    await client.login(await begun(flow));
    equal((await logOf(issuer, '.well-known/openid-configuration')).length, 1);
    equal((await logOf(issuer, 'jwks')).length, 1);
  },

  'metadata that is given, or published as RFC 8414 says': async (origin) => {
    const { issuer, flow, client } = appFor(origin, 'oauth2-only', { scope: 'read' });
    await client.login(await begun(flow));
    equal((await logOf(issuer)).map(({ path }) => path).slice(0, 2), ['.well-known/openid-configuration', 'rfc8414']);
    const metadata = { issuer, authorization_endpoint: `${issuer}/authorize`, token_endpoint: `${issuer}/token` };
    const given = appFor(origin, 'good', { issuer: metadata, scope: 'read' });
    await given.client.login(await begun(given.flow));
    equal(given.client.state, 'fresh');
    equal((await logOf(given.issuer)).length, 0);
  },

  'the callback may be relative, or a URL': async (origin) => {
    const { flow, client } = appFor(origin, 'good');
    for (const form of [(url) => `${url.pathname}${url.search}`, (url) => url]) {
      const { callback, transaction } = await begun(flow);
      await client.login({ callback: form(new URL(callback)), transaction });
      equal(client.state, 'fresh');
    }
  },

  'nobody logs in without a callback': async (origin) => {
    const { issuer, client } = appFor(origin, 'good');
    const first = await failure(() => client.fetch('api'));
    equal([first instanceof ClientError, first.code], [true, 'login_required']);
    const { cause } = await failure(() => client.login());
    ok(cause instanceof TypeError && /callback/.test(cause.message), `${cause}`);
    equal((await logOf(issuer)).length, 0);
  },

  'a refresh that is refused, or cannot be: the user has to log in': async (origin) => {
    for (const [manner, requests] of [
      ['refusing', 2],
      ['no-refresh-token', 1],
    ]) {
      const { issuer, flow, client, time } = appFor(origin, manner);
      const outcomes = [];
      client.on('refresh', ({ outcome }) => outcomes.push(outcome));
      await client.login(await begun(flow));
      time.ahead = 3700;
      equal((await failure(() => client.fetch('api'))).code, 'login_required', manner);
      equal((await failure(() => client.fetch('api'))).code, 'login_required', manner);
      equal([outcomes, (await logOf(issuer, 'token')).length], [['refused'], requests], manner);
      await client.login(await begun(flow));
      equal((await client.fetch('api')).status, 200);
    }
  },

  'logout: without a refresh token the access token is revoked': async (origin) => {
    const { issuer, flow, client } = appFor(origin, 'no-refresh-token');
    await client.login(await begun(flow));
    equal(await client.logout(), true);
    ok(/token_type_hint=access_token/.test((await logOf(issuer, 'revoke'))[0].body));
  },

  'logout: where nothing can be revoked the tokens are wiped all the same': async (origin) => {
    for (const [manner, confirmed] of [
      ['no-revocation', true],
      ['no-revoking', false],
    ]) {
      const { flow, client } = appFor(origin, manner);
      await client.login(await begun(flow));
      equal(await client.logout(), confirmed, manner);
      equal([client.state, (await failure(() => client.fetch('api'))).code], ['empty', 'logged_out']);
    }
  },

  'logout: the tokens are read before anything is waited for, and outlive the page': async (origin) => {
    const { issuer, flow, client } = appFor(origin, 'good');
    await client.login(await begun(flow));
    const held = { refreshToken: 'a-token', gone: false };
    const inits = [];
    const context = {
      fetch: (url, init) => (inits.push(init), fetch(url, init)),
      signal: AbortSignal.timeout(10_000),
      get refreshToken() {
        return held.gone ? undefined : held.refreshToken;
      },
    };
    const revoked = flow.logout(context);
    held.gone = true;
    equal((await revoked).status, 200);
    equal(
      inits.map(({ keepalive, redirect, method }) => [keepalive, redirect, method]),
      [[true, 'manual', 'POST']],
    );
    const [{ body }] = await logOf(issuer, 'revoke');
    equal(new URLSearchParams(body).get('token'), 'a-token');
  },

  'a login looks at no token that is held': async (origin) => {
    const { flow } = appFor(origin, 'good');
    const login = await begun(flow);
    const context = {
      fetch,
      signal: AbortSignal.timeout(10_000),
      credentials: login,
      get refreshToken() {
        throw new Error('looked');
      },
      get authorization() {
        throw new Error('looked');
      },
    };
    equal((await flow.login(context)).status, 200);
  },

  'the claims of the ID token': async (origin) => {
    const seen = [];
    const { flow, client } = appFor(origin, 'good', { onIdToken: (claims) => seen.push([claims.sub, claims.aud, client.state]) });
    await client.login(await begun(flow));
    equal(seen, [['xyzzyalice', 'app', 'empty']]);
  },

  'a server whose clock is an hour ahead, or behind': async (origin) => {
    for (const manner of ['ahead', 'behind']) {
      const { flow, client } = appFor(origin, manner);
      await client.login(await begun(flow));
      equal(client.state, 'fresh');
      ok(client.expiresIn > 3500 && client.expiresIn <= 3600, `${client.expiresIn}`);
    }
  },

  'an answer to come back later is heeded': async (origin) => {
    const { issuer, flow, client } = appFor(origin, 'busy');
    await client.login(await begun(flow));
    equal([client.state, (await logOf(issuer, 'token')).length], ['fresh', 2]);
  },

  'metadata that was not to be had is asked for again': async (origin) => {
    const { flow, client } = appFor(origin, 'flapping');
    const error = await failure(() => flow.begin());
    equal([error.name, error.code, error.retry], ['OAuthError', 'OAUTH_RESPONSE_IS_NOT_CONFORM', true]);
    const { url, transaction } = await flow.begin();
    await client.login({ callback: await browse(url), transaction });
    equal(client.state, 'fresh');
  },
};
