// Rust and TypeScript read options, each some: both refuse in the same words, and name all that is known.
import assert from 'node:assert/strict';
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installPackage } from '../../tools/install-package.mjs';
import { runChecks } from '../support/checks.mjs';
import { importFile } from '../support/node.mjs';
import { callChecks } from './calls.mjs';
import { keyChecks } from './keys.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const app = join(root, 'target/options/app');
const installed = join(app, 'node_modules/tokenward');
installPackage(app);
cpSync(join(root, 'node_modules/oauth4webapi'), join(app, 'node_modules/oauth4webapi'), { recursive: true });

const tokenward = await importFile(installed, 'entry/node.js');
const client = await importFile(installed, 'entry/client/node.js');
const oauth = await importFile(installed, 'dist/client/oauth/index.js');
const guards = await Promise.all(['hono', 'express', 'fastify'].map((name) => importFile(installed, `dist/guard/${name}.js`)));
const providers = await importFile(installed, 'dist/providers/index.js');
const [{ redisStore }, { workersKvStore }, { cacheApiStore }] = await Promise.all(
  ['redis', 'workers-kv', 'cache-api'].map((name) => importFile(installed, `dist/stores/${name}.js`)),
);

const SECRET = 'a secret of 32 bytes or more, so it is'; // of nobody
const keys = { secret: SECRET };
const algorithms = ['HS256'];
const baseUrl = 'https://api.test';
const login = { url: '/login', body: {} };
const flow = { issuer: 'https://id.test', clientId: 'a', redirectUri: 'https://app.test/' };
const verifier = tokenward.createVerifier({ keys, algorithms });
const ofIdTokens = tokenward.createVerifier({ keys, algorithms, preset: 'id_token', issuer: 'op', audience: 'me' });

/** What kind a message says that a value is of: see `Value::kind` in src/value.rs. */
const KINDS = [
  [null, 'null or undefined'],
  [true, 'a boolean'],
  [NaN, 'NaN'],
  [Infinity, 'Infinity'],
  [-Infinity, 'Infinity'],
  [-1, 'a negative number'],
  [1, 'a number'],
  ['', 'an empty string'],
  ['x', 'a string'],
  [new Uint8Array(0), 'bytes'],
  [Buffer.from('x'), 'bytes'],
  [[], 'an empty array'],
  [[1], 'an array'],
  [{}, 'an object'],
  [new Map(), 'an object'],
  [() => 0, 'something else'],
  [1n, 'something else'],
  [Symbol('x'), 'something else'],
];

/** What reads one option, and may take some of the values. */
const RUST = {
  maxAge: (maxAge) => tokenward.createVerifier({ keys, algorithms, maxAge }),
  ttl: (ttl) => tokenward.remoteJwks('https://id.test', { ttl }),
  prefix: (prefix) => tokenward.generateApiKey({ prefix, environment: 'live' }),
  margin: (margin) => client.shouldRefresh(1, { margin }),
  accessToken: (accessToken) => ofIdTokens.verify('a.b.c', { nonce: false, accessToken }),
};
const TYPESCRIPT = {
  timeout: (timeout) => tokenward.createRevocationList({ timeout }),
  'retry.base': (base) => client.createClient({ baseUrl, login, retry: { base } }),
  name: (name) => client.createClient({ baseUrl, login, name }),
  clock: (clock) => client.shouldRefresh(1, { clock }),
  schema: (schema) => tokenward.createVerifier({ keys, algorithms, schema }),
  ips: (ips) => tokenward.guard(verifier, () => {}, { ips }),
  maxEntries: (maxEntries) => tokenward.memoryStore({ maxEntries }),
  onIdToken: (onIdToken) => oauth.authorizationCode({ ...flow, scope: 'openid', onIdToken }),
  store: (store) => tokenward.createRevocationList({ store }),
};

/** The error of a call that refuses, also later; undefined if it does not. */
async function refusal(call) {
  try {
    await call();
    return undefined;
  } catch (error) {
    return error;
  }
}

/** The kinds that the functions which refuse a value say that it is of. */
async function kindsBy(readers, value) {
  const kinds = new Set();
  for (const [name, read] of Object.entries(readers)) {
    const error = await refusal(() => read(value));
    // A token that is none is refused with a code, once its options are good.
    if (error === undefined || error.code !== undefined) continue;
    assert.equal(error.constructor, TypeError, `${name}: ${error}`);
    const [, option, kind] = /^`([\w.]+)` must .+?(?:, not ([^,]+))?$/.exec(error.message) ?? [];
    assert.equal(option, name, error.message);
    if (kind !== undefined) kinds.add(kind);
  }
  return [...kinds];
}

