// The main job on real input: an edge worker in the real workerd, guarded by the packed package,
// receives tokens that another implementation minted, and attacks. `make demo`.
//
//   node tools/demo.mjs            exits 1 if any answer is not the expected one
//   node tools/demo.mjs --break    the same with the guard taken out: the demo must fail
import { performance } from 'node:perf_hooks';
import { ALGORITHMS, AUDIENCE, ISSUER, makeIssuer } from './demo/issuer.mjs';
import { installPacked } from './demo/packed.mjs';
import { requests } from './demo/requests.mjs';
import { agent, judge, send } from './demo/send.mjs';
import { bold, dim, green, group, heading, red, resultLine, rule } from './demo/table.mjs';
import { GUARDED, startWorker, UNGUARDED } from './demo/workerd.mjs';

const unknown = process.argv.slice(2).filter((argument) => argument !== '--break');
if (unknown.length > 0) {
  console.error(`unknown option ${unknown[0]}; the only one is --break`);
  process.exit(2);
}
const broken = process.argv.includes('--break');

const started = performance.now();
const { app, tarball, size } = installPacked('demo');
const issuer = await makeIssuer();
const groups = await requests(issuer);
const worker = await startWorker({
  worker: broken ? UNGUARDED : GUARDED,
  app,
  bindings: { ALGORITHMS, ISSUER, AUDIENCE, JWKS: JSON.stringify(issuer.jwks) },
});

const tally = { accepted: 0, refused: 0, wrong: 0 };
try {
  const url = new URL('/whoami', worker.url);
  console.log(`\n  ${bold('tokenward guards an edge worker')}\n`);
  console.log(dim(`    package   ${tarball}, ${Math.round(size / 1024)} KiB packed, installed with npm`));
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
      if (verdict.problem !== undefined) tally.wrong += 1;
      else if (row.status === 200) tally.accepted += 1;
      else tally.refused += 1;
    }
  }
} finally {
  agent.destroy();
  await worker.stop();
}

const total = tally.accepted + tally.refused + tally.wrong;
const seconds = ((performance.now() - started) / 1000).toFixed(1);
console.log(`\n${rule()}\n    ${dim('Times are whole round trips over HTTP, shown for information only.')}\n`);
if (tally.wrong > 0) {
  console.log(`  ${red('✘')} ${bold(`${tally.wrong} of ${total} answers are not as expected`)} ${dim(`(${seconds} s)`)}\n`);
  process.exitCode = 1;
} else {
  console.log(
    `  ${green('✔')} ${bold(`All ${total} answers are as expected`)}: ${tally.accepted} accepted, ${tally.refused} refused ${dim(`(${seconds} s)`)}\n`,
  );
  console.log(`    Next: ${bold('make serve')} keeps the worker up for your own curl, and serves a page to try tokens on.\n`);
}
