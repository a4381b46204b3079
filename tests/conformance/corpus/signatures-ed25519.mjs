// Ed25519 (RFC 8032 section 5.1.7, RFC 8037 section 3.1).
import { b64u, bigToBytes, bytesToBig, flip, withSignature } from '../lib/encoding.mjs';
import { ED } from '../lib/keys.mjs';
import { claimsWith } from '../lib/collector.mjs';
import { joseMint } from '../lib/sign.mjs';

const L = 2n ** 252n + 27742317777372353535851937790883648493n;
const invalid = { expect: 'signature_invalid' };
const reversed = (b) => Buffer.from(b).reverse();
const readS = (s) => bytesToBig(reversed(s.subarray(32)));
const writeS = (n) => reversed(bigToBytes(n, 32));

export default async function ed25519(c) {
  for (const alg of ED) {
    const key = c.k.ed;
    const good = await joseMint(alg, key, claimsWith());
    const entry = { keys: key.jwk, signer: key, options: { algorithms: [alg] }, rfc: 'RFC 8032 section 5.1.7', ...invalid };
    const sig = (id, change, extra) => c.add({ id: `${alg}/${id}`, ...entry, token: withSignature(good, change), ...extra });
    const plus = (times) => (s) => Buffer.concat([s.subarray(0, 32), writeS(readS(s) + times * L)]);
    const cve = 'CVE-2024-48949, CVE-2026-33895';
    sig('s-plus-l', plus(1n), { cve });
    sig('s-plus-2l', plus(2n), { cve });
    sig('s-plus-14l', plus(14n), { cve });
    sig('s-is-l', (s) => Buffer.concat([s.subarray(0, 32), writeS(L)]), { cve });
    sig('s-top-bit', (s) => flip(s, -1, 0x80), { cve });
    sig('s-zero', (s) => Buffer.concat([s.subarray(0, 32), Buffer.alloc(32)]));
    sig('s-negated', (s) => Buffer.concat([s.subarray(0, 32), writeS(L - readS(s))]));
    sig('r-sign-bit', (s) => flip(s, 31, 0x80));
    sig('r-zero', (s) => Buffer.concat([Buffer.alloc(32), s.subarray(32)]));
    sig('r-first-bit', (s) => flip(s, 0));
    sig('r-not-reduced', (s) => Buffer.concat([Buffer.alloc(31, 0xff), Buffer.from([0x7f]), s.subarray(32)]));
    sig('zero', (s) => Buffer.alloc(s.length));
    sig('ones', (s) => Buffer.alloc(s.length, 0xff));
    sig('swapped', (s) => Buffer.concat([s.subarray(32), s.subarray(0, 32)]));
    sig('shortened', (s) => s.subarray(0, 63));
    sig('lengthened', (s) => Buffer.concat([s, Buffer.alloc(1)]));
    sig('leading-zero', (s) => Buffer.concat([Buffer.alloc(1), s]));
    sig('half', (s) => s.subarray(0, 32));
    sig('empty', () => Buffer.alloc(0));
    c.add({ id: `${alg}/other-key`, ...entry, token: await joseMint(alg, c.k.edOther, claimsWith()) });
    c.add({
      id: `${alg}/not-listed-under-this-name`,
      ...entry,
      options: { algorithms: [alg === 'EdDSA' ? 'Ed25519' : 'EdDSA'] },
      rfc: 'RFC 9864 section 2.2',
      token: good,
      expect: 'algorithm_not_allowed',
    });
  }
  // A key of small order signs everything: R the identity, S zero.
  const identity = Buffer.concat([Buffer.from([1]), Buffer.alloc(31)]);
  const order8 = Buffer.from('c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a', 'hex');
  const order4 = Buffer.alloc(32);
  for (const [id, point] of [
    ['identity', identity],
    ['order-4', order4],
    ['order-8', order8],
  ]) {
    const input = `${b64u('{"alg":"EdDSA"}')}.${b64u(JSON.stringify(claimsWith()))}`;
    c.add({
      id: `small-order/${id}`,
      rfc: 'RFC 8032 section 5.1.7, RFC 8725 section 3.4',
      keys: { kty: 'OKP', crv: 'Ed25519', x: b64u(point) },
      options: { algorithms: ['EdDSA'] },
      token: `${input}.${b64u(Buffer.concat([identity, Buffer.alloc(32)]))}`,
      expect: 'signature_invalid',
      orKeyError: ['key_invalid', 'key_too_weak'],
    });
  }
}
