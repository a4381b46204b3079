// Keys that createVerifier refuses, and JWKS members it skips (RFC 7517, RFC 7518 section 6).
import crypto from 'node:crypto';
import { keyPair } from '../../../tools/key-pair.mjs';
import { b64u, bigToBytes, bytes, bytesToBig, flip, unb64u } from '../lib/encoding.mjs';
import { newEc, ofVector, secretOf, vectorDer, vectorText } from '../lib/keys.mjs';
import { claimsWith } from '../lib/collector.mjs';
import { joseMint } from '../lib/sign.mjs';

const invalid = { keyError: 'key_invalid' };
const weak = { keyError: 'key_too_weak' };
const mismatch = { keyError: 'key_algorithm_mismatch' };
const refused = { keyError: ['key_invalid', 'key_algorithm_mismatch'] };
const poor = { keyError: ['key_invalid', 'key_too_weak'] };

/** A key error comes before any token; the token is there for those who forget. */
function adder(c, token) {
  return (id, keys, algorithms, outcome, extra) =>
    c.add({ id, keys, options: { algorithms: [algorithms].flat() }, token, ...outcome, ...extra });
}

function hmac(add, c) {
  const rfc = { rfc: 'RFC 7518 section 3.2' };
  for (const [alg, size] of [
    ['HS256', 32],
    ['HS384', 48],
    ['HS512', 64],
  ]) {
    add(`hmac/${alg}-one-byte-short`, { secret: bytes(Buffer.alloc(size - 1, 7)) }, alg, weak, rfc);
    add(`hmac/${alg}-one-byte-short-text`, { secret: 'x'.repeat(size - 1) }, alg, weak, rfc);
    add(`hmac/${alg}-one-byte-short-jwk`, { kty: 'oct', k: b64u(Buffer.alloc(size - 1, 7)) }, alg, weak, rfc);
  }
  add('hmac/too-short-for-one-listed', c.k.HS256.secret, ['HS256', 'HS512'], weak, rfc);
  add('hmac/one-letter', { secret: 'a' }, 'HS256', weak, rfc);
  add('hmac/second-of-two-weak', [c.k.HS256.secret, { secret: 'short' }], 'HS256', weak, rfc);
  add('hmac/k-not-base64url', { kty: 'oct', k: '****************************************************' }, 'HS256', invalid);
  add('hmac/k-padded-too-much', { kty: 'oct', k: `${c.k.HS256.jwk.k}==` }, 'HS256', invalid);
  add('hmac/k-of-two-alphabets', { kty: 'oct', k: `-_+/${c.k.HS384.jwk.k}` }, 'HS256', invalid);
  add('hmac/k-missing', { kty: 'oct' }, 'HS256', invalid);
  add('hmac/k-number', { kty: 'oct', k: 7 }, 'HS256', invalid);
  add('hmac/jwk-alg-other', { ...c.k.HS256.jwk, alg: 'HS512' }, 'HS256', { keyError: ['key_algorithm_mismatch', 'key_too_weak'] });
  add('hmac/secret-for-rs256', c.k.HS256.secret, 'RS256', mismatch);
  add('hmac/secret-alg-rs256', { ...c.k.HS256.secret, alg: 'RS256' }, ['RS256', 'HS256'], mismatch);
  for (const [id, secret] of Object.entries({
    zeros: bytes(Buffer.alloc(64)),
    ones: bytes(Buffer.alloc(64, 255)),
    letters: 'x'.repeat(64),
    hex: '00'.repeat(64),
    base64: Buffer.alloc(64).toString('base64'),
  })) {
    add(`hmac/one-byte-repeated-${id}`, { secret }, 'HS512', weak);
  }
  add('hmac/secret-number', { secret: 12345678901234567890 }, 'HS256', { typeError: 'secret|keys', ...invalid });
}

