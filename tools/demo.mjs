// The main job on real input, in two halves: an edge worker under attack (demo/attack.mjs), and an
// API and its SDK through the life of a token (demo/life.mjs). `make demo`.
//
//   node tools/demo.mjs            exits 1 if any line is not as expected
//   node tools/demo.mjs --break    without a guard, and with a careless client and server: the demo must fail
import { performance } from 'node:perf_hooks';
import { attackOnAWorker } from './demo/attack.mjs';
import { lifeOfAToken } from './demo/life.mjs';
import { installPacked } from './demo/packed.mjs';
import { bold, dim, green, red } from './demo/table.mjs';

const unknown = process.argv.slice(2).filter((argument) => argument !== '--break');
if (unknown.length > 0) {
  console.error(`unknown option ${unknown[0]}; the only one is --break`);
  process.exit(2);
}
const broken = process.argv.includes('--break');

const started = performance.now();
const { app, tarball, size } = installPacked('demo');
console.log(dim(`\n  ${tarball}, ${Math.round(size / 1024)} KiB packed, installed with npm`));
const halves = [
  ['an edge worker under attack', await attackOnAWorker({ app, broken })],
  ['the life of a token', await lifeOfAToken({ app, broken })],
];

console.log('');
for (const [title, { right, wrong }] of halves) {
  const [mark, text] =
    wrong > 0 ? [red('✘'), `${wrong} of ${right + wrong} lines are not as expected`] : [green('✔'), `all ${right} lines are as expected`];
  console.log(`  ${mark} ${bold(title)}: ${text}`);
  if (wrong > 0) process.exitCode = 1;
}
console.log(dim(`    ${((performance.now() - started) / 1000).toFixed(1)} s\n`));
if (process.exitCode !== 1) {
  console.log(`    Next: ${bold('make serve')} keeps all of it up, with a page to try tokens on and one that logs in.\n`);
}
