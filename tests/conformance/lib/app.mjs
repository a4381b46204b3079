// The project that uses the package: what npm packs, installed with npm.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { APP, INSTALLED, ROOT, WORK } from './paths.mjs';

const npm = (args, cwd) => execFileSync('npm', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });

/** A verifier made while the module loads: edge workers do that, so it must work. */
const EARLY = `export const early = tokenward.createVerifier({
  keys: { secret: 'a secret that is as long as SHA-512 asks for: sixty-four bytes..' },
  algorithms: ['HS512'],
});
`;

/** The smallest modules that import each entry point, by its public name. */
const MODULES = {
  'main.mjs': `import * as tokenward from 'tokenward';\nexport { tokenward };\n${EARLY}`,
  'inline.mjs': `import * as tokenward from 'tokenward/inline';\nawait tokenward.ready();\nexport { tokenward };\n${EARLY}`,
  'slim.mjs': `import * as tokenward from 'tokenward/slim';\nexport { tokenward };\n`,
};

/** Packs `pkg/` (or the folder TOKENWARD_PKG names) and installs the tarball; gives the tarball's name. */
export function installPacked() {
  const source = process.env.TOKENWARD_PKG ?? join(ROOT, 'pkg');
  if (!existsSync(join(source, 'package.json'))) throw new Error(`${source} holds no package: build the package first (make package)`);
  rmSync(APP, { recursive: true, force: true });
  mkdirSync(APP, { recursive: true });
  for (const name of readdirSync(WORK)) if (name.endsWith('.tgz')) rmSync(join(WORK, name));
  const [{ filename }] = JSON.parse(npm(['pack', '--json', '--loglevel=error', '--pack-destination', WORK], source));
  writeFileSync(join(APP, 'package.json'), JSON.stringify({ name: 'conformance-app', private: true, type: 'module' }));
  npm(['install', '--no-save', '--no-package-lock', '--offline', '--loglevel=error', join(WORK, filename)], APP);
  const installed = JSON.parse(readFileSync(join(INSTALLED, 'package.json'), 'utf8'));
  if (installed.dependencies && Object.keys(installed.dependencies).length > 0) {
    throw new Error('the package must have no npm dependency at run time');
  }
  for (const [name, text] of Object.entries(MODULES)) writeFileSync(join(APP, name), text);
  return filename;
}

export const installedManifest = () => JSON.parse(readFileSync(join(INSTALLED, 'package.json'), 'utf8'));

/** The file that `exports` gives for a subpath under these conditions (Node's own rules). */
export function entryFor(subpath, conditions) {
  const pick = (target) => {
    if (typeof target === 'string') return target;
    for (const [condition, inner] of Object.entries(target ?? {})) {
      if (condition !== 'default' && !conditions.includes(condition)) continue;
      const found = pick(inner);
      if (found) return found;
    }
    return undefined;
  };
  const found = pick(installedManifest().exports[subpath]);
  if (!found) throw new Error(`exports has nothing for ${subpath} under ${conditions}`);
  return found;
}
