// All scenarios, the same for every runtime.
import { clockScenarios } from './suite/clocks.mjs';
import { lifeScenarios } from './suite/life.mjs';
import { manyScenarios } from './suite/many.mjs';
import { misuseScenarios } from './suite/misuse.mjs';
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
  retry: retryScenarios,
  life: lifeScenarios,
  static: staticScenarios,
  requests: requestScenarios,
  redirects: redirectScenarios,
  silent: silentScenarios,
  misuse: misuseScenarios,
  clocks: clockScenarios,
  many: manyScenarios,
};

/** `{ 'group: name': (env) => Promise }`; see suite/setup.mjs for what `env` is. */
export const scenarios = Object.fromEntries(
  Object.entries(GROUPS).flatMap(([group, each]) => Object.entries(each).map(([name, scenario]) => [`${group}: ${name}`, (env) => runScenario(env, scenario)])),
);
