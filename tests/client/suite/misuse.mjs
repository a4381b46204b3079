// Options and calls that are none: a TypeError at once, which names what is wrong.
import { equal, ok } from './setup.mjs';

const API = 'https://api.example';
const login = { url: 'login', body: { password: 'x' } };

/** What is given, and what the message has to name. */
const REFUSED = [
  [undefined, /createClient|options|baseUrl/],
  [null, /createClient|options|baseUrl/],
  [{}, /baseUrl/],
  [{ baseUrl: API }, /login|sessionToken/],
  ...[
    'http://api.example',
    'api.example',
    '/api',
    'ftp://api.example',
    'http://127.0.0.1.example',
    'http://localhost.example',
    'https://user:pw@api.example',
    'https://user@api.example',
    '',
    7,
    null,
    {},
    'http://0.0.0.0.example/',
    'http://192.168.0.1/',
    'http://10.0.0.1/',
  ].map((baseUrl) => [{ baseUrl, login }, /baseUrl/]),
  [{ baseUrl: API, login, logon: 1 }, /`logon`/],
  [{ baseUrl: API, login, base_url: 1 }, /`base_url`/],
  ...[
    'http://id.example/login',
    '',
    7,
    null,
    [],
    {},
    { url: 7 },
    { url: 'login', format: 'xml' },
    { url: 'login', body: 7 },
    { url: 'login', bodi: {} },
    { url: 'http://id.example' },
    { url: 'login', headers: 7 },
    { url: 'login', headers: null },
    { url: 'login', headers: { 'x-key': 'x.y.z\nx' } },
    { url: 'login', headers: { 'x key': 'x.y.z' } },
    { url: 'login', parameter: '' },
  ].flatMap((value) => [
    ...(value === '' ? [] : [[{ baseUrl: API, login: value }, /`?login`?/]]),
    ...(value === ''
      ? []
      : [
          [{ baseUrl: API, login, refresh: value }, /`?refresh`?/],
          [{ baseUrl: API, login, logout: value }, /`?logout`?/],
        ]),
  ]),
  ...[-1, NaN, Infinity, '5', null, {}].map((margin) => [{ baseUrl: API, login, margin }, /margin/]),
  ...[0, -1, NaN, '5', null].map((lifetime) => [{ baseUrl: API, login, lifetime }, /lifetime/]),
  ...[401, '401', null, {}, ['401'], [399], [500], [401.5], [NaN]].map((refreshOn) => [{ baseUrl: API, login, refreshOn }, /refreshOn/]),
  ...[
    'keycloak:8080',
    7,
    null,
    {},
    [7],
    [''],
    ['http://api'],
    ['api/'],
    ['*'],
    ['*.example'],
    ['a b'],
    ['user@api'],
    ['api?'],
    ['api:99999'],
  ].map((allowInsecure) => [{ baseUrl: API, login, allowInsecure }, /`allowInsecure`/]),
  ...['http://api:8081', 'http://api', 'http://other:8080', 'http://api.example:8080', 'ftp://api:8080'].map((baseUrl) => [
    { baseUrl, login, allowInsecure: ['api:8080'] },
    /`baseUrl`.*`allowInsecure`/,
  ]),
  [{ baseUrl: API, login: { url: 'http://other:8080/login' }, allowInsecure: ['api:8080'] }, /`login.url`.*`allowInsecure`/],
  ...['yes', 7, null].map((credentials) => [{ baseUrl: API, login, refresh: { url: 'refresh', credentials } }, /`refresh.credentials`/]),
  ...['omit', undefined].map((credentials) => [{ baseUrl: API, refresh: { url: 'refresh', credentials } }, /login|sessionToken/]),
  ...[0, -1, NaN, Infinity, '5', null].map((timeout) => [{ baseUrl: API, login, timeout }, /timeout/]),
  ...[
    true,
    7,
    'yes',
    { tries: 1 },
    { attempts: 0 },
    { attempts: 1.5 },
    { attempts: Infinity },
    { base: -1 },
    { base: '1' },
    { cap: NaN },
    { methods: 'GET' },
    { methods: [7] },
    null,
  ].map((retry) => [{ baseUrl: API, login, retry }, /retry/]),
  ...['', 7, null].map((name) => [{ baseUrl: API, login, name }, /name/]),
  ...[0, 'yes', null].map((tabs) => [{ baseUrl: API, login, tabs }, /tabs/]),
  ...[0, 'yes', null].map((logoutOnShutdown) => [{ baseUrl: API, login, logoutOnShutdown }, /logoutOnShutdown/]),
  ...[7, 'lock', {}, null].map((lock) => [{ baseUrl: API, login, lock }, /lock/]),
  ...[7, 'now', null].map((clock) => [{ baseUrl: API, login, clock }, /clock/]),
  ...[7, 'fetch', null].map((fetch) => [{ baseUrl: API, login, fetch }, /fetch/]),
  ...[7, null, {}, { key: {}, load() {} }, { key: 7, load() {}, save() {}, remove() {} }].map((persist) => [
    { baseUrl: API, login, persist },
    /persist/,
  ]),
  ...['', 7, null, 'with space', 'line\n'].map((sessionToken) => [{ baseUrl: API, sessionToken }, /sessionToken/]),
  ...[7, 'rotate', null].map((rotate) => [{ baseUrl: API, sessionToken: 'x.y.z', rotate }, /rotate/]),
  [{ baseUrl: API, login, rotate() {} }, /rotate/],
];

