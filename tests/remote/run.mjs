// Keys that are fetched: a real issuer over HTTP that rotates, fails and misbehaves, under many
// calls at once.
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { installPackage } from '../../tools/install-package.mjs';
import { runChecks } from '../support/checks.mjs';
// Before the package is loaded.
import '../support/trap.mjs';
import { answerChecks } from './answers.mjs';
import { discoveryChecks } from './discovery.mjs';
import { failureChecks } from './failures.mjs';
import { floodChecks } from './floods.mjs';
import { freshnessChecks } from './freshness.mjs';
import { issuersChecks } from './issuers.mjs';
import { optionChecks } from './options.mjs';
import { rotationChecks } from './rotation.mjs';
import { runtimeChecks } from './runtimes.mjs';
import { setup } from './setup.mjs';
import { sharedChecks } from './shared.mjs';
import { tenantChecks } from './tenants.mjs';
import { togetherChecks } from './together.mjs';
import { trapChecks } from './trap.mjs';
import { workerdChecks } from './workerd.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const app = join(root, 'target/remote/app');
installPackage(app);
const tokenward = await import(pathToFileURL(join(app, 'node_modules/tokenward/entry/node.js')).href);
const given = setup(tokenward);

const checks = {
  ...rotationChecks(given),
  ...floodChecks(given),
  ...failureChecks(given),
  ...freshnessChecks(given),
  ...answerChecks(given),
  ...optionChecks(given),
  ...discoveryChecks(given),
  ...sharedChecks(given),
  ...issuersChecks(given),
  ...tenantChecks(given),
  ...togetherChecks(given),
  ...trapChecks(given),
  ...runtimeChecks(root, app),
  ...workerdChecks(app),
};
// For work on one of them: `node tests/remote/run.mjs flood`.
const [, , only = ''] = process.argv;
await runChecks('remote', Object.fromEntries(Object.entries(checks).filter(([name]) => name.includes(only))));
