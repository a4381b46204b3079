// Servers, browsers and callers that do what they must not.
import {
  appFor,
  begun,
  browse,
  equal,
  failure,
  issuerOf,
  logOf,
  MARK,
  ok,
  REDIRECT_URI,
  refusesLogin,
  serviceFor,
  textOf,
} from './common.mjs';

const INVALID = 'OAUTH_INVALID_RESPONSE';
const CLAIM = 'OAUTH_JWT_CLAIM_COMPARISON_FAILED';

/** A login that must not succeed; `requests` is how often the code may be sent. */
const refused =
  (manner, { requests = 1, spoil = (login) => login, options, more, ...expected }) =>
  async (origin) => {
    const app = appFor(origin, manner, options, more);
    const login = await spoil(await begun(app.flow), app);
    const { verifier } = login.transaction;
    await refusesLogin(app, login, { code: 'login_failed', ...expected, secrets: verifier ? [verifier] : [] });
    equal((await logOf(app.issuer, 'token')).length, requests, 'requests');
    equal((await logOf(app.issuer, 'elsewhere')).length, 0);
  };

const param =
  (name, value) =>
  ({ callback, transaction }) => {
    const url = new URL(callback);
    if (value === undefined) url.searchParams.delete(name);
    else url.searchParams.set(name, value);
    return { callback: url.href, transaction };
  };
const twice =
  (name) =>
  ({ callback, transaction }) => ({ callback: `${callback}&${name}=${new URL(callback).searchParams.get(name)}`, transaction });
const another =
  (name) =>
  async (login, { flow }) => {
    const { transaction } = await flow.begin();
    return { callback: login.callback, transaction: { ...login.transaction, [name]: transaction[name] } };
  };

/** Metadata with which no login begins. */
const neverBegins = (manner, code, options) => async (origin) => {
  const error = await failure(() => appFor(origin, manner, options).flow.begin());
  equal([error.name, error.code], ['OAuthError', code], error.stack);
  ok(!textOf(error).includes('evil'), textOf(error));
};

