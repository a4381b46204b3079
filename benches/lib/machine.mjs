// What a reader needs to know of the machine and of who took part.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import { findBrowser } from './browser.mjs';
import { BIN, INSTALLED, ROOT } from './paths.mjs';

const PACKAGES = ['jose', 'jsonwebtoken', 'fast-jwt', '@node-rs/jsonwebtoken', 'hono', 'aws-jwt-verify', 'miniflare', 'workerd'];
const version = (folder) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version;

/** Some are installed for the bench alone. */
const folderOf = (name) =>
  ['benches', '.'].map((place) => join(ROOT, place, 'node_modules', name)).find((folder) => existsSync(folder)) ?? name;

export const load = () => Number(loadavg()[0].toFixed(2));

export function machine(date) {
  const processors = cpus();
  const wasm = readFileSync(join(INSTALLED, 'wasm', 'verifier.wasm'));
  return {
    ...(date ? { date } : {}),
    cpu: processors[0]?.model.trim() ?? 'unknown',
    cores: processors.length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    platform: `${process.platform} ${process.arch}`,
    node: process.versions.node,
    openssl: process.versions.openssl,
    tokenward: { version: version(INSTALLED), wasmSha256: createHash('sha256').update(wasm).digest('hex').slice(0, 16) },
    packages: Object.fromEntries(PACKAGES.map((name) => [name, version(folderOf(name))])),
  };
}

/** The first version number a program prints. */
export function programVersion(name) {
  const program = name === 'chromium' ? findBrowser() : join(BIN, name);
  return (
    execFileSync(program, ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).match(/\d+(\.\d+)+/)?.[0] ?? 'unknown'
  );
}
