// Linear work: whatever length of header, cookie, body, URL, token, log line or answer somebody sends, eight times as
// much takes some eight times as long, and not sixty-four. The functions are those of the installed package.
import { cpSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { installPackage } from '../../tools/install-package.mjs';
import { runChecks } from '../support/checks.mjs';
import { copySupport, importFile } from '../support/node.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const app = join(root, 'target/linear/app');
installPackage(app);
cpSync(join(root, 'node_modules/oauth4webapi'), join(app, 'node_modules/oauth4webapi'), { recursive: true });
for (const name of readdirSync(join(root, 'tests/linear'))) cpSync(join(root, 'tests/linear', name), join(app, name));
copySupport(app);
const { subjects } = await importFile(app, 'subjects.mjs');

// `run.mjs redact` runs the checks whose names begin so.
const only = process.argv[2] ?? '';
await runChecks('linear', Object.fromEntries(Object.entries(subjects).filter(([name]) => name.startsWith(only))));
