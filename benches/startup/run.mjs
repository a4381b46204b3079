// Start-up in Node and workerd, and what it costs over doing nothing.
import { median, quantile, summary } from '../lib/stats.mjs';
import { nodeStartup } from './node.mjs';
import { workerdStartup } from './workerd.mjs';

const ALGORITHMS = ['HS256', 'ES256'];
const round = (value) => Number(value.toPrecision(4));

/** More than the empty one took: the median of the rounds' differences, and that of the fastest tenths. */
const over = (samples, empty) => ({
  median: round(median(samples.map((value, index) => value - empty[index]))),
  quiet: round(quantile(samples, 0.1) - quantile(empty, 0.1)),
});
const worst = (entries) => entries.reduce((a, b) => (b.median > a.median ? b : a));

export async function runStartup(fixtures, { rounds }) {
  const given = { fixtures, algorithms: ALGORITHMS, rounds };
  const node = await nodeStartup(given);
  const workerd = await workerdStartup(given);
  const nodeResult = { algorithms: {} };
  for (const [alg, contestants] of Object.entries(node)) {
    nodeResult.algorithms[alg] = Object.fromEntries(
      Object.entries(contestants).map(([name, { inside, outside }]) => [
        name,
        {
          insideMs: summary(inside),
          processMs: summary(outside),
          overEmptyMs: over(inside, contestants.empty.inside),
          processOverEmptyMs: over(outside, contestants.empty.outside),
        },
      ]),
    );
  }
  nodeResult.worstOverEmpty = worst(ALGORITHMS.map((alg) => nodeResult.algorithms[alg].tokenward.overEmptyMs));
  const workerdResult = { empty: summary(workerd.empty), algorithms: {} };
  for (const alg of ALGORITHMS)
    workerdResult.algorithms[alg] = { ms: summary(workerd[alg]), overEmptyMs: over(workerd[alg], workerd.empty) };
  workerdResult.worstOverEmpty = worst(ALGORITHMS.map((alg) => workerdResult.algorithms[alg].overEmptyMs));
  return { node: nodeResult, workerd: workerdResult };
}
