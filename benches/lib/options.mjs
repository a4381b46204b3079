// The command line.
import { parseArgs } from 'node:util';
import { ALGORITHMS } from './algorithms.mjs';
import { PARTS } from './results.mjs';

export const USAGE = `usage: node tools/bench.mjs [options]
  --quick              a minute, coarse; results go to target/bench/quick
  --only node,growth   these parts only: ${PARTS.join(', ')}
  --algorithms HS256   these algorithms only (then nothing is kept)
  --date 2026-01-31    written into the results
  --report             tables, targets and charts of the results that exist; nothing is measured
  --readme             rewrite the README's numbers from the results; nothing is measured
  --check-readme       exit 1 if the README's numbers are not those of the results
  --readme-file path   another file than README.md`;

const list = (value, known, name) => {
  const given = value.split(',').filter(Boolean);
  const unknown = given.filter((entry) => !known.includes(entry));
  if (unknown.length > 0 || given.length === 0) throw new Error(`--${name}: expected some of ${known.join(', ')}`);
  return known.filter((entry) => given.includes(entry));
};

const TIMING = { rounds: 41, batchMs: 4, warmUpMs: 50 };
const QUICK = { rounds: 7, batchMs: 4, warmUpMs: 40 };
const QUICK_ALGORITHMS = ['HS256', 'RS256', 'ES256', 'EdDSA'];

export function readOptions() {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string' },
      algorithms: { type: 'string' },
      date: { type: 'string' },
      report: { type: 'boolean', default: false },
      readme: { type: 'boolean', default: false },
      'check-readme': { type: 'boolean', default: false },
      'readme-file': { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.date !== undefined && !/^\d{4}-\d\d-\d\d$/.test(values.date)) throw new Error('--date: expected year-month-day');
  const { quick } = values;
  return {
    ...values,
    parts: values.only ? list(values.only, PARTS, 'only') : PARTS,
    algorithms: values.algorithms ? list(values.algorithms, ALGORITHMS, 'algorithms') : quick ? QUICK_ALGORITHMS : ALGORITHMS,
    kept: !quick && !values.algorithms,
    timing: quick ? QUICK : TIMING,
    growth: { quick, passes: quick ? 1 : 2, timing: { rounds: 21, batchMs: 2, warmUpMs: 40 } },
    startup: { rounds: quick ? 3 : 15 },
  };
}
