// What happens to a token, scene by scene. Each line says what must have gone over the wire.
import { setTimeout as sleep } from 'node:timers/promises';
import { summary } from './wire.mjs';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

async function logIn(stage) {
  const { timeline, wire, newClient, callers, password } = stage;
  timeline.scene('Logging in');
  const seen = wire.from();
  const ada = newClient({ username: 'ada', password });
  stage.ada = ada;
  timeline.line('a client is made', summary(seen()), 'nothing sent', { 'there is a token already': ada.state !== 'empty' });
  const { answered } = await callers(ada, 100);
  timeline.line('100 callers at once, nobody has logged in', summary(seen()), '1 login, 100 lists', unanswered(answered, 100));
}

async function stayFresh({ timeline, wire, clock, callers, events, ada }) {
  timeline.scene('Staying fresh: each token is for 15 minutes, and renewed 5 minutes before its end');
  let seen = wire.from();
  await clock.pass(9 * MINUTE, () => callers(ada, 1));
  timeline.line('9 minutes go by, a request every 15 seconds', summary(seen()), '36 lists');

  seen = wire.from();
  const old = wire.log.at(-1).bearer;
  clock.leap(90);
  const { state } = ada;
  const { answered } = await callers(ada, 100);
  await until(() => ada.state === 'fresh' && events.at(-1)?.type === 'refresh');
  timeline.line('100 callers: none waits for the refresh behind them', summary(seen()), '1 refresh, 100 lists', {
    ...unanswered(answered, 100),
    [`the state was ${state}`]: state !== 'refresh',
    'somebody waited for the new token': seen().some(({ kind, bearer }) => kind === 'list' && bearer !== old),
  });

  seen = wire.from();
  await clock.pass(2 * HOUR, () => callers(ada, 1));
  await until(() => ada.state === 'fresh');
  // A token is renewed after 10 of its 15 minutes, or later where the machine is slow and the clock runs on.
  timeline.line('2 hours go by, a request every 15 seconds', summary(seen()), /^([89]|1[012]) refreshes, 480 lists$/);
}

async function steal({ timeline, wire, callers, url, ada }) {
  timeline.scene('A thief has copied a refresh token');
  const sent = wire.log.filter(({ kind }) => kind === 'refresh').map((entry) => JSON.parse(entry.sent).refresh_token);
  timeline.line('until now: how often each was sent', mostOf(sent), /^\d+ tokens, each once$/);
  const held = wire.log.findLast(({ kind }) => kind === 'list').bearer;
  timeline.line(
    'the thief sends one that was used',
    await answerTo(url, 'refresh', { body: { refresh_token: sent.at(-1) } }),
    '400 invalid_grant',
  );
  timeline.line('so the session is over, for both of them', await answerTo(url, 'deployments', { bearer: held }), '401 token_revoked');
  const seen = wire.from();
  const { answered } = await callers(ada, 50);
  timeline.line(
    '50 callers of Ada: they are logged in anew',
    summary(seen()),
    '50 lists → 401, 1 refresh → 400, 1 login, 50 lists',
    unanswered(answered, 50),
  );
}

async function tooMany({ timeline, wire, callers, events, ada }) {
  timeline.scene('Too many at once: 150 requests may pass in 2 seconds');
  const seen = wire.from();
  const { answered } = await callers(ada, 250);
  const told = seen().filter(({ status }) => status === 429);
  const waits = events.filter(({ type, status }) => type === 'retry' && status === 429).map(({ delay }) => delay);
  timeline.line('250 callers: those told to wait do, and come again', summary(seen()), /^250 lists, \d+ lists → 429$/, {
    ...unanswered(answered, 250),
    'not every refusal was waited for': waits.length !== told.length,
    'somebody waited for less than Retry-After': Math.min(...waits) < Math.min(...told.map(({ wait }) => wait)),
  });
}

async function refuse({ timeline, wire, clock, callers, revocation, ada }) {
  timeline.scene('A token that is good, and refused: an operator has revoked it');
  clock.leap(2 * MINUTE);
  const revoke = () => revocation.revokeToken(claimsOf(wire.log.findLast(({ kind }) => kind === 'list').bearer));
  await revoke();
  let seen = wire.from();
  const { answered } = await callers(ada, 20);
  timeline.line(
    '20 callers: one refresh, and each once more',
    summary(seen()),
    '20 lists → 401, 1 refresh, 20 lists',
    unanswered(answered, 20),
  );
  seen = wire.from();
  for (let i = 0; i < 9; i += 1) {
    await revoke();
    await callers(ada, 1);
  }
  timeline.line('the new one too, and eight more', summary(seen()), '9 lists → 401, 9 refreshes, 9 lists');
  await revoke();
  seen = wire.from();
  const { errors } = await callers(ada, 1);
  timeline.line('one more in that minute: the caller is told', summary(seen()), '2 lists → 401', {
    'the caller got no error of the API': errors[0]?.status !== 401,
  });
  clock.leap(5 * MINUTE);
  seen = wire.from();
  await callers(ada, 1);
  timeline.line('5 minutes later it is worth another try', summary(seen()), '1 list → 401, 1 refresh, 1 list');
}

async function sleepLong({ timeline, wire, clock, callers, ada }) {
  timeline.scene('The lid is closed');
  clock.leap(HOUR);
  let seen = wire.from();
  const { state } = ada;
  const first = await callers(ada, 50);
  timeline.line('an hour later, 50 callers wait for one refresh', summary(seen()), '1 refresh, 50 lists', {
    ...unanswered(first.answered, 50),
    [`the state was ${state}`]: state !== 'expired',
  });
  clock.leap(31 * DAY);
  seen = wire.from();
  const second = await callers(ada, 50);
  timeline.line(
    'a month later the refresh token is too old as well',
    summary(seen()),
    '1 refresh → 400, 1 login, 50 lists',
    unanswered(second.answered, 50),
  );
}

