// The algorithm is the verifier's choice: none, unknown names, public keys as secrets.
import { b64u, bytes } from '../lib/encoding.mjs';
import { claimsWith } from '../lib/collector.mjs';
import { secretOf, vectorDer, vectorText } from '../lib/keys.mjs';
import { joseMint, rawMint } from '../lib/sign.mjs';

const notAllowed = { expect: 'algorithm_not_allowed' };
const mismatch = { keyError: 'key_algorithm_mismatch' };

function none(c) {
  const payload = b64u(JSON.stringify(claimsWith()));
  const unsigned = (alg) => `${b64u(JSON.stringify({ alg, typ: 'JWT' }))}.${payload}.`;
  const rfc = 'RFC 8725 section 3.2';
  const keys = { HS256: c.k.HS256.secret, RS256: c.k.rsa.spki, ES256: c.k.ES256.jwk, EdDSA: c.k.ed.jwk };
  for (const alg of ['none', 'None', 'NONE', 'nOnE', 'nonE', 'none ', ' none', 'none\0', 'null', '']) {
    for (const [listed, key] of Object.entries(keys)) {
      c.add({
        id: `none/${JSON.stringify(alg)}-${listed}`,
        cve: 'CVE-2018-1000531',
        rfc,
        keys: key,
        options: { algorithms: [listed] },
        token: unsigned(alg),
        ...notAllowed,
      });
    }
  }
  // With a signature it is no better.
  c.text('none/signed', { cve: 'CVE-2018-1000531', rfc, header: '{"alg":"none"}', ...notAllowed });

  const cve = 'CVE-2026-23993';
  for (const alg of [
    'foo',
    '',
    'none',
    'HS',
    'HS2560',
    'HS256 ',
    'HS257',
    'constructor',
    '__proto__',
    'toString',
    'HMAC',
    'sha256',
    'RSA-OAEP',
    'dir',
    'ES256K',
    'Ed448',
    'HS1',
  ]) {
    c.add({
      id: `unknown/${JSON.stringify(alg)}-unsigned`,
      cve,
      rfc,
      keys: keys.HS256,
      options: { algorithms: ['HS256'] },
      token: unsigned(alg),
      ...notAllowed,
    });
    c.text(`unknown/${JSON.stringify(alg)}-signed`, { cve, header: JSON.stringify({ alg }), ...notAllowed });
  }
}

