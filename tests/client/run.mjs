// The client against a hostile server, in every runtime.
//
//   node tests/client/run.mjs                     everything
//   node tests/client/run.mjs 'Node.js: retry'    what has this in its name
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { installPackage } from '../../tools/install-package.mjs';
import { runChecks } from '../support/checks.mjs';
import { copySupport } from '../support/node.mjs';
import { chromiumChecks } from './chromium.mjs';
import { heapChecks } from './heap.mjs';
import { startHostile } from './hostile.mjs';
import { commands, runtimeChecks } from './runtimes.mjs';
import { shutdownChecks } from './shutdown.mjs';
import { tabChecks } from './tabs.mjs';
import { workerdChecks } from './workerd.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const app = join(root, 'target/client/app');
installPackage(app);
copySupport(app);
// Beside the installed package, so that they find it.
for (const name of ['elsewhere.mjs', 'heap-child.mjs', 'scenarios.mjs', 'page.html', 'suite']) {
  cpSync(join(root, 'tests/client', name), join(app, name), { recursive: true });
}
const [, , only = ''] = process.argv;
const part = only.split(/: (.*)/s)[1];
const server = await startHostile({ package: join(app, 'node_modules/tokenward'), tests: app, support: join(root, 'tests/support') });

const checks = {
  // These run on while the others are looked at.
  ...runtimeChecks(root, app, server, only),
  ...workerdChecks(app, server, part),
  ...tabChecks(server),
  ...chromiumChecks(server, part),
  ...heapChecks(app, server),
  ...shutdownChecks(app, server, commands(root)),
};
const names = Object.keys(checks).filter((name) => name.includes(only));
const isNeeded = (name) =>
  / (starts|stops)$/.test(name) && names.some((other) => !/ (starts|stops)$/.test(other) && other.startsWith(name.split(':')[0]));
const chosen = Object.entries(checks).filter(([name]) => names.includes(name) || isNeeded(name));
// What runs in the background is begun first and looked at last.
const isBackground = ([name]) =>
  [...Object.keys(commands(root)), 'workerd'].some((runtime) => name.startsWith(`${runtime}: `)) && !/: shutdown: | starts$/.test(name);
await runChecks('client', Object.fromEntries([...chosen.filter((each) => !isBackground(each)), ...chosen.filter(isBackground)]));
await server.stop();
