// A table a person enjoys reading: aligned, and coloured only where colour is wanted.
const wantsColour = Boolean(process.stdout.isTTY) && !process.env.NO_COLOR && process.env.TERM !== 'dumb';
const paint = (code) => (text) => (wantsColour ? `\u001b[${code}m${text}\u001b[0m` : text);

export const bold = paint('1');
export const dim = paint('2');
export const red = paint('31');
export const green = paint('32');
export const cyan = paint('36');

/** Widths of request, expected, got and error code; the time is right-aligned in the last. */
const WIDTHS = [39, 14, 14, 27, 8];

/** Pads before it paints, because a colour has no width. */
function line(mark, cells, paints = []) {
  const text = cells.map((cell, at) => {
    const padded = at === cells.length - 1 ? cell.padStart(WIDTHS[at]) : cell.padEnd(WIDTHS[at]);
    return (paints[at] ?? String)(padded);
  });
  return `  ${mark} ${text.join('')}`;
}

export const heading = () => dim(line(' ', ['request', 'expected', 'got', 'error code', 'time']));
export const rule = () => dim(`    ${'─'.repeat(WIDTHS.reduce((sum, width) => sum + width, 0))}`);
export const group = (title) => `\n    ${bold(title)}`;

const word = (status) => `${status} ${status === 200 ? 'accepted' : 'refused'}`;

export function resultLine(row, answer, { code, problem }) {
  const wrong = problem !== undefined;
  const mark = wrong ? red('✘') : green('✔');
  const time = `${answer.milliseconds.toFixed(1)} ms`;
  const got = wrong ? red : String;
  const text = line(
    mark,
    [row.title, word(row.status), word(answer.status), code ?? '–', time],
    [wrong ? bold : String, dim, got, wrong ? red : cyan, dim],
  );
  return wrong ? `${text}\n      ${red(`↳ ${problem}`)}` : text;
}
