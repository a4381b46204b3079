// The client against a hostile server, in Chromium: the scenarios in a page, and sessions over tabs.
//
//   node tests/client/browser.mjs                       everything
//   node tests/client/browser.mjs 'Chromium: retry'     what has this in its name
import process from 'node:process';
import { runChecks } from '../support/checks.mjs';
import { chromiumChecks } from './chromium.mjs';
import { choose, prepare } from './prepare.mjs';
import { tabChecks } from './tabs.mjs';

const [, , only = ''] = process.argv;
const { server } = await prepare('client-browser');
const checks = { ...tabChecks(server), ...chromiumChecks(server, only.split(/: (.*)/s)[1]) };
await runChecks('client-browser', Object.fromEntries(choose(checks, only)));
await server.stop();
