// Timing, in any runtime: contestants take turns, so that a busy machine slows all of them.
// Nothing here may import anything.

/** Runs `count` verifications over the pool, from where the last run ended. */
export async function runBatch(contestant, count) {
  const { verify, tokens } = contestant;
  let at = contestant.at ?? 0;
  let sum = 0;
  if (contestant.together) {
    for (let i = 0; i < count; i += contestant.together) {
      const some = [];
      while (some.length < Math.min(contestant.together, count - i)) {
        some.push(verify(tokens[at]));
        at = at + 1 === tokens.length ? 0 : at + 1;
      }
      for (const claims of await Promise.all(some)) sum += claims.exp;
    }
  } else if (contestant.async) {
    for (let i = 0; i < count; i += 1) {
      sum += (await verify(tokens[at])).exp;
      at = at + 1 === tokens.length ? 0 : at + 1;
    }
  } else {
    for (let i = 0; i < count; i += 1) {
      sum += verify(tokens[at]).exp;
      at = at + 1 === tokens.length ? 0 : at + 1;
    }
  }
  contestant.at = at;
  // Read, so that no engine may drop the work; and a verify that gave no claims is an error.
  if (!Number.isFinite(sum)) throw new Error(`${contestant.name}: a verification gave no claims`);
}

async function timedHere(contestant, count) {
  const started = performance.now();
  await runBatch(contestant, count);
  return performance.now() - started;
}

/** Warms up for about `ms`, and says how many verifications a batch of `batchMs` takes. */
async function warmUp(contestant, { warmUpMs, batchMs }, timed) {
  let count = 8;
  let spent = 0;
  let done = 0;
  let last;
  do {
    last = await timed(contestant, count);
    spent += last;
    done += count;
    if (last < warmUpMs / 8) count *= 2;
  } while (spent < warmUpMs || done < (contestant.warmUpTokens ?? 0));
  last = await timed(contestant, count);
  return Math.max(1, Math.round((count * batchMs) / Math.max(last, 0.001)));
}

/**
 * Another order each round, the same in every run: in one fixed order a contestant would always
 * follow the same neighbour's garbage, and keep in step with whatever else the machine does.
 */
function shuffler(count) {
  let state = 1;
  const below = (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
  const order = Array.from({ length: count }, (_, index) => index);
  return () => {
    for (let last = count - 1; last > 0; last -= 1) {
      const other = below(last + 1);
      [order[last], order[other]] = [order[other], order[last]];
    }
    return order;
  };
}

/**
 * Times the contestants, `{ name, verify, async, tokens }`, in interleaved rounds.
 * Gives for each the microseconds per verification of every round. `timed` runs a batch and
 * gives its milliseconds, where that cannot be done here.
 */
export async function interleave(contestants, timing, timed = timedHere) {
  const counts = [];
  for (const contestant of contestants) counts.push(await warmUp(contestant, timing, timed));
  const samples = contestants.map(() => []);
  const shuffle = shuffler(contestants.length);
  for (let round = 0; round < timing.rounds; round += 1) {
    for (const index of shuffle()) {
      samples[index].push(((await timed(contestants[index], counts[index])) * 1000) / counts[index]);
    }
  }
  return samples;
}
