// Every function that reads what others wrote, and the inputs it is given.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import * as tokenward from 'tokenward';
import { createClient } from 'tokenward/client';
import { authorizationCode, clientCredentials } from 'tokenward/client/oauth';
import { guard as ofExpress } from 'tokenward/express';
import { guard as ofFastify } from 'tokenward/fastify';
import { guard as ofHono } from 'tokenward/hono';
import { TokenStoreObject } from 'tokenward/stores/durable-object';
import { assertLinear, texts } from './growth.mjs';

const SECRET = 'a secret that both sides of these tests know';
const LONG = 1 << 22;
const options = {
  keys: { secret: SECRET },
  algorithms: ['HS256'],
  audience: 'https://api.test',
  issuer: 'https://id.test',
  maxTokenBytes: LONG,
};
const verifier = tokenward.createVerifier(options);
const encode = (text) => Buffer.from(text).toString('base64url');

/** A token of this header and these claims, given as the members of JSON objects. */
function signed(claims, header = '') {
  const input = `${encode(`{"alg":"HS256"${header}}`)}.${encode(`{"iss":"https://id.test","aud":"https://api.test","exp":9999999999${claims}}`)}`;
  return `${input}.${createHmac('sha256', SECRET).update(input).digest('base64url')}`;
}

/** Whatever the verdict is: its time counts. */
async function verdict(work) {
  try {
    return await work();
  } catch (error) {
    if (error instanceof tokenward.TokenError) return undefined;
    throw error;
  }
}

const subjects = {};
/** A check of `run(text)` with each of the texts; `n` is the shorter length. */
function over(name, given, run, n = 8192) {
  subjects[name] = async () => {
    for (const [label, text] of given) {
      const make = (length) => {
        const input = text(length);
        return () => run(input);
      };
      await assertLinear(make, n, label);
    }
  };
}

const PIECES = [
  ' ',
  '\t',
  ';',
  '; ',
  '=',
  ',',
  '"',
  '\\',
  '.',
  ':',
  '/',
  '?',
  '&',
  '%',
  '%41',
  '[',
  '1',
  '1.',
  'a',
  'a ',
  'a=',
  '\u00a0',
  '__Host-t=',
  '__Host-t=a; ',
  'Bearer ',
  'Bearer a',
  'Bearer a, ',
];
const AROUND = [
  ['', ''],
  ['a', 'b'],
  ['__Host-t=', 'b'],
  ['Bearer a', 'b'],
];

// Guards: each header that they read, the URL, and how many headers there are.
const noResponse = { writeHead: () => ({ end: () => {} }) };
const reply = { code: () => reply, headers: () => reply, send: () => reply };
const guardOptions = { cookie: '__Host-t', onAuthFailure: () => {}, scopes: 'read' };
const [express, fastify] = [ofExpress(verifier, guardOptions), ofFastify(verifier, guardOptions)];
const nodeRequest = (headers, url = '/', rawHeaders = []) => ({
  method: 'GET',
  url,
  headers: { host: 'api.test', cookie: '__Host-t=a', ...headers },
  rawHeaders,
});
for (const header of ['cookie', 'authorization', 'origin', 'host', ':authority', 'sec-fetch-site', 'sec-fetch-mode']) {
  const isCredential = header === 'cookie' || header === 'authorization';
  const around = isCredential ? AROUND : AROUND.slice(1, 2);
  // What makes the guard look at it: the cookie of another origin is not read.
  const fixed = header === 'sec-fetch-mode' ? { 'sec-fetch-site': 'cross-site' } : isCredential ? {} : { origin: 'https://other.test' };
  over(`Express guard, ${header}`, texts(PIECES, around), (text) =>
    express(nodeRequest({ ...fixed, [header]: text }), noResponse, () => {}),
  );
}
over(
  'Express guard, URL',
  texts(PIECES, [
    ['/?', 'b'],
    ['http://a/?access_toke', '&b'],
  ]),
  (text) => express(nodeRequest({}, text), noResponse, () => {}),
);
over('Express guard, rawHeaders', [['many', (n) => Array.from({ length: n }, () => 'x')]], (raw) =>
  express(nodeRequest({}, '/', raw), noResponse, () => {}),
);
over('Fastify guard, cookie', texts(PIECES, [['a', 'b']]), (text) =>
  fastify({ method: 'GET', url: '/', ip: '::1', raw: nodeRequest({ cookie: text }) }, reply),
);
const fetchGuard = tokenward.guard(verifier, () => new Response(), guardOptions);
const hono = { req: { method: 'GET', url: 'https://api.test/' } };
const honoGuard = ofHono(verifier, guardOptions);
over('fetch guard, cookie', texts(PIECES, [['a', 'b']]), (text) =>
  fetchGuard(new Request('https://api.test/', { headers: { cookie: text } })),
);
over('Hono guard, cookie', texts(PIECES, [['a', 'b']]), (text) =>
  honoGuard({ req: { ...hono.req, raw: { headers: { cookie: text } } } }, () => {}),
);
over('guard, names for a log', texts(PIECES), (text) =>
  express(
    nodeRequest({ cookie: '', authorization: `Bearer ${signed(`,"iss2":${JSON.stringify(text)}`, `,"kid":${JSON.stringify(text)}`)}x` }),
    noResponse,
    () => {},
  ),
);

