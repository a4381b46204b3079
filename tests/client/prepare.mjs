// What both halves of the suite need: the package, installed, with the scenarios beside it, and a server.
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installPackage } from '../../tools/install-package.mjs';
import { copySupport } from '../support/node.mjs';
import { startHostile } from './hostile.mjs';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** Makes the folder `target/<name>/app`, and a server of its files. */
export async function prepare(name) {
  const app = join(root, 'target', name, 'app');
  installPackage(app);
  copySupport(app);
  for (const each of ['elsewhere.mjs', 'heap-child.mjs', 'scenarios.mjs', 'page.html', 'suite']) {
    cpSync(join(root, 'tests/client', each), join(app, each), { recursive: true });
  }
  const server = await startHostile({ package: join(app, 'node_modules/tokenward'), tests: app, support: join(root, 'tests/support') });
  return { app, server };
}

/** The checks whose names have `only` in them, and those that start and stop what they need. */
export function choose(checks, only) {
  const names = Object.keys(checks).filter((name) => name.includes(only));
  const isNeeded = (name) =>
    / (starts|stops)$/.test(name) && names.some((other) => !/ (starts|stops)$/.test(other) && other.startsWith(name.split(':')[0]));
  return Object.entries(checks).filter(([name]) => names.includes(name) || isNeeded(name));
}
