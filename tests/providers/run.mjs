// The providers in a line: what each of them issues passes, and what looks like it does not. Every row of the
// tables serves the provider's documents at their own URLs, by a fetch function that leads to a local issuer.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installPackage } from '../../tools/install-package.mjs';
import { runChecks } from '../support/checks.mjs';
import { importFile } from '../support/node.mjs';
import { accountRows } from './accounts.mjs';
import { optionChecks } from './options.mjs';
import { newKeys, startProviders, tableChecks } from './setup.mjs';
import { tenantRows } from './tenants.mjs';
import { workloadRows } from './workloads.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const app = join(root, 'target/providers/app');
installPackage(app);
const tokenward = await importFile(app, 'node_modules/tokenward/entry/node.js');
const providers = await importFile(app, 'node_modules/tokenward/dist/providers/index.js');

const made = new Map();
/** The keys of an algorithm, made once: RSA takes its time. */
function keysOf(alg) {
  if (!made.has(alg)) made.set(alg, newKeys(alg));
  return made.get(alg);
}

const issuer = await startProviders();
const rows = { ...tenantRows(providers), ...accountRows(providers), ...workloadRows(providers) };
const checks = {
  ...tableChecks(tokenward, issuer, keysOf, rows),
  ...optionChecks(tokenward, providers, issuer, keysOf),
  'every provider has a row': () => {
    const tested = new Set(Object.keys(rows).map((title) => title.split(',')[0]));
    const missing = Object.keys(providers).filter((name) => typeof providers[name] === 'function' && !tested.has(name));
    if (missing.length > 0) throw new Error(`nothing tests ${missing}`);
  },
};
// For work on one of them: `node tests/providers/run.mjs cognito`.
const [, , only = ''] = process.argv;
await runChecks('providers', Object.fromEntries(Object.entries(checks).filter(([name]) => name.includes(only))));
issuer.stop();
