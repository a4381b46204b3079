// @node-rs/jsonwebtoken: Rust's jsonwebtoken as a native addon, synchronous. It has no ES512.
import { verifySync } from '@node-rs/jsonwebtoken';

export const nodeRsMaker = ({ alg, fixture, issuer, audience }) => {
  if (alg === 'ES512') return [];
  const key = fixture.pem ?? Buffer.from(fixture.secret, 'base64');
  const validation = {
    algorithms: [alg],
    iss: [issuer],
    aud: [audience],
    requiredSpecClaims: ['exp', 'iss', 'aud'],
    validateNbf: true,
    leeway: 0,
  };
  return [{ name: '@node-rs', verify: (token) => verifySync(token, key, validation) }];
};
