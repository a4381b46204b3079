// What growth was found, in words.
import { number } from './table.mjs';

export const X_UNITS = { size: 'byte', keys: 'key', candidates: 'candidate', cache: 'entry' };

const perUnit = (slope, per) => {
  if (per === 'byte') return `${number(slope * 1024)} µs per KiB`;
  return per === 'entry' ? `${number(slope * 1e6)} µs per million` : `${number(slope)} µs per ${per}`;
};

function timeInWords({ shape, factor, slope, from, to }, per) {
  if (shape === 'flat') return `flat (${number(factor)}× at most)`;
  if (shape === 'linear') return `linear, ${perUnit(slope, per)} (${number(factor)}×)`;
  if (shape === 'bounded') return `${number(from)} to ${number(to)} µs, then flat (${number(factor)}×)`;
  return `${number(from)} to ${number(to)} µs (${number(factor)}×)`;
}

const mib = (bytes) => number(bytes / 2 ** 20);

function memoryInWords({ shape, slope }, points, per) {
  const range = `${mib(points[0].wasmBytes)}–${mib(points.at(-1).wasmBytes)} MiB`;
  if (shape === 'flat') return `flat, ${mib(points.at(-1).wasmBytes)} MiB`;
  if (shape === 'linear') return `linear, ${number(slope / 1024)} KiB per ${per} (${range})`;
  return shape === 'bounded' ? `bounded, ${range}` : range;
}

export const growthHeaders = ['series', 'range', 'µs', 'time', 'wasm memory'];

export function growthRows(series) {
  return series.map(({ chart, name, points, time, memory }) => {
    const per = X_UNITS[chart];
    return [
      `${chart}: ${name}`,
      `${points[0].x}–${points.at(-1).x}`,
      `${number(points[0].us)}–${number(points.at(-1).us)}`,
      timeInWords(time, per),
      memory ? memoryInWords(memory, points, per) : '–',
    ];
  });
}
