// A key and a token made in the page, for a first look; and a token changed by a stranger.

const encoder = new TextEncoder();

function base64url(bytes) {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

const part = (value) => base64url(encoder.encode(JSON.stringify(value)));

export const ISSUER = 'https://issuer.example';
export const AUDIENCE = 'https://api.example';

/** WebCrypto is only there on https and on this computer's own addresses. */
export const canMakeExamples = () => globalThis.crypto?.subtle !== undefined;

/** A new P-256 key, and a token that is good for `lifetime` seconds. The private half is dropped. */
export async function makeExample(lifetime = 120) {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256' };
  const { privateKey, publicKey } = await crypto.subtle.generateKey(algorithm, false, ['sign', 'verify']);
  const { kty, crv, x, y } = await crypto.subtle.exportKey('jwk', publicKey);
  const iat = Math.floor(Date.now() / 1000);
  const header = { alg: 'ES256', typ: 'JWT', kid: 'example' };
  const claims = { iss: ISSUER, sub: 'ada', aud: AUDIENCE, scope: 'profile:read profile:write', iat, exp: iat + lifetime };
  const signed = `${part(header)}.${part(claims)}`;
  const signature = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, privateKey, encoder.encode(signed));
  return {
    token: `${signed}.${base64url(new Uint8Array(signature))}`,
    key: JSON.stringify({ kty, crv, x, y, kid: 'example', use: 'sig', alg: 'ES256' }, null, 2),
  };
}

/** A token with another subject and the old signature. */
export function tampered(token, claims) {
  const [header, , signature] = token.split('.');
  const sub = claims.sub === 'mallory' ? 'eve' : 'mallory';
  return `${header}.${part({ ...claims, sub })}.${signature}`;
}
