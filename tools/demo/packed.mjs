// What a user gets: pkg/ as npm packs it, and that tarball installed with npm.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

// Nothing is looked up: the package has no dependency, and pkg/ has no script to run.
const QUIET = ['--offline', '--ignore-scripts', '--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error'];

const npm = (cwd, ...args) =>
  execFileSync('npm', [...args, ...QUIET], { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });

/**
 * Packs and installs into `target/<name>/app`. Each tool has a folder of its own, so that one
 * can run while another serves.
 */
export function installPacked(name) {
  const source = join(ROOT, 'pkg');
  if (!existsSync(join(source, 'package.json'))) throw new Error('pkg/ is not there: build it first, with `make package`');
  const work = join(ROOT, 'target', name);
  const app = join(work, 'app');
  rmSync(work, { recursive: true, force: true });
  mkdirSync(app, { recursive: true });
  const [{ filename, size }] = JSON.parse(npm(source, 'pack', '--json', '--pack-destination', work));
  writeFileSync(join(app, 'package.json'), JSON.stringify({ name: `${name}-app`, private: true, type: 'module' }));
  npm(app, 'install', '--no-save', '--no-package-lock', join(work, filename));
  return { app, installed: join(app, 'node_modules', 'tokenward'), tarball: filename, size };
}