function rsa(add, c) {
  const { jwk } = c.k.rsa;
  const rfc = { rfc: 'RFC 7518 section 3.3' };
  for (const bits of [512, 1024, 2047]) {
    const n = (1n << BigInt(bits - 1)) + bytesToBig(crypto.randomBytes(Math.floor(bits / 16))) * 2n + 1n;
    add(`rsa/${bits}-bits`, { kty: 'RSA', n: b64u(bigToBytes(n, Math.ceil(bits / 8))), e: 'AQAB' }, 'RS256', weak, rfc);
  }
  const small = keyPair('rsa', { modulusLength: 1024 }).publicKey;
  add('rsa/1024-bits-spki', small.export({ format: 'pem', type: 'spki' }), 'RS256', weak, rfc);
  add('rsa/1024-bits-pkcs1', small.export({ format: 'pem', type: 'pkcs1' }), 'PS256', weak, rfc);
  for (const bits of [8193, 8200, 16384]) {
    const n = (1n << BigInt(bits - 1)) + bytesToBig(crypto.randomBytes(Math.floor(bits / 16))) * 2n + 1n;
    const jwk = { kty: 'RSA', n: b64u(bigToBytes(n, Math.ceil(bits / 8))), e: 'AQAB' };
    add(`rsa/${bits}-bits`, jwk, 'RS256', weak);
    const key = crypto.createPublicKey({ key: jwk, format: 'jwk' });
    add(`rsa/${bits}-bits-spki`, key.export({ format: 'pem', type: 'spki' }), 'RS256', weak);
    add(`rsa/${bits}-bits-pkcs1`, key.export({ format: 'pem', type: 'pkcs1' }), 'RS256', weak);
  }
  const zero = { cve: 'CVE-2026-4603, CVE-2026-4598' };
  add('rsa/n-zero', { ...jwk, n: 'AA' }, 'RS256', poor, zero);
  add('rsa/n-zero-256-bytes', { ...jwk, n: b64u(Buffer.alloc(256)) }, 'RS256', poor, zero);
  add('rsa/n-empty', { ...jwk, n: '' }, 'RS256', poor, zero);
  add('rsa/n-one', { ...jwk, n: 'AQ' }, 'RS256', poor, zero);
  add('rsa/n-even', { ...jwk, n: b64u(flip(unb64u(jwk.n), -1, 1)) }, 'RS256', poor, zero);
  for (const [id, e] of [
    ['zero', 'AA'],
    ['one', 'AQ'],
    ['two', 'Ag'],
    ['even', 'AQAA'],
    ['empty', ''],
    ['huge', b64u(Buffer.concat([Buffer.from([1]), Buffer.alloc(31), Buffer.from([1])]))],
    ['as-large-as-n', jwk.n],
  ]) {
    add(`rsa/e-${id}`, { ...jwk, e }, 'RS256', poor, { rfc: 'RFC 8017 section 3.1' });
  }
  add('rsa/n-missing', { kty: 'RSA', e: 'AQAB' }, 'RS256', invalid);
  add('rsa/e-missing', { kty: 'RSA', n: jwk.n }, 'RS256', invalid);
  add('rsa/n-number', { ...jwk, n: 12345 }, 'RS256', invalid);
  add('rsa/n-not-base64url', { ...jwk, n: `*${jwk.n.slice(1)}` }, 'RS256', invalid);
  add('rsa/n-padded-too-little', { ...jwk, n: `${jwk.n}=` }, 'RS256', invalid);
  add('rsa/n-padded-too-much', { ...jwk, n: `${jwk.n}======` }, 'RS256', invalid);
  add('rsa/n-of-two-alphabets', { ...jwk, n: `-_+/${jwk.n}` }, 'RS256', invalid);
}

