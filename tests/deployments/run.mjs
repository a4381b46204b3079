// The example API, SDK and page, as they are, on the packed package; and the demo, which must be
// able to fail.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import assert from 'node:assert/strict';
import { copyExample, installPacked } from '../../tools/demo/packed.mjs';
import { runChecks } from '../support/checks.mjs';
import { apiChecks } from './api.mjs';
import { pageChecks } from './page.mjs';
import { runtimeChecks } from './runtimes.mjs';
import { sdkChecks } from './sdk.mjs';

const { app, installed } = installPacked('deployments');
const folders = { api: copyExample(app, 'deployments-api'), sdk: copyExample(app, 'deployments-sdk') };

await runChecks('deployments', {
  ...(await apiChecks(folders)),
  ...(await sdkChecks(folders)),
  ...runtimeChecks({ app, ...folders }),
  ...pageChecks({ app, installed }),
  'the demo fails without a guard, and with a careless client and server': () => {
    const demo = fileURLToPath(new URL('../../tools/demo.mjs', import.meta.url));
    const { status, stdout } = spawnSync('node', [demo, '--break'], { encoding: 'utf8' });
    assert.equal(status, 1);
    const [attacks, life] = [...stdout.matchAll(/(\d+) of \d+ lines are not as expected/g)].map(([, count]) => Number(count));
    // Every refusal of the first half; of the second all but what careless ones do right.
    assert(attacks === 25 && life >= 24, `${attacks} and ${life}`);
  },
});
