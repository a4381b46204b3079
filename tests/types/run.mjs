// The emitted types, as users compile against them: strict, without `skipLibCheck`, under
// every module resolution. One test per resolution and per expected error.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { installPackage } from '../../tools/install-package.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const app = join(root, 'target/types/app');
installPackage(app);
for (const name of ['accepted.ts', 'refused.ts', 'libraries.ts']) cpSync(join(root, 'tests/types', name), join(app, name));

const RESOLUTIONS = [
  { module: 'NodeNext', moduleResolution: 'NodeNext' },
  { module: 'ESNext', moduleResolution: 'Bundler' },
  { module: 'ESNext', moduleResolution: 'Bundler', customConditions: ['workerd', 'worker', 'browser'] },
];
const expected = readFileSync(join(app, 'refused.ts'), 'utf8').match(/@ts-expect-error/g).length;

let passed = 0;
let failed = 0;
for (const resolution of RESOLUTIONS) {
  const compilerOptions = {
    ...resolution,
    target: 'ES2022',
    lib: ['ES2022', 'DOM'],
    types: [],
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    // TypeScript's own declarations; the package's are checked.
    skipDefaultLibCheck: true,
  };
  writeFileSync(join(app, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['accepted.ts', 'refused.ts'] }));
  const label = Object.values(resolution).flat().join(' ');
  try {
    execFileSync(join(root, 'node_modules/.bin/tsc'), ['--project', app], { encoding: 'utf8', stdio: 'pipe' });
    passed += 1 + expected;
    console.log(`ok   ${label}: the accepted programs compile, ${expected} mistakes are errors`);
  } catch (error) {
    failed += 1;
    console.log(`FAIL ${label}\n${error.stdout ?? error.message}`);
  }
}
// What is compiled to CommonJS, and a program without the types of the web, of Node.js and of any peer but those that are needed.
mkdirSync(join(app, 'commonjs'));
writeFileSync(join(app, 'commonjs/package.json'), '{}');
for (const folder of ['.', 'commonjs']) cpSync(join(root, 'tests/types/entries.ts'), join(app, folder, 'entries.ts'));
for (const [label, folder, options] of [
  ['CommonJS node10', 'commonjs', { module: 'CommonJS', moduleResolution: 'node10', esModuleInterop: true }],
  ['CommonJS node16', 'commonjs', { module: 'Node16' }],
  ['CommonJS NodeNext', 'commonjs', { module: 'NodeNext' }],
  ['`lib` without DOM', '.', { module: 'NodeNext' }],
]) {
  const compilerOptions = {
    ...options,
    target: 'ES2022',
    lib: ['ES2022'],
    types: [],
    strict: true,
    noEmit: true,
    skipDefaultLibCheck: true,
  };
  writeFileSync(join(app, folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['entries.ts'] }));
  try {
    execFileSync(join(root, 'node_modules/.bin/tsc'), ['--project', join(app, folder)], { encoding: 'utf8', stdio: 'pipe' });
    passed += 1;
    console.log(`ok   ${label}: every entry point compiles`);
  } catch (error) {
    failed += 1;
    console.log(`FAIL ${label}\n${error.stdout ?? error.message}`);
  }
}
// The declarations of other libraries are not ours to check, and take three times as long as all else.
const compilerOptions = {
  module: 'NodeNext',
  moduleResolution: 'NodeNext',
  target: 'ES2022',
  lib: ['ES2022', 'DOM'],
  strict: true,
  noEmit: true,
  types: ['node'],
  typeRoots: [join(root, 'node_modules/@types')],
  skipLibCheck: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
};
writeFileSync(join(app, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['libraries.ts'] }));
try {
  execFileSync(join(root, 'node_modules/.bin/tsc'), ['--project', app], { encoding: 'utf8', stdio: 'pipe' });
  passed += 1;
  console.log('ok   guards and schemas fit the types of other libraries');
} catch (error) {
  failed += 1;
  console.log(`FAIL guards and schemas, and the types of other libraries\n${error.stdout ?? error.message}`);
}
console.log(`types: ${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
