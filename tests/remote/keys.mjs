// Keys and tokens, minted with node:crypto: no code of the package's.
import { createPrivateKey, createPublicKey, randomUUID, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { keyPair } from '../../tools/key-pair.mjs';

const KINDS = {
  ES256: () => keyPair('ec', { namedCurve: 'P-256' }),
  Ed25519: () => keyPair('ed25519'),
  RS256: () => keyPair('rsa', { modulusLength: 2048 }),
};
export const ALGORITHMS = Object.keys(KINDS);

export const START = 1_800_000_000;
const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A new key: `jwk` to publish, `token` to sign with it. Without a `kid` neither has one. */
export const newKey = (alg, kid) => keyOf(alg, kid, KINDS[alg]());

/** A key of tests/vectors/, and its certificate. */
export function certifiedKey(alg, kid, name) {
  const read = (what) => readFileSync(new URL(`../vectors/keys/${name}.${what}.pem`, import.meta.url), 'utf8');
  const privateKey = createPrivateKey(read('private'));
  return { ...keyOf(alg, kid, { privateKey, publicKey: createPublicKey(privateKey) }), certificate: read('certificate') };
}

function keyOf(alg, kid, { publicKey, privateKey }) {
  const named = kid === undefined ? {} : { kid };
  return {
    alg,
    kid,
    pem: publicKey.export({ type: 'spki', format: 'pem' }),
    jwk: { ...publicKey.export({ format: 'jwk' }), ...named, alg, use: 'sig' },
    /** A token that is good for a year of the tests' time, and never the same twice. */
    token(claims = {}, header = {}) {
      const payload = { iss: 'https://id.test', exp: START + 31_536_000, jti: randomUUID(), ...claims };
      const input = `${encode({ alg, ...named, ...header })}.${encode(payload)}`;
      const hash = alg === 'Ed25519' ? null : 'sha256';
      return `${input}.${sign(hash, Buffer.from(input), { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
    },
  };
}
