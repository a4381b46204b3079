// Installs what `npm pack` makes of pkg/ into a fresh project, as a user would.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Makes the project `folder` anew with the package in it; returns the tarball's path. */
export function installPackage(folder) {
  const pkg = join(root, 'pkg');
  if (!existsSync(join(pkg, 'package.json'))) throw new Error('there is no pkg/: run `make package` first');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const npm = (args, cwd) =>
    execFileSync('npm', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  const [{ filename }] = JSON.parse(npm(['pack', '--json', '--pack-destination', folder], pkg));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'app', private: true, type: 'module' }));
  const tarball = join(folder, filename);
  npm(['install', '--no-save', '--no-package-lock', '--offline', '--loglevel=error', tarball], folder);
  return tarball;
}
