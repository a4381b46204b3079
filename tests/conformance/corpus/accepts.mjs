// Every algorithm under every form its key can be given in: all must verify.
import { bytes } from '../lib/encoding.mjs';
import { ALL, newMultiPrimeRsa, secretOf } from '../lib/keys.mjs';
import { claimsWith } from '../lib/collector.mjs';
import { joseMint } from '../lib/sign.mjs';
import { emsaPkcs1, emsaPss, digestInfo, rawRsa } from '../lib/rsa-encodings.mjs';
import { b64u } from '../lib/encoding.mjs';
import crypto from 'node:crypto';

/** The forms of one key: [name, keys, needs the token to say this kid]. */
function forms(alg, key) {
  const labelled = { ...key.jwk, kid: 'k1', alg, use: 'sig', key_ops: ['verify'] };
  const common = [
    ['jwk', key.jwk],
    ['jwk-labelled', labelled, 'k1'],
    ['jwks', { keys: [labelled] }, 'k1'],
    ['jwks-no-kid-in-token', { keys: [labelled] }],
    ['array', [key.jwk]],
  ];
  if (key.kind === 'secret') {
    return [
      ...common,
      ['secret-bytes', { secret: bytes(key.raw) }],
      ['secret-bytes-kid-alg', { secret: bytes(key.raw), kid: 'k1', alg }, 'k1'],
    ];
  }
  return [
    ...common,
    ['spki', key.spki],
    ['spki-crlf', key.spki.replaceAll('\n', '\r\n')],
    ['spki-no-final-newline', key.spki.trimEnd()],
    ['spki-array', [key.spki]],
    ...(key.pkcs1 ? [['pkcs1', key.pkcs1], ['pkcs1-crlf', key.pkcs1.replaceAll('\n', '\r\n')]] : []),
  ];
}

export default async function accepts(c) {
  for (const alg of ALL) {
    const key = c.k[alg];
    for (const [form, keys, kid] of forms(alg, key)) {
      const claims = claimsWith({ jti: `${alg}-${form}` });
      c.add({
        id: `${alg}/${form}`,
        rfc: 'RFC 7518 section 3.1',
        keys,
        signer: key,
        options: { algorithms: [alg] },
        token: await joseMint(alg, key, claims, { typ: 'JWT', ...(kid && { kid }) }),
        claims,
      });
    }
    c.add({
      id: `${alg}/all-algorithms-listed`,
      keys: key.jwk,
      signer: key,
      // A secret shorter than HS512 asks for would rightly be refused.
      options: { algorithms: key.kind === 'secret' ? [alg] : ALL },
      token: await joseMint(alg, key, claimsWith()),
    });
  }

  // Text secrets are their UTF-8 bytes.
  for (const [id, text] of [
    ['ascii', c.k.text.text],
    ['utf8', `pässwörd-密码-🔑-${b64u(crypto.randomBytes(32))}`],
    ['base64-like', crypto.randomBytes(64).toString('base64')],
  ]) {
    const key = secretOf(text);
    for (const alg of ['HS256', 'HS384', 'HS512']) {
      if (key.raw.length < 64 && alg === 'HS512') continue;
      c.add({
        id: `secret-text/${id}/${alg}`,
        keys: { secret: text },
        signer: key,
        options: { algorithms: [alg] },
        token: await joseMint(alg, key, claimsWith()),
      });
    }
  }
  // Longer than the hash's block: HMAC hashes the key first (RFC 2104).
  for (const alg of ['HS256', 'HS384', 'HS512']) {
    for (const size of [64, 65, 128, 129, 500]) {
      const key = secretOf(crypto.randomBytes(size));
      c.add({
        id: `secret-of-${size}/${alg}`,
        rfc: 'RFC 2104 section 2',
        keys: key.secret,
        signer: key,
        options: { algorithms: [alg] },
        token: await joseMint(alg, key, claimsWith()),
      });
    }
  }

  // RFC 9864 section 2.2: Ed25519 is the fully-specified name of the same signature.
  for (const [jwkAlg, alg] of [['EdDSA', 'Ed25519'], ['Ed25519', 'EdDSA']]) {
    c.add({
      id: `jwk-${jwkAlg}-token-${alg}`,
      rfc: 'RFC 9864 section 2.2',
      keys: { ...c.k.ed.jwk, alg: jwkAlg },
      signer: c.k.ed,
      options: { algorithms: [alg] },
      token: await joseMint(alg, c.k.ed, claimsWith()),
    });
  }

  for (const name of ['rsaE3', 'rsa3072']) {
    for (const alg of ['RS256', 'PS384', 'RS512']) {
      c.add({
        id: `${name}/${alg}`,
        keys: c.k[name].spki,
        signer: c.k[name],
        options: { algorithms: [alg] },
        token: await joseMint(alg, c.k[name], claimsWith()),
      });
    }
  }
  // Sizes that are no multiple of 8 or 64, and the largest that is taken.
  for (const bits of [2049, 2055, 4096, 8192]) {
    const key = newMultiPrimeRsa(bits);
    for (const alg of ['RS256', 'PS256']) {
      const input = `${b64u(`{"alg":"${alg}"}`)}.${b64u(JSON.stringify(claimsWith()))}`;
      const hashed = crypto.createHash('sha256').update(input).digest();
      const length = Math.ceil(bits / 8);
      const em =
        alg === 'RS256' ? emsaPkcs1(length, digestInfo('sha256', hashed)) : emsaPss(bits, input, { hash: 'sha256' });
      c.add({
        id: `rsa-${bits}/${alg}`,
        keys: bits === 2055 ? key.pkcs1 : key.jwk,
        signer: key,
        options: { algorithms: [alg] },
        token: `${input}.${b64u(rawRsa(key, em))}`,
      });
    }
  }
}
