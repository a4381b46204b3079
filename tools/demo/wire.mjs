// Stands between the API and the network and keeps a record of what passes: the demo believes
// neither the client nor the server, but this.
import { decodeJwt } from 'jose';

const KINDS = { login: 'login', refresh: 'refresh', logout: 'logout', deployments: 'list', 'session-tokens': 'rotation' };

/** Wraps a fetch handler. What it answers is dated by `clock`. */
export function watch(handler, clock) {
  const log = [];
  return {
    async fetch(request) {
      const { url, headers } = request;
      const bearer = headers.get('authorization')?.replace(/^Bearer /, '');
      const entry = { kind: KINDS[new URL(url).pathname.slice(1)] ?? url, url, bearer, arrived: clock.now() };
      // Whether it came with a token that was over.
      entry.isLate = bearer !== undefined && decodeJwt(bearer).exp <= entry.arrived;
      entry.otherHeaders = JSON.stringify([...headers].filter(([name]) => name !== 'authorization'));
      log.push(entry);
      entry.sent = await request.clone().text();
      const response = await handler(request);
      entry.status = response.status;
      entry.wait = Number(response.headers.get('retry-after') ?? NaN);
      const text = await response.text();
      entry.got = text === '' ? {} : JSON.parse(text);
      const dated = new Headers(response.headers);
      dated.set('date', new Date(clock.now() * 1000).toUTCString());
      return new Response(text === '' ? null : text, { status: response.status, headers: dated });
    },
    /** All of it, in the order in which it came. */
    log,
    /** What a scene is compared with: take it first, ask later. */
    from() {
      const start = log.length;
      return () => log.slice(start);
    },
    /** Every token that has passed. */
    tokens() {
      const pairs = log.flatMap(({ got }) => [got.access_token, got.refresh_token]);
      return new Set(pairs.filter((token) => typeof token === 'string'));
    },
  };
}

/** As things follow from each other, whatever overtook what on the way. */
const ORDER = ['list 401', 'refresh 400', 'login', 'refresh', 'rotation', 'list', 'list 429', 'logout'];

const PLURALS = { list: 'lists', refresh: 'refreshes', login: 'logins', logout: 'logouts', rotation: 'rotations' };

/** `1 login, 100 lists`; refusals apart, with their status. */
export function summary(entries) {
  const counts = new Map();
  for (const { kind, status } of entries) {
    const name = status < 400 ? kind : `${kind} ${status}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const rank = (name) => (ORDER.indexOf(name) + ORDER.length + 1) % (ORDER.length + 1);
  const words = [...counts]
    .sort(([a], [b]) => rank(a) - rank(b))
    .map(([name, count]) => {
      const [kind, status] = name.split(' ');
      return `${count} ${count === 1 ? kind : (PLURALS[kind] ?? kind)}${status === undefined ? '' : ` → ${status}`}`;
    });
  return words.length === 0 ? 'nothing sent' : words.join(', ');
}
