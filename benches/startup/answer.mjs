// Imports what it is told and answers once, in a fresh process. Arguments: what, fixtures.
// Prints the milliseconds from the import to the answer.
//
// `empty` imports an empty module: what any import costs. The fixture is read beforehand.
import { readFileSync } from 'node:fs';

const [what, path] = process.argv.slice(2);
const { alg, jwk, secret, pem, token, issuer, audience } = JSON.parse(readFileSync(path, 'utf8'));

const ANSWERS = {
  async empty() {
    await import('./empty.mjs');
    return { exp: 1 };
  },
  async tokenward() {
    const { createVerifier } = await import('tokenward');
    return createVerifier({ keys: jwk, algorithms: [alg], issuer, audience }).verify(token).claims;
  },
  async jose() {
    const { importJWK, jwtVerify } = await import('jose');
    return (await jwtVerify(token, await importJWK(jwk, alg), { algorithms: [alg], issuer, audience })).payload;
  },
  async 'fast-jwt'() {
    const { createVerifier } = await import('fast-jwt');
    const key = pem ?? Buffer.from(secret, 'base64');
    return createVerifier({ key, algorithms: [alg], allowedIss: issuer, allowedAud: audience })(token);
  },
};

const started = performance.now();
const claims = await ANSWERS[what]();
const spent = performance.now() - started;
if (!Number.isFinite(claims.exp)) throw new Error('no answer');
console.log(spent);
