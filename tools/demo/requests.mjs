// Every request the demo makes, and the answer it must get.
import { exportJWK, generateKeyPair } from 'jose';
import { ALGORITHMS, goodClaims, mint, mintText, SUBJECT } from './issuer.mjs';

const base64url = (value) => Buffer.from(value).toString('base64url');
const json = (value) => base64url(JSON.stringify(value));
const bearer = (token) => `Bearer ${token}`;

const accept = (title, token) => ({ title, authorization: bearer(token), status: 200 });
const refuse = (title, token, code, status = 401) => ({ title, authorization: bearer(token), status, code });

export async function requests(issuer) {
  return [
    { title: 'Minted by jose, one for every algorithm', rows: await good(issuer) },
    { title: 'Signatures that are not one', rows: await signatures(issuer) },
    { title: 'Tokens that want to choose how they are checked', rows: await choosers(issuer) },
    { title: 'Genuine tokens, but not for here and now', rows: await policy(issuer) },
    { title: 'Requests that bring no usable token', rows: await shapes(issuer) },
  ];
}

function good(issuer) {
  return Promise.all(ALGORITHMS.map(async (alg) => accept(alg, await mint(issuer, alg))));
}

async function signatures(issuer) {
  const token = await mint(issuer, 'ES256');
  const [header, payload, signature] = token.split('.');
  const { privateKey: stranger } = await generateKeyPair('ES256');
  const root = json({ ...goodClaims(), sub: 'root' });
  return [
    refuse("signed with a stranger's key", await mint(issuer, 'ES256', { key: stranger }), 'signature_invalid'),
    refuse('payload swapped: sub is now root', `${header}.${root}.${signature}`, 'signature_invalid'),
    refuse('psychic signature: r = s = 0', `${header}.${payload}.${base64url(Buffer.alloc(64))}`, 'signature_invalid'),
    refuse('signature cut short', `${header}.${payload}.${signature.slice(0, 80)}`, 'signature_invalid'),
  ];
}

async function choosers(issuer) {
  const none = (alg) => `${json({ alg, typ: 'JWT' })}.${json(goodClaims())}.`;
  const pem = new TextEncoder().encode(issuer.rsaPem);
  const confused = (kid) => mint(issuer, 'HS256', { key: pem, header: { kid } });
  const stranger = await generateKeyPair('ES256', { extractable: true });
  const jwk = await exportJWK(stranger.publicKey);
  const brought = await mint(issuer, 'ES256', { key: stranger.privateKey, header: { jwk } });
  const unknownCrit = await mintText(issuer, 'ES256', JSON.stringify(goodClaims()), {
    header: { crit: ['exp-policy'], 'exp-policy': 'lenient' },
    crit: { 'exp-policy': true },
  });
  return [
    refuse('alg: none', none('none'), 'algorithm_not_allowed'),
    refuse('alg: nOnE', none('nOnE'), 'algorithm_not_allowed'),
    refuse('HS256 keyed with the RSA public PEM', await confused('rsa'), 'key_not_found'),
    refuse('the same, naming the HMAC key', await confused('secret-32'), 'signature_invalid'),
    refuse('brings its own key (jwk in the header)', brought, 'signature_invalid'),
    refuse('unknown kid', await mint(issuer, 'ES256', { header: { kid: 'p-257' } }), 'key_not_found'),
    refuse('unknown critical extension', unknownCrit, 'critical_header_unsupported'),
  ];
}

async function policy(issuer) {
  const { exp } = goodClaims(0);
  const changed = (claims) => mint(issuer, 'ES256', { claims });
  return [
    refuse('expired a minute ago', await changed({ iat: exp - 360, nbf: exp - 360, exp: exp - 60 }), 'token_expired'),
    refuse('not valid for another hour', await changed({ nbf: exp + 3600, exp: exp + 7200 }), 'token_not_yet_valid'),
    refuse('never expires: no exp', await changed({ exp: undefined }), 'claim_missing'),
    refuse('names nobody: no sub', await changed({ sub: undefined }), 'claim_missing'),
    refuse('for another audience', await changed({ aud: 'https://other.example' }), 'claim_mismatch'),
    refuse('from another issuer', await changed({ iss: 'https://evil.example' }), 'claim_mismatch'),
    refuse('without the scope profile:read', await changed({ scope: 'profile:write' }), 'scope_missing', 403),
  ];
}

async function shapes(issuer) {
  const token = await mint(issuer, 'ES256');
  const twice = JSON.stringify(goodClaims()).replace('{', `{"sub":"${SUBJECT}",`);
  return [
    { title: 'no Authorization header', status: 401, code: 'token_missing' },
    { title: 'Basic scheme', authorization: `Basic ${Buffer.from('ada:lovelace').toString('base64')}`, status: 401, code: 'token_missing' },
    { title: 'two tokens in one header', authorization: `${bearer(token)}, ${bearer(token)}`, status: 401, code: 'token_malformed' },
    { title: 'two Authorization headers', authorization: [bearer(token), bearer(token)], status: 401, code: 'token_malformed' },
    refuse('cut off in the middle of the claims', token.slice(0, 150), 'token_malformed'),
    refuse('well signed, but sub is there twice', await mintText(issuer, 'ES256', twice), 'token_malformed'),
    refuse('well signed, but over 8 KiB', await mint(issuer, 'ES256', { claims: { pad: 'x'.repeat(8192) } }), 'token_too_large'),
  ];
}
