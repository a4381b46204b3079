// RSASSA-PKCS1-v1_5 and RSASSA-PSS: one encoding each, compared whole (RFC 8017 section 8).
import crypto from 'node:crypto';
import { b64u, bigToBytes, bytesToBig, cubeRootUp, flip, unb64u, withSignature } from '../lib/encoding.mjs';
import { newRsa } from '../lib/keys.mjs';
import { claimsWith } from '../lib/collector.mjs';
import { joseMint, rawMint, signBytes } from '../lib/sign.mjs';
import { digestInfo, emsaPkcs1, emsaPss, rawRsa } from '../lib/rsa-encodings.mjs';

const invalid = { expect: 'signature_invalid' };
const modulus = (key) => bytesToBig(unb64u(key.jwk.n));
const ZEROS = 'CVE-2021-30246, CVE-2020-14968';
const FORGERY = 'CVE-2022-24771/24772/24773, CVE-2026-33894';

const inputFor = (alg) => `${b64u(`{"alg":"${alg}"}`)}.${b64u(JSON.stringify(claimsWith()))}`;
const digest = (hash, input) => crypto.createHash(hash).update(input).digest();

async function shapes(c, alg) {
  const key = c.k.rsa;
  const good = await joseMint(alg, key, claimsWith());
  const entry = { keys: key.spki, signer: key, options: { algorithms: [alg] }, rfc: 'RFC 8017 section 8', ...invalid };
  const sig = (id, change, extra) => c.add({ id: `${alg}/${id}`, ...entry, token: withSignature(good, change), ...extra });
  const n = modulus(key);
  sig('prepended-zero', (s) => Buffer.concat([Buffer.alloc(1), s]), { cve: ZEROS });
  sig('prepended-zeros', (s) => Buffer.concat([Buffer.alloc(16), s]), { cve: ZEROS });
  sig('appended-zero', (s) => Buffer.concat([s, Buffer.alloc(1)]));
  sig('shortened', (s) => s.subarray(1));
  sig('empty', () => Buffer.alloc(0));
  sig('one-byte', () => Buffer.from([1]));
  sig('zero', () => Buffer.alloc(256), { cve: 'CVE-2026-4603, CVE-2026-4598' });
  sig('one', () => bigToBytes(1n, 256));
  sig('n', () => bigToBytes(n, 256));
  sig('n-minus-1', () => bigToBytes(n - 1n, 256));
  sig('n-plus-1', () => bigToBytes(n + 1n, 256));
  sig('all-ones', () => Buffer.alloc(256, 0xff));
  sig('negated', (s) => bigToBytes(n - bytesToBig(s), 256));
  sig('first-bit', (s) => flip(s, 10));
  sig('last-bit', (s) => flip(s, -1));
  c.add({ id: `${alg}/other-key`, ...entry, token: await joseMint(alg, c.k.rsaOther, claimsWith()) });
}

/** Signatures that are small enough to be written in another way. */
function otherWritings(c) {
  const rsa = (() => {
    for (;;) {
      const key = newRsa();
      if (modulus(key) < (8n << 2045n) + (8n << 2043n)) return key;
    }
  })();
  const n = modulus(rsa);
  for (const alg of ['RS256', 'PS256']) {
    const entry = { keys: rsa.jwk, signer: rsa, options: { algorithms: [alg] } };
    let leadingZero;
    let small;
    for (let i = 0; !leadingZero || !small; i++) {
      const token = rawMint(alg, rsa, { alg }, claimsWith({ jti: `z${i}` }));
      const s = unb64u(token.split('.')[2]);
      if (s[0] === 0) leadingZero ??= token;
      if (bytesToBig(s) + n < 1n << 2048n) small ??= token;
    }
    c.add({ id: `${alg}/leading-zero-kept`, ...entry, token: leadingZero });
    c.add({
      id: `${alg}/leading-zero-stripped`,
      ...entry,
      cve: ZEROS,
      token: withSignature(leadingZero, (s) => s.subarray(1)),
      ...invalid,
    });
    c.add({
      id: `${alg}/s-plus-n`,
      ...entry,
      rfc: 'RFC 8017 section 5.2.2',
      token: withSignature(small, (s) => bigToBytes(bytesToBig(s) + n, 256)),
      ...invalid,
    });
  }
}

