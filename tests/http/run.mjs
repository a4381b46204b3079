// What stands before and after a handler: the IP allow-list and the security headers.
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { installPackage } from '../../tools/install-package.mjs';
import { runChecks } from '../support/checks.mjs';
import { headerChecks } from './headers.mjs';
import { ipChecks } from './ip.mjs';
import { workerdChecks } from './workerd.mjs';

const app = fileURLToPath(new URL('../../target/http/app', import.meta.url));
installPackage(app);
const tokenward = await import(pathToFileURL(join(app, 'node_modules/tokenward/entry/node.js')).href);

await runChecks('http', { ...ipChecks(tokenward), ...headerChecks(tokenward), ...workerdChecks(app) });
