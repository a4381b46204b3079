// Ordinary tokens of jsonwebtoken and PyJWT.
import { claimsWith } from '../lib/collector.mjs';
import { EC, HMAC, RSA } from '../lib/keys.mjs';
import { jsonwebtokenMint } from '../../interop/jsonwebtoken.mjs';
import { pyjwtMint } from '../../interop/pyjwt.mjs';

export default function otherMinters(c) {
  const entry = (alg, key, claims) => ({
    keys: key.kind === 'secret' ? key.secret : key.spki,
    signer: key,
    options: { algorithms: [alg], audience: 'api', issuer: claims.iss },
    claims,
  });
  const claims = claimsWith({ aud: ['api', 'other'], nbf: c.now, unicode: 'Zoë ☕ 😀', nested: { list: [1, 2.5, null] } });

  for (const alg of [...HMAC, ...RSA, ...EC]) {
    const key = c.k[alg];
    c.add({
      id: `jsonwebtoken/${alg}`,
      ...entry(alg, key, claims),
      token: jsonwebtokenMint({ alg, key: key.privateKey, claims, headers: { kid: 'any' } }),
    });
  }

  const algs = [...HMAC, ...RSA, ...EC, 'EdDSA'];
  const tokens = pyjwtMint(
    algs.map((alg) => ({
      alg,
      key: c.k[alg].kind === 'secret' ? c.k[alg].raw.toString('hex') : c.k[alg].pkcs8,
      claims,
      headers: { kid: 'any' },
    })),
  );
  algs.forEach((alg, i) => c.add({ id: `pyjwt/${alg}`, ...entry(alg, c.k[alg], claims), token: tokens[i] }));
}
