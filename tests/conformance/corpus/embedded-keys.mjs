// Keys and addresses of keys that the token brings along are never used.
import crypto from 'node:crypto';
import { claimsWith } from '../lib/collector.mjs';
import { rawMint } from '../lib/sign.mjs';

export default function embeddedKeys(c) {
  const thumbprint = b64uThumbprint(c.k.rsaOther.jwk);
  for (const [alg, ours, theirs] of [
    ['RS256', c.k.rsa, c.k.rsaOther],
    ['ES256', c.k.ES256, c.k.ES256Other],
    ['EdDSA', c.k.ed, c.k.edOther],
    ['HS256', c.k.HS256, c.k.HS256Other],
  ]) {
    const entry = { keys: ours.jwk, signer: ours, options: { algorithms: [alg] }, rfc: 'RFC 8725 section 3.10' };
    for (const [cve, id, header] of [
      ['CVE-2018-0114', 'jwk', { jwk: theirs.jwk }],
      ['CVE-2018-0114', 'jwk-with-kid', { kid: 'a', jwk: { ...theirs.jwk, kid: 'a', alg } }],
      ['CVE-2026-27962 / GHSA-wvwj-cvrp-7pv5', 'jwk-only', { jwk: { ...theirs.jwk, use: 'sig' } }],
    ]) {
      c.add({
        id: `${alg}/${id}`,
        ...entry,
        cve,
        token: rawMint(alg, theirs, { alg, ...header }, claimsWith()),
        expect: 'signature_invalid',
      });
    }
    c.add({ id: `${alg}/jwk-ignored-when-ours`, ...entry, token: rawMint(alg, ours, { alg, jwk: theirs.jwk }, claimsWith()) });
    const ssrf = 'CVE-2026-32301';
    for (const [id, header] of [
      ['jku', { jku: 'http://127.0.0.1:9/jwks.json' }],
      ['x5u', { x5u: 'http://169.254.169.254/latest/cert.pem' }],
      ['x5c', { x5c: ['MIIB'] }],
      ['x5t', { 'x5t#S256': thumbprint }],
    ]) {
      c.add({
        id: `${alg}/${id}`,
        ...entry,
        cve: ssrf,
        token: rawMint(alg, theirs, { alg, ...header }, claimsWith()),
        expect: 'signature_invalid',
      });
      c.add({ id: `${alg}/${id}-ignored-when-ours`, ...entry, cve: ssrf, token: rawMint(alg, ours, { alg, ...header }, claimsWith()) });
    }
    c.add({
      id: `${alg}/iss-inside`,
      ...entry,
      cve: ssrf,
      token: rawMint(alg, theirs, { alg }, claimsWith({ iss: 'http://127.0.0.1:9/tenant' })),
      expect: 'signature_invalid',
    });
  }
  // Without a key of our own there is nothing to fall back on.
  for (const [id, keys] of [
    ['null', null],
    ['absent', undefined],
    ['empty-array', []],
  ]) {
    c.add({
      id: `no-key/${id}`,
      cve: 'CVE-2026-27962 / GHSA-wvwj-cvrp-7pv5',
      keys,
      options: { algorithms: ['RS256'] },
      token: rawMint('RS256', c.k.rsaOther, { alg: 'RS256', jwk: c.k.rsaOther.jwk }, claimsWith()),
      typeError: 'keys',
      ...(id === 'empty-array' && { keyError: ['key_invalid'] }),
    });
  }
}

function b64uThumbprint(jwk) {
  return crypto.createHash('sha256').update(JSON.stringify(jwk)).digest('base64url');
}
