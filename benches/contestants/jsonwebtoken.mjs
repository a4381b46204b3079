// jsonwebtoken, with a KeyObject: its fastest form. It has no EdDSA.
import { createPublicKey, createSecretKey } from 'node:crypto';
import jsonwebtoken from 'jsonwebtoken';

export const jsonwebtokenMaker = ({ alg, fixture, issuer, audience }) => {
  if (alg === 'EdDSA') return [];
  const key = fixture.pem ? createPublicKey(fixture.pem) : createSecretKey(fixture.secret, 'base64');
  const options = { algorithms: [alg], issuer, audience };
  return [{ name: 'jsonwebtoken', verify: (token) => jsonwebtoken.verify(token, key, options) }];
};
