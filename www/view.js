// Puts answers on the page: text only, never markup.
import { countdown, localDate, relative } from './time.js';
import { INSTANTS, MEANINGS } from './words.js';

export const element = (id) => document.getElementById(id);

/** Sets a text only when it is another one, so that a live region speaks once. */
export function setText(node, text = '') {
  if (node.textContent !== text) node.textContent = text;
  node.hidden = text === '';
}

const MARKS = { empty: 'waiting', loading: 'waiting', waiting: 'waiting', trouble: 'trouble', accepted: 'accepted', refused: 'refused' };

export function showVerdict({ state, title, code, sentence, advice }) {
  element('verdict').dataset.state = state;
  element('mark').setAttribute('href', `#mark-${MARKS[state]}`);
  setText(element('verdict-title'), title);
  setText(element('verdict-code'), code);
  setText(element('verdict-sentence'), sentence);
  setText(element('verdict-advice'), advice);
}

/** The time that is left, but only of claims that the signature covers. */
export function showClock({ state, code, claims, verified }, now) {
  const box = element('clock');
  const clock = verified ? clockOf(state, code, claims, now) : undefined;
  box.hidden = clock === undefined;
  if (clock === undefined) return;
  box.dataset.low = String(clock.low ?? false);
  element('clock-time').textContent = clock.time;
  element('clock-label').textContent = clock.label;
  element('clock-bar').hidden = clock.share === undefined;
  element('clock-bar').value = clock.share ?? 0;
}

function clockOf(state, code, { exp, nbf, iat }, now) {
  if (code === 'token_not_yet_valid') return { time: countdown(nbf - now), label: 'until it becomes valid' };
  if (code === 'token_expired') return { time: countdown(now - exp), label: 'since it expired', share: 0 };
  if (state !== 'accepted') return undefined;
  const left = exp - now;
  const whole = exp - (nbf ?? iat ?? Number.NaN);
  const share = whole > 0 ? Math.min(1, Math.max(0, left / whole)) : undefined;
  return { time: countdown(left), label: 'until it expires', share, low: left <= 30 };
}

export function showContent({ header, claims, verified }, now) {
  element('steps').hidden = claims !== undefined;
  fill('claims', claims, now);
  fill('header', header, now);
  const badge = element('claims-badge');
  setText(badge, claims && (verified ? 'signature genuine' : 'not verified'));
  badge.dataset.verified = String(verified);
}

/** What each list shows now; a list that stays the same keeps its selection and focus. */
const shown = new Map();

function fill(id, members, now) {
  element(`${id}-card`).hidden = members === undefined;
  const text = JSON.stringify(members);
  if (shown.get(id) !== text) {
    shown.set(id, text);
    element(id).replaceChildren(...Object.entries(members ?? {}).map(row));
  }
  for (const node of element(id).querySelectorAll('[data-instant]')) {
    setText(node, relative(Number(node.dataset.instant), now));
  }
}

function row([name, value]) {
  const term = make('dt', '', make('code', printable(name)));
  if (MEANINGS.has(name)) term.append(make('span', MEANINGS.get(name)));
  const line = make('div');
  line.append(term, make('dd', '', ...(INSTANTS.has(name) && typeof value === 'number' ? instant(value) : plain(value))));
  return line;
}

function instant(seconds) {
  const date = localDate(seconds);
  if (date === undefined) return [make('span', `${seconds}: beyond any calendar`)];
  const time = make('time', date.text);
  time.dateTime = date.iso;
  const away = make('span');
  away.dataset.instant = seconds;
  away.className = 'away';
  const raw = make('span', String(seconds));
  raw.className = 'raw';
  return [time, away, raw];
}

function plain(value) {
  if (typeof value === 'string') return [make('bdi', printable(value))];
  if (Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'string')) {
    return value.map((item) => Object.assign(make('bdi', printable(item)), { className: 'item' }));
  }
  return [make('pre', printable(JSON.stringify(value, null, 2)))];
}

/** Characters that would change how others look are shown by their number. */
function printable(text) {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, (character) =>
    character === '\n' ? '\n' : `\\u{${character.codePointAt(0).toString(16)}}`,
  );
}

function make(tag, text = '', ...children) {
  const node = document.createElement(tag);
  node.append(...(text === '' ? [] : [text]), ...children);
  return node;
}