// Verifiers: tokens that are none, and good ones with much in them.
const several = tokenward.createVerifier({ issuers: [{ ...options, issuer: 'https://id.test' }] });
const TOKEN_PIECES = ['.', 'a', 'a.', '=', 'e30', '{', '\u00e9', ' '];
over('verify', texts(TOKEN_PIECES), (text) => verdict(() => verifier.verify(text)));
over('verify, several issuers', texts(TOKEN_PIECES), (text) => verdict(() => several.verify(text)));
over('verifyRequest', texts([...TOKEN_PIECES, 'Bearer ']), (text) =>
  verdict(() => verifier.verifyRequest({ headers: { authorization: `Bearer ${text}` } })),
);
over('decodeUnverified', texts(TOKEN_PIECES), (text) => verdict(() => tokenward.decodeUnverified(text)));
const repeated = (piece, n) => Array.from({ length: Math.ceil(n / 8) }, (_, at) => piece(at));
const MEMBERS = {
  'many members': (n) => repeated((at) => `,"m${at}":1`, n).join(''),
  'many members with escapes': (n) => repeated((at) => `,"\\u006d${at}":1`, n).join(''),
  'many members of a member': (n) => `,"a":{${repeated((at) => `"m${at}":{}`, n).join()}}`,
  'one name in many members': (n) => ',"a":1'.repeat(n / 8),
  'a long string': (n) => `,"a":"${'a'.repeat(n)}"`,
  'a string of escapes': (n) => `,"a":"${'\\n'.repeat(n / 2)}"`,
  'a long name': (n) => `,"${'\\u0061'.repeat(n / 6)}":1`,
  'a long number': (n) => `,"nbf":1${'0'.repeat(n)}`,
  'a long fraction': (n) => `,"nbf":0.${'1'.repeat(n)}e-${'1'.repeat(n)}`,
  'nested lists': (n) => `,"a":[${repeated(() => `${'['.repeat(60)}${']'.repeat(60)}`, n / 16).join()}]`,
  'lists without end': (n) => `,"a":${'['.repeat(n)}`,
  spaces: (n) => `${' '.repeat(n)},"a":1`,
  'a long scope': (n) => `,"scope":"${'a '.repeat(n / 2)}"`,
  'a scope of spaces': (n) => `,"scope":"a${' '.repeat(n)}b"`,
  'many scopes': (n) => `,"scp":[${repeated((at) => `"s${at}"`, n).join()}]`,
  'many roles': (n) => `,"roles":[${repeated((at) => `"r${at}"`, n).join()}]`,
  'many audiences': (n) => `,"aud2":[${repeated((at) => `"r${at}"`, n).join()}]`,
  'a long jti': (n) => `,"jti":"${'a'.repeat(n)}"`,
  'a long sub': (n) => `,"sub":"${'\\u00e9'.repeat(n / 6)}"`,
};
const claimVerifiers = {
  verify: verifier,
  'verify, scopes and roles': tokenward.createVerifier({ ...options, scopes: { any: ['read', 'write'] }, roles: ['operator'] }),
  'verify, cached': tokenward.createVerifier({ ...options, cache: 4 }),
  'verify, a schema': tokenward.createVerifier({
    ...options,
    schema: { '~standard': { version: 1, vendor: 'test', validate: (value) => ({ value }) } },
  }),
  'verify, a revocation list': tokenward.createVerifier({ ...options, revocation: revocationList() }),
  'verify, several issuers': several,
};
for (const [name, each] of Object.entries(claimVerifiers)) {
  over(
    name,
    Object.entries(MEMBERS).map(([label, members]) => [label, (n) => signed(members(n))]),
    (token) => verdict(() => each.verifyAsync(token)),
  );
}
over(
  'verify, header',
  Object.entries(MEMBERS).map(([label, members]) => [label, (n) => signed('', members(n))]),
  (token) => verdict(() => verifier.verify(token)),
);
over('verify, crit', [['many', (n) => signed('', `,"crit":[${repeated((at) => `"c${at}"`, n).join()}]`)]], (token) =>
  verdict(() => verifier.verify(token)),
);
over(
  'verifyRequest, headers of other shapes',
  [
    ['pairs of one name', (n) => Array.from({ length: n / 8 }, () => ['authorization', 'a'])],
    ['pairs of many names', (n) => Array.from({ length: n / 8 }, (_, at) => [`x-${at}`, 'a'])],
    ['values of one name', (n) => ({ Authorization: Array.from({ length: n / 8 }, () => 'a') })],
    ['names in other cases', (n) => Object.fromEntries(Array.from({ length: n / 8 }, (_, at) => [`X-${at}`, 'a']))],
  ],
  (headers) => verdict(() => verifier.verifyRequest({ headers })),
  65_536,
);
over('requireScopes', texts([' ', 'a ', 'a']), (text) =>
  verdict(() => tokenward.requireScopes({ scope: text, scp: text.split('') }, ['read', 'write'])),
);

