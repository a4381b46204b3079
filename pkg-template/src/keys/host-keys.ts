/**
 * Keys that are objects of the host, such as a `KeyObject`, as the core reads them: bytes and JWKs. Whether
 * they are any good is for the core to say. They are known by their members: they may come from another realm.
 * @internal
 */
import { memberOf } from '../bridge/encode.js';
import type { CryptoKeyLike, KeyObjectLike } from '../verifier/types.js';

/** The core takes no more keys: what is longer it refuses. */
export const MOST_KEYS = 1024;

/** The `keys` option as it crosses into the core. */
export function plainKeys(keys: unknown): unknown {
  return Array.isArray(keys) && keys.length <= MOST_KEYS ? keys.map(plainKey) : plainKey(keys);
}

function plainKey(key: unknown): unknown {
  if (typeof key !== 'object' || key === null) return key;
  if (isKeyObject(key)) return key.type === 'secret' ? { secret: contentOf(key) } : contentOf(key);
  if (isCryptoKey(key)) return jwkOf(key);
  if (isBuffer(key)) return contentOf(key);
  for (const name of ['secret', 'pem']) {
    const member = memberOf(key, name);
    if (isKeyObject(member) || isBuffer(member)) return { ...key, [name]: contentOf(member) };
  }
  return key;
}

function isKeyObject(value: unknown): value is KeyObjectLike {
  return typeof memberOf(value, 'export') === 'function' && typeof memberOf(value, 'type') === 'string';
}

function isCryptoKey(value: unknown): value is CryptoKeyLike {
  return typeof memberOf(value, 'extractable') === 'boolean' && typeof memberOf(value, 'algorithm') === 'object';
}

function isBuffer(value: unknown): value is ArrayBuffer {
  return memberOf(value, Symbol.toStringTag) === 'ArrayBuffer';
}

/** What the core says no to, in its own words. */
const PRIVATE = '-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----';

/** The bytes of a secret, or the DER of a public key: that says what a JWK does not, such as parameters of RSASSA-PSS. */
function contentOf(key: KeyObjectLike | ArrayBuffer): unknown {
  if (isBuffer(key)) return new Uint8Array(key);
  if (key.type === 'private') return PRIVATE;
  return key.type === 'secret' ? key.export() : key.export({ type: 'spki', format: 'der' });
}

/** The names of RFC 7518 begin so; those of other algorithms say nothing that `key_ops` does not. */
const PREFIXES: Record<string, string> = { 'RSASSA-PKCS1-v1_5': 'RS', 'RSA-PSS': 'PS', HMAC: 'HS' };

/** The JWK that WebCrypto would export, if it could at once: with the algorithm and the usages of the key. */
function jwkOf(key: CryptoKeyLike): unknown {
  if (key.type === 'private') return PRIVATE;
  if (!key.extractable) {
    throw new TypeError(
      '`keys`: this CryptoKey is not extractable: give the JWK or the PEM that it was made of, or import that with `extractable: true`',
    );
  }
  const jwk = nodeJwkOf(key);
  if (jwk === undefined) {
    throw new TypeError("`keys`: a CryptoKey cannot be read at once here: give `await crypto.subtle.exportKey('jwk', key)`");
  }
  const { name, hash } = key.algorithm;
  const prefix = PREFIXES[name];
  return { ...jwk, alg: prefix && prefix + hash?.name.slice('SHA-'.length), key_ops: [...key.usages] };
}

interface NodeCrypto {
  KeyObject: { from(key: CryptoKeyLike): KeyObjectLike };
}

/** As `node:crypto` exports it, where that is. */
function nodeJwkOf(key: CryptoKeyLike): object | undefined {
  const { process } = globalThis as { process?: { getBuiltinModule?: (name: string) => unknown } };
  try {
    const { KeyObject } = process!.getBuiltinModule!('node:crypto') as NodeCrypto;
    return KeyObject.from(key).export({ format: 'jwk' }) as object;
  } catch {
    return undefined;
  }
}
