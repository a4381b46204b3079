// hono/jwt, with a WebCrypto key: its fastest form.
import { verify } from 'hono/jwt';
import { importKey } from './jose.mjs';

export const honoMaker = async ({ alg, fixture, issuer, audience }) => {
  const key = await importKey(alg, fixture.jwk);
  const options = { alg, iss: issuer, aud: audience };
  return [{ name: 'hono/jwt', async: true, verify: (token) => verify(token, key, options) }];
};