/**
 * The functions that take options: what their messages begin with, the interfaces that have the known
 * names, a misspelt name and what it is taken for, and a call.
 */
const FUNCTIONS = {
  createVerifier: {
    types: { 'verifier/types': ['VerifierOptions', 'IssuersOptions', 'GrantSources'] },
    names: ['audiance', 'audience'],
    call: (options) => tokenward.createVerifier(options),
    good: { keys, algorithms },
  },
  'createVerifier, each of issuers': {
    where: 'createVerifier',
    types: { 'verifier/types': ['VerifierOptions', 'IssuersOptions', 'GrantSources'] },
    names: ['ISSUERS_', 'issuer'],
    call: (options) => tokenward.createVerifier({ algorithms, issuers: [options] }),
    good: { keys, issuer: 'a' },
    what: 'each of `issuers`: the options',
  },
  requireScopes: {
    known: ['scopesFrom'],
    names: ['scopeFrom', 'scopesFrom'],
    call: (options) => tokenward.requireScopes({ scope: 'a' }, 'a', options),
  },
  requireRoles: {
    known: ['rolesFrom'],
    names: ['roleFrom', 'rolesFrom'],
    call: (options) => tokenward.requireRoles({ roles: 'a' }, 'a', options),
  },
  verify: {
    types: { 'verifier/types': ['Login', 'AsyncContext'] },
    names: ['acessToken', 'accessToken'],
    call: (options) => ofIdTokens.verify('a.b.c', options),
    good: { nonce: 'n' },
  },
  remoteJwks: {
    types: { 'keys/types': ['RemoteJwksOptions'] },
    names: ['coolDowns', 'cooldown'],
    call: (options) => tokenward.remoteJwks('https://id.test', options),
  },
  discoverJwks: {
    types: { 'keys/types': ['RemoteJwksOptions'] },
    names: ['onSkipedKey', 'onSkippedKey'],
    call: (options) => tokenward.discoverJwks('https://id.test', options),
    what: 'discoverJwks: the options',
  },
  createRevocationList: {
    types: { 'revocation/list': ['RevocationOptions'] },
    names: ['onStoreErorr', 'onStoreError'],
    call: (options) => tokenward.createRevocationList(options),
  },
  expiresIn: {
    types: { 'tokens/expiry': ['ExpiryOptions'] },
    names: ['Clocks', 'clock'],
    call: (options) => client.expiresIn(1, options),
  },
  shouldRefresh: {
    types: { 'tokens/expiry': ['RefreshOptions', 'ExpiryOptions'] },
    names: ['margins', 'margin'],
    call: (options) => tokenward.shouldRefresh(1, options),
  },
  TokenHolder: {
    types: { 'tokens/holder': ['TokenHolderOptions'] },
    names: ['leaway', 'leeway'],
    call: (options) => new client.TokenHolder(options),
  },
  generateApiKey: {
    types: { 'api-keys/generate': ['ApiKeyOptions'] },
    names: ['enviroment', 'environment'],
    call: (options) => tokenward.generateApiKey(options),
    good: { prefix: 'a', environment: 'live' },
  },
  createClient: {
    types: { 'client/types': ['ClientOptions'] },
    names: ['baseURI', 'baseUrl'],
    call: (options) => client.createClient(options).dispose(),
    good: { baseUrl, login },
  },
  ...Object.fromEntries(
    ['login', 'refresh', 'logout'].map((name) => [
      `createClient, ${name}`,
      {
        where: `\`${name}\``,
        types: { 'client/types': ['Endpoint'] },
        names: ['bodi', 'body'],
        call: (options) => client.createClient({ baseUrl, login, [name]: options }).dispose(),
        good: login,
        what: `\`${name}\``,
      },
    ]),
  ),
  'createClient, retry': {
    where: '`retry`',
    types: { 'client/types': ['RetryOptions'] },
    names: ['atempts', 'attempts'],
    call: (options) => client.createClient({ baseUrl, login, retry: options }).dispose(),
    what: '`retry`',
  },
  'createClient, persist': {
    where: '`persist`',
    types: { 'client/types': ['PersistOptions'] },
    names: ['KEY1', 'key'],
    call: (options) => client.createClient({ baseUrl, login, persist: options }).dispose(),
    good: { key: () => {}, load() {}, save() {}, remove() {} },
    what: '`persist`',
  },
  clientCredentials: {
    types: { 'client/oauth/types': ['ClientCredentialsOptions'] },
    names: ['clientSecrets', 'clientSecret'],
    call: (options) => oauth.clientCredentials(options),
    good: { issuer: 'https://id.test', clientId: 'a', clientSecret: SECRET },
  },
  authorizationCode: {
    types: { 'client/oauth/types': ['AuthorizationCodeOptions'] },
    names: ['redirectURL', 'redirectUri'],
    call: (options) => oauth.authorizationCode(options),
    good: flow,
  },
  begin: {
    types: { 'client/oauth/types': ['BeginOptions'] },
    names: ['parameter', 'parameters'],
    call: (options) => oauth.authorizationCode({ ...flow, fetch: () => Promise.reject(new Error('nobody')) }).begin(options),
    isUsed: false,
  },
  guard: {
    types: { 'verifier/types': ['GrantSources'], 'guard/authenticate': ['GuardOptions'], 'guard/fetch': ['FetchGuardOptions'] },
    names: ['scope', 'scopes'],
    call: (options) => tokenward.guard(verifier, () => {}, options),
  },
  ...Object.fromEntries(
    ['hono', 'express', 'fastify'].map((name, at) => [
      `guard, ${name}`,
      {
        where: 'guard',
        types: {
          'verifier/types': ['GrantSources'],
          'guard/authenticate': ['GuardOptions'],
          ...(name !== 'fastify' && { 'guard/fetch': ['FetchGuardOptions'] }),
        },
        names: ['prefligth', 'preflight'],
        call: (options) => guards[at].guard(verifier, options),
      },
    ]),
  ),
  memoryStore: {
    types: { 'stores/memory': ['MemoryStoreOptions'] },
    names: ['maxEntry', undefined],
    call: (options) => tokenward.memoryStore(options),
  },
  redisStore: {
    types: { 'stores/redis': ['RedisStoreOptions'] },
    names: ['prefixes', 'prefix'],
    call: (options) => redisStore({ send() {} }, options),
  },
  workersKvStore: {
    types: { 'stores/workers-kv': ['WorkersKvStoreOptions'] },
    names: ['cacheTTL_', 'cacheTtl'],
    call: (options) => workersKvStore({}, options),
  },
  cacheApiStore: {
    types: { 'stores/cache-api': ['CacheApiStoreOptions'] },
    names: ['base_url', 'baseUrl'],
    call: (options) => cacheApiStore({ match() {} }, options),
  },
};

