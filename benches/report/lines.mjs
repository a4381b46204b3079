// Line charts for growth.
import { document, element, legend, rule, scale, text, ticks } from './svg.mjs';

const WIDTH = 760;
const HEIGHT = 420;
const LEFT = 70;
const RIGHT = 24;
const BOTTOM = 72;

const thousands = (value) => (value >= 1e6 ? `${value / 1e6}M` : value >= 10_000 ? `${value / 1000}k` : String(value));

/** `series`: `[name, [[x, y]]]`. Points are marked: they were measured, the lines were not. */
export function lines({ title, subtitle, xAxis, yAxis, series, xKind = 'log', yKind = 'log', yFrom, xTicks, note }) {
  const all = series.flatMap(([, points]) => points);
  const xs = all.map(([value]) => value);
  const ys = all.map(([, value]) => value);
  const key = legend(
    series.map(([name], index) => [name, index]),
    16,
    66,
    WIDTH - 32,
  );
  const top = key.bottom + 18;
  const xRange = [xKind === 'log' ? Math.min(...xs) : 0, Math.max(...xs)];
  const yRange = yKind === 'log' ? [Math.min(...ys) / 1.4, Math.max(...ys) * 1.4] : [yFrom ?? 0, Math.max(...ys) * 1.15];
  const x = scale(xKind, xRange, [LEFT + 8, WIDTH - RIGHT - 8]);
  const y = scale(yKind, yRange, [HEIGHT - BOTTOM, top]);
  const parts = [];
  for (const tick of ticks(yKind, yRange)) {
    parts.push(
      rule(LEFT, y(tick), WIDTH - RIGHT, y(tick), { class: 'grid' }),
      text(LEFT - 8, y(tick) + 4, thousands(tick), { class: 'small', 'text-anchor': 'end' }),
    );
  }
  for (const tick of xTicks ?? ticks(xKind, xRange)) {
    parts.push(
      rule(x(tick), HEIGHT - BOTTOM, x(tick), HEIGHT - BOTTOM + 5, { class: 'axis' }),
      text(x(tick), HEIGHT - BOTTOM + 19, thousands(tick), { class: 'small', 'text-anchor': 'middle' }),
    );
  }
  parts.push(rule(LEFT, HEIGHT - BOTTOM, WIDTH - RIGHT, HEIGHT - BOTTOM, { class: 'axis' }));
  series.forEach(([, points], index) => {
    const path = points.map(([a, b], at) => `${at === 0 ? 'M' : 'L'}${x(a).toFixed(1)} ${y(b).toFixed(1)}`).join('');
    parts.push(element('path', { class: `s${index}`, d: path, 'stroke-width': 2, 'stroke-linejoin': 'round' }));
    for (const [a, b] of points) parts.push(element('circle', { class: `f${index}`, cx: x(a), cy: y(b), r: 3.5 }));
  });
  return document(
    WIDTH,
    HEIGHT,
    title,
    subtitle,
    text(16, 26, title, { class: 'title' }),
    text(16, 44, subtitle, { class: 'small' }),
    key.svg,
    ...parts,
    text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 32, xAxis, { 'text-anchor': 'middle' }),
    note ? text(16, HEIGHT - 10, note, { class: 'small' }) : '',
    text(0, 0, yAxis, { 'text-anchor': 'middle', transform: `translate(18 ${(top + HEIGHT - BOTTOM) / 2}) rotate(-90)` }),
  );
}
