// What scenarios share. Nothing here or in the scenarios knows in which runtime it is: all they
// have is what `env` gives and what every runtime has.
//
// env: { createClient, ClientError, TokenHolder, baseUrl, otherUrl, show }
//   options       of clients, which this runtime needs
//   show(value)   whatever ways this runtime has to print a value, as one text

import { equal, Failure, inTime, ok, sleep, thrown, until } from '../../support/portable.mjs';

export { equal, Failure, inTime, ok, sleep, thrown, until };
/** A number between two. */
export const within = (actual, low, high, what = '') =>
  ok(actual >= low && actual <= high, `${what} ${actual} is not in ${low} to ${high}`);

let worlds = 0;

/** What a scenario gets. `finish` looks through everything that could have leaked. */
export function setup(env) {
  const { createClient, ClientError, baseUrl, otherUrl, show } = env;
  const opened = [];
  const clients = [];
  const seen = [];

  /** A corner of the server that no other scenario knows. */
  async function world(knobs = {}) {
    const id = `${env.name ?? 'x'}-${Date.now().toString(36)}-${(worlds += 1)}-${Math.random().toString(36).slice(2, 8)}`;
    const url = `${baseUrl}/w/${id}/`;
    const ask = async (question) => (await fetch(`${url}control`, { method: 'POST', body: JSON.stringify(question) })).json();
    const w = {
      id,
      url,
      otherUrl: `${otherUrl}/w/${id}/`,
      time: { ahead: 0 },
      set: (more) => ask({ action: 'set', knobs: more }),
      report: () => ask({}),
      counts: async () => (await ask({})).counts,
      refuseAll: () => ask({ action: 'refuseAll' }),
      revokeAll: () => ask({ action: 'revokeAll' }),
      release: () => ask({ action: 'release' }),
      issue: () => ask({ action: 'issue' }),
      /** Does the work while no other scenario, of whatever runtime, does its own in the same way. */
      async alone(work) {
        await ask({ action: 'takeTurn' });
        try {
          return await work();
        } finally {
          await ask({ action: 'endTurn' });
        }
      },
      /** Moves both clocks: the server's, and that of the clients which were made with `w.clock`. */
      async advance(seconds) {
        await ask({ action: 'advance', seconds });
        w.time.ahead += seconds;
      },
      clock: () => Date.now() / 1000 + w.time.ahead,
      arrived: (endpoint, count) => until(async () => (await ask({})).counts[endpoint] >= count, `no ${endpoint} number ${count}`),
    };
    await w.set(knobs);
    opened.push(w);
    return w;
  }

  /** A client of that world that can log in by itself. */
  function client(w, options = {}) {
    const made = createClient({
      baseUrl: w.url,
      login: { url: 'login', body: { user: 'ann', password: 'right' } },
      refresh: 'refresh',
      logout: 'logout',
      retry: { base: 0.02 },
      tabs: false,
      clock: w.clock,
      ...env.options,
      ...options,
    });
    clients.push(made);
    made.events = [];
    for (const type of ['login', 'refresh', 'adopt', 'logout', 'retry', 'expiring', 'persist']) {
      made.on(type, (event) => made.events.push(event));
    }
    made.told = (type) => made.events.filter((event) => event.type === type);
    return made;
  }

  async function refuses(promise, code) {
    const error = await thrown(promise);
    seen.push(error);
    ok(error instanceof ClientError, `no ClientError but ${error?.stack}`);
    equal(error.code, code);
    return error;
  }

  async function status(promise, expected = 200) {
    const response = await inTime(promise);
    equal(response.status, expected);
    return response;
  }

  /** Whatever was printed, thrown or shown holds no token, and the servers saw none where it must not be. */
  async function finish(printed, { faults: allowed = [] } = {}) {
    const texts = [...printed, ...seen, ...clients, ...clients.map((each) => each.events)].map(show).join('\n');
    for (const w of opened) {
      const { faults, secrets } = await w.report();
      equal(
        faults.filter((fault) => !allowed.includes(fault)),
        [],
        'faults',
      );
      for (const secret of secrets)
        ok(
          !texts.includes(secret) && !texts.includes(secret.slice(-24)),
          `a token was shown: ${texts.slice(Math.max(0, texts.indexOf(secret.slice(-24)) - 200)).slice(0, 400)}`,
        );
    }
    await Promise.all(clients.map((each) => each.dispose()));
  }

  return { ...env, world, client, refuses, status, seen, finish, allowed: [] };
}

const METHODS = ['log', 'info', 'warn', 'error', 'debug', 'trace', 'dir'];
/** What is printed, for each scenario that is running. */
const listening = new Set();
const kept = METHODS.map((name) => [name, globalThis.console[name]]);

function listen(printed) {
  if (listening.size === 0) {
    for (const [name] of kept) globalThis.console[name] = (...args) => listening.forEach((each) => each.push(...args));
  }
  listening.add(printed);
  return () => {
    listening.delete(printed);
    if (listening.size === 0) for (const [name, method] of kept) globalThis.console[name] = method;
  };
}

/** Runs a scenario as a check: with an eye on the console and on promises that nobody looks at. */
export async function runScenario(env, scenario) {
  const printed = [];
  const stray = [];
  const stops = [listen(printed), env.watch((reason) => stray.push(reason))];
  const given = setup(env);
  try {
    await scenario(given);
    await sleep(20); // for rejections, which are told late
    equal(stray.map(env.show), [], 'unhandled rejections');
    await given.finish(printed, { faults: given.allowed });
    equal(printed.map(env.show), [], 'printed');
  } finally {
    for (const stop of stops) stop();
  }
}