function curves(add, c) {
  const ec = c.k.ES256.jwk;
  const rfc = { rfc: 'RFC 7518 section 6.2.1' };
  const y = flip(unb64u(ec.y), -1, 1);
  add('ec/not-on-curve', { ...ec, y: b64u(y) }, 'ES256', invalid, { rfc: 'RFC 8725 section 3.4' });
  add('ec/x-zero-y-zero', { ...ec, x: b64u(Buffer.alloc(32)), y: b64u(Buffer.alloc(32)) }, 'ES256', invalid, {
    rfc: 'RFC 8725 section 3.4',
  });
  add('ec/x-too-large', { ...ec, x: b64u(Buffer.alloc(32, 0xff)) }, 'ES256', invalid);
  add('ec/x-short', { ...ec, x: b64u(unb64u(ec.x).subarray(0, -1)) }, 'ES256', invalid, rfc);
  add('ec/x-empty', { ...ec, x: '' }, 'ES256', invalid, rfc);
  add('ec/x-long', { ...ec, x: b64u(Buffer.concat([unb64u(ec.x), Buffer.alloc(1)])) }, 'ES256', invalid, rfc);
  add('ec/x-missing', { kty: 'EC', crv: 'P-256', y: ec.y }, 'ES256', invalid);
  add('ec/y-missing', { kty: 'EC', crv: 'P-256', x: ec.x }, 'ES256', invalid, rfc);
  add('ec/crv-missing', { kty: 'EC', x: ec.x, y: ec.y }, 'ES256', refused);
  add('ec/crv-of-other-size', { ...ec, crv: 'P-384' }, 'ES384', invalid);
  add('ec/crv-unknown', { ...ec, crv: 'P-999' }, 'ES256', refused);
  add('ec/crv-case', { ...ec, crv: 'p-256' }, 'ES256', refused);
  const k1 = newEc('secp256k1');
  add('ec/secp256k1-jwk', k1.jwk, 'ES256', refused);
  add('ec/secp256k1-spki', k1.spki, 'ES256', refused);
  add('ec/p384-for-es256', c.k.ES384.jwk, 'ES256', mismatch);
  add('ec/p384-spki-for-es256', c.k.ES384.spki, 'ES256', mismatch);

  const ed = c.k.ed.jwk;
  const okp = { rfc: 'RFC 8037 section 2' };
  const x = unb64u(ed.x);
  add('okp/x-short', { ...ed, x: b64u(x.subarray(1)) }, 'EdDSA', invalid, okp);
  add('okp/x-one-byte', { ...ed, x: 'AQ' }, 'EdDSA', invalid, okp);
  add('okp/x-empty', { ...ed, x: '' }, 'EdDSA', invalid, okp);
  add('okp/x-long', { ...ed, x: b64u(Buffer.concat([x, Buffer.alloc(1)])) }, 'EdDSA', invalid, okp);
  add('okp/x-missing', { kty: 'OKP', crv: 'Ed25519' }, 'EdDSA', invalid, okp);
  add('okp/x-not-a-point', { ...ed, x: b64u(Buffer.concat([Buffer.from([2]), Buffer.alloc(31)])) }, 'EdDSA', invalid, {
    rfc: 'RFC 8032 section 5.1.3',
  });
  add('okp/x25519', { kty: 'OKP', crv: 'X25519', x: ed.x }, 'EdDSA', refused, okp);
  const ed448 = keyPair('ed448').publicKey;
  add('okp/ed448-jwk', ed448.export({ format: 'jwk' }), 'EdDSA', refused);
  add('okp/ed448-spki', ed448.export({ format: 'pem', type: 'spki' }), 'EdDSA', refused);
  add('okp/x25519-spki', keyPair('x25519').publicKey.export({ format: 'pem', type: 'spki' }), 'EdDSA', refused);
}

