// Keys and tokens for the named tests of the suite, which mint nothing themselves.
import { claimsWith, NOW } from './collector.mjs';
import { bytesToBig, bigToBytes, withSignature, flip } from './encoding.mjs';
import { joseMint, rawMint } from './sign.mjs';

const P256_ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

export async function extraFixtures(k) {
  const hs = (claims, header) => joseMint('HS256', k.text, claimsWith(claims), header);
  const good = await hs();
  const es = await joseMint('ES256', k.ES256, claimsWith());
  const highS = withSignature(es, (s) => Buffer.concat([s.subarray(0, 32), bigToBytes(P256_ORDER - bytesToBig(s.subarray(32)), 32)]));
  return {
    secretText: k.text.text,
    secretBytes: { bytes: [...k.HS256.raw] },
    good,
    goodBytes: await joseMint('HS256', k.HS256, claimsWith()),
    other: await hs({ sub: 'another-subject', jti: 'other' }),
    expired: await hs({ exp: NOW - 1 }),
    shortLived: await hs({ exp: NOW + 10 }),
    notYet: await hs({ nbf: NOW + 100 }),
    withoutExp: await hs({ exp: undefined }),
    issuedAhead: await hs({ iat: NOW + 100 }),
    scoped: await hs({ scope: 'read' }),
    // A kid that no key of the tests has.
    otherKid: await hs({}, { kid: 'k' }),
    critical: rawMint('HS256', k.text, '{"alg":"HS256","crit":["x"],"x":1}', claimsWith()),
    wrongMac: withSignature(good, (s) => flip(s, 3)),
    proto: rawMint(
      'HS256',
      k.text,
      '{"alg":"HS256","__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}',
      `{"exp":${NOW + 300},"__proto__":{"polluted":true,"admin":true},"constructor":{"prototype":{"polluted":true}},"prototype":{"polluted":true}}`,
    ),
    protoOnly: rawMint('HS256', k.text, '{"alg":"HS256"}', `{"__proto__":{"exp":${NOW + 300},"role":"admin"}}`),
    notJson: await joseMint('HS256', k.text, 'not json at all'),
    jku: await hs({}, { jku: 'http://127.0.0.1:9/jwks.json', x5u: 'http://127.0.0.1:9/cert' }),
    rsaPem: k.rsa.spki,
    rsaPkcs1: k.rsa.pkcs1,
    rsaJwk: { ...k.rsa.jwk, kid: 'r' },
    rsaPrivatePem: k.rsa.pkcs8,
    rsaPrivateJwk: k.rsa.privateJwk,
    rs256: await joseMint('RS256', k.rsa, claimsWith()),
    ecJwk: k.ES256.jwk,
    es256: es,
    es256HighS: highS,
    es256Wrong: withSignature(es, (s) => flip(s, 40)),
    edJwk: k.ed.jwk,
    // One kid, two issuers, two keys.
    tenants: await Promise.all(
      [
        ['https://a.example', k.ed],
        ['https://b.example', k.edOther],
      ].map(async ([issuer, key]) => ({
        issuer,
        jwk: { ...key.jwk, kid: 'same' },
        token: await joseMint('EdDSA', key, claimsWith({ iss: issuer }), { kid: 'same' }),
        // The other issuer's name under this key.
        forged: await joseMint(
          'EdDSA',
          key,
          claimsWith({ iss: issuer === 'https://a.example' ? 'https://b.example' : 'https://a.example' }),
          { kid: 'same' },
        ),
      })),
    ),
    // Equal header, iss and aud; other subjects.
    lookalikes: await Promise.all(
      ['user-1', 'user-2', 'user-3'].map(async (sub) => ({ sub, token: await hs({ sub, aud: 'api' }, { typ: 'JWT' }) })),
    ),
    redos: await hs({ iss: `${'a'.repeat(50_000)}!` }),
  };
}
