/** AES-GCM over bytes that hold tokens: the only form in which they leave the client's memory. @internal */
import { joined } from './endpoint.js';

/** NIST SP 800-38D section 8.2.2: 96 random bits for each sealing. */
const IV_BYTES = 12;

const encoder = new TextEncoder();

/** Bytes of an `ArrayBuffer` of their own, as WebCrypto's types want them. */
const own = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => bytes as Uint8Array<ArrayBuffer>;

/** Initialization vector and ciphertext. `context` has to be the same when it is opened. Wipes `plain`. @internal */
export async function seal(key: CryptoKey, plain: Uint8Array, context: string): Promise<Uint8Array> {
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
  const algorithm = { name: 'AES-GCM', iv, additionalData: own(encoder.encode(context)) };
  try {
    return joined(iv, new Uint8Array(await crypto.subtle.encrypt(algorithm, key, own(plain))));
  } finally {
    plain.fill(0);
  }
}

/** Rejects for what was sealed otherwise. Wipe what comes back after use. @internal */
export async function open(key: CryptoKey, sealed: Uint8Array, context: string): Promise<Uint8Array> {
  const iv = own(sealed.slice(0, IV_BYTES));
  const algorithm = { name: 'AES-GCM', iv, additionalData: own(encoder.encode(context)) };
  return new Uint8Array(await crypto.subtle.decrypt(algorithm, key, own(sealed.slice(IV_BYTES))));
}
