// The result files.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const PARTS = ['node', 'workerd', 'deno', 'bun', 'chromium', 'growth', 'startup'];

export function writeResult(folder, name, value) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(value, null, 1)}\n`);
}

/** What there is, by part. */
export function readResults(folder) {
  const found = PARTS.map((name) => [name, join(folder, `${name}.json`)]).filter(([, path]) => existsSync(path));
  return Object.fromEntries(found.map(([name, path]) => [name, JSON.parse(readFileSync(path, 'utf8'))]));
}
