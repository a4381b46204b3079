// HMAC: any byte wrong, any length wrong, and the empty key.
import crypto from 'node:crypto';
import { flip, withPart, withSignature } from '../lib/encoding.mjs';
import { HMAC, secretOf } from '../lib/keys.mjs';
import { claimsWith } from '../lib/collector.mjs';
import { joseMint, rawMint } from '../lib/sign.mjs';

const invalid = { expect: 'signature_invalid' };

export default async function hmac(c) {
  for (const alg of HMAC) {
    const key = c.k[alg];
    const good = await joseMint(alg, key, claimsWith());
    const entry = { keys: key.secret, signer: key, options: { algorithms: [alg] }, ...invalid };
    const sig = (id, change, extra) => c.add({ id: `${alg}/${id}`, ...entry, token: withSignature(good, change), ...extra });

    const compare = { cve: 'GHSA-5vw4-v588-pgv8' };
    sig('first-byte', (s) => flip(s, 0), compare);
    sig('middle-byte', (s) => flip(s, s.length >> 1), compare);
    sig('last-byte', (s) => flip(s, -1), compare);
    sig('last-bit', (s) => flip(s, -1, 0x80), compare);
    const short = { cve: 'CVE-2020-28042', rfc: 'RFC 7518 section 3.2' };
    for (const n of [0, 1, 16, 31]) sig(`short-${n}`, (s) => s.subarray(0, n), short);
    sig('one-byte-less', (s) => s.subarray(0, -1), short);
    sig('one-byte-more', (s) => Buffer.concat([s, Buffer.alloc(1)]));
    sig('leading-zero', (s) => Buffer.concat([Buffer.alloc(1), s]));
    sig('twice', (s) => Buffer.concat([s, s]));
    sig('zeros', (s) => Buffer.alloc(s.length));
    sig('tail', (s) => s.subarray(8));
    sig('hexadecimal', (s) => Buffer.from(s.toString('hex')));

    c.add({ id: `${alg}/other-key`, ...entry, token: await joseMint(alg, c.k[`${alg}Other`], claimsWith()) });
    c.add({
      id: `${alg}/payload-replaced`,
      ...entry,
      token: withPart(good, 1, Buffer.from(JSON.stringify(claimsWith({ sub: 'forged-subject' }))).toString('base64url')),
    });
    c.add({
      id: `${alg}/header-replaced`,
      ...entry,
      token: withPart(good, 0, Buffer.from(`{"alg":"${alg}","x":1}`).toString('base64url')),
    });

    // HMAC pads its key with zeros: the empty key and a key of zeros are the same key.
    const empty = secretOf('');
    for (const [id, cve] of [
      ['empty-key-fast-jwt', 'CVE-2026-44351 / GHSA-gmvf-9v4p-v8jc'],
      ['empty-key-influxdb', 'CVE-2019-20933 / CVE-2020-28637'],
    ]) {
      c.add({ id: `${alg}/${id}`, ...entry, cve, token: rawMint(alg, empty, { alg }, claimsWith()) });
    }
    c.add({
      id: `${alg}/empty-key-and-rsa-jwk`,
      cve: 'CVE-2026-44699',
      keys: c.k.rsa.jwk,
      options: { algorithms: ['RS256', alg] },
      token: rawMint(alg, empty, { alg }, claimsWith()),
      expect: 'key_not_found',
    });
    c.add({
      id: `${alg}/zero-key-not-ours`,
      ...entry,
      cve: 'CVE-2019-20933 / CVE-2020-28637',
      token: rawMint(alg, secretOf(Buffer.alloc(64)), { alg }, claimsWith()),
    });
    // The right key under another hash, and cut to the length asked for.
    const other = alg === 'HS512' ? 'sha256' : 'sha512';
    c.add({
      id: `${alg}/other-hash`,
      ...entry,
      token: withSignature(good, () => {
        const input = good.slice(0, good.lastIndexOf('.'));
        return crypto
          .createHmac(other, key.raw)
          .update(input)
          .digest()
          .subarray(0, Number(alg.slice(2)) / 8);
      }),
    });
  }
  // What is unsigned must not be reported on: the signature comes first.
  const cve = 'CVE-2024-51744 / GHSA-29wx-vh33-7x7r';
  for (const alg of ['HS256', 'RS256', 'ES256', 'EdDSA']) {
    const key = c.k[alg];
    for (const [id, changes] of [
      ['expired', { exp: c.now - 100 }],
      ['not-yet', { nbf: c.now + 100 }],
      ['exp-type', { exp: 'never' }],
      ['exp-absent', { exp: undefined }],
      ['aud', { aud: 'x' }],
    ]) {
      c.add({
        id: `signature-first/${alg}-${id}`,
        cve,
        keys: key.kind === 'secret' ? key.secret : key.spki,
        signer: key,
        options: { algorithms: [alg] },
        token: withSignature(await joseMint(alg, key, claimsWith(changes)), (s) => flip(s, 7)),
        ...invalid,
      });
    }
    c.add({
      id: `signature-first/${alg}-payload-not-json`,
      cve,
      keys: key.kind === 'secret' ? key.secret : key.spki,
      signer: key,
      options: { algorithms: [alg] },
      token: withSignature(await joseMint(alg, key, 'not json'), (s) => flip(s, 7)),
      ...invalid,
    });
  }
}