async function publicKeyAsSecret(c) {
  const { rsa } = c.k;
  const ec = c.k.ES256;
  const jwk = { ...rsa.jwk, kid: 'k' };
  const jwks = { keys: [jwk] };
  const ssh = opensshText(ec);
  const ed = c.k.ed;
  // [row, name, the key text or bytes an attacker knows, the verifier's real keys]
  const cases = [
    ['CVE-2015-9235', 'spki-text', rsa.spki, rsa.spki],
    ['CVE-2015-9235', 'spki-text-trimmed', rsa.spki.trim(), rsa.spki],
    ['CVE-2016-10555', 'spki-der', rsa.spkiDer, rsa.spki],
    ['CVE-2016-10555', 'pkcs1-der', rsa.pkcs1Der, rsa.spki],
    ['CVE-2016-10555', 'pkcs1-text', rsa.pkcs1, rsa.spki],
    ['CVE-2022-23541', 'spki-text-from-lookup', rsa.spki, jwk],
    ['CVE-2026-33322', 'oidc-jwks', rsa.spki, jwks],
    ['CVE-2023-48223 / GHSA-c2ff-88x2-x9pg', 'pkcs1-header', rsa.pkcs1, rsa.pkcs1],
    ['CVE-2026-34950 / GHSA-mvf2-f6gm-w987', 'newline-before', `\n${rsa.spki}`, rsa.spki],
    ['CVE-2026-34950 / GHSA-mvf2-f6gm-w987', 'space-before', ` \t${rsa.spki}`, rsa.spki],
    ['CVE-2026-34950 / GHSA-mvf2-f6gm-w987', 'newlines-before-pkcs1', `\r\n\n${rsa.pkcs1}`, rsa.pkcs1],
    ['GHSA-ww5h-9m49-7xx4', 'bom-before', `\ufeff${rsa.spki}`, rsa.spki],
    ['GHSA-ww5h-9m49-7xx4', 'zwsp-before', `\u200b${rsa.spki}`, rsa.spki],
    ['GHSA-ww5h-9m49-7xx4', 'nul-before', `\0${rsa.spki}`, rsa.spki],
    ['GHSA-ww5h-9m49-7xx4', 'comment-before', `# our public key\n${rsa.spki}`, rsa.spki],
    ['GHSA-ww5h-9m49-7xx4', 'word-joiner-before-pkcs1', `\u2060${rsa.pkcs1}`, rsa.pkcs1],
    ['GHSA-g3jj-5cmm-3hxx', 'jwk-json', JSON.stringify(rsa.jwk), rsa.jwk],
    ['GHSA-g3jj-5cmm-3hxx', 'jwk-json-indented', JSON.stringify(rsa.jwk, null, 2), rsa.jwk],
    ['GHSA-g3jj-5cmm-3hxx', 'jwks-json', JSON.stringify(jwks), jwks],
    ['GHSA-g3jj-5cmm-3hxx', 'ec-jwk-json', JSON.stringify(ec.jwk), ec.jwk],
    ['GHSA-g3jj-5cmm-3hxx', 'okp-jwk-json', JSON.stringify(ed.jwk), ed.jwk],
    ['CVE-2022-29217 / CVE-2024-33663 / CVE-2024-37568', 'openssh-ecdsa', ssh, ec.jwk],
    [
      'CVE-2022-29217 / CVE-2024-33663 / CVE-2024-37568',
      'openssh-ed25519',
      `ssh-ed25519 ${sshBlob('ssh-ed25519', Buffer.from(ed.jwk.x, 'base64url'))} someone@host`,
      ed.jwk,
    ],
    [
      'CVE-2022-29217 / CVE-2024-33663 / CVE-2024-37568',
      'openssh-rsa',
      `ssh-rsa ${sshBlob('ssh-rsa', Buffer.from([1, 0, 1]), Buffer.concat([Buffer.alloc(1), Buffer.from(rsa.jwk.n, 'base64url')]))}`,
      rsa.jwk,
    ],
    ['CVE-2022-29217 / CVE-2024-33663 / CVE-2024-37568', 'ec-pem', ec.spki, ec.spki],
    ['CVE-2022-29217 / CVE-2024-33663 / CVE-2024-37568', 'ec-der', ec.spkiDer, ec.spki],
    ['CVE-2022-29217 / CVE-2024-33663 / CVE-2024-37568', 'ed-pem', ed.spki, ed.spki],
    ['CVE-2022-29217 / CVE-2024-33663 / CVE-2024-37568', 'ed-der', ed.spkiDer, ed.spki],
  ];
  for (const [cve, id, known, keys] of cases) {
    const rfc = 'RFC 8725 section 3.1';
    const secret = secretOf(known);
    const real = keys === ec.jwk || keys === ec.spki ? 'ES256' : keys === ed.jwk || keys === ed.spki ? 'EdDSA' : 'RS256';
    const token = rawMint('HS256', secret, { alg: 'HS256', ...(keys === jwk || keys === jwks ? { kid: 'k' } : {}) }, claimsWith());
    c.add({ id: `as-secret/${id}/listed`, cve, rfc, keys, options: { algorithms: [real, 'HS256'] }, token, expect: 'key_not_found' });
    c.add({ id: `as-secret/${id}/not-listed`, cve, rfc, keys, options: { algorithms: [real] }, token, ...notAllowed });
    // Offered as a secret by its owner: refused, since whoever has the public key could sign.
    c.add({
      id: `as-secret/${id}/offered`,
      cve,
      rfc,
      keys: { secret: typeof known === 'string' ? known : bytes(known) },
      options: { algorithms: ['HS256'] },
      token,
      ...mismatch,
    });
    if (typeof known === 'string') {
      c.add({
        id: `as-secret/${id}/offered-as-bytes`,
        cve,
        rfc,
        keys: { secret: bytes(Buffer.from(known)) },
        options: { algorithms: ['HS256'] },
        token,
        ...mismatch,
      });
    }
  }
  // Encodings of the same bytes and texts are known to everybody as well.
  const xy = (key) => Buffer.concat([key.jwk.x, key.jwk.y].map((part) => Buffer.from(part, 'base64url')));
  const known = {
    'rsa-pem': rsa.spki,
    'rsa-der': rsa.spkiDer,
    'pkcs1-der': rsa.pkcs1Der,
    'ec-pem': ec.spki,
    'ec-der': ec.spkiDer,
    'ed-pem': ed.spki,
    'ed-der': ed.spkiDer,
    'ec-xy': xy(ec),
    'p384-xy': xy(c.k.ES384),
    'p521-xy': xy(c.k.ES512),
    'rsa-jwk': JSON.stringify(rsa.jwk),
    'certificate-pem': vectorText('p256.certificate'),
    'certificate-der': Buffer.from(vectorDer('p256.certificate'), 'base64'),
    'certificates-json': JSON.stringify({ k1: vectorText('rsa.certificate') }),
  };
  for (const [id, form] of Object.entries(known)) {
    const octets = Buffer.from(form);
    const lines = octets.toString('base64').replace(/.{64}/g, '$&\n');
    const texts = {
      base64: octets.toString('base64'),
      base64url: octets.toString('base64url'),
      hex: octets.toString('hex'),
      HEX: octets.toString('hex').toUpperCase(),
      lines,
      prefix: `base64:${octets.toString('base64')}`,
      spaces: `  ${octets.toString('hex')}\n`,
    };
    for (const [encoding, secret] of Object.entries(texts)) {
      const token = rawMint('HS256', secretOf(secret), { alg: 'HS256' }, claimsWith());
      const rest = { cve: 'CVE-2015-9235', rfc: 'RFC 8725 section 3.1', options: { algorithms: ['HS256'] }, token, ...mismatch };
      c.add({ id: `as-secret/${id}/in-${encoding}`, keys: { secret }, ...rest });
      c.add({ id: `as-secret/${id}/in-${encoding}-as-bytes`, keys: { secret: bytes(Buffer.from(secret)) }, ...rest });
    }
  }
  // The same text in an oct JWK is an HMAC secret all the same.
  c.add({
    id: 'as-secret/oct-jwk-of-pem',
    cve: 'CVE-2015-9235',
    keys: { kty: 'oct', k: b64u(rsa.spki) },
    options: { algorithms: ['HS256'] },
    token: rawMint('HS256', secretOf(rsa.spki), { alg: 'HS256' }, claimsWith()),
    ...mismatch,
  });
}

