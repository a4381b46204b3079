// Grouped horizontal bars. On a log scale they start at 1, the reference.
import { document, element, legend, rule, scale, text, ticks } from './svg.mjs';
import { number } from './table.mjs';

const WIDTH = 760;
const LEFT = 64;
const RIGHT = 64;
const BAR = 11;
const GAP = 12;

/**
 * `groups`: `[label, [[series, value]]]`; `series`: names with their colours; a missing value
 * leaves no bar. `axis`: what the numbers are.
 */
export function bars({ title, subtitle, axis, groups, series, kind = 'linear', note, format = number }) {
  const colours = new Map(series);
  const values = groups.flatMap(([, entries]) => entries.map(([, value]) => value)).filter(Number.isFinite);
  const log = kind === 'log';
  // Room at both ends for the numbers beside the bars.
  const range = log ? [Math.min(0.5, ...values) / 1.5, Math.max(2, ...values) * 1.4] : [0, Math.max(...values) * 1.08];
  const x = scale(kind, range, [LEFT, WIDTH - RIGHT]);
  const key = legend(series, 16, 66, WIDTH - 32);
  const top = key.bottom + 34;
  const body = [];
  let y = top;
  for (const [label, entries] of groups) {
    const present = entries.filter(([, value]) => Number.isFinite(value));
    const height = present.length * BAR;
    body.push(text(LEFT - 10, y + height / 2 + 4, label, { 'text-anchor': 'end' }));
    present.forEach(([name, value], index) => {
      const start = x(log ? 1 : 0);
      const end = x(value);
      const at = y + index * BAR;
      const toLeft = end < start;
      body.push(
        element('rect', {
          class: `f${colours.get(name)}`,
          x: Math.min(start, end),
          y: at,
          width: Math.max(1, Math.abs(end - start)),
          height: BAR - 2,
          rx: 1,
        }),
        text(toLeft ? end - 4 : end + 4, at + BAR - 2.5, format(value), { class: 'small', 'text-anchor': toLeft ? 'end' : 'start' }),
      );
    });
    y += height + GAP;
  }
  const bottom = y - GAP + 8;
  const grid = ticks(kind, range).flatMap((tick) => [
    rule(x(tick), top - 8, x(tick), bottom, { class: log && tick === 1 ? 'mark' : 'grid' }),
    text(x(tick), bottom + 16, `${tick}${log ? '×' : ''}`, { 'text-anchor': 'middle', class: 'small' }),
  ]);
  const height = bottom + (note ? 62 : 44);
  return document(
    WIDTH,
    height,
    title,
    subtitle,
    text(16, 26, title, { class: 'title' }),
    text(16, 44, subtitle, { class: 'small' }),
    key.svg,
    ...grid,
    ...body,
    text((LEFT + WIDTH - RIGHT) / 2, bottom + 33, axis, { 'text-anchor': 'middle' }),
    note ? text(16, height - 10, note, { class: 'small' }) : '',
  );
}
