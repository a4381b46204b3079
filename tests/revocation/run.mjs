// Revocation and existence: which tokens are refused, here and elsewhere, whatever becomes of the store.
import { installPackage } from '../../tools/install-package.mjs';
import { runChecks } from '../support/checks.mjs';
import { app, importFile } from './support.mjs';

installPackage(app);
const { prepareTraps, trapChecks } = await import('./trap.mjs');
prepareTraps();
const tokenward = await importFile('entry/node.js');

// A promise that nobody waits for must not end the user's process.
const unhandled = [];
process.on('unhandledRejection', (reason) => unhandled.push(reason));

const { listChecks } = await import('./list.mjs');
const { answerChecks } = await import('./answers.mjs');
const { claimChecks } = await import('./claims.mjs');
const { redisChecks } = await import('./redis.mjs');
const { workerdChecks } = await import('./workerd.mjs');

await runChecks('revocation', {
  ...listChecks(tokenward),
  ...answerChecks(tokenward),
  ...(await redisChecks(tokenward, await importFile('dist/stores/redis.js'))),
  ...claimChecks(tokenward),
  ...trapChecks(tokenward),
  ...workerdChecks(),
  'nothing was left unhandled': async () => {
    await new Promise((resolve) => setTimeout(resolve, 50));
    if (unhandled.length > 0) throw new AggregateError(unhandled, `${unhandled.length} unhandled rejections: ${unhandled[0]?.stack}`);
  },
});
