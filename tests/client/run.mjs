// The client against a hostile server, in every runtime.
//
//   node tests/client/run.mjs                     everything
//   node tests/client/run.mjs 'Node.js: retry'    what has this in its name
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { installPackage } from '../../tools/install-package.mjs';
import { runChecks } from '../support/checks.mjs';
import { chromiumChecks } from './chromium.mjs';
import { heapChecks } from './heap.mjs';
import { startHostile } from './hostile.mjs';
import { runtimeChecks } from './runtimes.mjs';
import { tabChecks } from './tabs.mjs';
import { workerdChecks } from './workerd.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const app = join(root, 'target/client/app');
installPackage(app);
const [, , only = ''] = process.argv;
const server = await startHostile({ package: join(app, 'node_modules/tokenward'), tests: app });

const checks = {
  ...heapChecks(app, server),
  ...runtimeChecks(root, app, server, only),
  ...workerdChecks(app, server),
  ...chromiumChecks(server),
  ...tabChecks(server),
};
const isChosen = (name) => name.includes(only) || / (starts|stops)$/.test(name);
await runChecks('client', Object.fromEntries(Object.entries(checks).filter(([name]) => isChosen(name))));
await server.stop();
