// The targets, and what was measured. A missed one is said, never hidden.
import { ALGORITHMS } from '../lib/algorithms.mjs';
import { number } from './table.mjs';

const MIB = 2 ** 20;

/** `entries`: `[label, { median, quiet } | undefined]`, undefined where the peer is absent; the worst counts. */
function worst(entries) {
  const known = entries.filter(([, value]) => value !== undefined);
  if (known.length === 0) return undefined;
  const [label, { median }] = known.reduce((a, b) => (b[1].median > a[1].median ? b : a));
  const quiet = Math.max(...known.map(([, value]) => value.quiet));
  const missing = entries.filter(([, value]) => value === undefined).map(([name]) => name);
  const missed = (limit) => known.filter(([, value]) => value.median > limit).map(([name]) => name);
  return { measured: median, quiet, at: known.length > 1 ? label : undefined, missing, missed };
}

/** A target about a ratio to a peer in one runtime. */
function ratioTarget(results, { name, must, stretch, runtime = 'node', scenario = 'fresh', who, peer, algorithms }) {
  const measured = results[runtime]?.algorithms ?? {};
  const run = algorithms.filter((alg) => measured[alg]);
  const entries = run.map((alg) => [alg, measured[alg][scenario][who]?.ratios[peer]]);
  const target = judge({ name, must, stretch, unit: `x ${peer}` }, worst(entries));
  const skipped = algorithms.filter((alg) => !measured[alg]);
  if (run.length > 0 && skipped.length > 0) target.notes = [target.notes, `not run: ${skipped.join(', ')}`].filter(Boolean).join('; ');
  // Node's WebCrypto works on other threads, and waking them is most of what one verify takes.
  const atOnce = runtime === 'node' && peer === 'jose' && measured[run[0]]?.[scenario][who]?.ratios['jose 16 at once'];
  if (atOnce) target.notes = [target.notes, `${number(atOnce.median)} x jose with 16 in flight`].filter(Boolean).join('; ');
  return target;
}

function judge(target, found) {
  if (found === undefined) return { ...target, verdict: 'not measured' };
  const { measured, quiet, at, missing = [], missed = () => [] } = found;
  const verdictOf = (value) => (value <= (target.stretch ?? -Infinity) ? 'stretch met' : value <= target.must ? 'met' : 'MISSED');
  const verdict = verdictOf(measured);
  const notes = [];
  if (at) notes.push(`worst: ${at}`);
  if (verdict === 'MISSED' && at) notes.push(`missed by ${missed(target.must).join(', ')}`);
  if (missing.length > 0) notes.push(`peer lacks ${missing.join(', ')}`);
  // Said in either direction: noise has no favourite.
  if (quiet !== undefined && verdictOf(quiet) !== verdict)
    notes.push(`${verdictOf(quiet)}, ${number(quiet)}, in the fastest tenth of the rounds`);
  return { ...target, measured, ...(quiet === undefined ? {} : { quiet }), verdict, notes: notes.join('; ') };
}

const RATIOS = [
  { name: 'HS256, no cache, wasm', must: 0.65, stretch: 0.5, who: 'tokenward wasm', peer: 'fast-jwt', algorithms: ['HS256'] },
  { name: 'EdDSA, wasm', must: 1.1, stretch: 0.8, who: 'tokenward wasm', peer: '@node-rs', algorithms: ['EdDSA'] },
  { name: 'ES256, wasm', must: 1, stretch: 0.75, who: 'tokenward wasm', peer: 'fast-jwt', algorithms: ['ES256'] },
  { name: 'ES384, wasm', must: 0.5, stretch: 0.35, who: 'tokenward wasm', peer: 'fast-jwt', algorithms: ['ES384'] },
  { name: 'ES512, wasm', must: 0.6, stretch: 0.4, who: 'tokenward wasm', peer: 'fast-jwt', algorithms: ['ES512'] },
  { name: 'RS256, wasm', must: 0.7, stretch: 0.5, who: 'tokenward wasm', peer: 'jose', algorithms: ['RS256'] },
  { name: 'PS256, wasm', must: 0.7, stretch: 0.5, who: 'tokenward wasm', peer: 'jose', algorithms: ['PS256'] },
  { name: 'RS256, auto', must: 1, stretch: 0.9, who: 'tokenward auto', peer: 'fast-jwt', algorithms: ['RS256'] },
  { name: 'PS256, auto', must: 1, stretch: 0.9, who: 'tokenward auto', peer: 'fast-jwt', algorithms: ['PS256'] },
  {
    name: 'one token repeated, cache on, wasm',
    must: 0.6,
    stretch: 0.4,
    scenario: 'repeated',
    who: 'tokenward wasm +cache',
    peer: 'fast-jwt +cache',
    algorithms: ALGORITHMS,
  },
  {
    name: 'one token repeated, cache on, auto',
    must: 0.6,
    stretch: 0.4,
    scenario: 'repeated',
    who: 'tokenward auto +cache',
    peer: 'fast-jwt +cache',
    algorithms: ALGORITHMS,
  },
  ...[
    ['HS256', 0.45, 0.3],
    ['EdDSA', 0.8, 0.6],
    ['ES256', 1.2, 0.9],
    ['ES384', 0.6, 0.4],
  ].map(([alg, must, stretch]) => ({
    name: `workerd: ${alg}, wasm`,
    must,
    stretch,
    runtime: 'workerd',
    who: 'tokenward wasm',
    peer: 'jose',
    algorithms: [alg],
  })),
  {
    name: 'Deno: every algorithm, auto',
    must: 0.6,
    stretch: 0.2,
    runtime: 'deno',
    who: 'tokenward auto',
    peer: 'jose',
    algorithms: ALGORITHMS,
  },
];

const single = (measured) => (measured === undefined ? undefined : { measured });
const over = (found) => found && { measured: found.median, quiet: found.quiet };

/** Every target with its measurement, from the results of all parts; absent parts are said to be. */
export function targets(results) {
  const { startup, growth } = results;
  const memory = growth?.series.find(({ name }) => name === 'ES256, kid, all keys in use')?.points.find(({ x }) => x === 10);
  return [
    ...RATIOS.map((target) => ratioTarget(results, target)),
    judge({ name: 'Node: import to first answer, over an empty module', must: 15, unit: 'ms' }, over(startup?.node.worstOverEmpty)),
    judge({ name: 'workerd: first answer, over an empty worker', must: 10, unit: 'ms' }, over(startup?.workerd.worstOverEmpty)),
    judge({ name: 'steady memory of the instance for 10 keys', must: 4, unit: 'MiB' }, single(memory && memory.wasmBytes / MIB)),
  ];
}

export function targetRows(list) {
  // Beside the limit, the digits that decide.
  const exact = (measured, must) => (Math.abs(measured - must) < 0.01 * must ? measured.toPrecision(4) : number(measured));
  return list.map(({ name, must, stretch, unit, measured, verdict, notes }) => [
    name,
    unit,
    number(must),
    stretch === undefined ? '' : number(stretch),
    exact(measured, must),
    verdict,
    notes ?? '',
  ]);
}
