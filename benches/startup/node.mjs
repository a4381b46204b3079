// Start-up in Node: fresh processes, in turns.
import { execFile } from 'node:child_process';
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { APP, BENCHES, WORK } from '../lib/paths.mjs';

const run = promisify(execFile);
export const NODE_STARTS = ['empty', 'tokenward', 'jose', 'fast-jwt'];

/** For each algorithm and contestant: `inside`, import to answer; `outside`, the whole process. Milliseconds. */
export async function nodeStartup({ fixtures, algorithms, rounds }) {
  const samples = {};
  // Beside the installed package, so that it is imported by its name, as its peers are.
  for (const name of ['answer.mjs', 'empty.mjs']) cpSync(join(BENCHES, 'startup', name), join(APP, name));
  for (const alg of algorithms) {
    const { jwk, secret, pem, tokens } = fixtures.algorithms[alg];
    const path = join(WORK, `startup-${alg}.json`);
    writeFileSync(path, JSON.stringify({ alg, jwk, secret, pem, token: tokens[0], issuer: fixtures.issuer, audience: fixtures.audience }));
    samples[alg] = Object.fromEntries(NODE_STARTS.map((what) => [what, { inside: [], outside: [] }]));
  }
  // The first round fills the disk cache and is not counted.
  for (let round = -1; round < rounds; round += 1) {
    for (const alg of algorithms) {
      for (const what of NODE_STARTS) {
        const started = performance.now();
        const { stdout } = await run(process.execPath, [join(APP, 'answer.mjs'), what, join(WORK, `startup-${alg}.json`)]);
        if (round < 0) continue;
        samples[alg][what].outside.push(performance.now() - started);
        samples[alg][what].inside.push(Number(stdout));
      }
    }
  }
  return samples;
}
