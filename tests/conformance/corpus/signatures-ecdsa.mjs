// ECDSA in JWS: r and s, each of exactly the field's length (RFC 7518 section 3.4).
import { b64u, bigToBytes, bytesToBig, withSignature, flip } from '../lib/encoding.mjs';
import { EC } from '../lib/keys.mjs';
import { claimsWith } from '../lib/collector.mjs';
import { joseMint, rawMint, signBytes } from '../lib/sign.mjs';

const ORDER = {
  ES256: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n,
  ES384: 0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n,
  ES512: BigInt(
    '0x01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409',
  ),
};
const LENGTH = { ES256: 32, ES384: 48, ES512: 66 };
const invalid = { expect: 'signature_invalid' };

function der(r, s) {
  const integer = (n) => {
    let hex = n.toString(16);
    if (hex.length % 2) hex = `0${hex}`;
    const body = Buffer.from(hex, 'hex');
    const signed = body[0] & 0x80 ? Buffer.concat([Buffer.alloc(1), body]) : body;
    return Buffer.concat([Buffer.from([2, signed.length]), signed]);
  };
  const body = Buffer.concat([integer(r), integer(s)]);
  return Buffer.concat([Buffer.from(body.length > 127 ? [0x30, 0x81, body.length] : [0x30, body.length]), body]);
}

export default async function ecdsa(c) {
  const laxness = 'CVE-2020-13822, CVE-2024-42459/42460/42461';
  for (const alg of EC) {
    const key = c.k[alg];
    const n = ORDER[alg];
    const length = LENGTH[alg];
    const good = await joseMint(alg, key, claimsWith());
    const entry = { keys: key.jwk, signer: key, options: { algorithms: [alg] }, rfc: 'RFC 7518 section 3.4', ...invalid };
    const read = (s) => [bytesToBig(s.subarray(0, length)), bytesToBig(s.subarray(length))];
    const sig = (id, change, extra) =>
      c.add({ id: `${alg}/${id}`, ...entry, token: withSignature(good, (s) => change(s, ...read(s))), ...extra });
    const pair = (r, s) => Buffer.concat([bigToBytes(r, length), bigToBytes(s, length)]);

    sig('der', (_, r, x) => der(r, x), { cve: laxness });
    sig('padded-halves', (s) => Buffer.concat([Buffer.alloc(1), s.subarray(0, length), Buffer.alloc(1), s.subarray(length)]), {
      cve: laxness,
    });
    sig('shortened', (s) => s.subarray(0, -1), { cve: laxness });
    sig('shortened-both', (s) => Buffer.concat([s.subarray(1, length), s.subarray(length + 1)]), { cve: laxness });
    sig('trailing-byte', (s) => Buffer.concat([s, Buffer.alloc(1)]), { cve: laxness });
    sig('leading-byte', (s) => Buffer.concat([Buffer.alloc(1), s]), { cve: laxness });
    sig('trailing-garbage', (s) => Buffer.concat([s, Buffer.from('garbage')]), { cve: laxness });
    sig('half', (s) => s.subarray(0, length));
    sig('empty', () => Buffer.alloc(0));
    sig('one-byte', () => Buffer.alloc(1));
    // Only P-521 leaves room for r + n in its octets; for the others it is an octet longer.
    const room = (value) => value < 1n << BigInt(8 * length);
    sig(
      'r-plus-n',
      (_, r, x) => (room(r + n) ? pair(r + n, x) : Buffer.concat([bigToBytes(r + n, length + 1), bigToBytes(x, length + 1)])),
      { cve: laxness },
    );
    sig(
      's-plus-n',
      (_, r, x) => (room(x + n) ? pair(r, x + n) : Buffer.concat([bigToBytes(r, length + 1), bigToBytes(x + n, length + 1)])),
      { cve: laxness },
    );

    const psychic = { cve: 'CVE-2022-21449' };
    sig('zero', () => Buffer.alloc(2 * length), psychic);
    sig('zero-r', (_, _r, x) => pair(0n, x), psychic);
    sig('zero-s', (_, r) => pair(r, 0n), psychic);
    sig('n-n', () => pair(n, n), psychic);
    sig('n-r', (_, _r, x) => pair(n, x), psychic);
    sig('n-s', (_, r) => pair(r, n), psychic);
    sig('one-one', () => pair(1n, 1n), psychic);
    sig('n-plus-1', () => pair(n + 1n, n + 1n), psychic);
    sig('n-minus-1', () => pair(n - 1n, n - 1n), psychic);
    sig('all-ones', () => Buffer.alloc(2 * length, 0xff), psychic);
    sig('swapped', (s) => Buffer.concat([s.subarray(length), s.subarray(0, length)]));
    sig('negated-r', (_, r, x) => pair(n - r, x));
    sig('first-bit', (s) => flip(s, length - 1));
    sig('last-bit', (s) => flip(s, -1));

    // Valid in JWS, which has no low-s rule: a token string is no identity.
    sig('negated-s', (_, r, x) => pair(r, n - x), { expect: 'ok' });

    c.add({ id: `${alg}/other-key`, ...entry, token: await joseMint(alg, c.k[`${alg}Other`], claimsWith()) });
    // The curve is the algorithm's own: the header cannot choose another one.
    for (const wrong of EC) {
      if (wrong === alg) continue;
      c.add({
        id: `${alg}/header-says-${wrong}`,
        ...entry,
        options: { algorithms: EC },
        token: rawHeader(alg, key, wrong),
        expect: 'key_not_found',
      });
    }
  }
  // r or s with a leading zero octet is ordinary and keeps its length.
  for (const half of [0, 1]) {
    const key = c.k.ES256;
    for (let i = 0; ; i++) {
      const token = rawMint('ES256', key, { alg: 'ES256' }, claimsWith({ jti: `z${i}` }));
      const signature = Buffer.from(token.split('.')[2], 'base64url');
      if (signature[half * 32] !== 0) continue;
      const entry = { keys: key.spki, signer: key, options: { algorithms: ['ES256'] }, cve: laxness };
      c.add({ id: `ES256/leading-zero-${half ? 's' : 'r'}`, ...entry, token });
      c.add({
        id: `ES256/leading-zero-${half ? 's' : 'r'}-stripped`,
        ...entry,
        token: withSignature(token, (s) => Buffer.concat([s.subarray(0, half * 32), s.subarray(half * 32 + 1)])),
        ...invalid,
      });
      break;
    }
  }
}

/** A token that says `says` and is signed as `alg`. */
function rawHeader(alg, key, says) {
  const input = `${b64u(`{"alg":"${says}"}`)}.${b64u(JSON.stringify(claimsWith()))}`;
  return `${input}.${b64u(signBytes(alg, key, input))}`;
}