function revocationList() {
  const list = tokenward.createRevocationList();
  void list.revokeSubject('somebody');
  return list;
}

// Redaction, headers, keys, addresses, times.
const LOGGED = [
  ' ',
  '\n',
  '"',
  '\\',
  '\\"',
  "'",
  '`',
  'a',
  '.',
  '_',
  ':',
  '=',
  '://',
  '://:a',
  '://a:b@',
  '@',
  'eyJ',
  'eyJ.',
  'eyJ.a~',
  'a.a.a.',
  '{',
  '[',
  '{"token":',
  'password=',
  'password: ',
  'password:"',
  'password:{"',
  'Bearer ',
  'Basic AAAA ',
  "bearer ='",
  'bearer =:',
  'cookie: ',
  '--token ',
  '-----BEGIN ',
  '-----BEGIN PRIVATE KEY-----',
  '-----END ',
  '%s',
  '%',
  '\u0001',
  '\u00010\u0002',
  '\ud800',
  '\u00e9',
  'api key ',
  'sk-',
  'sk-proj-',
  'ghp_a',
  'glpat-.',
  'xoxb-a ',
  'fm2_/',
  'whsec_a+',
  'AKIA',
  'SG.',
  '1:AA',
  'MTAyMTAyMTAyMTAyMTAy.a-',
  'hooks.slack.com/',
  'discord.com/api/webhooks/',
  'maker.ifttt.com/trigger/a/with/',
];
over(
  'redact',
  texts(LOGGED, [
    ['a', 'b'],
    ['password=', '"'],
    ['{"msg":"', '"}'],
  ]),
  (text) => tokenward.redact(text),
  16_384,
);
over('redact, a member', texts(LOGGED, [['a', 'b']]), (text) => tokenward.redact({ text, [text.slice(0, 300)]: [text] }));
over('pinoRedaction', texts(LOGGED, [['{"msg":"password=', '"}\n']]), (line) => tokenward.pinoRedaction().hooks.streamWrite(line));
const quiet = Object.fromEntries(['log', 'info', 'warn', 'error', 'debug', 'trace'].map((name) => [name, () => {}]));
const safe = tokenward.redactConsole(quiet);
over(
  'redactConsole',
  texts(LOGGED, [
    ['a', 'b'],
    ['%s password=', ''],
  ]),
  (text) => safe.log(text, 'x', {}),
);
over(
  'redactConsole, arguments',
  [
    ['for a format', (n) => ['%s'.repeat(n), ...Array.from({ length: n }, () => 'a')]],
    ['objects for a format', (n) => ['password=a %o'.repeat(n), ...Array.from({ length: n }, () => ({}))]],
    ['many', (n) => Array.from({ length: n }, () => 'password=a')],
  ],
  (args) => safe.log(...args),
  4096,
);
over(
  'redact, lists',
  [
    ['long', (n) => Array.from({ length: n }, (_, at) => `a${at}`)],
    ['of names and values', (n) => Array.from({ length: n }, () => 'password')],
    ['headers', (n) => new Headers(Array.from({ length: n / 4 }, (_, at) => [`x-${at}`, 'a']))],
    ['one header', (n) => new Headers(Array.from({ length: n / 4 }, () => ['x', 'a']))],
  ],
  (value) => tokenward.redact(value),
  1024,
);
over(
  'securityHeaders',
  texts(
    [' ', 'a', 'a ', '\t', '\u00e9'],
    [
      ['a', 'b'],
      ['a', '\n'],
    ],
  ),
  (value) => {
    try {
      tokenward.securityHeaders({ 'X-A': value });
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
    }
  },
);
const list = tokenward.createIpAllowList(['10.0.0.0/8', '::1']);
over('createIpAllowList', texts(['1', '1.', ':', '0', ' ']), (text) => list.has(text));
const hash = tokenward.hashApiKey('a'.repeat(32));
over('verifyApiKey', texts(['a', '_', '\ud800']), (text) => tokenward.verifyApiKey(text, hash) || tokenward.verifyApiKey('a', text));
for (const read of ['parseDuration', 'parseTimestamp']) {
  over(read, texts(['1', '1d', ' ', '-', '.1']), (text) => {
    try {
      tokenward[read](text);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
    }
  });
}
over(
  'a key that is text',
  texts(
    ['-', 'A', '\n', 'A\n', ' ', '\\n'],
    [
      ['-----BEGIN PUBLIC KEY-----\n', '\n-----END PUBLIC KEY-----\n'],
      [' ', ''],
    ],
  ),
  (keys) => {
    try {
      tokenward.createVerifier({ keys, algorithms: ['ES256'] });
    } catch (error) {
      if (!(error instanceof tokenward.KeyError)) throw error;
    }
  },
);

