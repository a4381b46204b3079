// A local issuer that stands for all providers: over loopback HTTP it serves what each of them serves, at the
// host and path where it does, to a fetch function that leads there. All else is 404. And tokens, minted by jose.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

export const NOW = 1_800_000_000;
const KID = 'k1';

/** Starts it. `documents` are by their `https:` URL; `asked` are the URLs that were fetched. */
export async function startProviders() {
  const documents = new Map();
  const asked = [];
  const server = createServer((request, response) => {
    const url = `https:/${request.url}`;
    asked.push(url);
    const document = documents.get(url);
    if (document === undefined) return response.writeHead(404).end();
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(document));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const base = `http://127.0.0.1:${server.address().port}`;
  return {
    documents,
    asked,
    /** The option `jwks` of every provider. */
    jwks: { fetch: (url, init) => fetch(`${base}/${url.replace('https://', '')}`, init) },
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** A key pair of a provider, and one of somebody else that has its `kid`. */
export async function newKeys(alg = 'RS256') {
  const [own, stranger] = await Promise.all([generateKeyPair(alg, { extractable: true }), generateKeyPair(alg, { extractable: true })]);
  const jwk = { ...(await exportJWK(own.publicKey)), kid: KID, use: 'sig', alg };
  return { alg, jwk, own: own.privateKey, stranger: stranger.privateKey };
}

/** A secret's counterpart of {@link newKeys}. */
export const secretKeys = (own) => ({ alg: 'HS256', own, stranger: new Uint8Array(own.length).fill(7) });

/** Signs claims as they are; those that are undefined are left out. */
export function mint({ alg, jwk }, key, claims, header = {}) {
  return new SignJWT(JSON.parse(JSON.stringify(claims)))
    .setProtectedHeader({ alg, typ: 'JWT', ...(jwk && { kid: KID }), ...header })
    .sign(key);
}

/** The checks of a table: see run.mjs. */
export function tableChecks(tokenward, issuer, keysOf, rows) {
  const checks = {};
  for (const [title, { serves, alg = 'RS256', secret, options, claims, header, more, passes = {}, refuses }] of Object.entries(rows)) {
    const tokens = async (changes = {}, { by = 'own', ...ofHeader } = {}) => {
      const keys = secret === undefined ? await keysOf(alg) : secretKeys(secret);
      return mint(keys, keys[by], { ...claims, ...changes }, { ...header, ...ofHeader });
    };
    const verifierOf = async () => {
      issuer.documents.clear();
      issuer.asked.length = 0;
      if (serves !== undefined)
        Object.entries(await serves(await keysOf(alg))).forEach(([url, document]) => issuer.documents.set(url, document));
      return tokenward.createVerifier({ ...options(issuer.jwks), clock: () => NOW, ...more });
    };

    checks[`${title}: a good token passes`] = async () => {
      const verifier = await verifierOf();
      const passed = await verifier.verifyAsync(await tokens());
      assert.equal(passed.claims.sub, claims.sub);
      // All that is served was needed, and nothing else.
      assert.deepEqual(issuer.asked, [...issuer.documents.keys()]);
      for (const [label, changes] of Object.entries(passes)) {
        assert.ok(await verifier.verifyAsync(await tokens(changes)), label);
      }
    };

    const always = {
      'the key of somebody else': [{}, 'signature_invalid', undefined, { by: 'stranger' }],
      'no exp': [{ exp: undefined }, 'claim_missing', 'exp'],
      'an exp that has passed': [{ exp: NOW - 60, iat: NOW - 120 }, 'token_expired', 'exp'],
      ...(claims.iss !== undefined && more?.audience === undefined && options(issuer.jwks).issuer !== undefined
        ? {
            'another issuer': [{ iss: `${claims.iss}x` }, 'claim_mismatch', 'iss'],
            'no issuer': [{ iss: undefined }, 'claim_missing', 'iss'],
          }
        : {}),
      ...(claims.aud === undefined
        ? { 'an audience': [{ aud: 'x' }, 'claim_mismatch', 'aud'] }
        : { 'another audience': [{ aud: 'x' }, 'claim_mismatch', 'aud'], 'no audience': [{ aud: undefined }, 'claim_missing', 'aud'] }),
    };
    for (const [label, [changes, code, claim, ofHeader]] of Object.entries({ ...always, ...refuses })) {
      checks[`${title}: refused: ${label}`] = async () => {
        const verifier = await verifierOf();
        await assert.rejects(verifier.verifyAsync(await tokens(changes, ofHeader)), (error) => {
          assert.ok(error instanceof tokenward.TokenError, error?.stack);
          assert.deepEqual([error.code, error.claim], [code, claim]);
          return true;
        });
      };
    }
  }
  return checks;
}
