// Why keys are not there: the operator learns it, and the client of the API does not.
import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { CONFIGURATION, json, JWKS, withIssuer } from './issuer.mjs';
import { newKey } from './keys.mjs';

const key = newKey('ES256', 'a');
const OAUTH = '/.well-known/oauth-authorization-server';

const status = (code, headers) => (_, response) => response.writeHead(code, headers).end();

/** What the issuer does, and what the operator reads of it. */
const FAILURES = {
  'a path that is not there': [(issuer) => (issuer.answers[JWKS] = status(404)), /status 404$/],
  'an error of its own': [(issuer) => (issuer.answers[JWKS] = status(500)), /status 500$/],
  'a login page': [
    (issuer) =>
      (issuer.answers[JWKS] = (_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('\n<!doctype html>secret')),
    /no JWKS, but HTML: look at the URL$/,
  ],
  'JSON that is no JWKS': [(issuer) => (issuer.answers[JWKS] = (_, response) => json(response, { secret: 1 })), /no JWKS$/],
  'a redirect to another host': [
    (issuer) => (issuer.answers[JWKS] = status(302, { location: 'http://127.0.0.2/secret' })),
    /redirected to another origin$/,
  ],
  'a machine that is away': [(issuer) => issuer.down(), /ECONNREFUSED/],
};

export function failureChecks({ tokenward, remote, refuses }) {
  const { createVerifier, discoverJwks, guard, remoteJwks } = tokenward;
  const verifierOf = (keys, issuer) => createVerifier({ keys, algorithms: ['ES256'], ...(issuer && { issuer }) });

  const ofEach = Object.entries(FAILURES).map(([name, [prepare, reason]]) => [
    `failures: ${name}: it is the cause, told to onError, and not in the answer`,
    withIssuer(async (issuer) => {
      await prepare(issuer);
      const told = [];
      const { verifier } = remote(issuer, { keys: { onError: (error) => told.push(error) }, issuer: 'https://id.test' });
      const { cause } = await refuses(verifier.verifyAsync(key.token()), 'keys_unavailable');
      assert.match(cause.message, reason);
      assert.ok(cause.message.startsWith(`the keys of ${issuer.jwks} could not be fetched: `), cause.message);
      assert.ok(!cause.message.includes('secret'), cause.message);
      assert.deepEqual(told, [cause]);
      // Later ones are told as well, without another fetch.
      assert.equal((await refuses(verifier.verifyAsync(key.token()), 'keys_unavailable')).cause, cause);
      await refuses(() => verifier.verify(key.token()), 'keys_unavailable');

      const handler = guard(verifier, () => new Response('in'));
      const answer = await handler(new Request('https://api.test/', { headers: { authorization: `Bearer ${key.token()}` } }));
      const text = (await answer.text()) + JSON.stringify([...answer.headers]);
      assert.equal(answer.status, 503);
      for (const word of ['127.0.0.1', 'jwks', 'status 404', 'fetched']) assert.ok(!text.includes(word), text);
    }),
  ]);

  return {
    ...Object.fromEntries(ofEach),

    'failures: a name that nobody has': async () => {
      const { cause } = await refuses(
        verifierOf(remoteJwks('https://nothing.invalid/jwks.json?token=secret')).verifyAsync(key.token()),
        'keys_unavailable',
      );
      assert.match(cause.message, /^the keys of https:\/\/nothing\.invalid\/jwks\.json could not be fetched: .*nothing\.invalid/);
      assert.ok(!cause.message.includes('secret'));
    },

    'failures: nothing of the query, the headers or the fetch function’s error is told': withIssuer(async (issuer) => {
      const secret = 'a-secret-of-the-issuer';
      const fetch = async (url, { headers }) => {
        const inner = Object.assign(new Error(`cannot reach ${url} with ${headers['x-key']}`), { path: url });
        throw Object.assign(new TypeError('fetch failed', { cause: inner }), { config: { url, headers } });
      };
      const told = [];
      const keys = { fetch, headers: { 'x-key': secret }, onError: (error) => told.push(error) };
      const { verifier } = remote(`${issuer.jwks}?key=${secret}`, { keys });
      const error = await refuses(verifier.verifyAsync(key.token()), 'keys_unavailable');
      const shown = inspect([error, told], { depth: 9, showHidden: true }) + JSON.stringify([error, told]);
      assert.ok(!shown.includes(secret), shown);
      assert.match(error.cause.message, /cannot reach .*\[redacted\] with \[redacted\]$/);
    }),

    'failures: ten unused members are named, and those of the set in use alone': withIssuer(async (issuer) => {
      issuer.publish(key);
      const { verifier, time } = remote(issuer);
      await verifier.verifyAsync(key.token());
      issuer.publish(key, ...Array.from({ length: 30 }, (_, at) => ({ ...key.jwk, kid: `c${at}`, crv: 'P-999' })));
      time.now += 60;
      const other = newKey('ES256', 'b');
      const { cause } = await refuses(verifier.verifyAsync(other.token()), 'key_not_found');
      assert.match(cause.message, /`keys\[10\]`: [^;]+; and others, see `onSkippedKey`$/);
      issuer.publish(key);
      time.now += 60;
      assert.equal((await refuses(verifier.verifyAsync(other.token()), 'key_not_found')).cause, undefined);
    }),

    'failures: a listener that throws changes nothing; one that is none is refused': withIssuer(async (issuer) => {
      issuer.answers[JWKS] = status(404);
      const onError = () => {
        throw new Error('mine');
      };
      const { verifier } = remote(issuer, { keys: { onError } });
      assert.match((await refuses(verifier.verifyAsync(key.token()), 'keys_unavailable')).cause.message, /404/);
      for (const wrong of [null, 7, 'log'])
        assert.throws(() => remoteJwks(issuer.jwks, { onError: wrong }), /`onError` must be a function/);
    }),

    'failures: no cause any more when the keys came, and none was asked for before they did': withIssuer(async (issuer) => {
      issuer.publish(key);
      issuer.answers[JWKS] = status(503);
      const { verifier, time } = remote(issuer);
      const { cause } = await refuses(() => verifier.verify(key.token()), 'keys_unavailable');
      assert.equal(cause, undefined);
      assert.match((await refuses(verifier.verifyAsync(key.token()), 'keys_unavailable')).cause.message, /503/);
      delete issuer.answers[JWKS];
      time.now += 60;
      await verifier.verifyAsync(key.token());
      const unknown = await refuses(verifier.verifyAsync(newKey('ES256', 'b').token()), 'key_not_found');
      assert.equal(unknown.cause, undefined);
    }),

    'failures: members that are not used are named when a key is not found': withIssuer(async (issuer) => {
      issuer.publish({ ...key.jwk, use: 'enc' }, { ...key.jwk, kid: 'c', crv: 'P-999' });
      const { verifier } = remote(issuer);
      const { cause } = await refuses(verifier.verifyAsync(key.token()), 'key_not_found');
      assert.match(cause.message, /^of the fetched set some are not used: `keys\[0\]`: .+; `keys\[1\]`: .+/);
      assert.ok(!cause.message.includes(key.jwk.x));
    }),

    'failures: an issuer that differs by its last slash': withIssuer(async (issuer) => {
      issuer.publish(key);
      issuer.answers[CONFIGURATION] = (_, response) => json(response, { issuer: `${issuer.url}/`, jwks_uri: issuer.jwks });
      const { cause } = await refuses(verifierOf(discoverJwks(issuer.url)).verifyAsync(key.token()), 'keys_unavailable');
      assert.match(cause.message, /of another issuer: they differ by the slash at the end alone$/);
    }),

    'discovery: an OAuth issuer without OpenID Connect, with a path and without': withIssuer(async (issuer) => {
      issuer.publish(key);
      for (const path of ['', '/tenant/a', '/tenant/b/']) {
        const url = `${issuer.url}${path}`;
        issuer.answers[CONFIGURATION] = status(404);
        issuer.answers[`${OAUTH}${path.replace(/\/$/, '')}`] = (_, response) => json(response, { issuer: url, jwks_uri: issuer.jwks });
        const { claims } = await verifierOf(discoverJwks(url)).verifyAsync(key.token({ iss: url }));
        assert.equal(claims.iss, url);
      }
      // An error is no reason to look elsewhere.
      const before = issuer.count(OAUTH);
      issuer.answers[CONFIGURATION] = status(500);
      await refuses(verifierOf(discoverJwks(issuer.url)).verifyAsync(key.token({ iss: issuer.url })), 'keys_unavailable');
      assert.equal(issuer.count(OAUTH), before);
    }),

    'discovery: the wrong URL says what to call': () => {
      assert.throws(() => discoverJwks('https://id.test/.well-known/jwks.json'), /^TypeError: discoverJwks: .*remoteJwks/);
      assert.throws(() => discoverJwks('https://id.test/.well-known/openid-configuration'), /^TypeError: discoverJwks: .*the issuer alone/);
      for (const path of [CONFIGURATION, OAUTH, `${OAUTH}/tenant`]) {
        assert.throws(() => remoteJwks(`https://id.test${path}`), /^TypeError: remoteJwks: .*discoverJwks/);
      }
      for (const keys of ['https://id.test/jwks.json', ' http://id.test']) {
        assert.throws(() => verifierOf(keys), /^TypeError: `keys` is a URL: .*remoteJwks.*discoverJwks/);
      }
    },
  };
}
