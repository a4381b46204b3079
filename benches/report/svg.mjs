// Small SVG pieces: charts that read the same in light and dark, without a dependency.
const escape = (text) => String(text).replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`);
const attributes = (given) =>
  Object.entries(given)
    .map(([name, value]) => ` ${name}="${escape(typeof value === 'number' ? Number(value.toFixed(2)) : value)}"`)
    .join('');

export const element = (name, given, ...children) => `<${name}${attributes(given)}>${children.join('')}</${name}>`;
export const text = (x, y, content, given = {}) => element('text', { x, y, ...given }, escape(content));
export const rule = (x1, y1, x2, y2, given = {}) => element('line', { x1, y1, x2, y2, ...given });

// Eight hues, apart for colour-blind eyes too; each is a class `c0`... for fills and strokes.
const LIGHT = ['#1d4ed8', '#0e9384', '#b45309', '#7c3aed', '#be185d', '#64748b', '#4d7c0f', '#b91c1c'];
const DARK = ['#60a5fa', '#2dd4bf', '#f59e0b', '#a78bfa', '#f472b6', '#94a3b8', '#a3e635', '#f87171'];

const palette = (colours) => colours.map((colour, index) => `.f${index}{fill:${colour}}.s${index}{stroke:${colour};fill:none}`).join('');

const STYLE = `
text{font:12px system-ui,-apple-system,"Segoe UI",sans-serif;fill:#334155}
.title{font-size:15px;font-weight:600;fill:#0f172a}.small{font-size:11px;fill:#64748b}
.paper{fill:#ffffff}.grid{stroke:#e2e8f0}.axis{stroke:#94a3b8}.mark{stroke:#0f172a;stroke-width:1.25}
${palette(LIGHT)}
@media (prefers-color-scheme:dark){
text{fill:#cbd5e1}.title{fill:#f1f5f9}.small{fill:#94a3b8}
.paper{fill:#0d1117}.grid{stroke:#1e293b}.axis{stroke:#64748b}.mark{stroke:#f1f5f9}
${palette(DARK)}}
`;

export function document(width, height, title, description, ...children) {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escape(title)}">
<title>${escape(title)}</title><desc>${escape(description)}</desc><style>${STYLE}</style>
<rect class="paper" width="${width}" height="${height}" rx="6"/>
${children.join('\n')}
</svg>
`;
}

/** A scale from values to pixels. */
export function scale(kind, [low, high], [from, to]) {
  const map = kind === 'log' ? Math.log10 : (value) => value;
  return (value) => from + ((map(value) - map(low)) / (map(high) - map(low))) * (to - from);
}

/** 1-2-5 steps for a log scale, and round steps for a linear one. */
export function ticks(kind, [low, high], wanted = 6) {
  if (kind === 'log') {
    const decades = Math.log10(high / low);
    const steps = decades > 3 ? [1] : decades > 1.6 ? [1, 3] : [1, 2, 5];
    const found = [];
    for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power += 1) {
      for (const step of steps) found.push(Number((step * 10 ** power).toPrecision(2)));
    }
    return found.filter((value) => value >= low * 0.999 && value <= high * 1.001);
  }
  const rough = (high - low) / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].find((factor) => factor * power >= rough) * power;
  const found = [];
  for (let value = Math.ceil(low / step) * step; value <= high * 1.0001; value += step) found.push(Number(value.toPrecision(10)));
  return found;
}

/** The names of the series, in lines that fit. */
export function legend(names, x, y, width) {
  const parts = [];
  let left = x;
  let line = y;
  names.forEach(([name, colour]) => {
    const room = 26 + name.length * 7;
    if (left > x && left + room > x + width) {
      left = x;
      line += 18;
    }
    parts.push(element('rect', { class: `f${colour}`, x: left, y: line - 9, width: 10, height: 10, rx: 2 }), text(left + 15, line, name));
    left += room + 8;
  });
  return { svg: parts.join(''), bottom: line };
}
