// fast-jwt, without and with its cache.
import { createVerifier } from 'fast-jwt';

export const fastJwtMaker = ({ alg, fixture, issuer, audience }) => {
  const key = fixture.pem ?? Buffer.from(fixture.secret, 'base64');
  const make = (cache) =>
    createVerifier({ key, algorithms: [alg], allowedIss: issuer, allowedAud: audience, requiredClaims: ['exp'], cache });
  return [
    { name: 'fast-jwt', verify: make(false) },
    { name: 'fast-jwt +cache', withCache: make },
  ];
};
