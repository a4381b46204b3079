// Node, Deno and Bun: a process for each algorithm and scenario.
import { join } from 'node:path';
import { launch } from '../lib/launch.mjs';
import { BENCHES, BIN, FIXTURES, WORK } from '../lib/paths.mjs';

const DENO_FLAGS = ['--no-prompt', '--no-lock', '--cached-only', '--node-modules-dir=manual', '--allow-read', '--allow-env'];
const COMMANDS = {
  node: [process.execPath],
  deno: [join(BIN, 'deno'), 'run', ...DENO_FLAGS],
  bun: [join(BIN, 'bun')],
};

/** A runner: `run(alg, scenario, timing)` gives the samples; `close` ends it. */
export async function open(runtime) {
  const env = { DENO_DIR: join(WORK, 'deno'), DENO_NO_UPDATE_CHECK: '1' };
  return {
    async run(alg, scenario, timing) {
      let result;
      const settings = JSON.stringify({ runtime, fixtures: FIXTURES, alg, scenario, timing });
      await launch([...COMMANDS[runtime], join(BENCHES, 'runners', 'process.mjs'), settings], {
        env,
        onLine: (line) => (result = line),
      });
      if (!result) throw new Error(`${runtime}: no result`);
      return result;
    },
    async close() {},
  };
}
