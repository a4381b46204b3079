// Two ways to mint: jose for tokens as they should be, node:crypto over exact
// header and payload bytes for those that jose would refuse to make.
import crypto from 'node:crypto';
import { CompactSign } from 'jose';
import { b64u } from './encoding.mjs';
import { hashOf } from './keys.mjs';

const PSS = crypto.constants.RSA_PKCS1_PSS_PADDING;
const text = (value) => (typeof value === 'string' || value instanceof Uint8Array ? value : JSON.stringify(value));

/** Signs with jose. `claims` is an object, or the payload's exact text or bytes. */
export async function joseMint(alg, key, claims, header = {}) {
  const signer = new CompactSign(Buffer.from(text(claims))).setProtectedHeader({ alg, ...header });
  return signer.sign(key.kind === 'secret' ? key.raw : key.privateKey);
}

/** The signature of `input`, in the form RFC 7518 section 3 gives each algorithm. */
export function signBytes(alg, key, input) {
  const data = Buffer.from(input);
  switch (alg.slice(0, 2)) {
    case 'HS':
      return crypto
        .createHmac(hashOf(alg), key.raw ?? key)
        .update(data)
        .digest();
    case 'RS':
      return crypto.sign(hashOf(alg), data, key.privateKey);
    case 'PS':
      return crypto.sign(hashOf(alg), data, {
        key: key.privateKey,
        padding: PSS,
        saltLength: crypto.constants.RSA_PSS_SALTLEN_DIGEST,
      });
    case 'ES':
      return crypto.sign(hashOf(alg), data, { key: key.privateKey, dsaEncoding: 'ieee-p1363' });
    default:
      return crypto.sign(null, data, key.privateKey);
  }
}

/** Signs exact header and payload texts (or bytes), whatever they say. */
export function rawMint(alg, key, header, payload) {
  const input = `${b64u(text(header))}.${b64u(text(payload))}`;
  return `${input}.${b64u(signBytes(alg, key, input))}`;
}

/** Signs two parts that are already encoded, or wrongly so. */
export function mintParts(alg, key, headerPart, payloadPart) {
  const input = `${headerPart}.${payloadPart}`;
  return `${input}.${b64u(signBytes(alg, key, input))}`;
}
