// One algorithm, one scenario, one process: every contestant, checked and timed.
//
// A contestant is `{ name, verify, async, ... }`, or has `withCache(entries)` in place of
// `verify`. A process per scenario, because a program has one verifier for a key, and the
// memory for the tables of all verifiers is bounded.
import { checkContestant } from './check.mjs';
import { interleave } from './measure.mjs';
import { SCENARIOS } from './scenarios.mjs';

/** The contestants of all makers as they meet the scenario, each checked to verify indeed. */
export async function enter({ alg, scenario, fixtures, makers }) {
  const { issuer, audience } = fixtures;
  const fixture = fixtures.algorithms[alg];
  const { tokens, cacheEntries, cachesOnly, wholePool } = SCENARIOS[scenario];
  const entered = [];
  const lacking = [];
  for (const maker of makers) {
    const made = await makeAll(maker, { alg, fixture, issuer, audience });
    if (made === undefined) lacking.push(maker.mayLack);
    for (const { withCache, prepare = (token) => token, ...contestant } of made ?? []) {
      if (cachesOnly && !withCache) continue;
      const ready = { ...contestant };
      if (withCache) ready.verify = withCache(cacheEntries);
      await checkContestant(ready, fixture);
      ready.tokens = tokens(fixture.tokens).map(prepare);
      if (wholePool) ready.warmUpTokens = ready.tokens.length;
      entered.push(ready);
    }
  }
  return { entered, lacking };
}

/** `maker.mayLack` names a peer that some runtime leaves without the algorithm: undefined, then. */
async function makeAll(maker, given) {
  if (!maker.mayLack) return maker(given);
  try {
    const made = await maker(given);
    for (const { verify } of made) await verify(given.fixture.tokens[0]);
    return made;
  } catch {
    return undefined;
  }
}

export async function runScenario(given) {
  const { entered, lacking } = await enter(given);
  const samples = await interleave(entered, given.timing);
  return { lacking, samples: Object.fromEntries(entered.map(({ name }, index) => [name, samples[index]])) };
}
