// Keys and tokens for the growth series: many, so they are signed by node:crypto directly.
import { createHmac, randomBytes, sign } from 'node:crypto';
import { keyPair } from '../lib/key-pair.mjs';

const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
export const ISSUER = 'https://a.example';
export const AUDIENCE = 'api';
export const exp = Math.floor(Date.now() / 1000) + 86_400;

const PAIRS = { ES256: 'P-256', EdDSA: 'Ed25519' };

/** A key: `jwk` to verify with, and `token(claims)`, signed by it. */
export function makeKey(alg, kid) {
  const header = encode({ alg, ...(kid ? { kid } : {}) });
  if (alg === 'HS256') {
    const secret = randomBytes(32);
    const signature = (data) => createHmac('sha256', secret).update(data).digest('base64url');
    return {
      jwk: { kty: 'oct', k: secret.toString('base64url'), alg, ...(kid ? { kid } : {}) },
      secret,
      token: tokenMaker(header, signature),
    };
  }
  const { privateKey, publicKey } = keyPair(PAIRS[alg]);
  const hash = alg === 'EdDSA' ? null : 'sha256';
  const signature = (data) => sign(hash, Buffer.from(data), { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url');
  const jwk = { ...publicKey.export({ format: 'jwk' }), alg, ...(kid ? { kid } : {}) };
  return { jwk, token: tokenMaker(header, signature) };
}

function tokenMaker(header, signature) {
  return (claims) => {
    const data = `${header}.${encode({ iss: ISSUER, aud: AUDIENCE, exp, ...claims })}`;
    return `${data}.${signature(data)}`;
  };
}

/** A token as near to `bytes` as whole roles allow. */
export function tokenOfSize(key, number, bytes) {
  const claims = { sub: `u${number}` };
  const room = ((bytes - key.token(claims).length) * 3) / 4;
  const roles = Math.floor((room - 10) / 19);
  if (roles > 0) claims.roles = Array.from({ length: roles }, (_, i) => `project:read-${String(i).padStart(3, '0')}`);
  return key.token(claims);
}
