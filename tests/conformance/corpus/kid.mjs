// Which key verifies: kid, alg and at most eight tries (RFC 7515 section 4.1.4, RFC 7517 section 4.5).
import { claimsWith } from '../lib/collector.mjs';
import { newEd } from '../lib/keys.mjs';
import { joseMint, rawMint } from '../lib/sign.mjs';

export default async function kid(c) {
  const eds = Array.from({ length: 10 }, () => newEd());
  const [a, b] = eds;
  const label = (key, kid, more) => ({ ...key.jwk, kid, ...more });
  const notFound = { expect: 'key_not_found' };
  const wrong = { expect: 'signature_invalid' };
  const add = async (id, { keys, signer = a, kid, alg = 'EdDSA', algorithms = [alg], ...rest }) => {
    const claims = claimsWith();
    const header = kid === undefined ? {} : { kid };
    const token =
      typeof kid === 'string' || kid === undefined
        ? await joseMint(alg, signer, claims, header)
        : rawMint(alg, signer, { alg, ...header }, claims);
    // A key that must not be chosen is no key to ask jose about.
    c.add({ id, rfc: 'RFC 7515 section 4.1.4', keys, signer: rest.expect ? undefined : signer, options: { algorithms }, token, ...rest });
  };

  await add('chooses-first', { keys: { keys: [label(a, 'a'), label(b, 'b')] }, kid: 'a' });
  await add('chooses-second', { keys: { keys: [label(b, 'b'), label(a, 'a')] }, kid: 'a' });
  await add('chooses-in-array', { keys: [label(b, 'b'), label(a, 'a')], kid: 'a' });
  await add('names-another-key', { keys: { keys: [label(a, 'a'), label(b, 'b')] }, kid: 'b', ...wrong });
  await add('unknown', { keys: { keys: [label(a, 'a'), label(b, 'b')] }, kid: 'c', ...notFound });
  await add('unknown-one-key', { keys: label(a, 'a'), kid: 'c', ...notFound });
  await add('case', { keys: label(a, 'Key'), kid: 'key', ...notFound });
  await add('prefix', { keys: label(a, 'key-1'), kid: 'key', ...notFound });
  await add('trailing-space', { keys: label(a, 'a'), kid: 'a ', ...notFound });
  await add('unlabelled-key-takes-any', { keys: a.jwk, kid: 'whatever' });
  await add('labelled-first-unlabelled-second', { keys: [label(b, 'b'), a.jwk], kid: 'zzz' });
  await add('labelled-match-shuts-unlabelled-out', { keys: [label(b, 'b'), a.jwk], kid: 'b', ...wrong });
  await add('empty-kid', { keys: a.jwk, kid: '' });
  await add('empty-kid-not-labelled-so', { keys: label(a, 'a'), kid: '', ...notFound });
  await add('long', { keys: label(a, 'a'), kid: 'a'.repeat(3000), ...notFound });
  await add('path', { keys: label(a, 'a'), kid: '../../dev/null', ...notFound });
  await add('sql', { keys: label(a, 'a'), kid: "a' OR '1'='1", ...notFound });
  await add('inherited-name', { keys: label(a, 'a'), kid: '__proto__', ...notFound });
  await add('inherited-name-2', { keys: label(a, 'a'), kid: 'constructor', ...notFound });
  await add('unicode', { keys: label(a, 'clé-🔑'), kid: 'clé-🔑' });
  await add('same-kid-twice', { keys: { keys: [label(b, 'a'), label(a, 'a')] }, kid: 'a' });
  await add('same-kid-other-type', { keys: { keys: [label(c.k.ES256, 'a'), label(c.k.rsa, 'a'), label(a, 'a')] }, kid: 'a' });
  await add('kid-of-a-key-of-other-type', {
    keys: { keys: [label(c.k.ES256, 'a'), label(a, 'b')] },
    kid: 'a',
    algorithms: ['EdDSA', 'ES256'],
    ...notFound,
  });
  await add('secret-with-kid', {
    keys: [{ ...c.k.HS256.secret, kid: 's' }, label(a, 'a')],
    signer: c.k.HS256,
    alg: 'HS256',
    kid: 's',
    algorithms: ['HS256', 'EdDSA'],
  });
  await add('secret-with-other-kid', {
    keys: [{ ...c.k.HS256.secret, kid: 's' }, label(a, 'a')],
    signer: c.k.HS256,
    alg: 'HS256',
    kid: 'a',
    algorithms: ['HS256', 'EdDSA'],
    ...notFound,
  });
  await add('rotation-old', {
    keys: [
      { ...c.k.HS256.secret, kid: 'old' },
      { ...c.k.HS256Other.secret, kid: 'new' },
    ],
    signer: c.k.HS256,
    alg: 'HS256',
    kid: 'old',
  });
  await add('rotation-no-kid', { keys: [c.k.HS256Other.secret, c.k.HS256.secret], signer: c.k.HS256, alg: 'HS256' });
  await add('mixed-forms', {
    keys: [c.k.rsa.spki, c.k.HS256.secret, c.k.ES256.jwk, { keys: [a.jwk] }],
    algorithms: ['HS256', 'RS256', 'ES256', 'EdDSA'],
  });

  // Without a kid every key that fits is tried, up to eight.
  const bare = (list) => list.map((k) => k.jwk);
  const ambiguous = { expect: 'key_ambiguous' };
  await add('no-kid-two', { keys: bare([b, a]) });
  await add('eight-first', { keys: bare(eds.slice(0, 8)) });
  await add('eight-last', { keys: bare([...eds.slice(1, 8), a]) });
  await add('eight-none', { keys: bare(eds.slice(1, 9)), ...wrong });
  await add('nine', { keys: bare(eds.slice(0, 9)), ...ambiguous });
  await add('nine-jwks', { keys: { keys: bare(eds.slice(0, 9)) }, ...ambiguous });
  await add('nine-labelled-no-kid', { keys: eds.slice(0, 9).map((k, i) => label(k, `k${i}`)), ...ambiguous });
  await add('nine-labelled-with-kid', { keys: eds.slice(0, 9).map((k, i) => label(k, `k${i}`)), kid: 'k0' });
  await add('ten-labelled-with-kid-last', { keys: [...eds.slice(1), a].map((k, i) => label(k, `k${i}`)), kid: 'k9' });
  await add('nine-unlabelled-with-kid', { keys: bare(eds.slice(0, 9)), kid: 'zzz', ...ambiguous });
  await add('nine-of-which-two-fit', { keys: [...Array(7).fill(c.k.ES256.jwk), b.jwk, a.jwk], algorithms: ['EdDSA', 'ES256'] });
  await add('hundred-labelled-with-kid', {
    keys: { keys: Array.from({ length: 100 }, (_, i) => label(i === 77 ? a : b, `k${i}`)) },
    kid: 'k77',
  });
}
