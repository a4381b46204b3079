// Access tokens: minted with jose, checked with tokenward.
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { createVerifier } from 'tokenward';

const ALGORITHM = 'ES256';
const SCOPE = 'deployments:read deployments:write';

/**
 * Makes a key of its own: with the process it is gone, and all tokens with it. Give a real API one
 * from its secrets.
 *
 * @param {{ issuer: string, audience: string, clock: () => number,
 *   revocation: import('tokenward').RevocationList }} options
 */
export async function createTokens({ issuer, audience, revocation, clock }) {
  const { privateKey, publicKey } = await generateKeyPair(ALGORITHM);
  const verifier = createVerifier({
    keys: { ...(await exportJWK(publicKey)), kid: 'key-1' },
    algorithms: [ALGORITHM],
    issuer,
    audience,
    typ: 'at+jwt', // RFC 9068: no other token of this issuer passes for an access token
    requiredClaims: ['exp', 'sub', 'jti'],
    revocation,
    clock,
  });

  /** A token for `sub` that is good for `lifetime` seconds, and its claims. */
  async function mint(sub, lifetime, more = {}) {
    const iat = Math.floor(clock());
    const claims = { iss: issuer, aud: audience, sub, scope: SCOPE, jti: crypto.randomUUID(), iat, exp: iat + lifetime, ...more };
    const header = { alg: ALGORITHM, typ: 'at+jwt', kid: 'key-1' };
    return { token: await new SignJWT(claims).setProtectedHeader(header).sign(privateKey), claims };
  }

  return { mint, verifier };
}
