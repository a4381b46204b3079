// What is and what is not a compact JWS: parts, sizes, other serializations.
import zlib from 'node:zlib';
import { b64u } from '../lib/encoding.mjs';
import { claimsWith } from '../lib/collector.mjs';
import { joseMint, mintParts, rawMint } from '../lib/sign.mjs';

const malformed = { expect: 'token_malformed' };
const tooLarge = { expect: 'token_too_large' };
const ROOM = 1024 * 1024;

function parts(c, good) {
  const [h, p, s] = good.split('.');
  const bad = (id, token, extra) => c.add({ id: `parts/${id}`, ...c.hs, rfc: 'RFC 7515 section 7.1', token, ...malformed, ...extra });
  c.add({ id: 'parts/none', ...c.hs, token: '', expect: 'token_missing' });
  bad('one', h);
  bad('one-letter', 'a');
  bad('two', `${h}.${p}`);
  bad('four', `${good}.${s}`);
  bad('five', `${h}.${p}.${s}.${p}.${s}`, { cve: 'CVE-2026-34986, CVE-2024-21664, CVE-2020-26521' });
  bad('six', `${h}.${p}.${s}.${h}.${p}.${s}`);
  bad('dot', '.');
  bad('two-dots', '..');
  bad('three-dots', '...');
  bad('leading-dot', `.${good}`);
  bad('trailing-dot', `${good}.`);
  bad('double-dot', `${h}..${p}.${s}`);
  bad('empty-header', `.${p}.${s}`);
  bad('empty-header-object', `${b64u('{}')}.${p}.${s}`, { cve: 'CVE-2026-34986, CVE-2024-21664, CVE-2020-26521' });
  bad('empty-members', `${b64u('{"alg":""')}.${b64u('{')}.`, { cve: 'CVE-2026-34986, CVE-2024-21664, CVE-2020-26521' });
  bad('scheme-in-token', `Bearer ${good}`);
  bad('comma-list', `${good},${good}`);
  bad('quoted', `"${good}"`);
  bad('slashes-for-dots', good.replaceAll('.', '/'));
  bad('fullwidth-dots', good.replaceAll('.', '．'));
  bad('other-script', 'ⅇyJhbGciOiJIUzI1NiJ9.e30.AAAA');
  bad('nul', '\0');
  bad('lone-surrogate', `${h}.${p}.\ud800`);
  bad('emoji', '🔑.🔑.🔑');
  bad('undefined-word', 'undefined');
  bad('null-word', 'null');
  // A detached payload (RFC 7515 appendix F) is no JWT: the signature is over something else.
  c.add({ id: 'parts/detached-payload', ...c.hs, token: `${h}..${s}`, expect: 'signature_invalid' });
  c.text('parts/empty-payload-signed', { payload: '', ...malformed });
  c.add({ id: 'parts/empty-signature', ...c.hs, token: `${h}.${p}.`, expect: 'signature_invalid' });
  bad('jwe-shape', [b64u('{"alg":"dir","enc":"A256GCM"}'), '', b64u('123456789012'), b64u('x'), b64u('1234567890123456')].join('.'));
}

function dots(c) {
  for (const [cve, token] of [
    ['CVE-2025-30204 / GHSA-mh63-6h87-95cp', '.'.repeat(100_000)],
    ['CVE-2025-27144', `a${'.'.repeat(100_000)}b`],
  ]) {
    const name = cve.slice(4, 14);
    c.add({ id: `dots/${name}-default-limit`, ...c.hs, cve, token, ...tooLarge });
    c.add({ id: `dots/${name}-raised-limit`, ...c.hs, options: { algorithms: ['HS256'], maxTokenBytes: ROOM }, cve, token, ...malformed });
  }
  c.add({ id: 'dots/within-default-limit', ...c.hs, cve: 'CVE-2025-27144', token: '.'.repeat(8000), ...malformed });
}

function serializations(c, good) {
  const [h, p, s] = good.split('.');
  const json = (id, value, extra) =>
    c.add({
      id: `json-serialization/${id}`,
      ...c.hs,
      rfc: 'RFC 7519 section 3',
      token: typeof value === 'string' ? value : JSON.stringify(value),
      ...malformed,
      ...extra,
    });
  json('flattened', { payload: p, protected: h, signature: s });
  json('general', { payload: p, signatures: [{ protected: h, signature: s }] });
  const php = 'GHSA-jc38-x7x8-2xc8';
  json('unprotected-alg', { payload: p, header: { alg: 'HS256' }, signature: s }, { cve: php });
  json('unprotected-alg-none', { payload: p, protected: h, header: { alg: 'none' }, signature: '' }, { cve: php });
  const python = 'CVE-2022-39227 / GHSA-5p8v-58qm-c7fp';
  const forged = b64u(JSON.stringify(claimsWith({ sub: 'forged-subject' })));
  json('polyglot-in-header', `{"  ${h}.${forged}.":"","protected":"${h}","payload":"${p}","signature":"${s}"}`, { cve: python });
  json('polyglot-three-dots', `{"protected":"${h}","payload":"${p}","signature":"${s}","x":"${h}.${forged}.${s}"}`, { cve: python });
  json('polyglot-tail', `${h}.${p}.${s}{"payload":"${forged}"}`, { cve: python });
}

