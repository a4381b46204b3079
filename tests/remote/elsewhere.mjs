// A cold start, a rotation, a redirect and an issuer that is gone, in whatever runtime this is run.
// It is given the URLs, and tokens of the key that is there and of the one to come.
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { createVerifier, remoteJwks } from 'tokenward';

const { jwks, redirected, missing, gone, rotate, old, next } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const make = (url, options) => createVerifier({ keys: remoteJwks(url, options), algorithms: ['RS256'], issuer: 'https://id.test' });
const verdicts = async (verifier, tokens) => {
  const codes = tokens.map((token) =>
    verifier.verifyAsync(token).then(
      () => 'passed',
      (error) => error.code ?? String(error),
    ),
  );
  return [...new Set(await Promise.all(codes))];
};

const verifier = make(jwks);
const cold = await verdicts(verifier, old);
await (await fetch(rotate)).text();
const rotated = await verdicts(verifier, next);
const retired = await verdicts(verifier, old);
const elsewhere = await verdicts(make(redirected), old);
const nowhere = await verdicts(make(gone), old);
// A fetch function that keeps an unread clone, as request mocks do: the timeout of a minute is not waited for.
const kept = [];
const keeping = async (...asked) => {
  const response = await fetch(...asked);
  kept.push(response.clone());
  return response;
};
const unread = await verdicts(make(missing, { fetch: keeping, timeout: 60 }), old);
for (const clone of kept) clone.body?.cancel().catch(() => {});
console.log(JSON.stringify({ cold, rotated, retired, elsewhere, nowhere, unread, kept: kept.length }));