export const misuseScenarios = {
  'an option that is none is a TypeError that names it': async ({ createClient, seen }) => {
    for (const [options, name] of REFUSED) {
      let error;
      try {
        const made = createClient(options);
        await made.dispose();
      } catch (caught) {
        error = caught;
      }
      const what = JSON.stringify(options);
      ok(error instanceof TypeError, `${what}: ${error?.stack ?? 'passed'}`);
      ok(name.test(error.message), `${what}: ${error.message}`);
      seen.push(error);
      ok(!/pw|x\.y\.z|with space/.test(error.message), error.message);
    }
  },

  'undefined is not configured': async ({ createClient }) => {
    const names = [
      'refresh',
      'logout',
      'sessionToken',
      'rotate',
      'margin',
      'lifetime',
      'refreshOn',
      'allowInsecure',
      'timeout',
      'retry',
      'name',
      'tabs',
      'lock',
      'persist',
      'logoutOnShutdown',
      'clock',
      'fetch',
    ];
    const made = createClient({ baseUrl: API, login, ...Object.fromEntries(names.map((name) => [name, undefined])) });
    equal(made.state, 'empty');
    await made.dispose();
  },

  'loopback may be http': async ({ createClient }) => {
    for (const baseUrl of ['http://localhost:1/', 'http://127.0.0.1:1', 'http://[::1]:1/v1', new URL('http://localhost')])
      await createClient({ baseUrl, login }).dispose();
  },

  'so may be hosts that `allowInsecure` has, with all their endpoints': async ({ createClient }) => {
    const asked = [];
    const answer = async (url) => {
      asked.push(url);
      return Response.json({ access_token: 'at-answered', expires_in: 600 });
    };
    for (const [baseUrl, host] of [
      ['http://api:8080/v1', 'api:8080'],
      ['http://API', 'api'],
      ['http://api:80', 'api:80'],
      ['http://10.0.0.5:8080', '10.0.0.5:8080'],
      ['http://[fd00::1]:8080', '[fd00::1]:8080'],
    ]) {
      const made = createClient({ baseUrl, login: { url: 'login', body: {} }, allowInsecure: [host], fetch: answer, tabs: false });
      equal((await made.fetch('data')).status, 200);
      await made.dispose();
    }
    ok(asked.length === 10 && asked.every((url) => url.startsWith('http:')), asked.join());
  },

  'nothing is sent by making a client, nor by looking at it': async ({ world, client }) => {
    const w = await world();
    const c = client(w);
    equal([c.state, c.expiresIn], ['empty', undefined]);
    equal((await w.report()).total, 0);
    await c.dispose();
    equal((await w.report()).total, 0);
  },
};
