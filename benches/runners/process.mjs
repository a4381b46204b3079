// Node, Deno, Bun: compares in the process it is started in. Argument: the settings, as JSON.
// Prints the samples as one line of JSON.
//
// In Node everybody takes part; elsewhere tokenward and jose, which run everywhere.
import { readFileSync } from 'node:fs';
import { joseAtOnceMaker, joseMaker } from '../contestants/jose.mjs';
import { tokenwardMaker } from '../contestants/tokenward.mjs';
import { runScenario } from '../lib/algorithm-run.mjs';
import { MAIN, url } from '../lib/paths.mjs';

const { runtime, fixtures: path, ...settings } = JSON.parse(process.argv[2]);
const { tokenward } = await import(url(MAIN));
const makers = [tokenwardMaker(tokenward), joseMaker];
if (runtime === 'node') {
  delete joseMaker.mayLack;
  makers.push(joseAtOnceMaker);
  const others = ['jsonwebtoken', 'fast-jwt', 'node-rs', 'hono', 'aws-jwt-verify', 'node-crypto'];
  for (const name of others) makers.push(...Object.values(await import(`../contestants/${name}.mjs`)));
}
const fixtures = JSON.parse(readFileSync(path, 'utf8'));
console.log(JSON.stringify(await runScenario({ ...settings, fixtures, makers })));
