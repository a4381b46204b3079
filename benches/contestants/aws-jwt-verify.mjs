// aws-jwt-verify, synchronous, with a JWKS that it has already. It has no HMAC and no RSA-PSS.
import { JwtVerifier } from 'aws-jwt-verify';

export const awsJwtVerifyMaker = ({ alg, fixture, issuer, audience }) => {
  if (!/^(RS|ES|EdDSA)/.test(alg)) return [];
  const verifier = JwtVerifier.create({ issuer, audience, jwksUri: `${issuer}/jwks.json` });
  verifier.cacheJwks({ keys: [fixture.jwk] });
  return [{ name: 'aws-jwt-verify', verify: (token) => verifier.verifySync(token) }];
};
