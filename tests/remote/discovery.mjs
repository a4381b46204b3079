// Keys by way of the issuer's own configuration (OpenID Connect Discovery 1.0 section 4).
import assert from 'node:assert/strict';
import { CONFIGURATION, JWKS, json, startIssuer, withIssuer } from './issuer.mjs';
import { newKey, START } from './keys.mjs';

export function discoveryChecks({ tokenward, refuses }) {
  const { createVerifier, discoverJwks } = tokenward;
  const key = newKey('ES256', 'a');

  function discovered(issuer, { keys: keysOptions, ...options } = {}) {
    const time = { now: START };
    const clock = () => time.now;
    const keys = discoverJwks(issuer, { clock, ...keysOptions });
    return { time, keys, verifier: createVerifier({ keys, algorithms: ['ES256'], clock, ...options }) };
  }

  /** A configuration that is no good for this issuer: its keys are not asked for. */
  const refused = (configuration) =>
    withIssuer(async (issuer) => {
      issuer.publish(key);
      issuer.answers[CONFIGURATION] = (_, response) => json(response, configuration(issuer));
      const { time, verifier } = discovered(issuer.url);
      await refuses(verifier.verifyAsync(key.token({ iss: issuer.url })), 'keys_unavailable');
      assert.equal(issuer.count(), 0);
      delete issuer.answers[CONFIGURATION];
      time.now += 1;
      await verifier.verifyAsync(key.token({ iss: issuer.url }));
    });

  return {
    'discovery: the configuration once, then its keys; the issuer is the only one accepted': withIssuer(async (issuer) => {
      issuer.publish(key);
      const { time, keys, verifier } = discovered(issuer.url);
      assert.equal(keys.url, `${issuer.url}/`);
      for (let round = 1; round <= 3; round += 1) {
        await Promise.all(Array.from({ length: 50 }, () => verifier.verifyAsync(key.token({ iss: issuer.url }))));
        assert.deepEqual([issuer.count(CONFIGURATION), issuer.count()], [1, round]);
        time.now += 600;
      }
      for (const iss of ['https://id.test', `${issuer.url}/`, issuer.url.toUpperCase(), [issuer.url], undefined]) {
        await assert.rejects(verifier.verifyAsync(key.token({ iss })), tokenward.TokenError, String(iss));
      }
    }),

    'discovery: the issuer option is the same or left out': () => {
      const keys = discoverJwks('https://id.test');
      const of = (issuer) => createVerifier({ keys, algorithms: ['ES256'], issuer });
      of(undefined);
      of('https://id.test');
      for (const issuer of [
        'https://id.test/',
        'https://other.test',
        ['https://id.test'],
        ['https://id.test', 'https://other.test'],
        null,
        7,
      ]) {
        assert.throws(() => of(issuer), TypeError);
      }
    },

    'discovery: of another issuer': refused((issuer) => ({ issuer: 'https://other.test', jwks_uri: issuer.jwks })),
    'discovery: of almost the same issuer': refused((issuer) => ({ issuer: `${issuer.url}/`, jwks_uri: issuer.jwks })),
    'discovery: of no issuer': refused((issuer) => ({ jwks_uri: issuer.jwks })),
    'discovery: the issuer is no string': refused((issuer) => ({ issuer: [issuer.url], jwks_uri: issuer.jwks })),
    'discovery: no jwks_uri': refused((issuer) => ({ issuer: issuer.url })),
    'discovery: a jwks_uri that is no string': refused((issuer) => ({ issuer: issuer.url, jwks_uri: [issuer.jwks] })),
    'discovery: a jwks_uri that is relative': refused((issuer) => ({ issuer: issuer.url, jwks_uri: JWKS })),
    'discovery: a jwks_uri over http elsewhere': refused((issuer) => ({ issuer: issuer.url, jwks_uri: 'http://id.test/jwks.json' })),
    'discovery: a jwks_uri that is a file': refused((issuer) => ({ issuer: issuer.url, jwks_uri: 'file:///etc/jwks.json' })),
    'discovery: a jwks_uri with a password': refused((issuer) => ({
      issuer: issuer.url,
      jwks_uri: issuer.jwks.replace('//', '//me:secret@'),
    })),
    'discovery: null': refused(() => null),
    'discovery: an array': refused(() => []),
    'discovery: too large': refused((issuer) => ({ issuer: issuer.url, jwks_uri: issuer.jwks, filler: 'x'.repeat(262_144) })),

    'discovery: a trailing slash belongs to the issuer, and not to the address': withIssuer(async (issuer) => {
      issuer.publish(key);
      for (const path of ['/', '/tenant', '/tenant/']) {
        const name = `${issuer.url}${path}`;
        const address = `${path.replace(/\/$/, '')}${CONFIGURATION}`;
        issuer.answers[address] = (_, response) => json(response, { issuer: name, jwks_uri: issuer.jwks });
        const { verifier } = discovered(name);
        await verifier.verifyAsync(key.token({ iss: name }));
        await refuses(verifier.verifyAsync(key.token({ iss: name.endsWith('/') ? name.slice(0, -1) : `${name}/` })), 'claim_mismatch');
      }
    }),

    'discovery: the keys may be at another origin; redirects may not': withIssuer(async (issuer) => {
      const host = await startIssuer();
      try {
        host.publish(key);
        issuer.answers[CONFIGURATION] = (_, response) => json(response, { issuer: issuer.url, jwks_uri: host.jwks });
        await discovered(issuer.url).verifier.verifyAsync(key.token({ iss: issuer.url }));
        const before = host.requests.length;
        issuer.answers[CONFIGURATION] = (_, response) => response.writeHead(302, { location: `${host.url}${CONFIGURATION}` }).end();
        host.answers[CONFIGURATION] = (_, response) => json(response, { issuer: issuer.url, jwks_uri: host.jwks });
        await refuses(discovered(issuer.url).verifier.verifyAsync(key.token({ iss: issuer.url })), 'keys_unavailable');
        assert.equal(host.requests.length, before);
      } finally {
        await host.stop();
      }
    }),

    'discovery: what the caller sends goes to the issuer alone': withIssuer(async (issuer) => {
      const host = await startIssuer();
      try {
        host.publish(key);
        issuer.answers[CONFIGURATION] = (_, response) => json(response, { issuer: issuer.url, jwks_uri: host.jwks });
        const seen = [];
        const asked = (url, init) => (seen.push([new URL(url).origin, init.headers.authorization]), fetch(url, init));
        const { verifier } = discovered(issuer.url, { keys: { fetch: asked, headers: { authorization: 'Basic bWU6bWU=' } } });
        await verifier.verifyAsync(key.token({ iss: issuer.url }));
        assert.deepEqual(seen, [
          [issuer.url, 'Basic bWU6bWU='],
          [host.url, undefined],
        ]);
      } finally {
        await host.stop();
      }
    }),

    'discovery: an issuer elsewhere names nothing on this machine': withIssuer(async (issuer) => {
      issuer.publish(key);
      const iss = 'https://id.test';
      const asked = [];
      const other = async (url) => (asked.push(url), Response.json({ issuer: iss, jwks_uri: issuer.jwks }));
      await refuses(discovered(iss, { keys: { fetch: other } }).verifier.verifyAsync(key.token({ iss })), 'keys_unavailable');
      assert.deepEqual(asked, [`${iss}${CONFIGURATION}`]);
    }),

    'discovery: in a container network, by http: to the hosts that may': withIssuer(async (issuer) => {
      issuer.publish(key);
      const inside = 'http://keycloak:8080';
      const allowInsecure = ['keycloak:8080'];
      for (const [iss, jwks, code] of [
        [inside, `${inside}/jwks`, undefined],
        ['https://id.test', `${inside}/jwks`, undefined],
        [inside, 'http://other:8080/jwks', 'keys_unavailable'],
        [inside, issuer.jwks, 'keys_unavailable'],
      ]) {
        const asked = [];
        const fetch = async (url, init) => {
          asked.push(url);
          return url.endsWith(CONFIGURATION) ? Response.json({ issuer: iss, jwks_uri: jwks }) : globalThis.fetch(issuer.jwks, init);
        };
        const verified = discovered(iss, { keys: { fetch, allowInsecure } }).verifier.verifyAsync(key.token({ iss }));
        if (code === undefined) await verified;
        else await refuses(verified, code);
        assert.deepEqual(asked, [`${iss}${CONFIGURATION}`, ...(code === undefined ? [jwks] : [])]);
      }
    }),

    'discovery: a fetch function that follows redirects leads to no other origin': withIssuer(async (issuer) => {
      issuer.publish(key);
      const iss = 'https://id.test';
      const led = async () => {
        const response = Response.json({ issuer: iss, jwks_uri: `${iss}/jwks` });
        return new Proxy(response, {
          get: (target, name) =>
            name === 'redirected'
              ? true
              : name === 'url'
                ? 'https://evil.test/'
                : typeof target[name] === 'function'
                  ? target[name].bind(target)
                  : target[name],
        });
      };
      await refuses(discovered(iss, { keys: { fetch: led } }).verifier.verifyAsync(key.token({ iss })), 'keys_unavailable');
    }),

    'discovery: keys that have moved are found again after a failure': withIssuer(async (issuer) => {
      const next = newKey('ES256', 'b');
      issuer.publish(key);
      const { time, verifier } = discovered(issuer.url);
      await verifier.verifyAsync(key.token({ iss: issuer.url }));
      issuer.answers[JWKS] = (_, response) => response.writeHead(404).end();
      issuer.answers['/moved'] = (_, response) => json(response, { keys: [next.jwk] });
      issuer.answers[CONFIGURATION] = (_, response) => json(response, { issuer: issuer.url, jwks_uri: `${issuer.url}/moved` });
      await refuses(verifier.verifyAsync(next.token({ iss: issuer.url })), 'keys_unavailable');
      await verifier.verifyAsync(key.token({ iss: issuer.url }));
      time.now += 1;
      await verifier.verifyAsync(next.token({ iss: issuer.url }));
      await refuses(verifier.verifyAsync(key.token({ iss: issuer.url })), 'key_not_found');
      assert.equal(issuer.count('/moved'), 2, 'one for each unknown key');
      assert.equal(issuer.count(CONFIGURATION), 2);
    }),
  };
}
