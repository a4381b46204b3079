// The client against a hostile server, in Node.js, Deno, Bun and workerd.
//
//   node tests/client/run.mjs                     everything
//   node tests/client/run.mjs 'Node.js: retry'    what has this in its name
import process from 'node:process';
import { runChecks } from '../support/checks.mjs';
import { heapChecks } from './heap.mjs';
import { choose, prepare, root } from './prepare.mjs';
import { commands, runtimeChecks } from './runtimes.mjs';
import { shutdownChecks } from './shutdown.mjs';
import { workerdChecks } from './workerd.mjs';

const [, , only = ''] = process.argv;
const { app, server } = await prepare('client');
const chosen = choose(
  {
    // These run on while the others are looked at.
    ...runtimeChecks(root, app, server, only),
    ...workerdChecks(app, server, only.split(/: (.*)/s)[1]),
    ...heapChecks(app, server),
    ...shutdownChecks(app, server, commands(root)),
  },
  only,
);
// What runs in the background is begun first and looked at last.
const isBackground = ([name]) =>
  [...Object.keys(commands(root)), 'workerd'].some((runtime) => name.startsWith(`${runtime}: `)) && !/: shutdown: | starts$/.test(name);
await runChecks('client', Object.fromEntries([...chosen.filter((each) => !isBackground(each)), ...chosen.filter(isBackground)]));
await server.stop();
