// Fresh keys for every run, each in every form that `keys` takes.
import crypto from 'node:crypto';
import { readFileSync } from 'node:fs';
import { keyPair } from '../../../tools/key-pair.mjs';
import { b64u, bigToBytes, bitLength, bytes, bytesToBig, modInverse, modPow } from './encoding.mjs';

const HASH = { 256: 'sha256', 384: 'sha384', 512: 'sha512' };
const CURVE = { ES256: 'P-256', ES384: 'P-384', ES512: 'P-521' };

export const HMAC = ['HS256', 'HS384', 'HS512'];
export const RSA = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'];
export const EC = ['ES256', 'ES384', 'ES512'];
export const ED = ['EdDSA', 'Ed25519'];
export const ALL = [...HMAC, ...RSA, ...EC, ...ED];
export const hashOf = (alg) => HASH[alg.slice(2)];

function asymmetric(privateKey, kind) {
  const publicKey = crypto.createPublicKey(privateKey);
  const rsa = kind === 'rsa';
  return {
    kind,
    privateKey,
    publicKey,
    jwk: publicKey.export({ format: 'jwk' }),
    privateJwk: privateKey.export({ format: 'jwk' }),
    spki: publicKey.export({ format: 'pem', type: 'spki' }),
    spkiDer: publicKey.export({ format: 'der', type: 'spki' }),
    pkcs1: rsa ? publicKey.export({ format: 'pem', type: 'pkcs1' }) : undefined,
    pkcs1Der: rsa ? publicKey.export({ format: 'der', type: 'pkcs1' }) : undefined,
    pkcs8: privateKey.export({ format: 'pem', type: 'pkcs8' }),
  };
}

export const newRsa = (modulusLength = 2048, publicExponent = 65537) =>
  asymmetric(keyPair('rsa', { modulusLength, publicExponent }).privateKey, 'rsa');
export const newEc = (namedCurve) => asymmetric(keyPair('ec', { namedCurve }).privateKey, 'ec');
export const newEd = () => asymmetric(keyPair('ed25519').privateKey, 'ed');

/** A PEM of tests/vectors/. */
export const vectorText = (name) => readFileSync(new URL(`../../vectors/keys/${name}.pem`, import.meta.url), 'utf8');
/** A key of tests/vectors/, of which there are certificates. */
export const ofVector = (name) => asymmetric(crypto.createPrivateKey(vectorText(`${name}.private`)), name);
/** The DER of one, in base64. */
export const vectorDer = (name) => vectorText(name).replace(/-----[^-]+-----|\s/g, '');

export function newSecret(length) {
  return secretOf(crypto.randomBytes(length));
}

export function secretOf(data) {
  const raw = Buffer.from(data);
  return {
    kind: 'secret',
    raw,
    privateKey: crypto.createSecretKey(raw),
    publicKey: crypto.createSecretKey(raw),
    secret: { secret: bytes(raw) },
    jwk: { kty: 'oct', k: b64u(raw) },
  };
}

/**
 * An RSA key of an exact size, of many small primes: verifiers see only n and
 * e, and an 8192-bit modulus of two primes would take a minute to find.
 */
export function newMultiPrimeRsa(bits, e = 65537n) {
  const count = Math.ceil(bits / 600);
  const prime = (size) => {
    for (;;) {
      const p = crypto.generatePrimeSync(size, { bigint: true });
      if ((p - 1n) % e !== 0n) return p;
    }
  };
  for (;;) {
    const primes = Array.from({ length: count - 1 }, () => prime(Math.floor(bits / count)));
    let n = primes.reduce((a, b) => a * b, 1n);
    const last = prime(bits - bitLength(n) + (crypto.randomInt(2) ? 1 : 0));
    primes.push(last);
    n *= last;
    if (bitLength(n) !== bits || new Set(primes).size !== primes.length) continue;
    const length = Math.ceil(bits / 8);
    const jwk = { kty: 'RSA', n: b64u(bigToBytes(n, length)), e: b64u(bigToBytes(e, 3).subarray(e > 65535n ? 0 : 2)) };
    const publicKey = crypto.createPublicKey({ key: jwk, format: 'jwk' });
    return {
      kind: 'rsa',
      publicKey,
      jwk,
      spki: publicKey.export({ format: 'pem', type: 'spki' }),
      pkcs1: publicKey.export({ format: 'pem', type: 'pkcs1' }),
      rawRsa: (em) => bigToBytes(multiPrimePower(bytesToBig(em), primes, e), length),
      length,
      bits,
    };
  }
}

function multiPrimePower(m, primes, e) {
  const n = primes.reduce((a, b) => a * b, 1n);
  let result = 0n;
  for (const p of primes) {
    const rest = n / p;
    const x = modPow(m, modInverse(e, p - 1n), p);
    result += x * rest * modInverse(rest, p);
  }
  return result % n;
}

/** The key set of one run. Everything random in the corpus starts here. */
export function newKeys() {
  const keys = {
    rsa: newRsa(),
    rsaOther: newRsa(),
    rsaE3: newRsa(2048, 3),
    rsa3072: newRsa(3072),
    ed: newEd(),
    edOther: newEd(),
  };
  for (const alg of HMAC) {
    const size = Number(alg.slice(2)) / 8;
    keys[alg] = newSecret(size);
    keys[`${alg}Other`] = newSecret(size);
  }
  for (const alg of RSA) [keys[alg], keys[`${alg}Other`]] = [keys.rsa, keys.rsaOther];
  for (const alg of EC) [keys[alg], keys[`${alg}Other`]] = [newEc(CURVE[alg]), newEc(CURVE[alg])];
  for (const alg of ED) [keys[alg], keys[`${alg}Other`]] = [keys.ed, keys.edOther];
  // A secret that is text, so that its words can be looked for in messages.
  const text = `correct horse battery staple ${b64u(crypto.randomBytes(48))}`;
  keys.text = { ...secretOf(text), text, secret: { secret: text } };
  return keys;
}
