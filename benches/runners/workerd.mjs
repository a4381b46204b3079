// The real workerd, through miniflare, timed from outside: a request that verifies many
// tokens, less an empty one.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Miniflare } from 'miniflare';
import { bundleWorker } from '../lib/bundle.mjs';
import { interleave } from '../lib/measure.mjs';
import { BENCHES, FIXTURES } from '../lib/paths.mjs';
import { median } from '../lib/stats.mjs';

/** So many empty requests are remembered; their median is what a request costs by itself. */
const REMEMBERED = 15;
/** Requests cost most of a millisecond, so batches are longer than elsewhere, and fewer. */
const LONGER = 6;

export async function open() {
  const { script, wasm } = await bundleWorker({ entryPoints: [join(BENCHES, 'runners', 'worker.mjs')] });
  const { algorithms, ...common } = JSON.parse(readFileSync(FIXTURES, 'utf8'));
  return {
    async run(alg, scenario, timing) {
      const miniflare = start(script, wasm);
      try {
        const fixtures = { ...common, algorithms: { [alg]: algorithms[alg] } };
        return await measure(miniflare, { alg, scenario, fixtures }, timing);
      } finally {
        await miniflare.dispose();
      }
    },
    async close() {},
  };
}

function start(script, wasm) {
  return new Miniflare({
    host: '127.0.0.1',
    port: 0,
    // No look-up of the request's whereabouts: nothing here talks to the network.
    cf: false,
    compatibilityDate: '2026-04-01',
    compatibilityFlags: ['nodejs_compat'],
    modulesRoot: '/',
    modules: [
      { type: 'ESModule', path: '/worker.mjs', contents: script },
      ...[...wasm].map(([file, contents]) => ({ type: 'CompiledWasm', path: `/${file}`, contents })),
    ],
  });
}

async function measure(miniflare, given, timing) {
  const ask = async (path, init) => {
    const response = await miniflare.dispatchFetch(`http://bench.test${path}`, init);
    const text = await response.text();
    if (!response.ok) throw new Error(`workerd answered ${response.status}: ${text.slice(0, 500)}`);
    return text;
  };
  const { names, lacking } = JSON.parse(await ask('/enter', { method: 'POST', body: JSON.stringify(given) }));
  const timedRequest = async (index, count) => {
    const started = performance.now();
    await ask(`/run?index=${index}&count=${count}`);
    return performance.now() - started;
  };
  const empty = [];
  for (let i = 0; i < REMEMBERED; i += 1) empty.push(await timedRequest(0, 0));
  const timed = async ({ index }, count) => {
    empty.push(await timedRequest(0, 0));
    empty.shift();
    return Math.max(0, (await timedRequest(index, count)) - median(empty));
  };
  const rounds = Math.max(3, Math.round((timing.rounds * 1.5) / LONGER));
  const longer = { ...timing, rounds, batchMs: timing.batchMs * LONGER };
  const samples = await interleave(
    names.map((name, index) => ({ ...name, index })),
    longer,
    timed,
  );
  return { lacking, samples: Object.fromEntries(names.map(({ name }, index) => [name, samples[index]])) };
}
