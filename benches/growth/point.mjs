// One point of a growth chart, in a process of its own: the memory of another point would
// count, and so would its keys' tables. Argument: the point, as JSON. Prints JSON.
import { createVerifier as createFastJwt } from 'fast-jwt';
import { join } from 'node:path';
import { interleave } from '../lib/measure.mjs';
import { INSTALLED, MAIN, url } from '../lib/paths.mjs';
import { AUDIENCE, ISSUER, makeKey, tokenOfSize } from './mint.mjs';

const { tokenward } = await import(url(MAIN));
const { currentMemory } = await import(url(join(INSTALLED, 'dist', 'bundle.js')));
const point = JSON.parse(process.argv[2]);

const policy = { issuer: ISSUER, audience: AUDIENCE, engine: 'wasm' };
const verifierOf = (options) => {
  const verifier = tokenward.createVerifier({ ...policy, ...options });
  return (token) => verifier.verify(token).claims;
};
const range = (count, make) => Array.from({ length: count }, (_, index) => make(index));

/** Each kind makes what is needed, then gives `start()`, which is all that the memory is read around. */
const KINDS = {
  size({ alg, n: bytes, peer }) {
    const key = makeKey(alg);
    const tokens = range(64, (number) => tokenOfSize(key, number, bytes));
    const start = () => {
      if (!peer) return verifierOf({ keys: key.jwk, algorithms: [alg] });
      return createFastJwt({ key: key.secret, algorithms: [alg], allowedIss: ISSUER, allowedAud: AUDIENCE, requiredClaims: ['exp'] });
    };
    return { tokens, start, x: tokens[0].length };
  },

  /** `used`: how many of the keys sign the tokens that come. */
  keys({ alg, n, used = n }) {
    const keys = range(n, (index) => makeKey(alg, `key-${index}`));
    const signers = keys.slice(-used);
    const tokens = range(Math.max(256, used), (number) => signers[number % used].token({ sub: `user-${number}` }));
    return { tokens, start: () => verifierOf({ keys: { keys: keys.map(({ jwk }) => jwk) }, algorithms: [alg] }) };
  },

  /** Tokens without `kid`: `fit` keys have the algorithm, and the last one of them has signed. */
  nokid({ alg, n, fit = 1 }) {
    const others = range(n - fit, (index) => makeKey('HS256', `key-${index}`));
    const fitting = range(fit, () => makeKey(alg));
    const tokens = range(256, (number) => fitting.at(-1).token({ sub: `user-${number}` }));
    return {
      tokens,
      start: () => verifierOf({ keys: { keys: [...others, ...fitting].map(({ jwk }) => jwk) }, algorithms: [alg, 'HS256'] }),
    };
  },

  /** `n` tokens went in; those that came last, at most 50,000, come again in another order. */
  cache({ n }) {
    const key = makeKey('HS256');
    const token = (number) => key.token({ sub: `user-${number}` });
    const kept = Math.min(n, 50_000);
    const last = range(kept, (index) => token(n - kept + index));
    const start = () => {
      const verify = verifierOf({ keys: key.jwk, algorithms: ['HS256'], cache: n });
      for (let number = 0; number < n - kept; number += 1) verify(token(number));
      for (const text of last) verify(text);
      return verify;
    };
    // A stride with no common factor visits all of them, far from one another.
    const tokens = range(kept, (index) => last[(index * 7919) % kept]);
    return { tokens, start };
  },
};

const memory = () => {
  globalThis.gc?.();
  return { rss: process.memoryUsage().rss, wasm: currentMemory().buffer.byteLength };
};

const { tokens, start, x = point.n } = KINDS[point.kind](point);
const before = memory();
const verify = start();
for (const token of tokens) if (!Number.isFinite(verify(token).exp)) throw new Error('a good token gave no claims');
const [samples] = await interleave([{ name: 'point', verify, tokens, warmUpTokens: tokens.length * (point.warmUp ?? 1) }], point.timing);
const after = memory();
console.log(JSON.stringify({ x, samples, wasmBytes: after.wasm, rssBytes: after.rss - before.rss, tokenBytes: tokens[0].length }));
