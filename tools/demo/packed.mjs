// What a user gets: pkg/ as npm packs it, and that tarball installed with npm.
import { cpSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { installPackage } from '../install-package.mjs';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/**
 * Packs and installs into `target/<name>/app`. Each tool has a folder of its own, so that one
 * can run while another serves.
 */
export function installPacked(name) {
  const app = join(ROOT, 'target', name, 'app');
  const tarball = installPackage(app);
  return { app, installed: join(app, 'node_modules', 'tokenward'), tarball: basename(tarball), size: statSync(tarball).size };
}

/** Puts an example beside the installed package, which it then imports, and returns its folder. */
export function copyExample(app, name) {
  const folder = join(app, name);
  cpSync(join(ROOT, 'examples', name), folder, { recursive: true });
  return folder;
}

/** Imports a file of such a folder. */
export const importFrom = (folder, file) => import(pathToFileURL(join(folder, file)).href);
