// jose, with the key imported once: its fastest form.
import { jwtVerify } from 'jose';

const HASH = { HS256: 'SHA-256', HS384: 'SHA-384', HS512: 'SHA-512' };
const CURVE = { ES256: 'P-256', ES384: 'P-384', ES512: 'P-521' };

/** The WebCrypto key of a JWK; the hash of the RSA algorithms is in their names. */
export function importKey(alg, jwk) {
  let algorithm;
  if (HASH[alg]) algorithm = { name: 'HMAC', hash: HASH[alg] };
  else if (CURVE[alg]) algorithm = { name: 'ECDSA', namedCurve: CURVE[alg] };
  else if (alg === 'EdDSA') algorithm = { name: 'Ed25519' };
  else algorithm = { name: alg.startsWith('PS') ? 'RSA-PSS' : 'RSASSA-PKCS1-v1_5', hash: `SHA-${alg.slice(2)}` };
  // `alg` and `use` are left out: WebCrypto names some of them differently.
  const { alg: _alg, use: _use, kid: _kid, ...bare } = jwk;
  return crypto.subtle.importKey('jwk', bare, algorithm, false, ['verify']);
}

export const joseMaker = async ({ alg, fixture, issuer, audience }) => {
  const key = await importKey(alg, fixture.jwk);
  const options = { algorithms: [alg], issuer, audience, requiredClaims: ['exp'] };
  const verify = async (token) => (await jwtVerify(token, key, options)).payload;
  return [{ name: 'jose', async: true, verify }];
};

/**
 * Many in flight, as in a busy server: in Node WebCrypto works on other threads, and this hides
 * what handing each verify over and back takes.
 */
export const joseAtOnceMaker = async (given) => {
  const [jose] = await joseMaker(given);
  return [{ ...jose, name: 'jose 16 at once', together: 16 }];
};
// Not every runtime's WebCrypto has every algorithm; Node's has.
joseMaker.mayLack = 'jose';