async function logOut({ timeline, wire, callers, newClient, password, url, ada }) {
  timeline.scene('Logging out');
  const held = wire.log.findLast(({ kind }) => kind === 'list').bearer;
  const refresh = wire.log.findLast(({ got }) => got?.refresh_token !== undefined).got.refresh_token;
  let seen = wire.from();
  const confirmed = await ada.logout();
  timeline.line('Ada logs out', summary(seen()), '1 logout', {
    'it was not confirmed': !confirmed,
    'there still is a token': ada.state !== 'empty',
    'the refresh token was not given back': JSON.parse(seen()[0]?.sent ?? '{}').refresh_token !== refresh,
  });
  timeline.line('her access token, with 15 minutes left', await answerTo(url, 'deployments', { bearer: held }), '401 token_revoked');
  timeline.line('her refresh token', await answerTo(url, 'refresh', { body: { refresh_token: refresh } }), '400 invalid_grant');
  seen = wire.from();
  const { errors } = await callers(ada, 10);
  timeline.line('10 callers come too late', `${errors[0]?.code}, ${summary(seen())}`, 'logged_out, nothing sent');

  seen = wire.from();
  // What `await using` does at the end of a block.
  const brief = newClient({ username: 'ada', password });
  await callers(brief, 1);
  await brief[Symbol.asyncDispose]();
  timeline.line('`await using`: the end of a block logs out', summary(seen()), '1 login, 1 list, 1 logout');
}

async function script({ timeline, wire, clock, callers, events, newClient, password }) {
  timeline.scene('A script, with a session token for a day from its environment');
  const person = newClient({ username: 'ada', password });
  const sessionToken = await person.createSessionToken();
  const keeper = newClient({ sessionToken: await person.createSessionToken(), rotate: true });
  const plain = newClient({ sessionToken });
  let seen = wire.from();
  await callers(plain, 1);
  await callers(keeper, 1);
  timeline.line('two scripts, each with its own', summary(seen()), '2 lists');

  clock.leap(DAY - 4 * MINUTE);
  seen = wire.from();
  await callers(plain, 10);
  const warnings = events.filter(({ type }) => type === 'expiring').length;
  timeline.line('4 minutes before its end: a warning, said once', `${summary(seen())}, ${warnings} warning`, '10 lists, 1 warning');
  seen = wire.from();
  await callers(keeper, 10);
  await until(() => keeper.state === 'fresh');
  timeline.line('the other may rotate: its token is replaced', summary(seen()), '1 rotation, 10 lists');

  clock.leap(5 * MINUTE);
  seen = wire.from();
  const { errors } = await callers(plain, 1);
  timeline.line('the next day, the one that did not', `${errors[0]?.code}, ${summary(seen())}`, 'session_expired, nothing sent');
  seen = wire.from();
  await callers(keeper, 1);
  timeline.line('and the one that did', summary(seen()), '1 list');
  for (const client of [person, plain, keeper]) await client[Symbol.asyncDispose]();
}

async function nothingTold({ timeline, wire, events, told }) {
  timeline.scene('Looking back');
  const { log } = wire;
  const late = log.filter(({ isLate, kind }) => isLate && kind === 'list').length;
  timeline.line('requests of clients with a token that was over', `${late} of ${log.length}`, `0 of ${log.length}`);
  const tokens = [...wire.tokens()];
  const holds = (text) => tokens.some((token) => text.includes(token));
  const astray = log.filter(
    ({ url, otherHeaders, kind, sent }) => holds(url + otherHeaders) || (/list|login|rotation/.test(kind) && holds(sent)),
  ).length;
  timeline.line('tokens in a URL, another header or another body', `${astray} of ${tokens.length}`, `0 of ${tokens.length}`);
  const spoken = told.join('\n') + JSON.stringify(events);
  const leaked = tokens.filter((token) => spoken.includes(token) || spoken.includes(token.split('.').at(-1))).length;
  timeline.line('tokens in events, errors, or on this screen', `${leaked} of ${tokens.length}`, `0 of ${tokens.length}`);
}

export const SCENES = [logIn, stayFresh, steal, tooMany, refuse, sleepLong, logOut, script, nothingTold];

const unanswered = (answered, wanted) => ({ [`only ${answered} of ${wanted} were answered`]: answered !== wanted });

const claimsOf = (token) => JSON.parse(Buffer.from(token.split('.')[1], 'base64url').toString());

/** Waits for what happens in the background; if it never does, the line that follows fails. */
async function until(isSo) {
  for (let tries = 0; tries < 500 && !isSo(); tries += 1) await sleep(10);
}

function mostOf(tokens) {
  const repeated = tokens.length - new Set(tokens).size;
  return repeated === 0 ? `${tokens.length} tokens, each once` : `${tokens.length} tokens, ${repeated} again`;
}

/** A request that no client of ours makes: status and code of the answer. */
async function answerTo(url, path, { bearer, body }) {
  const headers = { ...(bearer && { authorization: `Bearer ${bearer}` }), ...(body && { 'content-type': 'application/json' }) };
  const response = await fetch(new URL(path, url), { method: body ? 'POST' : 'GET', headers, body: body && JSON.stringify(body) });
  return `${response.status} ${(await response.json()).code ?? 'accepted'}`;
}
