// Helpers for test scripts that run in Node.js.
import { createHmac } from 'node:crypto';
import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** Imports a file of a folder, such as one of an installed package. */
export const importFile = (folder, name) => import(pathToFileURL(join(folder, name)).href);

/** An HS256 token of exactly these claims, whose signature is not ours. */
export function mintHs256(claims, secret, header = {}) {
  const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const input = `${encode({ alg: 'HS256', ...header })}.${encode(claims)}`;
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
}

/** Puts the helpers where test files that were copied into `app` look for them: `../support/`. */
export function copySupport(app) {
  const folder = join(app, '../support');
  mkdirSync(folder, { recursive: true });
  for (const name of ['node.mjs', 'portable.mjs']) cpSync(fileURLToPath(new URL(name, import.meta.url)), join(folder, name));
}
