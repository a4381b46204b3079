// What an issuer may answer: too much, too slowly, from elsewhere, or nonsense.
import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { JWKS, json, startIssuer, withIssuer } from './issuer.mjs';
import { certifiedKey, newKey } from './keys.mjs';
import { inTime, MANY, until } from './setup.mjs';

const key = newKey('ES256', 'a');
const good = JSON.stringify({ keys: [key.jwk] });
const { x, ...withoutX } = key.jwk;
const secret = Buffer.alloc(32, 7).toString('base64url');

const text =
  (body, headers = {}, status = 200) =>
  (_, response) =>
    response.writeHead(status, headers).end(body);

/** Not a JWKS: no keys, and the ones that were there stay. */
const BAD = {
  'status 404': text(good, {}, 404),
  'status 500': text(good, {}, 500),
  'status 304 to a plain question': text(undefined, {}, 304),
  'status 204': text(undefined, {}, 204),
  'status 206': text(good, {}, 206),
  'status 300': text(good, { location: JWKS }, 300),
  'a redirect to nowhere': text(good, {}, 302),
  'a redirect to an address that is none': text(good, { location: 'http://[' }, 302),
  'a redirect to a URL with a password': (request, response) =>
    response.writeHead(302, { location: `http://me:secret@${request.headers.host}/good` }).end(),
  HTML: text('<!doctype html><title>Log in</title>', { 'content-type': 'text/html' }),
  nothing: text(''),
  'a JSON array': text(JSON.stringify([key.jwk])),
  'a JWK': text(JSON.stringify(key.jwk)),
  null: text('null'),
  'keys that are an object': text(JSON.stringify({ keys: { 0: key.jwk } })),
  'keys that are null': text('{"keys":null}'),
  'keys twice': text(`{"keys":[],${good.slice(1)}`),
  'a member of a key twice': text(good.replace('{"kty"', '{"kid":"b","kty"')),
  'a member twice, once escaped': text(good.replace('{"kty"', '{"k\\u0069d":"b","kty"')),
  'truncated JSON': text(good.slice(0, -1)),
  'two documents': text(good + good),
  'truncated UTF-8': text(Buffer.concat([Buffer.from(`${good.slice(0, -1)},"x":"`), Buffer.from([0xe2, 0x82])])),
  'UTF-8 that is none': text(Buffer.concat([Buffer.from(`${good.slice(0, -1)},"x":"`), Buffer.from([0xff]), Buffer.from('"}')])),
  'UTF-16': text(Buffer.from(good, 'utf16le')),
  'a lone surrogate': text(`${good.slice(0, -1)},"x":"\\ud800"}`),
  'an object': text('{}'),
  'a PEM': text(key.pem),
  'a map in which one is no PEM': text(JSON.stringify({ a: key.pem, b: 'x' })),
  'a PEM as `keys`': text(JSON.stringify({ keys: key.pem })),
  'a name twice in a map': text(`{"a":${JSON.stringify(key.pem)},${JSON.stringify({ a: key.pem }).slice(1)}`),
  'deep nesting': text(`${good.slice(0, -1)},"x":${'['.repeat(10_000)}${']'.repeat(10_000)}}`),
  'more keys than anyone has': text(JSON.stringify({ keys: Array.from({ length: 1025 }, (_, kid) => ({ ...key.jwk, kid: `${kid}` })) })),
  'a connection that breaks in the middle': (request, response) => {
    response.writeHead(200, { 'content-length': good.length });
    response.write(good.slice(0, 50));
    setTimeout(() => request.socket.destroy(), 20);
  },
  'what is no HTTP': (request) => request.socket.end('SSH-2.0-OpenSSH_9.2p1\r\n'),
};

/** A JWKS, with more in it than we can use. */
const GOOD = {
  'junk among the keys': {
    keys: [null, 7, 'key', [], {}, { kty: 'RSA' }, withoutX, { ...key.jwk, crv: 'P-999' }, { ...key.jwk, use: 'enc', kid: 'b' }, key.jwk],
  },
  'a weak key among them': { keys: [{ kty: 'RSA', kid: 'weak', n: Buffer.alloc(64, 255).toString('base64url'), e: 'AQAB' }, key.jwk] },
  'a secret among them': { keys: [{ kty: 'oct', kid: 'a', k: secret }, { kty: 'oct', kid: 'a', alg: 'ES256', k: secret }, key.jwk] },
  'a certificate to fetch': { keys: [{ ...key.jwk, x5u: 'http://127.0.0.1:9/', x5c: ['AAAA'] }] },
  'a map of kid to PEM': { a: key.pem, c: newKey('RS256').pem, d: key.pem.replace('M', '*') },
  'members nobody knows': { keys: [{ ...key.jwk, more: { deep: [1] } }], next: 'https://id.test/2', at: 1e400 },
};

