// The first half of the demo: an edge worker in the real workerd, guarded by the packed package,
// receives tokens that another implementation minted, and attacks.
import { ALGORITHMS, AUDIENCE, ISSUER, makeIssuer } from './issuer.mjs';
import { requests } from './requests.mjs';
import { agent, judge, send } from './send.mjs';
import { bold, dim, group, heading, red, resultLine, rule } from './table.mjs';
import { GUARDED, startWorker, UNGUARDED } from './workerd.mjs';

/** Sends everything and prints each answer; returns how many lines were right and wrong. */
export async function attackOnAWorker({ app, broken }) {
  const issuer = await makeIssuer();
  const groups = await requests(issuer);
  const worker = await startWorker({
    worker: broken ? UNGUARDED : GUARDED,
    app,
    bindings: { ALGORITHMS, ISSUER, AUDIENCE, JWKS: JSON.stringify(issuer.jwks) },
  });

  const tally = { right: 0, wrong: 0 };
  try {
    const url = new URL('/whoami', worker.url);
    console.log(`\n  ${bold('An edge worker under attack')}\n`);
    console.log(dim(`    worker    ${broken ? 'tools/demo/unguarded.js' : 'examples/edge-worker/worker.js'} in workerd, GET ${url}`));
    console.log(dim(`    tokens    minted by jose, with keys made a moment ago`));
    if (broken) console.log(`    ${red('--break   the guard is taken out; every refusal below should fail')}`);
    console.log(`\n${heading()}\n${rule()}`);

    // The first request makes the verifier; it is sent once before the table, so that the first
    // algorithm does not look slow for that.
    await send(url, groups[0].rows[0].authorization);
    for (const { title, rows } of groups) {
      console.log(group(title));
      for (const row of rows) {
        const answer = await send(url, row.authorization);
        const verdict = judge(row, answer);
        console.log(resultLine(row, answer, verdict));
        tally[verdict.problem === undefined ? 'right' : 'wrong'] += 1;
      }
    }
  } finally {
    agent.destroy();
    await worker.stop();
  }
  console.log(`\n${rule()}\n    ${dim('Times are whole round trips over HTTP, shown for information only.')}\n`);
  return tally;
}
