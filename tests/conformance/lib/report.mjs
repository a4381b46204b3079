// What every runner prints and leaves behind.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { FIXTURES, RESULTS } from './paths.mjs';

const SHOWN = 25;

export const readFixtures = () => JSON.parse(readFileSync(FIXTURES, 'utf8'));

export function report(runtime, result) {
  mkdirSync(RESULTS, { recursive: true });
  writeFileSync(join(RESULTS, `${runtime.replaceAll(/\W+/g, '-')}.json`), JSON.stringify({ runtime, ...result }, null, 1));
  console.log(`${runtime}: ${result.passed} passed, ${result.failed} failed`);
  for (const { id, expected, got } of result.failures.slice(0, SHOWN)) {
    console.log(`  ${id}\n    expected: ${expected}\n    got:      ${got}`);
  }
  if (result.failed > SHOWN) console.log(`  and ${result.failed - SHOWN} more`);
  process.exitCode = result.failed === 0 && result.passed > 0 ? 0 : 1;
}
