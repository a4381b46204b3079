// Key pairs of node:crypto.
import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';

/**
 * A new pair of KeyObjects; takes what `generateKeyPairSync` does. By way of DER, because Node 20
 * can lock up when it collects the generator of a key while that key is being exported as a JWK:
 * both take the key's lock.
 */
export function keyPair(type, options = {}) {
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
