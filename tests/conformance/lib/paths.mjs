// Where things are made. All of it is under target/, which is not kept.
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

export const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
export const SUITE = fileURLToPath(new URL('../', import.meta.url));
export const WORK = join(ROOT, 'target', 'conformance');
export const FIXTURES = join(WORK, 'fixtures.json');
/** A project of its own that has the packed tarball installed. */
export const APP = join(WORK, 'app');
export const INSTALLED = join(APP, 'node_modules', 'tokenward');
export const RESULTS = join(WORK, 'results');
export const BIN = join(ROOT, 'node_modules', '.bin');
