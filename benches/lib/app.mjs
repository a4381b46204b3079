// The project that uses the package: what `npm pack` makes of pkg/, installed by npm.
import { mkdirSync, writeFileSync } from 'node:fs';
import { installPackage } from '../../tools/install-package.mjs';
import { APP, MAIN, WORK } from './paths.mjs';

export function installApp() {
  mkdirSync(WORK, { recursive: true });
  installPackage(APP);
  writeFileSync(MAIN, "import * as tokenward from 'tokenward';\nexport { tokenward };\n");
}
