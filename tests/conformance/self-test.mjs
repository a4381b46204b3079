// The suite against a package that only decodes. If it does not fail in every
// family, the suite proves nothing.
import { inspect } from 'node:util';
import * as broken from './broken-facade.mjs';
import { runSuite } from './suite.mjs';
import { families } from './corpus/index.mjs';

/** Families that hold nothing to refuse. */
const ACCEPTING = new Set(['accepts', 'minters']);

export async function selfTest(fixtures) {
  const { passed, failures } = await runSuite(broken, fixtures, { runtime: 'node', inspect });
  const failed = new Set(failures.map(({ id }) => id));
  const problems = [];
  for (const name of Object.keys(families)) {
    const refusals = fixtures.entries.filter((e) => e.family === name && e.expect !== 'ok');
    const caught = refusals.filter((e) => failed.has(e.id));
    // A decoder stumbles over what is not even JSON, as it should: hence not all.
    if (!ACCEPTING.has(name) && caught.length < refusals.length * 0.9) {
      problems.push(`${name}: only ${caught.length} of ${refusals.length} refusals noticed`);
    }
  }
  for (const id of ['options/missing algorithms', 'cache 1/expiry is seen', 'holder/shows its state only', 'api keys/shape']) {
    if (!failed.has(id)) problems.push(`${id} passed`);
  }
  return { passed, failed: failures.length, problems };
}
