// jsonwebtoken (npm): the most used minting library there is.
import jwt from 'jsonwebtoken';

/** `key`: a private KeyObject, or the secret's bytes for HMAC. */
export function jsonwebtokenMint({ alg, key, claims, headers = {} }) {
  // noTimestamp: it would otherwise write `iat` from the machine's clock.
  return jwt.sign(claims, key, { algorithm: alg, header: { alg, ...headers }, noTimestamp: true });
}
