// The README's numbers: made of the results, never typed.
import { SHOWN } from '../lib/algorithms.mjs';
import { number } from './table.mjs';

const START = '<!-- bench:start -->';
const END = '<!-- bench:end -->';

const row = (cells) => `| ${cells.join(' | ')} |`;
const markdown = (headers, rows) =>
  [row(headers), row(headers.map((_, column) => (column === 0 ? '---' : '---:'))), ...rows.map(row)].join('\n');

/** A peer's time, and tokenward's as a part of it. */
function against(scenario, who, peer) {
  const entry = scenario?.[peer];
  if (!entry) return '–';
  return `${number(entry.us.median)} (${number(scenario[who].ratios[peer]?.median)})`;
}

const own = (scenario, who) => number(scenario?.[who]?.us.median);

function nodeTable({ algorithms }) {
  const headers = [
    'Node, µs',
    'tokenward',
    "`engine: 'wasm'`",
    'jose',
    'jsonwebtoken',
    'fast-jwt',
    '@node-rs',
    'repeated token, cache',
    'fast-jwt, cache',
  ];
  const rows = SHOWN.map((alg) => {
    const { fresh, repeated } = algorithms[alg];
    const who = 'tokenward auto';
    return [
      alg,
      `**${own(fresh, who)}**`,
      own(fresh, 'tokenward wasm'),
      ...['jose', 'jsonwebtoken', 'fast-jwt', '@node-rs'].map((peer) => against(fresh, who, peer)),
      `**${own(repeated, `${who} +cache`)}**`,
      against(repeated, `${who} +cache`, 'fast-jwt +cache'),
    ];
  });
  return markdown(headers, rows);
}

const RUNTIMES = [
  ['workerd', 'workerd'],
  ['Deno', 'deno'],
  ['Bun', 'bun'],
  ['Chromium', 'chromium'],
];

function runtimesTable(results) {
  const measured = RUNTIMES.filter(([, name]) => results[name]);
  const rows = SHOWN.map((alg) => [
    alg,
    ...measured.map(([, name]) => {
      const fresh = results[name].algorithms[alg]?.fresh;
      const who = fresh?.['tokenward auto'] ? 'tokenward auto' : 'tokenward wasm';
      const peer = against(fresh, who, 'jose');
      return `**${own(fresh, who)}**, jose ${peer}`;
    }),
  ]);
  return markdown(['µs', ...measured.map(([title]) => title)], rows);
}

export function readmeBlock(results) {
  if (!results.node) throw new Error('the README needs benches/results/node.json: run `make bench` first');
  const { machine } = results.node;
  const { packages } = machine;
  const versions = ['jose', 'jsonwebtoken', 'fast-jwt', '@node-rs/jsonwebtoken'].map((name) => `${name} ${packages[name]}`).join(', ');
  return `${START}
<!-- made by \`node tools/bench.mjs --readme\` from benches/results -->
${nodeTable(results.node)}

${runtimesTable(results)}

Microseconds per verify, median; in brackets tokenward's time as a part of that peer's (under 1 is
faster). Tokens not seen before, signature and claims; ${machine.cpu}, ${machine.cores} cores, Node ${machine.node}${machine.date ? `, ${machine.date}` : ''};
${versions}.
${END}`;
}

/** The README with the block in it. */
export function withBlock(readme, block) {
  const start = readme.indexOf(START);
  const end = readme.indexOf(END);
  if (start < 0 || end < start) throw new Error(`the README has no ${START} ... ${END}`);
  return readme.slice(0, start) + block + readme.slice(end + END.length);
}
