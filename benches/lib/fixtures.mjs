// The keys and tokens that every contestant gets in every runtime: minted by jose, once a run.
import { randomBytes } from 'node:crypto';
import { SignJWT } from 'jose';
import { isHmac } from './algorithms.mjs';
import { keyPair } from './key-pair.mjs';

export const ISSUER = 'https://auth.example.com';
export const AUDIENCE = 'https://api.example.com';
const KID = 'k1';
const DAY = 24 * 60 * 60;

const CURVES = { ES256: 'P-256', ES384: 'P-384', ES512: 'P-521', EdDSA: 'Ed25519' };
const SECRET_BYTES = { HS256: 32, HS384: 48, HS512: 64 };
let rsa;

/** One RSA key does for all: making them takes long. */
const pairFor = (alg) => (CURVES[alg] ? keyPair(CURVES[alg]) : (rsa ??= keyPair('RSA')));

function makeKey(alg) {
  if (isHmac(alg)) {
    const secret = randomBytes(SECRET_BYTES[alg]);
    return { signer: secret, secret: secret.toString('base64'), jwk: { kty: 'oct', k: secret.toString('base64url'), alg, kid: KID } };
  }
  const { privateKey, publicKey } = pairFor(alg);
  return {
    signer: privateKey,
    pem: publicKey.export({ type: 'spki', format: 'pem' }),
    jwk: { ...publicKey.export({ format: 'jwk' }), alg, kid: KID, use: 'sig' },
  };
}

/** About 250 bytes as an HS256 token: what an access token of an ordinary service carries. */
const claimsOf = (number, now) => ({
  iss: ISSUER,
  sub: `user-${String(number).padStart(6, '0')}`,
  aud: AUDIENCE,
  iat: now,
  exp: now + DAY,
  scope: 'read write',
});

/** A text with the character at `at` replaced, never a last one: another signature or payload, well-formed. */
function flip(text, at) {
  return text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1);
}

async function mintFor(alg, count, now) {
  const { signer, ...key } = makeKey(alg);
  const header = { alg, kid: KID, typ: 'JWT' };
  const sign = (claims) => new SignJWT(claims).setProtectedHeader(header).sign(signer);
  const tokens = [];
  for (let number = 0; number < count; number += 1) tokens.push(await sign(claimsOf(number, now)));
  const good = claimsOf(count, now);
  const [head, body, signature] = (await sign(good)).split('.');
  const forged = Buffer.from(JSON.stringify({ ...good, sub: 'root' })).toString('base64url');
  return {
    ...key,
    tokens,
    refused: {
      signature: `${head}.${body}.${flip(signature, 10)}`,
      payload: `${head}.${forged}.${signature}`,
      expired: await sign({ ...good, exp: now - 60, iat: now - DAY }),
      issuer: await sign({ ...good, iss: 'https://other.example.com' }),
      audience: await sign({ ...good, aud: 'https://other.example.com' }),
    },
  };
}

/** For each algorithm a key, `count` distinct good tokens and one bad token of each kind. */
export async function mint(algorithms, count) {
  const now = Math.floor(Date.now() / 1000);
  const fixtures = {};
  for (const alg of algorithms) fixtures[alg] = await mintFor(alg, count, now);
  return { issuer: ISSUER, audience: AUDIENCE, algorithms: fixtures };
}