// Answers of servers: key sets, token responses, headers, bodies in small pieces.
const KEY_SETS = {
  'members that are no keys': (n) => `{"keys":[${repeated(() => '{"kty":"x"}', n).join()}]}`,
  'members of a key': (n) => `{"keys":[{"kty":"x"${MEMBERS['many members'](n)}}]}`,
  'nested lists': (n) => `{"keys":[]${MEMBERS['nested lists'](n)}}`,
  'lists without end': (n) => `{"keys":${'['.repeat(n)}`,
};
over('remoteJwks', Object.entries(KEY_SETS), async (text) => {
  const keys = tokenward.remoteJwks('https://id.test/jwks', { fetch: async () => new Response(text), maxBytes: 1 << 20 });
  await verdict(() =>
    tokenward
      .createVerifier({ keys, algorithms: ['ES256'] })
      .verifyAsync(signed('', ',"kid":"a"').replace(encode('{"alg":"HS256"'), encode('{"alg":"ES256"'))),
  );
});

const clientOptions = { baseUrl: 'https://api.test', retry: { attempts: 1 }, tabs: false };
const tokenResponse = '"access_token":"a","token_type":"bearer","expires_in":900';
/** Whatever a client makes of an answer. */
async function answered(more, work = (client) => client.fetch('/')) {
  const client = createClient({ ...clientOptions, login: { url: 'https://api.test/login', body: {} }, ...more });
  try {
    await work(client);
  } catch (error) {
    if (error.name !== 'ClientError' && !(error instanceof TypeError)) throw error;
  } finally {
    await client.dispose();
  }
}
/** With which status a header is read. */
const ANSWERED = { location: 307, 'www-authenticate': 403 };
for (const header of ['retry-after', 'date', 'location', 'content-type', 'www-authenticate']) {
  over(
    `client, ${header}`,
    texts(
      ['1', ' ', ',', '(', ')', 'Jan ', '/', '../', '%', '?', 'a="', 'a=b, ', 'Bearer ', 'error ', 'error=invalid_token'],
      [
        ['a', 'b'],
        ['1', ''],
        ['error ', '='],
      ],
    ),
    (text) =>
      answered({
        login: undefined,
        sessionToken: signed(''),
        fetch: async () => new Response(null, { status: ANSWERED[header] ?? 503, headers: { [header]: text } }),
      }),
  );
}
over(
  'client, token response',
  Object.entries(MEMBERS).map(([label, members]) => [label, (n) => `{${tokenResponse}${members(n)}}`]),
  (text) => answered({ fetch: async () => new Response(text) }),
  2048,
);

