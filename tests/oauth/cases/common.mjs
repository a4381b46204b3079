// What the cases share. They run in every runtime against the same server; see run.mjs.
import { createClient } from 'tokenward/client';
import { authorizationCode, clientCredentials } from 'tokenward/client/oauth';
import { equal, ok, thrown as failure } from '../../support/portable.mjs';

/** In every secret. */
export const MARK = 'xyzzy';
/** Needs each encoding there is (RFC 6749 section 2.3.1). */
export const SECRET = `${MARK}:+ %&=/"\u00e9\u20ac`;
/** The key of RFC 7515 appendix A.3.1, which clients sign with. */
export const CLIENT_JWK = {
  kty: 'EC',
  crv: 'P-256',
  x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
  y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
  d: 'jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI',
};
export const REDIRECT_URI = 'https://app.test/callback?from=id';

export { equal, failure, ok };

let names = 0;
/** An issuer's URL; `manner` says how it behaves. */
export const issuerOf = (origin, manner) => `${origin}/${manner}/${(names += 1)}-${Math.random().toString(36).slice(2)}`;

export async function logOf(issuer, path) {
  const log = await (await fetch(`${issuer}/log`)).json();
  return path === undefined ? log : log.filter((each) => each.path === path);
}

/** A client that nothing makes wait; `more` are options of it. The clock can be moved. */
export function clientFor(issuer, grants, more = {}) {
  const time = { ahead: 0 };
  const clock = () => Date.now() / 1000 + time.ahead;
  const client = createClient({ baseUrl: issuer, ...grants, clock, tabs: false, retry: { base: 0.01, cap: 1 }, ...more });
  return { client, time };
}

/** An app of a user's, and its client. */
export function appFor(origin, manner, options = {}, more = {}) {
  const issuer = issuerOf(origin, manner);
  const flow = authorizationCode({ issuer, clientId: 'app', redirectUri: REDIRECT_URI, scope: 'openid read', ...options });
  return { issuer, flow, ...clientFor(issuer, flow, more) };
}

export function serviceFor(origin, manner, options = {}, more = {}) {
  const issuer = issuerOf(origin, manner);
  const grants = clientCredentials({ issuer, clientId: 'service', clientSecret: SECRET, ...options });
  return { issuer, ...clientFor(issuer, grants, more) };
}

/** What a browser does: goes there and is sent back. */
export async function browse(url) {
  const response = await fetch(url, { redirect: 'manual' });
  equal(response.status, 302, await response.text());
  return response.headers.get('location');
}

/** Begins, browses; the rest is `client.login`'s. */
export async function begun(flow) {
  const { url, transaction } = await flow.begin();
  return { callback: await browse(url), transaction };
}

/** Everything that an error, and whatever hangs from it, says. */
export function textOf(thing, seen = new Set()) {
  if (thing === null || (typeof thing !== 'object' && typeof thing !== 'function')) return String(thing);
  if (seen.has(thing)) return '';
  seen.add(thing);
  const names = Reflect.ownKeys(thing);
  let text = `${thing instanceof Error || thing instanceof URLSearchParams || thing instanceof URL ? thing : ''}`;
  for (const name of names) text += ` ${String(name)}=${textOf(thing[name], seen)}`;
  if (ArrayBuffer.isView(thing)) text += new TextDecoder().decode(thing);
  return text;
}

/** That a login fails like this, and that nothing of what was secret comes out. */
export async function refusesLogin({ client }, login, { code, cause, status, secrets = [] }) {
  const events = [];
  client.on('login', (event) => events.push(event));
  const error = await failure(() => client.login(login));
  equal(error.code, code, `${error.cause?.stack}`);
  equal(error.status, status);
  equal(error.cause?.code, cause);
  equal(events.length, 1);
  for (const secret of [MARK, ...secrets]) ok(!`${textOf(error)}${JSON.stringify(events)}`.includes(secret), `${textOf(error)} leaks`);
  equal(client.state, 'empty');
  return error;
}
