// Nobody is timed doing nothing: before the clock starts, a contestant has to accept what is
// good, give its claims, and refuse every kind of bad token it says it checks.
// Nothing here may import anything.

const KINDS = ['signature', 'payload', 'expired', 'issuer', 'audience'];

async function refuses(contestant, token) {
  try {
    await contestant.verify(token);
    return false;
  } catch {
    return true;
  }
}

/** Throws unless the contestant does what verifying means. */
export async function checkContestant(contestant, fixture) {
  const { name } = contestant;
  // Twice, because the second time may be answered from a cache.
  for (let pass = 0; pass < 2; pass += 1) {
    for (const [number, token] of fixture.tokens.slice(0, 20).entries()) {
      const claims = await contestant.verify(token);
      if (!contestant.signatureOnly && claims.sub !== `user-${String(number).padStart(6, '0')}`) {
        throw new Error(`${name}: a good token gave other claims`);
      }
    }
    for (const kind of contestant.signatureOnly ? KINDS.slice(0, 2) : KINDS) {
      if (!(await refuses(contestant, fixture.refused[kind]))) throw new Error(`${name}: accepted a token with a bad ${kind}`);
    }
  }
}
