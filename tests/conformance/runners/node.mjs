// Node. Argument: the engine (wasm or auto), or an entry point (slim or inline).
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { inspect } from 'node:util';
import { APP, INSTALLED } from '../lib/paths.mjs';
import { readFixtures, report } from '../lib/report.mjs';
import { runSuite } from '../suite.mjs';

const [mode = 'wasm'] = process.argv.slice(2);
const load = async (name) => (await import(pathToFileURL(join(APP, name)))).tokenward;

/** The module that the main entry uses. */
const wasmBytes = () => readFileSync(join(INSTALLED, 'wasm/verifier.wasm'));

if (mode === 'slim') {
  const tokenward = await load('slim.mjs');
  tokenward.initSync(new WebAssembly.Module(wasmBytes()));
  await tokenward.ready();
  report('node slim', await runSuite(tokenward, readFixtures(), { runtime: 'node', inspect, smoke: true }));
} else if (mode === 'inline') {
  report('node inline', await runSuite(await load('inline.mjs'), readFixtures(), { runtime: 'node', inspect, smoke: true }));
} else {
  report(`node ${mode}`, await runSuite(await load('main.mjs'), readFixtures(), { runtime: 'node', engine: mode, inspect }));
}
