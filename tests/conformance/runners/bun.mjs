// Bun, with the package as its own resolution finds it in node_modules.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { inspect } from 'node:util';
import { APP } from '../lib/paths.mjs';
import { readFixtures, report } from '../lib/report.mjs';
import { runSuite } from '../suite.mjs';

const { tokenward } = await import(pathToFileURL(join(APP, 'main.mjs')).href);
report('bun', await runSuite(tokenward, readFixtures(), { runtime: 'bun', inspect }));