export const hostileCases = {
  // RFC 9207, RFC 6749 section 10.12
  'a callback from another issuer (mix-up)': refused('wrong-iss', { cause: INVALID, requests: 0 }),
  'a callback that does not say from where': refused('no-iss', { cause: INVALID, requests: 0 }),
  'a callback with two issuers': refused('good', { cause: INVALID, requests: 0, spoil: twice('iss') }),
  'a callback of somebody else (another state)': refused('good', { cause: INVALID, requests: 0, spoil: another('state') }),
  'a callback with a state that was guessed': refused('good', { cause: INVALID, requests: 0, spoil: param('state', `${MARK}guess`) }),
  'a callback without state': refused('no-state', { cause: INVALID, requests: 0 }),
  'a callback with two states': refused('good', { cause: INVALID, requests: 0, spoil: twice('state') }),
  'a callback with two codes': refused('good', { cause: INVALID, requests: 0, spoil: twice('code') }),
  'a callback without a code': refused('good', { cause: INVALID, requests: 0, spoil: param('code') }),
  'a callback with tokens in it (implicit flow)': refused('good', {
    cause: 'OAUTH_UNSUPPORTED_OPERATION',
    requests: 0,
    spoil: param('id_token', MARK),
  }),
  'the user says no': refused('denied', { cause: 'access_denied', requests: 0 }),
  'an error that is no error code': refused('denied', {
    cause: 'OAUTH_AUTHORIZATION_RESPONSE_ERROR',
    requests: 0,
    spoil: param('error', `${MARK} <b>`),
  }),
  'a code that was guessed': refused('good', { code: 'login_refused', status: 400, spoil: param('code', `${MARK}guess`) }),

  // RFC 7636 section 1
  'a code that was stolen: another verifier': refused('good', { code: 'login_refused', status: 400, spoil: another('verifier') }),

  // OpenID Connect Core section 3.1.3.7
  'no ID token': refused('no-id-token', { cause: INVALID }),
  'an ID token without nonce': refused('no-nonce', { cause: INVALID }),
  'an ID token with another nonce (replay)': refused('wrong-nonce', { cause: CLAIM }),
  'an ID token for somebody else': refused('wrong-audience', { cause: CLAIM }),
  'an ID token of another issuer': refused('wrong-issuer', { cause: CLAIM }),
  'an ID token that has expired': refused('old-id-token', { cause: 'OAUTH_JWT_TIMESTAMP_CHECK_FAILED' }),
  'an ID token that was changed': refused('tampered', { cause: INVALID }),
  'an ID token by a key of somebody else': refused('other-key', { cause: INVALID }),
  'an ID token that cannot be decoded': refused('undecodable', { cause: INVALID }),
  'an ID token that nobody has signed': refused('unsigned', { cause: INVALID }),

  // RFC 6749 section 7.1
  'tokens of a type that nobody knows': refused('mac', { cause: 'OAUTH_UNSUPPORTED_OPERATION' }),
  'tokens that are bound to a key': refused('dpop', { cause: INVALID }),

  'a page instead of an answer': refused('html', { cause: 'OAUTH_RESPONSE_IS_NOT_JSON' }),
  'a redirect instead of an answer': refused('redirecting', { status: 307 }),
  'a refusal that tells secrets': refused('talkative-400', { code: 'login_refused', status: 400 }),
  'a refusal that tells secrets in a header': refused('talkative-401', { code: 'login_refused', status: 401 }),

  // RFC 6749 section 4.1.2: the code is sent once.
  'no answer at all': refused('silent', { more: { timeout: 0.5 } }),
  'an answer without end': refused('huge', { cause: 'OAUTH_INVALID_REQUEST' }),
  'a server that fails': refused('talkative-500', { cause: 'OAUTH_INVALID_REQUEST' }),
  'a code that was used': async (origin) => {
    const { issuer, flow, client } = appFor(origin, 'good');
    const login = await begun(flow);
    await client.login(login);
    // As read from where it was stored, and by another flow and client of the same program.
    const again = () => JSON.parse(JSON.stringify(login));
    const other = appFor(origin, 'good', { issuer });
    for (const [each, given] of [
      [client, login],
      [client, again()],
      [other.client, again()],
    ]) {
      const { code, cause } = await failure(() => each.login(given));
      equal([code, cause.name, cause.code], ['login_failed', 'OAuthError', 'OAUTH_INVALID_REQUEST']);
    }
    equal([client.state, other.client.state], ['fresh', 'empty']);
    equal((await logOf(issuer, 'token')).length, 1);
  },

  'a transaction that is read twice at once sends the code once': async (origin) => {
    const { issuer, flow, client } = appFor(origin, 'good');
    const others = [appFor(origin, 'good', { issuer }), appFor(origin, 'good', { issuer })];
    const stored = JSON.stringify(await begun(flow));
    const all = await Promise.allSettled([client, ...others.map((each) => each.client)].map((each) => each.login(JSON.parse(stored))));
    equal(all.filter(({ status }) => status === 'fulfilled').length, 1);
    equal((await logOf(issuer, 'token')).length, 1);
  },

  // RFC 9700 section 4.4: two issuers on one redirectUri, of which the honest one sends no `iss`.
  'mix-up: a login begun with one issuer is not finished with another': async (origin) => {
    const honest = appFor(origin, 'silent-iss');
    const evil = appFor(origin, 'silent-iss');
    const login = await begun(honest.flow);
    ok(!new URL(login.callback).searchParams.has('iss'));
    await refusesLogin(evil, login, { code: 'login_failed', cause: INVALID, secrets: [login.transaction.verifier] });
    equal((await logOf(evil.issuer, 'token')).length, 0);
    await honest.client.login(login);
    equal(honest.client.state, 'fresh');
  },

  'mix-up: the attacker sends the browser on to the honest issuer, whose code comes back': async (origin) => {
    const honest = appFor(origin, 'silent-iss');
    const guarded = [
      { requireIss: true },
      { redirectUri: 'https://app.test/evil?from=id' },
      { redirectUri: 'https://app.test/callback?from=evil' },
      { redirectUri: 'https://evil.app.test/callback?from=id' },
    ];
    for (const options of guarded) {
      const evil = appFor(origin, 'silent-iss', options);
      const { url, transaction } = await evil.flow.begin();
      const asked = new URL(url);
      asked.searchParams.set('redirect_uri', REDIRECT_URI);
      const callback = await browse(`${honest.issuer}/authorize${asked.search}`);
      await refusesLogin(evil, { callback, transaction }, { code: 'login_failed', cause: INVALID, secrets: [transaction.verifier] });
      equal((await logOf(evil.issuer, 'token')).length, 0, JSON.stringify(options));
    }
  },

  '`requireIss`: with `iss` all is well, though the metadata does not promise it': async (origin) => {
    const issuer = issuerOf(origin, 'good');
    const metadata = { issuer, authorization_endpoint: `${issuer}/authorize`, token_endpoint: `${issuer}/token` };
    const { flow, client } = appFor(origin, 'good', { issuer: metadata, scope: 'read', requireIss: true }, { baseUrl: issuer });
    const login = await begun(flow);
    const without = new URL(login.callback);
    without.searchParams.delete('iss');
    equal((await failure(() => client.login({ ...login, callback: without }))).cause.code, INVALID);
    await client.login(login);
    equal(client.state, 'fresh');
  },

  'a callback that is not at redirectUri': async (origin) => {
    const { issuer, flow, client } = appFor(origin, 'good');
    const login = await begun(flow);
    const { search } = new URL(login.callback);
    for (const at of [
      'https://other.test/callback',
      'http://app.test/callback',
      'https://app.test:8443/callback',
      'https://app.test/callback/',
      'https://app.test/',
      'https://app.test/Callback',
      'https://app.test/callback/more',
    ]) {
      const { code, cause } = await failure(() => client.login({ ...login, callback: `${at}${search}` }));
      equal([code, cause.name, cause.code], ['login_failed', 'OAuthError', INVALID], at);
    }
    const { code } = await failure(() => client.login({ ...login, callback: login.callback.replace('from=id', 'from=elsewhere') }));
    equal(code, 'login_failed');
    equal((await logOf(issuer, 'token')).length, 0);
    await client.login({ ...login, callback: `${login.callback}#_=_` });
    equal(client.state, 'fresh');
  },

  'a rotated refresh token is not sent again because its answer was of no use': async (origin) => {
    const { issuer, flow, client, time } = appFor(origin, 'mac-refresh');
    await client.login(await begun(flow));
    time.ahead = 3700;
    const error = await failure(() => client.fetch('api'));
    equal([error.code, error.cause.code], ['refresh_failed', 'OAUTH_UNSUPPORTED_OPERATION']);
    ok(!textOf(error).includes(MARK), textOf(error));
    equal((await logOf(issuer, 'token')).length, 2);
  },

  'metadata of another issuer': neverBegins('other-issuer', 'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED'),
  'metadata that sends the browser to a script': neverBegins('script-endpoint', 'OAUTH_INVALID_SERVER_METADATA'),
  'metadata that sends the browser in the clear': neverBegins('open-endpoint', 'OAUTH_INVALID_SERVER_METADATA'),
  'metadata that sends secrets in the clear': neverBegins('open-token', 'OAUTH_INVALID_SERVER_METADATA'),
  'metadata that is a page': neverBegins('html-metadata', 'OAUTH_RESPONSE_IS_NOT_JSON'),
  'a server that knows no S256': neverBegins('plain-only', 'OAUTH_MISSING_SERVER_METADATA'),
  'a server that does not answer': async (origin) => {
    const fetch = (_, { signal }) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    const { flow } = appFor(origin, 'good', { fetch, timeout: 0.2 });
    ok(/no answer/.test((await failure(() => flow.begin())).message));
  },

  'a transaction that is not whole: nothing is asked': async (origin) => {
    const { issuer, flow, client } = appFor(origin, 'good');
    const { callback, transaction } = await begun(flow);
    const before = (await logOf(issuer)).length;
    const { verifier, state, nonce, issuer: begunWith } = transaction;
    const wrong = [
      undefined,
      null,
      {},
      'text',
      { verifier, state },
      { state, nonce },
      { verifier, nonce },
      { verifier, state: '', nonce },
      { verifier: 'short', state, nonce },
      { verifier, state, nonce: 7 },
      { verifier: [verifier], state, nonce },
    ].map((each) => (typeof each === 'object' && each !== null ? { ...each, issuer: begunWith } : each));
    wrong.push({ verifier, state, nonce }, { verifier, state, nonce, issuer: 7 });
    for (const given of wrong) {
      const { code, cause } = await failure(() => client.login({ callback, transaction: given }));
      equal([code, cause instanceof TypeError], ['login_failed', true], JSON.stringify(given));
      ok(!`${cause.message}`.includes(verifier));
    }
    for (const given of [undefined, 7, null, 'https://[']) {
      ok((await failure(() => client.login({ callback: given, transaction }))).cause instanceof TypeError);
    }
    equal((await logOf(issuer)).length, before);
  },

  'a service: what the server says goes nowhere': async (origin) => {
    const expected = {
      'talkative-400': ['login_refused', 400, undefined, 1],
      'talkative-401': ['login_refused', 401, undefined, 1],
      'talkative-500': ['login_failed', 500, undefined, 4],
      html: ['login_failed', undefined, 'OAUTH_RESPONSE_IS_NOT_JSON', 1],
      mac: ['login_failed', undefined, 'OAUTH_UNSUPPORTED_OPERATION', 1],
      redirecting: ['login_failed', 307, undefined, 1],
    };
    for (const [manner, [code, status, cause, requests]] of Object.entries(expected)) {
      const { issuer, client } = serviceFor(origin, manner);
      const error = await failure(() => client.fetch('api'));
      equal([error.code, error.status, error.cause?.code], [code, status, cause], manner);
      ok(!textOf(error).includes(MARK), `${manner}: ${textOf(error)}`);
      equal((await logOf(issuer, 'token')).length, requests, manner);
    }
  },

  'the test itself would find a secret': async () => {
    const inner = new Error('a', { cause: { body: [new URLSearchParams({ code: MARK })] } });
    ok(textOf(new Error('b', { cause: inner })).includes(MARK));
    ok(textOf({ a: new TextEncoder().encode(MARK) }).includes(MARK));
  },
};
