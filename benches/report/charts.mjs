// The charts, from the results.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SHOWN } from '../lib/algorithms.mjs';
import { bars } from './bars.mjs';
import { lines } from './lines.mjs';
import { number } from './table.mjs';

const from = ({ machine }, what = 'Medians') => `${machine.cpu}, Node ${machine.node}${machine.date ? `, ${machine.date}` : ''}. ${what}.`;
const FASTEST = 'Fastest tenth of the batches';
const present = (result) => SHOWN.filter((alg) => result.algorithms[alg]);

function ratios(node) {
  const series = [
    ['tokenward wasm', 0],
    ['tokenward auto', 1],
    ['jsonwebtoken', 2],
    ['@node-rs', 4],
    ['jose', 3],
  ];
  return bars({
    title: 'Time of one verify, against fast-jwt',
    subtitle: 'A token not seen before, signature and claims, no cache. Left of the line is faster.',
    axis: 'times the time of fast-jwt (log scale)',
    kind: 'log',
    series,
    groups: present(node).map((alg) => [alg, series.map(([name]) => [name, node.algorithms[alg].fresh[name]?.ratios['fast-jwt']?.median])]),
    note: from(node),
    format: (value) => `${number(value)}×`,
  });
}

function repeated(node) {
  const series = [
    ['tokenward wasm +cache', 0],
    ['tokenward auto +cache', 1],
    ['fast-jwt +cache', 2],
  ];
  return bars({
    title: 'The same token again, with a cache',
    subtitle: 'Times of its claims are checked at each verify.',
    axis: 'µs per verify',
    series,
    groups: present(node).map((alg) => [alg, series.map(([name]) => [name, node.algorithms[alg].repeated[name]?.us.median])]),
    note: from(node),
  });
}

function runtimes(results) {
  const series = [
    ['Node', 0],
    ['workerd', 1],
    ['Deno', 2],
    ['Bun', 4],
    ['Chromium', 3],
  ].filter(([name]) => results[name.toLowerCase()]);
  const value = (name, alg) => {
    const fresh = results[name.toLowerCase()].algorithms[alg]?.fresh;
    return (fresh?.['tokenward auto'] ?? fresh?.['tokenward wasm'])?.ratios.jose?.median;
  };
  return bars({
    title: 'tokenward against jose, in each runtime',
    subtitle: "A token not seen before, no cache, engine 'auto' (wasm in Chromium). Left of the line is faster.",
    axis: 'times the time of jose in the same process (log scale)',
    kind: 'log',
    series,
    groups: SHOWN.map((alg) => [alg, series.map(([name]) => [name, value(name, alg)])]).filter(([, entries]) =>
      entries.some(([, ratio]) => ratio),
    ),
    note: results.node ? from(results.node) : undefined,
    format: (ratio) => `${number(ratio)}×`,
  });
}

const CHART = {
  size: {
    title: 'Verify time and the size of the token',
    subtitle: "engine 'wasm', no cache",
    xAxis: 'bytes of the token',
    yAxis: 'µs per verify',
    xKind: 'linear',
    yKind: 'linear',
    xTicks: [200, 1024, 2048, 4096, 6144, 8192],
  },
  keys: {
    title: 'Verify time and the number of keys',
    subtitle: "engine 'wasm', no cache. Keys beyond the tables' memory bound verify without a full table.",
    xAxis: 'keys in the JWKS (log scale)',
    yAxis: 'µs per verify (log scale)',
  },
  candidates: {
    title: 'Verify time and the keys that a token without kid may mean',
    subtitle: 'The last candidate signed. More than 8 are refused.',
    xAxis: 'keys that fit',
    yAxis: 'µs per verify',
    xKind: 'linear',
    yKind: 'linear',
    xTicks: [1, 2, 4, 6, 8],
  },
  cache: {
    title: 'Time of a cache hit and the tokens that went in',
    subtitle: 'HS256. The cache keeps at most 64 MiB of texts; hits are on the latest 50,000, in no order.',
    xAxis: 'tokens (log scale)',
    yAxis: 'µs per verify',
    yKind: 'linear',
  },
};

function memory(growth) {
  const pick = (chart, name) => growth.series.find((entry) => entry.chart === chart && entry.name === name);
  const chosen = [
    ['bytes of the token', pick('size', 'HS256')],
    ['keys (ES256, all in use)', pick('keys', 'ES256, kid, all keys in use')],
    ['tokens in the cache', pick('cache', 'HS256, hits')],
  ];
  return lines({
    title: 'Memory of the wasm instance',
    subtitle: 'After the verifications of the other growth charts. It includes everything: constants, keys, tables of multiples, cache.',
    xAxis: 'number of each (log scale)',
    yAxis: 'MiB (log scale)',
    series: chosen
      .filter(([, entry]) => entry)
      .map(([name, { points }]) => [name, points.map(({ x, wasmBytes }) => [x, wasmBytes / 2 ** 20])]),
    note: from(growth, 'At the end of the run'),
  });
}

/** Writes what the results allow; gives the names of the files. */
export function writeCharts(folder, results) {
  const charts = {};
  if (results.node) Object.assign(charts, { ratios: ratios(results.node), repeated: repeated(results.node) });
  if (['workerd', 'deno', 'bun', 'chromium'].some((name) => results[name])) charts.runtimes = runtimes(results);
  if (results.growth) {
    for (const [chart, options] of Object.entries(CHART)) {
      const series = results.growth.series.filter((entry) => entry.chart === chart);
      charts[`growth-${chart}`] = lines({
        ...options,
        series: series.map(({ name, points }) => [name, points.map(({ x, us }) => [x, us])]),
        note: from(results.growth, FASTEST),
      });
    }
    charts['growth-memory'] = memory(results.growth);
  }
  for (const [name, svg] of Object.entries(charts)) writeFileSync(join(folder, `${name}.svg`), svg);
  return Object.keys(charts).map((name) => `${name}.svg`);
}
