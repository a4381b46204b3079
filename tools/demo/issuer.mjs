// The other side of the story: an issuer that signs with `jose`, and knows nothing of tokenward.
import { randomBytes } from 'node:crypto';
import { CompactSign, SignJWT, exportJWK, exportSPKI, generateKeyPair, importJWK } from 'jose';

export const ISSUER = 'https://issuer.example';
export const AUDIENCE = 'https://api.example';
export const SUBJECT = 'ada';

export const ALGORITHMS = [
  'HS256',
  'HS384',
  'HS512',
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];

/** Makes fresh keys; `jwks` is what the worker is configured with. */
export async function makeIssuer() {
  const keys = new Map();
  const jwks = { keys: [] };

  for (const [alg, bytes] of [
    ['HS256', 32],
    ['HS384', 48],
    ['HS512', 64],
  ]) {
    const secret = randomBytes(bytes);
    const kid = `secret-${bytes}`;
    keys.set(alg, { kid, key: secret });
    jwks.keys.push({ kty: 'oct', k: secret.toString('base64url'), kid, alg });
  }
  // One key pair serves several names: RSA both paddings and all hashes, Ed25519 both spellings.
  const pairs = [
    ['rsa', ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512']],
    ['p-256', ['ES256']],
    ['p-384', ['ES384']],
    ['p-521', ['ES512']],
    ['ed25519', ['EdDSA', 'Ed25519']],
  ];
  for (const [kid, algorithms] of pairs) {
    const pair = await generateKeyPair(algorithms[0], { extractable: true });
    const jwk = await exportJWK(pair.privateKey);
    for (const alg of algorithms) keys.set(alg, { kid, key: await importJWK(jwk, alg) });
    if (kid === 'rsa') jwks.pem = await exportSPKI(pair.publicKey);
    jwks.keys.push({ ...(await exportJWK(pair.publicKey)), kid, use: 'sig' });
  }

  const { pem, ...published } = jwks;
  return { keys, jwks: published, rsaPem: pem };
}

/** The claims of a good token, valid for `lifetime` seconds. */
export function goodClaims(lifetime = 300) {
  const now = Math.floor(Date.now() / 1000);
  return { iss: ISSUER, aud: AUDIENCE, sub: SUBJECT, scope: 'profile:read profile:write', iat: now, nbf: now, exp: now + lifetime };
}

/** Signs claims; `header`, `key` and `claims` are what an attack changes. */
export function mint(issuer, alg, { claims = {}, header = {}, key, lifetime } = {}) {
  const { kid, key: own } = issuer.keys.get(alg);
  return new SignJWT({ ...goodClaims(lifetime), ...claims }).setProtectedHeader({ alg, typ: 'JWT', kid, ...header }).sign(key ?? own);
}

/** Signs any text as a payload, under any header: for what a well-behaved issuer never sends. */
export function mintText(issuer, alg, payload, { header = {}, crit } = {}) {
  const { kid, key } = issuer.keys.get(alg);
  return new CompactSign(new TextEncoder().encode(payload)).setProtectedHeader({ alg, typ: 'JWT', kid, ...header }).sign(key, { crit });
}
