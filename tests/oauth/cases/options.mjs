// Options that are none: a TypeError that names the option, when the grant is made.
import { authorizationCode, clientCredentials } from 'tokenward/client/oauth';
import { clientFor, equal, failure, issuerOf, MARK, ok, REDIRECT_URI, SECRET } from './common.mjs';

const URLS = ['http://id.test', 'ftp://id.test', 'https://user:password@id.test', 'id.test', '', 7, [], null];
const TEXTS = ['', 7, null, {}, []];
const KEY = { type: 'private', usages: ['sign'] };
const SHARED = {
  clientId: [undefined, ...TEXTS],
  scope: TEXTS,
  audience: TEXTS,
  resource: ['api', 'https://a.test#b', '', 7, null, ['https://a.test', 'b'], [7]],
  parameters: [7, [], { a: 7 }, { scope: 'a' }, { Client_ID: 'a' }, { client_secret: 'a' }, new Map()],
  authentication: ['Basic', 'none', 7, null],
  privateKey: [
    '-----BEGIN PRIVATE KEY-----',
    7,
    null,
    [],
    {},
    { kty: 'EC', d: MARK },
    { key: {} },
    { key: KEY, kid: 7 },
    { key: KEY, kid: '' },
  ],
  allowInsecure: ['id.test:8080', 7, null, {}, [7], ['http://id.test'], ['*.test'], ['']],
  issuer: [
    ...URLS,
    'https://id.test?a',
    'https://id.test#a',
    {},
    { issuer: '' },
    { issuer: 'a', token_endpoint: 'http://id.test' },
    { issuer: 'a', token_endpoint: 7 },
  ],
};

const SERVICE = { issuer: 'https://id.test', clientId: 'a', clientSecret: MARK };
const APP = { issuer: 'https://id.test', clientId: 'a', redirectUri: REDIRECT_URI };

function thrown(work) {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error('it passed');
}

const refuses = (make, good, wrong) => async () => {
  make(good);
  for (const [name, values] of Object.entries(wrong)) {
    for (const value of values) {
      const error = await failure(() => make({ ...good, [name]: value }));
      ok(error instanceof TypeError && error.message.includes(`\`${name}`), `${name}: ${JSON.stringify(value)} ${error}`);
      ok(!error.message.includes(MARK), error.message);
    }
  }
  for (const options of [
    undefined,
    null,
    7,
    'https://id.test',
    new (class {
      issuer = 'https://id.test';
    })(),
  ])
    ok((await failure(() => make(options))) instanceof TypeError);
};

export const optionCases = {
  'options of clientCredentials': refuses(clientCredentials, SERVICE, {
    ...SHARED,
    issuer: [...SHARED.issuer, undefined],
    clientSecret: [undefined, ...TEXTS],
    tokenEndpoint: ['https://id.test/token'],
    secret: [MARK],
  }),

  'options of clientCredentials, with a token endpoint': refuses(
    clientCredentials,
    { ...SERVICE, issuer: undefined, tokenEndpoint: 'https://id.test' },
    {
      tokenEndpoint: [...URLS, 'https://id.test/#a'],
    },
  ),

  'options of authorizationCode': refuses(authorizationCode, APP, {
    ...SHARED,
    issuer: [undefined, ...SHARED.issuer, { issuer: 'a', authorization_endpoint: 'javascript:alert(1)' }],
    parameters: [
      ...SHARED.parameters,
      { state: 'a' },
      { nonce: 'a' },
      { code_challenge: 'a' },
      { response_mode: 'query' },
      { request: 'a' },
      { redirect_uri: 'a' },
    ],
    clientSecret: TEXTS,
    authentication: [...SHARED.authentication, 'basic', 'post'],
    redirectUri: [undefined, ...URLS, 'https://app.test/#a', 'app:/callback', '/callback'],
    requireIss: ['yes', 1, null],
    par: ['yes', 1, null],
    onIdToken: [7, {}, () => {}],
    fetch: [7, {}],
    timeout: [0, -1, NaN, Infinity, 3601, '1'],
    scopes: ['a'],
  }),

  'a secret or a key, not both; of a key the public half, or another use, is not enough': () => {
    for (const [make, good] of [
      [clientCredentials, { ...SERVICE, clientSecret: undefined }],
      [authorizationCode, APP],
    ]) {
      make({ ...good, privateKey: KEY });
      make({ ...good, privateKey: { key: KEY, kid: 'a' } });
      for (const wrong of [
        { privateKey: KEY, clientSecret: MARK },
        { privateKey: { type: 'public', usages: ['verify'] } },
        { privateKey: { type: 'private', usages: ['decrypt'] } },
        { privateKey: { type: 'secret', usages: ['sign'] } },
        { privateKey: { key: KEY, name: 'a' } },
      ]) {
        const { name, message } = thrown(() => make({ ...good, ...wrong }));
        equal([name, /`privateKey`/.test(message), message.includes(MARK)], ['TypeError', true, false]);
      }
      equal(thrown(() => make({ ...good, privateKey: KEY, authentication: 'post' })).name, 'TypeError');
    }
  },

  'options of begin': async () => {
    const flow = authorizationCode(APP);
    for (const options of [null, 7, { prompt: 'login' }, { parameters: { state: 'a' } }, { parameters: { login_hint: 7 } }]) {
      ok((await failure(() => flow.begin(options))) instanceof TypeError);
    }
  },

  'http: is good on loopback only': () => {
    for (const host of ['localhost', '127.0.0.1', '[::1]']) {
      authorizationCode({ ...APP, issuer: `http://${host}:8080`, redirectUri: `http://${host}/callback` });
      clientCredentials({ ...SERVICE, issuer: undefined, tokenEndpoint: `http://${host}/token` });
    }
  },

  'hosts that `allowInsecure` has may be asked over http:, for all there is to ask': async (origin) => {
    const issuer = issuerOf(origin, 'good');
    const inside = issuer.replace(origin, 'http://keycloak:8080');
    const asked = [];
    // The name is good in that network alone.
    const fetch = async (url, init) => {
      asked.push(new URL(url).pathname.split('/').at(-1));
      const response = await globalThis.fetch(url.replace('http://keycloak:8080', origin), init);
      if (!response.ok || response.headers.get('content-type') !== 'application/json') return response;
      return new Response((await response.text()).replaceAll(origin, 'http://keycloak:8080'), response);
    };
    const service = { issuer: inside, clientId: 'service', clientSecret: SECRET };
    for (const allowInsecure of [undefined, [], ['keycloak'], ['keycloak:8081'], ['other:8080']]) {
      const { message } = thrown(() => clientCredentials({ ...service, allowInsecure }));
      ok(message.startsWith('`issuer`') && message.includes('`allowInsecure`'), message);
    }
    const allowInsecure = ['keycloak:8080'];
    const { client } = clientFor(inside, clientCredentials({ ...service, allowInsecure }), { allowInsecure, fetch });
    equal((await client.fetch('api')).status, 200);
    equal(asked, ['openid-configuration', 'token', 'api']);
  },

  'what is spread is what createClient takes': () => {
    equal(
      [Object.keys(clientCredentials(SERVICE)), Object.keys({ ...authorizationCode(APP) })],
      [['login'], ['login', 'refresh', 'logout']],
    );
  },

  'nothing that is made shows a secret': () => {
    for (const made of [clientCredentials(SERVICE), authorizationCode({ ...APP, clientSecret: MARK })]) {
      ok(!JSON.stringify(made).includes(MARK));
      ok(!Object.values({ ...made }).some((value) => `${JSON.stringify(value)}`.includes(MARK)));
    }
  },
};