/** Encodings that only a parser of the padding accepts; a verifier compares. */
function pkcs1(c) {
  const key = c.k.rsa;
  const input = inputFor('RS256');
  const hash = digest('sha256', input);
  const info = digestInfo('sha256', hash);
  const sign = (em) => `${input}.${b64u(rawRsa(key, em))}`;
  const add = (id, em, extra) =>
    c.add({
      id: `pkcs1/${id}`,
      keys: key.spki,
      signer: key,
      options: { algorithms: ['RS256'] },
      rfc: 'RFC 8017 section 9.2',
      cve: FORGERY,
      token: sign(em),
      ...invalid,
      ...extra,
    });
  add('as-it-should-be', emsaPkcs1(256, info), { expect: 'ok' });
  add('garbage-after', emsaPkcs1(256, info, { pad: 8 }));
  add('garbage-after-full-padding', emsaPkcs1(256, info, { after: Buffer.from('garbage') }));
  add('extra-field', emsaPkcs1(256, digestInfo('sha256', hash, { extra: Buffer.from([0x05, 0x00]) })));
  add('no-null-parameter', emsaPkcs1(256, digestInfo('sha256', hash, { nullParameter: false })));
  add('long-form-length', emsaPkcs1(256, Buffer.concat([Buffer.from([0x30, 0x81, info[1]]), info.subarray(2)])));
  add('indefinite-length', emsaPkcs1(256, Buffer.concat([Buffer.from([0x30, 0x80]), info.subarray(2), Buffer.alloc(2)])));
  add('bare-hash', emsaPkcs1(256, hash));
  add('oid-of-sha512', emsaPkcs1(256, digestInfo('sha512', hash)));
  add('oid-of-sha1', emsaPkcs1(256, digestInfo('sha1', hash)));
  add('sha1', emsaPkcs1(256, digestInfo('sha1', digest('sha1', input))));
  add('sha512', emsaPkcs1(256, digestInfo('sha512', digest('sha512', input))));
  add('block-type-02', emsaPkcs1(256, info, { type: 2 }), { cve: ZEROS });
  add('block-type-00', emsaPkcs1(256, info, { type: 0, fill: 0 }), { cve: ZEROS });
  add('lead-01', emsaPkcs1(256, info, { lead: 1 }), { cve: ZEROS });
  add('fill-00', emsaPkcs1(256, info, { fill: 0 }), { cve: ZEROS });
  add('fill-aa', emsaPkcs1(256, info, { fill: 0xaa }), { cve: ZEROS });
  add('short-padding', emsaPkcs1(256, info, { pad: 7 }), { cve: ZEROS });
  add('no-padding', emsaPkcs1(256, info, { pad: 0 }), { cve: ZEROS });

  // Bleichenbacher 2006: with e = 3 a cube root that nobody signed.
  const cube = (em) => bigToBytes(cubeRootUp(bytesToBig(em)), 256);
  for (const pad of [8, 0]) {
    const em = Buffer.concat([Buffer.from([0, 1]), Buffer.alloc(pad, 0xff), Buffer.from([0]), info]);
    const forged = cube(Buffer.concat([em, Buffer.alloc(256 - em.length)]));
    const root = bytesToBig(forged);
    if (
      !bigToBytes(root ** 3n, 256)
        .subarray(0, em.length)
        .equals(em)
    )
      throw new Error('the cube root forgery is wrong');
    c.add({
      id: `pkcs1/cube-root-pad-${pad}`,
      cve: FORGERY,
      rfc: 'RFC 8017 section 9.2',
      keys: c.k.rsaE3.spki,
      signer: c.k.rsaE3,
      options: { algorithms: ['RS256'] },
      token: `${input}.${b64u(forged)}`,
      ...invalid,
    });
  }
}

function pss(c) {
  const key = c.k.rsa;
  for (const [alg, hash, size] of [
    ['PS256', 'sha256', 32],
    ['PS384', 'sha384', 48],
    ['PS512', 'sha512', 64],
  ]) {
    const input = inputFor(alg);
    const add = (id, options, extra) => {
      const em = emsaPss(2048, input, { hash, saltLength: size, ...options });
      c.add({
        id: `pss/${alg}-${id}`,
        rfc: 'RFC 7518 section 3.5',
        keys: key.jwk,
        signer: key,
        options: { algorithms: [alg] },
        token: `${input}.${b64u(rawRsa(key, em))}`,
        ...invalid,
        ...extra,
      });
    };
    add('as-it-should-be', {}, { expect: 'ok' });
    add('salt-none', { saltLength: 0 });
    add('salt-20', { saltLength: 20 });
    add('salt-one-less', { saltLength: size - 1 });
    add('salt-one-more', { saltLength: size + 1 });
    add('salt-longest', { saltLength: 256 - size - 2 });
    add('mgf1-sha1', { mgfHash: 'sha1' });
    add('mgf1-other', { mgfHash: hash === 'sha256' ? 'sha512' : 'sha256' });
    add('other-hash', { hash: hash === 'sha512' ? 'sha256' : 'sha512', saltLength: size });
    add('trailer-cc', { trailer: 0xcc });
    add('separator-00', { separator: 0 });
    add('separator-02', { separator: 2 });
  }
}

/** One key fits six algorithms; each signature counts under its own name only. */
async function crossed(c) {
  const key = c.k.rsa;
  const algs = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'];
  for (const says of algs) {
    for (const alg of algs) {
      if (says === alg) continue;
      if (says.slice(2) !== alg.slice(2) && says.slice(0, 2) !== alg.slice(0, 2)) continue;
      const input = inputFor(says);
      c.add({
        id: `crossed/${alg}-as-${says}`,
        keys: key.spki,
        signer: key,
        options: { algorithms: algs },
        token: `${input}.${b64u(signBytes(alg, key, input))}`,
        ...invalid,
      });
    }
    c.add({
      id: `crossed/${says}-not-listed`,
      keys: key.spki,
      signer: key,
      options: { algorithms: algs.filter((a) => a !== says) },
      token: await joseMint(says, key, claimsWith()),
      expect: 'algorithm_not_allowed',
    });
  }
}

export default async function rsa(c) {
  await shapes(c, 'RS256');
  await shapes(c, 'PS256');
  otherWritings(c);
  pkcs1(c);
  pss(c);
  await crossed(c);
}
