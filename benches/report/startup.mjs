// Start-up, as a table.
import { number, table } from './table.mjs';

export function startupTable({ node, workerd }) {
  const rows = Object.entries(node.algorithms).flatMap(([alg, contestants]) =>
    Object.entries(contestants).map(([name, { insideMs, overEmptyMs, processMs }]) => [
      `Node ${alg} ${name}`,
      number(insideMs.median),
      number(overEmptyMs.median),
      number(overEmptyMs.quiet),
      number(processMs.median),
    ]),
  );
  rows.push(['workerd empty', '', '', '', number(workerd.empty.median)]);
  for (const [alg, { ms, overEmptyMs }] of Object.entries(workerd.algorithms)) {
    rows.push([`workerd ${alg} tokenward`, '', number(overEmptyMs.median), number(overEmptyMs.quiet), number(ms.median)]);
  }
  return table(['ms to the first answer', 'from import', 'over empty', 'quiet', 'from process start'], rows);
}
