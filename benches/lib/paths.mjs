// Where things are. What a run makes is under target/bench, which is not kept; results/ is.
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));
export const BENCHES = join(ROOT, 'benches');
export const WORK = join(ROOT, 'target', 'bench');
/** A project that has the packed tarball installed, as a user would. */
export const APP = join(WORK, 'app');
export const MAIN = join(APP, 'main.mjs');
export const INSTALLED = join(APP, 'node_modules', 'tokenward');
export const FIXTURES = join(WORK, 'fixtures.json');
export const RESULTS = join(BENCHES, 'results');
/** A quick run is too coarse to be kept. */
export const QUICK_RESULTS = join(WORK, 'quick');
export const BIN = join(ROOT, 'node_modules', '.bin');
export const url = (path) => pathToFileURL(path).href;
