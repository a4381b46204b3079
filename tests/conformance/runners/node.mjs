// Node. Argument: the engine (wasm or auto), or an entry point (slim or inline).
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { inspect } from 'node:util';
import { APP, INSTALLED } from '../lib/paths.mjs';
import { readFixtures, report } from '../lib/report.mjs';
import { runSuite } from '../suite.mjs';

const [mode = 'wasm'] = process.argv.slice(2);
const load = async (name) => (await import(pathToFileURL(join(APP, name)))).tokenward;

/** The one wasm file of the package that the main entry uses. */
function wasmBytes() {
  const files = readdirSync(INSTALLED, { recursive: true }).filter((name) => name.endsWith('.wasm'));
  if (files.length !== 1) throw new Error(`expected one wasm file in the package, found ${files}`);
  return readFileSync(join(INSTALLED, files[0]));
}

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