async function jwkWithoutAlg(c) {
  const cve = 'CVE-2026-22817 / CVE-2026-22818 (GHSA-f67f-6cw9-8mq4, GHSA-3vhc-576x-3qv4)';
  const rfc = 'RFC 8725 section 3.1';
  const { rsa } = c.k;
  const several = { algorithms: ['RS256', 'HS256', 'ES256', 'PS256'] };
  for (const [id, secret] of [
    ['n', rsa.jwk.n],
    ['pem', rsa.spki],
    ['json', JSON.stringify(rsa.jwk)],
    ['n-bytes', Buffer.from(rsa.jwk.n, 'base64url')],
  ]) {
    c.add({
      id: `jwk-without-alg/hmac-of-${id}`,
      cve,
      rfc,
      keys: rsa.jwk,
      options: several,
      token: rawMint('HS256', secretOf(secret), { alg: 'HS256' }, claimsWith()),
      expect: 'key_not_found',
    });
  }
  // The key's own type decides: an RSA key verifies RS256 and PS256, never ES256.
  for (const alg of ['RS256', 'PS256']) {
    c.add({
      id: `jwk-without-alg/${alg}`,
      cve,
      rfc,
      keys: rsa.jwk,
      signer: rsa,
      options: several,
      token: await joseMint(alg, rsa, claimsWith()),
    });
  }
  c.add({
    id: 'jwk-without-alg/ES256',
    cve,
    rfc,
    keys: rsa.jwk,
    signer: rsa,
    options: several,
    token: await joseMint('ES256', c.k.ES256, claimsWith()),
    expect: 'key_not_found',
  });
  c.add({
    id: 'jwk-with-alg/other-of-same-type',
    cve,
    rfc,
    keys: { ...rsa.jwk, alg: 'RS256' },
    options: several,
    token: await joseMint('PS256', rsa, claimsWith()),
    expect: 'key_not_found',
  });
  c.add({
    id: 'jwk-without-alg/one-listed',
    cve,
    rfc,
    keys: rsa.jwk,
    options: { algorithms: ['RS256'] },
    token: await joseMint('PS256', rsa, claimsWith()),
    ...notAllowed,
  });
  c.add({
    id: 'jwk-without-alg/alg-listed-by-several-keys',
    cve,
    rfc,
    keys: [rsa.jwk, c.k.HS256.jwk],
    options: { algorithms: ['RS256', 'HS256'] },
    token: rawMint('HS256', secretOf(rsa.spki), { alg: 'HS256' }, claimsWith()),
    expect: 'signature_invalid',
  });
}