function uses(add, c) {
  const { jwk } = c.k.rsa;
  const rfc = { rfc: 'RFC 7517 sections 4.2 to 4.4' };
  add('use/enc', { ...jwk, use: 'enc' }, 'RS256', mismatch, rfc);
  add('use/unknown', { ...jwk, use: 'other' }, 'RS256', mismatch, rfc);
  add('use/number', { ...jwk, use: 7 }, 'RS256', refused, rfc);
  add('use/key-ops-without-verify', { ...jwk, key_ops: ['encrypt'] }, 'RS256', mismatch, rfc);
  add('use/key-ops-empty', { ...jwk, key_ops: [] }, 'RS256', refused, rfc);
  add('use/key-ops-string', { ...jwk, key_ops: 'verify' }, 'RS256', refused, rfc);
  add('use/alg-other', { ...jwk, alg: 'PS256' }, 'RS256', mismatch, rfc);
  add('use/alg-encryption', { ...jwk, alg: 'RSA-OAEP' }, 'RS256', mismatch, rfc);
  add('use/alg-number', { ...jwk, alg: 256 }, 'RS256', refused, rfc);
  add('use/alg-of-other-type', { ...jwk, alg: 'ES256' }, ['RS256', 'ES256'], refused, rfc);
  add('use/alg-of-other-curve', { ...c.k.ES256.jwk, alg: 'ES384' }, ['ES256', 'ES384'], refused, rfc);
  add('use/alg-hs-on-rsa', { ...jwk, alg: 'HS256' }, ['RS256', 'HS256'], refused, rfc);
  add('use/kid-number', { ...jwk, kid: 7 }, 'RS256', invalid, rfc);
  add('use/kty-missing', { n: jwk.n, e: jwk.e }, 'RS256', { ...invalid, typeError: 'keys|kty' });
  add('use/kty-unknown', { ...jwk, kty: 'XYZ' }, 'RS256', refused);
  add('use/kty-case', { ...jwk, kty: 'rsa' }, 'RS256', refused);
  add('use/kty-number', { ...jwk, kty: 7 }, 'RS256', { ...refused, typeError: 'keys|kty' });
  add('use/rsa-for-es256', jwk, 'ES256', mismatch);
  add('use/rsa-spki-for-es256', c.k.rsa.spki, 'ES256', mismatch);
  add('use/rsa-spki-for-hs256', c.k.rsa.spki, 'HS256', mismatch);
  add('use/ec-for-rs256', c.k.ES256.jwk, 'RS256', mismatch);
  add('use/ed-for-es256', c.k.ed.jwk, 'ES256', mismatch);
  add('use/ed-spki-for-hs256', c.k.ed.spki, 'HS256', mismatch);
}

function pem(add, c) {
  const { spki, pkcs1, pkcs8 } = c.k.rsa;
  add('pem/private-pkcs8', pkcs8, 'RS256', invalid);
  add('pem/private-pkcs1', c.k.rsa.privateKey.export({ format: 'pem', type: 'pkcs1' }), 'RS256', invalid);
  add('pem/private-sec1', c.k.ES256.privateKey.export({ format: 'pem', type: 'sec1' }), 'ES256', invalid);
  add('pem/private-ed25519', c.k.ed.pkcs8, 'EdDSA', invalid);
  add(
    'pem/private-encrypted',
    c.k.rsa.privateKey.export({ format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase: 'x' }),
    'RS256',
    invalid,
  );
  add('pem/not-pem', 'this is not a key', 'RS256', invalid);
  add('pem/secret-as-plain-string', c.k.text.text, 'HS256', { keyError: ['key_invalid', 'key_algorithm_mismatch'], typeError: 'keys' });
  add('pem/jwk-as-string', JSON.stringify(c.k.rsa.jwk), 'RS256', { ...invalid, typeError: 'keys' });
  add('pem/only-begin', spki.split('\n').slice(0, 3).join('\n'), 'RS256', invalid);
  add('pem/no-end', spki.replace(/-----END.*/s, ''), 'RS256', invalid);
  add('pem/other-end', spki.replace('END PUBLIC', 'END RSA PUBLIC'), 'RS256', invalid);
  add('pem/wrong-label-for-body', spki.replaceAll('PUBLIC KEY', 'RSA PUBLIC KEY'), 'RS256', invalid);
  add('pem/wrong-label-for-pkcs1-body', pkcs1.replaceAll('RSA PUBLIC KEY', 'PUBLIC KEY'), 'RS256', invalid);
  add('pem/unknown-label', spki.replaceAll('PUBLIC KEY', 'SECRET SAUCE'), 'RS256', invalid);
  add(
    'pem/truncated-body',
    spki.replace(/\n([A-Za-z0-9+/]{64})\n-----END/, '\n-----END').replace(/^(.*\n)[^\n]*\n/, '$1'),
    'RS256',
    invalid,
  );
  add('pem/star-in-body', spki.replace(/\n([A-Za-z0-9])/, '\n*'), 'RS256', invalid);
  add('pem/empty-body', '-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----\n', 'RS256', invalid);
  const der = c.k.rsa.spkiDer;
  const wrap = (data) =>
    `-----BEGIN PUBLIC KEY-----\n${Buffer.from(data).toString('base64').replace(/.{64}/g, '$&\n')}\n-----END PUBLIC KEY-----\n`;
  add('pem/trailing-der', wrap(Buffer.concat([der, Buffer.from('00')])), 'RS256', invalid, { rfc: 'RFC 5280 section 4.1' });
  add('pem/short-der', wrap(der.subarray(0, -1)), 'RS256', invalid);
  add('pem/random-der', wrap(crypto.randomBytes(200)), 'RS256', invalid);
  const certificate = vectorText('rsa.certificate');
  add('pem/two-certificates', certificate + certificate, 'RS256', invalid);
  add('pem/key-and-certificate', spki + certificate, 'RS256', invalid);
  add('pem/two-blocks-one-private', spki + pkcs8, 'RS256', invalid);
  add('pem/two-blocks-with-a-name', { pem: spki + c.k.rsaOther.spki, kid: 'a' }, 'RS256', invalid);
  add('pem/certificate-for-encryption', vectorText('rsa-encipherment.certificate'), 'RS256', mismatch, {
    rfc: 'RFC 5280 section 4.2.1.3',
  });
  add('pem/pss-for-rs256', vectorText('rsa-pss.public'), 'RS256', mismatch, { rfc: 'RFC 4055 section 1.2' });
  add('pem/pss-of-another-hash', vectorText('rsa-pss-sha384.public'), 'PS256', mismatch, { rfc: 'RFC 4055 section 3.3' });
  add('der/secret', bytes(crypto.randomBytes(64)), 'HS256', invalid);
  add('der/private', bytes(c.k.rsa.privateKey.export({ format: 'der', type: 'pkcs8' })), 'RS256', invalid);
  add('x5c/of-another-key', { ...c.k.rsa.jwk, x5c: [vectorDer('rsa.certificate')] }, 'RS256', mismatch, { rfc: 'RFC 7517 section 4.7' });
  add('x5c/none', { kty: 'RSA', x5c: [] }, 'RS256', invalid, { rfc: 'RFC 7517 section 4.7' });
  add('pem/array-with-a-bad-one', [spki, 'garbage'], 'RS256', invalid);
}

