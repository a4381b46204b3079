// Prints what happens when, and keeps count of what was not as expected.
import { bold, cyan, dim, green, red } from './table.mjs';

const WIDTHS = [14, 54];

/**
 * @param {{ text(): string }} clock
 * @param {(text: string) => void} print
 */
export function makeTimeline(clock, print) {
  const tally = { right: 0, wrong: 0 };
  return {
    tally,
    scene(title) {
      print(`\n    ${bold(title)}`);
    },
    /**
     * One line. `expected` is what `seen` must be, or a pattern that it must match; `also` names
     * what else must hold, as `{ 'what is wrong': whether it is }`.
     */
    line(what, seen, expected, also = {}) {
      const problems = Object.keys(also).filter((problem) => also[problem]);
      const fits = expected instanceof RegExp ? expected.test(seen) : seen === expected;
      if (!fits) problems.unshift(`expected ${expected instanceof RegExp ? expected.source : expected}`);
      const isRight = problems.length === 0;
      tally[isRight ? 'right' : 'wrong'] += 1;
      const [mark, paint] = isRight ? [green('✔'), cyan] : [red('✘'), red];
      print(`  ${mark} ${dim(clock.text().padEnd(WIDTHS[0]))}${what.padEnd(WIDTHS[1])}${paint(seen)}`);
      for (const problem of problems) print(`      ${red(`↳ ${problem}`)}`);
    },
  };
}