function emptyKeys(c) {
  const rows = [
    ['CVE-2022-23540 / GHSA-qwph-4952-7xr6', 'none', ''],
    ['CVE-2026-44351 / GHSA-gmvf-9v4p-v8jc', 'HS256', 'HS256'],
    ['GHSA-8wpc-h4q6-8fxv', 'HS512', 'HS512'],
    ['CVE-2019-20933 / CVE-2020-28637', 'HS384', 'HS384'],
  ];
  for (const [cve, alg, mac] of rows) {
    const token = mac
      ? rawMint(mac, secretOf(''), { alg }, claimsWith())
      : `${b64u('{"alg":"none"}')}.${b64u(JSON.stringify(claimsWith()))}.`;
    const algorithms = [mac || 'HS256'];
    c.add({
      id: `empty-key/${alg}-text`,
      cve,
      keys: { secret: '' },
      options: { algorithms },
      token,
      keyError: ['key_too_weak', 'key_invalid'],
    });
    c.add({
      id: `empty-key/${alg}-bytes`,
      cve,
      keys: { secret: bytes([]) },
      options: { algorithms },
      token,
      keyError: ['key_too_weak', 'key_invalid'],
    });
    c.add({
      id: `empty-key/${alg}-jwk`,
      cve,
      keys: { kty: 'oct', k: '' },
      options: { algorithms },
      token,
      keyError: ['key_too_weak', 'key_invalid'],
    });
    c.add({
      id: `empty-key/${alg}-string`,
      cve,
      keys: '',
      options: { algorithms },
      token,
      keyError: ['key_invalid', 'key_too_weak'],
      typeError: 'keys',
    });
    c.add({ id: `empty-key/${alg}-null`, cve, keys: null, options: { algorithms }, token, typeError: 'keys' });
    c.add({
      id: `empty-key/${alg}-null-secret`,
      cve,
      keys: { secret: null },
      options: { algorithms },
      token,
      typeError: 'secret|keys',
      keyError: ['key_invalid', 'key_too_weak'],
    });
    c.add({
      id: `empty-key/${alg}-no-algorithms`,
      cve,
      keys: { secret: '' },
      options: { algorithms: undefined },
      token,
      typeError: 'algorithms',
    });
  }
}

const sshString = (data) => {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  return Buffer.concat([length, Buffer.from(data)]);
};
const sshBlob = (type, ...fields) => Buffer.concat([sshString(Buffer.from(type)), ...fields.map(sshString)]).toString('base64');
function opensshText(ec) {
  const point = Buffer.concat([Buffer.from([4]), Buffer.from(ec.jwk.x, 'base64url'), Buffer.from(ec.jwk.y, 'base64url')]);
  const type = 'ecdsa-sha2-nistp256';
  return `${type} ${sshBlob(type, Buffer.from('nistp256'), point)} someone@host`;
}

export default async function confusion(c) {
  none(c);
  await publicKeyAsSecret(c);
  await jwkWithoutAlg(c);
  emptyKeys(c);
}