const metadata = {
  issuer: 'https://id.test',
  token_endpoint: 'https://id.test/token',
  authorization_endpoint: 'https://id.test/authorize',
};
for (const status of [200, 201, 400, 401]) {
  over(
    `OAuth, WWW-Authenticate with ${status}`,
    texts(
      ['a=b, ', 'a="b" ', ',', ' ', 'a ', 'a="', '\\"'],
      [
        ['Bearer ', ' a'],
        ['Bearer a="', ''],
      ],
    ),
    (text) => {
      const fetch = async () =>
        new Response(`{${tokenResponse}}`, { status, headers: { 'content-type': 'application/json', 'www-authenticate': text } });
      return answered({ ...clientCredentials({ tokenEndpoint: metadata.token_endpoint, clientId: 'a', clientSecret: 'b' }), fetch });
    },
  );
}
over('OAuth, callback', texts(['&', 'a=b&', '%41', '#', '?', '/'], [['', '&code=a']]), async (text) => {
  const flow = authorizationCode({ issuer: metadata, clientId: 'a', redirectUri: 'https://app.test/callback' });
  const { transaction } = await flow.begin();
  await answered({ ...flow, fetch: async () => new Response(`{${tokenResponse}}`) }, (client) =>
    client.login({ callback: `https://app.test/callback?state=${transaction.state}&${text}`, transaction }),
  );
});

// Keys that came from elsewhere.
over(
  'createVerifier, keys',
  texts(
    [
      'A',
      '-',
      ' ',
      '=',
      '\\',
      '\\n',
      '-----',
      '-----BEGIN ',
      '-----BEGIN A-----',
      '-----END A-----',
      '-----BEGIN A-----\nAAAA\n-----END A-----\n',
    ],
    [
      ['', ''],
      ['-----BEGIN PUBLIC KEY-----', '-----END PUBLIC KEY-----'],
      ['-----BEGIN CERTIFICATE-----\nM', ''],
    ],
  ),
  (text) => {
    for (const keys of [text, Buffer.from(text), { a: text }, { kty: 'RSA', n: text, e: text, x5c: [text] }]) {
      assert.throws(() => tokenward.createVerifier({ keys, algorithms: ['RS256'] }), tokenward.KeyError);
    }
  },
);

// What a store of ours is asked.
const object = new TokenStoreObject({ storage: { get: async () => new Map(), put: async () => {}, getAlarm: async () => 1 } });
over(
  'TokenStoreObject',
  texts(
    [' ', '[', '"', 'a', '"a",'],
    [
      ['', ''],
      ['{"get":["', '"]}'],
    ],
  ),
  (body) => object.fetch(new Request('https://a.test/', { method: 'POST', body })),
);

export { subjects };
