// The table of requests, for every adapter: what is sent, and what must come of it.
import { mint } from './client.mjs';
import { METADATA } from './policies.mjs';

const good = mint();
const bearer = (token) => ['Authorization', `Bearer ${token}`];
const cookie = (value) => ['Cookie', value];
const NOW = Math.floor(Date.now() / 1000);
const NAMED = 'Bearer error="invalid_token", error_description=';
const [PASS, MISSING, INVALID, EXPIRED, ELSEWHERE, EARLY] = [
  { status: 200 },
  { status: 401, code: 'token_missing', challenge: 'Bearer' },
  { status: 401, code: 'invalid_token', challenge: `${NAMED}"The token is not valid"`, opaque: true },
  { status: 401, code: 'token_expired', challenge: `${NAMED}"The token has expired"` },
  { status: 401, code: 'invalid_token', challenge: `${NAMED}"The token is not meant for this service"` },
  { status: 401, code: 'invalid_token', challenge: `${NAMED}"The token is not valid yet"` },
];
const BOUND = {
  status: 401,
  code: 'confirmation_missing',
  challenge: `${NAMED}"The token is bound to a key and cannot be used as a Bearer token"`,
};
const denied = (rest) => ({
  status: 403,
  code: 'insufficient_scope',
  challenge: `Bearer error="insufficient_scope", error_description=${rest}`,
});
const SCOPE = (names) => denied(`"The token does not grant the required scope", scope="${names}"`);
const ROLE = denied('"The token does not grant the required role"');
const UNAVAILABLE = { status: 503, code: 'temporarily_unavailable', retryAfter: '5' };
const FORBIDDEN = { status: 403, code: 'forbidden' };
/** With what the guard `header` adds to a challenge. */
const PARAMETERS = `realm="the api", resource_metadata="${METADATA}"`;
const MISSING_THERE = { ...MISSING, challenge: `Bearer ${PARAMETERS}` };
// Compared with others of this guard by the table itself.
const INVALID_THERE = { ...INVALID, opaque: false, challenge: INVALID.challenge.replace('Bearer', `Bearer ${PARAMETERS},`) };
/** The guard's own answer to a preflight. */
const ANSWERED = { status: 204 };
/** Passes, and the handler knows that there is no token. */
const UNKNOWN = { status: 200, auth: false };

const tampered = () => {
  const [header, , signature] = good.split('.');
  const claims = Buffer.from(JSON.stringify({ iss: 'https://id.test', aud: 'https://api.test', sub: 'admin', exp: NOW + 3600 })).toString(
    'base64url',
  );
  return `${header}.${claims}.${signature}`;
};
const preflight = [
  ['Origin', 'https://other.test'],
  ['Access-Control-Request-Method', 'DELETE'],
];
const fromElsewhere = ['Sec-Fetch-Site', 'cross-site'];
const here = ['Sec-Fetch-Site', 'same-origin'];
const link = [
  ['Sec-Fetch-Mode', 'navigate'],
  ['Sec-Fetch-Dest', 'document'],
];
/** What `onRefusal` makes of a refusal. */
const OWN = (says) => ({ status: 302, says });
const own = cookie(`a=1; __Host-t=${good}; b=2`);
const local = ['CF-Connecting-IP', '127.0.0.1'];
const utf8 = (text) => Buffer.from(text).toString('latin1');

