// The growth series: every point in a process of its own, all points in turns.
import { join } from 'node:path';
import { launch } from '../lib/launch.mjs';
import { BENCHES } from '../lib/paths.mjs';
import { line, median, quantile } from '../lib/stats.mjs';
import { series } from './series.mjs';

/** A change below this is noise, over the whole range. */
const FLAT = 1.3;
const LINEAR_R2 = 0.97;

async function measure(point, timing) {
  let result;
  const settings = JSON.stringify({ ...point, timing });
  await launch([process.execPath, '--expose-gc', join(BENCHES, 'growth', 'point.mjs'), settings], {
    limitMs: 90_000,
    onLine: (value) => (result = value),
  });
  if (!result) throw new Error('growth: a point gave no result');
  return result;
}

/** Flat, linear with its constant, or how much from end to end. */
export function shapeOf(points, pick) {
  const first = pick(points[0]);
  const last = pick(points.at(-1));
  const values = points.map(pick);
  const factor = Number((Math.max(...values) / Math.min(...values)).toPrecision(3));
  const settled = (a, b) => Math.max(a / b, b / a) <= FLAT;
  // One point between two alike that stands out was disturbed.
  const bumps = values.filter((value) => !settled(value, first) || !settled(value, last)).length;
  if (settled(first, last) && bumps <= 1) return { shape: 'flat', factor };
  const fit = line(points.map((point) => [point.x, pick(point)]));
  if (fit.r2 >= LINEAR_R2 && points.length > 2) return { shape: 'linear', factor, ...fit };
  // What grows no more in its last step has a bound.
  return {
    shape: settled(last, pick(points.at(-2))) ? 'bounded' : 'other',
    factor,
    from: Number(first.toPrecision(3)),
    to: Number(last.toPrecision(3)),
  };
}

export async function runGrowth({ quick, passes, timing, onProgress }) {
  const all = series(quick).map((entry) => ({ ...entry, taken: entry.points.map(() => []) }));
  for (let pass = 0; pass < passes; pass += 1) {
    for (const { name, points, taken } of all) {
      onProgress(`pass ${pass + 1}: ${name}`);
      for (const [index, point] of points.entries()) {
        // Filling it takes as long as all the others; its size leaves little to chance.
        if (pass > 0 && point.n === 1_000_000) continue;
        taken[index].push(await measure(point, timing));
      }
    }
  }
  return all.map(({ chart, name, peer, taken }) => {
    const points = taken.map((results) => ({
      x: results[0].x,
      // Points are not measured side by side, so a busy moment would bend the curve: the
      // fastest tenth is what the work takes.
      us: Number(
        quantile(
          results.flatMap(({ samples }) => samples),
          0.1,
        ).toPrecision(4),
      ),
      wasmBytes: median(results.map(({ wasmBytes }) => wasmBytes)),
      rssBytes: median(results.map(({ rssBytes }) => rssBytes)),
      tokenBytes: results[0].tokenBytes,
    }));
    const memory = peer ? undefined : shapeOf(points, ({ wasmBytes }) => wasmBytes);
    return { chart, name, peer, points, time: shapeOf(points, ({ us }) => us), memory };
  });
}