/** The functions of tokenward/providers: file and interface of their options, a misspelt name and what is meant, good options. */
const PROVIDERS = {
  apple: ['apple', 'AppleOptions', ['clientid', 'clientId'], { clientId: 'a' }],
  auth0: ['auth0', 'Auth0Options', ['organisation', 'organization'], { domain: 'a.test', audience: 'a' }],
  clerk: ['clerk', 'ClerkOptions', ['authorisedParties', 'authorizedParties'], { domain: 'a.test', authorizedParties: 'https://a.test' }],
  cloudflareAccess: ['cloudflare-access', 'CloudflareAccessOptions', ['teams', 'team'], { team: 'a', audience: 'a' }],
  cognito: ['cognito', 'CognitoOptions', ['userPools', 'userPool'], { userPool: 'eu-west-1_a', clientId: 'a' }],
  entra: ['entra', 'EntraOptions', ['tenants', 'tenant'], { tenant: 'common', audience: '11111111-2222-3333-4444-555555555555' }],
  firebase: ['firebase', 'FirebaseOptions', ['projects', 'project'], { project: 'a' }],
  githubActions: ['github-actions', 'GithubActionsOptions', ['repositories', undefined], { audience: 'a', repository: 'a/b' }],
  google: ['google', 'GoogleOptions', ['clientIds', 'clientId'], { clientId: 'a' }],
  keycloak: ['keycloak', 'KeycloakOptions', ['realms', 'realm'], { url: 'https://a.test', realm: 'a', audience: 'a' }],
  kubernetes: ['kubernetes', 'KubernetesOptions', ['serviceAccounts', 'serviceAccount'], { issuer: 'https://a.test', audience: 'a' }],
  okta: ['okta', 'OktaOptions', ['authorisationServer', 'authorizationServer'], { domain: 'a.test', audience: 'a' }],
  shopify: ['shopify', 'ShopifyOptions', ['apiKeys', 'apiKey'], { apiKey: 'a', apiSecret: SECRET }],
  supabase: ['supabase', 'SupabaseOptions', ['anonymus', 'anonymous'], { url: 'https://a.test' }],
  twitch: ['twitch', 'TwitchOptions', ['channelID_', 'channelId'], { secret: 'AAAA' }],
};
for (const [name, [file, options, names, good]] of Object.entries(PROVIDERS)) {
  const shared = ['shopify', 'twitch'].includes(name) ? ['ProviderOptions'] : ['ProviderOptions', 'FetchedProviderOptions'];
  FUNCTIONS[name] = {
    types: { [`providers/${file}`]: [options], 'providers/options': shared },
    names,
    call: (given) => providers[name](given),
    good,
  };
}