async function sizes(c) {
  const key = c.k.HS256;
  const sized = async (size) => {
    const empty = (await joseMint('HS256', key, claimsWith({ pad: '' }))).length;
    // Base64url turns 3 bytes to 4 characters, so not every length has a JWT; try the near ones.
    for (let n = Math.floor(((size - empty) * 3) / 4) - 4; ; n++) {
      const token = await joseMint('HS256', key, claimsWith({ pad: 'x'.repeat(n) }));
      if (token.length === size) return token;
      if (token.length > size) return sizedByHeader(size);
    }
  };
  const sizedByHeader = async (size) => {
    for (let x = 0; x < 4; x++) {
      for (let n = Math.floor((size * 3) / 4) - 400; n < size; n++) {
        const token = rawMint('HS256', key, `{"alg":"HS256","x":"${'x'.repeat(x)}"}`, claimsWith({ pad: 'x'.repeat(n) }));
        if (token.length === size) return token;
        if (token.length > size) break;
      }
    }
    throw new Error(`no token of ${size} characters`);
  };
  const size = async (id, length, maxTokenBytes, outcome) =>
    c.add({
      id: `size/${id}`,
      ...c.hs,
      options: { algorithms: ['HS256'], ...(maxTokenBytes && { maxTokenBytes }) },
      token: await sized(length),
      ...outcome,
    });
  await size('default-edge', 16_384, undefined);
  await size('default-over', 16_385, undefined, tooLarge);
  await size('option-edge', 600, 600);
  await size('option-over', 601, 600, tooLarge);
  await size('raised', 20_000, 65536);
  c.add({ id: 'size/garbage-over', ...c.hs, token: '*'.repeat(16_385), ...tooLarge });
  c.add({ id: 'size/bytes-not-characters', ...c.hs, token: '☕'.repeat(8000), expect: { codes: ['token_too_large', 'token_malformed'] } });

  const cve = 'CVE-2025-61920 / GHSA-pq5p-34cr-23v9';
  const big = 'A'.repeat(300 * 1024);
  const header = b64u(`{"alg":"HS256","x":"${big}"}`);
  const payload = b64u(JSON.stringify(claimsWith()));
  const bigHeader = mintParts('HS256', key, header, payload);
  const bigSignature = `${b64u('{"alg":"HS256"}')}.${payload}.${big}`;
  c.add({ id: 'size/header-300k', ...c.hs, cve, token: bigHeader, ...tooLarge });
  c.add({ id: 'size/signature-300k', ...c.hs, cve, token: bigSignature, ...tooLarge });
  const raised = { algorithms: ['HS256'], maxTokenBytes: ROOM };
  c.add({
    id: 'size/signature-300k-raised',
    ...c.hs,
    cve,
    options: raised,
    token: bigSignature,
    expect: { codes: ['signature_invalid', 'token_malformed', 'token_too_large'] },
  });
}

async function compressed(c) {
  const cve = 'CVE-2024-28180, CVE-2024-28122, CVE-2025-63811, CVE-2024-28176';
  const bomb = zlib.deflateRawSync(Buffer.alloc(64 * 1024 * 1024, ' '), { level: 9 });
  const token = rawMint('HS256', c.k.HS256, '{"alg":"HS256","zip":"DEF"}', bomb);
  c.add({ id: 'zip/bomb', ...c.hs, cve, token, ...tooLarge });
  c.add({ id: 'zip/bomb-raised-limit', ...c.hs, cve, options: { algorithms: ['HS256'], maxTokenBytes: ROOM }, token, ...malformed });
  c.text('zip/deflated-claims', {
    cve,
    header: '{"alg":"HS256","zip":"DEF"}',
    payload: zlib.deflateRawSync(JSON.stringify(claimsWith())),
    ...malformed,
  });
  const jwe = [
    b64u('{"alg":"dir","enc":"A256GCM","zip":"DEF"}'),
    '',
    b64u('123456789012'),
    b64u(bomb.subarray(0, 3000)),
    b64u('1234567890123456'),
  ].join('.');
  c.add({ id: 'zip/jwe', ...c.hs, cve, token: jwe, ...malformed });

  const pbes = 'CVE-2022-36083, CVE-2023-52428';
  const p2c = '{"alg":"PBES2-HS256+A128KW","enc":"A128CBC-HS256","p2c":2147483647,"p2s":"c2FsdA"}';
  c.add({ id: 'pbes2/five-parts', ...c.hs, cve: pbes, token: [b64u(p2c), 'AAAA', 'AAAA', 'AAAA', 'AAAA'].join('.'), ...malformed });
  c.text('pbes2/three-parts', { cve: pbes, header: p2c, expect: 'algorithm_not_allowed' });
}

export default async function structure(c) {
  const key = c.k.HS256;
  c.hs = { keys: key.secret, signer: key, options: { algorithms: ['HS256'] } };
  const good = await joseMint('HS256', key, claimsWith());
  parts(c, good);
  dots(c);
  serializations(c, good);
  await sizes(c);
  await compressed(c);
}