/** A verifier has no use for a private key, and whoever hands it one should know. */
function privateKeys(add, c) {
  const rfc = { rfc: 'RFC 7518 sections 6.2.2 and 6.3.2, RFC 8037 section 2' };
  for (const [id, key, alg] of [
    ['rsa', c.k.rsa, 'RS256'],
    ['ec', c.k.ES256, 'ES256'],
    ['ed', c.k.ed, 'EdDSA'],
  ]) {
    add(`private/${id}`, key.privateJwk, alg, invalid, rfc);
    add(`private/${id}-array`, [key.jwk, key.privateJwk], alg, invalid, rfc);
    add(`private/${id}-set`, { keys: [key.jwk, key.privateJwk] }, alg, invalid, rfc);
    for (const member of ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k'])
      add(`private/${id}-${member}`, { ...key.jwk, [member]: 'AQAB' }, alg, invalid, rfc);
    add(`private/${id}-oth`, { ...key.jwk, oth: [{ r: 'AQAB', d: 'AQAB', t: 'AQAB' }] }, alg, invalid, rfc);
    add(`private/${id}-d-of-another-type`, { ...key.jwk, d: 7 }, alg, invalid, rfc);
  }
}

async function sets(c, add) {
  const { rsa, ed } = c.k;
  const good = { ...ed.jwk, kid: 'good' };
  const token = await joseMint('EdDSA', ed, claimsWith(), { kid: 'good' });
  const rfc = 'RFC 7517 section 5';
  const ok = (id, ...others) =>
    c.add({ id: `jwks/${id}`, rfc, keys: { keys: [...others, good] }, signer: ed, options: { algorithms: ['EdDSA'] }, token });
  ok('alone');
  ok('skips-unknown-kty', { kty: 'XYZ', kid: 'x' });
  ok('skips-unknown-crv', { kty: 'OKP', crv: 'Ed999', x: 'AA', kid: 'x' });
  ok('skips-enc', { ...rsa.jwk, use: 'enc' });
  ok('skips-other-alg', { ...rsa.jwk, alg: 'RS256' });
  ok('skips-weak', { ...rsa.jwk, n: rsa.jwk.n.slice(0, 100) });
  ok('skips-missing-members', { kty: 'RSA' }, { kty: 'EC', crv: 'P-256' }, {});
  ok('skips-off-curve', { ...c.k.ES256.jwk, y: c.k.ES256.jwk.x });
  ok('skips-short-okp', { ...ed.jwk, x: 'AQ', kid: 'good2' });
  ok('skips-bad-with-same-kid', { ...ed.jwk, x: 'AQ', kid: 'good' });
  ok('unknown-members', { ...c.k.edOther.jwk, x5c: ['MII'], ext: true, other: { a: 1 } });
  c.add({
    id: 'jwks/other-members-of-the-set',
    rfc,
    keys: { keys: [good], next: 'x' },
    signer: ed,
    options: { algorithms: ['EdDSA'] },
    token,
  });
  add('jwks/empty', { keys: [] }, 'EdDSA', { ...invalid, typeError: 'keys' }, { rfc });
  add('jwks/none-usable-invalid', { keys: [{ kty: 'OKP', crv: 'Ed25519', x: 'AQ' }] }, 'EdDSA', invalid, { rfc });
  add('jwks/none-usable-weak', { keys: [{ kty: 'oct', k: 'AQ' }] }, 'HS256', weak, { rfc });
  add(
    'jwks/none-usable-mismatch',
    {
      keys: [
        { ...rsa.jwk, use: 'enc' },
        { kty: 'OKP', crv: 'Ed25519', x: 'AQ' },
      ],
    },
    ['RS256', 'EdDSA'],
    mismatch,
    { rfc },
  );
  add('jwks/keys-not-an-array', { keys: good }, 'EdDSA', { ...invalid, typeError: 'keys' }, { rfc });
  add('jwks/member-null', { keys: [null] }, 'EdDSA', { ...invalid, typeError: 'keys' }, { rfc });
  add('array/each-must-be-good', [good, { kty: 'OKP', crv: 'Ed25519', x: 'AQ' }], 'EdDSA', invalid);
  add('array/null-member', [good, null], 'EdDSA', { ...invalid, typeError: 'keys' });
  add('array/number-member', [good, 7], 'EdDSA', { ...invalid, typeError: 'keys' });
  add('array/nested', [[good]], 'EdDSA', { ...invalid, typeError: 'keys' });
  add('array/empty-object', [{}], 'EdDSA', { ...invalid, typeError: 'keys' });
  for (const [id, keys] of [
    ['number', 7],
    ['true', true],
    ['false', false],
  ])
    add(`type/${id}`, keys, 'EdDSA', { typeError: 'keys', ...invalid });
}

/** What may look wrong and is right. */
async function fine(c) {
  const add = async (id, key, alg, keys, options) =>
    c.add({
      id: `fine/${id}`,
      keys,
      signer: key,
      options: { algorithms: [alg], ...options },
      token: await joseMint(alg, key, claimsWith()),
    });
  const { rsa, ed } = c.k;
  await add('key-ops-verify', rsa, 'RS256', { ...rsa.jwk, key_ops: ['verify'] });
  await add('key-ops-sign-verify', rsa, 'RS256', { ...rsa.jwk, key_ops: ['sign', 'verify'] });
  await add('key-ops-unknown-too', rsa, 'RS256', { ...rsa.jwk, key_ops: ['verify', 'x-other'] });
  await add('use-sig', ed, 'EdDSA', { ...ed.jwk, use: 'sig' });
  await add('unknown-members', ed, 'EdDSA', { ...ed.jwk, x5t: 'abc', ext: true, nbf: 1 });
  const java = (text) => b64u(Buffer.concat([Buffer.alloc(1), unb64u(text)]));
  await add('n-and-e-leading-zero', rsa, 'RS256', { ...rsa.jwk, n: java(rsa.jwk.n), e: java(rsa.jwk.e) });
  await add('x-and-y-leading-zero', c.k.ES256, 'ES256', { ...c.k.ES256.jwk, x: java(c.k.ES256.jwk.x), y: java(c.k.ES256.jwk.y) });
  const ordinary = (text) => unb64u(text).toString('base64');
  await add('n-in-base64', rsa, 'RS256', { ...rsa.jwk, n: ordinary(rsa.jwk.n) });
  await add('x-and-y-in-base64', c.k.ES512, 'ES512', { ...c.k.ES512.jwk, x: ordinary(c.k.ES512.jwk.x), y: ordinary(c.k.ES512.jwk.y) });
  await add('k-in-base64', c.k.HS256, 'HS256', { ...c.k.HS256.jwk, k: ordinary(c.k.HS256.jwk.k) });
  const written = rsa.spki.replaceAll('\n', '\\n');
  await add('pem-line-breaks-written-out', rsa, 'RS256', written);
  await add('pem-in-quotes', rsa, 'RS256', `"${written}"`);
  await add('pem-indented', rsa, 'RS256', rsa.spki.replaceAll('\n', '\n      '));
  await add('pem-after-text', rsa, 'RS256', `Public-Key: (2048 bit)\nModulus:\n    00:ba\n${rsa.spki}`);
  await add('pem-two-blocks', rsa, 'RS256', c.k.rsaOther.spki + rsa.spki);
  await add('pem-bytes', rsa, 'RS256', bytes(Buffer.from(rsa.spki)));
  await add('der', rsa, 'RS256', bytes(rsa.spkiDer));
  await add('der-pkcs1-named', rsa, 'PS256', { pem: bytes(rsa.pkcs1Der), kid: 'k1' });
  await add('der-in-base64', ed, 'EdDSA', ed.spkiDer.toString('base64'));
  for (const [alg, name] of [
    ['ES256', 'p256'],
    ['ES384', 'p384-v1'],
    ['PS384', 'rsa-pss-sha384'],
    ['EdDSA', 'ed25519'],
  ]) {
    const signer = ofVector(name.split('-')[0]);
    const pem = vectorText(`${name}.certificate`);
    await add(`certificate-${name}`, signer, alg, pem);
    await add(`certificate-${name}-der`, signer, alg, bytes(Buffer.from(vectorDer(`${name}.certificate`), 'base64')));
    await add(`certificate-${name}-in-a-map`, signer, alg, { k0: c.k.rsa.spki, k1: pem });
    await add(`x5c-${name}`, signer, alg, { kty: signer.jwk.kty, x5c: [vectorDer(`${name}.certificate`)] });
    await add(`x5c-${name}-beside-the-numbers`, signer, alg, { ...signer.jwk, x5c: [vectorDer(`${name}.certificate`)] });
  }
  await add('pem-white-space-around', rsa, 'RS256', `\n\n${rsa.spki}\n\n`);
  const oneLine = (pem) =>
    pem.replace(/^(-+BEGIN[^-]+-+)\n(.*)\n(-+END.*)$/s, (_, begin, body, end) => `${begin}\n${body.replaceAll('\n', '')}\n${end}`);
  await add('pem-one-line', rsa, 'RS256', oneLine(rsa.spki));
  await add('pem-pkcs1-one-line', rsa, 'PS256', oneLine(rsa.pkcs1));
  await add('secret-alg-narrows', c.k.HS256, 'HS256', { ...c.k.HS256.secret, alg: 'HS256' }, { algorithms: ['HS256', 'HS512'] });
  await add('jwk-alg-narrows', c.k.HS256, 'HS256', { ...c.k.HS256.jwk, alg: 'HS256' }, { algorithms: ['HS256', 'HS512'] });
  // Octets 0 and 0xff within a secret count like any other.
  const odd = secretOf(Buffer.concat([Buffer.alloc(16), Buffer.alloc(16, 0xff), crypto.randomBytes(8)]));
  await add('secret-with-zero-octets', odd, 'HS256', odd.secret);
}

export default async function keys(c) {
  const token = await joseMint('HS256', c.k.HS256, claimsWith());
  const add = adder(c, token);
  hmac(add, c);
  rsa(add, c);
  curves(add, c);
  uses(add, c);
  pem(add, c);
  privateKeys(add, c);
  await sets(c, add);
  await fine(c);
}
