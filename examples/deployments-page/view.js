// Writes into the page. Text only: nothing from the API ever becomes markup.

export const element = (id) => document.getElementById(id);

/** Hidden without text. Written only if it changes, so that it is read out once. */
export function setText(node, text) {
  node.hidden = text === '';
  if (node.textContent !== text) node.textContent = text;
}

export function showForm(notice) {
  setText(element('login-notice'), notice);
  show({ login: true });
}

export function showSession() {
  show({ list: true, actions: true, logout: true });
}

function show(shown) {
  for (const id of ['loading', 'login', 'list', 'actions', 'logout']) element(id).hidden = shown[id] !== true;
}

export function showBurst(text) {
  setText(element('burst-note'), text);
}

export function showDeployments(deployments) {
  element('rows').replaceChildren(...deployments.map(rowOf));
  element('asked').textContent = `asked ${clockTime()}`;
}

function rowOf({ name, status, image, region, createdAt }) {
  const row = document.createElement('tr');
  const cells = [name, status, image, region, agoOf(createdAt)].map((text, at) => {
    const cell = document.createElement(at === 0 ? 'th' : 'td');
    if (at === 0) cell.scope = 'row';
    cell.textContent = text;
    return cell;
  });
  cells[1].replaceChildren(badgeOf(status));
  row.append(...cells);
  return row;
}

function badgeOf(status) {
  const badge = document.createElement('span');
  badge.className = 'status';
  badge.dataset.status = status;
  badge.textContent = status;
  return badge;
}

function agoOf(text) {
  const minutes = Math.max(0, Math.floor((Date.now() - Date.parse(text)) / 60_000));
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${minutes} min`;
  return minutes < 48 * 60 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / 1440)} d`;
}

const MEANINGS = {
  empty: 'There is none: nobody is logged in here.',
  fresh: 'Good. Every request is sent with it.',
  refresh: 'Still good, but soon over: the next request is sent with it, and has it renewed behind it.',
  expired: 'Over. The next request waits for a new one.',
};

/** Seconds the token had when it came: what a full bar means. */
let lifetime = 0;

export function showToken(state, expiresIn) {
  const left = Math.max(0, expiresIn ?? 0);
  if (state === 'empty') lifetime = 0;
  element('token').dataset.state = state;
  setText(element('state'), state);
  setText(element('meaning'), MEANINGS[state]);
  element('left').textContent = state === 'empty' ? '–' : String(Math.ceil(left));
  element('unit').textContent = state === 'empty' ? '' : 'seconds left';
  // Another tab's token may be half over already.
  lifetime = Math.max(lifetime, left);
  element('bar').value = lifetime === 0 ? 0 : left / lifetime;
}

const MOST_EVENTS = 200;

/** The newest first; what comes again at once is counted. */
export function showEvent(event) {
  const { title, text } = wordsOf(event);
  element('no-events').hidden = true;
  const list = element('events');
  const [last] = list.children;
  if (last?.dataset.said === title + text) {
    last.dataset.times = String(Number(last.dataset.times) + 1);
    last.querySelector('.times').textContent = `× ${last.dataset.times}`;
    return;
  }
  const entry = document.createElement('li');
  entry.dataset.type = event.type;
  entry.dataset.outcome = event.outcome ?? 'ok';
  entry.dataset.said = title + text;
  entry.dataset.times = '1';
  for (const [name, content] of [
    ['time', clockTime()],
    ['b', title],
    ['span', text],
    ['i', ''],
  ]) {
    const part = document.createElement(name);
    part.textContent = content;
    if (name === 'i') part.className = 'times';
    entry.append(part);
  }
  list.prepend(entry);
  while (list.children.length > MOST_EVENTS) list.lastChild.remove();
}

function wordsOf(event) {
  const { type, outcome, status, reason, expiresIn, delay, attempt, from } = event;
  const fate = { ok: '', refused: `refused (${status})`, failed: 'no good answer' }[outcome];
  const good = expiresIn === undefined ? '' : `good for ${Math.ceil(expiresIn)}\u00a0s`;
  switch (type) {
    case 'login':
      return { title: 'Login', text: fate || good };
    case 'refresh':
      return {
        title: 'Refresh',
        text: fate || `${{ margin: 'ahead of time', expired: 'it was over', rejected: 'it was refused' }[reason]}, ${good}`,
      };
    case 'adopt':
      return { title: 'Adopted', text: `from ${from === 'tabs' ? 'another tab' : 'what was kept'}, ${good}` };
    case 'logout':
      return { title: 'Logout', text: fate || 'confirmed by the server' };
    case 'retry':
      return { title: `Waits ${Math.ceil(delay)} s`, text: `for attempt ${attempt}${status === undefined ? '' : ` (${status})`}` };
    default:
      return { title: 'Expiring', text: `${Math.ceil(expiresIn)} s left, and nothing to renew it with` };
  }
}

const clockTime = () => new Date().toLocaleTimeString('en-GB');