export function answerChecks({ tokenward, remote, verifierOf, refuses, passes }) {
  const checks = {};
  for (const [name, answer] of Object.entries(BAD)) {
    checks[`not taken: ${name}`] = withIssuer(async (issuer) => {
      issuer.answers['/good'] = text(good);
      issuer.publish(key);
      issuer.answers[JWKS] = answer;
      const cold = remote(issuer);
      await Promise.all(Array.from({ length: 20 }, () => refuses(cold.verifier.verifyAsync(key.token()), 'keys_unavailable')));
      assert.equal(issuer.requests.length, 1);
      delete issuer.answers[JWKS];
      cold.time.now += 1;
      await passes(cold.verifier, key, 20);
      issuer.answers[JWKS] = answer;
      cold.time.now += 600;
      await passes(cold.verifier, key, 20);
      assert.equal(issuer.requests.length, 3);
    });
  }
  for (const [name, jwks] of Object.entries(GOOD)) {
    checks[`taken: ${name}`] = withIssuer(async (issuer) => {
      issuer.answers[JWKS] = text(JSON.stringify(jwks).replace('null,"at"', '1e400,"at"'));
      const { verifier } = remote(issuer);
      await passes(verifier, key, 20);
      const stranger = newKey('ES256', 'b');
      await refuses(verifier.verifyAsync(stranger.token()), 'key_not_found');
      await refuses(verifier.verifyAsync(stranger.token({}, { kid: 'a' })), 'signature_invalid');
    });
  }

  /** Redirects an issuer's JWKS; the place it names may be another issuer's. */
  const redirected = (check) =>
    withIssuer(async (issuer) => {
      const other = await startIssuer();
      try {
        other.publish(key);
        issuer.publish(key);
        await check(issuer, other, (status, location) => (issuer.answers[JWKS] = text(undefined, { location }, status)));
      } finally {
        await other.stop();
      }
    });

  return Object.assign(checks, {
    'no key at all is what the issuer says: nothing passes': withIssuer(async (issuer) => {
      issuer.publish(key);
      const { time, verifier } = remote(issuer);
      await passes(verifier, key);
      for (const keys of [[], [{ kty: 'oct', k: secret, kid: 'a' }], [null]]) {
        issuer.answers[JWKS] = text(JSON.stringify({ keys }));
        time.now += 600;
        await refuses(verifier.verifyAsync(key.token()), 'key_not_found');
      }
    }),

    'compressed, chunked, with a byte order mark: a JWKS all the same': withIssuer(async (issuer) => {
      for (const answer of [
        text(gzipSync(good), { 'content-encoding': 'gzip' }),
        text(`\ufeff${good}`, { 'content-type': 'text/plain' }),
        (_, response) => {
          for (const character of good) response.write(character);
          response.end();
        },
      ]) {
        issuer.answers[JWKS] = answer;
        await passes(remote(issuer).verifier, key, 20);
      }
    }),

    'size: announced or not, zipped or not, it is cut off': withIssuer(async (issuer) => {
      let sent = 0;
      const endless = (_, response) => {
        response.writeHead(200);
        const filler = ' '.repeat(65_536);
        const more = () => {
          while (!response.destroyed && response.write(filler)) sent += filler.length;
          if (!response.destroyed) response.once('drain', more);
        };
        more();
      };
      const bomb = gzipSync(`${' '.repeat(50_000_000)}${good}`);
      const limit = 262_144;
      const just = good + ' '.repeat(limit - good.length);
      for (const [answer, fits] of [
        [text(just), true],
        [text(just, { 'content-length': limit }), true],
        [text(`${just} `), false],
        [
          (_, response) => {
            response.write(just);
            response.end(' ');
          },
          false,
        ],
        [text(bomb, { 'content-encoding': 'gzip' }), false],
        [endless, false],
        // Refused by its announcement: what follows never comes, and is not waited for.
        [
          (_, response) => {
            response.writeHead(200, { 'content-length': limit + 1 });
            response.write(good);
          },
          false,
        ],
      ]) {
        issuer.answers[JWKS] = answer;
        const { verifier } = remote(issuer, { keys: { timeout: 30 } });
        if (fits) await passes(verifier, key, 5);
        else await refuses(verifier.verifyAsync(key.token()), 'keys_unavailable');
      }
      const before = sent;
      await until(() => issuer.count() === 7);
      assert.ok(sent - before < 5_000_000, 'the connection was given up');
      issuer.answers[JWKS] = text(good);
      const small = remote(issuer, { keys: { maxBytes: good.length - 1 } });
      await refuses(small.verifier.verifyAsync(key.token()), 'keys_unavailable');
      await passes(remote(issuer, { keys: { maxBytes: good.length } }).verifier, key, 5);
    }),

    'time: a silent, a dripping and a broken issuer': withIssuer(async (issuer) => {
      const open = new Set();
      const drip = (_, response) => {
        open.add(response);
        response.on('close', () => open.delete(response));
        response.writeHead(200);
        const timer = setInterval(() => (response.destroyed ? clearInterval(timer) : response.write(' ')), 5);
      };
      const silent = (_, response) => {
        open.add(response);
        response.on('close', () => open.delete(response));
      };
      for (const answer of [silent, drip]) {
        issuer.answers[JWKS] = answer;
        const { time, verifier } = remote(issuer, { keys: { timeout: 1 } });
        const all = Array.from({ length: MANY }, () => refuses(verifier.verifyAsync(key.token()), 'keys_unavailable'));
        await Promise.all(all);
        await until(() => open.size === 0, 'the connection is given up');
        delete issuer.answers[JWKS];
        issuer.publish(key);
        time.now += 1;
        await passes(verifier, key, 5);
        // Those that are there serve on.
        issuer.answers[JWKS] = answer;
        time.now += 700;
        await passes(verifier, key);
      }
    }),

    'a fetch function that heeds no signal': async () => {
      for (const fetch of [
        () => new Promise(() => {}),
        async () => new Response(new ReadableStream({ pull: () => new Promise(() => {}) })),
        async () => {
          throw new Error('out of order');
        },
        () => {
          throw new Error('out of order');
        },
        async () => undefined,
        async () => ({ status: 200 }),
        async () => Response.error(),
      ]) {
        const { verifier } = remote('https://id.test/jwks', { keys: { fetch, timeout: 0.05 } });
        await refuses(verifier.verifyAsync(key.token()), 'keys_unavailable');
      }
      let asked;
      const fetch = async (url, init) => {
        asked = { url, init };
        return new Response(good);
      };
      await passes(remote('https://id.test/jwks', { keys: { fetch, headers: { 'x-mine': '1' } } }).verifier, key, 5);
      assert.equal(asked.url, 'https://id.test/jwks');
      assert.equal(asked.init.redirect, 'manual');
      assert.equal(asked.init.headers['x-mine'], '1');
    },

    'headers are sent, and a redirect within the origin is followed': redirected(async (issuer, _other, redirect) => {
      for (const status of [301, 302, 303, 307, 308]) {
        redirect(status, `/moved-${status}?x=1`);
        issuer.answers[`/moved-${status}?x=1`] = text(good);
        await passes(remote(issuer, { keys: { headers: { 'x-mine': 'yes' } } }).verifier, key, 5);
        const asked = issuer.requests.slice(-2);
        assert.ok(asked.every(({ headers }) => headers['x-mine'] === 'yes' && headers.accept.startsWith('application/jwk-set+json')));
      }
    }),

    'a redirect to another origin is refused, and nobody there is asked': redirected(async (issuer, other, redirect) => {
      const { port } = new URL(issuer.url);
      for (const location of [
        other.jwks,
        other.jwks.replace('http:', ''),
        `http://localhost:${port}${JWKS}`,
        issuer.jwks.replace('http:', 'https:'),
        `data:application/json,${encodeURIComponent(good)}`,
        'file:///etc/passwd',
        `\\\\${other.jwks.slice(7)}`,
      ]) {
        redirect(302, location);
        const before = issuer.requests.length;
        await refuses(remote(issuer).verifier.verifyAsync(key.token()), 'keys_unavailable');
        assert.equal(issuer.requests.length, before + 1, location);
      }
      // Also on the way.
      redirect(302, '/step');
      issuer.answers['/step'] = text(undefined, { location: other.jwks }, 307);
      await refuses(remote(issuer).verifier.verifyAsync(key.token()), 'keys_unavailable');
      assert.equal(other.requests.length, 0);
    }),

    // Longer than the checks' patience, should anyone wait for a cancel.
    'an unread clone of an answer that is of no use holds nothing up': redirected(async (issuer, other, redirect) => {
      const kept = [];
      const fetch = async (...asked) => {
        const response = await globalThis.fetch(...asked);
        kept.push(response.clone());
        return response;
      };
      const long = 'x'.repeat(300_000);
      const endless = (_, response) => response.write(long);
      const bad = [
        text('<p>Not found', {}, 404),
        text('moved', { location: other.jwks }, 302),
        text(long),
        text(long, { 'content-length': long.length }),
        endless,
      ];
      for (const answer of bad) {
        issuer.answers[JWKS] = answer;
        await inTime(refuses(remote(issuer, { keys: { fetch, timeout: 60 } }).verifier.verifyAsync(key.token()), 'keys_unavailable'));
      }
      assert.equal(kept.length, bad.length);
      redirect(302, '/moved');
      issuer.answers['/moved'] = text(good);
      await inTime(passes(remote(issuer, { keys: { fetch, timeout: 60 } }).verifier, key, 5));
      for (const clone of kept) clone.body?.cancel().catch(() => {});
    }),

    // What nobody catches would end this process.
    'a body whose cancel fails is let go of all the same': async () => {
      for (const cancel of [
        () => Promise.reject(new Error('cannot')),
        () => {
          throw new Error('cannot');
        },
      ]) {
        const response = { status: 404, headers: new Headers(), body: { cancel } };
        await refuses(
          remote('https://id.test/jwks', { keys: { fetch: async () => response } }).verifier.verifyAsync(key.token()),
          'keys_unavailable',
        );
      }
    },

    'a redirect in circles ends': redirected(async (issuer, _other, redirect) => {
      redirect(302, JWKS);
      await refuses(remote(issuer).verifier.verifyAsync(key.token()), 'keys_unavailable');
      assert.equal(issuer.count(), 4);
    }),

    'keys that name an environment count for it, however many': withIssuer(async (issuer) => {
      const of = (environment, count) => Array.from({ length: count }, (_, n) => ({ ...key.jwk, kid: `${environment}-${n}`, environment }));
      const production = { environment: 'production', keys: { environment: 'production', maxBytes: 1_048_576 } };
      const token = key.token({}, { kid: 'production-0' });
      issuer.answers[JWKS] = (_, response) => json(response, { keys: [...of('production', 3), ...of('staging', 1500)] });
      const { verifier } = remote(issuer, production);
      assert.ok(await verifier.verifyAsync(token));
      await refuses(verifier.verifyAsync(key.token({}, { kid: 'staging-0' })), 'key_not_found');
      issuer.answers[JWKS] = (_, response) => json(response, { keys: of('production', 1025) });
      await refuses(remote(issuer, production).verifier.verifyAsync(token), 'keys_unavailable');
      await refuses(remote(issuer, { keys: { maxBytes: 1_048_576 } }).verifier.verifyAsync(token), 'key_not_found');
    }),

    "Google's map of kid to certificate, and JWKs that are a certificate alone": withIssuer(async (issuer) => {
      const [a, b] = [certifiedKey('ES256', 'a', 'p256'), certifiedKey('RS256', 'b', 'rsa')];
      const x5c = ({ certificate }) => [certificate.replace(/-----[^-]+-----|\s/g, '')];
      for (const body of [
        { a: a.certificate, b: b.certificate },
        { keys: [a, b].map((each) => ({ kty: each.jwk.kty, kid: each.kid, x5c: x5c(each) })) },
        { keys: [a, b].map((each) => ({ ...each.jwk, x5c: x5c(each) })) },
      ]) {
        issuer.answers[JWKS] = (_, response) => json(response, body);
        const { verifier } = remote(issuer);
        await passes(verifier, a, 5);
        await passes(verifier, b, 5);
        await refuses(verifier.verifyAsync(newKey('ES256', 'a').token()), 'signature_invalid');
        await refuses(verifier.verifyAsync(newKey('ES256', 'b').token()), 'key_not_found');
      }
      // A certificate of another key, and one that is none: neither is used, and the operator is told.
      issuer.answers[JWKS] = (_, response) =>
        json(response, {
          keys: [
            { ...a.jwk, x5c: x5c(b) },
            { kid: 'b', x5c: ['AAAA'] },
          ],
        });
      const { cause } = await refuses(remote(issuer).verifier.verifyAsync(a.token()), 'key_not_found');
      assert.match(cause.message, /`keys\[0\]`: .*another key.*; `keys\[1\]`: .*certificate/);
    }),

    'HMAC with what is fetched': withIssuer(async (issuer) => {
      const keys = tokenward.remoteJwks(issuer.jwks);
      assert.throws(() => verifierOf(keys, { algorithms: ['HS256'] }), { code: 'key_algorithm_mismatch' });
      assert.throws(() => verifierOf(keys, { algorithms: ['ES256', 'HS512'] }), { code: 'key_algorithm_mismatch' });
    }),
  });
}
