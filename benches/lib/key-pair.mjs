// Key pairs of node:crypto.
import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';

const TYPES = {
  RSA: ['rsa', { modulusLength: 2048 }],
  'P-256': ['ec', { namedCurve: 'P-256' }],
  'P-384': ['ec', { namedCurve: 'P-384' }],
  'P-521': ['ec', { namedCurve: 'P-521' }],
  Ed25519: ['ed25519', {}],
};

/**
 * A new pair of KeyObjects. By way of DER, because Node 20 can lock up when it collects the
 * generator of a key while that key is being exported as a JWK: both take the key's lock.
 */
export function keyPair(name) {
  const [type, options] = TYPES[name];
  const { privateKey, publicKey } = generateKeyPairSync(type, {
    ...options,
    privateKeyEncoding: { type: 'pkcs8', format: 'der' },
    publicKeyEncoding: { type: 'spki', format: 'der' },
  });
  return {
    privateKey: createPrivateKey({ key: privateKey, type: 'pkcs8', format: 'der' }),
    publicKey: createPublicKey({ key: publicKey, type: 'spki', format: 'der' }),
  };
}