/** The members that the interfaces of a declaration have themselves. */
function membersIn(file, interfaces) {
  const text = readFileSync(join(installed, 'dist', `${file}.d.ts`), 'utf8');
  return interfaces.flatMap((name) => {
    const body = new RegExp(`^export interface ${name}\\b[^{]*\\{\\n(.*?)^\\}`, 'ms').exec(text)?.[1];
    assert.ok(body, `${name} is not in ${file}.d.ts`);
    return [...body.matchAll(/^ {4}(\w+)\??[:(]/gm)].map(([, member]) => member);
  });
}

const checks = {};

for (const [value, kind] of KINDS) {
  const shown = `${typeof value} ${kind}`;
  checks[`kinds: ${shown}: Rust and TypeScript say the same`] = async () => {
    assert.deepEqual(await kindsBy(RUST, value), [kind], 'Rust');
    assert.deepEqual(await kindsBy(TYPESCRIPT, value), [kind], 'TypeScript');
  };
}

for (const [
  title,
  { where = title, types = {}, known: others = [], names, call, good = {}, what = `${where}: the options`, isUsed = true },
] of Object.entries(FUNCTIONS)) {
  const members = [...others, ...Object.entries(types).flatMap(([file, interfaces]) => membersIn(file, interfaces))];
  const [misspelt, meant] = names;

  checks[`names: ${title}: what was meant, and all that is known`] = async () => {
    const error = await refusal(() => call({ ...good, [misspelt]: SECRET }));
    assert.equal(error?.constructor, TypeError, `${error?.stack}`);
    const hint = meant === undefined ? '' : `did you mean \`${meant}\`? `;
    const [said, known] = error.message.split('known are ');
    assert.equal(said, `${where}: unknown option \`${misspelt}\`; ${hint}`);
    assert.deepEqual(known.split(', ').sort(), [...members].sort());
  };

  checks[`names: ${title}: no more than 40 characters are shown, and never a value`] = async () => {
    const { message } = await refusal(() => call({ ...good, ['y'.repeat(100_000)]: SECRET }));
    assert.ok(message.startsWith(`${where}: unknown option \`${'y'.repeat(40)}\`; known are `), message.slice(0, 200));
    assert.ok(!message.includes(SECRET), message);
  };

  checks[`options: ${title}: a plain object, in which undefined is nothing`] = async () => {
    for (const [value, kind] of KINDS) {
      // URLs, functions and objects stand for other things there, or there is no problem at all.
      if (kind === 'an object' || (what.startsWith('`') && ['a string', 'an empty string', 'something else'].includes(kind))) continue;
      const error = await refusal(() => call(value));
      assert.equal(error?.constructor, TypeError, `${kind}: ${error?.stack ?? 'passed'}`);
      assert.ok(error.message.startsWith(`${what} must be `) && error.message.endsWith(`, not ${kind}`), error.message);
    }
    for (const options of [Object.create(good), new (class Options {})(), new Map()]) {
      assert.equal((await refusal(() => call(options)))?.message, `${what} must be a plain object`);
    }
    if (!isUsed) return;
    for (const options of [good, Object.assign(Object.create(null), good), { ...good, [misspelt]: undefined }]) {
      const error = await refusal(() => call(options));
      assert.ok(error === undefined || error.code !== undefined, `${error?.stack}`);
    }
  };
}

await runChecks('options', { ...checks, ...callChecks(tokenward), ...keyChecks(tokenward) });
