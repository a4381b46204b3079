// The bare synchronous call into OpenSSL with a prepared key, on tokens that are already split
// and decoded: no parsing, no claims. What Node's own crypto allows at best.
import { constants, createHmac, createPublicKey, createSecretKey, timingSafeEqual, verify } from 'node:crypto';
import { isHmac } from '../lib/algorithms.mjs';

function callFor(alg, fixture) {
  const hash = alg === 'EdDSA' ? null : `sha${alg.slice(2)}`;
  if (isHmac(alg)) {
    const key = createSecretKey(fixture.secret, 'base64');
    return (data, signature) => timingSafeEqual(createHmac(hash, key).update(data).digest(), signature);
  }
  const options = { key: createPublicKey(fixture.pem) };
  if (alg.startsWith('ES')) options.dsaEncoding = 'ieee-p1363';
  if (alg.startsWith('PS')) {
    options.padding = constants.RSA_PKCS1_PSS_PADDING;
    options.saltLength = constants.RSA_PSS_SALTLEN_DIGEST;
  }
  return (data, signature) => verify(hash, data, options, signature);
}

function split(token) {
  const dot = token.lastIndexOf('.');
  return { data: Buffer.from(token.slice(0, dot)), signature: Buffer.from(token.slice(dot + 1), 'base64url') };
}

export const nodeCryptoMaker = ({ alg, fixture }) => {
  const call = callFor(alg, fixture);
  const parts = new Map([...fixture.tokens, ...Object.values(fixture.refused)].map((token) => [token, split(token)]));
  const passed = { exp: 1 };
  const check = (part) => {
    if (!call(part.data, part.signature)) throw new Error('bad signature');
    return passed;
  };
  // The look-up is for the check beforehand; what is timed gets the parts.
  const verifyToken = (token) => check(typeof token === 'string' ? parts.get(token) : token);
  return [{ name: 'node:crypto', signatureOnly: true, verify: verifyToken, prepare: (token) => parts.get(token) }];
};
