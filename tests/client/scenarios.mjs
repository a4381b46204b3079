// All scenarios, the same for every runtime.
import { clockScenarios } from './suite/clocks.mjs';
import { cookieScenarios } from './suite/cookie.mjs';
import { exchangeScenarios } from './suite/exchange.mjs';
import { lifeScenarios } from './suite/life.mjs';
import { logoutScenarios } from './suite/logout.mjs';
import { manyScenarios } from './suite/many.mjs';
import { misuseScenarios } from './suite/misuse.mjs';
import { opaqueScenarios } from './suite/opaque.mjs';
import { persistScenarios } from './suite/persist.mjs';
import { redirectScenarios } from './suite/redirects.mjs';
import { refreshScenarios } from './suite/refresh.mjs';
import { refusedScenarios } from './suite/refused.mjs';
import { requestScenarios } from './suite/requests.mjs';
import { retryScenarios } from './suite/retry.mjs';
import { runScenario } from './suite/setup.mjs';
import { silentScenarios } from './suite/silent.mjs';
import { staticScenarios } from './suite/static.mjs';

const GROUPS = {
  refresh: refreshScenarios,
  refused: refusedScenarios,
  opaque: opaqueScenarios,
  cookie: cookieScenarios,
  retry: retryScenarios,
  life: lifeScenarios,
  logout: logoutScenarios,
  persist: persistScenarios,
  static: staticScenarios,
  requests: requestScenarios,
  redirects: redirectScenarios,
  exchange: exchangeScenarios,
  silent: silentScenarios,
  misuse: misuseScenarios,
  clocks: clockScenarios,
  many: manyScenarios,
};

/** `{ 'group: name': (env) => Promise }`; see suite/setup.mjs for what `env` is. */
export const scenarios = Object.fromEntries(
  Object.entries(GROUPS).flatMap(([group, each]) =>
    Object.entries(each).map(([name, scenario]) => [`${group}: ${name}`, (env) => runScenario(env, scenario)]),
  ),
);

/**
 * Runs those that have `only` in their names, and calls `done(name, problem)` for each, `null` if
 * there is none. Two at a time: those of many callers, and the others, which mostly wait.
 */
export async function runAll(run, done, only = '') {
  const names = Object.keys(scenarios).filter((name) => name.includes(only));
  const isMany = (name) => name.startsWith('many: ');
  const lane = async (lanes) => {
    for (const name of lanes)
      done(
        name,
        await run(name).then(
          (problem) => problem ?? null,
          (error) => String(error?.stack ?? error),
        ),
      );
  };
  await Promise.all([lane(names.filter(isMany)), lane(names.filter((name) => !isMany(name)))]);
}

/** The results of a run that may be far ahead, as one check for each scenario: `results` starts it. */
export function checksOf(runtime, results) {
  return Object.fromEntries(
    Object.keys(scenarios).map((name) => [
      `${runtime}: ${name}`,
      async () => {
        const problem = await results(name);
        if (problem !== null) throw new Error(problem ?? 'it was not run');
      },
    ]),
  );
}

/** Runs all in the background; gives each result as soon as it is there. */
export function inBackground(run, only) {
  const waiting = new Map(Object.keys(scenarios).map((name) => [name, deferred()]));
  const end = runAll(run, (name, problem) => waiting.get(name).resolve(problem), only);
  return { of: (name) => waiting.get(name).promise, end };
}

function deferred() {
  let resolve;
  const promise = new Promise((settle) => (resolve = settle));
  return { promise, resolve };
}
