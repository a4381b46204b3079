// jsonwebtoken (npm): the most used minting library there is.
import jwt from 'jsonwebtoken';

/** `key`: a private KeyObject, or the secret's bytes for HMAC. */
export function jsonwebtokenMint({ alg, key, claims, headers = {} }) {
  // `iat` of the claims is kept; without one it would take the machine's time.
  return jwt.sign(claims, key, { algorithm: alg, header: { alg, ...headers } });
}