/** [name, guard, expectation, headers, rest of the request] */
export const CASES = [
  ['header, with the token', 'header', PASS, [['X-Assertion', good]]],
  ['header, in lower case', 'header', PASS, [['x-assertion', good]]],
  [
    'header, beside an Authorization of others',
    'header',
    PASS,
    [
      ['X-Assertion', good],
      ['Authorization', 'Basic dXNlcjpwYXNz'],
    ],
  ],
  ['header, but the token is in Authorization', 'header', MISSING_THERE, [bearer(good)]],
  ['header, nothing', 'header', MISSING_THERE, []],
  ['header, with a scheme', 'header', INVALID_THERE, [['X-Assertion', `Bearer ${good}`]]],
  [
    'header, twice',
    'header',
    INVALID_THERE,
    [
      ['X-Assertion', good],
      ['X-Assertion', good],
    ],
  ],
  ['header, tampered', 'header', INVALID_THERE, [['X-Assertion', tampered()]]],
  ['header, a preflight', 'header', ANSWERED, preflight, { method: 'OPTIONS' }],
  ['header, OPTIONS with the token is no preflight', 'header', PASS, [...preflight, ['X-Assertion', good]], { method: 'OPTIONS' }],
  ['optional, no token', 'optional', UNKNOWN, []],
  ['optional, no token, POST', 'optional', UNKNOWN, [], { method: 'POST' }],
  ['optional, a good token', 'optional', PASS, [bearer(good)]],
  ['optional, an expired token', 'optional', EXPIRED, [bearer(mint({ exp: NOW - 10 }))]],
  ['optional, a tampered token', 'optional', INVALID, [bearer(tampered())]],
  ['optional, Basic', 'optional', MISSING, [['Authorization', 'Basic dXNlcjpwYXNz']]],
  ['optional, Authorization without a value', 'optional', UNKNOWN, [['Authorization', '']]],
  ['optional, a good cookie', 'optional', PASS, [own, here]],
  ['optional, a tampered cookie', 'optional', INVALID, [cookie(`__Host-t=${tampered()}`), here]],
  ['optional, a cookie that another site sends', 'optional', UNKNOWN, [own, fromElsewhere]],
  ['optional, a preflight', 'optional', ANSWERED, preflight, { method: 'OPTIONS' }],
  ['a good token', 'plain', PASS, [bearer(good)]],
  ['a good token, lower-case scheme', 'plain', PASS, [['Authorization', `bearer ${good}`]]],
  ['a good token, other case, more spaces', 'plain', PASS, [['authorization', ` BEARER   ${good} `]]],
  ['a good token, HEAD', 'plain', PASS, [bearer(good)], { method: 'HEAD' }],
  ['a good token, POST', 'plain', PASS, [bearer(good)], { method: 'POST' }],
  ['no token', 'plain', MISSING, []],
  ['no token, HEAD', 'plain', MISSING, [], { method: 'HEAD' }],
  ['no token, POST', 'plain', MISSING, [], { method: 'POST' }],
  ['Authorization without a value', 'plain', MISSING, [['Authorization', '']]],
  ['Authorization: Bearer', 'plain', MISSING, [['Authorization', 'Bearer']]],
  ['Authorization: Bearer and a space', 'plain', MISSING, [['Authorization', 'Bearer ']]],
  ['Basic', 'plain', MISSING, [['Authorization', 'Basic dXNlcjpwYXNz']]],
  ['Basic with a token', 'plain', MISSING, [['Authorization', `Basic ${good}`]]],
  ['DPoP', 'plain', MISSING, [['Authorization', `DPoP ${good}`]]],
  ['a scheme that only begins like it', 'plain', MISSING, [['Authorization', `Bearers ${good}`]]],
  ['a token without a scheme', 'plain', MISSING, [['Authorization', good]]],
  ['a tab instead of a space', 'plain', MISSING, [['Authorization', `Bearer\t${good}`]]],
  [
    'in other headers only',
    'plain',
    MISSING,
    [
      ['X-Authorization', `Bearer ${good}`],
      ['Proxy-Authorization', `Bearer ${good}`],
      ['X-Access-Token', good],
    ],
  ],
  ['two Authorization headers', 'plain', INVALID, [bearer(good), bearer(good)]],
  [
    'two Authorization headers, the second is good',
    'plain',
    INVALID,
    [['Authorization', 'Basic dXNlcjpwYXNz'], bearer(good)],
    { or: MISSING },
  ],
  ['two Authorization headers in different case', 'plain', INVALID, [bearer(good), ['AUTHORIZATION', `Bearer ${mint({ sub: 'other' })}`]]],
  ['two tokens and a comma', 'plain', INVALID, [['Authorization', `Bearer ${good}, Bearer ${good}`]]],
  ['two tokens and a space', 'plain', INVALID, [['Authorization', `Bearer ${good} ${good}`]]],
  ['a quoted token', 'plain', INVALID, [['Authorization', `Bearer "${good}"`]]],
  ['characters that are none of a token', 'plain', INVALID, [['Authorization', `Bearer ${utf8('é')}${good}`]]],
  ['in the URL', 'plain', INVALID, [], { query: `?access_token=${good}` }],
  ['in the URL, not first', 'plain', INVALID, [], { query: `?a=1&access_token=${good}` }],
  ['in the URL, the name encoded', 'plain', INVALID, [], { query: `?access%5Ftoken=${good}` }],
  ['in the URL, every letter encoded', 'plain', INVALID, [], { query: `?%61ccess_toke%6E=${good}` }],
  ['in the URL and in the header', 'plain', INVALID, [bearer(good)], { query: `?access_token=${good}` }],
  ['encoded in the URL and in the header', 'plain', INVALID, [bearer(good)], { query: `?x&access%5ftoken=${good}` }],
  ['empty in the URL and good in the header', 'plain', INVALID, [bearer(good)], { query: '?access_token=' }],
  ['a parameter of a similar name', 'plain', PASS, [bearer(good)], { query: '?my_access_token=1&access_token_type=2&q=access_token' }],
  ['expired', 'plain', EXPIRED, [bearer(mint({ exp: NOW - 1 }))]],
  ['not yet valid', 'plain', EARLY, [bearer(mint({ nbf: NOW + 3600 }))]],
  ['tampered', 'plain', INVALID, [bearer(tampered())]],
  ['signed with another secret', 'plain', INVALID, [bearer(mint({}, { secret: 'another secret, of the same length as ours' }))]],
  ['alg none', 'plain', INVALID, [bearer(mint({}, { header: { alg: 'none' } }))]],
  ['alg of another kind', 'plain', INVALID, [bearer(mint({}, { header: { alg: 'HS512' } }))]],
  ['a critical extension', 'plain', INVALID, [bearer(mint({}, { header: { crit: ['x'], x: 1 } }))]],
  ['no JWT at all', 'plain', INVALID, [bearer('abc')]],
  [
    'expired and signed with another secret',
    'plain',
    INVALID,
    [bearer(mint({ exp: 1 }, { secret: 'another secret, of the same length as ours' }))],
  ],
  // Deno's and workerd's own limits on headers are far above.
  ['too large', 'plain', INVALID, [bearer(`${good}${'x'.repeat(9000)}`)]],
  ['another audience', 'plain', ELSEWHERE, [bearer(mint({ aud: 'https://other.test' }))]],
  ['another issuer', 'plain', ELSEWHERE, [bearer(mint({ iss: 'https://other.test' }))]],
  ['exp of a wrong type', 'plain', ELSEWHERE, [bearer(mint({ exp: '9999999999' }))]],
  ['bound to a key (DPoP)', 'plain', BOUND, [bearer(mint({ cnf: { jkt: 'a' } }))]],
  ['bound to a certificate', 'plain', BOUND, [bearer(mint({ cnf: { 'x5t#S256': 'a' } }))]],
  ['bound to who knows what', 'scoped', BOUND, [bearer(mint({ cnf: 7, scope: 'read write' }))]],
  [
    'bound to a key, and with another signature',
    'plain',
    INVALID,
    [bearer(mint({ cnf: 7 }, { secret: 'another secret, of the same length as ours' }))],
  ],

  ['all scopes', 'scoped', PASS, [bearer(mint({ scope: 'a write read' }))]],
  ['one scope of two', 'scoped', SCOPE('read write'), [bearer(mint({ scope: 'read' }))]],
  ['no scope', 'scoped', SCOPE('read write'), [bearer(good)]],
  ['no scope, HEAD', 'scoped', SCOPE('read write'), [bearer(good)], { method: 'HEAD' }],
  ['any scope', 'any', PASS, [bearer(mint({ scp: ['read'] }))]],
  ['not any scope', 'any', SCOPE('admin read'), [bearer(mint({ scope: 'reader admins' }))]],
  ['a role', 'roles', PASS, [bearer(mint({ roles: ['operator'] }))]],
  ['no role', 'roles', ROLE, [bearer(mint({ roles: ['operators'], scope: 'operator' }))]],
  ['a role on a path', 'places', PASS, [bearer(mint({ realm_access: { roles: ['operator'] } }))]],
  ['a role in a claim with a colon', 'places', PASS, [bearer(mint({ 'cognito:groups': ['operator'] }))]],
  ['a role where it does not count', 'places', ROLE, [bearer(mint({ roles: ['operator'], realm_access: {} }))]],
  ["a scope where the verifier's tokens have it", 'verifierPlaces', PASS, [bearer(mint({ permissions: ['read'], roles: 'operator' }))]],
  [
    "a scope where the verifier's tokens do not have it",
    'verifierPlaces',
    SCOPE('read'),
    [bearer(mint({ scope: 'read', roles: 'operator' }))],
  ],
  ['a schema that drops the scope changes nothing of what was granted', 'schema', PASS, [bearer(mint({ scope: 'read' }))]],
  ['a schema, and no scope', 'schema', SCOPE('read'), [bearer(good)]],

  ['an answer of one’s own', 'ownAnswer', OWN('token_missing | 401 | Unauthorized | Send an access token in the Authorization header'), []],
  [
    'an answer of one’s own, expired',
    'ownAnswer',
    OWN('token_expired | 401 | Unauthorized | The token has expired | Bearer error='),
    [bearer(mint({ exp: 1 }))],
  ],
  ['an answer of one’s own, not needed', 'ownAnswer', PASS, [bearer(good)]],

  ['a cookie without the prefix', 'plainCookie', PASS, [cookie(`t=${good}`)]],
  ['a cookie without the prefix, of another name', 'plainCookie', MISSING, [cookie(`__Host-t=${good}; T=${good}`)]],
  ['a cookie without the prefix, twice', 'plainCookie', INVALID, [cookie(`t=${good}; t=${good}`)]],
  [
    'a cookie without the prefix, from another site',
    'plainCookie',
    MISSING,
    [cookie(`t=${good}`), ['Sec-Fetch-Site', 'cross-site']],
    { method: 'POST' },
  ],

  ['cookie', 'cookie', PASS, [own]],
  ['cookie guard, the header instead', 'cookie', PASS, [cookie('a=1'), bearer(good)]],
  ['cookie guard, nothing', 'cookie', MISSING, []],
  ['cookie and header', 'cookie', INVALID, [own, bearer(good)]],
  ['cookie and header of another scheme', 'cookie', INVALID, [own, ['Authorization', 'Basic dXNlcjpwYXNz']]],
  ['cookie, and a token in the URL', 'cookie', INVALID, [own], { query: `?access_token=${good}` }],
  ['two cookies of the name', 'cookie', INVALID, [cookie(`__Host-t=${good}; __Host-t=${good}`)]],
  ['two cookies of the name in two headers', 'cookie', INVALID, [cookie(`__Host-t=${good}`), cookie(`__Host-t=${good}`)]],
  ['empty cookie', 'cookie', MISSING, [cookie('__Host-t=')]],
  ['empty cookie and header', 'cookie', INVALID, [cookie('__Host-t='), bearer(good)]],
  ['quoted cookie', 'cookie', INVALID, [cookie(`__Host-t="${good}"`)]],
  ['cookie with a scheme', 'cookie', INVALID, [cookie(`__Host-t=Bearer ${good}`)]],
  [
    'cookie of another name',
    'cookie',
    MISSING,
    [cookie(`t=${good}; __Host-tt=${good}; __host-t=${good}; x__Host-t=${good}; __Secure-t=${good}`)],
  ],
  [
    'cookie that white space makes look like ours (RFC 6265bis section 5.7)',
    'cookie',
    MISSING,
    [cookie(`a=1; ${utf8('\u2000')}__Host-t=${good}`)],
  ],
  [
    'the same with no-break space',
    'cookie',
    MISSING,
    [cookie(`a=1; ${utf8('\u00a0')}__Host-t=${good};\u00a0__Host-t=${good};\u0085__Host-t=${good}`)],
  ],
  ['cookie, the name quoted or with blanks', 'cookie', MISSING, [cookie(`"__Host-t=${good}"; __Host-t =${good}; $Version=1`)]],
  ['cookie within the quotes of another, which are none to RFC 6265', 'cookie', INVALID, [cookie(`a="; __Host-t=${good}"; b="`)]],
  ['cookie with blanks around it', 'cookie', PASS, [cookie(`a=1; \t __Host-t=${good} \t ;b=2`)]],
  ['cookie with a comma and another', 'cookie', INVALID, [cookie(`__Host-t=${good},__Host-t=${good}`)]],
  ['cookie, not configured', 'plain', MISSING, [own]],
  ['cookie, not configured, and header', 'plain', PASS, [own, bearer(good)]],
  ['cookie, expired', 'cookie', EXPIRED, [cookie(`__Host-t=${mint({ exp: NOW - 1 })}`)]],
  ['cookie, POST of this origin', 'cookie', PASS, [own, here], { method: 'POST' }],
  ['cookie, POST of a user', 'cookie', PASS, [own, ['Sec-Fetch-Site', 'none']], { method: 'POST' }],
  ['cookie, POST of another site', 'cookie', MISSING, [own, fromElsewhere], { method: 'POST' }],
  [
    'cookie, POST of another site, as a navigation',
    'cookie',
    MISSING,
    [own, fromElsewhere, ['Sec-Fetch-Mode', 'navigate']],
    { method: 'POST' },
  ],
  [
    'cookie, POST of the same site, which is not this origin',
    'cookie',
    MISSING,
    [own, ['Sec-Fetch-Site', 'same-site']],
    { method: 'POST' },
  ],
  ['cookie, POST of an unknown site', 'cookie', MISSING, [own, ['Sec-Fetch-Site', 'new-word']], { method: 'POST' }],
  ['cookie, POST, two Sec-Fetch-Site', 'cookie', MISSING, [own, here, fromElsewhere], { method: 'POST' }],
  ['cookie, POST of another origin, older browser', 'cookie', MISSING, [own, ['Origin', 'https://other.test']], { method: 'POST' }],
  ['cookie, POST of origin null', 'cookie', MISSING, [own, ['Origin', 'null']], { method: 'POST' }],
  ['cookie, POST of this origin, older browser', 'cookie', PASS, [own, 'own-origin'], { method: 'POST' }],
  [
    'cookie, POST of an origin that a missing host would make',
    'cookie',
    MISSING,
    [own, ['Origin', 'https://undefined']],
    { method: 'POST' },
  ],
  ['cookie, POST of an origin that begins like this one', 'cookie', MISSING, [own, 'longer-origin'], { method: 'POST' }],
  ['cookie, PUT of another site', 'cookie', MISSING, [own, fromElsewhere], { method: 'PUT' }],
  ['cookie, link of another site', 'cookie', PASS, [own, fromElsewhere, ...link]],
  ['cookie, link of another site, HEAD', 'cookie', PASS, [own, fromElsewhere, ...link], { method: 'HEAD' }],
  ['cookie, a navigation that does not say what it fills', 'cookie', MISSING, [own, fromElsewhere, link[0]]],
  ['cookie, two destinations', 'cookie', MISSING, [own, fromElsewhere, ...link, ['Sec-Fetch-Dest', 'iframe']]],
  ...['iframe', 'frame', 'object', 'embed', 'fencedframe', 'empty', 'Document', ''].map((dest) => [
    `cookie, a navigation of another site into "${dest}"`,
    'cookie',
    MISSING,
    [own, fromElsewhere, link[0], ['Sec-Fetch-Dest', dest]],
  ]),
  ...[
    ['Sec-Purpose', 'prefetch'],
    ['Sec-Purpose', 'prefetch;prerender'],
    ['Purpose', 'prefetch'],
    ['X-Purpose', 'preview'],
    ['X-Moz', 'prefetch'],
  ].map((early) => [
    `cookie, a page of ours that another site loads ahead (${early.join(': ')})`,
    'cookie',
    MISSING,
    [own, fromElsewhere, ...link, early],
  ]),
  ['cookie, a page that this site loads ahead', 'cookie', PASS, [own, here, ...link, ['Sec-Purpose', 'prefetch']]],
  ['cookie, image of another site', 'cookie', MISSING, [own, fromElsewhere, ['Sec-Fetch-Mode', 'no-cors']]],
  ['cookie, WebSocket of another site', 'cookie', MISSING, [own, fromElsewhere, ['Sec-Fetch-Mode', 'websocket']]],
  ['cookie, GET of another origin, older browser', 'cookie', MISSING, [own, ['Origin', 'https://other.test']]],
  ['header, POST of another site', 'cookie', PASS, [bearer(good), fromElsewhere], { method: 'POST' }],
  [
    'cookie and header, POST of another site: there is only the header',
    'cookie',
    PASS,
    [own, bearer(good), fromElsewhere],
    { method: 'POST' },
  ],

  ['no keys', 'keys', UNAVAILABLE, [bearer(mint({}, { header: { alg: 'ES256' } }))]],
  ['no keys, and no token', 'keys', MISSING, []],
  ['no store', 'store', UNAVAILABLE, [bearer(mint({ jti: 'a' }))]],
  ['no store, and a token that is none', 'store', INVALID, [bearer(tampered())]],

  ['misuse', 'misuse', { status: 500, says: 'TypeError: verify: give `{ nonce }`' }, [bearer(good)]],
  ['the handler throws', 'throws', { status: 500, says: 'Error: of the handler' }, [bearer(good)]],
  ['the handler would throw', 'throws', MISSING, []],
  ['the hook throws', 'throwing', INVALID, [bearer(tampered())]],
  ['the hook rejects', 'rejecting', INVALID, [bearer(tampered())]],

  ['a preflight is answered, and reaches no handler', 'plain', ANSWERED, preflight, { method: 'OPTIONS' }],
  [
    'a preflight with a body',
    'plain',
    ANSWERED,
    [...preflight, ['Content-Type', 'application/json'], ['Content-Length', '0']],
    { method: 'OPTIONS' },
  ],
  [
    'a preflight that asks for another method',
    'plain',
    ANSWERED,
    [...preflight, ['X-HTTP-Method-Override', 'DELETE']],
    { method: 'OPTIONS' },
  ],
  ['a preflight where a scope is asked for', 'scoped', ANSWERED, preflight, { method: 'OPTIONS' }],
  ['a preflight whose handler would throw', 'throws', ANSWERED, preflight, { method: 'OPTIONS' }],
  ['a preflight where a cookie would count', 'cookie', ANSWERED, [...preflight, own, fromElsewhere], { method: 'OPTIONS' }],
  ['a preflight where a cookie of this site would count', 'cookie', ANSWERED, [...preflight, own, here], { method: 'OPTIONS' }],
  [
    'a preflight with another scheme is none',
    'plain',
    MISSING,
    [...preflight, ['Authorization', 'Basic dXNlcjpwYXNz']],
    { method: 'OPTIONS' },
  ],
  ['a preflight that may pass does, without a token', 'passing', UNKNOWN, preflight, { method: 'OPTIONS' }],
  [
    'where preflights may pass, one with a bad token is none',
    'passing',
    INVALID,
    [...preflight, bearer(tampered())],
    { method: 'OPTIONS' },
  ],
  ['where preflights may pass, OPTIONS alone does not', 'passing', MISSING, [], { method: 'OPTIONS' }],
  ['where preflights may pass, GET that looks like one does not', 'passing', MISSING, preflight],
  ['where preflights may pass, HEAD that looks like one does not', 'passing', MISSING, preflight, { method: 'HEAD' }],
  ['a preflight with a bad token is none', 'plain', INVALID, [...preflight, bearer(tampered())], { method: 'OPTIONS' }],
  ['a preflight with a good token has it', 'plain', PASS, [...preflight, bearer(good)], { method: 'OPTIONS' }],
  ['a preflight with two tokens', 'plain', INVALID, [...preflight, bearer(good), bearer(good)], { method: 'OPTIONS' }],
  ['OPTIONS without Origin', 'plain', MISSING, preflight.slice(1), { method: 'OPTIONS' }],
  ['OPTIONS without a method to ask for', 'plain', MISSING, preflight.slice(0, 1), { method: 'OPTIONS' }],
  ['OPTIONS alone', 'plain', MISSING, [], { method: 'OPTIONS' }],
  ['GET that looks like a preflight', 'plain', MISSING, preflight],
  ['HEAD that looks like a preflight', 'plain', MISSING, preflight, { method: 'HEAD' }],
  ['POST that looks like a preflight', 'plain', MISSING, [...preflight, ['X-HTTP-Method-Override', 'OPTIONS']], { method: 'POST' }],
  ['a preflight from an address that may not call', 'far', FORBIDDEN, [...preflight, local], { method: 'OPTIONS' }],

  ['an address that may call', 'near', PASS, [bearer(good), local]],
  ['an address that may call, and no token', 'near', MISSING, [local]],
  ['an address that may not call', 'far', FORBIDDEN, [bearer(good), local]],
  [
    'an address that says it is another',
    'far',
    FORBIDDEN,
    [bearer(good), local, ['X-Forwarded-For', '192.0.2.1'], ['X-Real-IP', '192.0.2.1'], ['Forwarded', 'for=192.0.2.1']],
  ],
].map(([name, guard, expected, headers, { method = 'GET', query = '', or } = {}]) => ({
  name,
  guard,
  expected,
  headers,
  method,
  query,
  or,
}));

/** Headers that depend on where the server is. */
export function withOrigin(headers, port) {
  const origins = { 'own-origin': `http://127.0.0.1:${port}`, 'longer-origin': `http://127.0.0.1:${port}.other.test` };
  return headers.map((header) => (typeof header === 'string' ? ['Origin', origins[header]] : header));
}
