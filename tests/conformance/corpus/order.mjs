// Tokens with two faults: the cheaper check speaks first, and nothing unsigned
// is reported on. Size, parse, algorithm, crit, key, signature, claims.
import { b64u, flip, withPart, withSignature } from '../lib/encoding.mjs';
import { claimsWith } from '../lib/collector.mjs';
import { joseMint, rawMint } from '../lib/sign.mjs';

export default async function order(c) {
  const key = c.k.HS256;
  const hs = { keys: key.secret, options: { algorithms: ['HS256'] } };
  const good = await joseMint('HS256', key, claimsWith());
  const broken = (token) => withSignature(token, (s) => flip(s, 0));
  const add = (id, token, expect, extra) => c.add({ id, ...hs, token, expect, ...extra });

  add('size-before-parse', '*'.repeat(17_000), 'token_too_large');
  add('size-before-parts', '.'.repeat(17_000), 'token_too_large');
  add('parse-before-algorithm-signature-part', `${b64u('{"alg":"none"}')}.${b64u('{}')}.*`, 'token_malformed');
  add('parse-before-algorithm-payload-part', `${b64u('{"alg":"none"}')}.*.`, 'token_malformed');
  add('parse-before-algorithm-parts', `${b64u('{"alg":"none"}')}.${b64u('{}')}`, 'token_malformed');
  add('parse-before-algorithm-duplicate', `${b64u('{"alg":"none","alg":"none"}')}.${b64u('{}')}.`, 'token_malformed');
  add('parse-before-algorithm-kid', `${b64u('{"alg":"none","kid":7}')}.${b64u('{}')}.`, 'token_malformed');
  add('payload-part-before-signature', broken(withPart(good, 1, (p) => `${p}=`)), 'token_malformed');
  // The payload's text is the signer's, so it is not read before the signature.
  add('algorithm-before-payload-json', rawMint('HS384', c.k.HS384, { alg: 'HS384' }, 'no json'), 'algorithm_not_allowed');
  add('signature-before-payload-json', broken(rawMint('HS256', key, { alg: 'HS256' }, 'no json')), 'signature_invalid');
  add('signature-before-payload-duplicates', broken(rawMint('HS256', key, { alg: 'HS256' }, '{"exp":1,"exp":2}')), 'signature_invalid');
  add('algorithm-before-crit', rawMint('HS384', c.k.HS384, { alg: 'HS384', crit: ['x'] }, claimsWith()), 'algorithm_not_allowed');
  add('algorithm-before-key', rawMint('HS384', c.k.HS384, { alg: 'HS384', kid: 'z' }, claimsWith()), 'algorithm_not_allowed');
  add('crit-before-key', rawMint('HS256', key, { alg: 'HS256', kid: 'z', crit: ['x'] }, claimsWith()), 'critical_header_unsupported', {
    keys: { ...key.jwk, kid: 'a' },
  });
  add('crit-before-signature', broken(rawMint('HS256', key, { alg: 'HS256', crit: ['x'] }, claimsWith())), 'critical_header_unsupported');
  add('key-before-signature', broken(rawMint('HS256', key, { alg: 'HS256', kid: 'z' }, claimsWith())), 'key_not_found', {
    keys: { ...key.jwk, kid: 'a' },
  });

  // Among claims: JSON types, required, exp, nbf, iat, maxAge, iss, aud, sub, type, scopes.
  const past = c.now - 100;
  const ahead = c.now + 100;
  const all = { issuer: 'https://one.example', audience: 'api-one', subject: 'subject-one', type: 'access', scopes: ['read'], maxAge: 60 };
  const claims = (id, changes, expect, claim) =>
    c.policy(`claims/${id}`, {
      claims: { aud: 'api-two', sub: 'subject-two', type: 'refresh', ...changes },
      options: { ...all, requiredClaims: ['exp', 'jti'] },
      expect,
      claim,
    });
  await claims('types-first', { iss: 7, exp: past }, 'claim_invalid', 'iss');
  await claims('types-before-required', { iat: 'x' }, 'claim_invalid', 'iat');
  await claims('required-before-exp', { exp: past }, 'claim_missing', 'jti');
  await claims('exp-before-nbf', { jti: 'a', exp: past, nbf: ahead }, 'token_expired', 'exp');
  await claims('nbf-before-iat', { jti: 'a', nbf: ahead, iat: ahead }, 'token_not_yet_valid', 'nbf');
  await claims('iat-before-iss', { jti: 'a', iat: ahead }, 'token_issued_in_future', 'iat');
  await claims('max-age-before-iss', { jti: 'a', iat: past }, 'token_too_old', 'iat');
  await claims('iss-before-aud', { jti: 'a' }, 'claim_mismatch', 'iss');
  await claims('aud-before-sub', { jti: 'a', iss: 'https://one.example' }, 'claim_mismatch', 'aud');
  await claims('sub-before-type', { jti: 'a', iss: 'https://one.example', aud: 'api-one' }, 'claim_mismatch', 'sub');
  await claims(
    'confirmation-before-scopes',
    { jti: 'a', iss: 'https://one.example', aud: 'api-one', sub: 'subject-one', type: 'access', cnf: { jkt: 'a' } },
    'confirmation_missing',
  );
  await claims('type-before-scopes', { jti: 'a', iss: 'https://one.example', aud: 'api-one', sub: 'subject-one' }, 'type_mismatch');
  await claims(
    'scopes-last',
    { jti: 'a', iss: 'https://one.example', aud: 'api-one', sub: 'subject-one', type: 'access' },
    'scope_missing',
  );
  await c.policy('claims/all-met', {
    claims: { jti: 'a', iss: 'https://one.example', aud: ['api-one'], sub: 'subject-one', type: 'access', scope: 'write read', nbf: c.now },
    header: { typ: 'at+jwt' },
    options: { ...all, typ: 'at+jwt', requiredClaims: ['exp', 'jti', 'iat', 'nbf'] },
  });
}
